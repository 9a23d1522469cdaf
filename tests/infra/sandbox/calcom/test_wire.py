"""What the played Cal.com refuses, as Cal.com does, and how it signs what it sends."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from infra.sandbox.client import SandboxClient
from tests.calendars.calcom_server import CHAT, KEY, USER, PlayedFounder, running_calcom
from tests.infra.sandbox.conftest import OurSide

SLOTS, EVENT_TYPES, BOOKINGS = "2024-09-04", "2024-06-14", "2024-08-13"
START = "2026-11-24T10:00:00Z"
ATTENDEE = {"name": "Ona", "email": USER, "timeZone": "Europe/Vilnius"}
NEW = {"start": START, "eventTypeId": CHAT, "attendee": ATTENDEE, "metadata": {"a": "b"}}
DAY = {"eventTypeId": str(CHAT), "start": "2026-11-24T00:00:00Z", "end": "2026-11-25T00:00:00Z"}
HOOK = {"active": True, "subscriberUrl": "https://hooks.example.com/x",
        "triggers": ["BOOKING_CANCELLED"], "secret": "s"}  # fmt: skip


class Program:
    def __init__(self, played: PlayedFounder) -> None:
        self.played = played

    def asks(
        self, method: str, path: str, version: str = BOOKINGS, **asked: Any
    ) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {KEY}", "cal-api-version": version}
        url = f"{self.played.url}/calcom/v2/{path}"
        sent = {name: value for name, value in headers.items() if value}
        answer = requests.request(method, url, headers=sent, timeout=10, **asked)
        return answer.status_code, answer.json()


@pytest.fixture
def program() -> Iterator[Program]:
    with running_calcom() as played:
        yield Program(played)


@pytest.mark.parametrize(
    ("method", "path", "version", "asked", "status"),
    [
        ("GET", "slots", BOOKINGS, {"params": DAY}, 400),
        ("GET", "slots", "", {"params": DAY}, 400),
        ("GET", "slots", SLOTS, {"params": {**DAY, "eventTypeId": "9"}}, 404),
        ("GET", "slots", SLOTS, {"params": {**DAY, "from": "x"}}, 400),
        ("GET", "slots", SLOTS, {"params": {**DAY, "start": "soon"}}, 400),
        ("GET", "slots", SLOTS, {"params": {**DAY, "format": "both"}}, 400),
        ("GET", "event-types", BOOKINGS, {}, 400),
        ("GET", "bookings", BOOKINGS, {"params": {"status": "open"}}, 400),
        ("GET", "bookings", BOOKINGS, {"params": {"take": "251"}}, 400),
        ("GET", "bookings/none", BOOKINGS, {}, 404),
        ("POST", "bookings", SLOTS, {"json": NEW}, 400),
        ("POST", "bookings", BOOKINGS, {"json": {**NEW, "title": "x"}}, 400),
        ("POST", "bookings", BOOKINGS, {"json": {**NEW, "eventTypeId": 9}}, 404),
        ("POST", "bookings", BOOKINGS, {"json": {**NEW, "start": "2026-11-24T10:00:00+02:00"}},
         400),
        ("POST", "bookings", BOOKINGS, {"json": {**NEW, "start": "2026-11-20T10:00:00Z"}}, 400),
        ("POST", "bookings", BOOKINGS, {"json": {**NEW, "attendee": {"name": "Ona"}}}, 400),
        ("POST", "bookings", BOOKINGS, {"json": {**NEW, "metadata": {"k" * 41: "v"}}}, 400),
        ("POST", "bookings", BOOKINGS, {"data": json.dumps(NEW)}, 400),
        ("POST", "bookings/none/cancel", BOOKINGS, {"json": {}}, 404),
        ("POST", "bookings/none/reschedule", BOOKINGS, {"json": {"start": START}}, 404),
        ("POST", "webhooks", BOOKINGS, {"json": {**HOOK, "triggers": ["ANYTHING"]}}, 400),
        ("POST", "webhooks", BOOKINGS, {"json": {**HOOK, "subscriberUrl": "http://a.b/c"}}, 400),
        ("POST", "webhooks", BOOKINGS, {"json": {**HOOK, "url": "https://a.b/c"}}, 400),
        ("DELETE", "webhooks/none", BOOKINGS, {}, 404),
        ("GET", "schedules", BOOKINGS, {}, 404),
    ],
)  # fmt: skip
def test_what_cal_com_does_not_take_is_refused_in_its_words(
    program: Program, method: str, path: str, version: str, asked: dict[str, Any], status: int
) -> None:
    answered, body = program.asks(method, path, version, **asked)
    assert (answered, body["status"]) == (status, "error")
    assert set(body["error"]) == {"code", "message", "details"}


def test_without_a_key_that_holds_nothing_is_answered(program: Program) -> None:
    program.played.does("revoke")
    status, body = program.asks("GET", "me")
    assert (status, body["error"]["code"]) == (401, "UnauthorizedException")


def test_a_time_is_booked_once_and_moved_into_a_booking_of_its_own(program: Program) -> None:
    status, made = program.asks("POST", "bookings", json=NEW)
    assert (status, made["data"]["status"]) == (201, "accepted")
    assert program.asks("POST", "bookings", json=NEW)[0] == 400
    uid = made["data"]["uid"]
    later = {"start": "2026-11-24T10:05:00Z"}
    status, moved = program.asks("POST", f"bookings/{uid}/reschedule", json=later)
    assert status == 201
    assert moved["data"]["uid"] != uid
    assert moved["data"]["rescheduledFromUid"] == uid
    assert moved["data"]["metadata"] == {"a": "b"}
    before = program.asks("GET", f"bookings/{uid}")[1]["data"]
    assert (before["status"], before["rescheduledToUid"]) == ("cancelled", moved["data"]["uid"])
    assert program.asks("POST", f"bookings/{uid}/reschedule", json=later)[0] == 400
    cancel = f"bookings/{moved['data']['uid']}/cancel"
    assert program.asks("POST", cancel, json={})[0] == 400, "whoever hosts gives a reason"
    assert program.asks("POST", cancel, json={"cancellationReason": "x"})[0] == 200
    assert program.asks("POST", cancel, json={"cancellationReason": "x"})[0] == 400


def test_slots_leave_out_what_is_booked_unless_it_is_what_moves(program: Program) -> None:
    made = program.asks("POST", "bookings", json=NEW)[1]["data"]

    def offered(**params: str) -> bool:
        days = program.asks("GET", "slots", SLOTS, params={**DAY, **params})[1]["data"]
        starts = [datetime.fromisoformat(one["start"]) for day in days.values() for one in day]
        return datetime(2026, 11, 24, 10, tzinfo=UTC) in starts

    assert not offered()
    assert offered(bookingUidToReschedule=made["uid"])


def test_lists_go_on_by_pages_and_show_only_who_attends(program: Program) -> None:
    for place in range(3):
        start = datetime(2026, 11, 24, 10, tzinfo=UTC) + timedelta(hours=place)
        program.asks("POST", "bookings", json={**NEW, "start": f"{start:%Y-%m-%dT%H:%M:%SZ}"})
    program.played.does("books", id=CHAT, start="2026-11-24T18:00:00+00:00")
    mine = {"attendeeEmail": USER, "take": "2"}
    first = program.asks("GET", "bookings", params=mine)[1]
    assert (len(first["data"]), first["pagination"]["hasNextPage"]) == (2, True)
    rest = program.asks("GET", "bookings", params={**mine, "skip": "2"})[1]
    assert (len(rest["data"]), rest["pagination"]["hasNextPage"]) == (1, False)


def test_one_address_is_one_webhook_of_an_account(program: Program) -> None:
    status, made = program.asks("POST", "webhooks", json=HOOK)
    assert status == 201
    assert program.asks("POST", "webhooks", json=HOOK)[0] == 409
    assert program.asks("DELETE", f"webhooks/{made['data']['id']}")[0] == 200
    assert program.asks("GET", "webhooks", params={"take": "250"})[1]["data"] == []


def test_what_happens_is_sent_once_as_the_template_says_and_signed_over_every_byte(
    world: SandboxClient, our_side: OurSide
) -> None:
    world.calcom(USER, key=KEY, event_types=[{"id": 7}], hours=["00:00", "23:45"])
    headers = {"Authorization": f"Bearer {KEY}", "cal-api-version": BOOKINGS}
    wanted = {
        **HOOK,
        "subscriberUrl": f"{our_side.url}/hooks/cal-com/token",
        "payloadTemplate": '{"triggerEvent":"{{triggerEvent}}"}',
        "triggers": ["BOOKING_CREATED", "BOOKING_CANCELLED"],
    }
    base = f"{world.base_url}/calcom/v2"
    made = requests.post(f"{base}/webhooks", json=wanted, headers=headers, timeout=10)
    assert made.status_code == 201
    start = (world.now() + timedelta(days=1)).replace(hour=10)
    booking = {**NEW, "eventTypeId": 7, "start": f"{start:%Y-%m-%dT%H:%M:%SZ}",
               "metadata": {"warmlineEvent": "c1"}}  # fmt: skip
    booked = requests.post(f"{base}/bookings", json=booking, headers=headers, timeout=10)
    assert booked.status_code == 201
    world.calcom(USER, "move", event="c1", start=(start + timedelta(hours=1)).isoformat())
    world.calcom(USER, "end", event="c1")
    world.settle()
    hooks = [hook for hook in our_side.hooks if hook.url.endswith("/hooks/cal-com/token")]
    assert [json.loads(hook.body) for hook in hooks] == [
        {"triggerEvent": "BOOKING_CREATED"},
        {"triggerEvent": "BOOKING_CANCELLED"},
    ], "a trigger nobody asked for is not sent"
    for hook in hooks:
        signed = hmac.new(b"s", hook.body.encode(), hashlib.sha256).hexdigest()
        assert hook.headers["x-cal-signature-256"] == signed
