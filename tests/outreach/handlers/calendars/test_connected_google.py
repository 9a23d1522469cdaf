"""A founder's Google calendar from connection to booking: the functions and the played Google."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from functions.calendars.provider import EventWritten
from functions.outreach import wiring
from functions.outreach.domain.calendar.founder_calendar import Slot
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import Conversation, State
from functions.outreach.handlers import schedules
from functions.outreach.handlers.web import google_calendar
from functions.outreach.store.calendar import StoredSyncs
from tenancy.runtime.http import HttpRequest
from tenancy.runtime.signed_links import sign_token
from tests.calendars.google_server import Google
from tests.outreach.approved import FOUNDER, NOW, TENANT
from tests.outreach.handlers.calendars.connected_diaries import (
    Diary,
    GoogleDiary,
    as_another_function,
    assert_called_off,
    assert_carries_the_handoff,
    books,
    chooses_in_a_call,
    deletes_a_booking,
    deletes_an_unseen_booking,
    deletes_what_no_answer_told_of,
    event_of,
    fills_what_was_offered,
    first_start,
    google_diary,
    holds_a_time,
    performs,
    wake,
)
from tests.outreach.handlers.deployed import HOOKS, Deployed
from tests.outreach.handlers.test_voice_socket import Call, call
from tests.outreach.handlers.web.test_customer_page_handler import page_of

__all__ = ["call"]


@pytest.fixture
def diary(stage: Deployed, monkeypatch: pytest.MonkeyPatch) -> Iterator[GoogleDiary]:
    with google_diary(stage, monkeypatch) as made:
        yield made


@pytest.mark.slow
def test_a_time_the_founder_filled_since_it_was_offered_is_not_given(diary: Diary) -> None:
    after, start = fills_what_was_offered(diary)
    assert after.booking is None
    assert after.state is State.OFFERING
    assert start not in [slot.start for slot in after.offered]


@pytest.mark.slow
def test_a_booking_is_written_into_the_founders_calendar_with_the_whole_handoff(
    diary: GoogleDiary,
) -> None:
    talk = books(diary)
    performs(diary, talk, EffectKind.CREATE_EVENT)
    assert talk.booking is not None
    assert diary.shows(talk.booking.id)
    assert_carries_the_handoff(diary, talk)


@pytest.mark.slow
def test_what_the_founder_deletes_is_called_off_and_their_conversation_hears_of_it(
    diary: Diary,
) -> None:
    talk, message = deletes_a_booking(diary)
    assert talk.booking is not None
    assert message["event"] == {
        "type": "BookingCancelled",
        "booking": talk.booking.id,
        "event": talk.booking.calendar_event,
    }
    assert message["conversation"] == talk.id


def message_of(google: Google, **changed: str) -> HttpRequest:
    """What Google sends our hook for the founder's calendar."""
    channel = google.world.ledger("google")["channels"][0]
    assert channel["address"] == f"{HOOKS}/hooks/google-calendar"
    headers = {
        "x-goog-channel-id": channel["id"],
        "x-goog-channel-token": channel["token"],
        "x-goog-resource-state": "exists",
        **changed,
    }
    return HttpRequest("POST", "/hooks/google-calendar", headers=headers)


@pytest.mark.slow
def test_googles_word_that_a_calendar_changed_is_followed_at_once_and_verified(
    diary: GoogleDiary,
) -> None:
    talk = books(diary)
    performs(diary, talk, EffectKind.CREATE_EVENT)
    as_another_function()
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    diary.stage.queued("replies")
    seen = StoredSyncs().load(TENANT, FOUNDER)
    assert seen is not None
    # The stage's clock stands: the look before is made a minute old.
    before = NOW - timedelta(minutes=1)
    assert StoredSyncs().begin_look(TENANT, FOUNDER, "c1", over=seen, now=before)
    assert talk.booking is not None
    diary.deletes(talk.booking.id)
    forged = message_of(diary.google, **{"x-goog-channel-token": "guessed"})
    assert google_calendar.handle(forged).status == 403
    first = message_of(diary.google, **{"x-goog-resource-state": "sync"})
    assert google_calendar.handle(first).status == 200
    assert diary.stage.queued("replies") == []
    assert google_calendar.handle(message_of(diary.google)).status == 200
    (message,) = diary.stage.queued("replies")
    assert message["event"]["type"] == "BookingCancelled"


@pytest.mark.slow
def test_a_link_of_ours_for_something_else_opens_no_calendar(diary: GoogleDiary) -> None:
    told = {"t": TENANT, "f": FOUNDER, "c": "c1", "for": "feed"}
    token = sign_token(wiring.secrets().signing.current, told, expires_at=None)
    request = HttpRequest("POST", "/hooks/google-calendar", headers={"x-goog-channel-token": token})
    assert google_calendar.handle(request).status == 403


@pytest.mark.slow
def test_the_customers_page_asks_google_before_it_shows_a_time(diary: Diary) -> None:
    talk = diary.stage.opened()
    first = first_start(diary.stage, talk)
    diary.has("dentist", Slot(first, first + timedelta(minutes=30)))
    as_another_function()
    assert first_start(diary.stage, talk) > first


@pytest.mark.slow
def test_a_right_taken_away_pauses_offers_and_is_mailed_to_the_founder(diary: Diary) -> None:
    diary.refuses()
    diary.stage.queued("effects")
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    (message,) = diary.stage.queued("effects")
    assert message["calendar_trouble"] == {"founder": FOUNDER, "trouble": "refused"}
    synced = StoredSyncs().load(TENANT, FOUNDER)
    assert synced is not None
    assert synced.is_paused
    assert page_of(diary.stage.opened()).starts() == []


@pytest.mark.slow
def test_a_held_time_is_booked_when_its_conversation_wakes(diary: Diary) -> None:
    held, start = holds_a_time(diary)
    booked = wake(diary, held).booking
    assert booked is not None
    assert booked.slot.start == start


@pytest.mark.slow
def test_a_time_chosen_in_a_call_is_asked_of_the_founders_calendar(
    diary: Diary, call: Call
) -> None:
    after, first = chooses_in_a_call(diary, call)
    assert after.booking is None
    assert first not in after.offered


@pytest.mark.slow
def test_what_the_founder_deletes_before_any_look_is_called_off_and_its_customer_hears_of_it(
    diary: Diary,
) -> None:
    assert_called_off(*deletes_an_unseen_booking(diary))


@pytest.mark.slow
def test_what_the_founder_deletes_before_a_lost_answer_is_tried_again_is_called_off(
    diary: GoogleDiary,
) -> None:
    def attempt(talk: Conversation) -> None:
        written = diary.google.opened(diary.google.account()).write(event_of(talk), within_s=10)
        assert isinstance(written, EventWritten)

    assert_called_off(*deletes_what_no_answer_told_of(diary, attempt))
