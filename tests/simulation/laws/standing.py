"""Laws about what is settled: nothing goes out that the conversation has moved past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.conversation.state import ConversationId, EffectId, State, Who
from functions.outreach.domain.conversation.turns import is_automatic
from functions.outreach.domain.playbooks.playbook import Part
from tests.simulation.history import Entry, Received, Stepped
from tests.simulation.laws.contact import TOUCHES

SETTLED = frozenset({State.BOOKED, State.CALLBACK, State.TAKEN_OVER, State.CLOSED})


@dataclass
class NothingGoesOutOnceSettled:
    """No touch of the agent's own while booked, taken over, promised, closed or answered since, and
    no booking is confirmed that is not there any more."""

    state: dict[ConversationId, State] = field(default_factory=dict)
    booking: dict[ConversationId, BookingId | None] = field(default_factory=dict)
    human: dict[ConversationId, int] = field(default_factory=dict)
    """Customer turns so far, in person."""
    decided: dict[EffectId, tuple[State, BookingId | None, int]] = field(default_factory=dict)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Stepped(step=step):
                after = step.conversation
                self.state[after.id] = after.state
                self.booking[after.id] = after.booking.id if after.booking else None
                self.human[after.id] = sum(
                    turn.who is Who.CUSTOMER and not is_automatic(turn) for turn in after.turns
                )
                seen = (after.state, self.booking[after.id], self.human[after.id])
                self.decided |= {effect.id: seen for effect in step.effects}
            case Received() if entry.effect in self.decided and not entry.last_word:
                yield from self._received(entry)
            case _:
                pass

    def _received(self, entry: Received) -> Iterator[str]:
        state, booking, human = self.decided[entry.effect]
        confirms = any(piece.part is Part.SLOT_CONFIRM for piece in entry.pieces)
        if confirms and not entry.spoken and booking != self.booking[entry.conversation]:
            yield f"was told of {booking}, which is not booked any more: {entry.text!r}"
        founders = any(not piece.line and not piece.answer for piece in entry.pieces)
        if entry.purpose not in TOUCHES or founders:
            return
        now = self.state[entry.conversation]
        if now in SETTLED and now is not state:
            yield f"{entry.purpose} although it is {now} by now: {entry.text!r}"
        if self.human[entry.conversation] > human and not entry.spoken:
            yield f"{entry.purpose} although the customer answered since: {entry.text!r}"
