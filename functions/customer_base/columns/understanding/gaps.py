"""What of an import is understood, and what is missing before anybody can be worked by it.

Decides whether a file may be imported unseen. An unknown must never count as understood because
nothing resembled it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from functions.customer_base.columns.canonical import IDENTIFIERS
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """Facts that no column holds, and why that matters, in the founder's words."""

    name: str
    what: str
    why: str


IDENTITY = Gap(
    "identity",
    "Who the customer is",
    "Without a customer id or an email address no customer can be identified, and nothing is "
    "imported.",
)
PAYMENT = Gap(
    "payment",
    "What was paid",
    "Only customers with a documented payment are worked. A total, a number of payments, or an "
    "amount beside the status tells; a payments file does too.",
)
STATUS = Gap(
    "status",
    "Whether the subscription runs",
    "Without a status or the day they left, a customer who has gone looks like one who pays.",
)

_PAYMENT_FACTS = frozenset(
    {"paid_total", "paid_total_cents", "payment_count", "paid_since", "last_paid_on"}
)
_CHARGES = frozenset({"charge_amount", "charge_amount_cents", "charge_status"})
_PRICES = frozenset({"amount", "amount_cents", "mrr", "mrr_cents", "unit_price"}) | {
    "unit_price_cents"
}
_STATUS_FACTS = frozenset({"status", "churned_on", "canceled_at"})


def find_gaps(meanings: Collection[str]) -> tuple[Gap, ...]:
    """What the columns of all files of an import together do not say."""
    had = set(meanings)
    gaps = [] if had & set(IDENTIFIERS) else [IDENTITY]
    priced = had & _PRICES and "status" in had
    if not (had & _PAYMENT_FACTS or had & _CHARGES or priced):
        gaps.append(PAYMENT)
    if not had & _STATUS_FACTS:
        gaps.append(STATUS)
    return tuple(gaps)


def all_meanings(mappings: Iterable[Collection[str]]) -> frozenset[str]:
    """Canonical columns of several files together."""
    return frozenset(meaning for mapping in mappings for meaning in mapping)
