"""What every endpoint of the Calendar API shares: errors, who asks, parameters, partial answers.

Parameters and fields are those of the discovery document of the Calendar API, version 3, as
googleapis/google-api-python-client keeps it (`discovery_cache/documents/calendar.v3.json`).
Errors are worded as in its guide "Handle API errors", partial answers as in "Performance tips".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.sandbox.ledger import Ledger, Record

API = "/google/calendar/v3"
_EVERYWHERE = frozenset({"alt", "fields", "prettyPrint", "quotaUser"})
"""Parameters of every method (the document's own `parameters`)."""
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class GoogleRefused:
    """An error as the API words it."""

    status: int
    reason: str
    message: str
    location: str = ""

    def response(self) -> Response:
        about = {"locationType": "parameter", "location": self.location} if self.location else {}
        error = {"domain": "global", "reason": self.reason, "message": self.message, **about}
        body = {"errors": [error], "code": self.status, "message": self.message}
        return JSONResponse({"error": body}, status_code=self.status)


def invalid(name: str, message: str = "Invalid Value") -> GoogleRefused:
    return GoogleRefused(400, "invalid", message, name)


NOT_FOUND = GoogleRefused(404, "notFound", "Not Found")
INVALID_CREDENTIALS = GoogleRefused(401, "authError", "Invalid Credentials", "Authorization")
NO_SCOPE = GoogleRefused(
    403, "insufficientPermissions", "Request had insufficient authentication scopes."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request by somebody who may make it."""

    account: str
    """The address of the founder it is made for."""
    params: Mapping[str, str]
    body: Record

    def flag(self, name: str) -> bool:
        return _BOOLEANS.get(self.params.get(name, "false"), False)


class GoogleWire:
    """Stands in front of every endpoint of the API."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def admit(
        self,
        request: Request,
        *,
        scopes: Iterable[str],
        params: Iterable[str] = (),
        fields: Iterable[str] | None = None,
    ) -> Asked | GoogleRefused:
        """Who asks for what; `fields` are those of the body, None where it takes none."""
        held = self._token(request)
        if held is None:
            return INVALID_CREDENTIALS
        if not set(held["scopes"]) & set(scopes):
            return NO_SCOPE
        if refused := _check_params(request, frozenset(params)):
            return refused
        body = await _body_of(request, fields)
        if isinstance(body, GoogleRefused):
            return body
        number = f"{len(self._ledger.table('google_requests')):06d}"
        about = {"method": request.method, "path": request.url.path, "account": held["account"]}
        asked = dict(request.query_params)
        self._ledger.save_record("google_requests", number, {**about, "query": asked})
        return Asked(held["account"], asked, body)

    def _token(self, request: Request) -> Record | None:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        held = self._ledger.table("google_access").get(token) if kind == "Bearer" else None
        if held is None or held["ends"] <= self._ledger.now().timestamp():
            return None
        return held if held["grant"] in self._ledger.table("google_grants") else None


def _check_params(request: Request, known: frozenset[str]) -> GoogleRefused | None:
    for name, value in request.query_params.multi_items():
        if name not in known | _EVERYWHERE:
            message = f"Unknown parameter: {name}"
            return GoogleRefused(400, "unknownParameter", message, name)
        if name in {"singleEvents", "showDeleted"} and value not in _BOOLEANS:
            return invalid(name)
        if name == "maxResults" and not (value.isdigit() and 1 <= int(value) <= 2500):
            return invalid(name)
        if name == "sendUpdates" and value not in {"all", "externalOnly", "none"}:
            return invalid(name)
    return None


async def _body_of(request: Request, fields: Iterable[str] | None) -> Record | GoogleRefused:
    content = await request.body()
    if fields is None:
        return invalid("body") if content else {}
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        return GoogleRefused(400, "parseError", "This API takes application/json.")
    try:
        body = json.loads(content)
    except ValueError:
        return GoogleRefused(400, "parseError", "Parse Error")
    if not isinstance(body, dict):
        return GoogleRefused(400, "parseError", "Parse Error")
    if unknown := sorted(set(body) - set(fields)):
        message = f'Invalid JSON payload received. Unknown name "{unknown[0]}"'
        return GoogleRefused(400, "badRequest", message, unknown[0])
    return body


def partial(asked: Asked, answer: Record) -> Response:
    """The answer, or of it what the parameter `fields` names."""
    mask = asked.params.get("fields")
    if mask is None:
        return JSONResponse(answer)
    read = _read_mask(mask)
    if read is None:
        return invalid("fields", f"Invalid field selection {mask}").response()
    return JSONResponse(_masked(answer, read))


def _masked(value: Any, mask: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_masked(one, mask) for one in value]
    if not isinstance(value, dict) or not mask:
        return value
    return {name: _masked(value[name], inner) for name, inner in mask.items() if name in value}


def _read_mask(text: str) -> dict[str, Any] | None:
    """`a,b(c,d)` as nested names, each without any within meaning all of it."""
    levels: list[dict[str, Any]] = [{}]
    name = ""
    for letter in f"{text},":
        if letter.isalnum():
            name += letter
        elif letter == "(" and name:
            levels.append(levels[-1].setdefault(name, {}))
            name = ""
        elif letter in ",)":
            if name:
                levels[-1][name] = {}
            name = ""
            if letter == ")":
                levels.pop()
            if not levels:
                return None
        else:
            return None
    return levels[0] if len(levels) == 1 else None
