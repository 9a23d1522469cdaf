"""The customer's own page: choose, move or cancel a time, ask to be texted or called, or opt out.

What it offers is bookable at the moment it is shown; the choice is decided by the same step.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot, before
from functions.outreach.domain.calendar.offered_slots import all_free_slots, free_slots
from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.events import (
    BookingCalledOff,
    ConsentGiven,
    Event,
    OptedOutByLink,
    SlotPicked,
    ZoneChosen,
)
from functions.outreach.domain.conversation.state import (
    Booking,
    Conversation,
    ConversationId,
    State,
)
from functions.outreach.domain.playbooks.playbook import Line, LineStatus, Part
from functions.outreach.domain.scheduling.ladder import TouchDue, next_touch
from functions.outreach.domain.speaking.utterance import MissingLine, say_line
from functions.outreach.ports import AddressBusy
from functions.outreach.workflows.advance_conversation import Advance, NoSuchConversation, advance
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import CHANNELS, Channel
from functions.product.consent import Consent
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

SLOTS_SHOWN = 6
SHOWN_AS_COMING = timedelta(minutes=10)
"""How long a message or call that was asked for is announced once it is on its way."""


@dataclass(frozen=True, slots=True)
class ConsentOffer:
    """A permission the customer may give, in the exact approved words."""

    channel: Channel
    wording: str


@dataclass(frozen=True, slots=True)
class NextContact:
    """What follows from "text me" or "call me"."""

    channel: Channel
    at: datetime | None
    """When it comes; None where the founder is asked to see to it."""


@dataclass(frozen=True, slots=True)
class CustomerPage:
    business: str
    founder: str
    language: str
    time_zone: str
    subject: str
    """The approved subject of the mails; empty where none is approved."""
    minutes: int
    """Minutes a conversation takes, as customers read it."""
    slots: tuple[Slot, ...]
    """A few that are proposed, as in a message."""
    free: tuple[Slot, ...]
    """All that can be booked, in order of time."""
    booking: Booking | None
    """The one ahead or under way."""
    closed: bool
    """Nothing can be chosen here any more; a booking ahead can be called off all the same."""
    consents: tuple[ConsentOffer, ...]
    next_contact: NextContact | None
    phone: str
    version: int

    @property
    def booked(self) -> Slot | None:
        return self.booking.slot if self.booking else None


def subject_of(conversation: Conversation, context: StepContext) -> str:
    """What the first mail of this conversation is headed with, whatever was written since.

    Of equal wordings another is taken at each turn: the page would be about something else after
    a booking than before it. Empty where none is approved.
    """
    at_first = replace(conversation, turns=())
    subject = say_line(
        Part.EMAIL_SUBJECT, conversation=at_first, context=context, channel=Channel.EMAIL
    )
    return "" if isinstance(subject, MissingLine) else subject.text


def show(
    ports: Advance, *, tenant: TenantId, conversation: ConversationId, changing: bool = False
) -> CustomerPage | NoSuchConversation:
    """What the page holds now: one conversation query and one of the calendar.

    `changing`: a booking ahead is to be moved, so times are shown beside it.
    """
    loaded = ports.conversations.load(tenant, conversation)
    if loaded is None:
        return NoSuchConversation()
    found = loaded.conversation
    now = ports.clock.now()
    settings = ports.settings.load(tenant)
    context = build_step_context(found, settings=settings, now=now)
    closed = found.state is State.CLOSED or context.person.suppressed
    booking = found.booking if found.booking and found.booking.slot.end > now else None
    moves = changing and booking is not None and booking.slot.start > now
    slots: tuple[Slot, ...] = ()
    free: tuple[Slot, ...] = ()
    if not closed and (booking is None or moves):
        calendar = ports.calendar.state(
            tenant, found.terms.founder, bandwidth=context.bandwidth, now=now
        )
        if booking is not None:
            calendar = before(calendar, booking.reservation)
        slots = free_slots(
            bandwidth=context.bandwidth,
            calendar=calendar,
            now=now,
            window=found.preferred,
            customer_zone=found.time_zone,
            count=SLOTS_SHOWN,
        )
        free = all_free_slots(
            bandwidth=context.bandwidth, calendar=calendar, now=now, customer_zone=found.time_zone
        )
    return CustomerPage(
        business=found.terms.business_name,
        founder=found.terms.founder_name,
        language=found.language,
        time_zone=found.time_zone,
        subject=subject_of(found, context),
        minutes=context.bandwidth.talk_minutes,
        slots=slots,
        free=free,
        booking=booking,
        closed=closed,
        consents=_consents(found, context.playbook.lines) if not closed else (),
        next_contact=_next_contact(found, context) if booking is None else None,
        phone=found.facts.phone,
        version=found.version,
    )


def _next_contact(conversation: Conversation, context: StepContext) -> NextContact | None:
    """What was promised with the permission the customer gave here; None once it was kept."""
    channel = conversation.asked_channel
    given = [one.granted_at for one in conversation.earned if one.channel is channel]
    if channel is None or not given or conversation.state in (State.CLOSED, State.CALLBACK):
        return None
    done = [one for one in conversation.touches if one.channel is channel and not one.failed]
    if any(one.at >= given[-1] for one in done):
        fresh = done[-1].at > context.now - SHOWN_AS_COMING
        return NextContact(channel, done[-1].at) if fresh else None
    if conversation.state is State.TAKEN_OVER:
        return NextContact(channel, None)
    due = next_touch(conversation=conversation, context=context)
    if isinstance(due, TouchDue) and due.channel is channel:
        return NextContact(channel, max(due.at, context.now))
    return None


def _consents(conversation: Conversation, lines: tuple[Line, ...]) -> tuple[ConsentOffer, ...]:
    """Only for channels the tenant has ready and the customer has not granted yet."""
    wanted = [(Part(row.consent_line), row.channel) for row in CHANNELS.rows if row.consent_line]
    granted = {
        consent.channel
        for consent in (*conversation.facts.consents, *conversation.earned)
        if consent.revoked_at is None
    }
    offers = []
    for part, channel in wanted:
        line = next(
            (ln for ln in lines if ln.part is part and ln.status is LineStatus.APPROVED), None
        )
        if line and channel in conversation.terms.channels and channel not in granted:
            wording = line.text.replace("{business}", conversation.terms.business_name)
            offers.append(ConsentOffer(channel, wording))
    return tuple(offers)


def pick(
    ports: Advance, *, tenant: TenantId, conversation: ConversationId, start: datetime, version: int
) -> None:
    """`version` is the page's: a second click on the same page is the same choice."""
    event = SlotPicked(f"pick-{version}-{start.isoformat()}", start=start)
    advance(ports, tenant=tenant, conversation=conversation, event=event)


