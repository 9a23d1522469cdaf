"""What is Cal.com's own: event types, lost answers, taken times, webhooks, addresses."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.calendars.calcom.api import CalComApi
from functions.calendars.calcom.bookings import (
    new_booking,
)
from functions.calendars.calcom.calendar import CalCom, CalComOwner
from functions.calendars.calcom.event_types import EventType
from functions.calendars.guarded_http import GuardedHttp, HttpAnswer
from functions.calendars.offered_starts import starts_of
from functions.calendars.provider import (
    Appointments,
    CalendarProblem,
    CalendarTrouble,
    CalendarWatch,
    EventWritten,
    Removal,
    WatchHook,
)
from tests.calendars.calcom_server import (
    CHAT,
    KEY,
    SECRET,
    TALK,
    USER,
    PlayedFounder,
    running_calcom,
)
from tests.calendars.test_calendar_contract import BOOKING, NOW, RULES, TUESDAY, written_at

WITHIN_S = 10.0
HOOK = WatchHook("https://hooks.example.com/hooks", "token-1")
UNREACHABLE = CalendarProblem(CalendarTrouble.UNREACHABLE)
TAKEN = CalendarProblem(CalendarTrouble.TAKEN)
LATER = written_at(TUESDAY + timedelta(hours=2), moves=1)


@pytest.fixture
def played() -> Iterator[PlayedFounder]:
    with running_calcom() as running:
        yield running


def read(played: PlayedFounder, within_s: float = WITHIN_S) -> Appointments | CalendarProblem:
    until = NOW + timedelta(days=3)
    return played.opened().read(since=NOW, until=until, rules=RULES, within_s=within_s)


def watch(
    played: PlayedFounder, *watches: CalendarWatch, connection: str = "c1", days: int = 0
) -> tuple[CalendarWatch, ...]:
    return played.opened().keep_watches(
        watches, HOOK, connection=connection, now=NOW + timedelta(days=days), within_s=WITHIN_S
    )


def test_whose_key_it_is_and_their_event_types_are_told(played: PlayedFounder) -> None:
    until_s = time.monotonic() + WITHIN_S
    calendar = played.opened()
    assert calendar.find_owner(until_s=until_s) == CalComOwner(USER, "Europe/Vilnius")
    assert calendar.list_event_types(until_s=until_s) == (
        EventType(CHAT, "Chat", 15),
        EventType(TALK, "Talk", 30),
    )


def test_what_is_offered_are_the_starts_of_the_event_type_and_no_others(
    played: PlayedFounder,
) -> None:
    played.does("change", id=CHAT, slotInterval=40)
    found = read(played)
    assert isinstance(found, Appointments)
    starts = starts_of(found.offered or ())
    assert {(start.hour * 60 + start.minute - 120) % 40 for start in starts} <= {0, 20}
    assert len({start - timedelta(minutes=40) for start in starts} & set(starts)) > 50
    assert found.busy == ()


@pytest.mark.parametrize("lost", ["made", "moved"])
def test_a_lost_answer_leaves_one_booking_however_often_it_is_tried(
    played: PlayedFounder, lost: str
) -> None:
    calendar, event = played.opened(), BOOKING
    if lost == "moved":
        assert isinstance(calendar.write(BOOKING, within_s=WITHIN_S), EventWritten)
        event = LATER
    # The list that is asked for first is answered; what is asked after it is done and not answered.
    found = calendar._ours(event.event, until_s=time.monotonic() + WITHIN_S)
    assert isinstance(found, list)
    body: dict[str, Any] = new_booking(event, played.account())
    path: tuple[str, ...] = ("bookings",)
    if found:
        body, path = {"start": body["start"]}, ("bookings", found[0].uid, "reschedule")
    played.world.faults("calcom", timeout_after_accept=1)
    api = CalComApi(played.account().address, KEY, http=GuardedHttp(loopback_allowed=True))
    assert api.ask("POST", *path, body=body, until_s=time.monotonic() + 0.5) == UNREACHABLE
    for _ in range(2):
        assert isinstance(calendar.write(event, within_s=WITHIN_S), EventWritten)
    assert played.standing() == [(event.event, f"{event.start:%Y-%m-%dT%H:%M:%S}.000Z")]


def test_a_try_that_came_through_beside_a_later_one_is_taken_back(played: PlayedFounder) -> None:
    calendar = played.opened()
    api = CalComApi(played.account().address, KEY, http=GuardedHttp(loopback_allowed=True))
    for event in (BOOKING, LATER):
        body = new_booking(event, played.account())
        api.ask("POST", "bookings", body=body, until_s=time.monotonic() + WITHIN_S)
    assert len(played.standing()) == 2
    assert isinstance(calendar.write(LATER, within_s=WITHIN_S), EventWritten)
    assert played.standing() == [("c1-b3", "2026-11-24T12:00:00.000Z")]
    assert calendar.remove("c1-b3", within_s=WITHIN_S) is Removal.KEPT
    assert played.standing() == []


def test_a_time_somebody_else_has_is_a_conflict_and_nothing_is_written(
    played: PlayedFounder,
) -> None:
    played.does("books", id=TALK, start=BOOKING.start.isoformat())
    assert played.opened().write(BOOKING, within_s=WITHIN_S) == TAKEN
    assert [name for name, _ in played.standing()] == ["somebody's"]


def test_a_move_to_a_taken_time_is_a_conflict_and_the_booking_stays_until_it_is_removed(
    played: PlayedFounder,
) -> None:
    calendar = played.opened()
    calendar.write(BOOKING, within_s=WITHIN_S)
    played.does("books", id=TALK, start=LATER.start.isoformat())
    assert calendar.write(LATER, within_s=WITHIN_S) == TAKEN
    assert ("c1-b3", "2026-11-24T10:00:00.000Z") in played.standing()
    assert calendar.remove("c1-b3", within_s=WITHIN_S) is Removal.KEPT
    assert [name for name, _ in played.standing()] == ["somebody's"]


def test_a_move_over_its_own_old_time_is_no_conflict(played: PlayedFounder) -> None:
    played.does("change", id=CHAT, slotInterval=5)
    calendar = played.opened()
    calendar.write(BOOKING, within_s=WITHIN_S)
    five = timedelta(minutes=5)
    near = written_at(BOOKING.start + five, moves=1)
    assert isinstance(calendar.write(near, within_s=WITHIN_S), EventWritten)
    assert played.standing() == [("c1-b3", "2026-11-24T10:05:00.000Z")]


def test_what_cal_com_refuses_while_it_offers_the_time_is_no_conflict(
    played: PlayedFounder,
) -> None:
    nobody = played.opened(played.account(user="nobody"))
    assert nobody.write(BOOKING, within_s=WITHIN_S) == CalendarProblem(CalendarTrouble.UNREADABLE)
    assert played.standing() == []


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"lengthInMinutes": 20}, CalendarTrouble.OTHER_LENGTH),
        ({}, CalendarTrouble.NO_CALENDAR),
    ],
)
def test_an_event_type_that_changed_or_went_is_told_apart(
    played: PlayedFounder, change: dict[str, int], trouble: CalendarTrouble
) -> None:
    played.does("change", id=CHAT, **change)
    assert read(played) == CalendarProblem(trouble)


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (429, CalendarTrouble.UNREACHABLE),
        (500, CalendarTrouble.UNREACHABLE),
        (403, CalendarTrouble.REFUSED),
        (418, CalendarTrouble.UNREADABLE),
    ],
)
def test_faults_that_pass_are_told_from_a_refusal(
    played: PlayedFounder, status: int, trouble: CalendarTrouble
) -> None:
    played.world.faults("calcom", fail_next=1, status=status)
    assert read(played) == CalendarProblem(trouble)
    assert isinstance(read(played), Appointments)


def test_nobody_waits_longer_than_they_said(played: PlayedFounder) -> None:
    played.world.faults("calcom", delay_ms=700)
    began_s = time.monotonic()
    try:
        assert read(played, within_s=0.3) == UNREACHABLE
        assert time.monotonic() - began_s < 0.65
    finally:
        played.world.faults("calcom", delay_ms=0)


def test_who_waits_costs_one_request(played: PlayedFounder) -> None:
    before = len(played.kept("requests"))
    until = NOW + timedelta(days=3)
    played.opened().read(since=NOW, until=until, rules=RULES, within_s=WITHIN_S, with_own=False)
    assert [one["path"] for one in played.kept("requests")[before:]] == ["/calcom/v2/slots"]


def test_other_peoples_bookings_are_not_asked_for(played: PlayedFounder) -> None:
    before = len(played.kept("requests"))
    played.does("books", id=CHAT, start=LATER.start.isoformat())
    played.opened().write(BOOKING, within_s=WITHIN_S)
    read(played)
    made = played.kept("requests")[before:]
    lists = [one for one in made if (one["method"], one["path"]) == ("GET", "/calcom/v2/bookings")]
    assert len(lists) == 3
    assert {one["query"]["attendeeEmail"] for one in lists} == {USER}


def test_bookings_made_under_an_earlier_address_are_found(played: PlayedFounder) -> None:
    played.opened().write(BOOKING, within_s=WITHIN_S)
    renamed = played.account(user="ona@new.example.com", former_users=(USER,))
    found = played.opened(renamed).find("c1-b3", rules=RULES, within_s=WITHIN_S)
    assert found is not None
    assert not isinstance(found, CalendarProblem)
    assert found.start == BOOKING.start


def test_one_webhook_is_made_kept_and_looked_for_again(played: PlayedFounder) -> None:
    (made,) = watch(played)
    (kept,) = played.kept("webhooks")
    assert kept["id"] == made.channel
    assert kept["subscriberUrl"] == "https://hooks.example.com/hooks/cal-com/token-1"
    assert kept["secret"] == SECRET
    filled = kept["payloadTemplate"].replace("{{", "").replace("}}", "")
    assert json.loads(filled) == {"triggerEvent": "triggerEvent", "createdAt": "createdAt"}
    before = len(played.kept("requests"))
    assert watch(played, made, days=5) == (made,)
    assert len(played.kept("requests")) == before
    (again,) = watch(played, made, days=7)
    assert again.channel == made.channel
    assert again.ends > made.ends
    assert len(played.kept("webhooks")) == 1


def test_a_webhook_whose_answer_was_lost_is_found_and_not_made_twice(
    played: PlayedFounder,
) -> None:
    (made,) = watch(played)
    assert watch(played) == (made,)
    assert len(played.kept("webhooks")) == 1


def test_a_webhook_the_founder_took_away_is_made_again(played: PlayedFounder) -> None:
    (made,) = watch(played)
    played.opened().stop_watches((made,), until_s=time.monotonic() + WITHIN_S)
    assert played.kept("webhooks") == []
    (again,) = watch(played, made, days=7)
    assert [one["id"] for one in played.kept("webhooks")] == [again.channel]


def test_the_webhook_of_an_earlier_address_is_taken_away(played: PlayedFounder) -> None:
    (old,) = watch(played)
    signed_anew, later = WatchHook(HOOK.below, "token-2"), NOW + timedelta(days=7)
    (new,) = played.opened().keep_watches(
        (old,), signed_anew, connection="c1", now=later, within_s=WITHIN_S
    )
    assert new.channel != old.channel
    assert [one["id"] for one in played.kept("webhooks")] == [new.channel]


def test_the_webhook_of_another_connection_is_taken_away(played: PlayedFounder) -> None:
    (old,) = watch(played, connection="c0")
    other = WatchHook(HOOK.below, "token-2")
    (new,) = played.opened().keep_watches(
        (old,), other, connection="c1", now=NOW, within_s=WITHIN_S
    )
    assert [one["id"] for one in played.kept("webhooks")] == [new.channel]


def test_a_refused_webhook_is_not_asked_for_again_before_a_day(played: PlayedFounder) -> None:
    plain = WatchHook("http://hooks.example.com/hooks", "token-1")
    calendar = played.opened()
    (refused,) = calendar.keep_watches((), plain, connection="c1", now=NOW, within_s=WITHIN_S)
    assert refused.is_refused
    before = len(played.kept("requests"))
    assert watch(played, refused) == (refused,)
    assert len(played.kept("requests")) == before
    (made,) = watch(played, refused, days=1)
    assert not made.is_refused


def test_no_key_stands_in_a_log_or_in_what_an_account_shows(
    played: PlayedFounder, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        played.opened().write(BOOKING, within_s=WITHIN_S)
        played.does("books", id=TALK, start=LATER.start.isoformat())
        played.opened().write(replace(LATER, event="c2"), within_s=WITHIN_S)
        played.does("revoke")
        read(played)
    assert "calcom_refused" in caplog.text
    for secret in (KEY, SECRET, "Anna"):
        assert secret not in caplog.text
        assert secret not in repr(played.account())


def test_a_booking_that_a_later_writing_made_keeps_its_number(played: PlayedFounder) -> None:
    """The founder cancelled the first one at Cal.com, and moves this one before the answer."""
    calendar = played.opened()
    assert isinstance(calendar.write(LATER, within_s=WITHIN_S), EventWritten)
    moved_to = TUESDAY + timedelta(hours=3)
    played.does("move", event=BOOKING.event, start=moved_to.isoformat())
    assert isinstance(calendar.write(LATER, within_s=WITHIN_S), EventWritten)
    assert played.standing() == [("c1-b3", f"{moved_to:%Y-%m-%dT%H:%M:%S}.000Z")]
    again = replace(LATER, moves=LATER.moves + 1)
    assert isinstance(calendar.write(again, within_s=WITHIN_S), EventWritten)
    assert played.standing() == [("c1-b3", f"{LATER.start:%Y-%m-%dT%H:%M:%S}.000Z")]


class Forgetful(GuardedHttp):
    """Of one booking Cal.com says nothing."""

    def __init__(self, status: int) -> None:
        super().__init__(loopback_allowed=True)
        self._status = status

    def ask(self, method: str, url: str, **asked: Any) -> HttpAnswer | CalendarProblem:
        if method == "GET" and "/bookings/" in url:
            body = b'{"status": "error", "error": {"code": "X", "message": "no"}}'
            return HttpAnswer(self._status, {}, body, url)
        return super().ask(method, url, **asked)


@pytest.mark.parametrize(
    ("status", "hours"), [(404, 2), (403, 2), (400, 2), (500, 3)],
    ids=["gone", "kept from us", "refused", "busy"],
)  # fmt: skip
def test_where_nobody_tells_what_a_booking_was_the_customers_move_counts(
    played: PlayedFounder, status: int, hours: int
) -> None:
    """Only what passes by itself is waited for."""
    assert isinstance(played.opened().write(BOOKING, within_s=WITHIN_S), EventWritten)
    moved_to = TUESDAY + timedelta(hours=3)
    played.does("move", event=BOOKING.event, start=moved_to.isoformat())
    calendar = CalCom(played.account(), http=Forgetful(status))
    calendar.write(LATER, within_s=WITHIN_S)
    stands = TUESDAY + timedelta(hours=hours)
    assert played.standing() == [("c1-b3", f"{stands:%Y-%m-%dT%H:%M:%S}.000Z")]


def test_a_move_is_recognised_behind_what_the_founder_did_after_it(played: PlayedFounder) -> None:
    """Cal.com keeps the reason of a move with the booking it made; the founder's makes another."""
    calendar = played.opened()
    for writing in (BOOKING, LATER):
        assert isinstance(calendar.write(writing, within_s=WITHIN_S), EventWritten)
    for hours in (3, 4, 5):
        moved_to = TUESDAY + timedelta(hours=hours)
        played.does("move", event=BOOKING.event, start=moved_to.isoformat())
        before = len(played.kept("requests"))
        assert isinstance(calendar.write(LATER, within_s=WITHIN_S), EventWritten)
        looked = [one["method"] for one in played.kept("requests")[before:]]
        assert looked == ["GET"] * (hours - 1)
        assert played.standing() == [("c1-b3", f"{moved_to:%Y-%m-%dT%H:%M:%S}.000Z")]
    back = replace(LATER, moves=5)
    assert isinstance(calendar.write(back, within_s=WITHIN_S), EventWritten)
    assert played.standing() == [("c1-b3", "2026-11-24T12:00:00.000Z")]
