"""One step of one conversation: load, read, decide, commit, then hand the effects on.

Decided again from fresh facts whenever somebody else committed first, so the agent never says
"booked" before it is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from functions.outreach.calendar_ports import CalendarQuery
from functions.outreach.domain.conversation.announcements import announce
from functions.outreach.domain.conversation.context import CalendarNeeded, Step
from functions.outreach.domain.conversation.effects import SPOKEN_KINDS, Effect, EffectKind
from functions.outreach.domain.conversation.events import (
    BecameDue,
    BookingCalledOff,
    CalendarMail,
    CalendarMailReceived,
    ConsentGiven,
    CustomerSaid,
    Event,
    FounderAnswered,
    OptedOutByLink,
    OptOutUnattributed,
    SlotPicked,
    ZoneChosen,
)
from functions.outreach.domain.conversation.request import request_for
from functions.outreach.domain.conversation.state import Conversation, ConversationId, State
from functions.outreach.domain.conversation.turns import sent_texts
from functions.outreach.domain.scheduling.contact import merge_addresses
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.steps.rehearsed import step_rehearsed
from functions.outreach.domain.steps.step import step
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.languages.plain_text import plain
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss
from functions.outreach.domain.understanding.opt_out import Degree, find_opt_out
from functions.outreach.domain.understanding.understand import Reader, understand
from functions.outreach.ports import (
    AddressBusy,
    AlreadyDone,
    Committed,
    ConversationStore,
    InboundMessage,
    LoadedConversation,
    NewestFacts,
    PeopleStore,
    Postbox,
    RemoteReaders,
    SettingsStore,
)
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import Channel
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

DECISIONS_AT_MOST = 8
"""How often one event is decided again after conflicts before the queue brings it back."""


class CustomerLinks(Protocol):
    """Addresses of the customer's own pages."""

    def page(self, conversation: Conversation) -> str: ...

    def unsubscribe(self, conversation: Conversation) -> str: ...


@dataclass(frozen=True, slots=True)
class Advance:
    """What a step needs of the outside."""

    clock: Clock
    conversations: ConversationStore
    settings: SettingsStore
    calendar: CalendarQuery
    readers: tuple[Reader, ...]
    """In the order of precedence."""
    postbox: Postbox
    links: CustomerLinks
    newest: NewestFacts
    people: PeopleStore
    remote_readers: RemoteReaders | None = None
    """None where the deployment has no key for one."""


@dataclass(frozen=True, slots=True)
class Advanced:
    conversation: Conversation
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class NoSuchConversation:
    """The queue or a link names a conversation that was erased or never was."""


class TooContendedError(Exception):
    """Every decision lost its race; the queue will bring the event back."""


def advance(
    ports: Advance, *, tenant: TenantId, conversation: ConversationId, event: Event | InboundMessage
) -> Advanced | AlreadyDone | AddressBusy | NoSuchConversation:
    """Apply one event. Raises TooContendedError when the event must be tried again later."""
    for _ in range(DECISIONS_AT_MOST):
        loaded = ports.conversations.load(tenant, conversation)
        if loaded is None:
            return NoSuchConversation()
        marker = event_id(event)
        if marker and marker in loaded.seen:
            return AlreadyDone()
        now = ports.clock.now()
        if isinstance(event, BecameDue) and not _due(loaded.conversation, now):
            return AlreadyDone()
        invited = texts_beside_turns(loaded)
        decided = decide(ports, loaded.conversation, event, now=now, sent_besides=invited)
        match ports.conversations.commit(loaded.conversation, decided, event_id=marker, now=now):
            case Committed():
                _hand_on(ports.postbox, decided)
                return Advanced(decided.conversation, decided.effects)
            case AlreadyDone():
                return AlreadyDone()
            case AddressBusy():
                return AddressBusy()
            case _:
                continue
    raise TooContendedError(conversation)


def decide(
    ports: Advance,
    conversation: Conversation,
    event: Event | InboundMessage,
    *,
    now: datetime,
    sent_besides: tuple[str, ...] = (),
) -> Step:
    """Read if there are words to read, then decide; the calendar is asked only if needed.

    `sent_besides` is what the customer got in no turn, and may quote as well.
    """
    settings = ports.settings.load(conversation.tenant)
    conversation = _with_history(ports, conversation, event)
    happened = (
        _read(ports, conversation, event, settings=settings, now=now, sent_besides=sent_besides)
        if isinstance(event, InboundMessage)
        else event
    )
    context = build_step_context(
        conversation,
        settings=settings,
        now=now,
        page_url=ports.links.page(conversation),
        unsubscribe_url=ports.links.unsubscribe(conversation),
    )
    promised = conversation.state is State.CALLBACK and not conversation.rehearsal
    if isinstance(event, BecameDue) and promised:
        # After weeks the promise is judged by what the customer is today.
        today = ports.newest.load(conversation.tenant, conversation.facts.customer_id)
        context = replace(context, today=today)
    decide_one = step_rehearsed if conversation.rehearsal else step
    decision = decide_one(conversation, happened, context)
    if isinstance(decision, CalendarNeeded):
        calendar = ports.calendar.state(
            conversation.tenant,
            decision.founder,
            bandwidth=context.bandwidth,
            now=now,
            reserving=decision.reserving,
        )
        decision = decide_one(conversation, happened, replace(context, calendar=calendar))
    if isinstance(decision, CalendarNeeded):
        raise TypeError("the calendar was given and asked for again")
    if settings.has_webhooks and not conversation.rehearsal:
        return replace(decision, announced=announce(conversation, decision, now=now))
    return decision


