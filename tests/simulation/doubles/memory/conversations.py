"""Conversations and everything a step writes beside them, all or nothing like the real store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import SPOKEN_KINDS, Effect
from functions.outreach.domain.conversation.state import (
    Booking,
    Conversation,
    ConversationId,
    EffectId,
    State,
)
from functions.outreach.domain.permission.contact_facts import AddressHistory, Purpose
from functions.outreach.domain.scheduling.contact import history_left_behind
from functions.outreach.ports import (
    DELIVERY_RANK,
    FAILED_DELIVERIES,
    AddressBusy,
    AlreadyDone,
    Claimed,
    ClaimRefused,
    Committed,
    DeliveryRecorded,
    Due,
    EffectRecord,
    EffectStatus,
    LoadedConversation,
    SlotLost,
    Stale,
)
from functions.outreach.store.conversations.people import (
    CUSTOMER,
    addresses_of,
    held_addresses,
    histories_of,
    keys_of_sender,
    opted_out_as,
)
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerId
from tenancy.billing.usage import UsageRow
from tenancy.data.due_index import due_time
from tenancy.tenant import TenantId
from tests.simulation.doubles.memory.calendar import MemoryCalendar
from tests.simulation.doubles.memory.campaigns import MemoryCampaigns
from tests.simulation.doubles.memory.founder import MemoryInbox
from tests.simulation.doubles.memory.people import MemoryPeople
from tests.simulation.doubles.memory.usage import MemoryUsage

CUT_OFF_AFTER = timedelta(minutes=2)


@dataclass
class Partition:
    """One conversation's rows."""

    conversation: Conversation
    seen: set[str] = field(default_factory=set)
    effects: dict[EffectId, EffectRecord] = field(default_factory=dict)
    due: dict[EffectId, datetime] = field(default_factory=dict)
    claimed: dict[EffectId, datetime] = field(default_factory=dict)
    """When the last attempt began."""


