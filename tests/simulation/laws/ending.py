"""Everything comes to its end: nothing hangs, nothing is promised and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import State
from functions.outreach.domain.conversation.withdrawal import WITHDRAWN
from functions.outreach.ports import EffectStatus
from tenancy.billing.usage import Meter, totals
from tests.simulation.history import Received, Stepped
from tests.simulation.laws.contact import addresses
from tests.simulation.laws.promises import Ending, every_promise_ends
from tests.simulation.laws.usage import UsageIsWhatHappened

if TYPE_CHECKING:
    from tests.simulation.world import World

MOST_STEPS = 150
"""More than any story here needs: one that is became_due for nothing goes in circles."""


def every_end(world: World, usage: UsageIsWhatHappened) -> Iterator[Ending]:
    yield from _conversations(world)
    yield from _locks(world)
    yield from _calls(usage)
    yield from _opt_outs(world)
    yield from every_promise_ends(world)
    yield from _meters(world)
    yield from _transcripts(world)
    for message in world.queues.dead:
        yield "NothingIsLost", message.conversation, f"dead letter: {message.label}"


def _conversations(world: World) -> Iterator[Ending]:
    for kept in world.memory.partitions.values():
        conversation = kept.conversation
        if conversation.state is not State.CLOSED:
            yield "EverythingEnds", conversation.id, f"still {conversation.state}"
        if conversation.outcome is None:
            yield "EverythingEnds", conversation.id, "closed without an outcome"
        if conversation.version > MOST_STEPS:
            yield "EverythingEnds", conversation.id, f"took {conversation.version} steps"
        for record in kept.effects.values():
            what = f"{record.effect.kind} {record.effect.id} is {record.status}"
            if record.status in (EffectStatus.PENDING, EffectStatus.CLAIMED):
                yield "EverythingEnds", conversation.id, what
            founders = record.effect.kind is EffectKind.NOTIFY_FOUNDER
            withdrawn = record.error.startswith(WITHDRAWN)
            if founders and record.status is not EffectStatus.DONE and not withdrawn:
                yield "TheFounderIsTold", conversation.id, what


def _locks(world: World) -> Iterator[Ending]:
    for (kind, address), owner in world.memory.locks.items():
        yield "LocksAreReleased", owner, f"{kind} {address} is still locked"
    for customer, owner in world.memory.engaged.items():
        yield "LocksAreReleased", owner, f"{customer} is still engaged"


def _opt_outs(world: World) -> Iterator[Ending]:
    """Whoever said so in plain words is on the list, unless they came back with START."""
    listed = {address for _, address in world.memory.people.addresses}
    returned = {
        address
        for entry in world.history.entries
        if isinstance(entry, Stepped) and entry.step.resubscribe
        for address in addresses(entry.step.conversation.facts)
    }
    for wrote in world.history.opt_outs():
        known = addresses(world.people[wrote.customer].facts)
        if not known & (listed | returned):
            yield "OptOutsAreKept", wrote.conversation, f"{wrote.customer} said {wrote.text!r}"
        private = world.people[wrote.customer].private_mailbox
        if wrote.address == private and private not in listed:
            yield (
                "TheMailboxIsLeftAlone",
                wrote.conversation,
                f"{private}: {wrote.text!r}",
            )


def _transcripts(world: World) -> Iterator[Ending]:
    """What arrived is in the transcript, and what did not is not."""
    for entry in world.history.entries:
        if not isinstance(entry, Received) or entry.ringing or entry.spoken or entry.last_word:
            continue
        kept = world.memory.partitions[entry.conversation]
        turn = next((t for t in kept.conversation.turns if t.effect == entry.effect), None)
        if turn is None or kept.effects[entry.effect].status is not EffectStatus.DONE:
            continue
        if turn.undelivered and not entry.lost:
            yield "WhatArrivedStands", entry.conversation, f"arrived and is struck: {turn.text!r}"
        if entry.lost and not turn.undelivered:
            yield "WhatArrivedStands", entry.conversation, f"lost and not struck: {turn.text!r}"


def _calls(usage: UsageIsWhatHappened) -> Iterator[Ending]:
    """Every second spoken is in a usage row by now."""
    for about, seconds in usage.calls.items():
        if seconds:
            yield "UsageIsWhatHappened", about, f"calls never metered: {seconds}"


def _meters(world: World) -> Iterator[Ending]:
    ours = totals(world.memory.usage.rows)
    for meter in Meter:
        theirs = world.meters.total(meter)
        if theirs != ours[meter]:
            yield "MetersAgree", None, f"{meter}: billing has {theirs}, we have {ours[meter]}"
