"""Fills a campaign's dial pool: opens as many conversations as the founder's bandwidth can serve.

It only creates them, each with its address locks; the sweep wakes them and the step decides whether
and how a person may be contacted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from functions.notices.kinds import Notice
from functions.outreach.calendar_ports import CalendarQuery
from functions.outreach.domain.calendar.founder_calendar import remaining
from functions.outreach.domain.campaigns.campaign import (
    Campaign,
    CampaignCounts,
    CampaignStatus,
    PoolPosition,
)
from functions.outreach.domain.campaigns.channel_health import (
    WINDOW,
    HourCount,
    failing_channel,
    pause_reason,
)
from functions.outreach.domain.campaigns.pacing import expected_bookings, openable
from functions.outreach.domain.conversation.state import (
    CampaignId,
    CampaignTerms,
    Conversation,
    ConversationId,
)
from functions.outreach.domain.permission.contact_facts import PersonHistory
from functions.outreach.domain.permission.zones import candidate_zones
from functions.outreach.domain.scheduling.ladder import Exhausted, next_touch
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.steps.step import can_open
from functions.outreach.ports import (
    AddressBusy,
    AlreadyDone,
    CampaignStore,
    Committed,
    ConversationStore,
    DialPool,
    PeopleStore,
    SettingsStore,
)
from functions.outreach.workflows.step_context import build_step_context
from functions.product.customer_facts import CustomerFacts
from functions.product.limits import facts_stale
from tenancy.runtime.clock import Clock
from tenancy.tenant import Tenant, TenantId
from tenancy.values.lazy_dataclass import dataclass

_AT_WORK = frozenset({CampaignStatus.RUNNING, CampaignStatus.EXHAUSTED})
"""Exhausted ones too: a newer segment run may have filled their pool again."""
LOOKED_AT = 400
"""Customers considered per campaign and run; the rest waits for the next minute."""
OPENED = 50
"""Conversations created per campaign and run."""


class ConversationIds(Protocol):
    def conversation(self, *, campaign: str, customer: str) -> ConversationId:
        """Derived, so that a fill cut off half-way never makes a second conversation."""
        ...


class ChannelHealth(Protocol):
    def counts_since(self, tenant: TenantId, since: datetime) -> tuple[HourCount, ...]:
        """What became of the tenant's touches, hour by hour; one query."""
        ...


@dataclass(frozen=True, slots=True)
class Fill:
    clock: Clock
    campaigns: CampaignStore
    conversations: ConversationStore
    settings: SettingsStore
    pool: DialPool
    people: PeopleStore
    calendar: CalendarQuery
    ids: ConversationIds
    health: ChannelHealth
    notify: Callable[[TenantId, Notice], None]


@dataclass(frozen=True, slots=True)
class Filled:
    opened: int
    skipped: dict[str, int]


def fill_dial_pools(ports: Fill, tenant: Tenant, *, founder_names: dict[str, str]) -> int:
    """Fill every running campaign of a tenant; returns how many conversations were created."""
    settings = ports.settings.load(tenant.id)
    if settings.blocked:
        return 0
    every = ports.campaigns.list_all(tenant.id)
    running = [
        (campaign.on_newest(settings.latest_run), counts)
        for campaign, counts in every
        if campaign.status in _AT_WORK
    ]
    running = [pair for pair in running if pair[0].status is CampaignStatus.RUNNING]
    running = _working(ports, tenant.id, running)
    counted = {campaign.id: counts for campaign, counts in every}
    opened = 0
    for campaign, _ in running:
        others = [
            other
            for other, _ in every
            if other.founder == campaign.founder and other.id != campaign.id
        ]
        weights = {one.id: one.weight for one, _ in running}
        rivals = [other for other in others if other.id in weights]
        resting = [other for other in others if other.id not in weights]
        share = campaign.weight / (campaign.weight + sum(weights[one.id] for one in rivals) or 1.0)
        room = _room(
            ports,
            tenant,
            campaign,
            counted[campaign.id],
            settings=settings,
            share=share,
            wanted_by_resting=_wanted(counted, resting),
            wanted_by_rivals=_wanted(counted, rivals),
        )
        if room > 0:
            filled = _fill(
                ports,
                tenant,
                campaign,
                settings=settings,
                room=min(room, OPENED),
                founder_name=founder_names.get(campaign.founder, ""),
            )
            opened += filled.opened
            mine = counted[campaign.id]
            counted[campaign.id] = replace(mine, open=mine.open + filled.opened)
    return opened


