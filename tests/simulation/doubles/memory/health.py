"""What became of touches, as a test says it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from functions.outreach.domain.campaigns.channel_health import HourCount
from tenancy.tenant import TenantId


@dataclass
class FixedHealth:
    """Nothing failed unless it is said."""

    counts: tuple[HourCount, ...] = ()

    def counts_since(self, tenant: TenantId, since: datetime) -> tuple[HourCount, ...]:
        del tenant
        return tuple(count for count in self.counts if count.hour >= since)
