"""Sends usage to billing so that it is counted exactly once, and reconciles the totals.

The usage row is written with the thing it counts; this only carries it out, in id order. Must never
send a row again while billing may have it and would no longer notice.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Protocol

from functions.outreach.ports import StoredUsage
from tenancy.billing.delivery import (
    Delivered,
    Rejected,
    StripeBusy,
    find_counted,
    is_in_totals,
    is_protected,
    minute_of,
)
from tenancy.billing.usage import Meter, Period, month_of
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

log = logging.getLogger(__name__)

ROWS_AT_MOST = 500
"""Reported per tenant and run; the rest follows in five minutes."""
IN_DOUBT = "in_doubt"
"""Why a row is held back: billing's total does not tell whether it has it."""


class UsageRows(Protocol):
    def unreported(self, tenant: TenantId, *, limit: int) -> tuple[StoredUsage, ...]:
        """Neither reported nor refused, the oldest first."""
        ...

    def refused(self, tenant: TenantId) -> tuple[StoredUsage, ...]: ...

    def within(self, tenant: TenantId, period: Period) -> tuple[StoredUsage, ...]:
        """Every row of a period, reported or not."""
        ...

    def begin_attempt(
        self, tenant: TenantId, usage: StoredUsage, *, at: datetime
    ) -> StoredUsage | None:
        """Count the next attempt before anything is sent; None when another run did."""
        ...

    def reported(self, tenant: TenantId, key: str, *, at: datetime) -> None: ...

    def refuse(self, tenant: TenantId, key: str, *, reason: str) -> None: ...

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        """Quantities of a period, without the rows that still wait to be sent."""
        ...

    def note_difference(
        self,
        tenant: TenantId,
        period: Period,
        *,
        at: datetime,
        ours: dict[str, int],
        theirs: dict[str, int],
    ) -> None: ...


class UsageMeters(Protocol):
    def report(self, tenant: TenantId, usage: StoredUsage) -> Delivered | Rejected | StripeBusy:
        """Send the attempt that `usage` has begun."""
        ...

    def count(self, tenant: TenantId, meter: Meter, period: Period) -> int:
        """What billing counts in a period of whole minutes."""
        ...

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        """Billing's own totals; empty when the tenant is no billing customer yet."""
        ...

    def stop_if_spent(self, tenant: TenantId) -> None:
        """Close the gate when trial credit or the spending limit is used up; open it otherwise."""
        ...


@dataclass(frozen=True, slots=True)
class UsagePorts:
    clock: Clock
    rows: UsageRows
    meters: UsageMeters


def report(ports: UsagePorts, tenant: TenantId) -> int:
    """Report what is not reported yet. Stops at the first row billing is too busy for."""
    done = _report_each(ports, tenant, ports.rows.unreported(tenant, limit=ROWS_AT_MOST))
    ports.meters.stop_if_spent(tenant)
    return done


def _report_each(ports: UsagePorts, tenant: TenantId, found: tuple[StoredUsage, ...]) -> int:
    done = 0
    for usage in found:
        now = ports.clock.now()
        if usage.attempted_at is None or is_protected(usage.attempted_at, now=now):
            delivered = _send(ports, tenant, usage)
        else:
            delivered = _settle_doubt(ports, tenant, usage)
        if isinstance(delivered, StripeBusy):
            break
        done += isinstance(delivered, Delivered)
    return done


def _send(
    ports: UsagePorts, tenant: TenantId, usage: StoredUsage
) -> Delivered | Rejected | StripeBusy | None:
    """Send a row's first attempt, or an attempt again whose identifier billing still refuses."""
    if not usage.attempt:
        return _send_new(ports, tenant, usage)
    delivered = ports.meters.report(tenant, usage)
    if isinstance(delivered, Rejected):
        # Why it is refused now says nothing of the time before.
        _hold_back(ports, tenant, usage, reason=IN_DOUBT, code=delivered.code)
    elif isinstance(delivered, Delivered):
        ports.rows.reported(tenant, usage.key, at=ports.clock.now())
    return delivered


def _send_new(
    ports: UsagePorts, tenant: TenantId, usage: StoredUsage
) -> Delivered | Rejected | StripeBusy | None:
    """Send a row that billing certainly lacks; None when another run does."""
    begun = ports.rows.begin_attempt(tenant, usage, at=ports.clock.now())
    if begun is None:
        return None
    delivered = ports.meters.report(tenant, begun)
    if isinstance(delivered, Rejected):
        _hold_back(ports, tenant, begun, reason=delivered.code, code=delivered.code)
    elif isinstance(delivered, Delivered):
        ports.rows.reported(tenant, begun.key, at=ports.clock.now())
    return delivered


