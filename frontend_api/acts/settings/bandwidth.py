"""Keeps a founder's limits, if conversations can be booked with them. Must never correct them."""

from __future__ import annotations

from collections.abc import Callable

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.outreach.domain.calendar.calendar_check import validate
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from tenancy.identity.audit import Action


def save_bandwidth(
    session: Session,
    ports: Ports,
    change: Callable[[Bandwidth], Bandwidth],
    *,
    unset: Bandwidth,
) -> Bandwidth | tuple[str, ...]:
    """The limits kept, or what is wrong with them, in the founder's words.

    `change` is applied to the limits as they are stored now, or to `unset` where none are.
    """
    tenant, founder = session.tenant.id, session.founder.id
    wrong: tuple[str, ...] = ()

    def checked(before: Bandwidth) -> Bandwidth:
        nonlocal wrong
        wanted = change(before)
        wrong = validate(wanted)
        return before if wrong else wanted

    checked(ports.settings.bandwidth(tenant, founder) or unset)
    if wrong:
        return wrong
    kept = ports.settings.edit_bandwidth(tenant, founder, checked, unset=unset)
    if wrong:
        return wrong
    record_act(session, ports, Action.CHANGED_LIMITS, "bandwidth")
    return kept or unset
