"""Usage as rows: written by steps, carried out by the report, summed for the console."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from functions.outreach.codec import from_json
from functions.outreach.ports import StoredUsage
from functions.outreach.store.dynamo import time_from, time_text
from tenancy.billing.usage import Meter, Period, UsageRow, totals
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId


def list_all(tenant: TenantId, *, since: datetime | None = None) -> tuple[StoredUsage, ...]:
    """All usage rows in the order they were written."""
    with acting_for(tenant):
        return tuple(_read(tenant, since=since))


def _read(tenant: TenantId, *, since: datetime | None) -> Iterator[StoredUsage]:
    lowest = time_text(since) if since else "0"
    for item in WorkspaceItem.query(
        TenantKeys.usage(tenant),
        range_key_condition=WorkspaceItem.sk.between(lowest, "9999"),
        consistent_read=True,
    ):
        if item.kind == "usage":
            yield StoredUsage(
                key=item.sk,
                row=from_json(UsageRow, item.document or ""),
                reported_at=time_from(item.reported_at) if item.reported_at else None,
            )


class StoredUsageRows:
    """The rows side of the usage report."""

    def unreported(self, tenant: TenantId, *, limit: int) -> tuple[StoredUsage, ...]:
        found = [usage for usage in list_all(tenant) if usage.reported_at is None]
        return tuple(found[:limit])

    def reported(self, tenant: TenantId, key: str, *, at: datetime) -> None:
        with acting_for(tenant):
            WorkspaceItem(TenantKeys.usage(tenant), key).update(
                actions=[WorkspaceItem.reported_at.set(time_text(at))]
            )

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        found = list_all(tenant, since=period.start)
        return totals((usage.row for usage in found if usage.reported_at is not None), period)

    def note_difference(
        self,
        tenant: TenantId,
        period: Period,
        *,
        at: datetime,
        ours: dict[str, int],
        theirs: dict[str, int],
    ) -> None:
        with acting_for(tenant):
            WorkspaceItem(
                pk=TenantKeys.usage(tenant),
                sk=f"difference#{time_text(at)}#{period.start:%Y-%m}",
                kind="difference",
                document=json.dumps({"ours": ours, "theirs": theirs}),
            ).save()
