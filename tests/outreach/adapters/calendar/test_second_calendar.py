"""A second kind of calendar is one adapter and one row: a conversation is booked through it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.calendars.provider import Appointments, CalendarProblem, CalendarTrouble, Removal
from functions.outreach.adapters.calendar.builtin import BuiltInCalendar
from functions.outreach.adapters.calendar.chosen import ChosenCalendarEvents, ChosenCalendarQuery
from functions.outreach.domain.calendar.founder_calendar import (
    BUILT_IN,
    BookingId,
    CalendarKind,
    Slot,
)
from functions.outreach.domain.calendar.synced_calendar import SyncedCalendar
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    BecameDue,
    BookingCancelled,
    BookingMoved,
    Event,
    FounderTookOver,
    SlotPicked,
)
from functions.outreach.domain.conversation.state import (
    Booking,
    Conversation,
    ConversationId,
    State,
)
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.ports import Delivery, EffectRecord, EffectStatus, Outgoing, Sent
from functions.outreach.workflows.advance_conversation import Advance, advance
from functions.outreach.workflows.customer_page import CustomerPage, show
from functions.outreach.workflows.effects.compose import Composer
from functions.outreach.workflows.effects.perform import Perform, Performed, perform
from tenancy.tenant import FounderId, TenantId
from tests.outreach.approved import FOUNDER, NOW, TENANT, bandwidth, conversation, settings
from tests.simulation.doubles.memory import FixedSettings, Memory
from tests.simulation.world import Cards, Links, PaperInvitations

PAPER = CalendarKind("paper")


@dataclass
class PaperCalendar:
    """A diary on the founder's desk, with appointments of its own."""

    appointments: list[tuple[datetime, datetime]] = field(default_factory=list)
    events: dict[str, str] = field(default_factory=dict)
    """Booking → event."""
    written: list[Outgoing] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    trouble: CalendarTrouble | None = None
    unread: int = 0
    left: int = 0

    def connection(self, tenant: TenantId, founder: FounderId) -> str:
        return "paper"

    def read(
        self, tenant: TenantId, founder: FounderId, *, since: datetime, until: datetime, **_: object
    ) -> Appointments | CalendarProblem:
        assert (tenant, founder) == (TENANT, FOUNDER)
        if self.trouble is not None:
            return CalendarProblem(self.trouble)
        found = tuple(span for span in self.appointments if span[0] < until and since < span[1])
        return Appointments(busy=found, unread=self.unread, left=self.left)

    def find(self, tenant: TenantId, founder: FounderId, event: str, **_: object) -> None:
        raise AssertionError("no step looks for an event")

    def remove_event(self, outgoing: Outgoing) -> Delivery:
        self.removed.append(outgoing.calendar_event)
        return Sent(outgoing.calendar_event)

    def erase_event(self, tenant: TenantId, founder: FounderId, event: str) -> Removal:
        self.removed.append(event)
        return Removal.REMOVED

    def create_event(self, outgoing: Outgoing) -> Delivery:
        booking = str(outgoing.effect.booking)
        self.written.append(outgoing)
        self.events[booking] = f"page-{len(self.events) + 1}"
        return Sent(self.events[booking])

    def find_event(self, outgoing: Outgoing) -> Sent | None:
        found = self.events.get(str(outgoing.effect.booking))
        return Sent(found) if found else None


