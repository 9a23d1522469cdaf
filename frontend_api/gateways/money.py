"""Usage and billing, from the usage rows, the price tables and Stripe."""

from __future__ import annotations

from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.billing import BillingState, CreditLeft, UsageTotal
from frontend_api.wording.formats import money
from functions.outreach.store import usage_rows
from functions.outreach.store.conversations.progress import load_spent_ever
from functions.outreach.store.settings import Gate, load, save_gate
from tenancy.billing.delivery import StripeBusy
from tenancy.billing.payment_state import load_billing, set_spending_limit
from tenancy.billing.prices import METER_WORDS, charge, price_table_at
from tenancy.billing.spending import (
    SpendingAllowed,
    SpendingRule,
    may_spend,
    spending,
    trial_left_cents,
)
from tenancy.billing.stripe import AlreadySubscribed, StripeBilling
from tenancy.billing.usage import Meter, UsageRow, month_of
from tenancy.runtime.clock import Clock
from tenancy.tenant import Tenant, TenantId


class StoredBillingState:
    """The `Billing` port."""

    def __init__(self, *, stripe: StripeBilling, clock: Clock, console_url: str) -> None:
        self._stripe = stripe
        self._clock = clock
        self._console_url = console_url

    def state(self, tenant: Tenant) -> BillingState:
        now = self._clock.now()
        table = price_table_at(now)
        rows = _rows(tenant.id)
        billing = load_billing(tenant.id)
        standing = billing.standing()
        spent = spending(rows, standing, now=now)
        month = charge(row for row in rows if row.at in month_of(now))
        return BillingState(
            currency=table.currency,
            price_version=table.version,
            prices=tuple(
                (METER_WORDS[meter], money(table.unit_cents[meter], table.currency))
                for meter in Meter
            ),
            totals=tuple(
                UsageTotal(meter, month.units[meter], month.cents[meter])
                for meter in Meter
                if month.units[meter]
            ),
            trial_credit_cents=standing.trial_credit_cents,
            trial_left_cents=trial_left_cents(standing, spent),
            spending_limit_cents=standing.spending_limit_cents,
            active=standing.subscribed,
            failed_payment=standing.payment_failed,
        )

    def currency(self) -> str:
        return price_table_at(self._clock.now()).currency

    def credit(self, tenant: TenantId) -> CreditLeft:
        standing = load_billing(tenant).standing()
        spent = 0 if standing.subscribed else load_spent_ever(tenant)
        return CreditLeft(
            currency=self.currency(),
            subscribed=standing.subscribed,
            failed_payment=standing.payment_failed,
            credit_cents=standing.trial_credit_cents,
            left_cents=max(0, standing.trial_credit_cents - spent),
        )

    def set_spending_limit(self, tenant: TenantId, *, cents: int) -> None:
        """A higher limit takes effect at once: what stood closed for the limit opens again."""
        billing = set_spending_limit(tenant, cents=cents)
        now = self._clock.now()
        standing = billing.standing()
        allowed = may_spend(standing, spending(_rows(tenant), standing, now=now), next_cents=0)
        blocked = load(tenant).blocked
        if isinstance(allowed, SpendingAllowed) and blocked == SpendingRule.SPENDING_LIMIT:
            save_gate(tenant, Gate(""))
        elif not isinstance(allowed, SpendingAllowed) and not blocked:
            save_gate(tenant, Gate(allowed.rule))

    def checkout_url(self, tenant: Tenant, *, founder_email: str) -> str | FieldRefusal:
        made = self._stripe.checkout_url(
            tenant,
            email=founder_email,
            table=price_table_at(self._clock.now()),
            success_url=f"{self._console_url}/billing",
            cancel_url=f"{self._console_url}/billing",
        )
        if isinstance(made, AlreadySubscribed):
            return FieldRefusal(
                "Your card is on file already. Open the portal to change it.", "form"
            )
        return _AWAY if isinstance(made, StripeBusy) else made

    def portal_url(self, tenant: Tenant) -> str | FieldRefusal:
        customer = load_billing(tenant.id).stripe_customer
        if not customer:
            return FieldRefusal("Add a card first; then there is something to manage.", "form")
        made = self._stripe.portal_url(customer, return_url=f"{self._console_url}/billing")
        return _AWAY if isinstance(made, StripeBusy) else made


_AWAY = FieldRefusal("Stripe did not answer just now. Try again in a minute.", "form")


def _rows(tenant: TenantId) -> tuple[UsageRow, ...]:
    return tuple(usage.row for usage in usage_rows.list_all(tenant))
