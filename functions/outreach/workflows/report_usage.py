"""Sends usage to billing, once under a stable identifier, and reconciles it with billing's totals.

The usage row is written with the thing it counts; this only carries it out, in id order.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Protocol

from functions.outreach.ports import StoredUsage
from tenancy.billing.usage import Meter, Period, month_of
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

log = logging.getLogger(__name__)

ROWS_AT_MOST = 500
"""Reported per tenant and run; the rest follows in five minutes."""
KNOWN_AGAIN_FOR = timedelta(hours=23)
"""For a day Stripe knows an event again by its identifier; an hour is left for its clock."""


class UsageRows(Protocol):
    def unreported(self, tenant: TenantId, *, limit: int) -> tuple[StoredUsage, ...]: ...

    def reported(self, tenant: TenantId, key: str, *, at: datetime) -> None: ...

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        """Reported quantities of a period."""
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
    def report(self, tenant: TenantId, usage: StoredUsage) -> bool:
        """True when billing has it now, also if it had it before; False to try again later."""
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
    """Report what is not reported yet. Stops at the first row billing does not take.

    A row may have been sent before and its answer lost. Within a day billing knows it again by its
    identifier; after that its totals are asked whether it has it.
    """
    done = 0
    for usage in ports.rows.unreported(tenant, limit=ROWS_AT_MOST):
        late = ports.clock.now() - usage.row.at >= KNOWN_AGAIN_FOR
        counted = late and _is_counted(ports, tenant, usage)
        if not counted and not ports.meters.report(tenant, usage):
            break
        ports.rows.reported(tenant, usage.key, at=ports.clock.now())
        done += 1
    ports.meters.stop_if_spent(tenant)
    return done


def _is_counted(ports: UsagePorts, tenant: TenantId, usage: StoredUsage) -> bool:
    """Whether billing counts more in the row's minute than what we know to be reported there."""
    start = usage.row.at.replace(second=0, microsecond=0)
    minute, meter = Period(start, start + timedelta(minutes=1)), usage.row.meter
    theirs = ports.meters.totals(tenant, minute).get(meter, 0)
    ours = ports.rows.totals(tenant, minute).get(meter, 0)
    return theirs - ours >= usage.row.units > 0


def reconcile(ports: UsagePorts, tenant: TenantId) -> int:
    """Compare this month's and last month's totals with billing's; a difference is kept for the
    founder to see. Last month's last rows are reported, and perhaps refused, in this one.

    Returns how many of the two months differ.
    """
    # Billing sums over whole minutes.
    now = ports.clock.now().replace(second=0, microsecond=0)
    this = Period(month_of(now).start, now)
    last = month_of(this.start - timedelta(days=1))
    return sum(_reconcile(ports, tenant, period, now=now) for period in (last, this))


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
