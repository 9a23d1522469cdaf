"""Slots: offered, reserved in the same step, changed, cancelled, and taken by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import (
    CALDAV,
    BookingId,
    CalendarState,
    Reservation,
    after,
    reserve,
)
from functions.outreach.domain.conversation.context import CalendarNeeded
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    BookingCalledOff,
    BookingCancelled,
    ConsentGiven,
    CustomerSaid,
    FounderAnswered,
    FounderHandedBack,
    FounderTookOver,
    OptedOutByLink,
    SlotPicked,
)
from functions.outreach.domain.conversation.state import Outcome, State, Who
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.steps.step import step
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind
from tests.outreach.domain.sample_playbook import (
    ADA,
    FOUNDER,
    Walk,
    busy_all_day,
    consents,
    reading,
    walk,
    window,
)

SMS = (Channel.SMS,)


def offered(channels: tuple[Channel, ...] = SMS) -> Walk:
    talk = walk(channels=channels)
    talk.says("yes", ActKind.INTERESTED)
    return talk


def booked() -> Walk:
    talk = offered()
    talk.says("2", Act(ActKind.CHOOSES_SLOT, slot=1))
    return talk


@pytest.mark.parametrize(
    ("own", "founders", "phone", "place"),
    [
        ("https://meet.example.com/k", "https://meet.example.com/f", "+12125550123", "k"),
        ("", "https://meet.example.com/f", "+12125550123", "f"),
        ("", "https://meet.example.com/f", "", "f"),
        ("", "", "+12125550123", "phone:+12125550123"),
        ("", "", "", f"mailto:{ADA.email}"),
    ],
)
def test_a_booking_takes_place_where_the_founder_says(
    own: str, founders: str, phone: str, place: str
) -> None:
    talk = walk(channels=(Channel.EMAIL,), facts=replace(ADA, phone=phone))
    talk.talk = replace(talk.talk, terms=replace(talk.talk.terms, meeting_place=own))
    limits = replace(talk.around.bandwidth, meeting_link=founders)
    talk.around = replace(talk.around, bandwidth=limits)
    talk.says("yes", ActKind.INTERESTED, channel=Channel.EMAIL)
    talk.says("1", Act(ActKind.CHOOSES_SLOT, slot=0), channel=Channel.EMAIL)
    assert talk.talk.booking is not None
    assert talk.talk.booking.place.removeprefix("https://meet.example.com/") == place


def test_whoever_gets_no_invitation_with_the_link_is_rung() -> None:
    talk = walk(channels=SMS, facts=replace(ADA, email=""))
    limits = replace(talk.around.bandwidth, meeting_link="https://meet.example.com/f")
    talk.around = replace(talk.around, bandwidth=limits)
    talk.says("yes", ActKind.INTERESTED)
    talk.says("1", Act(ActKind.CHOOSES_SLOT, slot=0))
    assert talk.talk.booking is not None
    assert talk.talk.booking.place == "phone:+12125550123"
    assert EffectKind.INVITE_CUSTOMER not in talk.kinds


def test_the_calendar_is_asked_for_only_when_slots_are_at_stake() -> None:
    talk = walk(channels=SMS)
    said = CustomerSaid(
        id="m", channel=Channel.SMS, text="yes", reading=reading(ActKind.INTERESTED)
    )
    assert step(talk.talk, said, talk.around) == CalendarNeeded(FOUNDER)
    price = replace(said, reading=reading(ActKind.ASKS_PRICE))
    assert not isinstance(step(talk.talk, price, talk.around), CalendarNeeded)


def test_choosing_reserves_confirms_and_tells_everybody_in_one_step() -> None:
    talk = offered()
    chosen = talk.talk.offered[1]
    made = talk.says("the second", Act(ActKind.CHOOSES_SLOT, slot=1))
    assert made.reserve is not None
    assert made.reserve.slot == chosen
    assert talk.talk.state is State.BOOKED
    assert talk.talk.booking is not None
    assert talk.talk.booking.id == made.reserve.booking
    assert talk.talk.booking.place == "phone:+12125550123"
    assert talk.kinds == [
        Channel.SMS,
        EffectKind.CREATE_EVENT,
        EffectKind.INVITE_CUSTOMER,
        EffectKind.NOTIFY_FOUNDER,
    ]
    assert talk.parts == ["slot_confirm"]
    assert talk.notices == ["booked"]
    assert [u.kind for u in made.usage] == [UsageKind.BOOKED]


def test_a_slot_somebody_else_took_is_said_and_fresh_ones_are_offered() -> None:
    talk = offered()
    chosen = talk.talk.offered[0]
    talk.calendar = CalendarState(busy=((chosen.start, chosen.end),))
    made = talk.says("1", Act(ActKind.CHOOSES_SLOT, slot=0))
    assert made.reserve is None
    assert talk.parts == ["slot_taken", "slot_offer"]
    assert chosen not in talk.talk.offered
    assert talk.talk.state is State.OFFERING


def test_without_any_free_slot_the_founder_takes_over() -> None:
    talk = walk(channels=SMS)
    talk.calendar = busy_all_day()
    talk.says("yes", ActKind.INTERESTED)
    assert talk.parts == ["acknowledge", "handoff", "no_slots"]
    assert talk.talk.outcome is Outcome.NEEDS_FOUNDER


def test_another_window_gets_other_slots_inside_it() -> None:
    talk = offered()
    talk.says(
        "rather thursday",
        Act(ActKind.OTHER_TIMES, window=window(date(2026, 9, 17), latest=date(2026, 9, 17))),
    )
    assert {slot.start.date() for slot in talk.talk.offered} == {date(2026, 9, 17)}


def test_slots_nobody_chose_are_followed_by_a_call_after_four_hours() -> None:
    talk = offered((Channel.SMS, Channel.VOICE))
    said_at = talk.around.now
    talk.wakes()
    assert talk.around.now == said_at + timedelta(hours=4)
    assert talk.kinds == [Channel.VOICE]
    assert talk.parts == ["disclosure", "continue", "slot_offer"]


def test_rescheduling_gives_the_time_back_and_offers_fresh_slots() -> None:
    talk = booked()
    before = talk.talk.booking
    made = talk.says("can we move it?", ActKind.RESCHEDULES)
    assert made.release == before
    assert talk.talk.booking is None
    assert talk.talk.state is State.OFFERING
    assert talk.parts == ["acknowledge", "slot_offer"]
    assert EffectKind.CANCEL_EVENT in talk.kinds
    chosen = talk.talk.offered[0]
    again = talk.says("1", Act(ActKind.CHOOSES_SLOT, slot=0))
    assert again.reserve is not None
    assert again.reserve.slot == chosen
    assert not again.usage


def test_cancelling_is_confirmed_and_other_times_are_offered() -> None:
    talk = booked()
    talk.says("please cancel", ActKind.CANCELS_BOOKING)
    assert talk.parts == ["booking_cancelled", "slot_offer"]
    assert "cancelled" in talk.notices


def test_a_conflict_found_later_is_apologised_for_with_fresh_slots() -> None:
    talk = booked()
    before = talk.talk.booking
    assert before is not None
    made = talk.happens(BookingCancelled(booking=before.id))
    assert made.release == before
    assert talk.parts == ["slot_conflict", "slot_offer"]


def test_a_conflict_found_at_night_is_told_when_permission_opens() -> None:
    talk = booked()
    talk.happens(SlotPicked(id="p1", start=datetime(2026, 9, 18, 15, tzinfo=UTC)))
    assert talk.talk.booking is not None
    talk.later(timedelta(hours=37))
    talk.happens(BookingCancelled(booking=talk.talk.booking.id))
    assert not talk.words
    assert talk.talk.due_at == datetime(2026, 9, 16, 14, tzinfo=UTC)
    talk.wakes()
    assert talk.parts[-2:] == ["slot_conflict", "slot_offer"]


def test_a_cancellation_of_another_booking_changes_nothing() -> None:
    talk = booked()
    made = talk.happens(BookingCancelled(booking=BookingId("other")))
    assert made.release is None
    assert talk.talk.state is State.BOOKED


def test_a_slot_picked_on_the_page_is_booked_like_a_chosen_one() -> None:
    talk = walk(channels=(Channel.EMAIL,))
    start = datetime(2026, 9, 15, 15, tzinfo=UTC)
    made = talk.happens(SlotPicked(id="p1", start=start))
    assert made.reserve is not None
    assert made.reserve.slot.start == start
    first = talk.talk.booking
    assert talk.talk.state is State.BOOKED
    assert [u.kind for u in made.usage] == [UsageKind.REACHED, UsageKind.BOOKED]
    moved = talk.happens(SlotPicked(id="p2", start=start + timedelta(hours=2)))
    assert moved.release == first
    assert moved.reserve is not None
    assert moved.reserve.slot.start == start + timedelta(hours=2)
    assert not moved.usage
    same = talk.happens(SlotPicked(id="p3", start=start + timedelta(hours=2)))
    assert same.reserve is None


def test_a_move_on_the_page_takes_the_founders_event_along() -> None:
    """Neither its own cells nor its own place in the day's limit stand in the way of a move."""
    talk = walk(channels=(Channel.EMAIL,))
    limits = replace(talk.around.bandwidth, calendar=CALDAV, per_day=1)
    talk.around = replace(talk.around, bandwidth=limits)
    start = datetime(2026, 9, 15, 15, tzinfo=UTC)
    talk.happens(SlotPicked(id="p1", start=start))
    first = talk.talk.booking
    assert first is not None
    full = after(CalendarState(), reserved(talk))
    talk.around = replace(talk.around, calendar=full)
    made = talk.happens(SlotPicked(id="p2", start=start + timedelta(minutes=15)))
    assert made.reserve is not None
    assert made.reserve.slot.start == start + timedelta(minutes=15)
    moved = talk.talk.booking
    assert moved is not None
    assert (moved.calendar_event, moved.moves) == (first.id, 1)
    assert talk.notices == ["moved"]
    kinds = [effect.kind for effect in made.effects]
    assert EffectKind.CREATE_EVENT in kinds
    assert EffectKind.REMOVE_EVENT not in kinds


