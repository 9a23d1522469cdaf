"""Rehearsal: the founder plays the customer, the production engine answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from frontend_api.acts.audit_record import record_act
from frontend_api.http.htmx import fragment_wanted
from frontend_api.http.session import Session
from frontend_api.launch.gate import parts_for, unapproved_parts
from frontend_api.launch.likely_motion import find_likely_motion
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.rehearsal import engine, record
from frontend_api.rehearsal.phone import CHANNELS_REHEARSED
from frontend_api.rehearsal.record import Rehearsal, Walk
from frontend_api.wording.terms import in_words, word
from functions.outreach.domain.campaigns.motions import first_fitting, offer_fits
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.state import Conversation, State, Turn
from functions.outreach.domain.settings import TenantSettings
from functions.product.channels import Channel
from functions.product.motions import MOTIONS, Motion
from functions.product.offers import Offer
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

LONGEST_MESSAGE = 1000

_WALKS = {
    Walk.BOOKING: ("A booking", "Say yes, then choose one of the offered times."),
    Walk.NOT_NOW: ("Not now", "Ask to be contacted in a month."),
    Walk.DECLINE: ("A polite no", "Say that you are not interested."),
    Walk.OPT_OUT: ("An opt-out", "Say that you never want to hear from them again."),
    Walk.PRICE: ("A price question", "Ask what it costs."),
    Walk.UNKNOWN: ("An unknown question", "Ask something you have no approved answer for."),
}
"""Walk → what it is called, and how to take it."""


@dataclass(frozen=True, slots=True)
class WalkView:
    title: str
    state: str
    """`done`, `outdated` or `open`."""
    hint: str


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why a rehearsal cannot begin, in the founder's words, and where to fix it."""

    words: str
    href: str
    link: str


@dataclass(frozen=True, slots=True)
class PhoneRehearsalRow:
    """One rehearsal over a founder's phone."""

    id: str
    at: datetime
    motion: str
    language: str
    channel: str
    words: str


@dataclass(frozen=True, slots=True)
class RehearsalPage:
    template: ClassVar[str] = "playbooks/rehearsal.html"
    frame: Frame
    motion: str
    language: str
    motions: tuple[str, ...]
    languages: tuple[str, ...]
    turns: tuple[Turn, ...]
    ended: str
    blockers: tuple[Blocker, ...]
    can_start: bool
    walks: tuple[WalkView, ...]
    complete: bool
    own_phone: str
    """The founder's proved number; empty: none."""
    phone_channels: tuple[Channel, ...]
    """Those over which it can be rehearsed now."""
    by_phone: tuple[PhoneRehearsalRow, ...]
    """The newest first."""


