"""Keeps the numbers of the rules and sorts the customers again. Must never choose a number."""

from __future__ import annotations

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.product.thresholds import Thresholds
from tenancy.identity.audit import Action


def keep_thresholds(session: Session, ports: Ports, wanted: Thresholds) -> bool:
    """Whether anything changed: the same numbers sort nobody again."""
    tenant = session.tenant.id
    if wanted == ports.settings.thresholds(tenant):
        return False
    ports.settings.save_thresholds(tenant, wanted)
    ports.base.segment_again(tenant)
    record_act(session, ports, Action.CHANGED_SETTINGS, "thresholds")
    return True