def reserved(talk: Walk) -> Reservation:
    """What the store writes for a booking, kept with it as the store keeps it."""
    booking = talk.talk.booking
    assert booking is not None
    made = reserve(
        bandwidth=talk.around.bandwidth,
        calendar=CalendarState(),
        start=booking.slot.start,
        now=talk.around.now,
        booking=booking.id,
    )
    assert isinstance(made, Reservation)
    talk.talk = replace(talk.talk, booking=replace(booking, reservation=made))
    return made


def test_cancelling_on_the_page_is_decided_like_cancelling_in_words() -> None:
    by_word, by_press = booked(), booked()
    by_word.says("cancel it", ActKind.CANCELS_BOOKING)
    booking = by_press.talk.booking
    assert booking is not None
    made = by_press.happens(BookingCalledOff(id="c1", booking=booking.id))
    assert made.release == booking
    assert by_press.parts == by_word.parts == ["booking_cancelled", "slot_offer"]
    assert by_press.notices == by_word.notices == ["cancelled"]
    assert by_press.talk.offered == by_word.talk.offered
    turn = next(one for one in reversed(by_press.talk.turns) if one.who is Who.CUSTOMER)
    assert (turn.pressed, turn.reading) == ("cancelled the booking", None)


def test_a_stale_page_cancels_no_other_booking() -> None:
    talk = booked()
    made = talk.happens(BookingCalledOff(id="c1", booking=BookingId("earlier")))
    assert made.release is None
    assert talk.talk.state is State.BOOKED