class Desk:
    """One open conversation of a founder who keeps a calendar of some kind."""

    def __init__(self, kind: CalendarKind) -> None:
        self.paper = PaperCalendar()
        self.memory = Memory()
        self.at = NOW
        self.calendars = {BUILT_IN: BuiltInCalendar(), PAPER: self.paper}
        self.settings: TenantSettings = replace(
            settings(), bandwidths=(replace(bandwidth(), calendar=kind),)
        )
        self.talk = conversation(state=State.TALKING, reached=True)
        self.memory.create(self.talk, now=NOW)

    def now(self) -> datetime:
        return self.at

    def _booking(self, tenant: TenantId, booking: BookingId) -> Booking | None:
        return self.memory.bookings.get(booking)

    def reply(self, **sent: object) -> None:
        raise AssertionError(f"nothing comes back: {sent}")

    def wake(self, **sent: object) -> None:
        raise AssertionError(f"nothing is woken: {sent}")

    def perform(self, **sent: object) -> None:
        """What is queued is performed by the test itself."""

    def load(self, tenant: TenantId, customer: object) -> None:
        raise AssertionError("nobody asks the base")

    @property
    def ports(self) -> Advance:
        return Advance(
            clock=self,
            conversations=self.memory,
            settings=FixedSettings(self.settings, lambda: None),
            calendar=ChosenCalendarQuery(self.memory.calendar, self.calendars),
            readers=load_embedded_readers(),
            postbox=self,  # type: ignore[arg-type]  nothing but a queue that is looked at later
            links=Links(),
            newest=self,
            people=self.memory.people,
        )

    @property
    def slots(self) -> tuple[Slot, ...]:
        page = show(self.ports, tenant=TENANT, conversation=self.talk.id)
        assert isinstance(page, CustomerPage)
        return page.slots

    def picks(self, slot: Slot) -> Conversation:
        event = SlotPicked("pick", start=slot.start)
        advance(self.ports, tenant=TENANT, conversation=self.talk.id, event=event)
        return self.memory.partitions[self.talk.id].conversation

    def happens(self, event: Event) -> Conversation:
        advance(self.ports, tenant=TENANT, conversation=self.talk.id, event=event)
        return self.memory.partitions[self.talk.id].conversation

    def wakes(self) -> Conversation:
        return self.happens(BecameDue())

    @property
    def effects(self) -> list[EffectRecord]:
        return list(self.memory.partitions[self.talk.id].effects.values())

    @property
    def event(self) -> EffectRecord:
        return self.record_of(EffectKind.CREATE_EVENT)

    def record_of(self, kind: EffectKind) -> EffectRecord:
        (record,) = [record for record in self.effects if record.effect.kind is kind]
        return record

    def writes_event(self, *, kind: EffectKind = EffectKind.CREATE_EVENT) -> object:
        ports = Perform(
            clock=self,
            conversations=self.memory,
            settings=FixedSettings(self.settings, lambda: None),
            postbox=self,  # type: ignore[arg-type]
            providers={},
            senders={kind: ChosenCalendarEvents(self.calendars)},
            compose=Composer(Cards(), PaperInvitations(), Links(), self._booking).table(),
        )
        talk: ConversationId = self.talk.id
        return perform(
            ports, tenant=TENANT, conversation=talk, effect=self.record_of(kind).effect.id
        )


def test_a_conversation_is_booked_through_the_calendar_the_founder_chose() -> None:
    desk = Desk(PAPER)
    slot = desk.slots[0]
    booked = desk.picks(slot)
    assert booked.state is State.BOOKED
    assert booked.booking is not None
    assert booked.booking.slot == slot
    assert desk.writes_event() == Performed(EffectStatus.DONE)
    assert desk.paper.events == {booked.booking.id: "page-1"}
    assert desk.event.provider_id == "page-1"


def test_the_event_says_whose_it_is_and_what_was_booked() -> None:
    desk = Desk(PAPER)
    booked = desk.picks(desk.slots[0])
    assert booked.booking is not None
    desk.writes_event()
    (written,) = desk.paper.written
    assert written.founder == FOUNDER
    assert written.invitation == f"{booked.booking.id} False".encode()


def test_what_else_the_founder_has_to_do_is_neither_offered_nor_given() -> None:
    desk = Desk(PAPER)
    slot = desk.slots[0]
    desk.paper.appointments.append((slot.start - timedelta(hours=1), slot.end))
    assert slot not in desk.slots
    assert desk.picks(slot).booking is None


def test_a_calendar_the_founder_did_not_choose_is_not_asked() -> None:
    desk = Desk(BUILT_IN)
    slot = desk.slots[0]
    desk.paper.appointments.append((slot.start, slot.end))
    booked = desk.picks(slot)
    assert booked.booking is not None
    assert desk.writes_event() == Performed(EffectStatus.DONE)
    assert desk.paper.events == {}
    assert desk.event.provider_id == f"{booked.booking.id}@warmline"


def test_an_offer_is_made_on_the_last_sync_and_the_calendar_asked_before_a_time_is_given() -> None:
    desk = Desk(PAPER)
    desk.memory.calendar.synced = SyncedCalendar("paper", asked_at=NOW)
    slot = desk.slots[0]
    desk.paper.appointments.append((slot.start, slot.end))
    assert slot in desk.slots
    assert desk.picks(slot).booking is None


