"""Usage on its way to Stripe's meters, and the gate that closes when the money is used up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.notices.kinds import Notice
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
    notices: list[Notice] = field(default_factory=list)
    cut_off: str = ""
    """Before which write the worker dies, once."""

    def report(self, row: UsageRow, *, attempt: int = 1) -> Delivered | Rejected | StripeBusy:
        return self.meters.report(TENANT, StoredUsage(row.id, row, None, attempt, NOW))

    def totals(self) -> dict[Meter, int]:
        return self.meters.totals(TENANT, Period(MONTH, NOW + timedelta(minutes=5)))

    def set_gate(self, tenant: TenantId, reason: str) -> None:
        assert tenant == TENANT
        self._die_before("gate")
        if self.gate[-1:] != [reason]:
            self.gate.append(reason)

    def notify(self, tenant: TenantId, notice: Notice) -> None:
        assert tenant == TENANT
        self._die_before("notice")
        self.notices.append(notice)

    def _die_before(self, write: str) -> None:
        if self.cut_off == write:
            self.cut_off = ""
            raise ConnectionResetError(write)

    def check(self) -> list[str]:
        self.meters.stop_if_spent(TENANT)
        return self.gate

    def standing(self, **changes: object) -> None:
        billing.change_billing(TENANT, lambda before: replace(before, **changes))  # type: ignore[arg-type]


def meters_at(url: str, account: list[Account]) -> StripeMeters:
    # The account holds the meters, so it is made after them.
    def set_gate(tenant: TenantId, reason: str) -> None:
        account[0].set_gate(tenant, reason)

    def notify(tenant: TenantId, notice: Notice) -> None:
        account[0].notify(tenant, notice)

    return StripeMeters(
        clock=Standing(),
        billing=StripeBilling(key=STRIPE_KEY, url=url),
        rows_of=lambda _: tuple(account[0].rows),
        set_gate=set_gate,
        notify=notify,
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
    assert account.check() == [SpendingRule.TRIAL_USED_UP]
    assert [one.about for one in account.notices] == [SpendingRule.TRIAL_USED_UP]
    assert billing.load_billing(TENANT).paused_reason == SpendingRule.TRIAL_USED_UP
    account.standing(status="active", first_subscribed_at=NOW)
    assert account.check() == [SpendingRule.TRIAL_USED_UP, ""]


@pytest.mark.parametrize("write", ["gate", "notice"])
def test_a_worker_that_dies_leaves_a_gate_that_closes_and_is_said(
    account: Account, write: str
) -> None:
    account.standing(trial_credit_cents=1)
    account.rows.append(used(1))
    account.cut_off = write
    with pytest.raises(ConnectionResetError):
        account.check()
    assert account.check() == [SpendingRule.TRIAL_USED_UP]
    assert [(one.name, one.about) for one in account.notices] == [
        ("spending_stopped", SpendingRule.TRIAL_USED_UP)
    ]


def test_a_gate_that_was_opened_meanwhile_closes_again_unsaid(account: Account) -> None:
    account.standing(trial_credit_cents=1)
    account.rows.append(used(1))
    account.check()
    account.set_gate(TENANT, "")
    assert account.check()[-1] == SpendingRule.TRIAL_USED_UP
    assert len(account.notices) == 1


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
