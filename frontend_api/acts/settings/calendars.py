"""Which calendars of a founder's own account count, and where bookings go.

Connecting and ending the account is `acts.own_calendar`. Must never touch its events.
"""

from __future__ import annotations

from dataclasses import replace

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import FieldRefusal
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from frontend_api.ports.founder_calendar import ChosenCalendars
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, Bandwidth
from tenancy.identity.audit import Action


def connected_calendar(session: Session, ports: Ports) -> Bandwidth | None:
    """The founder's limits, if an account of their own is connected."""
    known = ports.settings.bandwidth(session.tenant.id, session.founder.id)
    return None if known is None or known.calendar == BUILT_IN else known


def choose_calendars(
    session: Session, ports: Ports, known: Bandwidth, chosen: ChosenCalendars
) -> FieldRefusal | None:
    """Why it is not kept; None once it is. `known` is of the account the choice is from."""
    tenant = session.tenant.id
    made = ports.own_calendars.choose(tenant, known, chosen)
    if isinstance(made, FieldRefusal):
        return made
    label, asked = made.label, known.calendar

    def change(before: Bandwidth) -> Bandwidth:
        """A calendar that was exchanged while its provider was asked keeps its own."""
        return replace(before, calendar_label=label) if before.calendar == asked else before

    ports.settings.edit_bandwidth(tenant, session.founder.id, change)
    record_act(session, ports, Action.CHANGED_SETTINGS, "calendars")
    return None
