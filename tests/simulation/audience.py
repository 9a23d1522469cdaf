"""Customers and the founder in action: they read, write back, pick up, press keys, open the page.

Everything they do enters the product where it would in life: the inbound workflow, the voice
socket, the hosted page, or an event from the console.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from functions.outreach.domain.conversation import (
    BookingCancelled,
    CallConnected,
    CallEnd,
    CallEnded,
    ConversationId,
    EffectId,
    Event,
    FounderAnswered,
    FounderHandedBack,
    FounderTookOver,
    Interrupted,
    OptedOutByLink,
    Said,
    State,
)
from functions.outreach.domain.conversation_step import greeting
from functions.outreach.domain.customer import Channel, CustomerId
from functions.outreach.domain.playbook import Part
from functions.outreach.domain.utterance import text_of
from functions.outreach.ports import CallSocket, Heard, LiveCall, Outgoing, Postbox
from functions.outreach.workflows import customer_page
from functions.outreach.workflows.advance_conversation import Advance, NoSuchConversation
from functions.outreach.workflows.answer_call import greeting_for, inbound_conversation
from functions.outreach.workflows.receive_inbound import Receive, deliver, receive
from functions.outreach.workflows.speak_turn import speak_turn
from functions.outreach.workflows.surroundings import surroundings_of
from tests.outreach.approved import FOUNDER, TENANT
from tests.simulation.faults import Faults, SimulatedCrashError, insist
from tests.simulation.history import CallOver, Happened, History, Received, Stepped, Wrote
from tests.simulation.memory import Memory
from tests.simulation.people import AUTO_REPLY, Person, choice_text
from tests.simulation.timeline import Timeline

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


@dataclass
class Audience:
    timeline: Timeline
    random: Random
    faults: Faults
    history: History
    memory: Memory
    people: dict[CustomerId, Person]
    calls: dict[str, CallInProgress] = field(default_factory=dict)
    messages: int = 0
    advance_ports: Advance = field(init=False)
    receive_ports: Receive = field(init=False)
    postbox: Postbox = field(init=False)

    # Messages -------------------------------------------------------------------------------------

    def gets(self, received: Received) -> None:
        person = self._person(received.conversation)
        if received.channel is Channel.EMAIL and person.persona == "auto_replier":
            self._soon(2, lambda: self._auto_reply(person, received))
            return
        delay = person.awake_delay(self.timeline.now, received.channel)
        self.timeline.after(delay, lambda: self._answers(person, received), "person")

    def _answers(self, person: Person, received: Received) -> None:
        parts = frozenset(piece.part for piece in received.said if piece.part is not None)
        conversation = self.memory.partitions[received.conversation].conversation
        on_page = person.persona in {"books_on_page", "consents_on_page"}
        if on_page and not person.gone_silent and received.purpose is not None:
            self._opens_page(person, received.conversation)
            return
        intent = person.answer(parts, offered=len(conversation.offered))
        if intent is not None and person.facts.phone and self.random.random() < 0.06:
            self._rings_us(person, received.conversation, intent)
        elif intent is not None:
            self.writes(person, intent, channel=received.channel, about=received.conversation)
        if person.persona == "writes_late" and len(person.said) == 1:
            days = self.random.uniform(1, 20)
            late = self.random.choice(("late", "stop", "start", "late"))
            self.timeline.after(
                timedelta(days=days),
                lambda: self.writes(
                    person, late, channel=received.channel, about=received.conversation
                ),
                "person",
            )
        if person.persona in {"cancels", "moves"} and conversation.booking is not None:
            self._changes_mind(person, received)

    def _changes_mind(self, person: Person, received: Received) -> None:
        intent = "cancel" if person.persona == "cancels" else "move"
        if person.said.count(intent) < 2:
            person.said.append(intent)
            self.timeline.after(
                timedelta(hours=self.random.uniform(1, 30)),
                lambda: self.writes(
                    person, intent, channel=received.channel, about=received.conversation
                ),
                "person",
            )

    def writes(
        self, person: Person, intent: str, *, channel: Channel, about: ConversationId
    ) -> None:
        choice = intent.startswith("choose:")
        text = choice_text(int(intent[7:]), self.random) if choice else person.phrase(intent)
        self.messages += 1
        mail = channel is Channel.EMAIL
        heard = Heard(
            id=f"<m{self.messages}@example.com>" if mail else f"SM{self.messages}",
            channel=channel if channel is not Channel.VOICE else Channel.SMS,
            text=text,
            address=person.facts.email if mail else person.facts.phone,
        )
        self._wrote(
            person,
            heard.channel,
            text,
            about=about,
            opts_out=intent == "stop",
            wrong_person=intent == "wrong",
        )
        keyword = channel is Channel.SMS and text == "STOP"
        for _ in range(2 if self.faults.hit("duplicate") else 1):
            self._at_least_once(lambda: self._hand_in(heard, about, keyword=keyword))

    def _hand_in(self, heard: Heard, about: ConversationId, *, keyword: bool) -> None:
        if heard.channel is Channel.EMAIL and self.random.random() < 0.7:
            deliver(self.receive_ports, tenant=TENANT, conversation=about, heard=heard)
            return
        ours = OUR_MAIL if heard.channel is Channel.EMAIL else OUR_PHONE
        receive(self.receive_ports, our_address=ours, heard=heard, provider_opt_out=keyword)

    def _auto_reply(self, person: Person, received: Received) -> None:
        self.messages += 1
        text, headers = AUTO_REPLY
        heard = Heard(
            id=f"<m{self.messages}@example.com>",
            channel=Channel.EMAIL,
            text=text,
            address=person.facts.email,
            headers=headers,
        )
        self._wrote(person, Channel.EMAIL, text, about=received.conversation, automatic=True)
        self._at_least_once(
            lambda: deliver(
                self.receive_ports,
                tenant=TENANT,
                conversation=received.conversation,
                heard=heard,
            )
        )

    def _wrote(
        self,
        person: Person,
        channel: Channel,
        text: str,
        *,
        about: ConversationId,
        opts_out: bool = False,
        wrong_person: bool = False,
        automatic: bool = False,
    ) -> None:
        self.history.add(
            Wrote(
                self.timeline.now,
                about,
                person.id,
                channel,
                text,
                opts_out=opts_out,
                wrong_person=wrong_person,
                automatic=automatic,
            )
        )

    # The hosted page ------------------------------------------------------------------------------

    def _opens_page(self, person: Person, about: ConversationId) -> None:
        page = customer_page.show(self.advance_ports, tenant=TENANT, conversation=about)
        if isinstance(page, NoSuchConversation) or page.closed or page.booked:
            return
        if person.persona == "consents_on_page" and page.consents and "agreed" not in person.said:
            person.said.append("agreed")
            offer = self.random.choice(page.consents)
            phone = page.phone
            if not phone or self.random.random() < 0.4:
                phone = f"+1212556{self.random.randrange(10_000):04d}"
            self._note(about, f"agrees on the page to {offer.channel} at {phone}")
            self._at_least_once(
                lambda: customer_page.consent(
                    self.advance_ports,
                    tenant=TENANT,
                    conversation=about,
                    channel=offer.channel,
                    wording=offer.wording,
                    phone=phone,
                    source="page",
                )
            )
        else:
            self._picks_on_page(person, about)

    def _picks_on_page(self, person: Person, about: ConversationId) -> None:
        page = customer_page.show(self.advance_ports, tenant=TENANT, conversation=about)
        if not isinstance(page, NoSuchConversation) and page.slots:
            slot = self.random.choice(page.slots)
            for _ in range(2 if self.faults.hit("duplicate") else 1):
                self._note(about, f"picks {slot.start:%m-%d %H:%M} on the page")
                self._at_least_once(
                    lambda: customer_page.pick(
                        self.advance_ports,
                        tenant=TENANT,
                        conversation=about,
                        start=slot.start,
                        version=page.version,
                    )
                )

    def comes_in_between(self, about: ConversationId) -> None:
        """The customer acts on the page while a step is being decided."""
        person = self._person(about)
        if person.persona == "stops" and not person.gone_silent and person.got:
            person.gone_silent = True
            self._wrote(person, Channel.EMAIL, "[unsubscribes]", about=about, opts_out=True)
            self._at_least_once(
                lambda: customer_page.opt_out(self.advance_ports, tenant=TENANT, conversation=about)
            )
        elif person.persona in {"books", "moves", "books_on_page", "asks_price"} and person.got:
            self._picks_on_page(person, about)

    # Calls ----------------------------------------------------------------------------------------

    def rings(self, outgoing: Outgoing, *, call: str) -> None:
        person = self._person(outgoing.conversation)
        kind = self.random.choices(list(ANSWERED), weights=list(ANSWERED.values()))[0]
        live = LiveCall(f"socket-{call}", call, TENANT, outgoing.conversation)
        ringing = CallInProgress(call, person, outgoing, live)
        self.calls[live.connection] = ringing
        if person.persona == "stops" and "stop" not in person.said and self.random.random() < 0.3:
            # The opt-out that crosses a ringing phone: who picks up must hear nothing.
            person.said.append("stop")
            person.gone_silent = True
            self._soon(
                3,
                lambda: self.writes(
                    person, "stop", channel=Channel.SMS, about=outgoing.conversation
                ),
            )
        if kind == "human":
            self._soon(15, lambda: self._picks_up(ringing, outgoing))
            return
        ends = {
            "no_answer": CallEnd.NO_ANSWER,
            "machine": CallEnd.MACHINE,
            "busy": CallEnd.BUSY,
        }
        self._soon(25, lambda: self._over(ringing, ends[kind], human=False, seconds=0))

    def _picks_up(self, call: CallInProgress, outgoing: Outgoing) -> None:
        greeting = greeting_for(
            self.advance_ports,
            tenant=TENANT,
            conversation=call.live.conversation,
            effect=outgoing.effect.id,
        )
        if greeting is None:
            self._over(call, CallEnd.COMPLETED, human=True, seconds=2)
            return
        said = outgoing.effect.said
        self._hears(call, greeting.text, said, outgoing.effect.id, greets=True)
        self._frame(call, CallConnected(call.call))
        self._soon(8, lambda: self._talks(call, frozenset(p.part for p in said if p.part)))

    def _rings_us(self, person: Person, about: ConversationId, intent: str) -> None:
        """The same agent answers a customer who rings the tenant's number."""
        phone = self.memory.partitions[about].conversation.facts.phone
        with self.faults.paused():
            found = inbound_conversation(
                self.receive_ports, self.advance_ports, our_address=OUR_PHONE, caller=phone
            )
            if found is None:
                return
            said = self._said_in(found.conversation, found.greeting.text)
        self.messages += 1
        sid = f"IN{self.messages}"
        live = LiveCall(f"socket-{sid}", sid, TENANT, found.conversation)
        call = CallInProgress(sid, person, None, live)
        self.calls[live.connection] = call
        self._note(found.conversation, f"{person.id} rings us")
        self._hears(call, found.greeting.text, said, EffectId(f"greeting-{sid}"), greets=True)
        self._frame(call, CallConnected(sid))
        self._soon(8, lambda: self._says(call, intent))

    def _said_in(self, about: ConversationId, text: str) -> tuple[Said, ...]:
        """The pieces of a greeting that came as text alone."""
        conversation = self.memory.partitions[about].conversation
        around = surroundings_of(
            conversation,
            settings=self.advance_ports.settings.of(TENANT),
            now=self.timeline.now,
        )
        said = greeting(conversation, around)
        return said if text_of(said, Channel.VOICE) == text else ()

    def _talks(self, call: CallInProgress, parts: frozenset[Part]) -> None:
        if call.over or call.closing:
            return
        chance, person = self.random.random(), call.person
        call.talked += 1
        if chance < 0.06 or call.talked > 8:
            self._hangs_up(call)
            return
        if chance < 0.14 and person.persona == "stops":
            person.gone_silent = True
            self._wrote(
                person, Channel.VOICE, "[pressed 9]", about=call.live.conversation, opts_out=True
            )
            self._frame(call, OptedOutByLink(f"{call.call}-key", channel=Channel.VOICE))
            self._soon(15, lambda: self._hangs_up(call))
            return
        if chance < 0.25:
            self._frame(call, Interrupted(call.call, heard=""))
        if person.persona == "silent":
            self._soon(10, lambda: self._hangs_up(call))
            return
        conversation = self.memory.partitions[call.live.conversation].conversation
        self._says(call, person.answer(parts, offered=len(conversation.offered)) or "thanks")

    def _says(self, call: CallInProgress, intent: str) -> None:
        person = call.person
        choice = intent.startswith("choose:")
        text = choice_text(int(intent[7:]), self.random) if choice else person.phrase(intent)
        self._wrote(
            person,
            Channel.VOICE,
            text,
            about=call.live.conversation,
            opts_out=intent == "stop",
            wrong_person=intent == "wrong",
        )
        heard = Heard(f"{call.call}-{call.talked}", Channel.VOICE, text, address="")
        self._frame(call, heard)
        self._soon(20, lambda: self._hangs_up(call))

    def _hears(
        self,
        call: CallInProgress,
        text: str,
        said: tuple[Said, ...],
        effect: EffectId,
        *,
        greets: bool = False,
    ) -> None:
        self.history.add(
            Received(
                at=self.timeline.now,
                conversation=call.live.conversation,
                effect=effect,
                channel=Channel.VOICE,
                address=call.outgoing.effect.to if call.outgoing else call.person.facts.phone,
                text=text,
                said=said,
                purpose=call.outgoing.effect.purpose if call.outgoing and greets else None,
                last_word=any(piece.part in LAST_WORDS for piece in said),
                spoken=True,
                greets=greets,
            )
        )

    def _frame(self, call: CallInProgress, event: Event | Heard) -> None:
        """The socket's handler never raises: what fails there is silence on the line."""
        try:
            speak_turn(self.advance_ports, self.socket(), call.live, event)
        except SimulatedCrashError as crash:
            self._note(call.live.conversation, f"crash in the call: {crash}")

    def socket(self) -> CallSocket:
        return SimulatedSocket(self)

    def _hangs_up(self, call: CallInProgress) -> None:
        if not call.over:
            spoken = 10 + 20 * call.talked + self.random.randrange(30)
            self._over(call, CallEnd.COMPLETED, human=True, seconds=spoken)

    def _over(self, call: CallInProgress, end: CallEnd, *, human: bool, seconds: int) -> None:
        if call.over:
            return
        call.over = True
        about = call.live.conversation
        self.history.add(CallOver(self.timeline.now, about, call.call, human, seconds))
        event = CallEnded(call.call, end=end, seconds=seconds)
        for _ in range(2 if self.faults.hit("duplicate") else 1):
            late = self.random.uniform(0.5, 900) if self.faults.hit("late_report") else 1.0
            self._soon(late, lambda: self._at_least_once(lambda: self._tell(about, event)))

    def _tell(self, about: ConversationId, event: Event) -> None:
        dedupe = "|".join(str(getattr(event, name, "")) for name in ("call", "end"))
        self.postbox.reply(tenant=TENANT, conversation=about, event=event, dedupe=dedupe)

    # The founder ----------------------------------------------------------------------------------

    def founder_gets(self, outgoing: Outgoing) -> None:
        """Now and then the founder does something about it."""
        about, notice = outgoing.conversation, outgoing.effect.notice
        if notice == "needs_founder" and self.faults.hit("founder_acts"):
            first, then = self.random.choice(
                (
                    (FounderAnswered(FOUNDER, "Hello, this is me. Shall we talk?"), None),
                    (FounderTookOver(FOUNDER), FounderHandedBack(FOUNDER)),
                    (FounderHandedBack(FOUNDER), None),
                )
            )
            self._founder_does(about, first, 3)
            if then is not None:
                self._founder_does(about, then, 30)
        if notice == "booked" and self.random.random() < 0.15:
            booking = self.memory.partitions[about].conversation.booking
            if booking is not None:
                self._founder_does(about, BookingCancelled(booking.id), 20)

    def _founder_does(self, about: ConversationId, event: Event, hours: float) -> None:
        delay = timedelta(hours=self.random.uniform(0.1, hours))
        self.timeline.after(
            delay, lambda: self._at_least_once(lambda: self._console(about, event)), "founder"
        )

    def _console(self, about: ConversationId, event: Event) -> None:
        if self.memory.partitions[about].conversation.state is State.CLOSED:
            return
        self._note(about, f"founder: {event}")
        dedupe = f"{about}|{type(event).__name__}|{self.timeline.now.isoformat()}"
        self.postbox.reply(tenant=TENANT, conversation=about, event=event, dedupe=dedupe)

    # Shared ---------------------------------------------------------------------------------------

    def _at_least_once(self, work: Callable[[], object]) -> None:
        insist(self.timeline, work)

    def _person(self, conversation: ConversationId) -> Person:
        kept = self.memory.partitions[conversation].conversation
        return self.people[kept.facts.customer_id]

    def _soon(self, seconds: float, work: Callable[[], object]) -> None:
        jitter = self.random.uniform(0.5, 1.5)
        self.timeline.after(timedelta(seconds=seconds * jitter), work, "soon")

    def _note(self, about: ConversationId, what: str) -> None:
        self.history.add(Happened(self.timeline.now, about, what))


@dataclass
class SimulatedSocket:
    """Our end of the relay: what is spoken is heard, unless the process dies first."""

    audience: Audience

    def speak(self, *, connection: str, text: str, language: str, interruptible: bool) -> bool:
        self.audience.faults.crash("crash_in_speech")
        call = self.audience.calls[connection]
        if call.over:
            return False
        step = next(
            entry.step
            for entry in reversed(self.audience.history.entries)
            if isinstance(entry, Stepped) and entry.conversation == call.live.conversation
        )
        effect = next(effect for effect in step.effects if effect.kind == "speak")
        self.audience._hears(call, text, effect.said, effect.id)
        parts = frozenset(piece.part for piece in effect.said if piece.part)
        self.audience._soon(7, lambda: self.audience._talks(call, parts))
        return True

    def end(self, *, connection: str, reason: str) -> bool:
        call = self.audience.calls[connection]
        call.closing = True
        self.audience._soon(4, lambda: self.audience._hangs_up(call))
        return not call.over
