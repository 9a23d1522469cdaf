"""What a tenant's readings elsewhere cost this month, and a breaker after failures in a row.

Money is set aside before a request and corrected after it, each in one conditional write, so that
a limit holds over every process at once and is never passed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition

from functions.outreach.ports import ReadingRefused, ReservedReading
from functions.outreach.store.dynamo import row, time_text
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

MICROCENTS_A_CENT = 1_000_000
OPENS_AFTER = 3
"""So many failures in a row, in any process, pause a tenant's readings."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15)
"""Doubled with every failure after the pause, up to the longest."""
LIMIT_REACHED, PAUSED = "limit_reached", "paused"
_BREAKER, _SPENT = "breaker", "spent#"


@dataclass(frozen=True, slots=True)
class StoredReadingAllowance:
    """A `ReadingAllowance` port."""

    clock: Clock

    def reserve(
        self, tenant: TenantId, *, microcents: int, monthly_cents: int
    ) -> ReservedReading | ReadingRefused:
        now = self.clock.now()
        breaker = _load_breaker(tenant)
        if breaker is not None and (breaker.at or "") > time_text(now):
            return ReadingRefused(PAUSED)
        month = month_text(now)
        left = monthly_cents * MICROCENTS_A_CENT - microcents
        counter = WorkspaceItem.counter
        within_limit = counter.does_not_exist() | (counter <= left)
        if left < 0 or not _add(tenant, month, microcents, condition=within_limit):
            return ReadingRefused(LIMIT_REACHED)
        return ReservedReading(tenant, month, microcents, has_failed=breaker is not None)

    def settle(
        self, reserved: ReservedReading, *, spent_microcents: int | None, failed: bool
    ) -> None:
        if spent_microcents is not None and spent_microcents != reserved.microcents:
            _add(reserved.tenant, reserved.month, spent_microcents - reserved.microcents)
        if failed:
            _count_failure(reserved.tenant, self.clock.now())
        elif reserved.has_failed:
            _forget_failures(reserved.tenant)


def month_text(now: datetime) -> str:
    """The calendar month of an aware UTC time."""
    return now.strftime("%Y-%m")


def load_spent_cents(tenant: TenantId, *, now: datetime) -> float:
    """US cents spent or set aside this month."""
    with acting_for(tenant):
        spent = row(TenantKeys.reading(tenant), f"{_SPENT}{month_text(now)}")
    return int(spent.counter or 0) / MICROCENTS_A_CENT if spent else 0.0


def _load_breaker(tenant: TenantId) -> WorkspaceItem | None:
    with acting_for(tenant):
        return row(TenantKeys.reading(tenant), _BREAKER)


def _add(
    tenant: TenantId, month: str, microcents: int, *, condition: Condition | None = None
) -> bool:
    with acting_for(tenant):
        item = WorkspaceItem(TenantKeys.reading(tenant), f"{_SPENT}{month}")
        try:
            item.update(
                actions=[
                    WorkspaceItem.counter.add(microcents),
                    WorkspaceItem.kind.set("reading_spent"),
                ],
                condition=condition,
            )
        except UpdateError as error:
            if error.cause_response_code == "ConditionalCheckFailedException":
                return False
            raise
        return True


def _count_failure(tenant: TenantId, now: datetime) -> None:
    with acting_for(tenant):
        item = WorkspaceItem(TenantKeys.reading(tenant), _BREAKER)
        item.update(
            actions=[
                WorkspaceItem.counter.add(1),
                WorkspaceItem.kind.set("reading_breaker"),
            ]
        )
        failures = int(item.counter or 0)
        if failures >= OPENS_AFTER:
            pause = min(FIRST_PAUSE * 2 ** min(failures - OPENS_AFTER, 8), LONGEST_PAUSE)
            item.update(actions=[WorkspaceItem.at.set(time_text(now + pause))])


def _forget_failures(tenant: TenantId) -> None:
    with acting_for(tenant):
        WorkspaceItem(TenantKeys.reading(tenant), _BREAKER).delete()
