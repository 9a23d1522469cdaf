"""Usage on its way to billing: in order, counted exactly once whatever crashes, and reconciled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from functions.outreach.ports import StoredUsage
from functions.outreach.workflows.report_usage import IN_DOUBT, UsagePorts, reconcile, report
from tenancy.billing.delivery import Delivered, Rejected, StripeBusy, find_counted, identifier_of
from tenancy.billing.usage import Meter, Period, UsageKind, UsageRow
from tenancy.tenant import TenantId
from tests.outreach.approved import NOW, TENANT
from tests.simulation.doubles.memory.usage import MemoryUsage

DAY = timedelta(hours=25)
"""Longer than Stripe promises to know an identifier."""


@dataclass
class Billing:
    """A billing that knows an identifier for a day, and may lose its answer."""

    clock: Moving
    events: list[tuple[str, Meter, int, datetime, datetime]] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)
    loses_answer: set[str] = field(default_factory=set)
    refuses: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    knows_customer: bool = True
    checked: int = 0

    def report(self, tenant: TenantId, usage: StoredUsage) -> Delivered | Rejected | StripeBusy:
        row, name = usage.row, identifier_of(usage.row.id, attempt=usage.attempt)
        self.asked.append(name)
        if row.id in self.busy:
            return StripeBusy()
        if row.id in self.refuses:
            return Rejected(self.refuses[row.id])
        since = self.clock.now() - timedelta(hours=24)
        if not any(known == name and taken > since for known, *_, taken in self.events):
            self.events.append((name, row.meter, row.units, row.at, self.clock.now()))
        return StripeBusy() if row.id in self.loses_answer else Delivered()

    def count(self, tenant: TenantId, meter: Meter, period: Period) -> int:
        return sum(units for _, of, units, at, _ in self.events if of is meter and at in period)

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        if not self.knows_customer:
            return {}
        return {meter: self.count(tenant, meter, period) for meter in Meter}

    def stop_if_spent(self, tenant: TenantId) -> None:
        self.checked += 1


@dataclass
class Moving:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class Books:
    """Our rows, billing, and the time between runs."""

    rows: MemoryUsage = field(default_factory=MemoryUsage)
    clock: Moving = field(default_factory=Moving)
    theirs: Billing = field(init=False)

    def __post_init__(self) -> None:
        self.theirs = Billing(self.clock)

    @property
    def ports(self) -> UsagePorts:
        return UsagePorts(clock=self.clock, rows=self.rows, meters=self.theirs)

    def use(self, *seconds: int, at: datetime = NOW - timedelta(hours=1)) -> None:
        """A reached conversation each; a call where it has seconds."""
        for length in seconds:
            kind = UsageKind.VOICE_SECONDS if length else UsageKind.REACHED
            self.rows.rows.append(UsageRow(f"u{len(self.rows.rows)}", kind, length or 1, at))

    def report(self, *, after: timedelta = timedelta()) -> int:
        self.clock.at += after
        return report(self.ports, TENANT)

    def reconcile(self, *, after: timedelta = timedelta()) -> int:
        self.clock.at += after
        return reconcile(self.ports, TENANT)

    def counted(self, meter: Meter = Meter.REACHED_CONVERSATIONS) -> int:
        return self.theirs.count(TENANT, meter, Period(NOW - timedelta(days=40), self.clock.now()))

    @property
    def reported(self) -> list[str]:
        return list(self.rows.reported_at)


@pytest.fixture
def books() -> Books:
    return Books()


def test_usage_is_reported_in_order_and_stops_where_billing_is_busy(books: Books) -> None:
    books.use(0, 0, 0)
    books.theirs.busy = {"u1"}
    assert books.report() == 1
    assert (books.theirs.asked, books.reported) == (["u0", "u1"], ["u0"])
    assert books.theirs.checked == 1  # The gate is looked at also when billing is down.
    books.theirs.busy.clear()
    assert books.report() == 2
    assert books.reported == ["u0", "u1", "u2"]
    assert books.report() == 0


def test_an_attempt_is_written_before_anything_is_sent(books: Books) -> None:
    """Else the age of what may have been sent is not known after a crash."""
    books.use(0)
    seen: list[int] = []

    class Watching(Billing):
        def report(self, tenant: TenantId, usage: StoredUsage) -> Delivered | Rejected | StripeBusy:
            seen.append(books.rows.attempts["u0"][0])
            return super().report(tenant, usage)

    books.theirs = Watching(books.clock)
    books.report()
    assert seen == [1]


def test_a_lost_answer_is_asked_for_again_under_the_same_identifier(books: Books) -> None:
    books.use(0)
    books.theirs.loses_answer = {"u0"}
    assert books.report() == 0
    books.theirs.loses_answer.clear()
    assert books.report(after=timedelta(hours=22)) == 1
    assert (books.theirs.asked, books.counted()) == (["u0", "u0"], 1)


def test_usage_retried_after_a_day_is_not_billed_twice(books: Books) -> None:
    """Stripe has forgotten the identifier by then, and would count it again."""
    books.use(0)
    books.theirs.loses_answer = {"u0"}
    books.report()
    books.theirs.loses_answer.clear()
    assert books.report(after=DAY) == 1
    assert (books.theirs.asked, books.counted(), books.reported) == (["u0"], 1, ["u0"])


def test_usage_that_never_arrived_is_sent_after_a_day_under_another_identifier(
    books: Books,
) -> None:
    books.use(0)
    books.theirs.busy = {"u0"}
    books.report()
    books.theirs.busy.clear()
    assert books.report(after=DAY) == 1
    assert (books.theirs.asked, books.counted()) == (["u0", "u0~2"], 1)


def test_of_two_rows_in_one_minute_only_the_one_that_is_missing_is_sent(books: Books) -> None:
    books.use(59, 61)
    books.theirs.loses_answer, books.theirs.busy = {"u1"}, {"u0"}
    books.rows.begin_attempt(TENANT, StoredUsage("u0", books.rows.rows[0], None), at=NOW)
    begun = books.rows.begin_attempt(TENANT, StoredUsage("u1", books.rows.rows[1], None), at=NOW)
    assert begun is not None
    books.theirs.report(TENANT, begun)
    books.theirs.loses_answer.clear()
    books.theirs.busy.clear()
    books.report(after=DAY)
    assert books.theirs.asked == ["u1", "u0~2"]
    assert books.counted(Meter.VOICE_MINUTES) == 3


def test_a_total_that_fits_no_rows_holds_the_row_back_and_shows_as_a_difference(
    books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    books.use(0)
    books.theirs.busy = {"u0"}
    books.report()
    books.theirs.busy.clear()
    stray = ("somebody", Meter.REACHED_CONVERSATIONS, 7, NOW - timedelta(hours=1), NOW)
    books.theirs.events.append(stray)
    assert books.report(after=DAY) == 0
    assert books.rows.refusals == {"u0": IN_DOUBT}
    assert (books.reconcile(), books.counted()) == (1, 7)
    assert "usage_differs" in [record.msg for record in caplog.records]
    # Once the operator has put it right at Stripe, the night settles it.
    books.theirs.events.remove(stray)
    assert books.reconcile(after=timedelta(days=1)) == 0
    assert (books.counted(), books.reported) == (1, ["u0"])


def test_what_billing_refuses_is_kept_logged_and_tried_again_at_night(
    books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    books.use(0, 0)
    books.theirs.refuses = {"u0": "no_meter"}
    assert books.report() == 1
    assert (books.rows.refusals, books.reported) == ({"u0": "no_meter"}, ["u1"])
    (logged,) = (record for record in caplog.records if record.msg == "usage_rejected")
    assert (logged.levelname, logged.__dict__["code"]) == ("ERROR", "no_meter")
    assert books.report() == 0  # It is not asked for every five minutes.
    assert books.reconcile() == 1
    books.theirs.refuses.clear()
    assert books.reconcile(after=timedelta(days=1)) == 0
    assert (books.counted(), books.rows.refusals) == (2, {})


def test_a_refusal_of_a_retry_does_not_say_that_the_first_attempt_was_not_taken(
    books: Books,
) -> None:
    books.use(0)
    books.theirs.loses_answer = {"u0"}
    books.report()
    books.theirs.loses_answer.clear()
    books.theirs.refuses = {"u0": "meter_event_customer_not_found"}
    books.report()
    books.theirs.refuses.clear()
    books.reconcile(after=DAY)
    assert (books.counted(), books.reported) == (1, ["u0"])


def _stray(books: Books) -> None:
    event = ("stray", Meter.REACHED_CONVERSATIONS, 1, books.rows.rows[0].at, books.clock.now())
    books.theirs.events.append(event)


def _lost(books: Books) -> None:
    books.theirs.events.pop()


@pytest.mark.parametrize(("changed", "theirs"), [(_stray, 4), (_lost, 2)])
def test_a_difference_with_billing_is_kept_and_agreement_is_silent(
    books: Books, changed: Callable[[Books], None], theirs: int
) -> None:
    books.use(0, 0, 0)
    books.report()
    assert books.reconcile() == 0
    changed(books)
    assert books.reconcile() == 1
    ((ours, other),) = books.rows.differences
    assert (ours["reached_conversations"], other["reached_conversations"]) == (3, theirs)


def test_of_rows_put_in_doubt_again_the_night_sends_what_billing_lacks(books: Books) -> None:
    """What an operator does with a minute in which billing counts less than was reported."""
    books.use(0, 59, 61)
    books.report()
    books.theirs.events = [one for one in books.theirs.events if one[0] != "u2"]
    for key in ("u1", "u2"):
        del books.rows.reported_at[key]
        books.rows.refuse(TENANT, key, reason=IN_DOUBT)
    assert books.reconcile(after=DAY) == 0
    assert books.theirs.asked == ["u0", "u1", "u2", "u2~2"]
    assert (books.counted(Meter.VOICE_MINUTES), books.rows.refusals) == (3, {})


def test_what_billing_refused_of_last_month_is_seen_in_this_one(books: Books) -> None:
    """The last rows of a month are reported, or reported late, in the next."""
    books.use(0, 0, 0, at=NOW.replace(day=1, hour=0, minute=0) - timedelta(minutes=1))
    books.report()
    _lost(books)
    assert books.reconcile() == 1
    ((ours, theirs),) = books.rows.differences
    assert (ours["reached_conversations"], theirs["reached_conversations"]) == (3, 2)


def test_a_tenant_billing_does_not_know_yet_differs_in_nothing(books: Books) -> None:
    books.use(0)
    books.report()
    books.theirs.knows_customer = False
    assert books.reconcile() == 0


@pytest.mark.parametrize(
    ("units", "counted", "found"),
    [
        ((), 0, set()),
        ((1,), 0, set()),
        ((1,), 1, {0}),
        ((2, 3), 3, {1}),
        ((1, 1, 1), 2, {0, 1}),
        ((2, 3), 4, None),
        ((1,), -1, None),
    ],
)
def test_the_rows_that_billing_has_are_found_by_what_it_counts(
    units: tuple[int, ...], counted: int, found: set[int] | None
) -> None:
    assert find_counted(units, counted=counted) == found


def test_each_attempt_has_an_identifier_of_its_own() -> None:
    assert [identifier_of("u", attempt=number) for number in (1, 2)] == ["u", "u~2"]
    with pytest.raises(ValueError, match="from 1"):
        identifier_of("u", attempt=0)
