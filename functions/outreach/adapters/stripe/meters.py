"""Usage to Stripe's meters, and the gate that stops openings when the money is used up."""

from __future__ import annotations

from collections.abc import Callable

from functions.notices.kinds import Notice
from functions.outreach.ports import StoredUsage
from tenancy.billing.delivery import Delivered, Rejected, StripeBusy, identifier_of
from tenancy.billing.payment_state import load_billing, set_paused
from tenancy.billing.prices import price_table_at
from tenancy.billing.spending import SpendingRefused, may_spend, spending
from tenancy.billing.stripe import StripeBilling
from tenancy.billing.usage import Meter, Period, UsageRow
from tenancy.identity.accounts import founders, load_tenant
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId


class StripeMeters:
    """A `UsageMeters` port."""

    def __init__(
        self,
        *,
        clock: Clock,
        billing: StripeBilling,
        rows_of: Callable[[TenantId], tuple[UsageRow, ...]],
        set_gate: Callable[[TenantId, str], None],
        notify: Callable[[TenantId, Notice], None],
    ) -> None:
        self._clock = clock
        self._billing = billing
        self._rows_of = rows_of
        self._set_gate = set_gate
        self._notify = notify
        self._meters_exist = False

    def report(self, tenant: TenantId, usage: StoredUsage) -> Delivered | Rejected | StripeBusy:
        """A repeated identifier is delivered: Stripe has the row from an attempt before."""
        if not self._meters_exist:
            self._billing.meters()
            self._meters_exist = True
        return self._billing.report(
            usage.row,
            identifier=identifier_of(usage.row.id, attempt=usage.attempt),
            stripe_customer=self._customer(tenant),
        )

    def count(self, tenant: TenantId, meter: Meter, period: Period) -> int:
        return self._billing.total(meter, period, stripe_customer=self._customer(tenant))

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        """The period's ends are on whole minutes, over which Stripe sums."""
        customer = load_billing(tenant).stripe_customer
        if not customer:
            return {}
        return {
            meter: self._billing.total(meter, period, stripe_customer=customer) for meter in Meter
        }

    def stop_if_spent(self, tenant: TenantId) -> None:
        """Close the gate with the rule that refused, or open it again.

        The reason is stored last: while it is not, the next run does again what is missing.
        """
        known = load_billing(tenant)
        standing = known.standing()
        now = self._clock.now()
        spent = spending(self._rows_of(tenant), standing, now=now)
        next_cents = price_table_at(now).unit_cents[Meter.REACHED_CONVERSATIONS]
        decision = may_spend(standing, spent, next_cents=next_cents)
        reason = decision.rule.value if isinstance(decision, SpendingRefused) else ""
        is_news = reason != known.paused_reason
        if reason or is_news:
            # A known reason too: a founder who raised the limit opened the gate at once.
            self._set_gate(tenant, reason)
        if reason and is_news:
            # The version stays until the reason is stored, so a second run says nothing twice.
            name = f"{reason}-{known.version}"
            self._notify(tenant, Notice("spending_stopped", name, now, about=reason))
        if is_news:
            set_paused(tenant, reason=reason)

    def _customer(self, tenant: TenantId) -> str:
        known = load_billing(tenant).stripe_customer
        if known:
            return known
        business = load_tenant(tenant)
        owner = next(iter(founders(tenant)), None)
        if business is None or owner is None:
            raise LookupError("usage of a tenant that has no founder")
        return self._billing.ensure_customer(business, email=owner.email)
