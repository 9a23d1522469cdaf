"""The weekly counters of the funnel: rows that a step's own transaction raises, and one query."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from functions.outreach.domain.campaigns.progress import (
    Progress,
    Stage,
    WeekCount,
    stage_changes,
    week_of,
)
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Usage
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.store.dynamo import row
from functions.product.channels import Channel
from functions.product.motions import Motion
from tenancy.billing.prices import price_table_at
from tenancy.billing.usage import UsageRow
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId

_SPENT = "spent_cents"
_NO_CHANNEL = "none"
SPENT_EVER = f"total#{_SPENT}"
"""Sorts behind every week, so that one query of some weeks brings it too."""


def counter_key(
    moment: datetime, motion: Motion, stage: Stage, channel: Channel | None = None
) -> str:
    return f"{week_of(moment)}#{motion}#{channel or _NO_CHANNEL}#{stage}"


def raised_counters(
    before: Conversation, step: Step, *, now: datetime
) -> Iterator[tuple[str, int]]:
    """(sort key, by how much) of every counter the step raises."""
    motion = step.conversation.terms.motion
    for change in stage_changes(before, step):
        yield counter_key(now, motion, change.stage, change.channel), change.change
    spent = sum(_cents(usage, now=now) for usage in step.usage)
    if spent:
        yield f"{week_of(now)}#{motion}#{_SPENT}", spent
        yield SPENT_EVER, spent


def _cents(usage: Usage, *, now: datetime) -> int:
    used = UsageRow(id="", kind=usage.kind, quantity=usage.quantity, at=now)
    return used.units * price_table_at(now).unit_cents[used.meter]


def load_spent_ever(tenant: TenantId) -> int:
    """In minor units of the price table's currency; one request."""
    with acting_for(tenant):
        item = row(TenantKeys.progress(tenant), SPENT_EVER)
    return int(item.counter or 0) if item else 0


def load_since(tenant: TenantId, week: date) -> Progress:
    """The counters from this week on, and what was ever spent; one query."""
    counts: list[WeekCount] = []
    spent: list[tuple[date, Motion, int]] = []
    ever = 0
    with acting_for(tenant):
        rows = WorkspaceItem.query(
            TenantKeys.progress(tenant), WorkspaceItem.sk >= week.isoformat(), consistent_read=True
        )
        for item in rows:
            count = int(item.counter or 0)
            match item.sk.split("#"):
                case [_, name] if name == _SPENT:
                    ever = count
                case [monday, motion, name] if name == _SPENT:
                    spent.append((date.fromisoformat(monday), Motion(motion), count))
                case [monday, motion, channel, stage]:
                    counts.append(
                        WeekCount(
                            date.fromisoformat(monday),
                            Motion(motion),
                            None if channel == _NO_CHANNEL else Channel(channel),
                            Stage(stage),
                            count,
                        )
                    )
    return Progress(tuple(counts), tuple(spent), ever)
