"""A founder's Cal.com from connection to booking: the functions and the played Cal.com."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from functions.calendars.account import CalendarAccount, StoredAccounts
from functions.calendars.provider import EventText, EventWritten
from functions.outreach import calendar_wiring, wiring
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import Conversation, State
from functions.outreach.handlers import schedules
from functions.outreach.handlers.queues import effects, replies
from functions.outreach.handlers.web import calcom, google_calendar
from functions.outreach.store.calendar import StoredSyncs
from tenancy.runtime.http import HttpRequest
from tenancy.runtime.signed_links import sign_token
from tenancy.tenant import FounderId
from tests.calendars.calcom_server import CHAT, SECRET, STARTS, USER
from tests.outreach.approved import FOUNDER, NOW, TENANT
from tests.outreach.handlers.calendars.connected_diaries import (
    CalComDiary,
    as_another_function,
    assert_called_off,
    books,
    calcom_diary,
    chooses_in_a_call,
    deletes_a_booking,
    deletes_an_unseen_booking,
    deletes_what_no_answer_told_of,
    event_of,
    fills_what_was_offered,
    first_start,
    holds_a_time,
    performs,
    pick,
    queued,
    wake,
)
from tests.outreach.handlers.deployed import HOOKS, Deployed
from tests.outreach.handlers.test_voice_socket import Call, call
from tests.outreach.handlers.web.test_customer_page_handler import page_of

__all__ = ["call"]
BODY = json.dumps({"triggerEvent": "BOOKING_CANCELLED", "createdAt": "2026-11-24T15:00:00.000Z"})


@pytest.fixture
def diary(stage: Deployed, monkeypatch: pytest.MonkeyPatch) -> Iterator[CalComDiary]:
    with calcom_diary(stage, monkeypatch) as made:
        yield made


def written(diary: CalComDiary) -> Conversation:
    """A booked conversation whose booking stands at Cal.com, and was seen there."""
    talk = books(diary)
    performs(diary, talk, EffectKind.CREATE_EVENT)
    as_another_function()
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    diary.stage.queued("replies")
    return talk


def rests(diary: CalComDiary) -> None:
    """The stage's clock stands: the look before is made a minute old."""
    seen = StoredSyncs().load(TENANT, FOUNDER)
    assert seen is not None
    before = NOW - timedelta(minutes=1)
    assert StoredSyncs().begin_look(TENANT, FOUNDER, "c1", over=seen, now=before)


def message(
    diary: CalComDiary, *, body: str = BODY, secret: str = SECRET, token: str = ""
) -> HttpRequest:
    """What Cal.com sends to the address it was given for the founder's account."""
    (webhook,) = diary.calcom.kept("webhooks")
    path, _, registered = webhook["subscriberUrl"].removeprefix(HOOKS).rpartition("/")
    assert path == "/hooks/cal-com"
    signature = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    return HttpRequest(
        "POST",
        webhook["subscriberUrl"].removeprefix(HOOKS),
        headers={"x-cal-signature-256": signature},
        body=body.encode(),
        values={"token": token or registered},
    )


@pytest.mark.slow
def test_a_time_cal_com_offers_no_more_is_not_given(diary: CalComDiary) -> None:
    after, start = fills_what_was_offered(diary)
    assert after.booking is None
    assert after.state is State.OFFERING
    assert start not in [slot.start for slot in after.offered]


@pytest.mark.slow
def test_the_customers_page_shows_what_cal_com_offers_inside_the_founders_hours(
    diary: CalComDiary,
) -> None:
    talk = diary.stage.opened()
    first = first_start(diary.stage, talk)
    three_days = STARTS + timedelta(days=3)
    diary.calcom.does("change", id=CHAT, minimumBookingNotice=3 * 24 * 60)
    as_another_function()
    assert first_start(diary.stage, talk) >= three_days > first


