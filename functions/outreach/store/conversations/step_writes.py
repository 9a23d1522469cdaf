"""Everything one step wrote, as items of one transaction. Decides nothing about the step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from functions.outreach.codec import to_json
from functions.outreach.domain.calendar.founder_calendar import Reservation
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import SPOKEN_KINDS, Effect, Usage
from functions.outreach.domain.conversation.state import Booking, Conversation
from functions.outreach.domain.permission.contact_facts import AddressHistory
from functions.outreach.domain.scheduling.contact import history_left_behind
from functions.outreach.ports import EffectRecord, EffectStatus
from functions.outreach.store.bookings import BookingRow, BookingStatus
from functions.outreach.store.bookings import to_row as booking_item
from functions.outreach.store.calendar import cell_key, day_key, week_key
from functions.outreach.store.campaigns import count_key
from functions.outreach.store.conversations.channel_health import KEPT_FOR, raised_results
from functions.outreach.store.conversations.people import (
    ADDRESS_HISTORY,
    addresses_of,
    held_addresses,
    histories_of,
    older_keys,
    opt_out_keys,
    opted_out_as,
    person_of_conversation,
    suppression_key,
    written_held,
)
from functions.outreach.store.conversations.progress import raised_counters
from functions.outreach.store.dynamo import time_text
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.outreach.store.inbox import to_row as inbox_item
from functions.webhooks.outbox import event_item
from tenancy.billing.usage import UsageRow
from tenancy.data.due_index import due_shard, due_time
from tenancy.data.table import TenantKeys, WorkspaceItem, WorkspaceKey
from tenancy.data.transaction import Transaction
from tenancy.runtime.secrets import KeyRing

QUEUE_GRACE = timedelta(minutes=2)
"""An effect still unperformed after this was left behind by a crash; the sweep brings it back."""


LAST_WORDS = 300
"""Characters of the last turn that the head keeps, for lists."""


def head_item(conversation: Conversation) -> WorkspaceItem:
    """The head: all but the turns, which are rows of their own; lists show the last one's words."""
    due = conversation.due_at
    last = tuple(
        replace(turn, text=turn.text[:LAST_WORDS], pieces=(), reading=None)
        for turn in conversation.turns[-1:]
    )
    return WorkspaceItem(
        pk=TenantKeys.conversation(conversation.tenant, conversation.id),
        sk="head",
        kind="conversation",
        version=conversation.version,
        status=conversation.state,
        document=to_json(replace(conversation, turns=last)),
        due_shard=due_shard(conversation.id) if due else None,
        due_at=due_time(due) if due else None,
    )


def listing_of(conversation: Conversation) -> WorkspaceKey:
    """Where it is listed: a rehearsal is found by nothing that looks for customers."""
    if conversation.rehearsal:
        return TenantKeys.rehearsals_listing(conversation.tenant)
    return TenantKeys.conversations_listing(conversation.tenant)


def effect_item(
    conversation: Conversation, record: EffectRecord, *, due_at: datetime | None
) -> WorkspaceItem:
    return WorkspaceItem(
        pk=TenantKeys.conversation(conversation.tenant, conversation.id),
        sk=f"effect#{record.effect.id}",
        kind="effect",
        status=record.status,
        at=time_text(record.claimed_at) if record.claimed_at else None,
        document=to_json(record),
        due_shard=due_shard(conversation.id) if due_at else None,
        due_at=due_time(due_at) if due_at else None,
    )


