"""Usage rows and what of them was reported."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from functions.outreach.ports import StoredUsage
from tenancy.billing.usage import Meter, Period, UsageRow, totals
from tenancy.tenant import TenantId


@dataclass
class MemoryUsage:
    rows: list[UsageRow] = field(default_factory=list)
    reported_at: dict[str, datetime] = field(default_factory=dict)
    attempts: dict[str, tuple[int, datetime]] = field(default_factory=dict)
    refusals: dict[str, str] = field(default_factory=dict)
    differences: list[tuple[dict[str, int], dict[str, int]]] = field(default_factory=list)

    def _stored(self, row: UsageRow) -> StoredUsage:
        attempt, at = self.attempts.get(row.id, (0, None))
        reported, refused = self.reported_at.get(row.id), self.refusals.get(row.id, "")
        return StoredUsage(row.id, row, reported, attempt, at, refused)

    def _all(self) -> list[StoredUsage]:
        return [self._stored(row) for row in sorted(self.rows, key=lambda row: (row.at, row.id))]

    def unreported(self, tenant: TenantId, *, limit: int) -> tuple[StoredUsage, ...]:
        settled = {*self.reported_at, *self.refusals}
        waiting = sorted(
            (row for row in self.rows if row.id not in settled), key=lambda row: (row.at, row.id)
        )
        return tuple(self._stored(row) for row in waiting[:limit])

    def refused(self, tenant: TenantId) -> tuple[StoredUsage, ...]:
        return tuple(one for one in self._all() if one.refused)

    def within(self, tenant: TenantId, period: Period) -> tuple[StoredUsage, ...]:
        return tuple(one for one in self._all() if one.row.at in period)

    def begin_attempt(
        self, tenant: TenantId, usage: StoredUsage, *, at: datetime
    ) -> StoredUsage | None:
        known, _ = self.attempts.get(usage.key, (0, at))
        if known != usage.attempt or usage.key in self.reported_at:
            return None
        self.attempts[usage.key] = known + 1, at
        self.refusals.pop(usage.key, None)
        return self._stored(usage.row)

    def reported(self, tenant: TenantId, key: str, *, at: datetime) -> None:
        self.reported_at[key] = at
        self.refusals.pop(key, None)

    def refuse(self, tenant: TenantId, key: str, *, reason: str) -> None:
        self.refusals[key] = reason

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        settled = {*self.reported_at, *self.refusals}
        return totals((row for row in self.rows if row.id in settled), period)

    def note_difference(
        self,
        tenant: TenantId,
        period: Period,
        *,
        at: datetime,
        ours: dict[str, int],
        theirs: dict[str, int],
    ) -> None:
        self.differences.append((ours, theirs))
