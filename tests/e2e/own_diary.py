"""A founder's own diary, on a real CalDAV server or at Cal.com, and what they do in it by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from functions.calendars.provider import UID_ENDING
from infra.sandbox.client import SandboxClient
from infra.sandbox.ledger import Record
from tests.calendars.radicale_server import USER, Radicale

PATH = f"/{USER}/diary/"


@dataclass(frozen=True)
class OwnDiary:
    """`now` is the platform's clock: the server itself knows no time."""

    server: Radicale

    def is_busy_for_days(self, now: datetime, *, days: int) -> None:
        """One appointment over all of them."""
        ends = now + timedelta(days=days)
        self.server.puts(
            "conference", f"DTSTART:{now:%Y%m%dT%H%M%SZ}", f"DTEND:{ends:%Y%m%dT%H%M%SZ}"
        )

    def bookings(self) -> list[Event]:
        """The events that Warmline wrote."""
        status, content = self.server.asks("GET", PATH)
        assert status == 200, content
        events = Calendar.from_ical(content).walk("VEVENT")
        return [event for event in events if str(event["UID"]).endswith(UID_ENDING)]

    def moves(self, booking: Event, *, by: timedelta) -> datetime:
        """As the founder drags it to another time; returns its new start."""
        start, length = booking.start + by, booking.end - booking.start
        moved = Event.from_ical(booking.to_ical())
        moved.start, moved.end = start, start + length
        kept = Calendar()
        kept.add("prodid", "-//Founder//EN")
        kept.add("version", "2.0")
        kept.add_component(moved)
        name = str(booking["UID"]).removesuffix(UID_ENDING)
        status, said = self.server.asks(
            "PUT", f"{PATH}{name}.ics", kept.to_ical(), Content_Type="text/calendar"
        )
        assert status in (201, 204), said
        return start.astimezone(UTC)


@dataclass(frozen=True)
class OwnCalCom:
    """Their account at Cal.com, whose event type takes every hour of the day."""

    world: SandboxClient
    account: str
    key: str = "cal_live_diary0000"

    def begins(self) -> None:
        chat = {"id": 7001, "title": "Chat", "slug": "chat", "lengthInMinutes": 15}
        self.world.calcom(
            self.account,
            key=self.key,
            event_types=[chat],
            timeZone="America/New_York",
            hours=["00:00", "23:45"],
        )

    def is_busy_for_days(self, now: datetime, *, days: int) -> None:
        ends = now + timedelta(days=days)
        self.world.calcom(
            self.account,
            "busy",
            name="conference",
            start=now.isoformat(),
            end=ends.isoformat(),
        )

    def bookings(self) -> list[Record]:
        """The bookings of ours that stand."""
        made: list[Record] = self.world.ledger("calcom")["bookings"]
        return [
            one
            for one in made
            if one["account"] == self.account
            and one["status"] == "accepted"
            and "warmlineEvent" in one["metadata"]
        ]

    def moves(self, booking: Record, *, by: timedelta) -> datetime:
        """As the founder reschedules it there; returns its new start."""
        start = datetime.fromisoformat(booking["start"]) + by
        event = booking["metadata"]["warmlineEvent"]
        moved = self.world.calcom(self.account, "move", event=event, start=start.isoformat())
        assert datetime.fromisoformat(moved["start"]) == start
        return start
