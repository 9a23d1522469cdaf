"""Laws about machines that take a call: one message in a campaign, which says who speaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.domain.playbooks.playbook import Part
from tests.simulation.history import Entry, Received


@dataclass
class OneMessageOnAMachine:
    """A machine is left one message in a conversation, which stands alone and names an AI."""

    left: Counter[ConversationId] = field(default_factory=Counter)

    def sees(self, entry: Entry) -> Iterator[str]:
        if not isinstance(entry, Received):
            return
        parts = [piece.part for piece in entry.pieces]
        if Part.VOICEMAIL not in parts:
            return
        self.left[entry.conversation] += 1
        if self.left[entry.conversation] > 1:
            yield "a second message was left on a machine"
        if parts != [Part.VOICEMAIL] or "AI assistant" not in entry.text:
            yield f"the message on a machine does not say who speaks: {entry.text!r}"
