"""Usage on its way to Stripe's meters, and the gate that closes when the money is used up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.outreach.adapters.stripe.meters import StripeMeters
from functions.outreach.ports import StoredUsage
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import STRIPE_KEY
from tenancy.billing import payment_state as billing
from tenancy.billing.delivery import Delivered, Rejected, StripeBusy, minute_of
from tenancy.billing.spending import SpendingRule
from tenancy.billing.stripe import StripeBilling
from tenancy.billing.usage import Meter, Period, UsageKind, UsageRow
from tenancy.identity import accounts
from tenancy.tenant import Founder, TenantId
from tests.infra.sandbox.conftest import Served
from tests.outreach.adapters.sample_outgoing import NOW
from tests.outreach.approved import FOUNDER, TENANT, tenant

pytestmark = pytest.mark.costly(first=3)

MONTH = datetime(2027, 3, 1, tzinfo=UTC)


class Standing:
    def now(self) -> datetime:
        return NOW


@dataclass
class Account:
    """A tenant's usage, its meters at Stripe, and every move of its gate."""

    meters: StripeMeters
    rows: list[UsageRow] = field(default_factory=list)
    gate: list[str] = field(default_factory=list)

    def report(self, row: UsageRow, *, attempt: int = 1) -> Delivered | Rejected | StripeBusy:
        return self.meters.report(TENANT, StoredUsage(row.id, row, None, attempt, NOW))

    def totals(self) -> dict[Meter, int]:
        return self.meters.totals(TENANT, Period(MONTH, NOW + timedelta(minutes=5)))

    def check(self) -> list[str]:
        self.meters.stop_if_spent(TENANT)
        return self.gate

    def standing(self, **changes: object) -> None:
        billing.change_billing(TENANT, lambda before: replace(before, **changes))  # type: ignore[arg-type]


def meters_at(url: str, account: list[Account]) -> StripeMeters:
    def close(tenant: TenantId, reason: str) -> None:
        assert tenant == TENANT
        account[0].gate.append(reason)

    return StripeMeters(
        clock=Standing(),
        billing=StripeBilling(key=STRIPE_KEY, url=url),
        rows_of=lambda _: tuple(account[0].rows),
        close_gate=close,
    )


@pytest.fixture
def account(aws: None, served: Served, world: SandboxClient) -> Iterator[Account]:
    accounts.save_tenant(tenant())
    accounts.founder_row(Founder(FOUNDER, TENANT, "Sample Founder", "founder@example.com")).save()
    made: list[Account] = []
    made.append(Account(meters_at(f"{served.url}/stripe", made)))
    yield made[0]
    # The next test's tenant is the same customer (the request to make one is idempotent).
    served.sandbox.ledger.table("stripe_meter_events").clear()


def used(number: int, kind: UsageKind = UsageKind.REACHED, quantity: int = 1) -> UsageRow:
    return UsageRow(f"u-{number}", kind, quantity, NOW)


def test_the_first_usage_makes_the_customer_and_the_meters(account: Account) -> None:
    assert account.totals() == {}
    assert account.report(used(1)) == Delivered()
    assert billing.load_billing(TENANT).stripe_customer
    assert account.report(used(2, UsageKind.VOICE_SECONDS, 61)) == Delivered()
    assert account.totals() == {
        Meter.REACHED_CONVERSATIONS: 1,
        Meter.VOICE_MINUTES: 2,
        Meter.BOOKED_CONVERSATIONS: 0,
    }


def test_usage_reported_again_is_settled_and_counted_once(account: Account) -> None:
    assert account.report(used(1)) == Delivered()
    assert account.report(used(1)) == Delivered()
    assert account.totals()[Meter.REACHED_CONVERSATIONS] == 1


def test_another_attempt_is_another_event_and_counted_in_its_own_minute(account: Account) -> None:
    account.report(used(1))
    account.report(used(1), attempt=2)
    account.report(replace(used(2), at=NOW + timedelta(minutes=1)))
    count = account.meters.count
    meter = Meter.REACHED_CONVERSATIONS
    assert count(TENANT, meter, minute_of(NOW)) == 2
    assert count(TENANT, meter, minute_of(NOW + timedelta(minutes=1))) == 1


def test_what_stripe_will_never_take_is_rejected_with_its_code(account: Account) -> None:
    old = replace(used(1), at=NOW - timedelta(days=36))
    assert account.report(old) == Rejected("timestamp_too_far_in_past")
    assert account.report(used(2)) == Delivered()
    assert account.totals()[Meter.REACHED_CONVERSATIONS] == 1


def test_a_busy_stripe_is_asked_again_and_counts_once(
    account: Account, world: SandboxClient
) -> None:
    account.report(used(1))
    world.faults("stripe", fail_next=10, status=500)
    assert account.report(used(2)) == StripeBusy()
    world.faults()
    assert account.report(used(2)) == Delivered()
    assert account.totals()[Meter.REACHED_CONVERSATIONS] == 2


def test_usage_of_a_tenant_without_a_founder_is_an_error_not_a_customer(aws: None) -> None:
    nobody: list[Account] = []
    nobody.append(Account(meters_at("http://127.0.0.1:9", nobody)))
    nobody[0].meters._meters_exist = True
    with pytest.raises(LookupError, match="no founder"):
        nobody[0].report(used(1))


def test_the_gate_closes_when_the_trial_is_used_up_and_opens_with_a_subscription(
    account: Account,
) -> None:
    assert account.check() == []
    account.standing(trial_credit_cents=1)
    account.rows.append(used(1))
    assert account.check() == [SpendingRule.TRIAL_USED_UP]
    assert account.check() == [SpendingRule.TRIAL_USED_UP]  # Told once.
    assert billing.load_billing(TENANT).paused_reason == SpendingRule.TRIAL_USED_UP
    account.standing(status="active", first_subscribed_at=NOW)
    assert account.check() == [SpendingRule.TRIAL_USED_UP, ""]


def test_the_gate_closes_at_the_limit_and_opens_when_it_is_raised(account: Account) -> None:
    account.standing(status="active", first_subscribed_at=NOW, spending_limit_cents=1)
    assert account.check() == [SpendingRule.SPENDING_LIMIT]
    billing.set_spending_limit(TENANT, cents=100_000)
    assert account.check()[-1] == ""


def test_the_gate_closes_at_a_failed_payment_and_names_the_newest_reason(
    account: Account,
) -> None:
    account.standing(status="past_due", first_subscribed_at=NOW)
    assert account.check() == [SpendingRule.PAYMENT_FAILED]
    account.standing(status="canceled")
    assert account.check()[-1] == SpendingRule.SUBSCRIPTION_ENDED
    account.standing(status="active")
    assert account.check()[-1] == ""
