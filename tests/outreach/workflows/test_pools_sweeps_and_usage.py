"""Opening from the pool, waking what is due, and reporting usage: fair, ordered, nothing lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontend_api.wording.terms import word
from functions.notices.kinds import Notice
from functions.outreach.domain.calendar.founder_calendar import Bandwidth, CalendarState
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignStatus, PoolPosition
from functions.outreach.domain.campaigns.channel_health import (
    HourCount,
    TouchResult,
    hour_of,
    pause_reason,
)
from functions.outreach.domain.conversation.state import CampaignId, ConversationId, EffectId
from functions.outreach.ports import Due
from functions.outreach.store.conversations.derived_ids import DerivedIds
from functions.outreach.workflows.fill_dial_pool import Fill, fill_dial_pools
from functions.outreach.workflows.wake_due import PER_TENANT, ROUND, wake_due
from functions.product.channels import CHANNELS, Channel
from functions.product.customer_facts import CustomerFacts
from functions.product.motions import Motion
from tenancy.tenant import FounderId, TenantId, tenant_id
from tests.outreach.approved import (
    FOUNDER,
    NOW,
    OFFER,
    bandwidth,
    customer,
    nobody_is_erased,
    settings,
    tenant,
)
from tests.simulation.doubles.memory import FixedSettings, Memory, MemoryPool
from tests.simulation.doubles.memory.health import FixedHealth


class Standing:
    def now(self) -> datetime:
        return NOW


OTHER = FounderId("f_other")


class Empty:
    """Calendars with nothing in them."""

    def state(
        self, tenant: TenantId, founder: FounderId, *, bandwidth: Bandwidth, now: datetime
    ) -> CalendarState:
        return CalendarState()


CAMPAIGN = Campaign(
    id=CampaignId("k_sample"),
    name="Sample",
    motion=Motion.UPSELL,
    founder=FOUNDER,
    run="r_1",
    offer=OFFER.id,
    status=CampaignStatus.RUNNING,
)


@dataclass
class Pool:
    """A campaign over some customers; each `fill` is one run of the schedule."""

    customers: tuple[CustomerFacts, ...]
    memory: Memory = field(default_factory=Memory)
    blocked: str = ""
    launched: Campaign = CAMPAIGN
    latest_run: str = ""
    health: FixedHealth = field(default_factory=FixedHealth)
    noticed: list[Notice] = field(default_factory=list)
    others: tuple[CustomerFacts, ...] = ()
    """In the pool of another motion."""
    places: dict[FounderId, int] = field(default_factory=lambda: {FOUNDER: 40})
    """Of a week, whose bandwidth is set."""
    dies_at_notice: bool = False

    def __post_init__(self) -> None:
        self.memory.campaigns.launch(self.launched)

    def fill(self) -> int:
        ports = Fill(
            clock=Standing(),
            campaigns=self.memory.campaigns,
            conversations=self.memory,
            settings=FixedSettings(
                replace(
                    settings(Motion.UPSELL, Motion.RETENTION),
                    blocked=self.blocked,
                    latest_run=self.latest_run,
                    bandwidths=tuple(
                        replace(bandwidth(), founder=founder, per_week=places, horizon_days=7)
                        for founder, places in self.places.items()
                    ),
                ),
                lambda: None,
            ),
            pool=MemoryPool(
                {Motion.UPSELL: self.customers, Motion.RETENTION: self.others}, page_size=2
            ),
            people=self.memory.people,
            calendar=Empty(),
            ids=DerivedIds(b"k" * 32),
            health=self.health,
            notify=self._notice,
        )
        return fill_dial_pools(ports, tenant(), founder_names={FOUNDER: "Sample Founder"})

    def _notice(self, _tenant: TenantId, notice: Notice) -> None:
        if self.dies_at_notice:
            self.dies_at_notice = False
            raise ConnectionResetError
        self.noticed.append(notice)

    @property
    def campaign(self) -> Campaign:
        return self.memory.campaigns.rows[CAMPAIGN.id]

    @property
    def opened(self) -> list[str]:
        return [kept.conversation.facts.customer_id for kept in self.memory.partitions.values()]

    def opened_by(self, campaign: CampaignId) -> int:
        talks = (kept.conversation for kept in self.memory.partitions.values())
        return sum(talk.terms.id == campaign for talk in talks)


def failing(tried: int, failed: int) -> FixedHealth:
    hour = hour_of(NOW)
    return FixedHealth(
        (
            HourCount(hour, Channel.SMS, TouchResult.TRIED, tried),
            HourCount(hour, Channel.SMS, TouchResult.FAILED, failed),
        )
    )


def test_a_channel_that_fails_too_often_pauses_the_campaign_and_says_why() -> None:
    pool = Pool((customer(1),), health=failing(40, 21))
    assert pool.fill() == 0
    assert pool.campaign.status is CampaignStatus.PAUSED
    assert pool.campaign.pause_reason == "sms_failing"
    assert [(one.name, one.about) for one in pool.noticed] == [("channel_paused", "Sample")]
    assert pool.fill() == 0


def test_a_worker_that_dies_leaves_a_campaign_that_is_paused_and_said() -> None:
    pool = Pool((customer(1),), health=failing(40, 21), dies_at_notice=True)
    with pytest.raises(ConnectionResetError):
        pool.fill()
    assert (pool.noticed, pool.campaign.status) == ([], CampaignStatus.RUNNING)
    pool.fill()
    assert pool.campaign.status is CampaignStatus.PAUSED
    assert [one.about for one in pool.noticed] == ["Sample"]


def test_the_console_has_words_for_every_channel_that_fails() -> None:
    assert all(word(pause_reason(channel)).endswith("look at the channel") for channel in CHANNELS)


def test_after_the_founder_went_on_the_campaign_opens_again() -> None:
    resumed = replace(CAMPAIGN, resumed_at=NOW)
    assert Pool((customer(1),), health=failing(40, 21), launched=resumed).fill() == 1


def test_failures_below_the_limit_pause_nothing() -> None:
    assert Pool((customer(1),), health=failing(40, 19)).fill() == 1


def test_everybody_in_the_pool_is_opened_once_and_then_it_is_exhausted() -> None:
    pool = Pool(tuple(customer(n) for n in range(1, 6)))
    assert pool.fill() == 5
    assert pool.opened == [f"cus_{n}" for n in range(1, 6)]
    assert pool.campaign.status is CampaignStatus.EXHAUSTED
    assert pool.fill() == 0


def test_a_busy_address_is_put_off_and_tried_again_when_it_is_free() -> None:
    first = customer(1)
    pool = Pool((first, customer(2, phone=first.phone), customer(3)))
    assert pool.fill() == 2
    assert pool.opened == ["cus_1", "cus_3"]
    assert pool.campaign.deferred == (PoolPosition(0, 1),)
    assert pool.campaign.status is CampaignStatus.RUNNING
    assert pool.fill() == 0
    assert pool.campaign.deferred == (PoolPosition(0, 1),)
    pool.memory.locks.clear()
    assert pool.fill() == 1
    assert pool.opened[-1] == "cus_2"
    assert (pool.campaign.deferred, pool.campaign.status) == ((), CampaignStatus.EXHAUSTED)


def second(*, founder: FounderId = FOUNDER, weight: float = 1.0) -> Campaign:
    return replace(
        CAMPAIGN,
        id=CampaignId("k_second"),
        motion=Motion.RETENTION,
        offer=None,
        founder=founder,
        weight=weight,
        created_at=NOW,
    )


def two_pools(*, places: dict[FounderId, int]) -> Pool:
    many = tuple(customer(number) for number in range(1, 121))
    return Pool(many[:60], others=many[60:], places=places)


def test_each_founder_of_a_tenant_is_paced_by_their_own_hours() -> None:
    alone = two_pools(places={FOUNDER: 2})
    alone.fill()
    both = two_pools(places={FOUNDER: 2, OTHER: 1})
    both.memory.campaigns.launch(second(founder=OTHER))
    both.fill()
    assert both.opened_by(CAMPAIGN.id) == alone.opened_by(CAMPAIGN.id)
    assert 0 < both.opened_by(CampaignId("k_second")) < both.opened_by(CAMPAIGN.id)
    talks = [kept.conversation.terms for kept in both.memory.partitions.values()]
    assert {(terms.id, terms.founder) for terms in talks} == {
        (CAMPAIGN.id, FOUNDER),
        (CampaignId("k_second"), OTHER),
    }


def test_a_founder_without_hours_opens_nothing_and_takes_nothing_from_another() -> None:
    pool = two_pools(places={FOUNDER: 2})
    pool.memory.campaigns.launch(second(founder=OTHER, weight=9))
    alone = two_pools(places={FOUNDER: 2})
    assert pool.fill() == alone.fill() > 0


def test_campaigns_of_one_founder_open_by_their_weights() -> None:
    pool = two_pools(places={FOUNDER: 4})
    pool.memory.campaigns.launch(second(weight=3))
    pool.fill()
    first, other = pool.opened_by(CAMPAIGN.id), pool.opened_by(CampaignId("k_second"))
    assert other == pytest.approx(3 * first, abs=3)
    alone = two_pools(places={FOUNDER: 4})
    alone.fill()
    assert first + other <= alone.opened_by(CAMPAIGN.id) + 1


@pytest.mark.parametrize(
    "status", [CampaignStatus.PAUSED, CampaignStatus.STOPPED, CampaignStatus.RUNNING]
)
def test_a_second_campaign_waits_for_places_that_open_talks_of_the_first_will_want(
    status: CampaignStatus,
) -> None:
    pool = two_pools(places={FOUNDER: 2})
    pool.fill()
    filled = pool.opened_by(CAMPAIGN.id)
    assert 0 < filled < 60
    pool.memory.campaigns.launch(replace(pool.campaign, status=status))
    pool.memory.campaigns.launch(second())
    assert pool.fill() == 0
    pool.memory.campaigns.counts[CAMPAIGN.id, "open"] -= filled // 2
    pool.memory.campaigns.counts[CAMPAIGN.id, "finished"] += filled // 2
    assert pool.fill() > 0


def test_old_facts_open_nothing_unless_the_base_is_synced() -> None:
    limit = NOW.date() - timedelta(days=14)
    old: date = limit - timedelta(days=1)
    pool = Pool(
        (customer(1, as_of=old), customer(2, as_of=old, synced=True), customer(3, as_of=limit))
    )
    assert pool.fill() == 2
    assert pool.opened == ["cus_2", "cus_3"]
    assert pool.memory.campaigns.counts[CAMPAIGN.id, "skipped#facts_stale"] == 1


def test_suppressed_people_and_people_no_channel_may_reach_are_skipped_with_the_reason() -> None:
    gone = customer(1)
    pool = Pool((gone, customer(2, phone="", email="")))
    pool.memory.people.addresses.add(("email", gone.email))
    assert pool.fill() == 0
    assert pool.memory.campaigns.counts[CAMPAIGN.id, "skipped#suppressed"] == 1
    assert pool.memory.campaigns.counts[CAMPAIGN.id, "skipped"] == 2


def test_nobody_is_counted_as_passed_over_twice_by_newer_runs() -> None:
    """Each night's run is worked from the front: "28 skipped of 15" stood on the page."""
    pool = Pool(tuple(customer(n, phone="", email="") for n in range(1, 4)))
    for night in range(1, 5):
        pool.latest_run = f"run_{night}"
        pool.fill()
        assert pool.campaign.skipped == 3


