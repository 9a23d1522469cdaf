"""Customers and the founder in action: they read, write back, pick up, press keys, open the page.

Everything they do enters the product where it would in life: the inbound workflow, the voice
socket, the hosted page, or an event from the console.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from functions.outreach.domain.conversation.events import (
    BookingCancelled,
    Event,
    FounderAnswered,
    FounderHandedBack,
    FounderTookOver,
)
from functions.outreach.domain.conversation.state import ConversationId, State
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.ports import InboundMessage, Outgoing, Postbox
from functions.outreach.workflows import customer_page
from functions.outreach.workflows.advance_conversation import Advance, NoSuchConversation
from functions.outreach.workflows.receive_inbound import Receive, deliver, receive
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerId
from tests.outreach.approved import FOUNDER, TENANT
from tests.simulation.doubles.faults import Faults, insist
from tests.simulation.doubles.memory import Memory
from tests.simulation.doubles.telephone import Telephone
from tests.simulation.history import Happened, History, Received, Wrote
from tests.simulation.people import AUTO_REPLY, SAY_ONE_THING, Person, choice_text
from tests.simulation.timeline import Timeline

LAST_WORDS = (Part.OPT_OUT, Part.WRONG_PERSON)
OUR_PHONE, OUR_MAIL = "+12025550100", "hello@sample.example.com"
ANSWERED = {"human": 0.6, "no_answer": 0.15, "machine": 0.15, "busy": 0.1}


@dataclass
class Audience:
    timeline: Timeline
    random: Random
    faults: Faults
    history: History
    memory: Memory
    people: dict[CustomerId, Person]
    messages: int = 0
    presses: int = 0
    """Of the founder's, so that no two answers have the same words."""
    advance_ports: Advance = field(init=False)
    receive_ports: Receive = field(init=False)
    postbox: Postbox = field(init=False)
    telephone: Telephone = field(init=False)

    def __post_init__(self) -> None:
        self.telephone = Telephone(self)

    def gets(self, received: Received) -> None:
        person = self.person_of(received.conversation)
        if received.channel is Channel.EMAIL and person.persona == "auto_replier":
            self.soon(2, lambda: self._auto_reply(person, received))
            return
        delay = person.awake_delay(self.timeline.now, received.channel)
        self.timeline.after(delay, lambda: self._answers(person, received), "person")

    def _answers(self, person: Person, received: Received) -> None:
        parts = frozenset(piece.part for piece in received.pieces if piece.part is not None)
        conversation = self.memory.partitions[received.conversation].conversation
        on_page = person.persona in {"books_on_page", "consents_on_page"}
        if on_page and not person.gone_silent and received.purpose is not None:
            self._opens_page(person, received.conversation)
            return
        intent = person.answer(parts, offered=len(conversation.offered))
        if intent is not None and person.facts.phone and self.random.random() < 0.06:
            self.telephone.rings_us(person, received.conversation, intent)
        elif intent is not None:
            self.writes(person, intent, channel=received.channel, about=received.conversation)
        if person.persona == "writes_late" and len(person.expressed) == 1:
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

    def writes_first(self, about: ConversationId, channel: Channel, *, after: timedelta) -> None:
        """They have something to say there, and have read nothing of ours there yet."""
        person = self.person_of(about)
        if person.persona not in SAY_ONE_THING and not person.gone_silent:
            self.timeline.after(
                after, lambda: self.writes(person, "late", channel=channel, about=about), "person"
            )

    def _changes_mind(self, person: Person, received: Received) -> None:
        intent = "cancel" if person.persona == "cancels" else "move"
        if person.expressed.count(intent) < 2:
            person.expressed.append(intent)
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
        message = InboundMessage(
            id=f"<m{self.messages}@example.com>" if mail else f"SM{self.messages}",
            channel=channel if channel is not Channel.VOICE else Channel.SMS,
            text=text,
            address=person.writes_from(channel, message=self.messages),
        )
        self.wrote(
            person,
            message.channel,
            text,
            about=about,
            address=message.address,
            opts_out=intent == "stop",
            wrong_person=intent == "wrong",
            fell_silent=intent == "vague_stop" and person.persona == "vague_and_silent",
        )
        keyword = channel is Channel.SMS and text == "STOP"
        for _ in range(2 if self.faults.hit("duplicate") else 1):
            self.at_least_once(lambda: self._hand_in(message, about, keyword=keyword))

    def _hand_in(self, message: InboundMessage, about: ConversationId, *, keyword: bool) -> None:
        private = message.address.endswith("@example.net")
        if message.channel is Channel.EMAIL and (self.random.random() < 0.7 or private):
            deliver(self.receive_ports, tenant=TENANT, conversation=about, message=message)
            return
        ours = OUR_MAIL if message.channel is Channel.EMAIL else OUR_PHONE
        receive(self.receive_ports, our_address=ours, message=message, provider_opt_out=keyword)

    def _auto_reply(self, person: Person, received: Received) -> None:
        self.messages += 1
        text, headers = AUTO_REPLY
        message = InboundMessage(
            id=f"<m{self.messages}@example.com>",
            channel=Channel.EMAIL,
            text=text,
            address=person.facts.email,
            headers=headers,
        )
        self.wrote(person, Channel.EMAIL, text, about=received.conversation, automatic=True)
        self.at_least_once(
            lambda: deliver(
                self.receive_ports,
                tenant=TENANT,
                conversation=received.conversation,
                message=message,
            )
        )

    def wrote(
        self,
        person: Person,
        channel: Channel,
        text: str,
        *,
        about: ConversationId,
        address: str = "",
        opts_out: bool = False,
        wrong_person: bool = False,
        fell_silent: bool = False,
        automatic: bool = False,
    ) -> None:
        self.history.add(
            Wrote(
                self.timeline.now,
                about,
                person.id,
                channel,
                text,
                address=address,
                opts_out=opts_out,
                wrong_person=wrong_person,
                fell_silent=fell_silent,
                automatic=automatic,
            )
        )

    def _opens_page(self, person: Person, about: ConversationId) -> None:
        page = customer_page.show(self.advance_ports, tenant=TENANT, conversation=about)
        if isinstance(page, NoSuchConversation) or page.closed or page.booked:
            return
        agreed = "agreed" in person.expressed
        if person.persona == "consents_on_page" and page.consents and not agreed:
            person.expressed.append("agreed")
            offer = self.random.choice(page.consents)
            phone = page.phone
            if not phone or self.random.random() < 0.4:
                phone = f"+1212556{self.random.randrange(10_000):04d}"
            self.note(about, f"agrees on the page to {offer.channel} at {phone}")
            self.at_least_once(
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
                self.note(about, f"picks {slot.start:%m-%d %H:%M} on the page")
                self.at_least_once(
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
        person = self.person_of(about)
        if person.persona == "stops" and not person.gone_silent and person.got:
            person.gone_silent = True
            self.wrote(person, Channel.EMAIL, "[unsubscribes]", about=about, opts_out=True)
            self.at_least_once(
                lambda: customer_page.opt_out(self.advance_ports, tenant=TENANT, conversation=about)
            )
        elif person.persona in {"books", "moves", "books_on_page", "asks_price"} and person.got:
            self._picks_on_page(person, about)

    def rings(self, outgoing: Outgoing, *, call: str) -> None:
        self.telephone.rings(outgoing, call=call)

    def begin_recording(self, call: str, about: ConversationId) -> bool:
        return self.telephone.begin_recording(call, about)

    def end_recording(self, call: str, about: ConversationId) -> None:
        self.telephone.end_recording(call, about)

    def founder_gets(self, outgoing: Outgoing) -> None:
        """Now and then the founder does something about it."""
        about, notice = outgoing.conversation, outgoing.effect.notice
        if notice == "needs_founder" and self.faults.hit("founder_acts"):
            self.presses += 1
            words = f"Hello, this is me, for the {self.presses}. time. Shall we talk?"
            first, then = self.random.choice(
                (
                    (FounderAnswered(f"press-{self.presses}", FOUNDER, words), None),
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
            delay, lambda: self.at_least_once(lambda: self._console(about, event)), "founder"
        )

    def _console(self, about: ConversationId, event: Event) -> None:
        if self.memory.partitions[about].conversation.state is State.CLOSED:
            return
        self.note(about, f"founder: {event}")
        dedupe = f"{about}|{type(event).__name__}|{self.timeline.now.isoformat()}"
        self.postbox.reply(tenant=TENANT, conversation=about, event=event, dedupe=dedupe)

    def at_least_once(self, work: Callable[[], object]) -> None:
        insist(self.timeline, work)

    def person_of(self, conversation: ConversationId) -> Person:
        kept = self.memory.partitions[conversation].conversation
        return self.people[kept.facts.customer_id]

    def soon(self, seconds: float, work: Callable[[], object]) -> None:
        jitter = self.random.uniform(0.5, 1.5)
        self.timeline.after(timedelta(seconds=seconds * jitter), work, "soon")

    def note(self, about: ConversationId, what: str) -> None:
        self.history.add(Happened(self.timeline.now, about, what))