def _wanted(counted: Mapping[CampaignId, CampaignCounts], campaigns: Sequence[Campaign]) -> float:
    """Places that conversations of these campaigns will want, of those now open."""
    return sum(
        expected_bookings(
            open_conversations=counts.open,
            booked_so_far=counts.booked,
            finished_so_far=counts.finished,
        )
        for counts in (counted[one.id] for one in campaigns)
    )


def _working(
    ports: Fill, tenant: TenantId, running: list[tuple[Campaign, CampaignCounts]]
) -> list[tuple[Campaign, CampaignCounts]]:
    """Without the campaigns that are paused now, because a channel fails too often."""
    if not running:
        return running
    now = ports.clock.now()
    counts = ports.health.counts_since(tenant, now - WINDOW)
    working: list[tuple[Campaign, CampaignCounts]] = []
    for campaign, found in running:
        failing = failing_channel(counts, now=now, resumed_at=campaign.resumed_at)
        if failing is None:
            working.append((campaign, found))
            continue
        # Once for each pause, however often the schedule runs into it; and before the campaign is
        # paused, since one that is paused already is not looked at again.
        since = campaign.resumed_at or campaign.created_at
        name = f"{campaign.id}-{since:%Y%m%dT%H%M%S}" if since else campaign.id
        ports.notify(tenant, Notice("channel_paused", name, now, about=campaign.name))
        reason = pause_reason(failing)
        ports.campaigns.save(
            tenant, replace(campaign, status=CampaignStatus.PAUSED, pause_reason=reason)
        )
    return working


def _room(
    ports: Fill,
    tenant: Tenant,
    campaign: Campaign,
    counts: CampaignCounts,
    *,
    settings: TenantSettings,
    share: float,
    wanted_by_resting: float,
    wanted_by_rivals: float,
) -> int:
    bandwidth = settings.bandwidth(campaign.founder)
    if bandwidth is None:
        return 0
    now = ports.clock.now()
    calendar = ports.calendar.state(tenant.id, campaign.founder, bandwidth=bandwidth, now=now)
    return openable(
        remaining=remaining(bandwidth=bandwidth, calendar=calendar, now=now),
        open_conversations=counts.open,
        booked_so_far=counts.booked,
        finished_so_far=counts.finished,
        weight=share,
        wanted_by_resting=wanted_by_resting,
        wanted_by_rivals=wanted_by_rivals,
    )


def _fill(
    ports: Fill,
    tenant: Tenant,
    campaign: Campaign,
    *,
    settings: TenantSettings,
    room: int,
    founder_name: str,
) -> Filled:
    now = ports.clock.now()
    skipped: Counter[str] = Counter()
    deferred: list[PoolPosition] = []
    opened = 0
    cursor = campaign.next_place
    exhausted = False
    for place, facts in _candidates(ports, tenant, campaign):
        if facts is None:
            exhausted = True
            break
        verdict = _open(
            ports,
            tenant,
            campaign,
            facts,
            settings=settings,
            founder_name=founder_name,
            now=now,
        )
        if verdict == "opened":
            opened += 1
        elif verdict == "address_busy":
            deferred.append(place)
        elif verdict:
            skipped[verdict] += 1
        if place >= cursor:
            cursor = PoolPosition(place.page, place.index + 1)
        if opened >= room:
            break
    untried = tuple(p for p in campaign.deferred if p not in deferred and opened >= room)
    after = campaign.advanced(cursor, defer=(*deferred, *untried), skipped=skipped.total())
    if exhausted and not after.deferred:
        after = replace(after, status=CampaignStatus.EXHAUSTED)
    ports.campaigns.save(tenant.id, after)
    if skipped:
        ports.campaigns.skipped(tenant.id, campaign.id, reasons=dict(skipped))
    return Filled(opened=opened, skipped=dict(skipped))