@pytest.mark.slow
def test_a_booking_is_made_at_cal_com_and_attended_by_its_owner_alone(diary: CalComDiary) -> None:
    talk = written(diary)
    assert talk.booking is not None
    (made,) = diary.calcom.kept("bookings")
    assert diary.shows(talk.booking.id)
    assert datetime.fromisoformat(made["start"]) == talk.booking.slot.start
    assert [one["email"] for one in made["attendees"]] == [USER]
    told = json.dumps([made, diary.calcom.kept("requests")])
    assert talk.facts.email
    assert talk.facts.email not in told
    notes = made["bookingFieldsResponses"]["notes"]
    assert "/conversations/" in notes
    assert "Transcript" not in notes


@pytest.mark.slow
def test_a_booking_goes_into_the_account_that_was_connected_a_moment_ago(
    diary: CalComDiary,
) -> None:
    """The function that writes it has used the one before, and remembers it for a minute."""
    talk = books(diary)
    (record,) = [
        one for one in diary.stage.load(talk).effects if one.effect.kind is EffectKind.CREATE_EVENT
    ]
    now = StoredAccounts("test").load(TENANT, FOUNDER)
    assert now is not None
    assert now.calcom is not None
    before = replace(now, calcom=replace(now.calcom, key="cal_live_of_before"))
    StoredAccounts("test").save(TENANT, FOUNDER, before)
    as_another_function()
    assert calendar_wiring._accounts().recent(TENANT, FOUNDER) == before
    StoredAccounts("test").save(TENANT, FOUNDER, now)
    body = queued(tenant=TENANT, conversation=talk.id, effect=record.effect.id)
    assert effects.handle(body) == {"batchItemFailures": []}
    assert talk.booking is not None
    assert diary.shows(talk.booking.id)


@pytest.mark.slow
def test_what_the_founder_cancels_there_is_called_off_and_the_customer_hears_of_it(
    diary: CalComDiary,
) -> None:
    talk, told = deletes_a_booking(diary)
    assert talk.booking is not None
    assert told["event"] == {
        "type": "BookingCancelled",
        "booking": talk.booking.id,
        "event": talk.booking.calendar_event,
    }
    assert replies.handle(queued(**told)) == {"batchItemFailures": []}
    after = diary.stage.load(talk).conversation
    assert after.booking is None
    assert after.offered


@pytest.mark.slow
def test_what_the_founder_reschedules_there_moves_the_booking(diary: CalComDiary) -> None:
    talk = written(diary)
    assert talk.booking is not None
    later = talk.booking.slot.start + timedelta(days=1)
    diary.calcom.does("move", event=talk.booking.calendar_event, start=later.isoformat())
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    (told,) = diary.stage.queued("replies")
    assert told["event"]["type"] == "BookingMoved"
    assert replies.handle(queued(**told)) == {"batchItemFailures": []}
    moved = diary.stage.load(talk).conversation.booking
    assert moved is not None
    assert moved.slot.start == later
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    assert diary.stage.queued("replies") == [], "our own booking is where Cal.com has it"


@pytest.mark.slow
def test_what_the_founder_moves_before_a_lost_answer_is_tried_again_moves_the_booking(
    diary: CalComDiary,
) -> None:
    talk = books(diary)
    assert talk.booking is not None
    event, slot = talk.booking.calendar_event, talk.booking.slot
    arrived = EventText(event, slot.start, slot.end, "Ann", "")
    assert isinstance(diary.calcom.opened().write(arrived, within_s=10), EventWritten)
    later = slot.start + timedelta(days=1)
    diary.calcom.does("move", event=event, start=later.isoformat())
    diary.stage.queued("replies")
    performs(diary, talk, EffectKind.CREATE_EVENT)
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    (told,) = diary.stage.queued("replies")
    assert told["event"]["type"] == "BookingMoved"
    assert replies.handle(queued(**told)) == {"batchItemFailures": []}
    moved = diary.stage.load(talk).conversation.booking
    assert moved is not None
    assert moved.slot.start == later
    assert [name for name, _ in diary.calcom.standing()] == [event]


