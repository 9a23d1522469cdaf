"""Laws about being heard: no pitch in answer to trouble, nothing but a question after a doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from functions.outreach.domain.conversation.state import (
    ConversationId,
    Outcome,
    RecordingStatus,
    State,
    Turn,
    Who,
)
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.understanding.acts import ActKind
from tests.simulation.history import Entry, Received, Stepped
from tests.simulation.laws.contact import TOUCHES, addresses
from tests.simulation.people import PHRASES, READ_AS

if TYPE_CHECKING:
    from tests.simulation.world import World

PITCH = frozenset({Part.OPENER, Part.QUESTION, Part.HANDOFF, Part.SLOT_OFFER, Part.CALLBACK_OFFER})
TROUBLE = frozenset(phrase for intent in READ_AS for phrase in PHRASES[intent])


@dataclass
class NoPitchInAnswerToTrouble:
    """Complaint, distress, a child, a doubt or what is not understood: no pitch answers it.

    Whatever is no clear yes to being recorded ("hello?") is a no to that alone: what the call is
    about, which the question held back, follows.
    """

    def sees(self, entry: Entry) -> Iterator[str]:
        if not isinstance(entry, Stepped):
            return
        new = entry.step.conversation.turns[len(entry.before.turns) :]
        heard = next((turn for turn in new if turn.who is Who.CUSTOMER), None)
        if heard is None:
            return
        acts = heard.reading.acts if heard.reading else ()
        unclear = bool(acts) and all(act.kind is ActKind.UNCLEAR for act in acts)
        if heard.text.strip() not in TROUBLE and (not unclear or _settles_recording(entry)):
            return
        for effect in entry.step.effects:
            said = {piece.part for piece in effect.pieces} & PITCH
            if said:
                yield f"{heard.text!r} was answered with {sorted(p for p in said if p)}"


def _settles_recording(entry: Stepped) -> bool:
    before, after = entry.before.recording, entry.step.conversation.recording
    asked = before is not None and before.status is RecordingStatus.ASKED
    return asked and after is not None and after.status is RecordingStatus.REFUSED


@dataclass
class NothingButTheQuestion:
    """While it is open whether to stop, no touch and no pitch reaches the customer."""

    open: set[ConversationId] = field(default_factory=set)
    asked: set[ConversationId] = field(default_factory=set)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Stepped(step=step):
                questions = {Part.CONFIRM_OPT_OUT, Part.CONFIRM_WRONG_PERSON}
                asks = any(p.part in questions for e in step.effects for p in e.pieces)
                if asks and entry.conversation in self.asked:
                    yield "asked a second time whether to stop"
                if asks:
                    self.asked.add(entry.conversation)
                if step.conversation.clarification is not None:
                    self.open.add(entry.conversation)
                else:
                    self.open.discard(entry.conversation)
            case Received() if entry.conversation in self.open:
                said = {piece.part for piece in entry.pieces} & PITCH
                if entry.purpose in TOUCHES or said:
                    yield f"heard {entry.text!r} while it was open whether to stop"
            case _:
                pass


@dataclass
class NobodyAngryIsFreedUncleared:
    """Whose last words were anger is free for another campaign only after a person looked."""

    def sees(self, entry: Entry) -> Iterator[str]:
        if not isinstance(entry, Stepped) or entry.before.state is not State.TAKEN_OVER:
            return
        after = entry.step.conversation
        settled = after.settled_at is not None or after.booking is not None
        if after.state is not State.CLOSED or entry.step.suppress or settled:
            return
        for turn in reversed(after.turns):
            seen = after.cleared_at is not None and turn.at <= after.cleared_at
            if turn.who is Who.FOUNDER or turn.pressed or seen:
                return
            if turn.who is Who.CUSTOMER and turn.reading is not None:
                kinds = {act.kind for act in turn.reading.acts}
                if ActKind.HOSTILE in kinds and ActKind.INTERESTED not in kinds:
                    yield f"freed after {turn.text!r}, though nobody cleared it"
                return


def every_doubt_ends(world: World) -> Iterator[tuple[str, ConversationId | None, str]]:
    """Who was asked whether to stop and never wrote again is on the list."""
    listed = {address for _, address in world.memory.people.addresses}
    for wrote in world.history.entries:
        if getattr(wrote, "fell_silent", False) and wrote.conversation is not None:
            steps = list(world.history.steps(wrote.conversation))
            last = steps[-1].step.conversation
            asked = [s for s in steps if s.step.conversation.clarification is not None]
            if not asked or _not_delivered(last.turns) or _acted_since(asked[0], last.turns):
                continue
            if not addresses(last.facts) & listed:
                yield "SilenceIsAYes", last.id, "was asked, fell silent and is not on the list"
            if last.state is not State.CLOSED or last.outcome is not Outcome.OPTED_OUT:
                yield "SilenceIsAYes", last.id, f"ended as {last.outcome}"


def _not_delivered(turns: tuple[Turn, ...]) -> bool:
    return any(
        turn.undelivered and any(piece.part is Part.CONFIRM_OPT_OUT for piece in turn.pieces)
        for turn in turns
    )


def _acted_since(asked: Stepped, turns: tuple[Turn, ...]) -> bool:
    before = len(asked.step.conversation.turns)
    return any(turn.who is Who.CUSTOMER for turn in turns[before:])
