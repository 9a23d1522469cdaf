"""Laws about calls: what is left on a machine, and what is recorded, by whose yes and of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from functions.outreach.domain.conversation.state import Conversation, ConversationId
from functions.outreach.domain.playbooks.playbook import Part
from tests.simulation.history import (
    CallOver,
    Entry,
    FounderJoined,
    FounderRung,
    Received,
    RecordingBegan,
    RecordingEnded,
    Stepped,
    Wrote,
)

AGREES = ("yes", "Yes, go ahead.")
"""How people of these worlds say it."""


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


@dataclass
class NothingIsRecordedWithoutAYes:
    """The customer said yes in words, the yes is stored, and both before anything records."""

    stored: dict[ConversationId, Conversation] = field(default_factory=dict)
    said_yes: set[ConversationId] = field(default_factory=set)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Stepped(step=step):
                self.stored[entry.conversation] = step.conversation
            case Wrote(text=text) if text in AGREES and entry.conversation is not None:
                self.said_yes.add(entry.conversation)
            case RecordingBegan(call=call):
                talk = self.stored.get(entry.conversation)
                known = talk.recordings if talk is not None else ()
                agreed = [one for one in known if one.call == call and one.agreed_at]
                if not agreed:
                    yield f"call {call} is recorded, and no yes is stored"
                elif agreed[0].stopped_at is not None:
                    yield f"call {call} is recorded again after the customer ended it"
                elif agreed[0].answer not in AGREES or entry.conversation not in self.said_yes:
                    yield f"call {call} is recorded, and the customer never said yes"
            case _:
                pass


@dataclass
class NobodyElseIsOnARecording:
    """It is over before the founder is rung, and with the call."""

    going_on: dict[str, ConversationId] = field(default_factory=dict)

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case RecordingBegan(call=call):
                self.going_on[call] = entry.conversation
            case RecordingEnded(call=call):
                self.going_on.pop(call, None)
            case FounderRung(call=call) | FounderJoined(call=call) if call in self.going_on:
                yield f"{type(entry).__name__} in call {call}, which is being recorded"
            case CallOver(call=call) if call in self.going_on:
                yield f"call {call} is over and still recorded"
            case _:
                pass
