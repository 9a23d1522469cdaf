"""No tenant waits for another's stuck rows: the sweep over the index as DynamoDB keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.store.sweep import DueIndex
from functions.outreach.workflows.wake_due import wake_due
from tenancy.data.credentials import acting_for
from tenancy.data.due_index import due_shard, due_time
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId, tenant_id
from tests.cloud_account import cloud_account
from tests.outreach.approved import NOW, nobody_is_erased

STUCK, OTHER = tenant_id("t_aaaaaaaaaaaa"), tenant_id("t_bbbbbbbbbbbb")


@dataclass
class Queue:
    """What the sweep put on a queue; nothing here is ever worked on."""

    woken: list[TenantId] = field(default_factory=list)

    def now(self) -> datetime:
        return NOW

    def wake(self, *, tenant: TenantId, conversation: ConversationId, due_at: str) -> None:
        self.woken.append(tenant)

    def perform(self, *, tenant: TenantId, conversation: ConversationId, effect: EffectId) -> None:
        self.woken.append(tenant)

    def reply(self, **_: object) -> None:
        raise AssertionError("a sweep tells nobody anything")


@pytest.fixture
def queue() -> Iterator[Queue]:
    with cloud_account():
        yield Queue()


@pytest.mark.slow
def test_a_wake_leaves_in_the_first_sweep_whatever_is_stuck_of_somebody_else(queue: Queue) -> None:
    """62 rows a shard were read, the oldest first, and the share of a tenant was taken afterwards;
    500 of one tenant stood before everybody's for ever."""
    for tenant, rows, age in ((STUCK, 600, timedelta(days=1)), (OTHER, 1, timedelta())):
        with acting_for(tenant), WorkspaceItem.batch_write() as batch:
            for number in range(rows):
                name = f"c_{number:04d}"
                key = TenantKeys.conversation(tenant, name)
                at = due_time(NOW - age)
                batch.save(WorkspaceItem(key, "head", due_shard=due_shard(name), due_at=at))
    wake_due(
        clock=queue,
        sweep=DueIndex(),
        postbox=queue,
        erase=nobody_is_erased,
        deliver=nobody_is_erased,
        notify=nobody_is_erased,
    )
    assert queue.woken.count(OTHER) == 1
    assert 0 < queue.woken.count(STUCK) <= 104
