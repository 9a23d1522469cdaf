"""Whatever a server that a founder named answers is a problem with a name, and never an error."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.calendars.calcom.account import CalComAccount
from functions.calendars.calcom.calendar import CalCom
from functions.calendars.guarded_http import GuardedHttp, HttpAnswer
from functions.calendars.provider import CalendarProblem, CalendarTrouble
from tests.calendars.test_calendar_contract import BOOKING, NOW, RULES
from tests.hypothesis_profiles import examples

ACCOUNT = CalComAccount("https://cal.example.com/v2", "key", "ona@example.com", event_type=501)
TEXTS = [
    *("", "accepted", "cancelled", "x", "c1", "Europe/Vilnius", "2026-11-30T10:00:00.000Z"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-11-30"),
]
NAMES = [
    *("data", "id", "uid", "status", "start", "end", "eventTypeId", "metadata", "warmlineEvent"),
    *("email", "timeZone", "title", "lengthInMinutes", "active", "slug", "reschedulingReason"),
]
LEAVES = st.one_of(
    st.sampled_from(TEXTS), st.none(), st.booleans(), st.sampled_from([0, -1, 501, 10**400, 1e308])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=9)
    ),
    max_leaves=20,
)
BOOKED = st.fixed_dictionaries(
    {
        "id": LEAVES,
        "uid": LEAVES,
        "status": st.one_of(st.just("accepted"), VALUES),
        "start": st.sampled_from(TEXTS),
        "end": st.sampled_from(TEXTS),
        "eventTypeId": LEAVES,
        "metadata": st.one_of(st.just({"warmlineEvent": BOOKING.event}), VALUES),
    }
)
ASKED: dict[str, Callable[[CalCom], object]] = {
    "the owner": lambda calendar: calendar.find_owner(until_s=time.monotonic() + 9),
    "event types": lambda calendar: calendar.list_event_types(until_s=time.monotonic() + 9),
    "what is free": lambda calendar: calendar.read(
        since=NOW, until=NOW + timedelta(days=3), rules=RULES, within_s=9
    ),
    "a booking": lambda calendar: calendar.find(BOOKING.event, rules=RULES, within_s=9),
    "writing": lambda calendar: calendar.write(BOOKING, within_s=9),
    "removing": lambda calendar: calendar.remove(BOOKING.event, within_s=9),
}


class Answers:
    def __init__(self, body: bytes, status: int = 200) -> None:
        self._answer = HttpAnswer(status, {}, body, ACCOUNT.address)

    def ask(self, *_: object, **__: object) -> HttpAnswer:
        return self._answer


def asked_of(body: bytes, status: int = 200) -> CalCom:
    return CalCom(ACCOUNT, http=cast("GuardedHttp", Answers(body, status)))


def answered(data: object, **more: Any) -> bytes:
    return json.dumps({"status": "success", "data": data, **more}).encode()


@pytest.mark.parametrize("what", ASKED)
@settings(max_examples=examples(40), deadline=None)
@given(data=st.one_of(VALUES, st.lists(BOOKED, max_size=3)), status=st.sampled_from([200, 400]))
def test_no_answer_breaks_what_asked_for_it(what: str, data: object, status: int) -> None:
    ASKED[what](asked_of(answered(data), status))


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000, b"9" * 9_000])
def test_what_nests_without_end_cannot_be_read(what: str, body: bytes) -> None:
    found = ASKED[what](asked_of(body))
    assert found == CalendarProblem(CalendarTrouble.UNREADABLE)


STATUSES: list[Mapping[str, object] | list[object]] = [{}, {"a": 1}, [], ["accepted"]]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("what", ["a booking", "removing", "writing"])
def test_a_booking_whose_status_is_no_word_is_none_of_ours(what: str, status: object) -> None:
    ASKED[what](asked_of(answered([{"status": status, "uid": "u", "id": 1}])))


def test_what_is_no_name_of_an_error_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for code in ("BadRequestException", "Anna Sample, anna@example.com"):
            body = json.dumps({"status": "error", "error": {"code": code}}).encode()
            asked_of(body, 400).list_event_types(until_s=time.monotonic() + 9)
    assert [record.__dict__["error"] for record in caplog.records] == ["BadRequestException", ""]
