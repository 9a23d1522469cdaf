"""Laws about calls: what is left on a machine, and what is recorded, by whose yes and of whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    RecordingStatus,
    Who,
)
from functions.outreach.domain.playbooks.playbook import Part
from functions.product.channels import Channel
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

AGREES = ("yes", "Yes, go ahead.", "Yes please")
"""How people of these worlds say it."""
ENDS = (
    "Please stop recording.",
    "Stop recording, please, this is confidential.",
    "Could you stop the recording, and what does it cost?",
)
"""How they ask that it ends, also among other things."""


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
    """The customer said yes in words to the very question, heard last and whole; the yes is stored,
    and both before anything records."""

    stored: dict[ConversationId, Conversation] = field(default_factory=dict)
    was_asked: set[ConversationId] = field(default_factory=set)
    """Heard the question, and nothing since."""
    said_yes: set[ConversationId] = field(default_factory=set)
    """As an answer to it; one yes is for one recording."""

    def sees(self, entry: Entry) -> Iterator[str]:
        match entry:
            case Stepped(step=step):
                self.stored[entry.conversation] = step.conversation
            case Received(channel=Channel.VOICE, pieces=pieces) if pieces:
                asks = pieces[-1].part is Part.RECORDING_CONSENT and not entry.lost
                (self.was_asked.add if asks else self.was_asked.discard)(entry.conversation)
            case Wrote(channel=Channel.VOICE, text=text) if entry.conversation is not None:
                if text in AGREES and entry.conversation in self.was_asked:
                    self.said_yes.add(entry.conversation)
                self.was_asked.discard(entry.conversation)
            case RecordingBegan(call=call):
                talk = self.stored.get(entry.conversation)
                known = talk.recordings if talk is not None else ()
                agreed = [one for one in known if one.call == call and one.agreed_at]
                if not agreed:
                    yield f"call {call} is recorded, and no yes is stored"
                elif agreed[0].stopped_at is not None:
                    yield f"call {call} is recorded again after the customer ended it"
                elif agreed[0].answer not in AGREES or entry.conversation not in self.said_yes:
                    yield f"call {call} is recorded, and the customer never said yes to it"
                self.said_yes.discard(entry.conversation)
            case _:
                pass


@dataclass
class AWishEndsARecording:
    """Once the customer asked in words that it ends, no yes to it stands in any step after."""

    def sees(self, entry: Entry) -> Iterator[str]:
        talk = entry.step.conversation if isinstance(entry, Stepped) else None
        recording = talk.recording if talk is not None else None
        if talk is None or recording is None or recording.status is not RecordingStatus.AGREED:
            return
        for turn in talk.turns:
            since = recording.answered_at is not None and turn.at >= recording.answered_at
            if since and turn.who is Who.CUSTOMER and turn.text in ENDS:
                yield f"call {recording.call} stays recorded after {turn.text!r}"


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
