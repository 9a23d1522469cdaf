"""A founder's own calendar from connection to booking: the functions against a real Radicale."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import Conversation, State
from functions.outreach.handlers import schedules
from functions.outreach.handlers.queues import effects
from functions.outreach.store.calendar import StoredSyncs
from tests.outreach.approved import FOUNDER, TENANT
from tests.outreach.handlers.calendars.connected_diaries import (
    CalDavDiary,
    Diary,
    assert_called_off,
    assert_carries_the_handoff,
    books,
    caldav_diary,
    chooses_in_a_call,
    deletes_a_booking,
    deletes_an_unseen_booking,
    deletes_what_no_answer_told_of,
    fills_what_was_offered,
    holds_a_time,
    performs,
    queued,
    wake,
)
from tests.outreach.handlers.deployed import Deployed
from tests.outreach.handlers.test_voice_socket import Call, call
from tests.outreach.handlers.web.test_customer_page_handler import page_of

__all__ = ["call"]


@pytest.fixture
def diary(stage: Deployed, monkeypatch: pytest.MonkeyPatch) -> Iterator[CalDavDiary]:
    with caldav_diary(stage, monkeypatch) as made:
        yield made


@pytest.mark.slow
def test_a_time_the_founder_filled_since_it_was_offered_is_not_given(diary: Diary) -> None:
    after, start = fills_what_was_offered(diary)
    assert after.booking is None
    assert after.state is State.OFFERING
    assert start not in [slot.start for slot in after.offered]


@pytest.mark.slow
def test_a_booking_is_written_into_the_founders_calendar_with_the_whole_handoff(
    diary: CalDavDiary,
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


@pytest.mark.slow
def test_a_refused_password_pauses_offers_and_is_mailed_to_the_founder(diary: Diary) -> None:
    diary.refuses()
    diary.stage.queued("effects")
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    (message,) = diary.stage.queued("effects")
    assert message["calendar_trouble"] == {"founder": FOUNDER, "trouble": "refused"}
    synced = StoredSyncs().load(TENANT, FOUNDER)
    assert synced is not None
    assert synced.is_paused
    assert page_of(diary.stage.opened()).starts() == []


def test_a_mail_about_the_calendar_of_a_founder_who_left_is_not_tried_again(
    diary: Diary,
) -> None:
    about = {"founder": "left", "trouble": "refused"}
    body = queued(tenant=TENANT, calendar_trouble=about)
    assert effects.handle(body) == {"batchItemFailures": []}


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
    diary: CalDavDiary,
) -> None:
    def attempt(talk: Conversation) -> None:
        diary.server.loses_an_answer()
        performs(diary, talk, EffectKind.CREATE_EVENT)

    assert_called_off(*deletes_what_no_answer_told_of(diary, attempt))


@pytest.mark.slow
def test_beside_an_invitation_that_cannot_be_read_the_founder_is_booked_as_ever(
    diary: CalDavDiary,
) -> None:
    """Anybody may send one whose rule is not come to the end of. It is said how many there are."""
    diary.server.puts("each-minute", "DTSTART:20261005T100000Z", "DURATION:PT1M",
                      "RRULE:FREQ=MINUTELY")  # fmt: skip
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    seen = StoredSyncs().load(TENANT, FOUNDER)
    assert seen is not None
    assert (seen.unread, seen.trouble) == (1, None)
    talk = books(diary)
    performs(diary, talk, EffectKind.CREATE_EVENT)
    assert talk.booking is not None
    assert diary.shows(talk.booking.id)