@pytest.mark.slow
def test_a_customer_moves_back_what_the_founder_moved(diary: CalComDiary) -> None:
    """To the very first time: another writing than the one that made the event."""
    talk = written(diary)
    assert talk.booking is not None
    event, first = talk.booking.calendar_event, talk.booking.slot.start
    later = first + timedelta(days=1)
    diary.calcom.does("move", event=event, start=later.isoformat())
    assert schedules.sync_calendars({})["failed"] == 0
    (told,) = diary.stage.queued("replies")
    replies.handle(queued(**told))
    pick(talk, first, press="pick-2")
    records = [one for one in diary.stage.load(talk).effects
               if one.effect.kind is EffectKind.CREATE_EVENT]  # fmt: skip
    effects.handle(queued(tenant=TENANT, conversation=talk.id, effect=records[-1].effect.id))
    assert diary.calcom.standing() == [(event, f"{first:%Y-%m-%dT%H:%M:%S}.000Z")]


@pytest.mark.slow
def test_a_time_taken_between_the_answer_and_the_booking_is_a_conflict_and_never_two(
    diary: CalComDiary,
) -> None:
    talk = books(diary)
    assert talk.booking is not None
    start = talk.booking.slot.start.isoformat()
    diary.calcom.does("books", id=CHAT, start=start)
    diary.stage.queued("replies")
    performs(diary, talk, EffectKind.CREATE_EVENT)
    assert [name for name, _ in diary.calcom.standing()] == ["somebody's"]
    (told,) = diary.stage.queued("replies")
    assert told["event"] == {"type": "BookingCancelled", "booking": talk.booking.id, "event": ""}
    assert replies.handle(queued(**told)) == {"batchItemFailures": []}
    after = diary.stage.load(talk).conversation
    assert after.booking is None
    assert after.offered
    assert talk.booking.slot not in after.offered


@pytest.mark.slow
def test_cal_coms_word_is_followed_at_once_when_it_is_signed(diary: CalComDiary) -> None:
    talk = written(diary)
    rests(diary)
    assert talk.booking is not None
    diary.deletes(talk.booking.calendar_event)
    as_another_function()
    assert calcom.handle(message(diary)).status == 200
    (told,) = diary.stage.queued("replies")
    assert told["event"]["type"] == "BookingCancelled"


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("wrong", ["signature", "body", "token", "purpose", "google", "connection"])
def test_an_unsigned_or_altered_word_looks_at_nothing(diary: CalComDiary, wrong: str) -> None:
    talk = written(diary)
    rests(diary)
    assert talk.booking is not None
    diary.deletes(talk.booking.calendar_event)
    key = wiring.secrets().signing.current
    told = {"t": TENANT, "f": FOUNDER, "c": "c1", "for": "cal-com"}
    tokens = {
        "token": "guessed",
        "purpose": sign_token(key, {**told, "for": "feed"}, expires_at=None),
        "google": sign_token(key, {**told, "for": "google-calendar"}, expires_at=None),
        "connection": sign_token(key, {**told, "c": "c0"}, expires_at=None),
    }
    request = message(diary, token=tokens.get(wrong, ""))
    if wrong == "signature":
        request = message(diary, secret="another")
    if wrong == "body":
        request = replace(request, body=request.body + b" ")
    asked = len(diary.calcom.kept("requests"))
    as_another_function()
    assert calcom.handle(request).status == 403
    assert diary.stage.queued("replies") == []
    assert len(diary.calcom.kept("requests")) == asked


@pytest.mark.slow
def test_the_address_of_the_hook_opens_no_other(diary: CalComDiary) -> None:
    written(diary)
    rests(diary)
    token = message(diary).values["token"]
    asked = len(diary.calcom.kept("requests"))
    as_another_function()
    headers = {"x-goog-channel-token": token, "x-goog-resource-state": "exists"}
    at_google = HttpRequest("POST", "/hooks/google-calendar", headers=headers)
    assert google_calendar.handle(at_google).status == 403
    assert len(diary.calcom.kept("requests")) == asked
    key, told = wiring.secrets().signing.current, {"t": TENANT, "f": FOUNDER, "c": "c1"}
    for purpose in ({"purpose": "cal-com"}, {"use": "page"}, {"use": "voice"}, {}):
        other = sign_token(key, told | purpose, expires_at=None)
        assert calcom.handle(message(diary, token=other)).status == 403, purpose


