"""Calls in a simulated world: ringing, answering, talking, pressing keys, ringing back, hanging up.

What is spoken goes through the voice socket's own workflow; what was heard is recorded as it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from functions.outreach.domain.conversation.effects import TRANSFER
from functions.outreach.domain.conversation.events import (
    CallConnected,
    CallEnd,
    CallEnded,
    Event,
    Interrupted,
    MachineAnswered,
    OptedOutByLink,
)
from functions.outreach.domain.conversation.state import ConversationId, EffectId, UtterancePiece
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.utterance import heard_at_once, text_of
from functions.outreach.domain.steps.step import greeting
from functions.outreach.ports import CallSocket, InboundMessage, LiveCall, Outgoing
from functions.outreach.workflows.calls.answer_call import InboundCall, greeting_for, inbound_call
from functions.outreach.workflows.calls.answer_machine import answer_machine
from functions.outreach.workflows.calls.speak_turn import speak_turn
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import CHANNELS, Channel
from tests.outreach.approved import TENANT
from tests.outreach.approved import tenant as approved_tenant
from tests.simulation.doubles.faults import SimulatedCrashError
from tests.simulation.doubles.founder_line import FounderLine
from tests.simulation.history import CallOver, Received, RecordingBegan, RecordingEnded, Stepped
from tests.simulation.laws.calls import ENDS
from tests.simulation.people import Person, choice_text

if TYPE_CHECKING:
    from tests.simulation.audience import Audience

LAST_WORDS = (Part.OPT_OUT, Part.WRONG_PERSON)
OUR_PHONE, OUR_MAIL = "+12025550100", "hello@sample.example.com"
ANSWERED = {"human": 0.6, "no_answer": 0.15, "machine": 0.15, "busy": 0.1}


@dataclass
class CallInProgress:
    call: str
    person: Person
    outgoing: Outgoing | None
    """None: the customer rang us."""
    live: LiveCall
    talked: int = 0
    over: bool = False
    closing: bool = False
    asked_for_founder: bool = False
    with_founder: bool = False
    """Put through: it rings, or they talk."""


@dataclass
class Telephone:
    """Every line that is or was open."""

    crowd: Audience
    calls: dict[str, CallInProgress] = field(default_factory=dict)
    recorded: set[str] = field(default_factory=set)
    """Calls of which the provider keeps what is said, at this moment."""

    def rings(self, outgoing: Outgoing, *, call: str) -> None:
        person = self.crowd.person_of(outgoing.conversation)
        kind = self.crowd.random.choices(list(ANSWERED), weights=list(ANSWERED.values()))[0]
        live = LiveCall(f"socket-{call}", call, TENANT, outgoing.conversation)
        ringing = CallInProgress(call, person, outgoing, live)
        self.calls[live.connection] = ringing
        if (
            person.persona == "stops"
            and "stop" not in person.expressed
            and self.crowd.random.random() < 0.3
        ):
            # The opt-out that crosses a ringing phone: who picks up must hear nothing.
            person.expressed.append("stop")
            person.gone_silent = True
            self.crowd.soon(
                3,
                lambda: self.crowd.writes(
                    person, "stop", channel=Channel.SMS, about=outgoing.conversation
                ),
            )
        if kind == "human":
            self.crowd.soon(15, lambda: self._picks_up(ringing, outgoing))
            return
        if kind == "machine":
            self.crowd.soon(15, lambda: self._machine_takes(ringing, outgoing))
            return
        ends = {"no_answer": CallEnd.NO_ANSWER, "busy": CallEnd.BUSY}
        self.crowd.soon(25, lambda: self._over(ringing, ends[kind], human=False, seconds=0))

    def _picks_up(self, call: CallInProgress, outgoing: Outgoing) -> None:
        greeting = greeting_for(
            self.crowd.advance_ports,
            tenant=TENANT,
            conversation=call.live.conversation,
            effect=outgoing.effect.id,
        )
        if greeting is None:
            self._over(call, CallEnd.COMPLETED, human=True, seconds=2)
            return
        pieces = heard_at_once(outgoing.effect.pieces)
        self._hears(call, greeting.text, pieces, outgoing.effect.id, greets=True)
        self._frame(call, CallConnected(call.call))
        self.crowd.soon(8, lambda: self._talks(call, frozenset(p.part for p in pieces if p.part)))

    def _machine_takes(self, call: CallInProgress, outgoing: Outgoing) -> None:
        """It plays its own greeting while ours is spoken; detection tells at its end."""
        found = greeting_for(
            self.crowd.advance_ports,
            tenant=TENANT,
            conversation=call.live.conversation,
            effect=outgoing.effect.id,
        )
        if found is None:
            self._over(call, CallEnd.COMPLETED, human=True, seconds=2)
            return
        pieces, effect = heard_at_once(outgoing.effect.pieces), outgoing.effect.id
        self._hears(call, found.text, pieces, effect, greets=True, lost=True)
        self._frame(call, CallConnected(call.call))
        event = MachineAnswered(
            call.call, effect=outgoing.effect.id, records=outgoing.effect.leaves_voicemail
        )
        for after in (9, 10) if self.crowd.faults.hit("duplicate") else (9,):
            self.crowd.soon(
                after, lambda: self.crowd.at_least_once(lambda: self._detected(call, event))
            )

    def _detected(self, call: CallInProgress, event: MachineAnswered) -> None:
        answer_machine(
            self.crowd.advance_ports,
            SimulatedLine(self, call),
            tenant=TENANT,
            conversation=call.live.conversation,
            event=event,
        )
        self.crowd.soon(30, lambda: self._over(call, CallEnd.COMPLETED, human=False, seconds=24))

    def rings_us(self, person: Person, about: ConversationId, intent: str) -> None:
        """The same agent answers a customer who rings the tenant's number."""
        phone = self.crowd.memory.partitions[about].conversation.facts.phone
        with self.crowd.faults.paused():
            found = inbound_call(
                self.crowd.receive_ports,
                self.crowd.advance_ports,
                lambda _: approved_tenant(),
                our_address=OUR_PHONE,
                caller=phone,
            )
            if not isinstance(found, InboundCall):
                return
            pieces = self._pieces_of(found.conversation, found.greeting.text)
        self.crowd.messages += 1
        sid = f"IN{self.crowd.messages}"
        live = LiveCall(f"socket-{sid}", sid, TENANT, found.conversation)
        call = CallInProgress(sid, person, None, live)
        self.calls[live.connection] = call
        self.crowd.note(found.conversation, f"{person.id} rings us")
        self._hears(call, found.greeting.text, pieces, EffectId(f"greeting-{sid}"), greets=True)
        self._frame(call, CallConnected(sid, inbound=True))
        asked = any(piece.part is Part.RECORDING_CONSENT for piece in pieces)
        answers = self._answers_recording if asked else lambda _: False
        self.crowd.soon(8, lambda: None if answers(call) else self._says(call, intent))

    def _pieces_of(self, about: ConversationId, text: str) -> tuple[UtterancePiece, ...]:
        """The pieces of a greeting that came as text alone."""
        conversation = self.crowd.memory.partitions[about].conversation
        around = build_step_context(
            conversation,
            settings=self.crowd.advance_ports.settings.load(TENANT),
            now=self.crowd.timeline.now,
        )
        pieces = heard_at_once(greeting(conversation, around, inbound=True))
        return pieces if text_of(pieces, CHANNELS[Channel.VOICE]) == text else ()

    def _talks(self, call: CallInProgress, parts: frozenset[Part]) -> None:
        if call.over or call.closing:
            return
        chance, person = self.crowd.random.random(), call.person
        call.talked += 1
        if chance < 0.06 or call.talked > 8:
            self._hangs_up(call)
            return
        if chance < 0.14 and person.persona == "stops":
            person.gone_silent = True
            self.crowd.wrote(
                person, Channel.VOICE, "[pressed 9]", about=call.live.conversation, opts_out=True
            )
            self._frame(call, OptedOutByLink(f"{call.call}-key", channel=Channel.VOICE))
            self.crowd.soon(15, lambda: self._hangs_up(call))
            return
        if chance < 0.25:
            self._frame(call, Interrupted(call.call, heard=""))
        if person.persona == "silent":
            self.crowd.soon(10, lambda: self._hangs_up(call))
            return
        if Part.RECORDING_CONSENT in parts and self._answers_recording(call):
            return
        if self._wants_no_recording(call):
            self._says_words(call, Random(f"{call.call}|wish").choice(ENDS))
            return
        if self._asks_for_founder(call):
            self._says(call, "human")
            return
        conversation = self.crowd.memory.partitions[call.live.conversation].conversation
        self._says(call, person.answer(parts, offered=len(conversation.offered)) or "thanks")

    def _answers_recording(self, call: CallInProgress) -> bool:
        """To the question whether the call may be recorded; False: they say something else. By luck
        of its own."""
        luck = Random(f"{call.call}|{call.person.id}|recorded")
        answers = ("yes", "Yes, go ahead.", "no", "No, thank you.", "hello?", "")
        words = luck.choices(answers, weights=(40, 15, 15, 5, 10, 15))[0]
        if words and not call.person.gone_silent:
            self._says_words(call, words)
            return True
        return False

    def _wants_no_recording(self, call: CallInProgress) -> bool:
        if call.call not in self.recorded or call.person.gone_silent:
            return False
        return Random(f"{call.call}|{call.person.id}|{call.talked}|ends").random() < 0.15

    def _says_words(self, call: CallInProgress, text: str) -> None:
        """Words about the recording alone; they mean nothing else."""
        about = call.live.conversation
        self.crowd.wrote(call.person, Channel.VOICE, text, about=about)
        self._frame(
            call,
            InboundMessage(
                f"{call.call}-{call.talked}r", Channel.VOICE, text, address="", call=call.call
            ),
        )
        self.crowd.soon(20, lambda: None if call.with_founder else self._hangs_up(call))

    def begin_recording(self, call: str, about: ConversationId) -> bool:
        """False for a call that is over."""
        going_on = any(one.call == call and not one.over for one in self.calls.values())
        if going_on and call not in self.recorded:
            self.recorded.add(call)
            self.crowd.history.add(RecordingBegan(self.crowd.timeline.now, about, call))
        return going_on

    def end_recording(self, call: str, about: ConversationId) -> None:
        if call in self.recorded:
            self.recorded.discard(call)
            self.crowd.history.add(RecordingEnded(self.crowd.timeline.now, about, call))

    def _asks_for_founder(self, call: CallInProgress) -> bool:
        """Now and then, once in a call; by luck of its own."""
        if call.asked_for_founder or call.person.gone_silent:
            return False
        luck = Random(f"{call.call}|{call.person.id}|{call.talked}")
        call.asked_for_founder = luck.random() < 0.25
        return call.asked_for_founder

    def _says(self, call: CallInProgress, intent: str) -> None:
        person = call.person
        choice = intent.startswith("choose:")
        text = choice_text(int(intent[7:]), self.crowd.random) if choice else person.phrase(intent)
        self.crowd.wrote(
            person,
            Channel.VOICE,
            text,
            about=call.live.conversation,
            opts_out=intent == "stop",
            wrong_person=intent == "wrong",
            fell_silent=intent == "vague_stop" and person.persona == "vague_and_silent",
        )
        name = f"{call.call}-{call.talked}"
        heard = InboundMessage(name, Channel.VOICE, text, address="", call=call.call)
        self._frame(call, heard)
        # Who asked for a person waits longer, and as long as it rings or they talk.
        patience = 60 if intent == "human" else 20
        self.crowd.soon(patience, lambda: None if call.with_founder else self._hangs_up(call))

    def _hears(
        self,
        call: CallInProgress,
        text: str,
        pieces: tuple[UtterancePiece, ...],
        effect: EffectId,
        *,
        greets: bool = False,
        touches: bool = False,
        lost: bool = False,
    ) -> None:
        """`touches` beside a greeting: a message left on a machine is the touch of its call."""
        placed = call.outgoing
        self.crowd.history.add(
            Received(
                at=self.crowd.timeline.now,
                conversation=call.live.conversation,
                effect=effect,
                channel=Channel.VOICE,
                address=call.outgoing.effect.to if call.outgoing else call.person.facts.phone,
                text=text,
                pieces=pieces,
                purpose=placed.effect.purpose if placed and (greets or touches) else None,
                lost=lost,
                last_word=any(piece.part in LAST_WORDS for piece in pieces),
                spoken=True,
                greets=greets,
            )
        )

    def _frame(self, call: CallInProgress, event: Event | InboundMessage) -> None:
        """The socket's handler never raises: what fails there is silence on the line."""
        try:
            speak_turn(self.crowd.advance_ports, self.socket(), call.live, event)
        except SimulatedCrashError as crash:
            self.crowd.note(call.live.conversation, f"crash in the call: {crash}")

    def socket(self) -> CallSocket:
        return SimulatedSocket(self)

    def _hangs_up(self, call: CallInProgress) -> None:
        if not call.over:
            spoken = 10 + 20 * call.talked + self.crowd.random.randrange(30)
            self._over(call, CallEnd.COMPLETED, human=True, seconds=spoken)

    def _over(self, call: CallInProgress, end: CallEnd, *, human: bool, seconds: int) -> None:
        if call.over:
            return
        call.over = True
        about = call.live.conversation
        self.end_recording(call.call, about)
        self.crowd.history.add(CallOver(self.crowd.timeline.now, about, call.call, human, seconds))
        placed_by = call.outgoing.effect.id if call.outgoing else EffectId("")
        event = CallEnded(call.call, end=end, seconds=seconds, effect=placed_by)
        for _ in range(2 if self.crowd.faults.hit("duplicate") else 1):
            late = (
                self.crowd.random.uniform(0.5, 900) if self.crowd.faults.hit("late_report") else 1.0
            )
            self.crowd.soon(
                late, lambda: self.crowd.at_least_once(lambda: self._tell(about, event))
            )

    def _tell(self, about: ConversationId, event: Event) -> None:
        dedupe = "|".join(str(getattr(event, name, "")) for name in ("call", "end"))
        self.crowd.postbox.reply(tenant=TENANT, conversation=about, event=event, dedupe=dedupe)