@dataclass(frozen=True, slots=True)
class RehearsalTalk:
    """The part of the rehearsal that changes with each message."""

    template: ClassVar[str] = "playbooks/rehearsal_talk.html"
    frame: Frame
    can_start: bool
    motion: str
    language: str
    turns: tuple[Turn, ...]
    ended: str
    walks: tuple[WalkView, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class RehearsalStage:
    """The rehearsal an address names."""

    motion: Motion
    language: str
    settings: TenantSettings
    offer: Offer | None
    rehearsal: Rehearsal
    """The walks of the whole team, and the conversation of who asks."""
    kept: Mapping[str, str]
    """Every stored rehearsal of the tenant by its id."""

    @property
    def id(self) -> str:
        return record.rehearsal_id(self.motion, self.language)

    @property
    def address(self) -> str:
        return f"/rehearsal?motion={self.motion}&language={self.language}"


def load_stage(request: HttpRequest, session: Session, ports: Ports) -> RehearsalStage | None:
    tenant = session.tenant
    kept = ports.settings.load_all(tenant.id)
    settings = kept.settings
    named = request.asked("motion") or request.typed("motion")
    named = named or find_likely_motion(settings, kept.run)
    language = request.asked("language") or request.typed("language") or tenant.default_language
    if named not in MOTIONS or language not in tenant.languages:
        return None
    motion = Motion(named)
    offer = first_fitting(motion, settings.offers)
    own = record.of_team(kept.rehearsals, motion, language, played_by=session.founder.id)
    return RehearsalStage(motion, language, settings, offer, own, kept.rehearsals)


def stage_of(settings: TenantSettings, motion: Motion, language: str) -> RehearsalStage:
    """A rehearsal of which nothing was kept."""
    offer = first_fitting(motion, settings.offers)
    return RehearsalStage(motion, language, settings, offer, Rehearsal(), {})


def rehearsal(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    stage = load_stage(request, session, ports)
    if stage is None:
        return not_found(request, "There is no such rehearsal.")
    return rehearsal_page(request, session, ports, stage)


def rehearsal_page(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    stage: RehearsalStage,
    *,
    refused: Blocker | None = None,
) -> HttpResponse:
    frame = frame_for(session, "Rehearsal", section="rehearsal", done=request.asked("done"))
    conversation = stage.rehearsal.conversation
    missing = find_blockers(session, stage)
    context = RehearsalPage(
        frame=frame,
        motion=stage.motion,
        language=stage.language,
        motions=tuple(MOTIONS),
        languages=session.tenant.languages,
        turns=conversation.turns if conversation else (),
        ended=ended_words(conversation),
        blockers=(refused,) if refused else missing,
        can_start=not missing,
        walks=_walks(stage),
        complete=stage.rehearsal.complete(stage.settings),
        own_phone=_own_phone(session, stage),
        phone_channels=tuple(
            channel for channel in CHANNELS_REHEARSED if stage.settings.sender(channel)
        ),
        by_phone=tuple(_row(talk) for talk in ports.rehearsals.list_recent(session.tenant.id)),
    )
    return page(context, status=422 if refused else 200)


def _own_phone(session: Session, stage: RehearsalStage) -> str:
    limits = stage.settings.bandwidth(session.founder.id)
    return limits.own_phone if limits else ""


def _row(talk: Conversation) -> PhoneRehearsalRow:
    ended = ended_words(talk)
    words = ended or ("Going on" if talk.state is not State.CLOSED else "Over")
    return PhoneRehearsalRow(
        talk.id, talk.created_at, talk.terms.motion, talk.language, talk.terms.channels[0], words
    )


def find_blockers(session: Session, stage: RehearsalStage) -> tuple[Blocker, ...]:
    """All that is missing before it can begin."""
    found = []
    if stage.settings.bandwidth(session.founder.id) is None:
        words = "Set your bandwidth first, so the agent has real times to offer."
        found.append(Blocker(words, "/bandwidth", "Set your hours"))
    if not offer_fits(stage.motion, stage.offer):
        words = f"{word(stage.motion)} needs an offer to introduce."
        found.append(Blocker(words, "/offers", "Add an offer"))
    parts = parts_for(stage.motion, stage.offer, stage.settings)
    book = stage.settings.playbook(stage.motion, stage.language)
    open_parts = unapproved_parts(book, parts)
    if open_parts:
        words = (
            "One part is not approved yet, so the agent could not say it."
            if len(open_parts) == 1
            else f"{len(open_parts)} parts are not approved yet, so the agent could not say them."
        )
        href = f"/playbooks/{stage.motion}/{stage.language}"
        found.append(Blocker(words, href, "Read the lines"))
    return tuple(found)


def ended_words(conversation: Conversation | None) -> str:
    if conversation is None:
        return ""
    if conversation.outcome is not None:
        return f"The agent ended with: {word(conversation.outcome)}."
    if conversation.state in {State.CLOSED, State.TAKEN_OVER}:
        return f"The agent stopped: {in_words(conversation.reason) or word(conversation.state)}."
    return ""


def _walks(stage: RehearsalStage) -> tuple[WalkView, ...]:
    outdated = stage.rehearsal.outdated(stage.settings)

    def state(walk: Walk) -> str:
        if stage.rehearsal.taken(walk) is None:
            return "open"
        return "outdated" if walk in outdated else "done"

    return tuple(WalkView(title, state(walk), hint) for walk, (title, hint) in _WALKS.items())


def begin(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Start over: the agent opens the conversation."""
    stage = load_stage(request, session, ports)
    if stage is None:
        return not_found(request, "There is no such rehearsal.")
    if find_blockers(session, stage):
        return rehearsal_page(request, session, ports, stage)
    tenant = session.tenant
    opened = engine.begin(
        identity=ports.ids.new("r"),
        tenant=tenant,
        founder=session.founder,
        motion=stage.motion,
        language=stage.language,
        offer=stage.offer,
        settings=stage.settings,
        ask_calendar=lambda bandwidth, now: ports.calendars.state(tenant.id, bandwidth, now=now),
        now=ports.clock.now(),
    )
    if opened is None:
        words = (
            "The agent would not open this conversation: no approved opener fits the facts. "
            "Look at the opener's slots."
        )
        refused = Blocker(words, f"/playbooks/{stage.motion}/{stage.language}", "Read the lines")
        return rehearsal_page(request, session, ports, stage, refused=refused)
    _keep(session, ports, stage, lambda _: opened)
    return see_other(stage.address + "#talk")


def say(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """One message of the customer the founder plays."""
    stage = load_stage(request, session, ports)
    if stage is None:
        return not_found(request, "There is no such rehearsal.")
    text = request.typed("text")[:LONGEST_MESSAGE]
    if stage.rehearsal.conversation is None or not text:
        return see_other(stage.address)
    tenant, identity = session.tenant, ports.ids.new("said")

    def answered(conversation: Conversation | None) -> Step | None:
        if conversation is None:
            return None
        return engine.say(
            conversation,
            text,
            identity=identity,
            settings=stage.settings,
            readers=ports.readers,
            ask_calendar=lambda bandwidth, now: ports.calendars.state(
                tenant.id, bandwidth, now=now
            ),
        )

    after = _keep(session, ports, stage, answered)
    if after.rehearsal.complete(stage.settings) and not stage.rehearsal.complete(stage.settings):
        record_act(session, ports, Action.REHEARSED, stage.id)
    if not fragment_wanted(request):
        return see_other(stage.address + "#talk")
    return _talk(frame_for(session, "Rehearsal", section="rehearsal"), after)


def _keep(
    session: Session,
    ports: Ports,
    stage: RehearsalStage,
    decide: Callable[[Conversation | None], Step | None],
) -> RehearsalStage:
    """The stage after a step of the founder's own conversation, as it is stored by then: the
    messages of another tab of theirs stay."""
    own, now = record.own_id(stage.motion, stage.language, session.founder.id), ports.clock.now()

    def moved(text: str) -> str:
        before = record.from_text(text)
        decided = decide(before.conversation)
        if decided is None:
            return text
        return record.to_text(record.after_step(before, decided, at=now, settings=stage.settings))

    kept = {**stage.kept, own: ports.settings.edit_rehearsal(session.tenant.id, own, moved)}
    rehearsal = record.of_team(kept, stage.motion, stage.language, played_by=session.founder.id)
    return replace(stage, rehearsal=rehearsal, kept=kept)


def _talk(frame: Frame, stage: RehearsalStage) -> HttpResponse:
    conversation = stage.rehearsal.conversation
    context = RehearsalTalk(
        can_start=True,
        frame=frame,
        motion=stage.motion,
        language=stage.language,
        turns=conversation.turns if conversation else (),
        ended=ended_words(conversation),
        walks=_walks(stage),
        complete=stage.rehearsal.complete(stage.settings),
    )
    return page(context)