@pytest.mark.slow
def test_what_is_signed_for_another_founder_is_not_believed(diary: CalComDiary) -> None:
    written(diary)
    rests(diary)
    other = FounderId("f_other")
    account = diary.calcom.account(secret="t" * 43)
    StoredAccounts("test").save(TENANT, other, CalendarAccount("c9", USER, calcom=account))
    told = {"t": TENANT, "f": other, "c": "c9", "for": "cal-com"}
    token = sign_token(wiring.secrets().signing.current, told, expires_at=None)
    as_another_function()
    assert calcom.handle(message(diary, token=token)).status == 403
    assert calcom.handle(message(diary, secret="t" * 43)).status == 403
    assert calcom.handle(message(diary, secret="t" * 43, token=token)).status == 200
    assert diary.stage.queued("replies") == [], "that founder chose another calendar"


@pytest.mark.slow
def test_words_that_come_twice_and_in_any_order_end_in_the_same(diary: CalComDiary) -> None:
    talk = written(diary)
    assert talk.booking is not None
    later = talk.booking.slot.start + timedelta(days=1)
    event = talk.booking.calendar_event
    diary.calcom.does("move", event=event, start=later.isoformat())
    diary.deletes(event)
    words = [json.dumps({"triggerEvent": one}) for one in ("BOOKING_RESCHEDULED",
                                                           "BOOKING_CANCELLED")]  # fmt: skip
    as_another_function()
    told = []
    for order in permutations([*words, *words]):
        rests(diary)
        for body in order:
            assert calcom.handle(message(diary, body=body)).status == 200
        told += diary.stage.queued("replies")
    assert [one["event"]["type"] for one in told] == ["BookingCancelled"]


@pytest.mark.slow
def test_a_word_during_the_rest_after_a_look_is_left_to_the_schedule(diary: CalComDiary) -> None:
    written(diary)
    asked = len(diary.calcom.kept("requests"))
    as_another_function()
    assert calcom.handle(message(diary)).status == 200
    assert len(diary.calcom.kept("requests")) == asked


@pytest.mark.slow
def test_a_refused_key_pauses_offers_and_is_mailed_to_the_founder(diary: CalComDiary) -> None:
    diary.refuses()
    diary.stage.queued("effects")
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    (told,) = diary.stage.queued("effects")
    assert told["calendar_trouble"] == {"founder": FOUNDER, "trouble": "refused"}
    synced = StoredSyncs().load(TENANT, FOUNDER)
    assert synced is not None
    assert synced.is_paused
    assert page_of(diary.stage.opened()).starts() == []


@pytest.mark.slow
def test_an_event_type_that_became_longer_pauses_offers_and_says_so(diary: CalComDiary) -> None:
    diary.calcom.does("change", id=CHAT, lengthInMinutes=45)
    diary.stage.queued("effects")
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    (told,) = diary.stage.queued("effects")
    assert told["calendar_trouble"] == {"founder": FOUNDER, "trouble": "other_length"}
    assert page_of(diary.stage.opened()).starts() == []


@pytest.mark.slow
def test_a_held_time_is_booked_when_its_conversation_wakes(diary: CalComDiary) -> None:
    held, start = holds_a_time(diary)
    booked = wake(diary, held).booking
    assert booked is not None
    assert booked.slot.start == start


@pytest.mark.slow
def test_a_time_chosen_in_a_call_is_asked_of_cal_com(diary: CalComDiary, call: Call) -> None:
    after, first = chooses_in_a_call(diary, call)
    assert after.booking is None
    assert first not in after.offered


@pytest.mark.slow
def test_what_the_founder_cancels_before_any_look_is_called_off_and_its_customer_hears_of_it(
    diary: CalComDiary,
) -> None:
    assert_called_off(*deletes_an_unseen_booking(diary))


@pytest.mark.slow
def test_what_the_founder_deletes_before_a_lost_answer_is_tried_again_is_called_off(
    diary: CalComDiary,
) -> None:
    def attempt(talk: Conversation) -> None:
        written = diary.calcom.opened().write(event_of(talk), within_s=10)
        assert isinstance(written, EventWritten)

    assert_called_off(*deletes_what_no_answer_told_of(diary, attempt))
