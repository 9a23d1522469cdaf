"""How long things are kept: what an owner changes, within bounds."""

from __future__ import annotations

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.erasure.retention import Retention
from tenancy.identity.audit import Action


def keep_retention(session: Session, ports: Ports, retention: Retention) -> None:
    """`retention` is within its floors and `LONGEST`."""
    ports.rights.save_retention(session.tenant.id, retention)
    record_act(session, ports, Action.CHANGED_SETTINGS, "retention")