@dataclass
class SimulatedLine:
    """The provider's API over one call: a message is left, or the call ends."""

    telephone: Telephone
    call: CallInProgress

    def leave_message(self, *, call: str, text: str, language: str) -> bool:
        self.telephone.crowd.faults.crash("crash_in_speech")
        conversation = self.telephone.crowd.memory.partitions[self.call.live.conversation]
        turn = conversation.conversation.turns[-1]
        assert (turn.text, language) == (text, conversation.conversation.language)
        assert self.call.outgoing is not None
        effect = self.call.outgoing.effect.id
        self.telephone._hears(self.call, text, turn.pieces, effect, touches=True)
        return self.end(call=call)

    def end(self, *, call: str) -> bool:
        was_open = not self.call.over
        self.telephone._over(self.call, CallEnd.COMPLETED, human=False, seconds=24)
        return was_open


@dataclass
class SimulatedSocket:
    """Our end of the relay: what is spoken is heard, unless the process dies first."""

    telephone: Telephone

    def speak(self, *, connection: str, text: str, language: str, interruptible: bool) -> bool:
        self.telephone.crowd.faults.crash("crash_in_speech")
        call = self.telephone.calls[connection]
        if call.over:
            return False
        step = next(
            entry.step
            for entry in reversed(self.telephone.crowd.history.entries)
            if isinstance(entry, Stepped) and entry.conversation == call.live.conversation
        )
        effect = next(effect for effect in step.effects if effect.kind == "speak")
        self.telephone._hears(call, text, effect.pieces, effect.id)
        parts = frozenset(piece.part for piece in effect.pieces if piece.part)
        self.telephone.crowd.soon(7, lambda: self.telephone._talks(call, parts))
        return True

    def end(self, *, connection: str, reason: str) -> bool:
        call = self.telephone.calls[connection]
        call.closing = True
        if reason == TRANSFER:
            call.with_founder = True
            self.telephone.crowd.soon(4, FounderLine(self.telephone, call).rings)
            return not call.over
        self.telephone.crowd.soon(4, lambda: self.telephone._hangs_up(call))
        return not call.over
