"""What stands for a person's agreement to be contacted: their own consent, or the soft opt-in.

Must never say whether it suffices for a contact: that is the permission table's to decide.
"""

from __future__ import annotations

from datetime import datetime

from functions.product.channels import Channel
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Consent:
    """Evidence that a person agreed to be contacted on a channel."""

    channel: Channel
    granted_at: datetime
    source: str
    wording: str
    """The words that were shown. Empty means the wording is unknown."""
    written: bool = False
    """In writing and naming an AI or automated voice (US 47 CFR 64.1200(f)(9))."""
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SoftOptIn:
    """A founder attested all four facts of the email soft opt-in (ePrivacy Art. 13(2))."""

    attested_by: str
    attested_at: datetime
    import_id: str = ""
    """The import whose customers it is for; empty where it is kept with that import, or with the
    Stripe account that each import comes from."""
    channels: tuple[Channel, ...] = (Channel.EMAIL,)
    """Which addresses were got in the sale; an upload attests email only."""


@dataclass(frozen=True, slots=True)
class SoftOptInAnswers:
    """The four facts as a founder ticked them; all four or none counts."""

    obtained_in_sale: bool = False
    similar_products: bool = False
    opt_out_at_collection: bool = False
    opt_out_in_each: bool = False

    @property
    def complete(self) -> bool:
        return (
            self.obtained_in_sale
            and self.similar_products
            and self.opt_out_at_collection
            and self.opt_out_in_each
        )

    def attest(self, *, by: str, at: datetime) -> SoftOptIn | None:
        """The attestation these answers amount to; None unless all four facts are ticked."""
        return SoftOptIn(attested_by=by, attested_at=at) if self.complete else None
