"""Plays a customer's messages against the engine and says what came of it. Keeps nothing.

The customer is a persona, or a real one whose conversation is played again with today's lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from frontend_api.rehearsal import engine
from frontend_api.rehearsal.engine import AskCalendar
from frontend_api.rehearsal.personas import Persona
from functions.outreach.domain.conversation.state import Conversation, State, Turn, Who
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.understand import Reader
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts
from functions.product.motions import Motion
from functions.product.offers import Offer
from tenancy.tenant import Founder, Tenant
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Cast:
    """What every performance of one press shares."""

    tenant: Tenant
    founder: Founder
    motion: Motion
    language: str
    offer: Offer | None
    settings: TenantSettings
    readers: tuple[Reader, ...]
    ask_calendar: AskCalendar
    now: datetime


@dataclass(frozen=True, slots=True)
class Performance:
    """One talk as it went."""

    turns: tuple[Turn, ...]
    outcome: str
    """An `Outcome`, or empty while the agent waits."""
    state: str
    unanswered: tuple[str, ...] = ()
    """Questions without an approved answer."""
    not_understood: tuple[str, ...] = ()
    """Messages that no reader understood."""
    opened: bool = True
    """Whether the agent would begin at all."""


def play_persona(persona: Persona, cast: Cast, *, number: int) -> Performance:
    if persona.machine:
        return _machine(cast, number=number)
    return play(persona.lines(cast.language), cast, identity=f"persona-{number}")


def play(
    messages: Iterable[str], cast: Cast, *, identity: str, facts: CustomerFacts | None = None
) -> Performance:
    """Say one message after the other, until the talk is over."""
    opened = engine.begin(
        identity=identity,
        tenant=cast.tenant,
        founder=cast.founder,
        motion=cast.motion,
        language=cast.language,
        offer=cast.offer,
        settings=cast.settings,
        ask_calendar=cast.ask_calendar,
        now=cast.now,
        facts=facts,
    )
    if opened is None:
        return Performance((), "", "", opened=False)
    talk = opened.conversation
    unanswered: list[str] = []
    for number, text in enumerate(messages):
        if talk.state in {State.CLOSED, State.TAKEN_OVER}:
            break
        step = engine.say(
            talk,
            text,
            identity=f"{identity}-{number}",
            settings=cast.settings,
            readers=cast.readers,
            ask_calendar=cast.ask_calendar,
        )
        talk = step.conversation
        if step.unknown_question:
            unanswered.append(step.unknown_question)
    return _seen(talk, tuple(unanswered))


def messages_of(talk: Conversation) -> tuple[str, ...]:
    """What a customer said in a conversation, in order."""
    return tuple(turn.text for turn in talk.turns if turn.who is Who.CUSTOMER)


def _machine(cast: Cast, *, number: int) -> Performance:
    opened = engine.begin(
        identity=f"persona-{number}",
        tenant=cast.tenant,
        founder=cast.founder,
        motion=cast.motion,
        language=cast.language,
        offer=cast.offer,
        settings=cast.settings,
        ask_calendar=cast.ask_calendar,
        now=cast.now,
        channel=Channel.VOICE,
    )
    if opened is None:
        return Performance((), "", "", opened=False)
    step = engine.answer_by_machine(opened, settings=cast.settings, ask_calendar=cast.ask_calendar)
    return _seen(step.conversation, ())


def _seen(talk: Conversation, unanswered: tuple[str, ...]) -> Performance:
    unclear = tuple(
        turn.text
        for turn in talk.turns
        if turn.reading and any(act.kind is ActKind.UNCLEAR for act in turn.reading.acts)
    )
    return Performance(
        talk.turns,
        talk.outcome or "",
        talk.state,
        unanswered,
        tuple(text for text in unclear if text not in unanswered),
    )