@pytest.mark.parametrize(
    ("unread", "left", "is_given"),
    [(2, 1, False), (1, 1, False), (1, 0, True)],
    ids=["more", "as many, of others", "broken alone"],
)
def test_what_there_is_no_time_to_read_is_as_busy_as_the_last_look_found_it(
    unread: int, left: int, is_given: bool
) -> None:
    """An invitation that takes long must not make free what a customer waits for. Where only what
    is broken was not read, what is not there any more is gone."""
    desk = Desk(PAPER)
    desk.memory.calendar.synced = SyncedCalendar("paper", asked_at=NOW, unread=1)
    slot = desk.slots[0]
    busy = ((slot.start, slot.end),)
    desk.memory.calendar.synced = SyncedCalendar("paper", asked_at=NOW, busy=busy, unread=1)
    desk.paper.unread, desk.paper.left = unread, left
    assert (desk.picks(slot).booking is not None) is is_given


def test_an_answer_in_part_confirms_nothing_once_the_last_look_is_old() -> None:
    desk = Desk(PAPER)
    desk.memory.calendar.synced = SyncedCalendar("paper", asked_at=NOW - timedelta(minutes=16))
    slot = desk.slots[0]
    desk.paper.unread = desk.paper.left = 1
    assert desk.picks(slot).booking is None


def test_a_calendar_that_does_not_answer_is_stood_in_for_by_a_fresh_sync() -> None:
    desk = Desk(PAPER)
    desk.paper.trouble = CalendarTrouble.UNREACHABLE
    desk.memory.calendar.synced = SyncedCalendar("paper", asked_at=NOW - timedelta(minutes=15))
    assert desk.picks(desk.slots[0]).state is State.BOOKED


def test_without_a_fresh_sync_a_time_is_offered_and_booked_only_once_the_calendar_answers() -> None:
    desk = Desk(PAPER)
    desk.paper.trouble = CalendarTrouble.UNREACHABLE
    desk.memory.calendar.synced = SyncedCalendar("paper", asked_at=NOW - timedelta(minutes=16))
    slot = desk.slots[0]
    held = desk.picks(slot)
    assert (held.booking, held.state) == (None, State.OFFERING)
    assert held.turns[-1].pieces[-1].part is Part.SLOT_CHECK
    desk.paper.trouble = None
    assert held.due_at is not None
    desk.at = held.due_at
    booked = desk.wakes()
    assert booked.booking is not None
    assert booked.booking.slot == slot
    assert booked.turns[-1].pieces[-1].part is Part.SLOT_CONFIRM


def test_a_held_time_the_founder_turns_out_to_need_is_said_to_be_taken() -> None:
    desk = Desk(PAPER)
    desk.paper.trouble = CalendarTrouble.UNREACHABLE
    slot = desk.slots[0]
    held = desk.picks(slot)
    desk.paper.trouble = None
    desk.paper.appointments.append((slot.start, slot.end))
    assert held.due_at is not None
    desk.at = held.due_at
    offered = desk.wakes()
    assert offered.booking is None
    assert [piece.part for piece in offered.turns[-1].pieces][-2:] == [
        Part.SLOT_TAKEN,
        Part.SLOT_OFFER,
    ]


def test_a_calendar_that_never_answers_leaves_the_customer_to_the_founder() -> None:
    desk = Desk(PAPER)
    desk.paper.trouble = CalendarTrouble.UNREACHABLE
    held = desk.picks(desk.slots[0])
    looks = 0
    while held.state is State.OFFERING:
        assert held.due_at is not None
        desk.at = held.due_at
        held, looks = desk.wakes(), looks + 1
    assert (held.state, looks) == (State.TAKEN_OVER, 5)
    assert held.booking is None


def test_a_calendar_that_refuses_us_offers_nothing() -> None:
    desk = Desk(PAPER)
    desk.memory.calendar.synced = SyncedCalendar(
        "paper", asked_at=NOW, trouble=CalendarTrouble.REFUSED
    )
    assert desk.slots == ()


def test_a_booking_that_falls_away_is_taken_out_of_the_founders_calendar() -> None:
    desk = Desk(PAPER)
    booked = desk.picks(desk.slots[0])
    assert booked.booking is not None
    desk.happens(BookingCancelled(booked.booking.id))
    assert desk.writes_event(kind=EffectKind.REMOVE_EVENT) == Performed(EffectStatus.DONE)
    assert desk.paper.removed == [booked.booking.id]