def write_step(
    transaction: Transaction,
    before: Conversation,
    step: Step,
    *,
    event_id: str,
    now: datetime,
    hash_keys: KeyRing,
    keeps_mark: bool = False,
) -> None:
    """Put everything into the transaction. Names: `head`, `inbound`, `slot`, `lock`, `booking`.

    `keeps_mark` where the booking that is given back is `upcoming` no longer: what came of it was
    marked, and stays so.
    """
    after = step.conversation
    if step.reserve is not None and after.booking is not None:
        after = replace(after, booking=replace(after.booking, reservation=step.reserve))
    head = head_item(after)
    head.listing_pk = listing_of(after)
    head.listing_sk = time_text(after.created_at if after.rehearsal else now)
    transaction.save(head, condition=WorkspaceItem.version == before.version, name="head")
    key = TenantKeys.conversation(after.tenant, after.id)
    if event_id:
        transaction.save(
            WorkspaceItem(pk=key, sk=f"inbound#{event_id}", kind="inbound", at=time_text(now)),
            condition=WorkspaceItem.pk.does_not_exist(),
            name="inbound",
        )
    known = {turn.number: turn for turn in before.turns}
    for turn in after.turns:
        if known.get(turn.number) != turn:
            transaction.save(
                WorkspaceItem(
                    pk=key, sk=f"turn#{turn.number:05d}", kind="turn", document=to_json(turn)
                )
            )
    for effect in step.effects:
        transaction.save(_new_effect(after, effect, now=now))
    for event in step.announced:
        transaction.save(event_item(after.tenant, event))
    for number, usage in enumerate(step.usage):
        transaction.save(_usage(after, usage, number=number, now=now))
    if after.rehearsal:
        # Nothing of it counts: no history, no counter, no booking, no opt-out.
        if step.unlock:
            _free_phone(transaction, after)
        return
    _write_calendar(transaction, after, reserve=step.reserve, release=step.release)
    counted = replace(step, release=None) if keeps_mark else step
    _write_bookings(transaction, after, counted, now=now)
    _write_suppression(transaction, after, step, now=now, hash_keys=hash_keys)
    if step.unknown_question:
        transaction.save(_question(after, step, now=now))
    if step.unlock:
        _unlock(transaction, after, now=now)
    else:
        _lock_more(transaction, before, after, now=now)
    for name, delta in _counters(before, counted):
        transaction.update(
            WorkspaceItem(TenantKeys.campaigns(after.tenant), count_key(after.terms.id, name)),
            actions=[WorkspaceItem.counter.add(delta)],
        )
    for sort_key, delta in raised_counters(before, counted, now=now):
        transaction.update(
            WorkspaceItem(TenantKeys.progress(after.tenant), sort_key),
            actions=[WorkspaceItem.counter.add(delta)],
        )
    for sort_key, delta in raised_results(before, after, now=now):
        transaction.update(
            WorkspaceItem(TenantKeys.channel_health(after.tenant), sort_key),
            actions=[
                WorkspaceItem.counter.add(delta),
                WorkspaceItem.expires_at.set(now + KEPT_FOR),
            ],
        )


def _new_effect(conversation: Conversation, effect: Effect, *, now: datetime) -> WorkspaceItem:
    """The socket that decided it performs a spoken effect at once; the rest waits for a claim."""
    if effect.kind in SPOKEN_KINDS:
        done = EffectRecord(effect, EffectStatus.DONE, claimed_at=now, provider_id="socket")
        return effect_item(conversation, done, due_at=None)
    pending = EffectRecord(effect, EffectStatus.PENDING)
    return effect_item(conversation, pending, due_at=now + QUEUE_GRACE)


def _usage(
    conversation: Conversation, usage: Usage, *, number: int, now: datetime
) -> WorkspaceItem:
    identity = f"{conversation.id}-{conversation.version}-{number}"
    row = UsageRow(
        id=identity,
        kind=usage.kind,
        quantity=usage.quantity,
        at=now,
        conversation=conversation.id,
    )
    return WorkspaceItem(
        pk=TenantKeys.usage(conversation.tenant),
        sk=f"{time_text(now)}#{identity}",
        kind="usage",
        document=to_json(row),
    )