def test_whoever_could_not_be_met_anywhere_is_not_opened() -> None:
    mail_only = customer(1, phone="")
    pool = Pool((mail_only, customer(2)))
    assert pool.fill() == 1
    assert pool.memory.campaigns.counts[CAMPAIGN.id, "skipped#no_place_to_meet"] == 1
    linked = replace(CAMPAIGN, meeting_place="https://meet.example.com/team")
    behind_a_link = Pool((mail_only,), launched=linked)
    assert behind_a_link.fill() == 1


def test_nothing_is_opened_while_spending_is_stopped() -> None:
    pool = Pool((customer(1),), blocked="trial_used_up")
    assert pool.fill() == 0
    assert pool.campaign == replace(CAMPAIGN, version=1)


def test_a_fill_cut_off_before_it_was_saved_opens_nobody_twice() -> None:
    pool = Pool((customer(1), customer(2)))
    pool.fill()
    pool.memory.campaigns.launch(CAMPAIGN)
    assert pool.fill() == 0
    assert len(pool.opened) == 2
    assert pool.memory.campaigns.counts[CAMPAIGN.id, "created"] == 2


@dataclass
class Released:
    """The queues, and the index the sweep reads."""

    rows: tuple[Due, ...] = ()
    sent: list[Due] = field(default_factory=list)

    def due(self, *, now: datetime, per_tenant: int) -> tuple[Due, ...]:
        return self.rows

    def wake(self, *, tenant: TenantId, conversation: ConversationId, due_at: str) -> None:
        self.sent.append(Due(tenant, conversation, None, due_at))

    def perform(self, *, tenant: TenantId, conversation: ConversationId, effect: EffectId) -> None:
        self.sent.append(Due(tenant, conversation, effect, ""))

    def reply(self, **_: object) -> None:
        raise AssertionError("a sweep tells nobody anything")