def _with_history(
    ports: Advance, conversation: Conversation, event: Event | InboundMessage
) -> Conversation:
    """Where the customer names another number, with what that one was touched with."""
    tenant, facts = conversation.tenant, conversation.facts
    if isinstance(event, ConsentGiven) and event.phone and event.phone != facts.phone:
        known = ports.people.history(tenant, replace(facts, phone=event.phone))
        return replace(conversation, prior=merge_addresses(conversation.prior, known))
    return conversation


def _due(conversation: Conversation, now: datetime) -> bool:
    """A wake that comes twice finds the due time moved on."""
    return conversation.due_at is not None and conversation.due_at <= now


def event_id(event: Event | InboundMessage) -> str:
    """The id under which an event is remembered; empty for one that may be decided again."""
    match event:
        case (
            InboundMessage(id=id_)
            | CustomerSaid(id=id_)
            | CalendarMailReceived(id=id_)
            | SlotPicked(id=id_)
            | BookingCalledOff(id=id_)
            | ConsentGiven(id=id_)
            | ZoneChosen(id=id_)
            | OptedOutByLink(id=id_)
            | OptOutUnattributed(id=id_)
            | FounderAnswered(id=id_)
        ):
            return id_
        case _:
            return ""


def _read(
    ports: Advance,
    conversation: Conversation,
    event: InboundMessage,
    *,
    settings: TenantSettings,
    now: datetime,
    sent_besides: tuple[str, ...],
) -> CustomerSaid | CalendarMailReceived:
    text, headers = event.text, event.headers
    if event.channel is Channel.EMAIL:
        # Imported with the first mail, which may quote what we sent without a mark.
        from functions.outreach.domain.speaking.mail_footer import footer_sentences
        from functions.outreach.domain.understanding.mail.reply_text import latest_reply_text

        footer = (
            *footer_sentences(conversation.language, conversation.terms.business_name),
            settings.rules.postal_address,
            ports.links.unsubscribe(conversation),
        )
        sent = (*sent_texts(conversation), *sent_besides, *footer)
        text = latest_reply_text(event.body or event.text, sent=sent)
    if event.calendar is not None:
        text, headers = _words_with_answer(event.calendar, text), ()
        if not text:
            return CalendarMailReceived(event.id, mail=event.calendar, address=event.address)
    request = request_for(
        conversation,
        text=text,
        channel=event.channel,
        headers=headers,
        answers=settings.answers,
        corrections=settings.corrections,
        now=now,
    )
    remote = ports.remote_readers
    readers = remote.load(conversation.tenant, settings.reading) if remote else ()
    return CustomerSaid(
        id=event.id,
        channel=event.channel,
        text=text,
        reading=understand(request, (*ports.readers, *readers)),
        address=event.address,
        call=event.call,
    )


def _words_with_answer(calendar: CalendarMail, text: str) -> str:
    """What a person wrote with a calendar's answer, where it is more than the answer itself.

    A note goes with the answer, unless it holds an act that nobody may miss. Of the text around it,
    which a program wrote, no more than an opt-out that stands alone is believed.
    """
    if any(act.kind is not ActKind.AUTOMATIC for act in find_must_not_miss(calendar.comment)):
        return calendar.comment
    return text if find_opt_out(plain(text)) in (Degree.CERTAIN, Degree.CLEAR) else ""


def texts_beside_turns(loaded: LoadedConversation) -> tuple[str, ...]:
    """The words of mails with a calendar's object, which are no turn of the conversation."""
    return tuple(
        piece.text
        for record in loaded.effects
        if record.effect.kind in (EffectKind.INVITE_CUSTOMER, EffectKind.CANCEL_EVENT)
        for piece in record.effect.pieces
    )


def _hand_on(postbox: Postbox, decided: Step) -> None:
    """After the commit. What a crash leaves behind here, the sweep finds."""
    for effect in decided.effects:
        if effect.kind not in SPOKEN_KINDS:
            postbox.perform(
                tenant=decided.conversation.tenant,
                conversation=decided.conversation.id,
                effect=effect.id,
            )
