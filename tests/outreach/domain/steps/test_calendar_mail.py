"""Mails of the customer's calendar: a no calls the booking off, all else is recorded in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from functions.outreach.domain.calendar.founder_calendar import (
    CalendarState,
    Reservation,
    reserve,
)
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    CalendarAnswer,
    CalendarMail,
    CalendarMailReceived,
    FounderTookOver,
)
from functions.outreach.domain.conversation.state import Outcome, State, Who
from functions.outreach.domain.conversation.turns import is_automatic
from functions.outreach.domain.understanding.acts import Act, ActKind
from functions.product.channels import Channel
from tests.outreach.domain.sample_playbook import ADA, FOUNDER, Walk, walk

MAIL = (Channel.EMAIL,)


def booked() -> Walk:
    talk = walk(channels=MAIL)
    talk.says("yes", ActKind.INTERESTED, channel=Channel.EMAIL)
    offered = talk.talk.offered[1]
    talk.says("2", Act(ActKind.CHOOSES_SLOT, slot=1), channel=Channel.EMAIL)
    booking = talk.talk.booking
    assert booking is not None
    assert booking.slot == offered
    return talk


def answers(
    talk: Walk, answer: CalendarAnswer, *, booking: str | None = None, **changes: object
) -> CalendarMailReceived:
    own = talk.talk.booking.id if talk.talk.booking else ""
    mail = CalendarMail(
        answer,
        subject=f"{answer.title()}: Grace, Acme",
        booking=own if booking is None else booking,
        attendee=ADA.email,
    )
    return CalendarMailReceived(f"m-{answer}", mail=replace(mail, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("answer", [CalendarAnswer.ACCEPTED, CalendarAnswer.TENTATIVE])
def test_a_yes_is_recorded_and_nothing_is_sent_ever_so_often(answer: CalendarAnswer) -> None:
    talk = booked()
    before = talk.talk
    for number in (1, 2, 3):
        step = talk.happens(replace(answers(talk, answer), id=f"m{number}"))
        assert not step.effects
    assert (talk.talk.state, talk.talk.booking) == (before.state, before.booking)
    assert (talk.talk.due_at, talk.talk.customer_words) == (before.due_at, before.customer_words)
    last = talk.talk.turns[-1]
    assert (last.who, last.text) == (Who.CUSTOMER, f"{answer.title()}: Grace, Acme")
    assert is_automatic(last)


@pytest.mark.parametrize("subject", ["", " "])
def test_a_no_without_a_subject_is_a_no_all_the_same(subject: str) -> None:
    talk = booked()
    talk.happens(answers(talk, CalendarAnswer.DECLINED, subject=subject))
    assert talk.talk.booking is None
    assert talk.parts == ["booking_cancelled", "slot_offer"]


def test_declining_the_booked_invitation_calls_it_off_and_offers_other_times() -> None:
    talk = booked()
    booking = talk.talk.booking
    step = talk.happens(answers(talk, CalendarAnswer.DECLINED))
    assert step.release == booking
    assert talk.talk.booking is None
    assert talk.talk.state is State.OFFERING
    assert talk.parts == ["booking_cancelled", "slot_offer"]
    assert talk.notices == ["cancelled"]
    assert EffectKind.CANCEL_EVENT in talk.kinds


def test_a_proposed_day_is_offered_where_it_is_free() -> None:
    talk = booked()
    day = talk.around.now.date() + timedelta(days=8)
    talk.happens(answers(talk, CalendarAnswer.COUNTERED, proposed=day))
    assert talk.talk.booking is None
    assert "slot_offer" in talk.parts
    assert {slot.start.date() for slot in talk.talk.offered} == {day}


def test_a_proposed_day_that_is_past_is_no_wish() -> None:
    talk = booked()
    talk.happens(answers(talk, CalendarAnswer.COUNTERED, proposed=date(2020, 1, 1)))
    assert talk.talk.offered


def counters(talk: Walk, number: int, at: datetime) -> CalendarMailReceived:
    event = answers(talk, CalendarAnswer.COUNTERED, proposed=at.date(), proposed_at=at)
    return replace(event, id=f"counter{number}")


def test_a_proposed_hour_that_is_free_is_booked_and_the_old_time_goes_back() -> None:
    talk = booked()
    before = talk.talk.booking
    assert before is not None
    at = before.slot.start + timedelta(days=1, minutes=30)
    step = talk.happens(counters(talk, 1, at))
    assert (step.release, talk.talk.state) == (before, State.BOOKED)
    assert step.reserve is not None
    assert step.reserve.slot.start == at
    assert talk.parts == ["slot_confirm"]
    assert EffectKind.INVITE_CUSTOMER in talk.kinds


def test_a_proposed_hour_without_a_zone_is_on_the_customers_own_clock() -> None:
    talk = booked()
    day = talk.around.now.date() + timedelta(days=8)
    talk.happens(counters(talk, 1, datetime.combine(day, time(10, 30))))
    assert talk.talk.booking is not None
    assert talk.talk.booking.slot.start == datetime.combine(
        day, time(10, 30), ZoneInfo("America/New_York")
    ).astimezone(UTC)


def test_a_proposed_hour_of_the_same_day_is_booked_though_that_day_has_no_other_place() -> None:
    talk = booked()
    booking, given = talk.talk.booking, talk.calendar
    assert booking is not None
    reservation = reserve(
        bandwidth=talk.around.bandwidth,
        calendar=CalendarState(),
        start=booking.slot.start,
        now=talk.around.now,
        booking=booking.id,
    )
    assert isinstance(reservation, Reservation)
    talk.talk = replace(talk.talk, booking=replace(booking, reservation=reservation))
    talk.around = replace(talk.around, bandwidth=replace(talk.around.bandwidth, per_day=1))
    talk.calendar = given
    at = booking.slot.start + timedelta(minutes=10)
    step = talk.happens(counters(talk, 1, at))
    assert step.reserve is not None
    assert step.reserve.slot.start == at


def test_a_proposed_hour_that_is_taken_leaves_the_booking_and_brings_the_nearest() -> None:
    talk = booked()
    before = talk.talk.booking
    assert before is not None
    at = before.slot.start + timedelta(days=1)
    talk.calendar = replace(talk.calendar, busy=((at, at + timedelta(minutes=30)),))
    step = talk.happens(counters(talk, 1, at))
    assert (step.release, step.reserve, talk.talk.booking) == (None, None, before)
    assert talk.parts == ["slot_taken", "slot_offer"]
    nearest = min(abs(slot.start - at) for slot in talk.talk.offered)
    assert nearest <= timedelta(minutes=45)
    talk.says("1", Act(ActKind.CHOOSES_SLOT, slot=0), channel=Channel.EMAIL)
    assert talk.talk.booking is not None
    assert talk.talk.booking.slot != before.slot


def test_an_hour_that_is_past_or_the_one_that_is_booked_moves_nothing() -> None:
    talk = booked()
    booking = talk.talk.booking
    assert booking is not None
    step = talk.happens(counters(talk, 1, booking.slot.start))
    assert (step.reserve, step.release) == (None, None)
    assert talk.talk.booking == booking
    assert not step.effects


def test_a_program_that_proposes_another_time_for_ever_comes_before_the_founder() -> None:
    talk = booked()
    sent = []
    for number in range(6):
        booking = talk.talk.booking
        assert booking is not None
        at = booking.slot.start + timedelta(days=1 if number % 2 else -1, minutes=15)
        talk.happens(counters(talk, number, max(at, talk.around.now + timedelta(days=3))))
        sent.append([kind for kind in talk.kinds if kind is Channel.EMAIL])
    assert [len(one) for one in sent] == [1, 1, 0, 0, 0, 0]
    assert talk.kinds == [EffectKind.NOTIFY_FOUNDER]
    assert talk.notices == ["calendar_mail"]


def test_an_answer_to_a_time_that_fell_away_changes_nothing() -> None:
    talk = booked()
    before = talk.talk
    step = talk.happens(answers(talk, CalendarAnswer.DECLINED, booking="b_earlier"))
    assert not step.effects
    assert talk.talk.booking == before.booking


def test_somebody_else_declines_for_themselves_and_the_founder_sees_it() -> None:
    talk = booked()
    before = talk.talk
    talk.happens(answers(talk, CalendarAnswer.DECLINED, attendee="colleague@example.com"))
    assert talk.talk.booking == before.booking
    assert talk.notices == ["calendar_mail"]
    assert talk.kinds == [EffectKind.NOTIFY_FOUNDER]


def test_the_customer_may_answer_from_another_spelling_of_their_address() -> None:
    talk = booked()
    event = answers(talk, CalendarAnswer.DECLINED, attendee="ada+calendar@example.com")
    talk.happens(replace(event, address=ADA.email.upper()))
    assert talk.talk.booking is None


def test_a_note_with_a_yes_is_for_the_founder_alone() -> None:
    talk = booked()
    talk.happens(answers(talk, CalendarAnswer.ACCEPTED, comment="Can Bob join us?"))
    assert talk.kinds == [EffectKind.NOTIFY_FOUNDER]
    assert talk.notices == ["calendar_mail"]
    assert talk.talk.turns[-1].text.endswith("Can Bob join us?")


def test_their_own_invitation_is_for_the_founder_alone() -> None:
    talk = walk(channels=MAIL)
    before = talk.talk
    talk.happens(answers(talk, CalendarAnswer.OTHER))
    assert talk.kinds == [EffectKind.NOTIFY_FOUNDER]
    assert (talk.talk.state, talk.talk.reached) == (before.state, False)


def test_while_the_founder_has_it_the_founder_decides_about_a_no() -> None:
    talk = booked()
    booking = talk.talk.booking
    talk.happens(FounderTookOver(FOUNDER))
    talk.happens(answers(talk, CalendarAnswer.DECLINED))
    assert talk.talk.booking == booking
    assert talk.kinds == [EffectKind.NOTIFY_FOUNDER]


def test_after_an_opt_out_a_no_is_answered_by_nobody() -> None:
    talk = booked()
    talk.says("stop", ActKind.OPT_OUT, channel=Channel.EMAIL)
    assert talk.talk.outcome is Outcome.OPTED_OUT
    talk.happens(answers(talk, CalendarAnswer.DECLINED))
    assert talk.notices == ["late_message"]
    assert talk.kinds == [EffectKind.NOTIFY_FOUNDER]
