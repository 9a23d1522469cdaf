"""Usage where a process dies before or after Stripe's answer: ledger and summary end equal."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from functions.outreach.ports import StoredUsage
from functions.outreach.workflows.report_usage import UsagePorts, reconcile, report
from tenancy.billing.delivery import Delivered, Rejected, StripeBusy, identifier_of
from tenancy.billing.usage import Meter, Period, UsageKind, UsageRow
from tenancy.tenant import TenantId
from tests.outreach.approved import NOW, TENANT
from tests.simulation.doubles.memory.usage import MemoryUsage


class DiedError(Exception):
    """The process ended here."""


@dataclass
class Moved:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class Stripe:
    """Counts an event once within a day of its identifier, and again after that."""

    clock: Moved
    events: list[tuple[str, datetime, UsageRow]] = field(default_factory=list)
    dies: str = ""
    """`before` or `after` the event is taken."""

    def report(self, tenant: TenantId, usage: StoredUsage) -> Delivered | Rejected | StripeBusy:
        dies, self.dies = self.dies, ""
        name = identifier_of(usage.row.id, attempt=usage.attempt)
        if dies == "before":
            raise DiedError
        day = self.clock.at - timedelta(hours=24)
        if not any(id_ == name and at > day for id_, at, _ in self.events):
            self.events.append((name, self.clock.at, usage.row))
        if dies == "after":
            raise DiedError
        return Delivered()

    def count(self, tenant: TenantId, meter: Meter, period: Period) -> int:
        return self.totals(tenant, period)[meter]

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        units: Counter[Meter] = Counter()
        for _, _, row in self.events:
            if row.at in period:
                units[row.meter] += row.units
        return {meter: units[meter] for meter in Meter}

    def stop_if_spent(self, tenant: TenantId) -> None:
        """Nothing is looked at."""


KINDS = {
    "reached": [UsageRow("u1", UsageKind.REACHED, 1, NOW)],
    "voice": [UsageRow("u1", UsageKind.VOICE_SECONDS, 61, NOW)],
    "two in one minute": [
        UsageRow("u1", UsageKind.REACHED, 1, NOW),
        UsageRow("u2", UsageKind.REACHED, 1, NOW + timedelta(seconds=1)),
    ],
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("later", [timedelta(minutes=5), timedelta(hours=25), timedelta(days=3)])
@pytest.mark.parametrize("dies", ["before", "after"])
def test_a_process_that_died_over_a_row_neither_loses_nor_doubles_it(
    dies: str, later: timedelta, kind: str
) -> None:
    clock = Moved()
    ledger, stripe = MemoryUsage(list(KINDS[kind])), Stripe(clock, dies=dies)
    ports = UsagePorts(clock=clock, rows=ledger, meters=stripe)
    with pytest.raises(DiedError):
        report(ports, TENANT)
    clock.at += later
    report(ports, TENANT)
    everything = Period(NOW - timedelta(days=1), clock.at + timedelta(days=1))
    assert stripe.totals(TENANT, everything) == ledger.totals(TENANT, everything)
    assert set(ledger.reported_at) == {row.id for row in ledger.rows}
    assert sum(stripe.totals(TENANT, everything).values()) == sum(r.units for r in ledger.rows)
    clock.at += timedelta(minutes=5)
    assert reconcile(ports, TENANT) == 0
    assert not ledger.differences


def test_a_row_is_sent_once_however_often_its_mark_is_lost() -> None:
    """Three processes in a row die before they note it; the third a day later."""
    clock = Moved()
    ledger, stripe = MemoryUsage(list(KINDS["reached"])), Stripe(clock)
    ports = UsagePorts(clock=clock, rows=ledger, meters=stripe)
    for pause in (timedelta(hours=1), timedelta(hours=20), timedelta(hours=10)):
        stripe.dies = "after"
        try:
            report(ports, TENANT)
        except DiedError:
            ledger.reported_at.clear()
        clock.at += pause
    report(ports, TENANT)
    assert len(stripe.events) == 1
