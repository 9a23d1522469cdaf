"""One place is given to one customer, under the caps, and comes back whole when it is released."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    BookingId,
    CalendarState,
    Reservation,
    WorkingHours,
    reserve,
)
from functions.outreach.ports import Committed, SlotLost, Stale
from tests.outreach.approved import FOUNDER, NOW, TENANT, bandwidth
from tests.outreach.store.contract.conftest import Stores
from tests.outreach.store.contract.sample_steps import (
    FREE,
    booked,
    current,
    launch,
    opened,
    released,
    reserved,
    spoken,
)

pytestmark = pytest.mark.costly(first=8)

HOME = ZoneInfo("America/New_York")


def calendar(stores: Stores, *, hours: Bandwidth | None = None) -> CalendarState:
    return stores.calendar.state(TENANT, FOUNDER, bandwidth=hours or bandwidth(), now=NOW)


def test_an_empty_calendar_holds_nothing(stores: Stores) -> None:
    assert calendar(stores) == CalendarState()


def test_a_reservation_takes_its_cells_and_is_counted(stores: Stores) -> None:
    before = opened(stores)
    held = reserved(stores, "b_1")
    assert stores.conversations.commit(before, booked(before, held), event_id="a", now=NOW) == (
        Committed()
    )
    assert calendar(stores) == CalendarState(
        taken_cells=frozenset(held.cells),
        booked_per_day=((held.day, 1),),
        booked_per_week=((held.week, 1),),
    )
    kept = current(stores, before).booking
    assert kept is not None
    assert kept.reservation == held
    assert stores.booking(held.booking) == kept


def test_one_place_is_given_to_one_of_two_customers(stores: Stores) -> None:
    first, second = opened(stores, 1), opened(stores, 2)
    mine, theirs = booked(first, reserved(stores, "b_1")), booked(second, reserved(stores, "b_2"))
    assert stores.conversations.commit(first, mine, event_id="a", now=NOW) == Committed()
    assert stores.conversations.commit(second, theirs, event_id="b", now=NOW) == SlotLost()
    assert current(stores, second) == second
    assert stores.booking(BookingId("b_2")) is None
    # The event was not committed: it may be decided again.
    assert stores.conversations.commit(second, spoken(second), event_id="b", now=NOW) == Committed()


def test_a_place_around_midnight_is_given_once_whichever_day_it_is_counted_on(
    stores: Stores,
) -> None:
    night = replace(
        bandwidth(),
        hours=tuple(WorkingHours(day, time(0), time(0)) for day in range(7)),
        notice_minutes=0,
    )
    tomorrow = NOW.astimezone(HOME).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(0), HOME)
    first, second = opened(stores, 1), opened(stores, 2)
    before = _held(stores, night, "b_1", midnight - timedelta(minutes=10))
    after = _held(stores, night, "b_2", midnight)
    assert (before.day, after.day) == (tomorrow - timedelta(days=1), tomorrow)
    assert set(before.cells) & set(after.cells)
    assert stores.conversations.commit(first, booked(first, before), event_id="a", now=NOW) == (
        Committed()
    )
    assert stores.conversations.commit(second, booked(second, after), event_id="b", now=NOW) == (
        SlotLost()
    )


def _held(stores: Stores, hours: Bandwidth, identity: str, start: datetime) -> Reservation:
    held = reserve(
        bandwidth=hours,
        calendar=calendar(stores, hours=hours),
        start=start,
        now=NOW,
        booking=BookingId(identity),
    )
    assert isinstance(held, Reservation)
    return held


@pytest.mark.parametrize("limits", [{"per_day": 1}, {"per_week": 1}])
def test_the_cap_of_a_day_and_of_a_week_holds_against_a_race(
    stores: Stores, limits: dict[str, int]
) -> None:
    first, second = opened(stores, 1), opened(stores, 2)
    one = reserved(stores, "b_1", **limits)
    other = reserved(stores, "b_2", start=FREE + timedelta(hours=1), **limits)
    mine, theirs = booked(first, one), booked(second, other)
    assert stores.conversations.commit(first, mine, event_id="a", now=NOW) == Committed()
    assert stores.conversations.commit(second, theirs, event_id="b", now=NOW) == SlotLost()


def test_a_release_frees_the_place_and_its_count(stores: Stores) -> None:
    before = opened(stores)
    stores.conversations.commit(
        before, booked(before, reserved(stores, "b_1")), event_id="a", now=NOW
    )
    kept = current(stores, before)
    stores.conversations.commit(kept, released(kept), event_id="b", now=NOW)
    # No counter stays behind either: the state would say how much it counts otherwise.
    assert calendar(stores) == CalendarState()
    # The booking is still known after the conversation let go of it.
    assert stores.booking(BookingId("b_1")) == kept.booking
    again = current(stores, before)
    taken = booked(again, reserved(stores, "b_2"))
    assert stores.conversations.commit(again, taken, event_id="c", now=NOW) == Committed()


@pytest.mark.parametrize("minutes", [5, 60, 24 * 60])
def test_a_booking_moves_in_one_step_also_onto_its_own_cells_and_at_the_cap(
    stores: Stores, minutes: int
) -> None:
    before = opened(stores)
    first = reserved(stores, "b_1", per_day=1, per_week=1)
    stores.conversations.commit(before, booked(before, first), event_id="a", now=NOW)
    kept = current(stores, before)
    start = FREE + timedelta(minutes=minutes)
    moved = reserve(
        bandwidth=replace(bandwidth(), per_day=1, per_week=1),
        calendar=CalendarState(),
        start=start,
        now=NOW,
        booking=BookingId("b_2"),
    )
    assert isinstance(moved, Reservation)
    step = booked(kept, moved, moved=True)
    assert stores.conversations.commit(kept, step, event_id="b", now=NOW) == Committed()
    found = calendar(stores)
    assert found.taken_cells == frozenset(moved.cells)
    assert dict(found.booked_per_day)[moved.day] == 1
    assert sum(count for _, count in found.booked_per_day) == 1
    assert found.booked_per_week == ((moved.week, 1),)
    assert (found.counted_otherwise, found.counted_otherwise_per_week) == ((), ())


def test_a_lost_slot_is_named_before_a_busy_address_and_after_a_lost_race(stores: Stores) -> None:
    first, second = opened(stores, 1), opened(stores, 2)
    theirs = booked(second, reserved(stores, "b_2"))
    stores.conversations.commit(
        first, booked(first, reserved(stores, "b_1")), event_id="a", now=NOW
    )
    named = replace(second.facts, phone=first.facts.phone)
    both = replace(theirs, conversation=replace(theirs.conversation, facts=named))
    assert stores.conversations.commit(second, both, event_id="b", now=NOW) == SlotLost()
    stores.conversations.commit(second, spoken(second), event_id="c", now=NOW)
    assert stores.conversations.commit(second, both, event_id="b", now=NOW) == Stale()


def test_a_booking_raises_the_campaign_s_counts_and_a_cancelled_one_does_not_stay(
    stores: Stores,
) -> None:
    before = opened(stores)
    launch(stores, before)
    stores.conversations.commit(
        before, booked(before, reserved(stores, "b_1")), event_id="a", now=NOW
    )
    assert (stores.counts().booked, stores.counts().outcomes) == (1, (("booked", 1),))
    kept = current(stores, before)
    stores.conversations.commit(kept, released(kept), event_id="b", now=NOW)
    assert stores.counts().booked == 0


def test_calendars_are_read_from_this_week_on(stores: Stores) -> None:
    before = opened(stores)
    stores.conversations.commit(
        before, booked(before, reserved(stores, "b_1")), event_id="a", now=NOW
    )
    months_later = NOW + timedelta(days=60)
    found = stores.calendar.state(TENANT, FOUNDER, bandwidth=bandwidth(), now=months_later)
    assert found == CalendarState()
