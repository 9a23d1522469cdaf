"""The sandbox's Cal.com on a loopback port, with one founder who gave us their key."""

from __future__ import annotations

import atexit
import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from functions.calendars.calcom.account import CalComAccount, api_address
from functions.calendars.calcom.calendar import CalCom
from functions.calendars.guarded_http import GuardedHttp
from infra.sandbox.app import create_app
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import Settings
from tests.infra.sandbox.conftest import serve
from tests.infra.sandbox.definitions.contract import Checked

USER = "ona@example.com"
KEY = "cal_live_" + "0a" * 16
SECRET = "s" * 43
CHAT, TALK = 501, 502
STARTS = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass(frozen=True)
class PlayedFounder:
    """A running sandbox and what its founder does at Cal.com by hand."""

    url: str
    world: SandboxClient
    checked: Checked
    """What passed over the wire, held against Cal.com's own definition."""

    def account(self, **changed: Any) -> CalComAccount:
        known: dict[str, Any] = {
            "address": api_address("", sandbox_url=self.url),
            "key": KEY,
            "user": USER,
            "time_zone": "Europe/Vilnius",
            "event_type": CHAT,
            "minutes": 15,
            "secret": SECRET,
        }
        return CalComAccount(**{**known, **changed})

    def opened(self, account: CalComAccount | None = None) -> CalCom:
        return CalCom(account or self.account(), http=GuardedHttp(loopback_allowed=True))

    def does(self, what: str, **body: Any) -> Any:
        return self.world.calcom(USER, what, **body)

    def kept(self, name: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.world.ledger("calcom")[name]
        return listed

    def standing(self) -> list[tuple[str, str]]:
        """What stands at Cal.com: whose booking it is, and when it begins."""
        return [
            (one["metadata"].get("warmlineEvent", "somebody's"), one["start"])
            for one in self.kept("bookings")
            if one["status"] in ("accepted", "pending") and one["attendees"]
        ]


@functools.cache
def _started() -> PlayedFounder:
    """One sandbox for all tests of this process; it ends with it."""
    running = serve(create_app(Settings("http://127.0.0.1:9", start=STARTS)), for_good=True)
    world = SandboxClient(f"http://127.0.0.1:{running.port}")

    def end() -> None:
        world.close()
        running.stop()

    atexit.register(end)
    return PlayedFounder(world.base_url, world, running.checked)


@contextmanager
def running_calcom() -> Iterator[PlayedFounder]:
    """The founder's account as new: two event types, and nobody booked anything."""
    played = _started()
    played.world.faults("calcom", fail_next=0, timeout_after_accept=0)
    played.does(
        "",
        key=KEY,
        event_types=[
            {"id": CHAT, "title": "Chat", "slug": "chat", "slotInterval": 15},
            {"id": TALK, "title": "Talk", "slug": "talk", "lengthInMinutes": 30},
        ],
        hours=["00:00", "23:45"],
    )
    yield played
    problems, played.checked.problems = played.checked.problems, []
    assert problems == [], problems
