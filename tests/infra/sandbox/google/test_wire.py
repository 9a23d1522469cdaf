"""What the played Google refuses, as Google does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.calendars.google_server import MATE, USER, Google, running_google

TIMES = {
    "start": {"dateTime": "2026-11-24T10:00:00Z"},
    "end": {"dateTime": "2026-11-24T10:15:00Z"},
}
NEW = {"id": "abcde12345", **TIMES}
LIST = f"calendars/{USER}/events"
ONE = f"{LIST}/abcde12345"


class Program:
    """A program with the founder's access token."""

    def __init__(self, google: Google, *, granted: tuple[str, ...] = ()) -> None:
        self.google = google
        self.token = google.exchanges(google.allows(granted=granted)).access.text

    def asks(self, method: str, path: str, **asked: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.token}", **asked.pop("headers", {})}
        url = f"{self.google.client.addresses.api}/{path}"
        answer = requests.request(method, url, headers=headers, timeout=10, **asked)
        return answer.status_code, answer.json() if answer.content else {}

    def refused(self, method: str, path: str, **asked: Any) -> tuple[int, str]:
        """The status and the reason in Google's own word."""
        status, body = self.asks(method, path, **asked)
        return status, str(body["error"]["errors"][0]["reason"])


@pytest.fixture
def program() -> Iterator[Program]:
    with running_google() as google:
        yield Program(google)


@pytest.mark.parametrize(
    ("method", "path", "asked", "refusal"),
    [
        ("GET", LIST, {"params": {"since": "now"}}, (400, "unknownParameter")),
        ("GET", LIST, {"params": {"timeMin": "2026-11-24T10:00:00"}}, (400, "badRequest")),
        ("GET", LIST, {"params": {"timeMin": "2026-11-24T10:00:00Z",
                                  "timeMax": "2026-11-24T10:00:00Z"}}, (400, "timeRangeEmpty")),
        ("GET", LIST, {"params": {"syncToken": f"{USER}=1", "timeMin": "2026-11-24T10:00:00Z"}},
         (400, "syncTokenWithRequestRestrictions")),
        ("GET", LIST, {"params": {"fields": "items(id"}}, (400, "invalid")),
        ("GET", LIST, {"params": {"privateExtendedProperty": "warmline"}}, (400, "invalid")),
        ("GET", f"calendars/{MATE}/events", {}, (403, "forbidden")),
        ("GET", "calendars/nobody@example.com/events", {}, (404, "notFound")),
        ("POST", LIST, {"json": {**NEW, "title": "x"}}, (400, "badRequest")),
        ("POST", LIST, {"json": {**NEW, "id": "c1-b3"}}, (400, "invalid")),
        ("POST", LIST, {"json": {**NEW, "id": "warmline1"}}, (400, "invalid")),
        ("POST", LIST, {"json": {**NEW, "iCalUID": "x@y"}}, (400, "invalid")),
        ("POST", LIST, {"json": {**NEW, "end": {"dateTime": "2026-11-24T10:15:00"}}},
         (400, "invalid")),
        ("POST", LIST, {"json": {"id": "abcde12345"}}, (400, "required")),
        ("PATCH", ONE, {"json": TIMES}, (404, "notFound")),
        ("DELETE", ONE, {}, (404, "notFound")),
        ("POST", "freeBusy", {"json": {"items": [], "timeMin": "now"}}, (400, "invalid")),
        ("PUT", ONE, {"json": TIMES}, (404, "notFound")),
    ],
)  # fmt: skip
def test_what_the_document_does_not_name_is_refused(
    program: Program, method: str, path: str, asked: dict[str, Any], refusal: tuple[int, str]
) -> None:
    assert program.refused(method, path, **asked) == refusal


def test_an_id_is_taken_for_good_and_a_change_needs_the_right_etag(program: Program) -> None:
    status, made = program.asks("POST", LIST, json=NEW)
    assert (status, made["sequence"], made["iCalUID"]) == (200, 0, "abcde12345@google.com")
    assert program.refused("POST", LIST, json=NEW) == (409, "duplicate")
    stale = {"If-Match": '"0"'}
    changed = {"json": {"summary": "x"}, "headers": stale}
    assert program.refused("PATCH", ONE, **changed) == (412, "conditionNotMet")
    assert program.refused("DELETE", ONE, headers=stale) == (412, "conditionNotMet")
    assert program.asks("DELETE", ONE, headers={"If-Match": made["etag"]})[0] == 204
    assert program.refused("DELETE", ONE) == (410, "deleted")
    assert program.refused("POST", LIST, json=NEW) == (409, "duplicate")
    assert program.asks("GET", ONE)[1]["status"] == "cancelled"


