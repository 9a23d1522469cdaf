"""What is wrong with the limits a founder typed, in the founder's words. It corrects nothing."""

from __future__ import annotations

import re
from datetime import time
from itertools import pairwise
from urllib.parse import urlsplit

from functions.outreach.domain.calendar.founder_calendar import Bandwidth, WorkingHours
from functions.outreach.domain.permission.zones import is_zone

LONGEST_HORIZON_DAYS = 60
LONGEST_LINK = 300
MEETING_LINK = "A meeting link is a whole address such as https://meet.example.com/you"
OWN_PHONE = "Write the number in international form, such as +12025550143"
_E164 = re.compile(r"\+[1-9]\d{7,14}")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def validate(bandwidth: Bandwidth) -> tuple[str, ...]:
    """One message per problem; empty if conversations can be booked with these limits."""
    limits = (
        (is_zone(bandwidth.time_zone), f"We do not know the time zone “{bandwidth.time_zone}”."),
        (bool(bandwidth.hours), "Give at least one window of the week in which you take calls."),
        (bandwidth.talk_minutes >= 1, "A conversation must be at least 1 minute long."),
        (
            bandwidth.held_minutes >= max(bandwidth.talk_minutes, 5),
            "Hold at least 5 minutes, and no less than the length customers are told.",
        ),
        (bandwidth.held_minutes <= 240, "Hold at most 4 hours for one conversation."),
        (0 <= bandwidth.buffer_minutes <= 240, "The pause between calls is 0 to 240 minutes."),
        (bandwidth.notice_minutes >= 0, "The shortest notice cannot be negative."),
        (
            1 <= bandwidth.horizon_days <= LONGEST_HORIZON_DAYS,
            f"Bookings can be 1 to {LONGEST_HORIZON_DAYS} days ahead.",
        ),
        (
            bandwidth.notice_minutes < bandwidth.horizon_days * 24 * 60,
            "The notice you ask for is longer than how far ahead you can be booked.",
        ),
        (bandwidth.per_day >= 1, "Allow at least one conversation a day."),
        (bandwidth.per_week >= 1, "Allow at least one conversation a week."),
        (not bandwidth.meeting_link or is_meeting_link(bandwidth.meeting_link), MEETING_LINK),
        (not bandwidth.own_phone or is_own_phone(bandwidth.own_phone), OWN_PHONE),
    )
    found = [message for holds, message in limits if not holds]
    found += [message for hours in bandwidth.hours for message in _window(bandwidth, hours)]
    found += _overlaps(bandwidth)
    found += [
        f"Time off from {first:%d %b %Y} ends before it starts."
        for first, last in bandwidth.time_off
        if last < first
    ]
    return tuple(found)


def is_own_phone(text: str) -> bool:
    """Whether it is a whole number in international form."""
    return _E164.fullmatch(text) is not None


def is_meeting_link(text: str) -> bool:
    """Whether this is a page anybody can open: https, a host with a dot, and nothing secret."""
    if len(text) > LONGEST_LINK or not all("!" <= letter <= "~" for letter in text):
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    dotted = "." in host.strip(".") and not host.startswith(".")
    return parts.scheme == "https" and dotted and parts.username is None


def _window(bandwidth: Bandwidth, hours: WorkingHours) -> list[str]:
    if hours.weekday not in range(7):
        return ["A window names a day that is not in the week."]
    name = f"{WEEKDAYS[hours.weekday]} {hours.start:%H:%M}-{hours.end:%H:%M}"
    if hours.end <= hours.start and hours.end != time(0):
        return [f"{name} ends before it starts."]
    if _minutes(hours) < bandwidth.held_minutes:
        return [f"{name} is shorter than one conversation ({bandwidth.held_minutes} minutes)."]
    return []


def _overlaps(bandwidth: Bandwidth) -> list[str]:
    ordered = sorted(bandwidth.hours, key=lambda hours: (hours.weekday, hours.start))
    return [
        f"Two windows on {WEEKDAYS[one.weekday]} overlap."
        for one, other in pairwise(ordered)
        if one.weekday == other.weekday
        and one.weekday in range(7)
        and (one.end == time(0) or other.start < one.end)
    ]


def _minutes(hours: WorkingHours) -> int:
    """How long a window is; midnight as an end means the end of the day."""
    end = hours.end.hour * 60 + hours.end.minute or 24 * 60
    return end - hours.start.hour * 60 - hours.start.minute
