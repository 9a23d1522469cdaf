"""The schedules: the sweep, the dial pools, and the usage report."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from functions.outreach import wiring
from functions.outreach.handlers.fault import described
from functions.outreach.workflows.check_model import check_model
from functions.outreach.workflows.fill_dial_pool import fill_dial_pools as fill
from functions.outreach.workflows.report_usage import reconcile, report
from functions.outreach.workflows.wake_due import wake_due as sweep
from tenancy.tenant import Tenant

log = logging.getLogger(__name__)

CALENDARS_BEGIN_WITHIN_S = 200.0
"""No tenant's calendars are begun later in a run, which is cut off after 280 seconds: one calendar
may take 45, and a run that is cut off leaves no word of whom it left out."""
_RUN_S = 300
"""The shortest time between two runs of a schedule that goes through the tenants."""
_GOLDEN = (5**0.5 - 1) / 2


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
    return work_through(
        _tenants_in_turn(),
        lambda tenant: sync(ports, tenant.id),
        within_s=CALENDARS_BEGIN_WITHIN_S,
    )


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
    from functions.outreach.store.conversations.recordings import expire_recordings
    from functions.outreach.store.erasure.expire_conversations import expire_conversations

    kept, now = load_retention(tenant.id), wiring.clock().now()
    # A recording whose conversation went could not be found again.
    recorded = min(kept.recordings, kept.conversations)
    return expire_conversations(
        tenant.id, before=kept_since(kept.conversations, now=now)
    ) + expire_recordings(tenant.id, before=kept_since(recorded, now=now))


def _check_model() -> None:
    """The day's other question to a provider; where there is no key, nothing is asked."""
    ports = wiring.check_model_ports()
    if ports is not None:
        check_model(ports)


def in_turn[T](tenants: Sequence[T], *, now: datetime) -> tuple[T, ...]:
    """All of them, begun at another one in each run, far from where the last runs began: where the
    time is too short for all, it is not the same ones that are left out."""
    run = int(now.timestamp()) // _RUN_S
    first = int(run * _GOLDEN % 1 * len(tenants))
    return (*tenants[first:], *tenants[:first])


def work_through(
    tenants: Sequence[Tenant],
    work: Callable[[Tenant], int],
    *,
    within_s: float = float("inf"),
    monotonic: Callable[[], float] = time.monotonic,
) -> dict[str, int]:
    """One tenant's trouble never keeps the others waiting, nor is one begun after `within_s`.

    Real seconds, not the clock port's: it is a real process that is cut off.
    """
    done = failed = 0
    ends_at = monotonic() + within_s
    for place, tenant in enumerate(tenants):
        if monotonic() >= ends_at:
            log.warning("tenants_left_for_next_run", extra={"count": len(tenants) - place})
            break
        try:
            done += work(tenant)
        except Exception as error:  # noqa: BLE001  the boundary
            failed += 1
            log.error("tenant_failed", extra={"tenant": tenant.id, **described(error)})
    return {"done": done, "failed": failed}


def _each_tenant(work: Callable[[Tenant], int]) -> dict[str, int]:
    return work_through(_tenants_in_turn(), work)


def _tenants_in_turn() -> tuple[Tenant, ...]:
    return in_turn(tuple(wiring.tenants()), now=wiring.clock().now())
