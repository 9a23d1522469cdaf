"""The founder's attestation of the email soft opt-in, as the base and a Stripe link record it.

Must never say whether it suffices: that is the permission table's to decide.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict


class SoftOptInAttestation(BaseModel):
    """The founder attested all four facts of ePrivacy Art. 13(2) for an upload or an account."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    attested_by: str
    attested_at: datetime
