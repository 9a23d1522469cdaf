"""The stores of outreach kept in memory, all or nothing like the real ones.

Conflicts are injected here: a commit may lose a race that nobody ran.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from functions.outreach.domain.calendar.founder_calendar import Bandwidth, BookingId, CalendarState
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts, CampaignStatus
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import SPOKEN_KINDS
from functions.outreach.domain.conversation.state import (
    Booking,
    CampaignId,
    Conversation,
    ConversationId,
    EffectId,
    PersonHistory,
    State,
)
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.ports import (
    AddressBusy,
    AlreadyDone,
    Claimed,
    ClaimRefused,
    Committed,
    Due,
    EffectRecord,
    EffectStatus,
    LoadedConversation,
    SlotLost,
    Stale,
)
from functions.outreach.store.conversations.people import address_kind, addresses_of, held_addresses
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts, CustomerId
from functions.product.motions import Motion
from tenancy.billing.usage import UsageRow
from tenancy.tenant import FounderId, TenantId

CUT_OFF_AFTER = timedelta(minutes=2)


@dataclass
class Partition:
    """One conversation's rows."""

    conversation: Conversation
    seen: set[str] = field(default_factory=set)
    effects: dict[EffectId, EffectRecord] = field(default_factory=dict)
    due: dict[EffectId, datetime] = field(default_factory=dict)


