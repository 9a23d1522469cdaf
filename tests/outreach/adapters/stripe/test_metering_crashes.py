"""Whatever crashes between a usage row and Stripe's meter, in the end both have the same total.

The report runs against the sandbox's Stripe and dies before or after any of its writes and calls;
time passes in between, also more of it than Stripe remembers an identifier for.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from functions.outreach.ports import StoredUsage
from functions.outreach.workflows.report_usage import UsagePorts, reconcile, report
from infra.sandbox.settings import STRIPE_KEY
from tenancy.billing.delivery import Delivered, Rejected, StripeBusy, identifier_of
from tenancy.billing.stripe import StripeBilling
from tenancy.billing.usage import Meter, Period, UsageKind, UsageRow, totals
from tenancy.tenant import TenantId
from tests.hypothesis_profiles import examples
from tests.infra.sandbox.conftest import Served
from tests.outreach.approved import TENANT
from tests.simulation.doubles.memory.usage import MemoryUsage

pytestmark = pytest.mark.costly(first=4)

HOURS = st.sampled_from([0, 1, 2, 22, 23, 24, 25, 49])


class ProcessEndedError(Exception):
    """The process ended here."""


@dataclass
class Fuse:
    """Lets so many moments pass, and crashes at the next."""

    left: int | None = None

    def pass_moment(self) -> None:
        if self.left is None:
            return
        if self.left == 0:
            self.left = None
            raise ProcessEndedError
        self.left -= 1

    def around[T](self, work: Callable[[], T]) -> T:
        self.pass_moment()
        done = work()
        self.pass_moment()
        return done


@dataclass
class FusedRows(MemoryUsage):
    fuse: Fuse = field(default_factory=Fuse)

    def begin_attempt(
        self, tenant: TenantId, usage: StoredUsage, *, at: datetime
    ) -> StoredUsage | None:
        begin = super().begin_attempt
        return self.fuse.around(lambda: begin(tenant, usage, at=at))

    def reported(self, tenant: TenantId, key: str, *, at: datetime) -> None:
        mark = super().reported
        self.fuse.around(lambda: mark(tenant, key, at=at))


@dataclass
class FusedMeters:
    """The sandbox's Stripe, whose answer may never arrive."""

    billing: StripeBilling
    customer: str
    fuse: Fuse

    def report(self, tenant: TenantId, usage: StoredUsage) -> Delivered | Rejected | StripeBusy:
        name = identifier_of(usage.row.id, attempt=usage.attempt)
        return self.fuse.around(
            lambda: self.billing.report(usage.row, identifier=name, stripe_customer=self.customer)
        )

    def count(self, tenant: TenantId, meter: Meter, period: Period) -> int:
        return self.billing.total(meter, period, stripe_customer=self.customer)

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        return {meter: self.count(tenant, meter, period) for meter in Meter}

    def stop_if_spent(self, tenant: TenantId) -> None:
        """Spending limits have tests of their own."""


@dataclass
class AtStripe:
    """One account of the sandbox, for every history that is tried."""

    served: Served
    billing: StripeBilling

    def now(self) -> datetime:
        return self.served.sandbox.clock.now()

    def pass_time(self, hours: float) -> None:
        self.served.sandbox.clock.advance(timedelta(hours=hours).total_seconds())

    def add_customer(self) -> str:
        return self.billing._client.v1.customers.create({"email": "ann@example.com"}).id

    def counted(self, customer: str) -> dict[Meter, int]:
        events = self.served.sandbox.ledger.table("stripe_meter_events").values()
        found = dict.fromkeys(Meter, 0)
        for event in events:
            if event["payload"]["stripe_customer_id"] == customer:
                found[Meter(event["event_name"])] += int(event["payload"]["value"])
        return found


@pytest.fixture
def account(served: Served) -> AtStripe:
    billing = StripeBilling(key=STRIPE_KEY, url=f"{served.url}/stripe")
    billing.meters()
    return AtStripe(served, billing)


class Metering(RuleBasedStateMachine):
    """Usage is written, the report runs and crashes, and time passes."""

    account: AtStripe

    def __init__(self) -> None:
        super().__init__()
        self.fuse = Fuse()
        self.rows = FusedRows(fuse=self.fuse)
        self.customer = self.account.add_customer()
        meters = FusedMeters(self.account.billing, self.customer, self.fuse)
        self.ports = UsagePorts(clock=self.account, rows=self.rows, meters=meters)

    @rule(kind=st.sampled_from(UsageKind), quantity=st.sampled_from([1, 61, 125]))
    def use(self, kind: UsageKind, quantity: int) -> None:
        amount = quantity if kind is UsageKind.VOICE_SECONDS else 1
        name = f"{self.customer}-{len(self.rows.rows)}"
        self.rows.rows.append(UsageRow(name, kind, amount, self.account.now()))

    @rule()
    def report(self) -> None:
        report(self.ports, TENANT)

    @rule(moments=st.integers(0, 12), hours=HOURS)
    def crash(self, moments: int, hours: int) -> None:
        """The report ends after so many moments, and runs again only hours later."""
        self.fuse.left = moments
        with contextlib.suppress(ProcessEndedError):
            report(self.ports, TENANT)
        self.fuse.left = None
        self.account.pass_time(hours)

    @rule()
    def reconcile(self) -> None:
        reconcile(self.ports, TENANT)

    @rule(hours=HOURS)
    def wait(self, hours: int) -> None:
        self.account.pass_time(hours)

    @invariant()
    def nothing_is_billed_twice(self) -> None:
        theirs, ours = self.account.counted(self.customer), totals(self.rows.rows)
        assert all(theirs[meter] <= ours[meter] for meter in Meter), (theirs, ours)

    def teardown(self) -> None:
        """After two quiet days nothing is missing either."""
        for _ in range(3):
            report(self.ports, TENANT)
            self.account.pass_time(25)
        assert self.account.counted(self.customer) == totals(self.rows.rows)
        assert len(self.rows.reported_at) == len(self.rows.rows)
        assert reconcile(self.ports, TENANT) == 0


@pytest.mark.slow
def test_whatever_crashes_the_ledger_equals_stripes_summary(account: AtStripe) -> None:
    machine = type("MeteringHere", (Metering,), {"account": account})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples(10),
            stateful_step_count=12,
            deadline=None,
            # A failing history is short already, and each one tried costs real requests.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
