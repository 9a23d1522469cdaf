"""Personas play the founder's playbook, and a real conversation is played again. Nothing is kept.

The engine that answers customers decides every word; this only shows what it did.
"""

from __future__ import annotations

from typing import ClassVar

from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.playbooks.rehearsal import (
    Blocker,
    RehearsalStage,
    find_blockers,
    load_stage,
    stage_of,
)
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.rehearsal import engine
from frontend_api.rehearsal.performance import (
    Cast,
    Performance,
    messages_of,
    play,
    play_persona,
)
from frontend_api.rehearsal.personas import PERSONAS, Persona
from functions.outreach.domain.conversation.state import Conversation, ConversationId
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class PersonaView:
    persona: Persona
    played: Performance
    surprising: bool
    """Whether something else came of it than one would expect."""


@dataclass(frozen=True, slots=True)
class PersonasPage:
    template: ClassVar[str] = "playbooks/personas.html"
    frame: Frame
    motion: str
    language: str
    blockers: tuple[Blocker, ...]
    views: tuple[PersonaView, ...]
    questions: tuple[str, ...]
    """What had no approved answer, or was understood by nobody."""


@dataclass(frozen=True, slots=True)
class ReplayPage:
    template: ClassVar[str] = "playbooks/replay.html"
    frame: Frame
    conversation: Conversation
    blockers: tuple[Blocker, ...]
    played: Performance | None
    same_end: bool


def personas(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Twelve talks in one answer."""
    stage = load_stage(request, session, ports)
    if stage is None:
        return not_found(request, "There is no such rehearsal.")
    blockers = find_blockers(session, stage)
    cast = _cast(session, ports, stage)
    views = tuple(
        PersonaView(persona, played, played.outcome not in persona.fitting or not played.opened)
        for number, persona in enumerate(PERSONAS if not blockers else ())
        for played in (play_persona(persona, cast, number=number),)
    )
    asked = (
        text for view in views for text in (*view.played.unanswered, *view.played.not_understood)
    )
    context = PersonasPage(
        frame=frame_for(session, "Twelve customers", section="rehearsal"),
        motion=stage.motion,
        language=stage.language,
        blockers=blockers,
        views=views,
        questions=tuple(dict.fromkeys(asked)),
    )
    return page(context)


def replay(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """What a customer said once, said again to today's lines."""
    wanted = ConversationId(request.values["conversation_id"])
    loaded = ports.conversations.load(session.tenant.id, wanted)
    if loaded is None:
        return not_found(request, "This conversation does not exist.")
    talk = loaded.conversation
    settings = ports.settings.load(session.tenant.id)
    stage = stage_of(settings, talk.terms.motion, talk.language)
    blockers = find_blockers(session, stage)
    cast = _cast(session, ports, stage)
    played = None
    if not blockers:
        today = engine.played_customer(stage.motion, stage.offer, settings, today=cast.now.date())
        played = play(
            messages_of(talk), cast, identity="replay", facts=engine.like(talk.facts, today)
        )
    context = ReplayPage(
        frame=frame_for(session, "Played again", section="rehearsal"),
        conversation=talk,
        blockers=blockers,
        played=played,
        same_end=played is not None and played.outcome == (talk.outcome or ""),
    )
    return page(context)


def _cast(session: Session, ports: Ports, stage: RehearsalStage) -> Cast:
    tenant = session.tenant
    return Cast(
        tenant=tenant,
        founder=session.founder,
        motion=stage.motion,
        language=stage.language,
        offer=stage.offer,
        settings=stage.settings,
        readers=ports.readers,
        ask_calendar=lambda bandwidth, now: ports.calendars.state(tenant.id, bandwidth, now=now),
        now=ports.clock.now(),
    )