def _hold_back(
    ports: UsagePorts, tenant: TenantId, usage: StoredUsage, *, reason: str, code: str
) -> None:
    ports.rows.refuse(tenant, usage.key, reason=reason)
    log.error("usage_rejected", extra={"tenant": tenant, "code": code})


def _settle_doubt(
    ports: UsagePorts, tenant: TenantId, usage: StoredUsage
) -> Delivered | Rejected | StripeBusy | None:
    """Decide by billing's total of the row's minute whether it has it; None to ask again later.

    The total says which rows of the minute are counted only when all that was sent of them is in
    it, so nothing is decided while one of them is young.
    """
    now, meter = ports.clock.now(), usage.row.meter
    minute = minute_of(usage.row.at)
    rows = [one for one in ports.rows.within(tenant, minute) if one.row.meter is meter]
    counted = [one for one in rows if one.reported_at is not None]
    doubted = [one for one in rows if _in_doubt(one)]
    if usage.key not in [one.key for one in doubted] or not _all_in_totals(rows, now=now):
        return None
    left = ports.meters.count(tenant, meter, minute) - sum(one.row.units for one in counted)
    there = find_counted([one.row.units for one in doubted], counted=left)
    if there is None:
        _hold_back(ports, tenant, usage, reason=IN_DOUBT, code=IN_DOUBT)
        return None
    # The rows of one answer are decided together: what is sent again changes the total.
    for position in there:
        ports.rows.reported(tenant, doubted[position].key, at=now)
    for position, one in enumerate(doubted):
        if position not in there:
            delivered = _send_new(ports, tenant, one)
            if isinstance(delivered, StripeBusy):
                return delivered
    return Delivered()


def _in_doubt(usage: StoredUsage) -> bool:
    """Begun, and its answer is not known."""
    return bool(usage.attempt) and usage.reported_at is None and usage.refused in ("", IN_DOUBT)


def _all_in_totals(rows: list[StoredUsage], *, now: datetime) -> bool:
    """Whether all that was sent is counted by now, and no identifier of a doubt still holds."""
    sent = [at for one in rows for at in (one.reported_at, one.attempted_at) if at is not None]
    held = [one.attempted_at for one in rows if _in_doubt(one) and one.attempted_at is not None]
    return all(is_in_totals(at, now=now) for at in sent) and not any(
        is_protected(at, now=now) for at in held
    )


def reconcile(ports: UsagePorts, tenant: TenantId) -> int:
    """Try again what billing refused, and compare this month's and last month's totals with
    billing's; a difference is kept and raises an alarm. Last month's last rows are reported, and
    perhaps refused, in this one.

    Returns how many of the two months differ.
    """
    _retry_refused(ports, tenant)
    # Billing sums over whole minutes.
    now = ports.clock.now().replace(second=0, microsecond=0)
    this = Period(month_of(now).start, now)
    last = month_of(this.start - timedelta(days=1))
    return sum(_reconcile(ports, tenant, period, now=now) for period in (last, this))


def _retry_refused(ports: UsagePorts, tenant: TenantId) -> None:
    """Its cause may be gone: a meter that was archived, a customer without an address."""
    for usage in ports.rows.refused(tenant)[:ROWS_AT_MOST]:
        send = _settle_doubt if usage.refused == IN_DOUBT else _send_new
        if isinstance(send(ports, tenant, usage), StripeBusy):
            return


def _reconcile(ports: UsagePorts, tenant: TenantId, period: Period, *, now: datetime) -> int:
    theirs = ports.meters.totals(tenant, period)
    ours = ports.rows.totals(tenant, period)
    kinds = sorted({*ours, *theirs})
    differs = bool(theirs) and any(ours.get(kind, 0) != theirs.get(kind, 0) for kind in kinds)
    if differs:
        log.error("usage_differs", extra={"tenant": tenant})
        ports.rows.note_difference(
            tenant,
            period,
            at=now,
            ours={kind.value: ours.get(kind, 0) for kind in kinds},
            theirs={kind.value: theirs.get(kind, 0) for kind in kinds},
        )
    return int(differs)
