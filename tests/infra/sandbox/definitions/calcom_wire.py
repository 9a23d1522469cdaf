"""What passes between us and Cal.com, held against Cal.com's own OpenAPI document.

`calcom.json` says where it comes from, and where the document is looser or stricter than Cal.com.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from tests.infra.sandbox.definitions.shapes import definition, problems_in

CALCOM = "calcom"


@dataclass(frozen=True, slots=True)
class CalComCall:
    """One call of the API: how it is recognised, what it takes and what it answers."""

    name: str
    method: str
    path: re.Pattern[str]
    version: str
    """What its header has to say; empty where the call has no versions of its own."""
    takes: str
    answers: str
    status: int


@cache
def calls() -> tuple[CalComCall, ...]:
    known = definition(CALCOM)
    return tuple(
        CalComCall(
            one["name"],
            one["method"],
            re.compile(rf"/calcom/{known['base']}" + re.sub(r"\{\w+\}", "[^/]+", one["path"])),
            one["version"],
            one["takes"],
            one["answers"],
            one["status"],
        )
        for one in known["calls"]
    )


def call_of(method: str, path: str) -> CalComCall | None:
    """The call a request makes, if it is one of Cal.com's."""
    fits = (one for one in calls() if one.method == method and one.path.fullmatch(path))
    return next(fits, None)


def problems_of(
    call: CalComCall, *, version: str, query: str, sent: bytes, status: int, answered: bytes
) -> list[str]:
    """What one taken request and its answer break of the definition."""
    found = []
    if call.version and version != call.version:
        found.append(f"{CALCOM} {call.name} is asked in version {version!r}")
    found += _query_problems(call, query)
    if call.takes:
        found += problems_in(CALCOM, call.takes, json.loads(sent or b"{}"))
    elif sent:
        found.append(f"{CALCOM} {call.name} takes no body")
    if status != call.status:
        found.append(f"{CALCOM} {call.name} answers {call.status}, not {status}")
    return found + _answer_problems(call, json.loads(answered))


def message_problems(body: str) -> list[str]:
    """What a message of a webhook breaks. A template leaves out what it does not name."""
    return problems_in(CALCOM, "WebhookMessage", json.loads(body))


def _query_problems(call: CalComCall, query: str) -> list[str]:
    """Lists between commas, and whole numbers, by the type that the definition gives."""
    given = parse_qs(query, keep_blank_values=True)
    known = definition(CALCOM)["$defs"].get(f"{call.name} query")
    if known is None:
        return [f"{CALCOM} {call.name} takes no {name}" for name in given]
    read: dict[str, Any] = {}
    for name, (first, *more) in given.items():
        kind = known["properties"].get(name, {}).get("type")
        value: Any = first.split(",") if kind == "array" else first
        if kind == "integer" and re.fullmatch(r"\d+", first):
            value = int(first)
        read[name] = [value, *more] if more else value
    return problems_in(CALCOM, f"{call.name} query", read)


def _answer_problems(call: CalComCall, body: Mapping[str, Any]) -> list[str]:
    beside = {"pagination"} if call.name == "bookings.list" else set()
    if body.get("status") != "success" or set(body) != {"status", "data"} | beside:
        return [f"{CALCOM} {call.name} answers {sorted(body)}"]
    found = problems_in(CALCOM, call.answers, body["data"])
    return found + (problems_in(CALCOM, "Pagination", body["pagination"]) if beside else [])
