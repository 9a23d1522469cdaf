"""The sweep: finds what is due, in bounded rounds per tenant, and puts it on its queue."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable

from functions.outreach.ports import Due, Postbox, Sweep
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

ROUND = 500
"""Rows released in one sweep."""
PER_TENANT = 100
"""Released per tenant and sweep, so that one tenant's Monday morning delays nobody else."""


@dataclass(frozen=True, slots=True)
class Swept:
    conversations: int
    effects: int
    held_back: int
    erasures: int = 0
    webhook_events: int = 0
    notices: int = 0


def wake_due(
    *,
    clock: Clock,
    sweep: Sweep,
    postbox: Postbox,
    erase: Callable[[TenantId, str], None],
    deliver: Callable[[TenantId, str], None],
    notify: Callable[[TenantId, str], None],
) -> Swept:
    """Release what is due, every tenant's longest due row first, then everybody's second, and so
    on. What is held back is found again by the next sweep."""
    now = clock.now()
    found = sweep.due(now=now, per_tenant=PER_TENANT)
    chosen = _in_turn(found, sweep_at=now.isoformat())[:ROUND]
    conversations = effects = erasures = webhook_events = notices = 0
    for due in chosen:
        if due.erasure:
            erase(due.tenant, due.erasure)
            erasures += 1
        elif due.webhook_event:
            deliver(due.tenant, due.webhook_event)
            webhook_events += 1
        elif due.notice:
            notify(due.tenant, due.notice)
            notices += 1
        elif due.effect is None:
            postbox.wake(tenant=due.tenant, conversation=due.conversation, due_at=due.due_at)
            conversations += 1
        else:
            postbox.perform(tenant=due.tenant, conversation=due.conversation, effect=due.effect)
            effects += 1
    held_back = len(found) - len(chosen)
    return Swept(
        conversations=conversations,
        effects=effects,
        held_back=held_back,
        erasures=erasures,
        webhook_events=webhook_events,
        notices=notices,
    )


def _in_turn(found: tuple[Due, ...], *, sweep_at: str) -> list[Due]:
    """By turns among tenants; who begins a turn changes with every sweep, so that with more tenants
    than a round holds nobody is always last."""
    taken: Counter[TenantId] = Counter()
    ranked = []
    for due in found:
        taken[due.tenant] += 1
        if taken[due.tenant] <= PER_TENANT:
            luck = hashlib.sha256(f"{sweep_at}|{due.tenant}".encode()).digest()
            ranked.append((taken[due.tenant], luck, due))
    return [due for _, _, due in sorted(ranked, key=lambda each: each[:2])]
