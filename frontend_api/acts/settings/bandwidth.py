"""Keeps a founder's limits, if conversations can be booked with them. Must never correct them."""

from __future__ import annotations

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.outreach.domain.calendar.calendar_check import validate
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from tenancy.identity.audit import Action


def save_bandwidth(session: Session, ports: Ports, limits: Bandwidth) -> tuple[str, ...]:
    """What is wrong with the limits, in the founder's words; empty once they are kept."""
    wrong = validate(limits)
    if not wrong:
        ports.settings.save_bandwidth(session.tenant.id, limits)
        record_act(session, ports, Action.CHANGED_LIMITS, "bandwidth")
    return wrong
