"""Channels by which Google says that a founder's calendar changed: kept, renewed and stopped.

(Guide "Push notifications": a channel cannot be made longer, so one that ends soon is followed by
another.) A calendar that cannot be watched is looked at by the schedule alone.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from functions.calendars.google.api import GoogleApi
from functions.calendars.provider import (
    CalendarProblem,
    CalendarTrouble,
    CalendarWatch,
    WatchHook,
)

_LOG = logging.getLogger(__name__)
RENEWED_BEFORE = timedelta(days=1)
"""So long before its end a channel is followed by a new one; Google gives a week."""
REFUSED_FOR = timedelta(days=1)
"""So long a calendar that cannot be watched is not asked for a channel again."""
_STOPPED = frozenset({404, 410})


def keep_watches(
    api: GoogleApi,
    calendars: Sequence[str],
    watches: tuple[CalendarWatch, ...],
    hook: WatchHook,
    *,
    connection: str,
    now: datetime,
    until_s: float,
) -> tuple[CalendarWatch, ...]:
    """One channel for each of these calendars: those that last, and new ones for the others."""
    lasting = [one for one in watches if one.ends - now > _ended_early(one)]
    there = {one.calendar: one for one in lasting}
    kept = {name: watch for name, watch in there.items() if name in calendars}
    for number, calendar in enumerate(calendars):
        if calendar not in kept:
            channel = f"{connection}-{number}-{int(now.timestamp())}"
            made = _watch(api, calendar, channel, hook, now=now, until_s=until_s)
            if made is not None:
                kept[calendar] = made
    old = tuple(one for one in watches if one not in kept.values())
    stop_watches(api, old, now=now, until_s=until_s)
    return tuple(kept.values())


def stop_watches(
    api: GoogleApi, watches: tuple[CalendarWatch, ...], *, now: datetime, until_s: float
) -> None:
    """One that cannot be stopped ends by itself, and causes no more than a look."""
    for one in watches:
        if one.ends > now and not one.is_refused:
            stopped = {"id": one.channel, "resourceId": one.resource}
            api.ask(
                "POST", ("channels", "stop"), body=stopped, understood=_STOPPED, until_s=until_s
            )


def _watch(
    api: GoogleApi,
    calendar: str,
    channel: str,
    hook: WatchHook,
    *,
    now: datetime,
    until_s: float,
) -> CalendarWatch | None:
    """None where Google did not answer in time."""
    answer = api.ask(
        "POST",
        ("calendars", calendar, "events", "watch"),
        body={
            "id": channel,
            "type": "web_hook",
            "address": f"{hook.below}/google-calendar",
            "token": hook.token,
        },
        until_s=until_s,
    )
    if isinstance(answer, CalendarProblem):
        # Not every calendar can be watched: the schedule looks at it all the same.
        _LOG.info("calendar_not_watched", extra={"trouble": answer.trouble})
        if answer.trouble is CalendarTrouble.UNREACHABLE:
            return None
        return CalendarWatch(calendar, "", "", now + REFUSED_FOR)
    ends, resource = answer.body.get("expiration"), answer.body.get("resourceId")
    if not isinstance(ends, str) or not ends.isdigit() or not isinstance(resource, str):
        return CalendarWatch(calendar, "", "", now + REFUSED_FOR)
    moment = datetime.fromtimestamp(int(ends) / 1000, UTC)
    return CalendarWatch(calendar, channel, resource, moment)


def _ended_early(watch: CalendarWatch) -> timedelta:
    return timedelta(0) if watch.is_refused else RENEWED_BEFORE
