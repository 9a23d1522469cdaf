"""Faults planted in what passes between us and Cal.com: its own definition names each.

Whatever a test asks the played Cal.com, and what that answers, is held to the same: see `Checked`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests

from functions.calendars.provider import EventWritten
from infra.sandbox.app import Sandbox
from infra.sandbox.settings import Settings
from tests.calendars.calcom_server import CHAT, KEY, STARTS, USER, PlayedFounder, running_calcom
from tests.calendars.test_calendar_contract import BOOKING, TUESDAY, written_at
from tests.infra.sandbox.definitions.calcom_wire import (
    call_of,
    calls,
    message_problems,
    problems_of,
)
from tests.infra.sandbox.definitions.shapes import definition, problems_in


@pytest.fixture
def played() -> Iterator[PlayedFounder]:
    with running_calcom() as running:
        yield running


def listed(played: PlayedFounder) -> list[dict[str, Any]]:
    """Every booking, as the API lists it."""
    answer = requests.get(
        f"{played.account().address}/bookings",
        params={"status": "upcoming,unconfirmed,cancelled"},
        headers={"Authorization": f"Bearer {KEY}", "cal-api-version": "2024-08-13"},
        timeout=10,
    )
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["data"]
    return found


def test_a_booking_is_whole_however_it_came_about_and_ended(played: PlayedFounder) -> None:
    calendar = played.opened()
    later = written_at(TUESDAY + timedelta(hours=2), moves=1)
    for writing in (BOOKING, later):
        assert isinstance(calendar.write(writing, within_s=10), EventWritten)
    moved_to = TUESDAY + timedelta(hours=4)
    played.does("move", event=BOOKING.event, start=moved_to.isoformat())
    played.does("books", id=CHAT, start=(TUESDAY + timedelta(hours=6)).isoformat())
    calendar.remove(BOOKING.event, within_s=10)
    found = listed(played)
    assert [one["status"] for one in found] == ["cancelled", "cancelled", "cancelled", "accepted"]
    assert [problem for one in found for problem in problems_in("calcom", "Booking", one)] == []
    ours = found[1]
    assert ours["rescheduledFromUid"] == found[0]["uid"]
    assert found[2]["rescheduledFromUid"] == ours["uid"]


@pytest.mark.parametrize("lacks", ["uid", "hosts", "updatedAt", "bookingFieldsResponses"])
def test_what_a_booking_always_says_is_missed(played: PlayedFounder, lacks: str) -> None:
    played.opened().write(BOOKING, within_s=10)
    (one,) = listed(played)
    del one[lacks]
    (problem,) = problems_in("calcom", "Booking", one)
    assert problem == f"calcom Booking: {lacks!r} is a required property"


def test_what_we_read_is_named_there() -> None:
    shapes = definition("calcom")["$defs"]
    read = {
        "Booking": {"id", "uid", "status", "start", "end", "eventTypeId", "metadata",
                    "reschedulingReason", "rescheduledFromUid"},
        "Me": {"email", "timeZone"},
        "OwnEventType": {"id", "title", "lengthInMinutes", "bookingFields", "confirmationPolicy",
                         "recurrence", "seats", "seatsPerTimeSlot", "price",
                         "requiresBookerEmailVerification", "bookerActiveBookingsLimit",
                         "disableRescheduling", "disableCancelling"},
        "Webhook": {"id", "subscriberUrl", "active"},
        "Pagination": {"hasNextPage"},
    }  # fmt: skip
    unknown = {name: fields - shapes[name]["properties"].keys() for name, fields in read.items()}
    assert {name: fields for name, fields in unknown.items() if fields} == {}


NEW = {"start": "2026-11-24T10:00:00Z", "eventTypeId": 1,
       "attendee": {"name": "Ona", "email": USER, "timeZone": "UTC"}}  # fmt: skip
SLOTS = {"2026-11-24": [{"start": "2026-11-24T10:00:00.000+02:00"}]}
HOOK = {"active": True, "subscriberUrl": "https://a.example.com/", "triggers": ["BOOKING_CREATED"]}
DAY = "start=2026-11-24T00:00:00Z&end=2026-11-25"
VERSIONS = {"slots": "2024-09-04", "event-types": "2024-06-14", "bookings": "2024-08-13"}


def named(
    method: str,
    path: str,
    *,
    query: str = "",
    sent: object = None,
    data: object = None,
    status: int = 200,
    version: str = "",
    beside: dict[str, object] | None = None,
) -> list[str]:
    call = call_of(method, f"/calcom/v2/{path}")
    assert call is not None
    answered = {"status": "success", "data": data, **(beside or {})}
    return problems_of(
        call,
        version=version or VERSIONS.get(path.partition("/")[0], ""),
        query=query,
        sent=b"" if sent is None else json.dumps(sent).encode(),
        status=status,
        answered=json.dumps(answered).encode(),
    )


PAGE: dict[str, object] = {"pagination": {"hasNextPage": False}}


def test_what_is_legal_breaks_nothing() -> None:
    assert named("GET", "slots", query=f"eventTypeId=1&format=range&{DAY}", data=SLOTS) == []
    listed = "status=upcoming,unconfirmed&take=100&skip=0&afterStart=2026-11-24T10:00:00Z"
    assert named("GET", "bookings", query=listed, data=[], beside=PAGE) == []
    assert named("GET", "webhooks", query="take=250&skip=0", data=[]) == []


@pytest.mark.parametrize(
    ("method", "path", "asked", "said"),
    [
        ("GET", "slots", {"query": f"from=1&{DAY}", "data": SLOTS}, "'from' was unexpected"),
        ("GET", "slots", {"query": f"format=both&{DAY}", "data": SLOTS}, "'both' is not one of"),
        ("GET", "slots", {"query": "start=2026-11-24", "data": SLOTS}, "'end' is a required"),
        ("GET", "slots", {"query": DAY.replace("Z", "%2B02:00"), "data": SLOTS}, "[start]"),
        ("GET", "slots", {"query": DAY, "data": {"slots": []}}, "does not match"),
        ("GET", "slots", {"query": DAY, "data": {"2026-11-24": ["10:00"]}}, "not of type 'object'"),
        ("GET", "slots", {"query": DAY, "data": {"2026-11-24": [{"time": "x"}]}}, "'start'"),
        ("GET", "slots", {"query": DAY, "data": SLOTS, "version": "2024-08-13"}, "in version"),
        ("GET", "bookings", {"query": "status=open", "data": [], "beside": PAGE}, "'open'"),
        ("GET", "bookings", {"query": "take=many", "data": [], "beside": PAGE}, "'many'"),
        ("GET", "bookings", {"data": []}, "answers ['data', 'status']"),
        ("GET", "bookings", {"data": [], "beside": {"pagination": {}}}, "'hasNextPage'"),
        ("GET", "me", {"data": {}, "query": "with=all"}, "takes no with"),
        ("POST", "bookings", {"sent": {**NEW, "title": "x"}}, "'title' was unexpected"),
        ("POST", "bookings", {"sent": {**NEW, "start": "2026-11-24T10:00:00+02:00"}}, "[start]"),
        ("POST", "bookings", {"sent": {**NEW, "metadata": {"k" * 41: "v"}}}, "is too long"),
        ("POST", "bookings", {"sent": {**NEW, "metadata": {"k": "v" * 501}}}, "is too long"),
        ("POST", "bookings", {"sent": {**NEW, "attendee": {"name": "x"}}}, "'timeZone'"),
        ("POST", "bookings/u/reschedule", {"sent": {"to": "x"}}, "'to' was unexpected"),
        ("POST", "bookings/u/cancel", {"sent": {"reason": "x"}}, "'reason' was unexpected"),
        ("POST", "webhooks", {"sent": {**HOOK, "triggers": ["ALL"]}}, "'ALL' is not one of"),
        ("POST", "webhooks", {"sent": {**HOOK, "url": "x"}}, "'url' was unexpected"),
        ("DELETE", "webhooks/w", {"sent": {"id": "w"}}, "takes no body"),
    ],
)
def test_a_planted_fault_is_named(method: str, path: str, asked: dict[str, Any], said: str) -> None:
    assert said in " | ".join(named(method, path, **asked))


@pytest.mark.parametrize("lacks", ["ownerId", "lengthInMinutes", "hidden"])
def test_what_an_event_type_always_says_is_missed(played: PlayedFounder, lacks: str) -> None:
    answer = requests.get(
        f"{played.account().address}/event-types",
        headers={"Authorization": f"Bearer {KEY}", "cal-api-version": "2024-06-14"},
        timeout=10,
    )
    one = answer.json()["data"][0]
    assert problems_in("calcom", "OwnEventType", one) == []
    del one[lacks]
    (problem,) = problems_in("calcom", "OwnEventType", one)
    assert problem == f"calcom OwnEventType: {lacks!r} is a required property"


def test_a_message_says_what_happened_and_when_whatever_else_its_template_asks_for() -> None:
    told = {"triggerEvent": "BOOKING_CREATED", "createdAt": "2026-11-24T10:00:00.000Z"}
    assert message_problems(json.dumps(told)) == []
    assert message_problems(json.dumps({**told, "payload": {"uid": "u"}})) == []
    for wrong in ({"createdAt": told["createdAt"]}, {**told, "event": "x"},
                  {**told, "triggerEvent": "BOOKED"}):  # fmt: skip
        assert len(message_problems(json.dumps(wrong))) == 1


def test_every_call_the_sandbox_answers_has_its_definition() -> None:
    routes = Sandbox(Settings(hooks_url="http://127.0.0.1:9", start=STARTS)).routes()
    answered = {
        (method, route.path.format(uid="u", id="u"))
        for route in routes
        for method in (route.methods or set()) - {"HEAD"}
        if route.path.startswith("/calcom/v2/")
    }
    assert len(answered) == len(calls()) == 11
    assert [one for one in answered if call_of(*one) is None] == []
