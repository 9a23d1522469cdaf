"""What the founder's and the customer's calendars are told of a booking that fell away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import (
    Booking,
    Conversation,
    EffectId,
    State,
    Turn,
    Who,
)
from functions.outreach.domain.handoff import Handoff, build, handoff_lines
from functions.outreach.ports import (
    EffectRecord,
    EffectStatus,
    LoadedConversation,
    NotSent,
    Outgoing,
)
from functions.outreach.workflows.effects.compose import Composer
from functions.product.channels import Channel
from tests.outreach.approved import NOW, conversation, settings
from tests.simulation.world import Cards, Links, PaperInvitations

STARTS = {"over": -3, "soon": 2, "later": 72}
"""Hours from now."""
BOOKING = Booking(BookingId("b1"), Slot(NOW, NOW + timedelta(minutes=15)), place="phone:+1")
COMPOSER = Composer(Cards(), PaperInvitations(), Links(), lambda _tenant, _booking: BOOKING)


def record(
    kind: EffectKind, status: EffectStatus = EffectStatus.PENDING, *, notice: str = ""
) -> EffectRecord:
    effect = Effect(EffectId(f"{kind}-{notice}"), kind, notice=notice, booking=BOOKING.id)
    return EffectRecord(effect, status)


def composed(asked: EffectRecord, *others: EffectRecord) -> Outgoing | NotSent:
    talk = conversation(state=State.OFFERING)
    loaded = LoadedConversation(talk, seen=frozenset(), effects=(asked, *others))
    return COMPOSER.table()[asked.effect.kind](loaded, asked, settings(), NOW)


@pytest.mark.parametrize("status", [EffectStatus.DONE, EffectStatus.CLAIMED])
def test_a_cancelled_booking_takes_the_founders_event_back(status: EffectStatus) -> None:
    """It stayed in their calendar as a ghost."""
    booked = record(EffectKind.NOTIFY_FOUNDER, status, notice="booked")
    mail = composed(record(EffectKind.NOTIFY_FOUNDER, notice="cancelled"), booked)
    assert isinstance(mail, Outgoing)
    assert (mail.invitation, mail.invitation_method) == (b"b1 True", "CANCEL")


def test_an_event_that_was_never_mailed_is_not_taken_back() -> None:
    withdrawn = record(EffectKind.NOTIFY_FOUNDER, EffectStatus.REFUSED, notice="booked")
    mail = composed(record(EffectKind.NOTIFY_FOUNDER, notice="cancelled"), withdrawn)
    assert isinstance(mail, Outgoing)
    assert mail.invitation == b""


def test_an_event_mailed_before_a_move_is_taken_back_after_it() -> None:
    """The mail about the move may have been withdrawn; the event of before still stands there."""
    first = replace(BOOKING, id=BookingId("b2"), event="b1", moves=1)
    moved = replace(BOOKING, id=BookingId("b3"), event="b1", moves=2)
    rows = {BOOKING.id: BOOKING, first.id: first, moved.id: moved}
    composer = replace(COMPOSER, booking_of=lambda _tenant, booking: rows.get(booking))
    told = Effect(EffectId("m"), EffectKind.NOTIFY_FOUNDER, notice="moved", booking=first.id)
    booked = EffectRecord(told, EffectStatus.DONE)
    effect = Effect(EffectId("c"), EffectKind.NOTIFY_FOUNDER, notice="cancelled", booking=moved.id)
    asked = EffectRecord(effect, EffectStatus.PENDING)
    loaded = LoadedConversation(
        conversation(state=State.OFFERING), seen=frozenset(), effects=(asked, booked)
    )
    mail = composer.table()[effect.kind](loaded, asked, settings(), NOW)
    assert isinstance(mail, Outgoing)
    assert (mail.invitation, mail.invitation_method) == (b"b3 True", "CANCEL")


@pytest.mark.parametrize(
    ("notice", "about", "begins"),
    [
        ("booked", "later", 72),
        ("cancelled", "soon", 2),
        # Moved away from today: of the two, the nearer one is what the founder must hear of.
        ("moved", "later", 2),
        # What a move before it left behind is no time of this one.
        ("cancelled", "later", 72),
        ("cancelled", "over", None),
        ("needs_founder", "soon", None),
    ],
)
def test_a_notice_of_a_booking_says_when_it_would_begin(
    notice: str, about: str, begins: int | None
) -> None:
    starts = {name: NOW + timedelta(hours=ahead) for name, ahead in STARTS.items()}
    rows = {
        BookingId(name): replace(BOOKING, slot=Slot(start, start + timedelta(minutes=15)))
        for name, start in starts.items()
    }
    composer = replace(COMPOSER, booking_of=lambda _tenant, booking: rows.get(booking))
    step = "c-7" if notice == "moved" else "c-8"
    taken_back = Effect(EffectId("c-7-1"), EffectKind.CANCEL_EVENT, booking=BookingId("soon"))
    asked = Effect(
        EffectId(f"{step}-2"), EffectKind.NOTIFY_FOUNDER, notice=notice, booking=BookingId(about)
    )
    records = tuple(EffectRecord(one, EffectStatus.PENDING) for one in (taken_back, asked))
    wrote = Turn(1, Who.CUSTOMER, Channel.SMS, NOW, "Yes, what does Team cost?")
    talk = conversation(state=State.BOOKED, booking=rows[BookingId("later")], turns=(wrote,))
    loaded = LoadedConversation(talk, seen=frozenset(), effects=records)
    mail = composer.table()[asked.kind](loaded, records[-1], settings(), NOW)
    assert isinstance(mail, Outgoing)
    assert mail.begins == (None if begins is None else NOW + timedelta(hours=begins))


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (EffectStatus.DONE, True),
        (EffectStatus.CLAIMED, True),
        (EffectStatus.UNCONFIRMED, True),
        (EffectStatus.REFUSED, False),
        (EffectStatus.PENDING, False),
    ],
)
def test_an_invitation_that_may_have_gone_out_is_taken_back(
    status: EffectStatus, sent: bool
) -> None:
    mail = composed(record(EffectKind.CANCEL_EVENT), record(EffectKind.INVITE_CUSTOMER, status))
    assert isinstance(mail, Outgoing) is sent


class Described(PaperInvitations):
    """Calendar objects that are nothing but their description."""

    def founder(
        self,
        conversation: Conversation,
        booking: Booking,
        *,
        now: datetime,
        description: str,
        cancelled: bool,
    ) -> bytes:
        return description.encode()


@pytest.mark.parametrize(
    "asked",
    [record(EffectKind.CREATE_EVENT), record(EffectKind.NOTIFY_FOUNDER, notice="booked")],
    ids=["in the calendar", "in the mail"],
)
def test_the_founders_event_carries_the_whole_handoff(asked: EffectRecord) -> None:
    wrote = Turn(1, Who.CUSTOMER, Channel.SMS, NOW, "Yes, what does Team cost?")
    talk = conversation(state=State.BOOKED, booking=BOOKING, turns=(wrote,))
    composer = replace(COMPOSER, invitations=Described())
    loaded = LoadedConversation(talk, seen=frozenset(), effects=(asked,))
    made = composer.table()[asked.effect.kind](loaded, asked, settings(), NOW)
    assert isinstance(made, Outgoing)
    said = made.invitation.decode()
    handoff = build(talk)
    assert isinstance(handoff, Handoff)
    lines = handoff_lines(handoff, zone="America/New_York")
    (when,) = [line for line in lines if line.startswith("When: ")]
    for line in lines:
        assert (line in said) is (line is not when)
    # The founder may move the event, and it stands at its time by itself.
    assert "When" not in said
    assert "Booked: " not in said
    assert "In their own words: Yes, what does Team cost?" in said
    assert Links().console(talk) in said
