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
    differences: list[tuple[dict[str, int], dict[str, int]]] = field(default_factory=list)

    def unreported(self, tenant: TenantId, *, limit: int) -> tuple[StoredUsage, ...]:
        rows = sorted(self.rows, key=lambda row: (row.at, row.id))
        waiting = [StoredUsage(row.id, row, None) for row in rows if row.id not in self.reported_at]
        return tuple(waiting[:limit])

    def reported(self, tenant: TenantId, key: str, *, at: datetime) -> None:
        self.reported_at[key] = at

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        return totals((row for row in self.rows if row.id in self.reported_at), period)

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
