"""A step while it is being decided: what changes, what the agent says, which effects follow.

It is the only way a step speaks: every utterance is composed of approved lines and passes the
guard here, or is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from typing import Unpack

from functions.outreach.domain.calendar.founder_calendar import Reservation
from functions.outreach.domain.conversation.context import CalendarNeeded, Step, StepContext
from functions.outreach.domain.conversation.effects import (
    SPOKEN_KINDS,
    Decided,
    Effect,
    EffectKind,
    Usage,
)
from functions.outreach.domain.conversation.state import (
    Booking,
    Conversation,
    EffectId,
    MessageSender,
    Outcome,
    State,
    Touch,
    Turn,
    UtterancePiece,
    Who,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.permission.decide import Allowed, Refused
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.scheduling.contact import may_contact
from functions.outreach.domain.speaking.guard import OPENS, Passed, check, disclosed_on
from functions.outreach.domain.speaking.utterance import (
    MissingAnswer,
    MissingLine,
    compose,
    say_line,
    text_of,
)
from functions.outreach.domain.speaking.voicemail import voicemail_of
from functions.outreach.domain.steps.changes import ConversationChanges, EffectFields
from functions.outreach.domain.understanding.acts import Reading
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind
from tenancy.values.lazy_dataclass import dataclass

OPTIONAL_PARTS = frozenset({Part.ACKNOWLEDGE, Part.CLOSING, Part.NOT_NOW})
"""Parts that only make it sound better: left out of an utterance where no line fits."""

MOST_TURNS = 60
"""A conversation longer than this is no longer one about a four-minute call."""
MOST_REPLIES_A_DAY = 20
"""Text messages in 24 hours; more means that two machines are talking to each other."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """An utterance that was held back, with the rule that did it."""

    rule: str


type Unfinished = CalendarNeeded | Withheld | None
"""What a move leaves open: the calendar to ask, or that the customer was not answered."""


@dataclass(slots=True)
class Draft:
    """Mutable only while one event is decided; `finish` makes the frozen `Step` of it."""

    conversation: Conversation
    context: StepContext
    effects: list[Effect] = field(default_factory=list)
    usage: list[Usage] = field(default_factory=list)
    reserve: Reservation | None = None
    release: Booking | None = None
    suppress: str = ""
    senders: tuple[MessageSender, ...] = ()
    """Where the words that are being decided on were written."""
    resubscribe: bool = False
    unlock: bool = False
    unknown_question: str = ""
    listens: bool = False
    """Silent on purpose: a machine's greeting is under way."""

    @property
    def now(self) -> datetime:
        return self.context.now

    def change(self, **changes: Unpack[ConversationChanges]) -> None:
        self.conversation = replace(self.conversation, **changes)

    def effect(self, kind: EffectKind, **fields: Unpack[EffectFields]) -> Effect:
        effect = self._made(kind, **fields)
        self.effects.append(effect)
        return effect

    def effect_id(self) -> EffectId:
        """The id of the next effect: the same whenever this step is decided again."""
        number = len(self.effects) + 1
        return EffectId(f"{self.conversation.id}-{self.conversation.version}-{number}")

    def _made(self, kind: EffectKind, **fields: Unpack[EffectFields]) -> Effect:
        return Effect(id=self.effect_id(), kind=kind, **fields)

    def record_message(
        self, *, channel: Channel, text: str, reading: Reading | None, pressed: str = ""
    ) -> None:
        turns = self.conversation.turns
        turn = Turn(
            number=len(turns) + 1,
            who=Who.CUSTOMER,
            channel=channel,
            at=self.now,
            text=text,
            reading=reading,
            pressed=pressed,
        )
        self.change(turns=(*turns, turn))

    def count_reached(self) -> None:
        """The first human turn, metered once in a conversation's life."""
        if not self.conversation.reached:
            self.change(reached=True)
            self.usage.append(Usage(UsageKind.REACHED, 1))

    def may(self, channel: Channel, purpose: Purpose) -> Allowed | Refused:
        return may_contact(
            self.conversation, self.context, channel=channel, purpose=purpose, at=self.now
        )

    def composed(
        self,
        pieces: Sequence[Part | AnswerId],
        channel: Channel,
        extra: Mapping[str, str] | None = None,
    ) -> tuple[UtterancePiece, ...] | Withheld:
        """Approved text for the pieces; empty if only optional parts were wanted and none fits."""
        wanted = list(pieces)
        while wanted:
            made = compose(
                wanted,
                conversation=self.conversation,
                context=self.context,
                channel=channel,
                extra=extra,
            )
            if isinstance(made, MissingLine) and made.part in OPTIONAL_PARTS:
                wanted = [piece for piece in wanted if piece is not made.part]
            elif isinstance(made, MissingLine):
                return Withheld(f"line_missing:{made.part}")
            elif isinstance(made, MissingAnswer):
                return Withheld(f"answer_missing:{made.answer}")
            else:
                return made
        return ()

    def say(
        self,
        pieces: Sequence[Part | AnswerId],
        *,
        channel: Channel,
        purpose: Purpose,
        extra: Mapping[str, str] | None = None,
    ) -> Withheld | None:
        """Say approved parts, the disclosure first on every touch and wherever it is not heard yet.

        A follow-up repeats it: whether the message it follows arrived is not always known.
        """
        opens = purpose is not Purpose.REPLY or self._calls(channel) or bool(OPENS & set(pieces))
        first = opens or not disclosed_on(self.conversation, channel)
        parts = [piece for piece in pieces if piece is not Part.DISCLOSURE]
        composed = self.composed([Part.DISCLOSURE, *parts] if first else parts, channel, extra)
        if isinstance(composed, Withheld):
            return composed
        if self._calls(channel):
            composed = self.asking_to_record(composed)
        return self.utter(composed, channel=channel, purpose=purpose) if composed else None

    def asking_to_record(self, greeting: tuple[UtterancePiece, ...]) -> tuple[UtterancePiece, ...]:
        """The greeting of a call with the question whether it may be recorded after the disclosure.

        Without approved words for it nobody is asked, and nothing is recorded.
        """
        if not self.context.asks_to_record or len(greeting) < 2:
            return greeting
        made = self.composed([Part.RECORDING_CONSENT, Part.RECORDING_OFF], Channel.VOICE)
        return greeting if isinstance(made, Withheld) else (greeting[0], made[0], *greeting[1:])

    def confirm_last_word(self, part: Part, channel: Channel) -> Withheld | None:
        """The one message that may still go to somebody who is suppressed by this very step."""
        pieces = self.composed([part], channel)
        if isinstance(pieces, Withheld):
            return pieces
        return self.utter(pieces, channel=channel, purpose=Purpose.REPLY, confirms_opt_out=True)

    def utter(
        self,
        pieces: tuple[UtterancePiece, ...],
        *,
        channel: Channel,
        purpose: Purpose,
        who: Who = Who.AGENT,
        confirms_opt_out: bool = False,
    ) -> Withheld | None:
        """Put composed words on their way, if the guard lets them pass."""
        spec = self.context.channels[channel]
        speaks = spec.spoken and bool(self.conversation.call)
        calls = spec.spoken and not speaks
        effect = self._made(
            EffectKind.SPEAK if speaks else EffectKind.CONTACT_CUSTOMER,
            to=spec.address(self.conversation.facts),
            channel=channel,
            pieces=pieces,
            purpose=purpose,
            subject=self._subject() if spec.has_subject else "",
            confirms_opt_out=confirms_opt_out,
            leaves_voicemail=calls and voicemail_of(self.conversation, self.context) is not None,
        )
        turns = self.conversation.turns
        turn = Turn(
            number=len(turns) + 1,
            who=who,
            channel=channel,
            at=self.now,
            text=text_of(pieces, spec),
            pieces=pieces,
            purpose=purpose,
            effect=effect.id,
        )
        spoken = replace(self.conversation, turns=(*turns, turn))
        verdict = check(effect, spoken, self.context)
        if not isinstance(verdict, Passed):
            return Withheld(f"guard:{verdict.rule}")
        self.effects.append(effect)
        if calls:
            # Nothing is spoken before somebody picks up: the greeting becomes a turn only then.
            self.change(greeting=pieces, channel=channel)
        else:
            self.conversation = replace(spoken, channel=channel)
        if not speaks and not confirms_opt_out:
            touch = Touch(channel, purpose, self.now, effect.id, point=spec.contact_point)
            self.change(touches=(*self.conversation.touches, touch))
        return None

    def reply(
        self, pieces: Sequence[Part | AnswerId], extra: Mapping[str, str] | None = None
    ) -> Withheld | None:
        """Answer the customer where they are. Inside an open call nothing is a touch."""
        channel = self.conversation.channel or Channel.EMAIL
        if channel is Channel.VOICE and self.conversation.call:
            return self.say(pieces, channel=channel, purpose=Purpose.REPLY, extra=extra)
        channel = self.writing_channel()
        answer = self.may(channel, Purpose.REPLY)
        if isinstance(answer, Refused):
            return Withheld(f"refused:{answer.rule}")
        return self.say(pieces, channel=channel, purpose=Purpose.REPLY, extra=extra)

    def writing_channel(self) -> Channel:
        """Where the customer is, or in writing after a call: nobody is rung just to be answered."""
        conversation = self.conversation
        if conversation.channel is not Channel.VOICE:
            return conversation.channel or Channel.EMAIL
        for channel in self.context.channels.written:
            ready = channel in conversation.terms.channels
            if ready and isinstance(self.may(channel, Purpose.REPLY), Allowed):
                return channel
        return Channel.EMAIL

    def invite(self, extra: Mapping[str, str]) -> None:
        """The customer's own invitation by mail, where mail is permitted."""
        conversation = self.conversation
        if not conversation.facts.email or conversation.booking is None:
            return
        if isinstance(self.may(Channel.EMAIL, Purpose.REPLY), Refused):
            return
        # It is a mail of its own and may overtake any other, or be the only one that arrives.
        pieces: list[UtterancePiece] = []
        for part in (Part.DISCLOSURE, Part.SLOT_CONFIRM):
            made = say_line(
                part,
                conversation=conversation,
                context=self.context,
                channel=Channel.EMAIL,
                extra=extra,
            )
            if isinstance(made, MissingLine):
                return
            pieces.append(made)
        effect = self._made(
            EffectKind.INVITE_CUSTOMER,
            to=conversation.facts.email,
            channel=Channel.EMAIL,
            pieces=tuple(pieces),
            purpose=Purpose.REPLY,
            subject=self._subject(),
            booking=conversation.booking.id,
        )
        if isinstance(check(effect, conversation, self.context), Passed):
            self.effects.append(effect)

    def hang_up(self) -> None:
        """End the call under way, once; without a call there is nothing to end."""
        ended = any(effect.kind is EffectKind.HANG_UP for effect in self.effects)
        if self.conversation.call and not ended:
            self.effect(EffectKind.HANG_UP)

    def end_dead_line(self, withheld: Withheld | None) -> Withheld | None:
        """Who spoke in a call is answered or released with a closing: silence is no answer there.

        Only a founder who took the call over may leave it silent while answering in person.
        """
        state, spoke = self.conversation.state, any(e.kind in SPOKEN_KINDS for e in self.effects)
        if spoke or state is State.TAKEN_OVER or self.listens:
            return withheld
        over = state is State.CLOSED or self.context.person.suppressed
        if self.conversation.call and not over and withheld is None:
            withheld = self.reply([Part.CLOSING])
        self.hang_up()
        return withheld

    def _calls(self, channel: Channel) -> bool:
        return self.context.channels[channel].spoken and not self.conversation.call

    def _subject(self) -> str:
        made = say_line(
            Part.EMAIL_SUBJECT,
            conversation=self.conversation,
            context=self.context,
            channel=Channel.EMAIL,
        )
        return "" if isinstance(made, MissingLine) else made.text

    def tell_founder(self, notice: str) -> None:
        """The founder's mail; a complete handoff is built from this record."""
        booking = self.conversation.booking
        self.effect(
            EffectKind.NOTIFY_FOUNDER, notice=notice, booking=booking.id if booking else None
        )

    def close(self, outcome: Outcome, *, reason: str = "") -> None:
        """End it for good: nothing is scheduled, the address is free again."""
        self.change(
            state=State.CLOSED,
            outcome=outcome,
            reason=reason or self.conversation.reason,
            asked=None,
            offered=(),
            callback_at=None,
            clarification=None,
            due_at=None,
        )
        self.unlock = True

    def too_much(self) -> bool:
        """Whether it goes on for longer than a conversation should; then it is the founder's."""
        turns, since = self.conversation.turns, self.now - timedelta(hours=24)
        replies = sum(
            turn.who is Who.AGENT and turn.at > since and turn.channel is not Channel.VOICE
            for turn in turns
        )
        if len(turns) < MOST_TURNS and replies < MOST_REPLIES_A_DAY:
            return False
        self.give_to_founder("the conversation does not end by itself")
        return True

    def give_to_founder(self, reason: str, *, notice: str = "needs_founder") -> None:
        """Stop and hand over: the agent is silent until the founder hands back.

        A call ends with it, or the customer would go on speaking to nobody.
        """
        self.hang_up()
        self.change(
            state=State.TAKEN_OVER,
            outcome=Outcome.NEEDS_FOUNDER,
            reason=reason,
            asked=None,
            offered=(),
            callback_at=None,
        )
        self.tell_founder(notice)

    def finish(self) -> Step:
        talk = self.conversation
        decided = Decided(
            state=talk.state,
            booking=talk.booking.id if talk.booking else None,
            callback_at=talk.callback_at,
            turns=len(talk.turns),
        )
        return Step(
            conversation=talk,
            effects=tuple(replace(effect, decided=decided) for effect in self.effects),
            usage=tuple(self.usage),
            reserve=self.reserve,
            release=self.release,
            suppress=self.suppress,
            written_from=self.senders if self.suppress else (),
            resubscribe=self.resubscribe,
            unlock=self.unlock,
            unknown_question=self.unknown_question,
        )
