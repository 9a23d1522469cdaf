"""Requests to Cal.com's API for one founder: authorised, of the version each endpoint wants.

Written after its OpenAPI document (`docs/api-reference/v2/openapi.json` of calcom/cal.com) and the
guide "Introduction to API v2". A key and a body are never logged.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any
from urllib.parse import quote, urlencode

from functions.calendars.guarded_http import GuardedHttp, HttpAnswer
from functions.calendars.provider import CalendarProblem, CalendarTrouble
from tenancy.values.foreign_json import read_foreign_json
from tenancy.values.lazy_dataclass import dataclass

_LOG = logging.getLogger(__name__)
_CODE = re.compile(r"[A-Za-z_]{1,60}")
_VERSIONS = {"slots": "2024-09-04", "event-types": "2024-06-14"}
_USUAL_VERSION = "2024-08-13"
"""Of bookings, and taken by what has no versions of its own."""


@dataclass(frozen=True, slots=True)
class CalComAnswer:
    """What Cal.com answered a request that it understood."""

    data: Any = field(repr=False)
    has_more: bool = False
    """Whether a list goes on after this page."""


@dataclass(frozen=True, slots=True)
class CalComRefused:
    """Cal.com understood the request and does not do it: a time that is taken, as a rule."""

    status: int
    code: str
    """Its own name of the error."""


class CalComApi:
    """Asks as the founder whose key it holds."""

    def __init__(self, address: str, key: str, *, http: GuardedHttp) -> None:
        self._address = address
        self._key = key
        self._http = http

    def ask(
        self,
        method: str,
        *path: str,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        until_s: float,
    ) -> CalComAnswer | CalComRefused | CalendarProblem:
        """One request. `path` is below the API's address, each part as it is named."""
        url = "/".join((self._address, *(quote(part, safe="") for part in path)))
        if query:
            url = f"{url}?{urlencode(query)}"
        headers = {
            "Authorization": f"Bearer {self._key}",
            "cal-api-version": _VERSIONS.get(path[0], _USUAL_VERSION),
        }
        content = b""
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        answer = self._http.ask(method, url, headers=headers, body=content, until_s=until_s)
        return answer if isinstance(answer, CalendarProblem) else _read(answer)


def _read(answer: HttpAnswer) -> CalComAnswer | CalComRefused | CalendarProblem:
    found = _json(answer)
    if answer.status == 429 or answer.status >= 500:
        return CalendarProblem(CalendarTrouble.UNREACHABLE)
    if found is None and answer.status in (401, 403):
        # A page of some server before Cal.com says nothing of the key.
        return CalendarProblem(CalendarTrouble.UNREACHABLE)
    if answer.status in (401, 403):
        return CalendarProblem(CalendarTrouble.REFUSED)
    if answer.status in (404, 405, 410):
        return CalendarProblem(CalendarTrouble.NO_CALENDAR)
    if found is None or answer.status < 200 or 300 <= answer.status < 400:
        return CalendarProblem(CalendarTrouble.UNREADABLE)
    if answer.status >= 400:
        error = found.get("error")
        code = str(error.get("code", "")) if isinstance(error, Mapping) else ""
        # The server may be anybody's: what is no name of an error is not written down.
        named = code if _CODE.fullmatch(code) else ""
        _LOG.info("calcom_refused", extra={"status": answer.status, "error": named})
        return CalComRefused(answer.status, code)
    if found.get("status") != "success" or "data" not in found:
        return CalendarProblem(CalendarTrouble.UNREADABLE)
    pagination = found.get("pagination")
    has_more = isinstance(pagination, Mapping) and pagination.get("hasNextPage") is True
    return CalComAnswer(found["data"], has_more)


def _json(answer: HttpAnswer) -> Mapping[str, Any] | None:
    try:
        found = read_foreign_json(answer.body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
