"""A second kind of calendar is one adapter and one row: a conversation is booked through it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from functions.outreach.adapters.calendar.builtin import BuiltInCalendar
from functions.outreach.adapters.calendar.chosen import ChosenCalendarEvents, ChosenCalendarQuery
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, CalendarKind, Slot
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import SlotPicked
from functions.outreach.domain.conversation.state import Conversation, ConversationId, State
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

    def list_busy(
        self, tenant: TenantId, founder: FounderId, *, since: datetime, until: datetime
    ) -> tuple[tuple[datetime, datetime], ...]:
        assert (tenant, founder) == (TENANT, FOUNDER)
        return tuple(span for span in self.appointments if span[0] < until and since < span[1])

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
        self.calendars = {BUILT_IN: BuiltInCalendar(), PAPER: self.paper}
        self.settings: TenantSettings = replace(
            settings(), bandwidths=(replace(bandwidth(), calendar=kind),)
        )
        self.talk = conversation(state=State.TALKING, reached=True)
        self.memory.create(self.talk, now=NOW)

    def now(self) -> datetime:
        return NOW

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

    @property
    def event(self) -> EffectRecord:
        (record,) = [
            record
            for record in self.memory.partitions[self.talk.id].effects.values()
            if record.effect.kind is EffectKind.CREATE_EVENT
        ]
        return record

    def writes_event(self, *, at: datetime = NOW) -> object:
        ports = Perform(
            clock=self,
            conversations=self.memory,
            settings=FixedSettings(self.settings, lambda: None),
            postbox=self,  # type: ignore[arg-type]
            providers={},
            senders={EffectKind.CREATE_EVENT: ChosenCalendarEvents(self.calendars)},
            compose=Composer(Cards(), PaperInvitations(), Links(), _no_booking).table(),
        )
        talk: ConversationId = self.talk.id
        return perform(ports, tenant=TENANT, conversation=talk, effect=self.event.effect.id)


def _no_booking(tenant: TenantId, booking: object) -> None:
    raise AssertionError("only mails ask for a booking")


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
