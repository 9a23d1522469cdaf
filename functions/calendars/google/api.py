"""Requests to Google's Calendar API for one founder: authorised, repeated with pauses, in time.

An access token that is refused is replaced once; what is too much for Google at the moment is asked
again after growing pauses for as long as somebody waits. (Calendar API guide "Handle API errors".)
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any
from urllib.parse import quote, urlencode

from functions.calendars.google.sign_in import AccessToken, GoogleClient, GoogleSignIn
from functions.calendars.guarded_http import GuardedHttp, HttpAnswer
from functions.calendars.provider import CalendarProblem, CalendarTrouble
from tenancy.values.foreign_json import read_foreign_json
from tenancy.values.lazy_dataclass import dataclass

TRIES = 4
"""How often one request is made at most, pauses between."""
FIRST_PAUSE_S = 0.4
"""Each further pause is twice as long; a random half is added, so that those who were refused
together do not come back together."""
EARLY_S = 60.0
"""So long before its end a token is no longer used: a request takes a while to arrive."""
KEPT_AT_MOST = 500
PAGES_AT_MOST = 20
"""Of one list; a founder's calendar with more events than fit is not read in part."""
EVENTS_A_PAGE = "2500"
_TOO_MUCH = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})
_NO_RIGHT = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"})


@dataclass(frozen=True, slots=True)
class GoogleAnswer:
    """An answer whose status the asker understands: 2xx, or one of those it named."""

    status: int
    body: Mapping[str, Any] = field(repr=False)


class AccessTokens:
    """Access tokens of this process, so that an hour's requests cost one refresh."""

    def __init__(self, *, elapsed_s: Callable[[], float] = time.monotonic) -> None:
        self._elapsed_s = elapsed_s
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, str]] = {}

    def find(self, refresh_token: str) -> str:
        """Empty where none is known that still lasts."""
        with self._lock:
            ends_s, text = self._kept.get(refresh_token, (0.0, ""))
            return text if self._elapsed_s() < ends_s else ""

    def keep(self, refresh_token: str, access: AccessToken) -> None:
        with self._lock:
            if len(self._kept) >= KEPT_AT_MOST:
                self._kept.clear()
            ends_s = self._elapsed_s() + access.lasts_s - EARLY_S
            self._kept[refresh_token] = (ends_s, access.text)

    def forget(self, refresh_token: str) -> None:
        with self._lock:
            self._kept.pop(refresh_token, None)


class GoogleApi:
    """Asks as the founder whose refresh token it holds."""

    def __init__(
        self,
        client: GoogleClient,
        refresh_token: str,
        *,
        http: GuardedHttp,
        tokens: AccessTokens,
        pause: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._base = client.addresses.api
        self._sign_in = GoogleSignIn(client, http=http)
        self._refresh_token = refresh_token
        self._http = http
        self._tokens = tokens
        self._pause = pause
        self._chance = chance

    def ask(
        self,
        method: str,
        path: Sequence[str],
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        if_match: str = "",
        understood: frozenset[int] = frozenset(),
        until_s: float,
    ) -> GoogleAnswer | CalendarProblem:
        """One request. `path` is below the API's address, each part as it is named; `understood`
        are the statuses beside 2xx that the asker wants to see."""
        url = "/".join((self._base, *(quote(part, safe="") for part in path)))
        if query:
            url = f"{url}?{urlencode(query)}"
        headers = {"If-Match": if_match} if if_match else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
        content = json.dumps(body).encode() if body is not None else b""
        is_replaced = False
        pause_s = FIRST_PAUSE_S
        for attempt in range(TRIES):
            token = self._token(until_s=until_s)
            if isinstance(token, CalendarProblem):
                return token
            headers["Authorization"] = f"Bearer {token}"
            answer = self._http.ask(method, url, headers=headers, body=content, until_s=until_s)
            if isinstance(answer, CalendarProblem):
                return answer
            if answer.status == 401:
                self._tokens.forget(self._refresh_token)
                if is_replaced:
                    return CalendarProblem(CalendarTrouble.REFUSED)
                is_replaced = True
                continue
            if not _is_too_much(answer):
                return _read(answer, understood=understood)
            wanted_s = pause_s * (1 + self._chance() / 2)
            if attempt + 1 == TRIES or time.monotonic() + wanted_s >= until_s:
                break
            self._pause(wanted_s)
            pause_s *= 2
        return CalendarProblem(CalendarTrouble.UNREACHABLE)

    def _token(self, *, until_s: float) -> str | CalendarProblem:
        if known := self._tokens.find(self._refresh_token):
            return known
        made = self._sign_in.refresh(self._refresh_token, until_s=until_s)
        if isinstance(made, CalendarProblem):
            return made
        self._tokens.keep(self._refresh_token, made)
        return made.text


def _read(answer: HttpAnswer, *, understood: frozenset[int]) -> GoogleAnswer | CalendarProblem:
    if answer.status < 300 or answer.status in understood:
        body = _json(answer)
        is_empty = answer.status == 204 or answer.status in understood
        if body is None and not is_empty:
            return CalendarProblem(CalendarTrouble.UNREADABLE)
        return GoogleAnswer(answer.status, body or {})
    if answer.status == 403:
        refused = _reason(answer) in _NO_RIGHT
        return CalendarProblem(CalendarTrouble.REFUSED if refused else CalendarTrouble.READ_ONLY)
    if answer.status == 404:
        return CalendarProblem(CalendarTrouble.NO_CALENDAR)
    return CalendarProblem(CalendarTrouble.UNREADABLE)


def _is_too_much(answer: HttpAnswer) -> bool:
    if answer.status == 403:
        return _reason(answer) in _TOO_MUCH
    return answer.status == 429 or answer.status >= 500


def _reason(answer: HttpAnswer) -> str:
    """Why Google refused, in its own word."""
    error = (_json(answer) or {}).get("error")
    listed = error.get("errors") if isinstance(error, dict) else None
    first = listed[0] if isinstance(listed, list) and listed else {}
    return str(first.get("reason", "")) if isinstance(first, dict) else ""


def _json(answer: HttpAnswer) -> dict[str, Any] | None:
    try:
        found = read_foreign_json(answer.body) if answer.body else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def not_read(problem: CalendarProblem) -> CalendarProblem:
    """A calendar that may not even be read is there no more for us."""
    if problem.trouble is CalendarTrouble.READ_ONLY:
        return CalendarProblem(CalendarTrouble.NO_CALENDAR)
    return problem
