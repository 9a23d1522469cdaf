"""Laws about callers who are put through: who is rung, whose time it is, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import Conversation, ConversationId, State
from functions.outreach.domain.playbooks.playbook import Part
from tests.simulation.history import CallOver, Entry, FounderJoined, FounderRung, Stepped

OVER = (State.CLOSED, State.TAKEN_OVER)


@dataclass
class TheFounderIsRungForWhoWaits:
    """The phone rings, and is joined, for a conversation that still waits for the founder alone."""

    waits: dict[ConversationId, Conversation] = field(default_factory=dict)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Stepped(step=step):
                self.waits[entry.conversation] = step.conversation
            case FounderRung() | FounderJoined():
                talk = self.waits.get(entry.conversation)
                waiting = talk is not None and talk.transfer is not None
                if talk is None or not waiting or talk.state in OVER:
                    yield f"{type(entry).__name__} in call {entry.call}, where nobody waits"
            case _:
                pass


@dataclass
class TheFoundersTimeIsTakenWhileTheyTalk:
    """Nobody is joined with a founder whose time another holds, or who talks with another."""

    held: dict[BookingId, tuple[ConversationId, Slot]] = field(default_factory=dict)
    talks: dict[str, ConversationId] = field(default_factory=dict)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Stepped(step=step):
                if step.release is not None:
                    self.held.pop(step.release.id, None)
                if step.reserve is not None:
                    held = (entry.conversation, step.reserve.slot)
                    self.held[step.reserve.booking] = held
            case CallOver():
                self.talks.pop(entry.call, None)
            case FounderJoined():
                if self.talks:
                    yield f"call {entry.call} is joined while {[*self.talks]} goes on"
                self.talks[entry.call] = entry.conversation
                holds = any(
                    whose == entry.conversation and slot.start <= entry.at < slot.end
                    for whose, slot in self.held.values()
                )
                if not holds:
                    yield f"they talk in call {entry.call}, and the founder's time is not taken"
            case _:
                pass


@dataclass
class AFailedTransferLeadsToTimes:
    """Who was not put through gives the time back, and in a call that goes on hears times, or why
    there are none."""

    joined: set[ConversationId] = field(default_factory=set)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case FounderJoined():
                self.joined.add(entry.conversation)
            case Stepped(before=before, step=step) if before.transfer is not None:
                if step.conversation.transfer is None:
                    yield from self._ended(before, entry)
            case _:
                pass

    def _ended(self, before: Conversation, entry: Stepped) -> Iterator[str]:
        step, after, transfer = entry.step, entry.step.conversation, before.transfer
        if transfer is None:
            return
        if after.state is State.BOOKED and after.booking is not None:
            if after.booking.id == transfer.booking and entry.conversation not in self.joined:
                yield "booked as talked, and nobody was joined"
            return
        held = before.booking is not None and before.booking.id == transfer.booking
        if held and (step.release is None or step.release.id != transfer.booking):
            yield "the transfer is over and its time is still taken"
        goes_on = before.call == transfer.call and after.call == before.call
        if not goes_on or before.state in OVER or after.state in OVER:
            return
        said = {piece.part for effect in step.effects for piece in effect.pieces}
        hung_up = any(effect.kind is EffectKind.HANG_UP for effect in step.effects)
        if Part.TRANSFER_FAILED not in said and not hung_up:
            yield f"not put through, and heard {sorted(str(part) for part in said)}"