def test_a_booking_the_founder_moved_keeps_its_event_and_the_customer_hears_of_it() -> None:
    desk = Desk(PAPER)
    booked = desk.picks(desk.slots[0])
    assert booked.booking is not None
    start = booked.booking.slot.start + timedelta(hours=7)
    moved = desk.happens(BookingMoved(booked.booking.id, start))
    assert moved.booking is not None
    assert moved.booking.slot.start == start
    assert moved.booking.id != booked.booking.id
    assert moved.booking.calendar_event == booked.booking.id
    assert moved.state is State.BOOKED
    assert moved.turns[-1].pieces[-1].part is Part.SLOT_MOVED
    kinds = [record.effect.kind for record in desk.effects[-3:]]
    assert EffectKind.REMOVE_EVENT not in kinds
    assert set(desk.memory.calendar.cells.values()) == {moved.booking.id}


def test_an_event_moved_again_before_its_first_move_was_decided_is_followed() -> None:
    desk = Desk(PAPER)
    booked = desk.picks(desk.slots[0])
    assert booked.booking is not None
    first, event = booked.booking.id, booked.booking.calendar_event
    start = booked.booking.slot.start + timedelta(hours=7)
    desk.happens(BookingMoved(first, start, event))
    again = desk.happens(BookingMoved(first, start + timedelta(days=1), event))
    assert again.booking is not None
    assert again.booking.slot.start == start + timedelta(days=1)
    assert again.booking.calendar_event == event


def test_an_event_deleted_before_its_move_was_decided_calls_its_booking_off() -> None:
    desk = Desk(PAPER)
    booked = desk.picks(desk.slots[0])
    assert booked.booking is not None
    first, event = booked.booking.id, booked.booking.calendar_event
    desk.happens(BookingMoved(first, booked.booking.slot.start + timedelta(hours=7), event))
    assert desk.happens(BookingCancelled(first, event)).booking is None


def test_a_conflict_with_the_time_before_a_move_calls_nobody_off() -> None:
    desk = Desk(PAPER)
    booked = desk.picks(desk.slots[0])
    assert booked.booking is not None
    first, event = booked.booking.id, booked.booking.calendar_event
    moved = desk.happens(BookingMoved(first, booked.booking.slot.start + timedelta(hours=7), event))
    assert desk.happens(BookingCancelled(first)).booking == moved.booking


def test_a_booking_moved_onto_another_is_called_off_with_an_apology_and_fresh_times() -> None:
    desk = Desk(PAPER)
    booked = desk.picks(desk.slots[0])
    assert booked.booking is not None
    start = booked.booking.slot.start + timedelta(hours=2)
    desk.memory.calendar.cells[start] = "another"
    off = desk.happens(BookingMoved(booked.booking.id, start))
    assert off.booking is None
    assert [piece.part for piece in off.turns[-1].pieces][-2:] == [
        Part.SLOT_CONFLICT,
        Part.SLOT_OFFER,
    ]


def test_a_move_of_a_booking_that_is_no_more_changes_nothing() -> None:
    desk = Desk(PAPER)
    booked = desk.picks(desk.slots[0])
    late = BookingMoved(BookingId("earlier"), NOW + timedelta(days=3))
    assert desk.happens(late).booking == booked.booking


def test_while_the_founder_has_it_a_wish_that_cannot_be_checked_is_theirs_to_follow() -> None:
    desk = Desk(PAPER)
    desk.paper.trouble = CalendarTrouble.UNREACHABLE
    slot = desk.slots[0]
    desk.happens(FounderTookOver(FOUNDER))
    after = desk.picks(slot)
    assert (after.booking, after.held, after.state) == (None, None, State.TAKEN_OVER)
    assert desk.effects[-1].effect.notice == "customer_replied"


def test_a_booking_stays_where_another_time_cannot_be_checked() -> None:
    desk = Desk(PAPER)
    first, second, *_ = desk.slots
    booked = desk.picks(first)
    desk.paper.trouble = CalendarTrouble.UNREACHABLE
    desk.happens(SlotPicked("another", start=second.start))
    after = desk.memory.partitions[desk.talk.id].conversation
    assert (after.booking, after.state) == (booked.booking, State.BOOKED)
    assert desk.effects[-1].effect.notice == "customer_replied"
