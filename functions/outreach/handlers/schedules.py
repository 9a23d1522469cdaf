"""The schedules: the sweep, the dial pools, and the usage report."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from functions.outreach import wiring
from functions.outreach.handlers.fault import described
from functions.outreach.workflows.check_model import check_model
from functions.outreach.workflows.fill_dial_pool import fill_dial_pools as fill
from functions.outreach.workflows.report_usage import reconcile, report
from functions.outreach.workflows.wake_due import wake_due as sweep
from tenancy.tenant import Tenant

log = logging.getLogger(__name__)


def wake_due(event: Mapping[str, Any]) -> dict[str, int]:
    del event
    postbox = wiring.postbox()
    swept = sweep(
        clock=wiring.clock(),
        sweep=wiring.sweep(),
        postbox=postbox,
        erase=postbox.erase_person,
        deliver=postbox.deliver_event,
        notify=postbox.tell_founders,
    )
    return {
        "conversations": swept.conversations,
        "effects": swept.effects,
        "erasures": swept.erasures,
        "held_back": swept.held_back,
        "webhook_events": swept.webhook_events,
        "notices": swept.notices,
    }


def fill_dial_pools(event: Mapping[str, Any]) -> dict[str, int]:
    del event
    return _each_tenant(
        lambda tenant: fill(
            wiring.fill_ports(), tenant, founder_names=wiring.founder_names(tenant.id)
        )
    )


def report_usage(event: Mapping[str, Any]) -> dict[str, int]:
    del event
    return _each_tenant(lambda tenant: report(wiring.usage_ports(), tenant.id))


def sync_calendars(event: Mapping[str, Any]) -> dict[str, int]:
    # No other schedule asks a calendar.
    from functions.outreach.calendar_wiring import sync_ports
    from functions.outreach.workflows.calendar.sync_calendar import sync_calendars as sync

    del event
    ports = sync_ports()
    return _each_tenant(lambda tenant: sync(ports, tenant.id))


def reconcile_usage(event: Mapping[str, Any]) -> dict[str, int]:
    del event
    _check_model()
    _each_tenant(lambda tenant: wiring.name_mail_sender(tenant.id))
    _each_tenant(_expire)
    return _each_tenant(lambda tenant: reconcile(wiring.usage_ports(), tenant.id))


def _expire(tenant: Tenant) -> int:
    """The night also takes away what is older than the tenant keeps it."""
    from functions.erasure.retention import kept_since
    from functions.erasure.stored_retention import load_retention
    from functions.outreach.store.erasure.expire_conversations import expire_conversations

    days = load_retention(tenant.id).conversations
    return expire_conversations(tenant.id, before=kept_since(days, now=wiring.clock().now()))


def _check_model() -> None:
    """The day's other question to a provider; where there is no key, nothing is asked."""
    ports = wiring.check_model_ports()
    if ports is not None:
        check_model(ports)


def _each_tenant(work: Callable[[Tenant], int]) -> dict[str, int]:
    """One tenant's trouble never keeps the others waiting."""
    done = failed = 0
    for tenant in wiring.tenants():
        try:
            done += work(tenant)
        except Exception as error:  # noqa: BLE001  the boundary
            failed += 1
            log.error("tenant_failed", extra={"tenant": tenant.id, **described(error)})
    return {"done": done, "failed": failed}