def _write_calendar(
    transaction: Transaction,
    conversation: Conversation,
    *,
    reserve: Reservation | None,
    release: Booking | None,
) -> None:
    """Free and take cells and counters; what a move both frees and takes only changes hands."""
    freed = release.reservation if release is not None else None
    if reserve is None and freed is None:
        return
    founder = conversation.terms.founder
    key = TenantKeys.calendar(conversation.tenant, founder)
    taken = _cells(reserve)
    given = _cells(freed)
    for sort_key in sorted(given.keys() - taken.keys()):
        transaction.delete(WorkspaceItem(key, sort_key))
    for sort_key in sorted(taken.keys() - given.keys()):
        transaction.save(
            WorkspaceItem(pk=key, sk=sort_key, kind="cell", owner=taken[sort_key]),
            condition=WorkspaceItem.pk.does_not_exist(),
            name="slot",
        )
    for sort_key in sorted(taken.keys() & given.keys()):
        # Whose a cell is decides how many bookings a day has.
        transaction.update(
            WorkspaceItem(key, sort_key), actions=[WorkspaceItem.owner.set(taken[sort_key])]
        )
    for sort_key, delta, cap in _counter_changes(reserve, freed):
        full = (WorkspaceItem.counter.does_not_exist()) | (WorkspaceItem.counter < cap)
        transaction.update(
            WorkspaceItem(key, sort_key),
            actions=[WorkspaceItem.counter.add(delta)],
            condition=full if delta > 0 else None,
            name="slot",
        )


def _cells(reservation: Reservation | None) -> dict[str, str]:
    """Sort key of each reserved cell → the booking it belongs to."""
    if reservation is None:
        return {}
    return {cell_key(cell): reservation.booking for cell in reservation.cells}


def _counter_changes(
    reserve: Reservation | None, freed: Reservation | None
) -> Iterator[tuple[str, int, int]]:
    """(sort key, change, cap); a day that is both freed and taken does not change."""

    def rows(reservation: Reservation | None) -> dict[str, int]:
        if reservation is None:
            return {}
        return {
            day_key(reservation.day): reservation.day_cap,
            week_key(reservation.week): reservation.week_cap,
        }

    new, old = rows(reserve), rows(freed)
    for sort_key in sorted(new.keys() | old.keys()):
        delta = (sort_key in new) - (sort_key in old)
        if delta:
            yield sort_key, delta, new.get(sort_key, 0)


def _write_bookings(
    transaction: Transaction, conversation: Conversation, step: Step, *, now: datetime
) -> None:
    if step.release is not None:
        cancelled = _booking_row(
            conversation, step.release, now=now, status=BookingStatus.CANCELLED
        )
        transaction.update(
            WorkspaceItem(TenantKeys.bookings(conversation.tenant), step.release.id),
            actions=[
                WorkspaceItem.status.set(BookingStatus.CANCELLED),
                WorkspaceItem.version.add(1),
                WorkspaceItem.document.set(to_json(cancelled)),
            ],
            condition=WorkspaceItem.status == BookingStatus.UPCOMING,
            name="booking",
        )
    if step.reserve is not None and conversation.booking is not None:
        transaction.save(
            booking_item(
                conversation.tenant,
                _booking_row(
                    conversation, conversation.booking, now=now, status=BookingStatus.UPCOMING
                ),
                version=1,
            )
        )


def _booking_row(
    conversation: Conversation, booking: Booking, *, now: datetime, status: BookingStatus
) -> BookingRow:
    return BookingRow(
        booking=booking,
        conversation=conversation.id,
        campaign=conversation.terms.id,
        motion=conversation.terms.motion,
        founder=conversation.terms.founder,
        customer=conversation.facts.customer_id,
        customer_name=conversation.facts.name,
        status=status,
        made_at=now,
        channel=conversation.channel,
    )


def _write_suppression(
    transaction: Transaction,
    conversation: Conversation,
    step: Step,
    *,
    now: datetime,
    hash_keys: KeyRing,
) -> None:
    """One row for all that names the person, so that no channel and no re-import brings them back.

    START takes back the rows of the person, also those written under other spellings of before.
    """
    pk = TenantKeys.suppression(conversation.tenant)
    if step.suppress:
        for kind, address in opted_out_as(conversation, step):
            transaction.save(
                WorkspaceItem(
                    pk=pk,
                    sk=suppression_key(hash_keys.current, kind=kind, address=address),
                    kind="suppression",
                    owner=conversation.id,
                    at=time_text(now),
                    document=step.suppress,
                )
            )
    elif step.resubscribe:
        for key in opt_out_keys(hash_keys, person_of_conversation(conversation)):
            transaction.delete(WorkspaceItem(pk, key))


