"""What truly happened in a simulated world, kept apart from anything the product stores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect
from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    EffectId,
    UtterancePiece,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.product.channels import Channel


@dataclass(frozen=True, slots=True)
class Received:
    """Words (or a ringing phone) that a provider took for a customer."""

    at: datetime
    conversation: ConversationId
    effect: EffectId
    channel: Channel
    address: str
    text: str
    pieces: tuple[UtterancePiece, ...]
    purpose: Purpose | None = None
    last_word: bool = False
    """Confirms an opt-out."""
    lost: bool = False
    """Taken by the provider, and never delivered."""
    ringing: bool = False
    """A call placed: nothing is heard until somebody picks up."""
    spoken: bool = False
    """Inside a call: the greeting or a later utterance."""
    greets: bool = False
    """The first words of a call that was placed."""
    attached: bytes = b""
    """A calendar object that came with the mail."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """A step was committed."""

    at: datetime
    conversation: ConversationId
    before: Conversation
    step: Step


@dataclass(frozen=True, slots=True)
class Created:
    at: datetime
    conversation: ConversationId
    created: Conversation


@dataclass(frozen=True, slots=True)
class Wrote:
    """A customer wrote or said something; the flags are what they meant by it."""

    at: datetime
    conversation: ConversationId | None
    customer: str
    channel: Channel
    text: str
    address: str = ""
    """Where they wrote from; empty where it was spoken or clicked."""
    opts_out: bool = False
    wrong_person: bool = False
    fell_silent: bool = False
    """Perhaps asked for no more contact and never wrote again."""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class CallOver:
    at: datetime
    conversation: ConversationId
    call: str
    human: bool
    seconds: int


@dataclass(frozen=True, slots=True)
class FounderRung:
    """The founder's phone was rung for a caller."""

    at: datetime
    conversation: ConversationId
    call: str


@dataclass(frozen=True, slots=True)
class FounderJoined:
    """The founder pressed 1: they talk from here on until the call is over."""

    at: datetime
    conversation: ConversationId
    call: str


@dataclass(frozen=True, slots=True)
class RecordingBegan:
    """From here on the provider keeps what is said in the call."""

    at: datetime
    conversation: ConversationId
    call: str


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """The provider keeps nothing more of the call."""

    at: datetime
    conversation: ConversationId
    call: str


@dataclass(frozen=True, slots=True)
class Happened:
    """Anything else worth a line in a trace: a crash, a refusal, a founder's act."""

    at: datetime
    conversation: ConversationId | None
    what: str


Entry = (
    Received
    | Stepped
    | Created
    | Wrote
    | CallOver
    | FounderRung
    | FounderJoined
    | RecordingBegan
    | RecordingEnded
    | Happened
)


@dataclass
class History:
    entries: list[Entry] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)

    def of(self, conversation: ConversationId) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.conversation == conversation)

    def steps(self, conversation: ConversationId) -> Iterator[Stepped]:
        return (entry for entry in self.of(conversation) if isinstance(entry, Stepped))

    def opt_outs(self) -> Iterator[Wrote]:
        return (
            entry
            for entry in self.entries
            if isinstance(entry, Wrote) and (entry.opts_out or entry.wrong_person)
        )

    def trace(self, conversation: ConversationId | None) -> str:
        """One conversation, readable; without one the last things that happened anywhere."""
        chosen = self.entries[-40:] if conversation is None else list(self.of(conversation))
        return "\n".join(line for entry in chosen for line in _lines(entry))


def _lines(entry: Entry) -> Iterator[str]:
    at = f"{entry.at:%m-%d %H:%M:%S}"
    match entry:
        case Received():
            marks = [name for name in ("last_word", "lost", "ringing") if getattr(entry, name)]
            head = f"{at}  => {entry.channel.value} {entry.address} {' '.join(marks)}"
            yield f"{head} [{entry.effect}]"
            yield f"{'':18}{entry.text!r}"
        case Stepped(step=step):
            yield f"{at}  step {entry.before.state.value} -> {_state_of(step)}"
            for turn in step.conversation.turns[len(entry.before.turns) :]:
                yield f"{'':18}{turn.who.value} ({turn.channel.value}): {turn.text!r}"
            for effect in step.effects:
                yield f"{'':18}effect {_effect_of(effect)}"
            if step.suppress:
                yield f"{'':18}suppressed: {step.suppress!r}"
        case Created(created=created):
            yield f"{at}  created for {created.facts.customer_id} ({created.terms.motion.value})"
        case Wrote():
            yield f"{at}  <= {entry.channel.value} {entry.customer}: {entry.text!r}"
        case CallOver():
            whom = "human" if entry.human else "nobody"
            yield f"{at}  call {entry.call} over: {whom}, {entry.seconds}s"
        case FounderRung() | FounderJoined() | RecordingBegan() | RecordingEnded():
            yield f"{at}  {type(entry).__name__} in {entry.call}"
        case Happened():
            yield f"{at}  {entry.what}"


def _state_of(step: Step) -> str:
    after = step.conversation
    wake = f", wakes {after.due_at:%m-%d %H:%M}" if after.due_at else ""
    outcome = f" ({after.outcome.value})" if after.outcome else ""
    why = f" because {after.reason}" if after.reason else ""
    return f"{after.state.value}{outcome}{why}{wake}"


def _effect_of(effect: Effect) -> str:
    purpose = effect.purpose.value if effect.purpose else effect.notice
    return f"{effect.kind.value} {purpose} {effect.id.rsplit('-', 2)[-2:]}"
