"""Campaigns, usage, strangers and dial pools: what is counted and kept beside the conversations."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.outreach.domain.campaigns.campaign import CampaignCounts, CampaignStatus
from functions.outreach.domain.conversation.effects import Usage
from functions.outreach.domain.conversation.state import CampaignId, Outcome
from functions.outreach.ports import Committed, InboundMessage
from functions.product.channels import Channel
from functions.product.motions import Motion
from tenancy.billing.delivery import minute_of
from tenancy.billing.usage import Meter, Period, UsageKind
from tests.outreach.approved import NOW, TENANT, conversation, customer
from tests.outreach.store.contract.conftest import POOL, RUN, Stores
from tests.outreach.store.contract.sample_steps import ended, launch, opened, spoken

pytestmark = pytest.mark.costly(first=4)


def test_a_campaign_is_saved_only_over_the_version_that_was_read(stores: Stores) -> None:
    saved = launch(stores, conversation())
    assert not stores.campaigns.save(TENANT, replace(saved, version=0))
    assert stores.campaigns.save(TENANT, replace(saved, name="Renamed"))
    assert not stores.campaigns.save(TENANT, replace(saved, name="Too late"))
    ((found, _),) = stores.campaigns.list_all(TENANT)
    assert (found.name, found.version) == ("Renamed", 2)


def test_campaigns_are_listed_in_the_order_they_began_whether_they_open_or_not(
    stores: Stores,
) -> None:
    campaign = launch(stores, conversation())
    for days, status in (
        (3, CampaignStatus.RUNNING),
        (2, CampaignStatus.EXHAUSTED),
        (1, CampaignStatus.PAUSED),
    ):
        other = replace(
            campaign,
            id=CampaignId(f"k_{status}"),
            created_at=NOW - timedelta(days=days),
            status=status,
            version=0,
        )
        assert stores.campaigns.save(TENANT, other)
    found = [one.id for one, _ in stores.campaigns.list_all(TENANT)]
    assert found == ["k_running", "k_exhausted", "k_paused", campaign.id]


def test_a_campaign_s_counts_follow_its_conversations(stores: Stores) -> None:
    launch(stores, conversation())
    assert stores.counts() == CampaignCounts()
    first, second = opened(stores, 1), opened(stores, 2)
    assert stores.counts() == CampaignCounts(created=2, open=2)
    reached = spoken(first, reached=True, outcome=Outcome.CALLBACK)
    stores.conversations.commit(first, reached, event_id="a", now=NOW)
    counts = stores.counts()
    assert (counts.reached, counts.outcomes) == (1, (("callback", 1),))
    talk = reached.conversation
    stores.conversations.commit(talk, ended(talk), event_id="b", now=NOW)
    stores.conversations.commit(second, ended(second), event_id="c", now=NOW)
    assert stores.counts() == CampaignCounts(
        created=2, open=0, reached=1, finished=2, outcomes=(("callback", 0), ("declined", 2))
    )


def test_customers_that_were_not_opened_are_counted(stores: Stores) -> None:
    campaign = launch(stores, conversation())
    stores.campaigns.skipped(TENANT, campaign.id, reasons={"suppressed": 2, "facts_stale": 1})
    stores.campaigns.skipped(TENANT, campaign.id, reasons={"suppressed": 1})
    assert stores.counts().skipped == 4


def test_usage_is_written_once_with_the_step_and_reported_in_order(stores: Stores) -> None:
    first, second = opened(stores, 1), opened(stores, 2)
    reached = Usage(UsageKind.REACHED, 1)
    later = NOW + timedelta(minutes=1)
    step = replace(spoken(first), usage=(reached, Usage(UsageKind.VOICE_SECONDS, 75)))
    other = replace(spoken(second), usage=(reached,))
    assert stores.conversations.commit(second, other, event_id="b", now=later) == Committed()
    assert stores.conversations.commit(first, step, event_id="a", now=NOW) == Committed()
    found = stores.usage.unreported(TENANT, limit=10)
    assert [(usage.row.id, usage.row.kind, usage.row.quantity) for usage in found] == [
        (f"{first.id}-1-0", UsageKind.REACHED, 1),
        (f"{first.id}-1-1", UsageKind.VOICE_SECONDS, 75),
        (f"{second.id}-1-0", UsageKind.REACHED, 1),
    ]
    assert {usage.row.conversation for usage in found} == {first.id, second.id}
    assert all(usage.reported_at is None for usage in found)


def test_what_was_reported_is_not_reported_again_and_makes_the_totals(stores: Stores) -> None:
    talk = opened(stores)
    rows = (Usage(UsageKind.REACHED, 1), Usage(UsageKind.BOOKED, 1))
    stores.conversations.commit(talk, replace(spoken(talk), usage=rows), event_id="a", now=NOW)
    (first,) = stores.usage.unreported(TENANT, limit=1)
    assert _counted(stores, NOW - timedelta(days=1)) == {}
    stores.usage.reported(TENANT, first.key, at=NOW + timedelta(minutes=5))
    (left,) = stores.usage.unreported(TENANT, limit=10)
    assert left.row.id != first.row.id
    assert _counted(stores, NOW - timedelta(days=1)) == {first.row.meter: 1}
    assert _counted(stores, NOW + timedelta(days=1)) == {}
    assert _counted(stores, NOW - timedelta(days=2), until=NOW) == {}
    stores.usage.note_difference(
        TENANT,
        Period(NOW - timedelta(days=1), NOW),
        at=NOW,
        ours={first.row.meter: 1},
        theirs={first.row.meter: 2},
    )
    assert [usage.row.id for usage in stores.usage.unreported(TENANT, limit=10)] == [left.row.id]


def test_an_attempt_is_begun_once_and_says_since_when(stores: Stores) -> None:
    talk = opened(stores)
    rows = (Usage(UsageKind.REACHED, 1),)
    stores.conversations.commit(talk, replace(spoken(talk), usage=rows), event_id="a", now=NOW)
    (found,) = stores.usage.unreported(TENANT, limit=1)
    assert (found.attempt, found.attempted_at) == (0, None)
    begun = stores.usage.begin_attempt(TENANT, found, at=NOW)
    assert begun == replace(found, attempt=1, attempted_at=NOW)
    assert stores.usage.begin_attempt(TENANT, found, at=NOW) is None
    later = NOW + timedelta(days=1)
    assert stores.usage.unreported(TENANT, limit=1) == (begun,)
    again = stores.usage.begin_attempt(TENANT, begun, at=later)
    assert again == replace(begun, attempt=2, attempted_at=later)
    stores.usage.reported(TENANT, found.key, at=later)
    assert stores.usage.begin_attempt(TENANT, again, at=later) is None


def test_refused_usage_waits_apart_and_counts_as_used(stores: Stores) -> None:
    talk = opened(stores)
    rows = (Usage(UsageKind.REACHED, 1),)
    stores.conversations.commit(talk, replace(spoken(talk), usage=rows), event_id="a", now=NOW)
    (found,) = stores.usage.unreported(TENANT, limit=1)
    begun = stores.usage.begin_attempt(TENANT, found, at=NOW)
    assert begun is not None
    stores.usage.refuse(TENANT, found.key, reason="no_meter")
    assert stores.usage.unreported(TENANT, limit=1) == ()
    assert stores.usage.refused(TENANT) == (replace(begun, refused="no_meter"),)
    assert _counted(stores, NOW - timedelta(days=1)) == {found.row.meter: 1}
    again = stores.usage.begin_attempt(TENANT, begun, at=NOW)
    assert (stores.usage.refused(TENANT), again) == ((), replace(begun, attempt=2))
    stores.usage.refuse(TENANT, found.key, reason="no_meter")
    stores.usage.reported(TENANT, found.key, at=NOW)
    assert stores.usage.refused(TENANT) == ()


def test_the_usage_of_one_minute_is_read_alone(stores: Stores) -> None:
    moments = (NOW, NOW + timedelta(seconds=59), NOW + timedelta(minutes=1))
    for number, moment in enumerate(moments, start=1):
        talk = opened(stores, number)
        step = replace(spoken(talk), usage=(Usage(UsageKind.REACHED, 1),))
        stores.conversations.commit(talk, step, event_id="a", now=moment)
    found = stores.usage.within(TENANT, minute_of(NOW))
    assert [usage.row.at for usage in found] == list(moments[:2])


def _counted(
    stores: Stores, since: datetime, *, until: datetime = NOW + timedelta(days=9)
) -> dict[Meter, int]:
    """What was reported, without the meters that stand at zero."""
    found = stores.usage.totals(TENANT, Period(since, until))
    return {meter: sum_ for meter, sum_ in found.items() if sum_}


def test_a_stranger_s_message_is_kept_once(stores: Stores) -> None:
    message = InboundMessage("SM1", Channel.SMS, "Who are you?", "+12125559999")
    for _ in range(2):
        stores.strangers.save_message(TENANT, message)
    (item,) = stores.inbox()
    assert (item.id, item.kind, item.text, item.channel, item.address, item.at) == (
        "stranger#SM1",
        "stranger",
        "Who are you?",
        Channel.SMS,
        "+12125559999",
        NOW,
    )


def test_a_stranger_who_opts_out_is_suppressed_however_the_address_is_written(
    stores: Stores,
) -> None:
    for channel, address in (
        (Channel.EMAIL, "Person1@Example.com"),
        (Channel.WHATSAPP, customer(2).phone),
    ):
        stores.strangers.suppress(TENANT, channel=channel, address=address, evidence="SM1")
    assert stores.people.suppressed(TENANT, customer(1, phone=""))
    assert stores.people.suppressed(TENANT, customer(2, email=""))
    assert not stores.people.suppressed(TENANT, customer(3))


def test_a_dial_pool_is_read_page_by_page_to_its_end(stores: Stores) -> None:
    pages = [
        stores.pool.page(TENANT, run=RUN, motion=Motion.UPSELL, page=number) for number in range(4)
    ]
    assert pages == [POOL[0:2], POOL[2:4], POOL[4:5], ()]
    assert stores.pool.page(TENANT, run=RUN, motion=Motion.RETENTION, page=0) == ()
