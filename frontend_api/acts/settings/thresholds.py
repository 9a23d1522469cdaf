"""Keeps the numbers of the rules and sorts the customers again. Must never choose a number."""

from __future__ import annotations

from collections.abc import Callable

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.product.thresholds import Thresholds
from tenancy.identity.audit import Action


def keep_thresholds(
    session: Session, ports: Ports, change: Callable[[Thresholds], Thresholds]
) -> Thresholds | None:
    """The numbers kept; None where they are the same, which sorts nobody again.

    `change` has been tried on the numbers as they were read; what it raises, it raises here too.
    """
    tenant = session.tenant.id
    before = ports.settings.thresholds(tenant)
    if change(before) == before:
        return None
    kept = ports.settings.edit_thresholds(tenant, change)
    ports.base.segment_again(tenant)
    record_act(session, ports, Action.CHANGED_SETTINGS, "thresholds")
    return kept