@dataclass
class Memory:
    """Everything that is stored, for one tenant."""

    conflict: Callable[[], bool] = lambda: False
    """Whether this commit loses a race that nobody ran."""
    committed: Callable[[Conversation, Step, datetime], object] = lambda before, step, now: None
    created: Callable[[Conversation, datetime], object] = lambda conversation, now: None
    cut_off: Callable[[], object] = lambda: None
    """May raise: the process dies after it opened conversations and before it says so."""
    last_loaded: ConversationId | None = None
    lost_races: int = 0
    """Commits that came second, truly."""
    partitions: dict[ConversationId, Partition] = field(default_factory=dict)
    locks: dict[tuple[str, str], ConversationId] = field(default_factory=dict)
    correspondents: dict[tuple[str, str], ConversationId] = field(default_factory=dict)
    people: dict[CustomerId, PersonHistory] = field(default_factory=dict)
    engaged: dict[CustomerId, ConversationId] = field(default_factory=dict)
    suppressed: set[tuple[str, str]] = field(default_factory=set)
    cells: dict[datetime, str] = field(default_factory=dict)
    per_day: Counter[date] = field(default_factory=Counter)
    per_week: Counter[date] = field(default_factory=Counter)
    bookings: dict[BookingId, Booking] = field(default_factory=dict)
    usage: list[UsageRow] = field(default_factory=list)
    campaigns: dict[CampaignId, Campaign] = field(default_factory=dict)
    counts: Counter[tuple[CampaignId, str]] = field(default_factory=Counter)

    # Conversations ------------------------------------------------------------------------------

    def load(self, tenant: TenantId, conversation: ConversationId) -> LoadedConversation | None:
        found = self.partitions.get(conversation)
        if found is None:
            return None
        self.last_loaded = conversation
        return LoadedConversation(
            found.conversation, frozenset(found.seen), effects=tuple(found.effects.values())
        )

    def commit(
        self, before: Conversation, step: Step, *, event_id: str, now: datetime
    ) -> Committed | Stale | SlotLost | AlreadyDone:
        kept = self.partitions[before.id]
        if event_id and event_id in kept.seen:
            return AlreadyDone()
        if kept.conversation.version != before.version:
            self.lost_races += 1
            return Stale()
        if self.conflict():
            return Stale()
        if step.reserve is not None and not self._takes(step):
            return SlotLost()
        if not step.unlock and not self._lock_more(before, step.conversation):
            return Stale()
        after = step.conversation
        if step.release is not None:
            self._release(step)
        if step.reserve is not None:
            self._reserve(step)
            assert after.booking is not None
            after = replace(after, booking=replace(after.booking, reservation=step.reserve))
            assert after.booking is not None
            self.bookings[after.booking.id] = after.booking
        self._apply(kept, before, replace(step, conversation=after), event_id, now)
        self.committed(before, step, now)
        return Committed()

    def _lock_more(self, before: Conversation, after: Conversation) -> bool:
        """A customer who names another number is locked there too; False if it is taken."""
        held = held_addresses(before)
        new = [address for address in addresses_of(after.facts) if address not in held]
        if any(address in self.locks for address in new):
            return False
        self.locks.update(dict.fromkeys(new, after.id))
        self.correspondents.update(dict.fromkeys(new, after.id))
        return True

    def _takes(self, step: Step) -> bool:
        wanted = step.reserve
        assert wanted is not None
        freed = step.release.reservation if step.release is not None else None
        given = set(freed.cells) if freed else set()
        free = all(cell not in self.cells or cell in given for cell in wanted.cells)
        day = self.per_day[wanted.day] - bool(freed and freed.day == wanted.day)
        week = self.per_week[wanted.week] - bool(freed and freed.week == wanted.week)
        return free and day < wanted.day_cap and week < wanted.week_cap

    def _reserve(self, step: Step) -> None:
        assert step.reserve is not None
        self.cells.update(dict.fromkeys(step.reserve.cells, step.reserve.booking))
        self.per_day[step.reserve.day] += 1
        self.per_week[step.reserve.week] += 1

    def _release(self, step: Step) -> None:
        freed = step.release.reservation if step.release is not None else None
        if freed is None:
            return
        for cell in freed.cells:
            del self.cells[cell]
        self.per_day[freed.day] -= 1
        self.per_week[freed.week] -= 1

    def _apply(
        self, kept: Partition, before: Conversation, step: Step, event_id: str, now: datetime
    ) -> None:
        after = step.conversation
        kept.conversation = after
        if event_id:
            kept.seen.add(event_id)
        for effect in step.effects:
            inline = effect.kind in SPOKEN_KINDS
            kept.effects[effect.id] = EffectRecord(
                effect, EffectStatus.DONE if inline else EffectStatus.PENDING
            )
            if not inline:
                kept.due[effect.id] = now + CUT_OFF_AFTER
        for number, usage in enumerate(step.usage):
            identity = f"{after.id}-{after.version}-{number}"
            self.usage.append(UsageRow(identity, usage.kind, usage.quantity, now, after.id))
        for address in held_addresses(after):
            if step.suppress:
                self.suppressed.add(address)
            if step.resubscribe:
                self.suppressed.discard(address)
        if step.unlock:
            self._unlock(after, now)
        if after.reached and not before.reached:
            self.counts[after.terms.id, "reached"] += 1
        self.counts[after.terms.id, "booked"] += (step.reserve is not None) - (
            step.release is not None
        )

    def _unlock(self, after: Conversation, now: datetime) -> None:
        for address in held_addresses(after):
            if self.locks.get(address) == after.id:
                del self.locks[address]
        self.engaged.pop(after.facts.customer_id, None)
        week_ago = now - timedelta(days=7)
        own = tuple(touch.at for touch in after.touches if not touch.failed)
        self.people[after.facts.customer_id] = PersonHistory(
            touched_at=tuple(sorted(at for at in (*after.prior.touched_at, *own) if at > week_ago)),
            quiet_until=after.quiet_until or after.prior.quiet_until,
        )
        self.counts[after.terms.id, "open"] -= 1
        self.counts[after.terms.id, "finished"] += 1

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
        self.partitions[conversation.id] = Partition(conversation)
        for address in wanted:
            self.locks[address] = conversation.id
            self.correspondents[address] = conversation.id
        self.engaged[conversation.facts.customer_id] = conversation.id
        self.counts[conversation.terms.id, "created"] += 1
        self.counts[conversation.terms.id, "open"] += 1
        self.created(conversation, now)
        return Committed()

    def claim(
        self, tenant: TenantId, conversation: ConversationId, effect: EffectId, *, now: datetime
    ) -> Claimed | ClaimRefused | AlreadyDone:
        kept = self.partitions[conversation]
        record = kept.effects[effect]
        cut_off = record.status is EffectStatus.CLAIMED and (
            kept.due[effect] - CUT_OFF_AFTER <= now - CUT_OFF_AFTER
        )
        if record.status is not EffectStatus.PENDING and not cut_off:
            return AlreadyDone()
        to_customer = record.effect.to and not record.effect.confirms_opt_out
        if to_customer and any(
            address in self.suppressed for address in addresses_of(kept.conversation.facts)
        ):
            return ClaimRefused("suppressed")
        claimed = replace(
            record,
            status=EffectStatus.CLAIMED,
            claimed_at=record.claimed_at or now,
        )
        kept.effects[effect] = claimed
        kept.due[effect] = now + CUT_OFF_AFTER
        return Claimed(claimed, again=cut_off)

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
        kept = self.partitions[conversation]
        kept.effects[effect] = replace(
            kept.effects[effect], status=status, provider_id=provider_id, error=error
        )
        if retry_at is None:
            kept.due.pop(effect, None)
        else:
            kept.due[effect] = retry_at

    def report_delivery(
        self, tenant: TenantId, conversation: ConversationId, effect: EffectId, *, status: str
    ) -> bool:
        return True

    def correspondent(
        self, tenant: TenantId, *, channel: Channel, address: str
    ) -> ConversationId | None:
        return self.correspondents.get((address_kind(channel), address))

    # Campaigns, people, calendar and sweep --------------------------------------------------------

    def running(self, tenant: TenantId) -> tuple[tuple[Campaign, CampaignCounts], ...]:
        return tuple(
            (campaign, self._counts(campaign.id))
            for campaign in self.campaigns.values()
            if campaign.status is CampaignStatus.RUNNING
        )

    def _counts(self, campaign: CampaignId) -> CampaignCounts:
        return CampaignCounts(
            created=self.counts[campaign, "created"],
            open=self.counts[campaign, "open"],
            reached=self.counts[campaign, "reached"],
            booked=self.counts[campaign, "booked"],
            finished=self.counts[campaign, "finished"],
            skipped=self.counts[campaign, "skipped"],
        )

    def save(self, tenant: TenantId, campaign: Campaign) -> bool:
        self.cut_off()
        self.campaigns[campaign.id] = replace(campaign, version=campaign.version + 1)
        return True

    def skipped(self, tenant: TenantId, campaign: CampaignId, *, reasons: dict[str, int]) -> None:
        for reason, count in reasons.items():
            self.counts[campaign, f"skipped#{reason}"] += count
            self.counts[campaign, "skipped"] += count

    def history(self, tenant: TenantId, customer: CustomerId) -> PersonHistory:
        return self.people.get(customer, PersonHistory())

    def suppress_stranger(self, *, channel: Channel, address: str) -> None:
        self.suppressed.add((address_kind(channel), address))

    def is_suppressed(self, facts: CustomerFacts) -> bool:
        return any(address in self.suppressed for address in addresses_of(facts))

    def state(
        self, tenant: TenantId, founder: FounderId, *, bandwidth: Bandwidth, now: datetime
    ) -> CalendarState:
        return CalendarState(
            taken_cells=frozenset(self.cells),
            booked_per_day=tuple(self.per_day.items()),
            booked_per_week=tuple(self.per_week.items()),
        )

    def due(self, *, now: datetime, limit: int) -> tuple[Due, ...]:
        found = []
        for kept in self.partitions.values():
            conversation = kept.conversation
            if conversation.due_at is not None and conversation.due_at <= now:
                found.append(
                    Due(conversation.tenant, conversation.id, None, conversation.due_at.isoformat())
                )
            found += [
                Due(conversation.tenant, conversation.id, effect, at.isoformat())
                for effect, at in kept.due.items()
                if at <= now
            ]
        return tuple(sorted(found, key=lambda due: due.due_at)[:limit])

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


@dataclass
class MemoryPeople:
    memory: Memory

    def history(self, tenant: TenantId, customer: CustomerId) -> PersonHistory:
        return self.memory.history(tenant, customer)

    def suppressed(self, tenant: TenantId, facts: CustomerFacts) -> bool:
        return self.memory.is_suppressed(facts)


@dataclass
class MemoryPool:
    customers: dict[Motion, tuple[CustomerFacts, ...]]
    page_size: int = 10

    def page(
        self, tenant: TenantId, *, run: str, motion: Motion, page: int
    ) -> tuple[CustomerFacts, ...]:
        start = page * self.page_size
        return self.customers.get(motion, ())[start : start + self.page_size]


@dataclass
class FixedSettings:
    """Settings are read between loading and committing: there others may come in between."""

    settings: TenantSettings
    meanwhile: Callable[[], object]

    def load(self, tenant: TenantId) -> TenantSettings:
        self.meanwhile()
        return self.settings
