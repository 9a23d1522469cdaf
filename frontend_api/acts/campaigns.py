"""Creates a campaign and moves it: launch, pause, resume, stop.

The gate is judged here at the moment of the launch; what was shown before does not count. Must
never start a campaign past it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from enum import StrEnum

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import FieldRefusal
from frontend_api.http.session import Session
from frontend_api.launch.checklist import gate
from frontend_api.launch.gate import GateCondition
from frontend_api.ports import Ports
from frontend_api.wording.terms import word
from functions.outreach.domain.calendar.calendar_check import MEETING_LINK, is_meeting_link
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts, CampaignStatus
from functions.outreach.domain.campaigns.motions import offer_fits
from functions.outreach.domain.conversation.state import CampaignId
from functions.product.motions import MOTIONS, Motion
from functions.product.offers import Offer, OfferId
from tenancy.data.edit_conflict import EditConflictError
from tenancy.identity.audit import Action
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CampaignWanted:
    """A campaign as somebody asks for it."""

    motion: Motion
    founder: FounderId
    offer: OfferId | None = None
    name: str = ""
    weight: float = 1.0
    meeting_place: str = ""


def find_campaign(
    session: Session, ports: Ports, wanted: str
) -> tuple[Campaign, CampaignCounts] | None:
    every = ports.campaigns.list_all(session.tenant.id)
    return next((pair for pair in every if pair[0].id == wanted), None)


def _what_fits(motion: Motion, offer: Offer | None) -> str:
    if not MOTIONS[motion].offer_kinds:
        return "introduces no offer. Choose “No offer”."
    return f"needs {'another kind of offer' if offer else 'an offer to introduce'}. See Offers."


def check_campaign(
    session: Session, ports: Ports, wanted: CampaignWanted
) -> tuple[FieldRefusal, ...]:
    """What keeps it from being made, beside the fields; empty if nothing does."""
    tenant, refused = session.tenant.id, []
    offer = ports.settings.load(tenant).offer(wanted.offer)
    if wanted.offer and offer is None:
        refused.append(FieldRefusal("Please choose one of the list.", "offer"))
    elif not offer_fits(wanted.motion, offer):
        words = f"{word(wanted.motion)} {_what_fits(wanted.motion, offer)}"
        refused.append(FieldRefusal(words, "offer"))
    if wanted.founder not in {person.id for person in ports.accounts.founders(tenant)}:
        refused.append(FieldRefusal("Please choose one of the list.", "founder"))
    if ports.base.latest_run(tenant) is None:
        words = "Upload your customers first: a campaign works one sorted base."
        refused.append(FieldRefusal(words, "form"))
    if wanted.meeting_place and not is_meeting_link(wanted.meeting_place):
        refused.append(FieldRefusal(MEETING_LINK, "meeting_place"))
    return tuple(refused)


def create_campaign(
    session: Session, ports: Ports, wanted: CampaignWanted
) -> Campaign | tuple[FieldRefusal, ...]:
    """A draft: nothing of it is sent before it is launched."""
    refused = check_campaign(session, ports, wanted)
    run = ports.base.latest_run(session.tenant.id)
    if refused or run is None:
        return refused
    campaign = Campaign(
        id=CampaignId(ports.ids.new("campaign")),
        name=wanted.name or word(wanted.motion),
        motion=wanted.motion,
        founder=wanted.founder,
        run=run.id,
        offer=wanted.offer,
        weight=wanted.weight,
        meeting_place=wanted.meeting_place,
        created_at=ports.clock.now(),
    )
    ports.campaigns.save(session.tenant.id, campaign)
    return campaign


@dataclass(frozen=True, slots=True)
class CampaignMove:
    """From which states, to which, how it is recorded, and the page's note of it."""

    froms: frozenset[CampaignStatus]
    to: CampaignStatus
    action: Action
    done: str


MOVES: dict[str, CampaignMove] = {
    "launch": CampaignMove(
        frozenset({CampaignStatus.DRAFT}), CampaignStatus.RUNNING, Action.LAUNCHED, "launched"
    ),
    "pause": CampaignMove(
        frozenset({CampaignStatus.RUNNING}), CampaignStatus.PAUSED, Action.PAUSED, "paused"
    ),
    "resume": CampaignMove(
        frozenset({CampaignStatus.PAUSED}), CampaignStatus.RUNNING, Action.RESUMED, "resumed"
    ),
    "stop": CampaignMove(
        frozenset({CampaignStatus.RUNNING, CampaignStatus.PAUSED, CampaignStatus.EXHAUSTED}),
        CampaignStatus.STOPPED,
        Action.PAUSED,
        "stopped",
    ),
}


class MoveRule(StrEnum):
    """Why a campaign was not moved."""

    WRONG_STATE = "wrong_state"
    GATE = "gate"
    CHANGED_MEANWHILE = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class MoveRefused:
    rule: MoveRule
    unmet: tuple[GateCondition, ...] = ()
    """What of the gate is not met."""


def move_campaign(
    session: Session, ports: Ports, campaign: Campaign, move: CampaignMove
) -> Campaign | MoveRefused:
    """Whatever starts a campaign passes the gate."""
    if campaign.status not in move.froms:
        return MoveRefused(MoveRule.WRONG_STATE)
    starts = move.to is CampaignStatus.RUNNING
    if starts:
        unmet = tuple(each for each in gate(session, ports, campaign) if not each.met)
        if unmet:
            return MoveRefused(MoveRule.GATE, unmet)
    now = ports.clock.now()
    launched = campaign.launched_at or (now if starts else None)
    after = replace(campaign, status=move.to, launched_at=launched, pause_reason="")
    if move.action is Action.RESUMED:
        after = replace(after, resumed_at=now)
    if move.action is Action.LAUNCHED:
        run = ports.base.latest_run(session.tenant.id)
        after = replace(after, run=run.id if run else campaign.run)
    if not ports.campaigns.save(session.tenant.id, after):
        return MoveRefused(MoveRule.CHANGED_MEANWHILE)
    record_act(session, ports, move.action, campaign.id)
    if starts and not session.tenant.launched:
        _note_launched(session, ports)
    return after


def _note_launched(session: Session, ports: Ports) -> None:
    """A hint for the first page, which looks at the campaigns where it is missing: a lost race over
    the tenant's record is nothing to the launch, and the next start notes it."""
    with suppress(EditConflictError):
        ports.accounts.edit_tenant(session.tenant.id, lambda kept: replace(kept, launched=True))
