"""Faults planted in what passes between us and Google: its own definition names each."""

from __future__ import annotations

import json

import pytest

from tests.infra.sandbox.definitions.google_wire import call_of, calls, problems_of
from tests.infra.sandbox.definitions.shapes import definition

EVENTS = "/google/calendar/v3/calendars/ona%40example.com/events"
EVENT = {
    "id": "a1",
    "status": "confirmed",
    "start": {"dateTime": "2026-11-23T09:00:00Z"},
    "end": {"dateTime": "2026-11-23T10:00:00+01:00"},
}


def named(
    method: str, path: str, *, query: str = "", sent: object = None, answered: object = None
) -> list[str]:
    call = call_of(method, path)
    assert call is not None
    bodies = [b"" if one is None else json.dumps(one).encode() for one in (sent, answered)]
    return problems_of(call, query=query, sent=bodies[0], answered=bodies[1])


def test_what_is_legal_breaks_nothing() -> None:
    query = "sendUpdates=none&fields=id"
    assert named("POST", EVENTS, query=query, sent=EVENT, answered={"id": "a1"}) == []
    listed = "maxResults=250&fields=items(id,start/dateTime),nextPageToken"
    assert named("GET", EVENTS, query=listed, answered={"items": [EVENT]}) == []
    taken_away = {"start": {"date": None, "dateTime": "2026-11-23T09:00:00Z"}}
    assert named("PATCH", f"{EVENTS}/a1", sent=taken_away, answered={}) == []
    assert named("DELETE", f"{EVENTS}/a1", query="sendUpdates=none") == []


@pytest.mark.parametrize(
    ("method", "query", "sent", "answered", "said"),
    [
        ("POST", "sendMails=none", EVENT, {}, "'sendMails' was unexpected"),
        ("POST", "sendUpdates=nobody", EVENT, {}, "[sendUpdates]: 'nobody' is not one of"),
        ("GET", "maxResults=many", None, {}, "[maxResults]: 'many' is not of type 'integer'"),
        ("POST", "", EVENT | {"place": "x"}, {}, "'place' was unexpected"),
        ("POST", "", EVENT | {"status": "cancelled_"}, {}, "[status]: 'cancelled_' is not one of"),
        ("POST", "", EVENT | {"start": {"dateTime": "23.11.2026"}}, {}, "[start][dateTime]"),
        ("POST", "", EVENT | {"sequence": "1"}, {}, "[sequence]: '1' is not of type 'integer'"),
        ("GET", "", None, {"events": []}, "'events' was unexpected"),
        ("GET", "", None, {"items": [{"id": 5}]}, "[items][0][id]: 5 is not of type 'string'"),
        ("GET", "fields=items(id,begin)", None, {}, "has no field begin"),
        ("GET", "fields=items/start/time", None, {}, "has no field time"),
        ("GET", "", {"x": 1}, {}, "takes no body"),
    ],
)
def test_a_planted_fault_is_named(
    method: str, query: str, sent: object, answered: object, said: str
) -> None:
    found = named(method, EVENTS, query=query, sent=sent, answered=answered)
    assert len(found) == 1, found
    assert said in found[0]


def test_each_call_is_known_and_nothing_else_is() -> None:
    assert len({call.name for call in calls()}) == 9
    assert call_of("POST", f"{EVENTS}/watch") == call_of("POST", f"{EVENTS}/watch")
    assert [call_of("PUT", EVENTS), call_of("GET", "/google/token")] == [None, None]
    assert definition("google")["source"]["api_version"] == "v3"
