"""A campaign follows the newest segment run and never forgets where it was within one."""

from dataclasses import replace

from functions.outreach.domain.campaigns.campaign import (
    DEFERRED_AT_MOST,
    Campaign,
    CampaignStatus,
    PoolPosition,
)
from functions.outreach.domain.conversation.state import CampaignId
from functions.product.motions import Motion
from tenancy.tenant import FounderId

AT_WORK = Campaign(
    id=CampaignId("k_sample"),
    name="Sample",
    motion=Motion.UPSELL,
    founder=FounderId("f_sample"),
    run="run_1",
    status=CampaignStatus.RUNNING,
    next_place=PoolPosition(3, 7),
    deferred=(PoolPosition(0, 2),),
)


def test_the_same_run_changes_nothing() -> None:
    assert AT_WORK.on_newest("run_1") == AT_WORK
    assert AT_WORK.on_newest("") == AT_WORK


def test_a_newer_run_starts_its_pool_from_the_front() -> None:
    moved = AT_WORK.on_newest("run_2")
    assert (moved.run, moved.next_place, moved.deferred) == ("run_2", PoolPosition(), ())


def test_a_newer_run_wakes_a_campaign_whose_pool_was_exhausted() -> None:
    done = replace(AT_WORK, status=CampaignStatus.EXHAUSTED)
    assert done.on_newest("run_1").status is CampaignStatus.EXHAUSTED
    assert done.on_newest("run_2").status is CampaignStatus.RUNNING


def test_what_is_put_off_is_bounded() -> None:
    many = tuple(PoolPosition(0, index) for index in range(DEFERRED_AT_MOST + 50))
    assert len(AT_WORK.advanced(PoolPosition(4, 0), defer=many).deferred) == DEFERRED_AT_MOST
