"""What a conversation knows of its customer: the facts a segment run left in the dial pool.

A record is one JSON line of a dial-pool page; field names are the canonical columns of the
customer base. Unknown is None (or empty), never a guess.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import NewType

from functions.product.consent import Consent, SoftOptIn
from functions.product.motions import Motion
from tenancy.values.lazy_dataclass import dataclass

CustomerId = NewType("CustomerId", str)


@dataclass(frozen=True, slots=True)
class Trigger:
    """Which offer the usage asks for, and how strongly."""

    offer_id: str
    kind: str
    """`limit`, `feature`, `support_ask`, `seats`, `return` or `none`."""
    fact: str
    """The measured thing itself, for the opener: a feature's name, or `limit`."""
    value: float
    """The measurement: share of the limit (0..1), uses in 30 days, or people."""
    strength: float
    """0..1, comparable inside a pool."""


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """One customer as of `as_of`; a conversation keeps its own copy."""

    customer_id: CustomerId
    as_of: date
    name: str = ""
    email: str = ""
    phone: str = ""
    """E.164."""
    other_emails: tuple[str, ...] = ()
    """Further addresses of the record. Nobody is contacted there; what comes from them is the
    customer's."""
    other_phones: tuple[str, ...] = ()
    country: str = ""
    """ISO 3166-1 alpha-2."""
    region: str = ""
    """Subdivision code without the country, such as `CA`."""
    time_zone: str = ""
    language: str = ""
    product: str = ""
    plan: str = ""
    plan_since: date | None = None
    billing_interval: str = ""
    status: str = ""
    paid_since: date | None = None
    renews_on: date | None = None
    churned_on: date | None = None
    seats: int | None = None
    team_size: int | None = None
    mrr_cents: int | None = None
    currency: str = ""
    usage_30d: int | None = None
    usage_prev_30d: int | None = None
    limit_used: float | None = None
    feature_uses: dict[str, int] = field(default_factory=dict)
    support_asks: tuple[str, ...] = ()
    whatsapp: bool | None = None
    """Whether the number is a verified WhatsApp account; None is unknown."""
    do_not_contact: bool = False
    paid: bool = False
    """A documented paid relationship exists (perimeter)."""
    consents: tuple[Consent, ...] = ()
    soft_opt_in: SoftOptIn | None = None
    motion: Motion | None = None
    reason: str = ""
    trigger: Trigger | None = None
    value_cents: int = 0
    """Yearly value of the offer, for ordering."""
    synced: bool = False
    """Facts come from a live sync, so they do not go stale after 14 days."""
