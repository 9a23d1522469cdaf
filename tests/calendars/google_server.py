"""The sandbox's Google on a loopback port, with one founder who has let us in."""

from __future__ import annotations

import atexit
import functools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import requests

from functions.calendars.google.account import GoogleAccount
from functions.calendars.google.api import AccessTokens
from functions.calendars.google.calendar import GoogleCalendar
from functions.calendars.google.events import event_id
from functions.calendars.google.sign_in import (
    GoogleClient,
    GoogleSignIn,
    GrantedAccess,
    addresses_below,
    authorization_url,
)
from functions.calendars.guarded_http import GuardedHttp
from infra.sandbox.app import create_app
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, Settings
from tests.infra.sandbox.conftest import serve
from tests.infra.sandbox.definitions.contract import Checked

USER = "ona@example.com"
FAMILY = "family@group.calendar.google.com"
MATE = "mate@example.com"
VERIFIER = "v" * 43
REDIRECT = Settings("").google_redirect_uri
STARTS = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Google:
    """A running sandbox and what its founder can do by hand."""

    url: str
    world: SandboxClient
    checked: Checked
    """What passed over the wire, held against Google's own definition."""

    @property
    def client(self) -> GoogleClient:
        return GoogleClient(GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET, addresses_below(self.url))

    @property
    def sign_in(self) -> GoogleSignIn:
        return GoogleSignIn(self.client, http=GuardedHttp(loopback_allowed=True))

    def allows(
        self, *, decision: str = "allow", granted: tuple[str, ...] = (), account: str = USER
    ) -> str:
        """The code Google sends the founder back with, after "Allow"; empty after "Cancel".

        `granted`: how the names of the parts end that stay ticked; without any, all do."""
        where = authorization_url(self.client, redirect_uri=REDIRECT, state="s", verifier=VERIFIER)
        back = self.presses(where, decision=decision, granted=granted, account=account)
        return parse_qs(urlsplit(back).query).get("code", [""])[0]

    def presses(
        self,
        where: str,
        *,
        decision: str = "allow",
        granted: tuple[str, ...] = (),
        account: str = USER,
    ) -> str:
        """Where the consent page at this address sends the founder back to."""
        asked: list[tuple[str, str]] = parse_qsl(urlsplit(where).query)
        scopes = [
            scope for scope in dict(asked)["scope"].split()
            if not granted or scope.endswith(granted)
        ]  # fmt: skip
        pressed = {"decision": decision, "account": account}
        sent = [*asked, *pressed.items(), *(("granted", scope) for scope in scopes)]
        page = where.partition("?")[0]
        answer = requests.post(page, data=sent, allow_redirects=False, timeout=10)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def exchanges(self, code: str) -> GrantedAccess:
        until_s = time.monotonic() + 10
        found = self.sign_in.exchange(
            code, verifier=VERIFIER, redirect_uri=REDIRECT, until_s=until_s
        )
        assert isinstance(found, GrantedAccess), found
        return found

    def account(self) -> GoogleAccount:
        """The founder's connection after they let us in."""
        signed_in = self.exchanges(self.allows())
        return GoogleAccount(USER, signed_in.refresh_token, (USER, FAMILY), (MATE,), target=USER)

    def opened(self, account: GoogleAccount, pauses: list[float] | None = None) -> GoogleCalendar:
        kept = pauses if pauses is not None else []
        return GoogleCalendar(
            account,
            client=self.client,
            http=GuardedHttp(loopback_allowed=True),
            tokens=AccessTokens(),
            pause=kept.append,
        )

    def does(self, what: str, **body: Any) -> Any:
        return self.world.google(USER, what, **body)

    def event(self, event: str) -> dict[str, Any]:
        """An event of ours as it stands in the founder's calendar."""
        listed = self.world.ledger("google")["events"]
        return next(one for one in listed if one["id"] == event_id(event))

    def requests(self) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.world.ledger("google")["requests"]
        return listed


@functools.cache
def _started() -> Google:
    """One sandbox for all tests of this process; it ends with it."""
    running = serve(create_app(Settings("http://127.0.0.1:9", start=STARTS)), for_good=True)
    world = SandboxClient(f"http://127.0.0.1:{running.port}")

    def end() -> None:
        world.close()
        running.stop()

    atexit.register(end)
    return Google(world.base_url, world, running.checked)


@contextmanager
def running_google() -> Iterator[Google]:
    """The founder's account as new: nobody was let in, and every calendar is empty."""
    google = _started()
    google.world.faults("google", fail_next=0)
    google.does(
        "",
        calendars=[
            {"summary": "Ona", "timeZone": "Europe/Vilnius"},
            {"id": FAMILY, "summary": "Family", "timeZone": "Europe/Vilnius"},
            {"id": MATE, "summary": "Mate", "accessRole": "freeBusyReader"},
        ],
    )
    yield google
    problems, google.checked.problems = google.checked.problems, []
    assert problems == [], problems


def google_time(moment: datetime) -> dict[str, str]:
    return {"dateTime": moment.isoformat()}


def an_hour(start: datetime) -> dict[str, Any]:
    """The times of an event of an hour."""
    return {"start": google_time(start), "end": google_time(start + timedelta(hours=1))}
