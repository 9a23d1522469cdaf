"""A rehearsal: the founder plays the customer against the very same engine that will speak.

Keeps for each founder the conversation being rehearsed and which of the six walks were taken, each
with the exact texts it used, so that a later change of one of them makes it outdated; what any of a
team took counts for all. Sends nothing: effects of a step are read for the text they would have
sent, then dropped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.state import Conversation, Outcome, State, Who
from functions.outreach.domain.playbooks.playbook import Answer, Part
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.understanding.acts import ActKind
from functions.product.motions import Motion
from functions.product.offers import Offer
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass


class Walk(StrEnum):
    """The six ways a rehearsal must have gone in every language in use."""

    BOOKING = "booking"
    NOT_NOW = "not_now"
    DECLINE = "decline"
    OPT_OUT = "opt_out"
    PRICE = "price_question"
    UNKNOWN = "unknown_question"


@dataclass(frozen=True, slots=True)
class Used:
    """One approved thing a walk used, and the hash it had."""

    what: str
    """`line:<id>`, `answer:<id>` or `offer:<id>`."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Taken:
    walk: Walk
    at: datetime
    used: tuple[Used, ...]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Where the rehearsal of one motion in one language stands: one founder's, or a whole team's,
    in which a walk may stand several times."""

    walks: tuple[Taken, ...] = ()
    conversation: Conversation | None = None

    def taken(self, walk: Walk) -> Taken | None:
        """When it was last taken, and with what."""
        every = [taken for taken in self.walks if taken.walk is walk]
        return max(every, key=lambda taken: taken.at, default=None)

    def outdated(self, settings: TenantSettings) -> tuple[Walk, ...]:
        """Walks that used something which has changed since, each time they were taken."""
        now = _hashes(settings)
        holds = {
            taken.walk
            for taken in self.walks
            if all(now.get(used.what) == used.sha256 for used in taken.used)
        }
        return tuple(walk for walk in Walk if self.taken(walk) and walk not in holds)

    def complete(self, settings: TenantSettings) -> bool:
        return {taken.walk for taken in self.walks} == set(Walk) and not self.outdated(settings)


def rehearsal_id(motion: Motion, language: str) -> str:
    return f"{motion}-{language}"


def own_id(motion: Motion, language: str, founder: FounderId) -> str:
    """Of what one founder rehearses: two of a team at once are in nobody's way."""
    return f"{rehearsal_id(motion, language)}#{founder}"


def of_team(
    kept: Mapping[str, str], motion: Motion, language: str, *, played_by: FounderId | None = None
) -> Rehearsal:
    """All walks that anybody of the team took, and the conversation of one of them.

    `kept` holds every stored rehearsal of the tenant by its id.
    """
    walks = _walks_of_teams(kept).get(rehearsal_id(motion, language), ())
    own = kept.get(own_id(motion, language, played_by), "") if played_by else ""
    return Rehearsal(walks, from_text(own).conversation)


def of_teams(kept: Mapping[str, str]) -> tuple[Rehearsal, ...]:
    """What a team took of each motion and language, wherever anybody began."""
    return tuple(Rehearsal(walks) for walks in _walks_of_teams(kept).values())


def _walks_of_teams(kept: Mapping[str, str]) -> dict[str, tuple[Taken, ...]]:
    walks: dict[str, tuple[Taken, ...]] = {}
    for key, text in sorted(kept.items()):
        named = key.partition("#")[0]
        walks[named] = (*walks.get(named, ()), *from_text(text).walks)
    return walks


def from_text(text: str) -> Rehearsal:
    """The stored rehearsal; empty text is one that has not begun."""
    return from_json(Rehearsal, text) if text else Rehearsal()


def to_text(rehearsal: Rehearsal) -> str:
    return to_json(rehearsal)


