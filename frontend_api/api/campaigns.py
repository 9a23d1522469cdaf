"""Campaigns: make one, see how it goes, and launch it through the same gate as the page."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from frontend_api.acts.campaigns import (
    MOVES,
    CampaignWanted,
    MoveRule,
    create_campaign,
    find_campaign,
    move_campaign,
)
from frontend_api.api.contract.endpoint import (
    ApiModel,
    AskedModel,
    Call,
    ListPart,
    Nothing,
    Page,
    PageAsked,
    endpoint,
    refused_fields,
)
from frontend_api.api.contract.names import MotionName
from frontend_api.http.problems import ApiProblem, FieldProblem, not_there
from frontend_api.launch.checklist import gate
from frontend_api.wording.formats import iso
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts, CampaignStatus
from functions.product.motions import Motion
from functions.product.offers import OfferId
from tenancy.tenant import FounderId


class CampaignTally(ApiModel):
    """What became of its conversations so far."""

    created: int
    open: int
    reached: int
    booked: int
    finished: int
    skipped: int


class CampaignShown(ApiModel):
    id: str
    name: str
    motion: str
    offer_id: str | None
    founder_id: str
    status: CampaignStatus
    pause_reason: str
    weight: float
    meeting_place: str
    created_at: datetime | None
    launched_at: datetime | None
    counts: CampaignTally


class CampaignList(ApiModel):
    items: tuple[CampaignShown, ...]
    next_cursor: str


class CampaignAsked(AskedModel):
    """A campaign to be made; nothing of it is sent before it is launched."""

    motion: MotionName
    offer_id: Annotated[str, Field(max_length=100)] | None = None
    name: Annotated[str, Field(max_length=80)] = ""
    founder_id: Annotated[str, Field(max_length=100)] = ""
    """Whose conversations they are; who made the key, if empty."""
    weight: Annotated[float, Field(ge=0.1, le=10)] = 1.0
    meeting_place: Annotated[str, Field(max_length=300)] = ""


def _shown(campaign: Campaign, counts: CampaignCounts) -> CampaignShown:
    return CampaignShown(
        id=campaign.id,
        name=campaign.name,
        motion=campaign.motion,
        offer_id=campaign.offer,
        founder_id=campaign.founder,
        status=campaign.status,
        pause_reason=campaign.pause_reason,
        weight=campaign.weight,
        meeting_place=campaign.meeting_place,
        created_at=campaign.created_at,
        launched_at=campaign.launched_at,
        counts=CampaignTally(
            created=counts.created,
            open=counts.open,
            reached=counts.reached,
            booked=counts.booked,
            finished=counts.finished,
            skipped=counts.skipped,
        ),
    )


@endpoint("List campaigns, the newest first", answer=CampaignList, body=Nothing, query=PageAsked)
def list_campaigns(call: Call[Nothing, PageAsked]) -> CampaignList | ApiProblem:
    rows = call.ports.campaigns.list_all(call.session.tenant.id)

    def place(pair: tuple[Campaign, CampaignCounts]) -> str:
        made = pair[0].created_at
        return f"{iso(made) if made else ''} {pair[0].id}"

    part = ListPart.cut(rows, call.query, key=place, newest=True)
    if isinstance(part, ApiProblem):
        return part
    items = tuple(_shown(*pair) for pair in part.items)
    return CampaignList(items=items, next_cursor=part.next_cursor)


@endpoint("One campaign", answer=CampaignShown, body=Nothing, query=Nothing, problems=(404,))
def show_campaign(call: Call[Nothing, Nothing]) -> CampaignShown | ApiProblem:
    found = find_campaign(call.session, call.ports, call.values["campaign_id"])
    return not_there("This campaign") if found is None else _shown(*found)


class GateShown(ApiModel):
    name: str
    met: bool
    words: str


class GateConditions(ApiModel):
    """Everything that must be met before it may launch, in the order of the page."""

    conditions: tuple[GateShown, ...]


@endpoint(
    "What stands between a campaign and its launch",
    answer=GateConditions,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def show_gate(call: Call[Nothing, Nothing]) -> GateConditions | ApiProblem:
    found = find_campaign(call.session, call.ports, call.values["campaign_id"])
    if found is None:
        return not_there("This campaign")
    every = gate(call.session, call.ports, found[0])
    return GateConditions(
        conditions=tuple(GateShown(name=one.name, met=one.met, words=one.words) for one in every)
    )


@endpoint("Make a campaign", answer=CampaignShown, body=CampaignAsked, query=Nothing, status=201)
def make_campaign(call: Call[CampaignAsked, Nothing]) -> CampaignShown | ApiProblem:
    sent = call.body
    wanted = CampaignWanted(
        motion=Motion(sent.motion),
        founder=FounderId(sent.founder_id or call.session.founder.id),
        offer=OfferId(sent.offer_id) if sent.offer_id else None,
        name=sent.name,
        weight=sent.weight,
        meeting_place=sent.meeting_place,
    )
    made = create_campaign(call.session, call.ports, wanted)
    if isinstance(made, Campaign):
        return _shown(made, CampaignCounts())
    return refused_fields(made)


_REFUSED = {
    MoveRule.WRONG_STATE: "The campaign is not in a state from which this is possible.",
    MoveRule.CHANGED_MEANWHILE: "The campaign changed at the same moment. Look again, then retry.",
    MoveRule.GATE: "Something still stands between this campaign and its launch.",
}


_MAY = (404, 409)


def _move(name: str, summary: str) -> Page:
    def move(call: Call[Nothing, Nothing]) -> CampaignShown | ApiProblem:
        found = find_campaign(call.session, call.ports, call.values["campaign_id"])
        if found is None:
            return not_there("This campaign")
        moved = move_campaign(call.session, call.ports, found[0], MOVES[name])
        if isinstance(moved, Campaign):
            return _shown(moved, found[1])
        unmet = tuple(FieldProblem("", each.words) for each in moved.unmet)
        return ApiProblem(409, _REFUSED[moved.rule], unmet)

    move.__name__ = f"{name}_campaign"
    make = endpoint(summary, answer=CampaignShown, body=Nothing, query=Nothing, problems=_MAY)
    return make(move)


launch_campaign = _move("launch", "Launch a campaign through the gate")
pause_campaign = _move("pause", "Pause a campaign: nothing new opens")
resume_campaign = _move("resume", "Resume a paused campaign through the gate")
stop_campaign = _move("stop", "Stop a campaign for good")
