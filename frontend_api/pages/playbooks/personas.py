"""Personas play the founder's playbook, and a real conversation is played again. Nothing is kept.

The engine that answers customers decides every word; this only shows what it did.
"""

from __future__ import annotations

import functools
from typing import ClassVar

from frontend_api.http.htmx import fragment_wanted
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
from functions.outreach.domain.calendar.founder_calendar import Bandwidth, CalendarState
from functions.outreach.domain.conversation.state import Conversation, ConversationId
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class PersonasPage:
    template: ClassVar[str] = "playbooks/personas.html"
    frame: Frame
    motion: str
    language: str
    blockers: tuple[Blocker, ...]
    personas: tuple[Persona, ...]


@dataclass(frozen=True, slots=True)
class PersonaPage:
    template: ClassVar[str] = "playbooks/persona.html"
    frame: Frame
    motion: str
    language: str
    number: int
    """Their place among the personas, from 1."""
    blockers: tuple[Blocker, ...]
    persona: Persona
    played: Performance | None
    surprising: bool
    """Whether something else came of it than one would expect."""
    questions: tuple[str, ...]
    """What had no approved answer, or was understood by nobody."""
    alone: bool
    """Whether the page is asked for itself, and not as a part of the one with all of them."""


@dataclass(frozen=True, slots=True)
class ReplayPage:
    template: ClassVar[str] = "playbooks/replay.html"
    frame: Frame
    conversation: Conversation
    blockers: tuple[Blocker, ...]
    played: Performance | None
    same_end: bool


def personas(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Who plays. Each talk is a part of its own, which the page asks for as soon as it is there."""
    stage = load_stage(request, session, ports)
    if stage is None:
        return not_found(request, "There is no such rehearsal.")
    blockers = find_blockers(session, stage)
    context = PersonasPage(
        frame=frame_for(session, "Twelve customers", section="rehearsal"),
        motion=stage.motion,
        language=stage.language,
        blockers=blockers,
        personas=PERSONAS if not blockers else (),
    )
    return page(context)


def persona(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """One of them plays."""
    stage = load_stage(request, session, ports)
    asked = request.values["number"]
    number = int(asked) if asked.isdecimal() and len(asked) < 3 else 0
    if stage is None or not 1 <= number <= len(PERSONAS):
        return not_found(request, "There is no such rehearsal.")
    blockers = find_blockers(session, stage)
    who = PERSONAS[number - 1]
    played = (
        play_persona(who, _cast(session, ports, stage), number=number) if not blockers else None
    )
    questions = (*played.unanswered, *played.not_understood) if played else ()
    context = PersonaPage(
        frame=frame_for(session, who.name, section="rehearsal"),
        motion=stage.motion,
        language=stage.language,
        number=number,
        blockers=blockers,
        persona=who,
        played=played,
        surprising=played is not None and (played.outcome not in who.fitting or not played.opened),
        questions=tuple(dict.fromkeys(questions)),
        alone=not fragment_wanted(request),
    )
    return page(context)


def replay(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """What a customer once wrote, played again to today's lines."""
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
    """The calendar is asked once, however often a talk looks at it."""
    tenant = session.tenant

    @functools.cache
    def calendar(bandwidth: Bandwidth) -> CalendarState:
        return ports.calendars.state(tenant.id, bandwidth, now=ports.clock.now())

    return Cast(
        tenant=tenant,
        founder=session.founder,
        motion=stage.motion,
        language=stage.language,
        offer=stage.offer,
        settings=stage.settings,
        readers=ports.readers,
        ask_calendar=lambda bandwidth, _: calendar(bandwidth),
        now=ports.clock.now(),
    )