def after_step(
    rehearsal: Rehearsal, step: Step, *, at: datetime, settings: TenantSettings
) -> Rehearsal:
    """The rehearsal after one step of its conversation, with newly taken walks recorded."""
    now = step.conversation
    reading = next((turn.reading for turn in reversed(now.turns) if turn.who is Who.CUSTOMER), None)
    kinds = {act.kind for act in reading.acts} if reading else set()
    reached = {
        **_ways_it_went(now),
        Walk.PRICE: bool(kinds & {ActKind.ASKS_PRICE, ActKind.NEGOTIATES}),
        Walk.UNKNOWN: bool(step.unknown_question),
    }
    used = _used_by(now, settings)
    fresh = tuple(Taken(walk, at, used) for walk, happened in reached.items() if happened)
    kept = tuple(t for t in rehearsal.walks if t.walk not in {f.walk for f in fresh})
    return Rehearsal((*kept, *fresh), now)


def with_walks_of(
    rehearsal: Rehearsal, talk: Conversation, *, at: datetime, settings: TenantSettings
) -> Rehearsal:
    """The rehearsal with what a talk over the founder's phone took, each with the texts it was.

    A walk that was taken before and still holds stays as it is.
    """
    outdated = rehearsal.outdated(settings)
    holds = {taken.walk for taken in rehearsal.walks if taken.walk not in outdated}
    used = _list_used(talk)
    fresh = tuple(
        Taken(walk, at, used)
        for walk, happened in _taken_by(talk).items()
        if happened and walk not in holds
    )
    kept = tuple(t for t in rehearsal.walks if t.walk not in {f.walk for f in fresh})
    return replace(rehearsal, walks=(*kept, *fresh))


def _taken_by(talk: Conversation) -> dict[Walk, bool]:
    acts = [act.kind for turn in talk.turns if turn.reading for act in turn.reading.acts]
    parts = {piece.part for turn in talk.turns for piece in turn.pieces}
    return {
        **_ways_it_went(talk),
        Walk.PRICE: bool({ActKind.ASKS_PRICE, ActKind.NEGOTIATES} & set(acts)),
        Walk.UNKNOWN: Part.UNKNOWN_ANSWER in parts,
    }


def _ways_it_went(talk: Conversation) -> dict[Walk, bool]:
    return {
        Walk.BOOKING: talk.booking is not None,
        Walk.NOT_NOW: talk.state is State.CALLBACK or talk.outcome is Outcome.CALLBACK,
        Walk.DECLINE: talk.outcome is Outcome.DECLINED,
        Walk.OPT_OUT: talk.outcome is Outcome.OPTED_OUT,
    }


def _list_used(talk: Conversation) -> tuple[Used, ...]:
    """The texts the agent used, as approved then: a line changed since makes the walk outdated."""
    pieces = [piece for turn in talk.turns if not turn.undelivered for piece in turn.pieces]
    used = {f"line:{piece.line}": piece.sha256 for piece in pieces if piece.line}
    used |= {f"answer:{piece.answer}": piece.sha256 for piece in pieces if piece.answer}
    if talk.terms.offer:
        used[f"offer:{talk.terms.offer.id}"] = _offer_hash(talk.terms.offer)
    return tuple(Used(name, used[name]) for name in sorted(used))


def _used_by(conversation: Conversation, settings: TenantSettings) -> tuple[Used, ...]:
    hashes = _hashes(settings)
    pieces = [piece for turn in conversation.turns for piece in turn.pieces]
    names = {f"line:{piece.line}" for piece in pieces if piece.line}
    names |= {f"answer:{piece.answer}" for piece in pieces if piece.answer}
    if conversation.terms.offer:
        names.add(f"offer:{conversation.terms.offer.id}")
    return tuple(Used(name, hashes.get(name, "")) for name in sorted(names))


def _hashes(settings: TenantSettings) -> dict[str, str]:
    """What every line, answer and offer is now."""
    lines = {f"line:{line.id}": line.sha256 for book in settings.playbooks for line in book.lines}
    answers = {f"answer:{answer.id}": _answer_hash(answer) for answer in settings.answers}
    offers = {f"offer:{offer.id}": _offer_hash(offer) for offer in settings.offers}
    return lines | answers | offers


def _answer_hash(answer: Answer) -> str:
    return answer.sha256


def _offer_hash(offer: Offer) -> str:
    return hashlib.sha256(to_json(offer).encode()).hexdigest()
