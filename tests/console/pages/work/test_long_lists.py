"""Lists of work that grow: what is at work first, as many rows as three screens of a phone hold."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from frontend_api.pages.work.campaigns import LISTED
from functions.outreach.domain.campaigns.campaign import CampaignCounts, CampaignStatus
from functions.outreach.domain.conversation.state import CampaignId, ConversationId, State
from tests.console.fakes import NOON, World
from tests.console.sample_world import conversation, fill
from tests.console.visits import Visit, signed_in, text


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    return world, visit


def test_campaigns_at_work_stand_first_and_those_behind_are_folded() -> None:
    world, visit = _visit()
    known = world.campaigns.rows["campaign_1"]
    for number in range(20):
        status = CampaignStatus.STOPPED if number % 2 else CampaignStatus.RUNNING
        row = replace(known, id=CampaignId(f"more_{number}"), name=f"No {number}", status=status)
        world.campaigns.rows[row.id] = row
        world.campaigns.tallies[row.id] = CampaignCounts()
    page = text(visit.get("/campaigns"))
    at_once, folded = page.split("<summary>8 more campaigns</summary>")
    assert at_once.count('href="/campaigns/more_') + folded.count('href="/campaigns/more_') == 20
    assert "Stopped" not in at_once.partition(">Draft<")[0]
    assert "Running" not in folded


def test_every_state_of_a_campaign_has_its_place_in_the_list() -> None:
    assert sorted(LISTED) == sorted(CampaignStatus)


def test_eighteen_callbacks_are_listed_at_once() -> None:
    world, visit = _visit()
    kept = world.conversations.whole["c_1"]
    for number in range(20):
        talk = replace(
            conversation(State.CALLBACK),
            id=ConversationId(f"back_{number}"),
            callback_at=NOON + timedelta(days=number),
        )
        world.conversations.whole[talk.id] = replace(kept, conversation=talk)
    rows = re.compile(r'href="/conversations/back_(\d+)"')
    assert rows.findall(text(visit.get("/bookings?show=callbacks"))) == [*map(str, range(18))]
    assert rows.findall(text(visit.get("/bookings?show=callbacks&offset=18"))) == ["18", "19"]


def test_a_list_that_does_not_exist_is_the_bookings() -> None:
    _, visit = _visit()
    assert "Upcoming" in text(visit.get("/bookings?show=guessed"))