TENANTS = [tenant_id(f"t_sample00000{n}") for n in range(4)]


@given(st.lists(st.tuples(st.sampled_from(TENANTS), st.booleans()), max_size=700))
def test_one_tenants_monday_delays_nobody_and_what_is_held_back_is_counted(
    plan: list[tuple[TenantId, bool]],
) -> None:
    rows = tuple(
        Due(whose, ConversationId(f"c_{n}"), EffectId("e") if effect else None, "")
        for n, (whose, effect) in enumerate(plan)
    )
    here = Released(rows)
    swept = wake_due(
        clock=Standing(),
        sweep=here,
        postbox=here,
        erase=nobody_is_erased,
        deliver=nobody_is_erased,
        notify=nobody_is_erased,
    )
    seen, sent = Counter(row.tenant for row in rows), Counter(row.tenant for row in here.sent)
    assert sum(sent.values()) == min(ROUND, sum(min(PER_TENANT, n) for n in seen.values()))
    assert all(count <= PER_TENANT for count in sent.values())
    # By turns: nobody gets two rows more than somebody who still has some.
    behind = [sent[whose] for whose, count in seen.items() if sent[whose] < min(count, PER_TENANT)]
    assert all(count <= min(behind, default=PER_TENANT) + 1 for count in sent.values())
    assert swept.conversations + swept.effects == len(here.sent)
    assert swept.held_back == len(rows) - len(here.sent)


def test_with_more_due_than_a_round_holds_everybody_has_a_turn() -> None:
    """Whose one row is the newest of all is not behind others' hundreds."""
    many = [tenant_id(f"t_many0000000{number}") for number in range(ROUND // PER_TENANT + 1)]
    late = tenant_id("t_latest000000")
    rows = tuple(
        Due(whose, ConversationId(f"c_{number}"), None, f"{number:04d}")
        for number in range(PER_TENANT)
        for whose in many
    )
    here = Released((*rows, Due(late, ConversationId("c_late"), None, "9999")))
    swept = wake_due(
        clock=Standing(),
        sweep=here,
        postbox=here,
        erase=nobody_is_erased,
        deliver=nobody_is_erased,
        notify=nobody_is_erased,
    )
    sent = Counter(row.tenant for row in here.sent)
    assert sent[late] == 1
    assert sum(sent.values()) == ROUND
    assert max(sent[whose] for whose in many) - min(sent[whose] for whose in many) <= 1
    assert swept.held_back == len(rows) + 1 - ROUND
