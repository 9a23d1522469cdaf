"""Keeps and ends the connection to a founder's own calendar. Must never touch its events."""

from __future__ import annotations

from dataclasses import replace

from frontend_api.ports import Ports
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, Bandwidth, CalendarKind
from tenancy.tenant import FounderId, TenantId


def keep_calendar(
    ports: Ports,
    tenant: TenantId,
    founder: FounderId,
    *,
    calendar: CalendarKind,
    label: str,
    minutes: int = 0,
) -> None:
    """Name the calendar in the limits as they are now: hours set while its provider was asked
    stay. `minutes`: how long one conversation is there, where the calendar says so itself."""

    def change(before: Bandwidth) -> Bandwidth:
        return replace(before, calendar=calendar, calendar_label=label, calendar_minutes=minutes)

    ports.settings.edit_bandwidth(tenant, founder, change)


def end_calendar_connection(ports: Ports, tenant: TenantId, founder: FounderId) -> bool:
    """Go back to the built-in calendar; whether another one was connected.

    The choice first: from then on nobody asks for the credential any more. Its label last: while it
    stands there is something left to end, and the pages offer to do this again. A key that no event
    type was chosen of yet goes too. Bookings stay as promised; their events stay in that calendar,
    and nothing of ours moves or removes them there any more.
    """
    known = ports.settings.load(tenant).bandwidth(founder)
    if known is None:
        return False
    label = known.calendar_label or _UNNAMED
    keep_calendar(ports, tenant, founder, calendar=BUILT_IN, label=label)
    ports.own_calendars.disconnect(tenant, known)

    def forget_label(before: Bandwidth) -> Bandwidth:
        """A calendar that was connected meanwhile keeps its own."""
        return replace(before, calendar_label="") if before.calendar == BUILT_IN else before

    ports.settings.edit_bandwidth(tenant, founder, forget_label)
    return is_left_connected(known)


def is_left_connected(known: Bandwidth) -> bool:
    """Whether this founder's own calendar is connected, or ending that was not done to its end."""
    return known.calendar != BUILT_IN or bool(known.calendar_label)


_UNNAMED = "one without a name"
