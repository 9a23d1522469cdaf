"""Usage is what happened: told from the customers' side, then compared with the rows written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from functions.outreach.domain.conversation.state import ConversationId, Outcome, State, Turn, Who
from tenancy.billing.usage import UsageKind
from tests.simulation.history import CallOver, Entry, FounderJoined, Stepped, Wrote
from tests.simulation.laws.bookings import puts_through

STOPPED = (Outcome.OPTED_OUT, Outcome.WRONG_PERSON)
"""Ends after which no word is metered."""


@dataclass
class UsageIsWhatHappened:
    """Reached once, by the first human word that is no opt-out and follows none, before the end of
    the conversation or after it; booked once; calls as they were."""

    meant: dict[tuple[ConversationId, str], Wrote] = field(default_factory=dict)
    words: dict[str, Wrote] = field(default_factory=dict)
    reached: set[ConversationId] = field(default_factory=set)
    booked: set[ConversationId] = field(default_factory=set)
    joined: set[ConversationId] = field(default_factory=set)
    """Whose caller talked with the founder."""
    calls: dict[ConversationId, list[int]] = field(default_factory=dict)
    rows: Counter[tuple[ConversationId, UsageKind]] = field(default_factory=Counter)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Wrote(conversation=about) if about is not None:
                self.meant[about, entry.text] = self.words[entry.text] = entry
            case CallOver() if entry.human and entry.seconds:
                self.calls.setdefault(entry.conversation, []).append(entry.seconds)
            case FounderJoined():
                self.joined.add(entry.conversation)
            case Stepped():
                yield from self._step(entry)
            case _:
                pass

    def _step(self, entry: Stepped) -> Iterator[str]:
        about, step = entry.conversation, entry.step
        for usage in step.usage:
            if usage.kind is UsageKind.VOICE_SECONDS:
                if usage.quantity not in self.calls.get(about, []):
                    yield f"{usage.quantity} voice seconds that nobody spoke, or metered twice"
                else:
                    self.calls[about].remove(usage.quantity)
                continue
            self.rows[about, usage.kind] += usage.quantity
            if self.rows[about, usage.kind] > 1:
                yield f"metered {usage.kind} twice"
        new = step.conversation.turns[len(entry.before.turns) :]
        if entry.before.outcome not in STOPPED and any(self._human(about, t) for t in new):
            self.reached.add(about)
        transfer = entry.before.transfer
        over = transfer is not None and step.conversation.transfer is None
        talked = over and about in self.joined and step.conversation.state is State.BOOKED
        chosen = step.reserve is not None and not puts_through(entry)
        if talked or chosen:
            self.booked.add(about)
        for kind, happened in (
            (UsageKind.REACHED, about in self.reached),
            (UsageKind.BOOKED, about in self.booked),
        ):
            if happened != bool(self.rows[about, kind]):
                yield f"{kind} {'was not metered' if happened else 'was metered for nothing'}"

    def _human(self, about: ConversationId, turn: Turn) -> bool:
        if turn.who is not Who.CUSTOMER:
            return False
        # On a shared phone words may reach the conversation of the other person.
        wrote = self.meant.get((about, turn.text)) or self.words.get(turn.text)
        if wrote is None:
            return bool(turn.pressed)
        return not (wrote.opts_out or wrote.automatic)
