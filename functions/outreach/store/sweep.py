"""The sweep's index over all tenants: keys only, under the sweep's own narrow role.

The one named exception to tenant credentials: it learns that something is due, and nothing else.
"""

from __future__ import annotations

import heapq
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from functions.outreach.domain.conversation import ConversationId, EffectId
from functions.outreach.ports import Due
from functions.outreach.store.rows import DUE_SHARDS, time_text
from tenancy.table import tenant_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DueIndex:
    """A `Sweep` port over the `due` index."""

    def __init__(self, *, client: DynamoDBClient, table: str) -> None:
        self._client = client
        self._table = table

    def due(self, *, now: datetime, limit: int) -> tuple[Due, ...]:
        """What is due, oldest first over all shards."""
        shards = [self._shard(shard, now=now, limit=limit) for shard in range(DUE_SHARDS)]
        merged = heapq.merge(*shards, key=lambda due: due.due_at)
        return tuple(islice(merged, limit))

    def _shard(self, shard: int, *, now: datetime, limit: int) -> list[Due]:
        answer = self._client.query(
            TableName=self._table,
            IndexName="due",
            KeyConditionExpression="due_shard = :shard AND due_at <= :now",
            ExpressionAttributeValues={
                ":shard": {"S": f"due#{shard}"},
                ":now": {"S": time_text(now)},
            },
            Limit=limit,
        )
        return [
            _due(item["pk"]["S"], item["sk"]["S"], item["due_at"]["S"]) for item in answer["Items"]
        ]


def _due(partition: str, sort_key: str, due_at: str) -> Due:
    _, _, conversation = partition.split("#", 2)
    kind, _, effect = sort_key.partition("#")
    return Due(
        tenant=tenant_of(partition),
        conversation=ConversationId(conversation),
        effect=EffectId(effect) if kind == "effect" else None,
        due_at=due_at,
    )