def test_a_booking_cancelled_on_the_page_while_taken_over_is_the_founders_to_answer() -> None:
    talk = booked()
    talk.happens(FounderTookOver(by=FOUNDER))
    booking = talk.talk.booking
    assert booking is not None
    made = talk.happens(BookingCalledOff(id="c1", booking=booking.id))
    assert made.release == booking
    assert not talk.words
    assert talk.notices == ["cancelled"]
    assert talk.talk.state is State.TAKEN_OVER


def test_a_slot_picked_after_the_end_reaches_the_founder() -> None:
    talk = walk(channels=SMS)
    talk.says("no", ActKind.DECLINED)
    made = talk.happens(SlotPicked(id="p1", start=datetime(2026, 9, 15, 15, tzinfo=UTC)))
    assert made.reserve is None
    assert talk.notices == ["late_message"]


def test_consent_given_on_the_page_is_kept_and_followed_at_once() -> None:
    mail_only = replace(ADA, consents=consents(Channel.EMAIL), phone="")
    talk = walk(channels=(Channel.EMAIL, Channel.VOICE), facts=mail_only)
    given = replace(consents(Channel.VOICE)[0], granted_at=talk.around.now, source="page")
    talk.around = replace(talk.around, rules=replace(talk.around.rules, per_day=2))
    talk.happens(ConsentGiven(id="a1", consent=given, phone="+12125550123"))
    assert talk.talk.earned == (given,)
    assert talk.talk.facts.phone == "+12125550123"
    assert talk.kinds == [Channel.VOICE]


