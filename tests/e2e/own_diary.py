"""A founder's own diary on a real CalDAV server, and what they do in it by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from functions.calendars.provider import UID_ENDING
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
