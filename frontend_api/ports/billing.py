"""What a tenant owes and may spend, as the billing page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from frontend_api.http.forms import FieldRefusal
    from tenancy.tenant import Tenant, TenantId


@dataclass(frozen=True, slots=True)
class UsageTotal:
    kind: str
    quantity: int
    cents: int


@dataclass(frozen=True, slots=True)
class BillingState:
    """What is owed and allowed. Amounts in minor units of `currency`."""

    currency: str
    price_version: str
    prices: tuple[tuple[str, str], ...] = ()
    """(what is counted, its price in words)."""
    totals: tuple[UsageTotal, ...] = ()
    trial_credit_cents: int = 0
    trial_left_cents: int = 0
    spending_limit_cents: int = 0
    active: bool = False
    failed_payment: bool = False

    @property
    def may_spend(self) -> bool:
        return (self.active and not self.failed_payment) or self.trial_left_cents > 0


@dataclass(frozen=True, slots=True)
class CreditLeft:
    """What a glance at the first page needs of billing. Amounts in minor units of `currency`."""

    currency: str
    subscribed: bool
    failed_payment: bool
    credit_cents: int
    left_cents: int
    """Of the trial credit; means nothing once subscribed."""


class FounderBilling(Protocol):
    def currency(self) -> str:
        """What is charged in."""
        ...

    def credit(self, tenant: TenantId) -> CreditLeft:
        """From the payment state and the counter of what was spent, by two requests."""
        ...

    def state(self, tenant: Tenant) -> BillingState: ...
    def set_spending_limit(self, tenant: TenantId, *, cents: int) -> None: ...
    def checkout_url(self, tenant: Tenant, *, founder_email: str) -> str | FieldRefusal: ...
    def portal_url(self, tenant: Tenant) -> str | FieldRefusal: ...
