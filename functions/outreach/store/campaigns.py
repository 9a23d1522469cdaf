"""Campaigns and their counters. Counters are rows of their own, raised by the steps themselves."""

from __future__ import annotations

from dataclasses import replace

from pynamodb.exceptions import PutError

from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts
from functions.outreach.domain.conversation.state import CampaignId
from functions.outreach.store.dynamo import row, rows_of
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId

_MARKED = {"won", "won_cents", "lost"}
"""Raised when a founder marks what came of a booking."""
NAMED = {"created", "open", "reached", "booked", "finished", "skipped"} | _MARKED


def count_key(campaign: CampaignId, name: str) -> str:
    return f"{campaign}#count#{name}"


def list_all(tenant: TenantId) -> tuple[tuple[Campaign, CampaignCounts], ...]:
    """All campaigns of a tenant with their counters, in the order they were created."""
    campaigns: dict[str, Campaign] = {}
    counts: dict[str, dict[str, int]] = {}
    with acting_for(tenant):
        for item in rows_of(TenantKeys.campaigns(tenant)):
            identity, _, counter = item.sk.partition("#count#")
            if counter:
                counts.setdefault(identity, {})[counter] = int(item.counter or 0)
            else:
                campaigns[identity] = _campaign(item)
    ordered = sorted(campaigns.values(), key=lambda c: (str(c.created_at), c.id))
    return tuple((campaign, _counts(counts.get(campaign.id, {}))) for campaign in ordered)


def find(tenant: TenantId, campaign: CampaignId) -> Campaign | None:
    with acting_for(tenant):
        item = row(TenantKeys.campaigns(tenant), campaign)
    return _campaign(item) if item else None


def save(tenant: TenantId, campaign: Campaign) -> bool:
    """Conditional on the version that was read; False when somebody else saved first."""
    after = replace(campaign, version=campaign.version + 1)
    condition = (
        WorkspaceItem.version == campaign.version
        if campaign.version
        else WorkspaceItem.pk.does_not_exist()
    )
    with acting_for(tenant):
        try:
            WorkspaceItem(
                pk=TenantKeys.campaigns(tenant),
                sk=campaign.id,
                kind="campaign",
                version=after.version,
                status=after.status,
                document=to_json(after),
            ).save(condition=condition)
        except PutError as lost:
            if lost.cause_response_code != "ConditionalCheckFailedException":
                raise
            return False
    return True


class StoredCampaigns:
    """A `CampaignStore` port."""

    def list_all(self, tenant: TenantId) -> tuple[tuple[Campaign, CampaignCounts], ...]:
        return list_all(tenant)

    def save(self, tenant: TenantId, campaign: Campaign) -> bool:
        return save(tenant, campaign)

    def skipped(self, tenant: TenantId, campaign: CampaignId, *, reasons: dict[str, int]) -> None:
        key = TenantKeys.campaigns(tenant)
        with acting_for(tenant):
            for reason, count in reasons.items():
                WorkspaceItem(key, count_key(campaign, f"skipped#{reason}")).update(
                    actions=[WorkspaceItem.counter.add(count)]
                )
            WorkspaceItem(key, count_key(campaign, "skipped")).update(
                actions=[WorkspaceItem.counter.add(sum(reasons.values()))]
            )


def _campaign(item: WorkspaceItem) -> Campaign:
    return replace(from_json(Campaign, item.document or ""), version=int(item.version or 0))


def _counts(counters: dict[str, int]) -> CampaignCounts:
    outcomes = tuple(
        (name.removeprefix("outcome#"), value)
        for name, value in sorted(counters.items())
        if name.startswith("outcome#")
    )
    known = {name: value for name, value in counters.items() if name in NAMED}
    return CampaignCounts(**known, outcomes=outcomes)
