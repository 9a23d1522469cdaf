"""Whether a tenant may still spend: trial credit, spending limit, failed payment. Pure.

A refusal stops new conversations only; what is open finishes politely, and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from tenancy.billing.prices import charge
from tenancy.billing.usage import UsageRow, month_of
from tenancy.values.lazy_dataclass import dataclass

TRIAL_CREDIT_CENTS = 5_000
DEFAULT_SPENDING_LIMIT_CENTS = 20_000
"""A month; the founder changes it."""


class SpendingRule(StrEnum):
    """Why nothing more may be spent."""

    PAYMENT_FAILED = "payment_failed"
    SPENDING_LIMIT = "spending_limit"
    TRIAL_USED_UP = "trial_used_up"
    SUBSCRIPTION_ENDED = "subscription_ended"


@dataclass(frozen=True, slots=True)
class PaymentStanding:
    """What a tenant's payments allow."""

    subscribed: bool = False
    payment_failed: bool = False
    subscribed_at: datetime | None = None
    """From here on usage is invoiced; what was used before is the trial's."""
    trial_credit_cents: int = TRIAL_CREDIT_CENTS
    spending_limit_cents: int = DEFAULT_SPENDING_LIMIT_CENTS
    """A calendar month in UTC, trial included. A hard limit; 0 stops everything."""


@dataclass(frozen=True, slots=True)
class Spending:
    """What was spent so far, in minor units."""

    trial_cents: int
    """Ever, before the subscription."""
    month_cents: int


@dataclass(frozen=True, slots=True)
class SpendingAllowed:
    """`left_cents` may be spent before the next limit."""

    left_cents: int


@dataclass(frozen=True, slots=True)
class SpendingRefused:
    rule: SpendingRule


def spending(rows: Iterable[UsageRow], standing: PaymentStanding, *, now: datetime) -> Spending:
    """Sum up usage: this month's, and what drew on the trial credit."""
    known = tuple(rows)
    month = month_of(now)
    trial = [
        row for row in known if standing.subscribed_at is None or row.at < standing.subscribed_at
    ]
    return Spending(
        trial_cents=charge(trial).total_cents,
        month_cents=charge(row for row in known if row.at in month).total_cents,
    )


def may_spend(
    standing: PaymentStanding, spent: Spending, *, next_cents: int
) -> SpendingAllowed | SpendingRefused:
    """Whether `next_cents` more may be spent; the first rule that forbids it is named.

    Raises ValueError for a negative amount.
    """
    if next_cents < 0:
        raise ValueError("spending is never negative")
    if standing.payment_failed:
        return SpendingRefused(SpendingRule.PAYMENT_FAILED)
    left = standing.spending_limit_cents - spent.month_cents
    if left < max(next_cents, 1):
        return SpendingRefused(SpendingRule.SPENDING_LIMIT)
    if not standing.subscribed and standing.subscribed_at is not None:
        return SpendingRefused(SpendingRule.SUBSCRIPTION_ENDED)
    if not standing.subscribed:
        trial_left = trial_left_cents(standing, spent)
        if trial_left < max(next_cents, 1):
            return SpendingRefused(SpendingRule.TRIAL_USED_UP)
        left = min(left, trial_left)
    return SpendingAllowed(left)


def trial_left_cents(standing: PaymentStanding, spent: Spending) -> int:
    """Never below nothing, also when the last conversation went a little over."""
    return max(0, standing.trial_credit_cents - spent.trial_cents)