def _question(conversation: Conversation, step: Step, *, now: datetime) -> WorkspaceItem:
    return inbox_item(
        conversation.tenant,
        InboxItem(
            id=f"question#{conversation.id}-{conversation.version}",
            kind=InboxKind.UNKNOWN_QUESTION,
            at=now,
            text=step.unknown_question,
            language=conversation.language,
            conversation=conversation.id,
        ),
    )


def _lock_more(
    transaction: Transaction, before: Conversation, after: Conversation, *, now: datetime
) -> None:
    """A customer who names another number is locked there too, if nobody else holds that one."""
    held = held_addresses(before)
    for kind, address in (pair for pair in addresses_of(after.facts) if pair not in held):
        key = TenantKeys.address(after.tenant, kind, address)
        transaction.save(
            WorkspaceItem(pk=key, sk="lock", kind="lock", owner=after.id, at=time_text(now)),
            condition=WorkspaceItem.pk.does_not_exist(),
            name="lock",
        )
        transaction.save(
            WorkspaceItem(pk=key, sk="correspondent", kind="correspondent", owner=after.id)
        )


def _unlock(transaction: Transaction, conversation: Conversation, *, now: datetime) -> None:
    """Free the addresses, and leave the touches behind for the next conversation with this person
    and for the next one at each address."""
    mine = (WorkspaceItem.owner == conversation.id) | WorkspaceItem.pk.does_not_exist()
    held = (*held_addresses(conversation), *older_keys(written_held(conversation)))
    for kind, address in held:
        transaction.delete(
            WorkspaceItem(TenantKeys.address(conversation.tenant, kind, address), "lock"),
            condition=mine,
            name="lock",
        )
    left = history_left_behind(conversation, now=now)
    for (kind, address), known in histories_of(conversation, left):
        transaction.update(
            WorkspaceItem(TenantKeys.address(conversation.tenant, kind, address), ADDRESS_HISTORY),
            actions=[
                WorkspaceItem.kind.set("address_history"),
                WorkspaceItem.document.set(to_json(known)),
                WorkspaceItem.version.add(1),
            ],
        )
    person = replace(left, phone=AddressHistory(), email=AddressHistory())
    transaction.update(
        WorkspaceItem(
            TenantKeys.person(conversation.tenant, conversation.facts.customer_id), "head"
        ),
        actions=[
            WorkspaceItem.owner.remove(),
            WorkspaceItem.document.set(to_json(person)),
        ],
    )


def _free_phone(transaction: Transaction, rehearsal: Conversation) -> None:
    """The founder's phone is free for another one; what is still written from it belongs here."""
    ((kind, address),) = addresses_of(rehearsal.facts)
    key = TenantKeys.address(rehearsal.tenant, kind, address)
    mine = (WorkspaceItem.owner == rehearsal.id) | WorkspaceItem.pk.does_not_exist()
    transaction.delete(WorkspaceItem(key, "lock"), condition=mine, name="lock")


def _counters(before: Conversation, step: Step) -> Iterator[tuple[str, int]]:
    after = step.conversation
    if after.reached and not before.reached:
        yield "reached", 1
    change = (step.reserve is not None) - (step.release is not None)
    if change:
        # A cancelled booking counts no more, or the pace would drift up with every one.
        yield "booked", change
    if step.unlock:
        yield "open", -1
        yield "finished", 1
    if after.outcome is not before.outcome and after.outcome is not None:
        yield f"outcome#{after.outcome}", 1
        if before.outcome is not None:
            yield f"outcome#{before.outcome}", -1