def _candidates(
    ports: Fill, tenant: Tenant, campaign: Campaign
) -> Iterator[tuple[PoolPosition, CustomerFacts | None]]:
    """Deferred customers first, then the pool from the cursor; None marks its end."""
    pages: dict[int, tuple[CustomerFacts, ...]] = {}

    def page(number: int) -> tuple[CustomerFacts, ...]:
        if number not in pages:
            pages[number] = ports.pool.page(
                tenant.id, run=campaign.run, motion=campaign.motion, page=number
            )
        return pages[number]

    for place in campaign.deferred:
        found = page(place.page)
        if place.index < len(found):
            yield place, found[place.index]
    place = campaign.next_place
    for _ in range(LOOKED_AT):
        found = page(place.page)
        if not found:
            yield place, None
            return
        if place.index >= len(found):
            place = PoolPosition(place.page + 1, 0)
            continue
        yield place, found[place.index]
        place = PoolPosition(place.page, place.index + 1)


def _open(
    ports: Fill,
    tenant: Tenant,
    campaign: Campaign,
    facts: CustomerFacts,
    *,
    settings: TenantSettings,
    founder_name: str,
    now: datetime,
) -> str:
    """Create one conversation; the answer is `opened`, `address_busy`, empty or a reason."""
    today: date = now.astimezone(ZoneInfo(tenant.time_zone)).date()
    if facts_stale(as_of=facts.as_of, today=today, synced=facts.synced):
        return "facts_stale"
    if ports.people.suppressed(tenant.id, facts):
        return "suppressed"
    bandwidth = settings.bandwidth(campaign.founder)
    link = campaign.meeting_place or (bandwidth.meeting_link if bandwidth else "")
    if not link and not facts.phone:
        return "no_place_to_meet"
    prior = ports.people.history(tenant.id, facts)
    conversation = _new(
        ports, tenant, campaign, facts, settings=settings, founder_name=founder_name, prior=prior
    )
    context = build_step_context(conversation, settings=settings, now=now)
    refusal = can_open(conversation, context)
    if refusal is not None:
        return refusal
    if isinstance(next_touch(conversation=conversation, context=context), Exhausted):
        return "no_permitted_channel"
    created = ports.conversations.create(replace(conversation, created_at=now, due_at=now), now=now)
    match created:
        case Committed():
            return "opened"
        case AddressBusy():
            return "address_busy"
        case AlreadyDone():
            return ""


def _new(
    ports: Fill,
    tenant: Tenant,
    campaign: Campaign,
    facts: CustomerFacts,
    *,
    settings: TenantSettings,
    founder_name: str,
    prior: PersonHistory,
) -> Conversation:
    approved = {p.language for p in settings.playbooks if p.motion is campaign.motion}
    language = facts.language if facts.language in approved else tenant.default_language
    zones = candidate_zones(facts)
    return Conversation(
        id=ports.ids.conversation(campaign=campaign.id, customer=facts.customer_id),
        tenant=tenant.id,
        terms=CampaignTerms(
            id=campaign.id,
            motion=campaign.motion,
            founder=campaign.founder,
            founder_name=founder_name,
            business_name=tenant.business_name,
            offer=settings.offer(campaign.offer),
            meeting_place=campaign.meeting_place,
            channels=settings.ready_channels,
        ),
        facts=facts,
        language=language,
        time_zone=zones[0] if zones else tenant.time_zone,
        created_at=ports.clock.now(),
        prior=prior,
    )