@dataclass
class Memory:
    """Everything that is stored, for one tenant."""

    conflict: Callable[[], bool] = lambda: False
    """Whether this commit loses a race that nobody ran."""
    committed: Callable[[Conversation, Step, datetime], object] = lambda before, step, now: None
    created: Callable[[Conversation, datetime], object] = lambda conversation, now: None
    blocked: str = ""
    """Why nothing may be opened."""
    last_loaded: ConversationId | None = None
    lost_races: int = 0
    """Commits that came second, truly."""
    partitions: dict[ConversationId, Partition] = field(default_factory=dict)
    locks: dict[tuple[str, str], ConversationId] = field(default_factory=dict)
    correspondents: dict[tuple[str, str], ConversationId] = field(default_factory=dict)
    engaged: dict[CustomerId, ConversationId] = field(default_factory=dict)
    people: MemoryPeople = field(default_factory=MemoryPeople)
    calendar: MemoryCalendar = field(default_factory=MemoryCalendar)
    campaigns: MemoryCampaigns = field(default_factory=MemoryCampaigns)
    inbox: MemoryInbox = field(default_factory=MemoryInbox)
    bookings: dict[BookingId, Booking] = field(default_factory=dict)
    usage: MemoryUsage = field(default_factory=MemoryUsage)

    def load(self, tenant: TenantId, conversation: ConversationId) -> LoadedConversation | None:
        found = self.partitions.get(conversation)
        if found is None:
            return None
        self.last_loaded = conversation
        ordered = sorted(found.effects.items())
        return LoadedConversation(
            found.conversation,
            frozenset(found.seen),
            effects=tuple(record for _, record in ordered),
        )

    def commit(
        self, before: Conversation, step: Step, *, event_id: str, now: datetime
    ) -> Committed | Stale | SlotLost | AlreadyDone | AddressBusy:
        kept = self.partitions.get(before.id)
        if kept is None:
            return Stale()
        if event_id and event_id in kept.seen:
            return AlreadyDone()
        if kept.conversation.version != before.version:
            self.lost_races += 1
            return Stale()
        if self.conflict():
            return Stale()
        freed = step.release.reservation if step.release is not None else None
        if step.reserve is not None and not self.calendar.takes(step.reserve, freed):
            return SlotLost()
        if not self._may_lock(before, step):
            return AddressBusy()
        after = step.conversation
        if freed is not None:
            self.calendar.release(freed)
        if step.reserve is not None:
            self.calendar.reserve(step.reserve)
            assert after.booking is not None
            after = replace(after, booking=replace(after.booking, reservation=step.reserve))
            assert after.booking is not None
            self.bookings[after.booking.id] = after.booking
        self._apply(kept, before, replace(step, conversation=after), event_id, now)
        self.committed(before, step, now)
        return Committed()

    def _may_lock(self, before: Conversation, step: Step) -> bool:
        """Whether nobody else holds an address that is newly locked, or is to be unlocked."""
        after = step.conversation
        if step.unlock:
            owners = (self.locks.get(address) for address in held_addresses(after))
            return all(owner in (None, after.id) for owner in owners)
        return not any(address in self.locks for address in _new_addresses(before, after))

    def _apply(
        self, kept: Partition, before: Conversation, step: Step, event_id: str, now: datetime
    ) -> None:
        after = step.conversation
        kept.conversation = after
        if event_id:
            kept.seen.add(event_id)
        for effect in step.effects:
            self._keep_effect(kept, effect, now)
        for number, usage in enumerate(step.usage):
            identity = f"{after.id}-{after.version}-{number}"
            self.usage.rows.append(UsageRow(identity, usage.kind, usage.quantity, now, after.id))
        if step.suppress:
            self.people.addresses.update(opted_out_as(after, step))
        elif step.resubscribe:
            own = (CUSTOMER, after.facts.customer_id)
            self.people.addresses.difference_update((*held_addresses(after), own))
        if step.unknown_question:
            self._ask_founder(after, step.unknown_question, now)
        if step.unlock:
            self._unlock(after, now)
        else:
            new = _new_addresses(before, after)
            self.locks.update(dict.fromkeys(new, after.id))
            self.correspondents.update(dict.fromkeys(new, after.id))
        for name, change in _counters(before, step):
            self.campaigns.counts[after.terms.id, name] += change

    def _keep_effect(self, kept: Partition, effect: Effect, now: datetime) -> None:
        if effect.kind in SPOKEN_KINDS:
            kept.effects[effect.id] = EffectRecord(
                effect, EffectStatus.DONE, claimed_at=now, provider_id="socket"
            )
        else:
            kept.effects[effect.id] = EffectRecord(effect, EffectStatus.PENDING)
            kept.due[effect.id] = now + CUT_OFF_AFTER

    def _ask_founder(self, after: Conversation, question: str, now: datetime) -> None:
        item = InboxItem(
            id=f"question#{after.id}-{after.version}",
            kind=InboxKind.UNKNOWN_QUESTION,
            at=now,
            text=question,
            language=after.language,
            conversation=after.id,
        )
        self.inbox.items[item.id] = item

    def _unlock(self, after: Conversation, now: datetime) -> None:
        for address in held_addresses(after):
            self.locks.pop(address, None)
        self.engaged.pop(after.facts.customer_id, None)
        left = history_left_behind(after, now=now)
        for address, known in histories_of(after, left):
            self.people.leave_at(address, known)
        person = replace(left, phone=AddressHistory(), email=AddressHistory())
        self.people.histories[after.facts.customer_id] = person

    def create(
        self, conversation: Conversation, *, now: datetime
    ) -> Committed | AddressBusy | AlreadyDone:
        if conversation.id in self.partitions:
            return AlreadyDone()
        wanted = addresses_of(conversation.facts)
        if any(address in self.locks for address in wanted):
            return AddressBusy()
        if conversation.facts.customer_id in self.engaged:
            return AddressBusy()
        now_known, prior = (
            self.people.history(conversation.tenant, conversation.facts),
            conversation.prior,
        )
        if (now_known.phone.version, now_known.email.version) != (
            prior.phone.version,
            prior.email.version,
        ):
            return AddressBusy()
        self.partitions[conversation.id] = Partition(conversation)
        for address in wanted:
            self.locks[address] = conversation.id
            self.correspondents[address] = conversation.id
        self.engaged[conversation.facts.customer_id] = conversation.id
        self.campaigns.counts[conversation.terms.id, "created"] += 1
        self.campaigns.counts[conversation.terms.id, "open"] += 1
        self.created(conversation, now)
        return Committed()

    def claim(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        effect: EffectId,
        *,
        version: int,
        now: datetime,
    ) -> Claimed | ClaimRefused | AlreadyDone | Stale:
        kept = self.partitions.get(conversation)
        record = kept.effects.get(effect) if kept else None
        if kept is None or record is None:
            return AlreadyDone()
        again = record.status is EffectStatus.CLAIMED
        cut_off = again and kept.claimed[effect] <= now - CUT_OFF_AFTER
        if record.status is not EffectStatus.PENDING and not cut_off:
            return AlreadyDone()
        if kept.conversation.version != version:
            return Stale()
        to_customer = record.effect.to and not record.effect.confirms_opt_out
        if to_customer and self.people.suppressed(tenant, kept.conversation.facts):
            return ClaimRefused("suppressed")
        if record.effect.purpose is Purpose.OPENING and self.blocked:
            return ClaimRefused("spending_stopped")
        claimed = replace(record, status=EffectStatus.CLAIMED, claimed_at=record.claimed_at or now)
        kept.effects[effect] = claimed
        kept.claimed[effect] = now
        kept.due[effect] = now + CUT_OFF_AFTER
        return Claimed(claimed, again=again)

    def record(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        effect: EffectId,
        *,
        status: EffectStatus,
        provider_id: str = "",
        error: str = "",
        retry_at: datetime | None = None,
    ) -> None:
        kept = self.partitions.get(conversation)
        if kept is None or effect not in kept.effects:
            return
        kept.effects[effect] = replace(
            kept.effects[effect], status=status, provider_id=provider_id, error=error
        )
        if retry_at is None:
            kept.due.pop(effect, None)
        else:
            kept.due[effect] = retry_at

    def report_delivery(
        self, tenant: TenantId, conversation: ConversationId, effect: EffectId, *, status: str
    ) -> DeliveryRecorded | None:
        kept = self.partitions.get(conversation)
        record = kept.effects.get(effect) if kept else None
        if kept is None or record is None:
            return None
        if DELIVERY_RANK[status] < DELIVERY_RANK[record.delivery]:
            return None
        struck = record.struck or status in FAILED_DELIVERIES
        kept.effects[effect] = replace(record, delivery=status, struck=struck)
        return DeliveryRecorded(record.delivery != status, struck=record.struck)

    def correspondent(
        self, tenant: TenantId, *, channel: Channel, address: str
    ) -> ConversationId | None:
        keys = keys_of_sender(channel, address)
        return next((self.correspondents[k] for k in keys if k in self.correspondents), None)

    def due(self, *, now: datetime, per_tenant: int) -> tuple[Due, ...]:
        found = []
        for kept in self.partitions.values():
            conversation = kept.conversation
            if conversation.due_at is not None and conversation.due_at <= now:
                at = due_time(conversation.due_at)
                found.append(Due(conversation.tenant, conversation.id, None, at))
            found += [
                Due(conversation.tenant, conversation.id, effect, due_time(at))
                for effect, at in kept.due.items()
                if at <= now
            ]
        ordered = sorted(found, key=lambda due: due.due_at)
        taken: Counter[TenantId] = Counter()
        shares = []
        for due in ordered:
            taken[due.tenant] += 1
            if taken[due.tenant] <= per_tenant:
                shares.append(due)
        return tuple(shares)

    def next_due(self) -> datetime | None:
        times = [
            at
            for kept in self.partitions.values()
            for at in (kept.conversation.due_at, *kept.due.values())
            if at is not None
        ]
        return min(times, default=None)

    def open_conversations(self) -> list[Conversation]:
        return [
            kept.conversation
            for kept in self.partitions.values()
            if kept.conversation.state is not State.CLOSED
        ]


def _new_addresses(before: Conversation, after: Conversation) -> list[tuple[str, str]]:
    """A customer who names another number is locked there too."""
    held = held_addresses(before)
    return [address for address in addresses_of(after.facts) if address not in held]


def _counters(before: Conversation, step: Step) -> Iterator[tuple[str, int]]:
    after = step.conversation
    if after.reached and not before.reached:
        yield "reached", 1
    yield "booked", (step.reserve is not None) - (step.release is not None)
    if step.unlock:
        yield "open", -1
        yield "finished", 1
    if after.outcome is not before.outcome and after.outcome is not None:
        yield f"outcome#{after.outcome}", 1
        if before.outcome is not None:
            yield f"outcome#{before.outcome}", -1
