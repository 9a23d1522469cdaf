"""Usage as rows: written by steps, carried out by the report, summed for the console."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from pynamodb.exceptions import UpdateError

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


def _read(
    tenant: TenantId, *, since: datetime | None, until: datetime | None = None
) -> Iterator[StoredUsage]:
    lowest = time_text(since) if since else "0"
    for item in WorkspaceItem.query(
        TenantKeys.usage(tenant),
        range_key_condition=WorkspaceItem.sk.between(lowest, time_text(until) if until else "9999"),
        consistent_read=True,
    ):
        if item.kind == "usage":
            yield _stored(item)


def _stored(item: WorkspaceItem) -> StoredUsage:
    return StoredUsage(
        key=item.sk,
        row=from_json(UsageRow, item.document or ""),
        reported_at=time_from(item.reported_at) if item.reported_at else None,
        attempt=int(item.counter or 0),
        attempted_at=time_from(item.at) if item.at else None,
        refused=item.status or "",
    )


def is_waiting(usage: StoredUsage) -> bool:
    """Whether it is still to be sent: neither reported nor refused."""
    return usage.reported_at is None and not usage.refused


class StoredUsageRows:
    """The rows side of the usage report."""

    def unreported(self, tenant: TenantId, *, limit: int) -> tuple[StoredUsage, ...]:
        found = [usage for usage in list_all(tenant) if is_waiting(usage)]
        return tuple(found[:limit])

    def refused(self, tenant: TenantId) -> tuple[StoredUsage, ...]:
        return tuple(usage for usage in list_all(tenant) if usage.refused)

    def within(self, tenant: TenantId, period: Period) -> tuple[StoredUsage, ...]:
        with acting_for(tenant):
            found = tuple(_read(tenant, since=period.start, until=period.end))
        return tuple(usage for usage in found if usage.row.at in period)

    def begin_attempt(
        self, tenant: TenantId, usage: StoredUsage, *, at: datetime
    ) -> StoredUsage | None:
        begun = replace(usage, attempt=usage.attempt + 1, attempted_at=at, refused="")
        known = WorkspaceItem.counter
        unchanged = known == usage.attempt if usage.attempt else known.does_not_exist()
        with acting_for(tenant):
            item = WorkspaceItem(TenantKeys.usage(tenant), usage.key)
            try:
                item.update(
                    actions=[
                        known.set(begun.attempt),
                        WorkspaceItem.at.set(time_text(at)),
                        WorkspaceItem.status.remove(),
                    ],
                    condition=unchanged & WorkspaceItem.reported_at.does_not_exist(),
                )
            except UpdateError as error:
                if error.cause_response_code != "ConditionalCheckFailedException":
                    raise
                return None
        return begun

    def reported(self, tenant: TenantId, key: str, *, at: datetime) -> None:
        with acting_for(tenant):
            WorkspaceItem(TenantKeys.usage(tenant), key).update(
                actions=[
                    WorkspaceItem.reported_at.set(time_text(at)),
                    WorkspaceItem.status.remove(),
                ]
            )

    def refuse(self, tenant: TenantId, key: str, *, reason: str) -> None:
        with acting_for(tenant):
            WorkspaceItem(TenantKeys.usage(tenant), key).update(
                actions=[WorkspaceItem.status.set(reason)]
            )

    def totals(self, tenant: TenantId, period: Period) -> dict[Meter, int]:
        found = list_all(tenant, since=period.start)
        return totals((usage.row for usage in found if not is_waiting(usage)), period)

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
