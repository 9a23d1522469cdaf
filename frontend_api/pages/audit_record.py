"""Writes down what a founder did: the one way in which a page adds to the audit."""

from __future__ import annotations

from frontend_api.http.session import Session
from frontend_api.ports import Ports
from tenancy.identity.audit import Action


def record_act(session: Session, ports: Ports, action: Action, detail: str = "") -> None:
    """`detail` names things by their ids; it never holds a customer's words or address."""
    ports.audit.record(
        session.tenant.id,
        by=session.founder.id,
        action=action,
        detail=detail,
        now=ports.clock.now(),
    )
