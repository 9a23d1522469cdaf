"""The sweep: finds what is due, in bounded rounds per tenant, and puts it on its queue."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from functions.outreach.ports import Postbox, Sweep
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId

ROUND = 500
"""Rows looked at in one sweep."""
PER_TENANT = 100
"""Released per tenant and sweep, so that one tenant's Monday morning delays nobody else."""


@dataclass(frozen=True, slots=True)
class Swept:
    conversations: int
    effects: int
    held_back: int


def wake_due(*, clock: Clock, sweep: Sweep, postbox: Postbox) -> Swept:
    """Release what is due. What is held back is found again by the next sweep."""
    released: Counter[TenantId] = Counter()
    conversations = effects = held_back = 0
    for due in sweep.due(now=clock.now(), limit=ROUND):
        if released[due.tenant] >= PER_TENANT:
            held_back += 1
            continue
        released[due.tenant] += 1
        if due.effect is None:
            postbox.wake(tenant=due.tenant, conversation=due.conversation, due_at=due.due_at)
            conversations += 1
        else:
            postbox.perform(tenant=due.tenant, conversation=due.conversation, effect=due.effect)
            effects += 1
    return Swept(conversations=conversations, effects=effects, held_back=held_back)