def test_one_click_opt_out_is_silent_on_mail_because_the_page_confirms() -> None:
    talk = walk(channels=(Channel.EMAIL,))
    made = talk.happens(OptedOutByLink(id="o1", channel=Channel.EMAIL))
    assert made.suppress
    assert not talk.words
    assert talk.talk.outcome is Outcome.OPTED_OUT


def test_while_taken_over_the_agent_is_silent_and_opt_out_still_works() -> None:
    talk = offered()
    talk.happens(FounderTookOver(by=FOUNDER))
    talk.says("1", Act(ActKind.CHOOSES_SLOT, slot=0))
    assert not talk.words
    assert talk.notices == ["customer_replied"]
    talk.says("stop", ActKind.OPT_OUT)
    assert talk.parts == ["opt_out"]


def test_the_founders_words_go_out_unchanged_and_as_the_founders() -> None:
    talk = offered()
    talk.happens(FounderTookOver(by=FOUNDER))
    talk.happens(
        FounderAnswered("press", by=FOUNDER, text="Ana here: yes, for $10, see www.example.com")
    )
    assert talk.words == "Ana here: yes, for $10, see www.example.com"
    assert talk.talk.turns[-1].who is Who.FOUNDER
    assert talk.talk.state is State.TAKEN_OVER


def test_where_no_word_of_ours_arrived_the_founders_words_follow_the_disclosure() -> None:
    talk = offered()
    heard = tuple(
        replace(turn, undelivered="unconfirmed") if turn.who is Who.AGENT else turn
        for turn in talk.talk.turns
    )
    talk.talk = replace(talk.talk, turns=heard)
    talk.happens(FounderTookOver(by=FOUNDER))
    talk.happens(FounderAnswered("press", by=FOUNDER, text="Ana here: shall we talk?"))
    disclosure, own = talk.talk.turns[-1].pieces
    assert disclosure.part is Part.DISCLOSURE
    assert (own.part, own.text) == (None, "Ana here: shall we talk?")
    assert talk.talk.turns[-1].who is Who.FOUNDER


def test_a_founder_answer_that_may_not_be_sent_is_not_lost_in_silence() -> None:
    talk = offered()
    talk.later(timedelta(days=3, hours=12))
    talk.happens(FounderAnswered("press", by=FOUNDER, text="Sorry for the wait"))
    assert not talk.words
    assert talk.notices == ["needs_founder"]
    assert talk.talk.reason.startswith("answer not sent")


def test_handed_back_the_agent_goes_on_where_it_stood() -> None:
    talk = offered()
    talk.happens(FounderTookOver(by=FOUNDER))
    talk.happens(FounderHandedBack(by=FOUNDER))
    assert talk.talk.state is State.TALKING
    assert talk.talk.due_at == talk.around.now + timedelta(days=1)
    talk.says("so, when?", ActKind.INTERESTED)
    assert "slot_offer" in talk.parts


def test_what_the_guard_stops_goes_to_the_founder_instead() -> None:
    talk = walk(channels=SMS)
    forbidden = tuple(
        replace(a, text="Pay now with your card number.") for a in talk.around.answers
    )
    approved = tuple(
        replace(a, approval=replace(a.approval, sha256=a.sha256)) if a.approval else a
        for a in forbidden
    )
    talk.around = replace(talk.around, answers=approved)
    talk.says("api?", Act(ActKind.ASKS_QUESTION, answer=approved[-1].id))
    assert not talk.words
    assert talk.talk.state is State.TAKEN_OVER
    assert talk.talk.reason == "not said: guard:payment"
    assert talk.notices == ["needs_founder"]


def test_a_mail_that_takes_an_invitation_back_says_who_writes() -> None:
    """Seed 5030: it was the first mail that arrived, and had no words at all."""
    talk = booked()
    talk.says("please cancel our call", ActKind.CANCELS_BOOKING)
    assert talk.last is not None
    (taken_back,) = (e for e in talk.last.effects if e.kind is EffectKind.CANCEL_EVENT)
    assert [piece.part for piece in taken_back.pieces] == [Part.DISCLOSURE]
