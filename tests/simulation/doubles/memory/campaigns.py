"""Campaigns and their counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts
from functions.outreach.domain.conversation.state import CampaignId
from tenancy.tenant import TenantId


@dataclass
class MemoryCampaigns:
    cut_off: Callable[[], object] = lambda: None
    """May raise: the process dies after it opened conversations and before it says so."""
    rows: dict[CampaignId, Campaign] = field(default_factory=dict)
    counts: Counter[tuple[CampaignId, str]] = field(default_factory=Counter)

    def launch(self, campaign: Campaign) -> None:
        """Put a campaign there as its first save does."""
        self.rows[campaign.id] = replace(campaign, version=campaign.version + 1)

    def list_all(self, tenant: TenantId) -> tuple[tuple[Campaign, CampaignCounts], ...]:
        ordered = sorted(self.rows.values(), key=lambda c: (str(c.created_at), c.id))
        return tuple((campaign, self._counts(campaign.id)) for campaign in ordered)

    def save(self, tenant: TenantId, campaign: Campaign) -> bool:
        self.cut_off()
        kept = self.rows.get(campaign.id)
        if (kept.version if kept else 0) != campaign.version:
            return False
        self.launch(campaign)
        return True

    def skipped(self, tenant: TenantId, campaign: CampaignId, *, reasons: dict[str, int]) -> None:
        for reason, count in reasons.items():
            self.counts[campaign, f"skipped#{reason}"] += count
            self.counts[campaign, "skipped"] += count

    def _counts(self, campaign: CampaignId) -> CampaignCounts:
        mine = {name: count for (of, name), count in self.counts.items() if of == campaign}
        outcomes = tuple(
            (name.removeprefix("outcome#"), count)
            for name, count in sorted(mine.items())
            if name.startswith("outcome#")
        )
        return CampaignCounts(
            created=mine.get("created", 0),
            open=mine.get("open", 0),
            reached=mine.get("reached", 0),
            booked=mine.get("booked", 0),
            finished=mine.get("finished", 0),
            skipped=mine.get("skipped", 0),
            outcomes=outcomes,
        )