def cancel(
    ports: Advance, *, tenant: TenantId, conversation: ConversationId, booking: BookingId
) -> None:
    """A second press cancels nothing more."""
    event = BookingCalledOff(f"cancel-{booking}", booking=booking)
    advance(ports, tenant=tenant, conversation=conversation, event=event)


def choose_zone(
    ports: Advance, *, tenant: TenantId, conversation: ConversationId, zone: str, version: int
) -> None:
    event = ZoneChosen(f"zone-{version}-{zone}", zone=zone)
    advance(ports, tenant=tenant, conversation=conversation, event=event)


def consent(
    ports: Advance,
    *,
    tenant: TenantId,
    conversation: ConversationId,
    channel: Channel,
    wording: str,
    phone: str,
    source: str,
) -> bool:
    """Keep the permission with the words that were shown. Given by ticking and sending a form,
    it is in writing (US 47 CFR 64.1200(f)(9), E-SIGN). False when the number is in another open
    conversation: one number is never worked for two customers at once.
    """
    given = Consent(
        channel=channel,
        granted_at=ports.clock.now(),
        source=source,
        wording=wording,
        written=True,
    )
    event: Event = ConsentGiven(f"consent-{channel}", consent=given, phone=phone)
    done = advance(ports, tenant=tenant, conversation=conversation, event=event)
    return not isinstance(done, AddressBusy)


def opt_out(ports: Advance, *, tenant: TenantId, conversation: ConversationId) -> None:
    advance(
        ports,
        tenant=tenant,
        conversation=conversation,
        event=OptedOutByLink("unsubscribe", channel=Channel.EMAIL),
    )
