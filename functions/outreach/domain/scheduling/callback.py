"""When the agent returns after "not now": the customer's own time, made concrete and allowed.

It finds the instant, and whether the facts will be too old then; whether the person may still be
contacted is decided on the day.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.customer_facts import CustomerFacts
from functions.product.limits import facts_stale

DEFAULT_TIME = time(10, 0)
"""Local, when the customer named a day but no time of day."""
DEFAULT_DELAY = timedelta(days=30)
"""When the customer wants to be asked later and, asked twice, named no time."""
LONGEST_DELAY = timedelta(days=400)
"""Beyond a year a promise to return is not kept by anybody."""
REMINDED_BEFORE = timedelta(days=3)
"""How long before it the founder is reminded what to upload."""


def is_outdated_by(facts: CustomerFacts, at: datetime) -> bool:
    """Whether these facts will be too old to be stated at an aware instant, unless newer come."""
    return facts_stale(as_of=facts.as_of, today=at.date(), synced=facts.synced)


def callback_instant(
    window: TimeWindow | None, *, now: datetime, zone: str, rules: ChannelRules
) -> datetime | None:
    """The first allowed moment inside the window, aware UTC.

    None if the window holds no moment later than `now`, or only moments too far away. A day that
    is not one of the tenant's contact weekdays moves to the next that is; a time outside the
    contact hours moves to their nearest edge.
    """
    local_now = now.astimezone(ZoneInfo(zone))
    if window is None:
        return _allowed(local_now.date() + DEFAULT_DELAY, DEFAULT_TIME, zone, rules)
    exact = window.at
    if exact is not None:
        moment = exact.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        return moment if now < moment <= now + LONGEST_DELAY else None
    day, wanted = window.earliest, window.from_time or DEFAULT_TIME
    if window.from_time is None and window.to_time is not None and window.to_time <= wanted:
        wanted = time(rules.hours_start)
    last = window.latest or day + timedelta(days=14)
    while day <= max(last, window.earliest):
        fits = not window.weekdays or day.weekday() in window.weekdays
        moment = _allowed(day, wanted, zone, rules)
        if fits and moment > local_now:
            return moment if moment <= now + LONGEST_DELAY else None
        day += timedelta(days=1)
    return None


def _allowed(day: date, wanted: time, zone: str, rules: ChannelRules) -> datetime:
    open_days = rules.weekdays or tuple(range(7))
    while day.weekday() not in open_days:
        day += timedelta(days=1)
    first, last = time(rules.hours_start), time(max(rules.hours_end - 1, rules.hours_start), 30)
    at = min(max(wanted, first), last)
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)).astimezone(UTC)
