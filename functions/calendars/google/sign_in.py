"""How a founder lets us into their Google calendars: OAuth 2 with a code, PKCE and a refresh token.

Written after Google's guides "Using OAuth 2.0 for Web Server Applications" and "OAuth 2.0 for
Mobile & Desktop Apps" (PKCE) and RFC 7636. No token or code is ever logged.
"""

from __future__ import annotations

import base64
import hashlib
import logging
from collections.abc import Mapping
from dataclasses import field
from urllib.parse import urlencode

from functions.calendars.guarded_http import GuardedHttp, HttpAnswer
from functions.calendars.provider import CalendarProblem, CalendarTrouble
from tenancy.runtime.secrets import GoogleSecrets
from tenancy.values.foreign_json import read_foreign_json
from tenancy.values.lazy_dataclass import dataclass

_LOG = logging.getLogger(__name__)
EVENTS = "https://www.googleapis.com/auth/calendar.events"
CALENDAR_LIST = "https://www.googleapis.com/auth/calendar.calendarlist.readonly"
FREE_BUSY = "https://www.googleapis.com/auth/calendar.freebusy"
SCOPES = (EVENTS, CALENDAR_LIST, FREE_BUSY)
"""The narrowest that do: bookings are written, calendars are chosen from a list, and of those that
only show when their owner is busy, that is read."""


@dataclass(frozen=True, slots=True)
class GoogleAddresses:
    """Where Google is asked. Without trailing slashes."""

    authorize: str = "https://accounts.google.com/o/oauth2/v2/auth"
    token: str = "https://oauth2.googleapis.com/token"  # noqa: S105  an address
    revoke: str = "https://oauth2.googleapis.com/revoke"
    api: str = "https://www.googleapis.com/calendar/v3"


def addresses_below(sandbox_url: str) -> GoogleAddresses:
    """Google as a sandbox plays it; Google itself where there is none."""
    if not sandbox_url:
        return GoogleAddresses()
    base = f"{sandbox_url}/google"
    return GoogleAddresses(
        f"{base}/o/oauth2/v2/auth", f"{base}/token", f"{base}/revoke", f"{base}/calendar/v3"
    )


@dataclass(frozen=True, slots=True)
class GoogleClient:
    """Our own registration with Google."""

    id: str
    secret: str = field(repr=False)
    addresses: GoogleAddresses = GoogleAddresses()

    @property
    def is_registered(self) -> bool:
        return bool(self.id and self.secret)


def registered_client(secrets: GoogleSecrets, *, sandbox_url: str) -> GoogleClient:
    """Our registration, where a sandbox plays Google or Google is itself."""
    return GoogleClient(secrets.client_id, secrets.client_secret, addresses_below(sandbox_url))


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What a request is authorised with."""

    text: str = field(repr=False)
    lasts_s: float


@dataclass(frozen=True, slots=True)
class GrantedAccess:
    """What a founder's press on "Allow" gave us."""

    refresh_token: str = field(repr=False)
    access: AccessToken
    scopes: frozenset[str]

    @property
    def allows_all(self) -> bool:
        """A founder may untick any part of what we ask for."""
        return self.scopes.issuperset(SCOPES)


def authorization_url(client: GoogleClient, *, redirect_uri: str, state: str, verifier: str) -> str:
    """Where the founder presses "Allow"; they come back to `redirect_uri` with the state."""
    asked = {
        "client_id": client.id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": " ".join(SCOPES),
        "state": state,
        "code_challenge": code_challenge(verifier),
        "code_challenge_method": "S256",
        "access_type": "offline",
        # Without it a founder who connects again is given no refresh token.
        "prompt": "consent",
    }
    return f"{client.addresses.authorize}?{urlencode(asked)}"


def code_challenge(verifier: str) -> str:
    """RFC 7636 4.2, method S256."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class GoogleSignIn:
    """Google's token endpoint, as our registration may ask it."""

    def __init__(self, client: GoogleClient, *, http: GuardedHttp) -> None:
        self._client = client
        self._http = http

    def exchange(
        self, code: str, *, verifier: str, redirect_uri: str, until_s: float
    ) -> GrantedAccess | CalendarProblem:
        """A code for tokens; a code serves once. REFUSED: the code is not good (any more)."""
        found = self._ask(
            grant_type="authorization_code",
            code=code,
            code_verifier=verifier,
            redirect_uri=redirect_uri,
            until_s=until_s,
        )
        if isinstance(found, CalendarProblem):
            return found
        access = _access_token(found)
        refresh_token = found.get("refresh_token")
        if access is None or not isinstance(refresh_token, str):
            return CalendarProblem(CalendarTrouble.UNREADABLE)
        return GrantedAccess(refresh_token, access, frozenset(str(found.get("scope", "")).split()))

    def refresh(self, refresh_token: str, *, until_s: float) -> AccessToken | CalendarProblem:
        """REFUSED: the founder took our right away, or Google did."""
        found = self._ask(grant_type="refresh_token", refresh_token=refresh_token, until_s=until_s)
        if isinstance(found, CalendarProblem):
            return found
        return _access_token(found) or CalendarProblem(CalendarTrouble.UNREADABLE)

    def revoke(self, refresh_token: str, *, until_s: float) -> CalendarProblem | None:
        """Give our right back; one that is gone already is no problem."""
        answer = self._post(self._client.addresses.revoke, {"token": refresh_token}, until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        gone = answer.status == 200 or _json(answer).get("error") == "invalid_token"
        return None if gone else CalendarProblem(CalendarTrouble.UNREACHABLE)

    def _ask(self, *, until_s: float, **asked: str) -> Mapping[str, object] | CalendarProblem:
        if not self._client.is_registered:
            _LOG.error("google_client_missing")
            return CalendarProblem(CalendarTrouble.UNREACHABLE)
        who = {"client_id": self._client.id, "client_secret": self._client.secret}
        answer = self._post(self._client.addresses.token, asked | who, until_s)
        if isinstance(answer, CalendarProblem):
            return answer
        found = _json(answer)
        if answer.status == 200:
            return found
        error = found.get("error")
        if error == "invalid_grant":
            return CalendarProblem(CalendarTrouble.REFUSED)
        if answer.status < 500 and answer.status != 429:
            # Ours to mend: no founder can, and their right still stands.
            _LOG.error("google_client_refused", extra={"error": str(error)[:60]})
        return CalendarProblem(CalendarTrouble.UNREACHABLE)

    def _post(
        self, address: str, asked: Mapping[str, str], until_s: float
    ) -> HttpAnswer | CalendarProblem:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(asked).encode()
        return self._http.ask("POST", address, headers=headers, body=body, until_s=until_s)


def _access_token(found: Mapping[str, object]) -> AccessToken | None:
    text, lasts_s = found.get("access_token"), found.get("expires_in")
    if not isinstance(text, str) or not isinstance(lasts_s, int | float):
        return None
    return AccessToken(text, float(lasts_s))


def _json(answer: HttpAnswer) -> Mapping[str, object]:
    try:
        found = read_foreign_json(answer.body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