def test_a_sync_token_brings_what_changed_since_and_ends(program: Program) -> None:
    _, first = program.asks("GET", LIST)
    program.asks("POST", LIST, json=NEW)
    program.asks("DELETE", ONE)
    token = {"syncToken": first["nextSyncToken"]}
    _, changed = program.asks("GET", LIST, params=token)
    assert [(one["id"], one["status"]) for one in changed["items"]] == [("abcde12345", "cancelled")]
    later = {"syncToken": changed["nextSyncToken"]}
    assert program.asks("GET", LIST, params=later)[1]["items"] == []
    program.google.does("expire", sync_tokens=True)
    assert program.refused("GET", LIST, params=later) == (410, "fullSyncRequired")
    assert program.refused("GET", LIST, params={"syncToken": "x"}) == (400, "invalid")


def test_an_access_token_ends_and_a_revoked_one_at_once(program: Program) -> None:
    assert program.asks("GET", LIST)[0] == 200
    program.google.does("revoke")
    assert program.refused("GET", LIST) == (401, "authError")
    again = Program(program.google)
    program.google.does("expire", access_tokens=True)
    assert again.refused("GET", LIST) == (401, "authError")


def test_a_right_that_was_not_granted_is_refused(program: Program) -> None:
    partly = Program(program.google, granted=("calendar.freebusy",))
    assert partly.refused("GET", LIST) == (403, "insufficientPermissions")


def test_a_token_request_that_lacks_a_part_is_refused(program: Program) -> None:
    sent = {"grant_type": "authorization_code", "code": "4/x", "client_id": "sandbox"}
    answer = requests.post(program.google.client.addresses.token, data=sent, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


WATCH = {"id": "channel-1", "type": "web_hook", "address": "https://hooks.example.com/"}


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"address": "http://hooks.example.com/"}, (400, "push.webhookUrlNotHttps")),
        ({"type": "mail"}, (400, "invalid")),
        ({"id": "a channel"}, (400, "invalid")),
        ({"token": "x" * 257}, (400, "invalid")),
        ({"secret": "x"}, (400, "badRequest")),
    ],
)
def test_a_channel_that_google_would_not_open_is_refused(
    program: Program, changed: dict[str, str], refusal: tuple[int, str]
) -> None:
    assert program.refused("POST", f"{LIST}/watch", json={**WATCH, **changed}) == refusal


def test_a_channel_is_named_once_and_stopped_by_both_its_names(program: Program) -> None:
    _, made = program.asks("POST", f"{LIST}/watch", json=WATCH)
    assert program.refused("POST", f"{LIST}/watch", json=WATCH) == (400, "channelIdNotUnique")
    wrong = {"id": made["id"], "resourceId": "another"}
    assert program.refused("POST", "channels/stop", json=wrong) == (404, "notFound")
    right = wrong | {"resourceId": made["resourceId"]}
    assert program.asks("POST", "channels/stop", json=right)[0] == 204


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"redirect_uri": "https://evil.example.com/"}, "redirect_uri_mismatch"),
        ({"client_id": "another"}, "invalid_client"),
        ({"scope": "https://www.googleapis.com/auth/drive"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "PKCE"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"prompt_me": "x"}, "parameter not allowed"),
    ],
)
def test_no_consent_is_asked_for_a_request_that_is_wrong(
    program: Program, changed: dict[str, str], problem: str
) -> None:
    settings = {
        "client_id": program.google.client.id,
        "redirect_uri": "http://127.0.0.1:8400/bandwidth/calendar/google",
        "response_type": "code",
        "scope": "https://www.googleapis.com/auth/calendar.events",
        "code_challenge": "c" * 43,
        "code_challenge_method": "S256",
        **changed,
    }
    answer = requests.get(program.google.client.addresses.authorize, params=settings, timeout=10)
    assert answer.status_code == 400
    assert problem in answer.text
