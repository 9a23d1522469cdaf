"""What passes between us and Google's calendars, held against Google's own discovery document.

`google.json` says where it comes from. An answer holds the fields that were asked for, so a name
that is asked for must be one of the definition's: what we read is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from tests.infra.sandbox.definitions.shapes import definition, problems_in

GOOGLE = "google"
_NAME = re.compile(r"[\w*]+")


@dataclass(frozen=True, slots=True)
class GoogleCall:
    """One call of the API: how it is recognised, what it takes and what it answers."""

    name: str
    method: str
    path: re.Pattern[str]
    takes: str
    answers: str


@cache
def calls() -> tuple[GoogleCall, ...]:
    known = definition(GOOGLE)
    return tuple(
        GoogleCall(
            one["name"],
            one["method"],
            re.compile(rf"/google/{known['base']}" + re.sub(r"\{\w+\}", "[^/]+", one["path"])),
            one["takes"],
            one["answers"],
        )
        for one in known["calls"]
    )


def call_of(method: str, path: str) -> GoogleCall | None:
    """The call a request makes, if it is one of Google's calendars."""
    fits = (one for one in calls() if one.method == method and one.path.fullmatch(path))
    return next(fits, None)


def problems_of(call: GoogleCall, *, query: str, sent: bytes, answered: bytes) -> list[str]:
    """What one taken request and its answer break of the definition."""
    read = _read_query(query, f"{call.name} query")
    found = problems_in(GOOGLE, f"{call.name} query", read)
    if call.takes:
        body = json.loads(sent or b"{}")
        # A patch takes a field away by naming it with nothing.
        patched = _without_nulls(body) if call.method == "PATCH" else body
        found += problems_in(GOOGLE, call.takes, patched)
    elif sent:
        found.append(f"{GOOGLE} {call.name} takes no body")
    if not call.answers:
        return found + [f"{GOOGLE} {call.name} answers nothing"] * bool(answered)
    found += problems_in(GOOGLE, call.answers, json.loads(answered))
    asked = read.get("fields", "")
    return found + [
        f"{GOOGLE} {call.name} has no field {name}"
        for name in _unknown(asked, {"$ref": f"#/$defs/{call.answers}"})
    ]


def _read_query(query: str, name: str) -> dict[str, Any]:
    """Whole numbers, yes and no by the type that the definition gives."""
    kinds = definition(GOOGLE)["$defs"][name]["properties"]
    read: dict[str, Any] = {}
    for field, values in parse_qs(query, keep_blank_values=True).items():
        kind = kinds.get(field, {})
        if kind.get("type") == "array":
            read[field] = values
        elif kind.get("type") == "integer" and re.fullmatch(r"-?\d+", values[0]):
            read[field] = int(values[0])
        elif kind.get("type") == "boolean" and values[0] in {"true", "false"}:
            read[field] = values[0] == "true"
        else:
            read[field] = values[0]
    return read


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(one) for name, one in value.items() if one is not None}
    return value


def _unknown(fields: str, shape: dict[str, Any]) -> Iterator[str]:
    """Names of a partial answer, such as `items(id,start/dateTime),etag`, that are in no shape."""
    for name, inner in _parts(fields):
        here = _inside(shape).get("properties", {})
        if name != "*" and name not in here:
            yield name
        elif inner:
            yield from _unknown(inner, here[name])


def _parts(fields: str) -> Iterator[tuple[str, str]]:
    """(name, what is asked of it) of each part between commas of the outermost level."""
    depth, start = 0, 0
    for place, char in enumerate(f"{fields},"):
        depth += (char == "(") - (char == ")")
        if char == "," and depth == 0:
            part = fields[start:place]
            found = _NAME.match(part)
            if found:
                rest = part[found.end() :]
                yield found[0], rest[1:-1] if rest.startswith("(") else rest.removeprefix("/")
            start = place + 1


def _inside(shape: dict[str, Any]) -> dict[str, Any]:
    """The object behind a reference or a list."""
    while "$ref" in shape or shape.get("type") == "array":
        shape = (
            definition(GOOGLE)["$defs"][shape["$ref"].removeprefix("#/$defs/")]
            if "$ref" in shape
            else shape["items"]
        )
    return shape
