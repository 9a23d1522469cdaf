"""Ends the connection to a founder's own calendar. Must never touch the calendar's own events."""

from __future__ import annotations

from dataclasses import replace

from frontend_api.ports import Ports
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN
from tenancy.tenant import FounderId, TenantId


def end_calendar_connection(ports: Ports, tenant: TenantId, founder: FounderId) -> bool:
    """Go back to the built-in calendar; whether another one was connected.

    The choice first: from then on nobody asks for the credential any more.
    """
    known = ports.settings.load(tenant).bandwidth(founder)
    if known is None or known.calendar == BUILT_IN:
        return False
    ports.settings.save_bandwidth(tenant, replace(known, calendar=BUILT_IN, calendar_label=""))
    ports.own_calendars.disconnect(tenant, known)
    return True
