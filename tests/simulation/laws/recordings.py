"""Laws about what is recorded of calls: by whose yes, from when, and who is never on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from functions.outreach.domain.conversation.state import Conversation, ConversationId
from tests.simulation.history import (
    CallOver,
    Entry,
    FounderJoined,
    FounderRung,
    RecordingBegan,
    RecordingEnded,
    Stepped,
    Wrote,
)

AGREES = ("yes", "Yes, go ahead.")


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
