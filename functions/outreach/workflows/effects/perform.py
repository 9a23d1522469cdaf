"""Performs one effect: claim, hand it to the provider once, record what became of it.

At most once to the customer: an attempt in doubt is looked for in the provider's own list before
anything is sent again, and what cannot be confirmed is shown to the founder instead. A call and
its recording come back later, to find their end if nobody reported it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from functions.calendars.provider import CalendarTrouble
from functions.outreach.call_ports import PlacedCalls, RecordedFiles
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import (
    BookingCancelled,
    DeliveryReported,
    EffectRefused,
)
from functions.outreach.domain.conversation.state import (
    UNCONFIRMED,
    Conversation,
    ConversationId,
    EffectId,
)
from functions.outreach.domain.conversation.withdrawal import withdrawn_because
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.permission.decide import Refused
from functions.outreach.domain.permission.table import TABLE, PermissionTable
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.scheduling.ladder import CLARIFYING
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.speaking.guard import undisclosed
from functions.outreach.domain.steps.delivery import UNDISCLOSED
from functions.outreach.domain.steps.draft import Draft
from functions.outreach.ports import (
    AlreadyDone,
    ChannelSender,
    Claimed,
    ClaimRefused,
    ConversationStore,
    Delivery,
    EffectRecord,
    EffectStatus,
    InDoubt,
    LoadedConversation,
    NotSent,
    Outgoing,
    Postbox,
    ProviderBusy,
    Sent,
    SettingsStore,
    Stale,
)
from functions.outreach.workflows.advance_conversation import TooContendedError
from functions.outreach.workflows.calls.find_call_end import LOOK_AFTER, find_call_end, may_look
from functions.outreach.workflows.calls.find_recordings import find_recordings
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import CHANNELS, Channel, Channels, Provider
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

log = logging.getLogger(__name__)

RETRY_AFTER = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(hours=6)
"""A busy or doubtful provider is asked again for this long; later the moment has passed."""

LOOKS_AT_MOST = 5
"""How often the conversation is looked at again before the queue brings the effect back."""

MAILED_TO_CUSTOMER = frozenset({EffectKind.INVITE_CUSTOMER, EffectKind.CANCEL_EVENT})
"""Mail like any other to the customer. The founder's own is not among them: a doubtful attempt is
repeated there, as twice is better than never."""

FOLLOWED = frozenset({EffectKind.CONTACT_CUSTOMER, EffectKind.WATCH_CALL})
"""What may be about a call: one that is placed, and one that the customer placed."""

OF_FILES = frozenset({EffectKind.KEEP_RECORDING, EffectKind.DROP_RECORDING})
"""After them the provider has the file no more, whatever else became of it."""

_LOST = frozenset({EffectStatus.FAILED, EffectStatus.REFUSED, EffectStatus.UNCONFIRMED})

Compose = Callable[[LoadedConversation, EffectRecord, TenantSettings, datetime], Outgoing | NotSent]


@dataclass(frozen=True, slots=True)
class Perform:
    clock: Clock
    conversations: ConversationStore
    settings: SettingsStore
    postbox: Postbox
    providers: Mapping[Provider, ChannelSender]
    """The adapters of the channels, by the name that a channel's row asks for."""
    senders: Mapping[EffectKind, ChannelSender]
    """Who performs every other kind of effect."""
    compose: Mapping[EffectKind, Compose]
    """How an effect becomes something a provider can send."""
    channels: Channels = CHANNELS
    permissions: PermissionTable = TABLE
    calls: PlacedCalls | None = None
    """Who is asked for the end of a placed call that nobody reported; None: nobody is."""
    recordings: RecordedFiles | None = None
    """Who is asked for what was recorded of a call and nobody reported; None: nobody is."""


@dataclass(frozen=True, slots=True)
class Performed:
    status: EffectStatus


def perform(
    ports: Perform, *, tenant: TenantId, conversation: ConversationId, effect: EffectId
) -> Performed | AlreadyDone:
    """Perform one effect. Safe to call again at any time.

    Raises TooContendedError when the conversation moved on again and again while it was looked at.
    """
    for _ in range(LOOKS_AT_MOST):
        performed = _perform_once(ports, tenant, conversation, effect)
        if performed is not None:
            return performed
    raise TooContendedError(effect)


def _perform_once(
    ports: Perform, tenant: TenantId, conversation: ConversationId, effect: EffectId
) -> Performed | AlreadyDone | None:
    """None if the conversation moved on between the look at it and the claim."""
    loaded = ports.conversations.load(tenant, conversation)
    record = _record_of(loaded, effect)
    if loaded is None or record is None:
        return AlreadyDone()
    if record.status is EffectStatus.DONE:
        _follow(ports, loaded, record)
    if record.status not in (EffectStatus.PENDING, EffectStatus.CLAIMED):
        return AlreadyDone()
    now = ports.clock.now()
    settings = ports.settings.load(tenant)
    if record.status is EffectStatus.PENDING:
        if _introduced_by_another(loaded, record.effect):
            return Performed(EffectStatus.PENDING)
        rule = _no_longer_stands(ports, loaded, record.effect, settings=settings, now=now)
        if rule:
            return _refuse(ports, loaded.conversation, record, rule)
    version = loaded.conversation.version
    claim = ports.conversations.claim(tenant, conversation, effect, version=version, now=now)
    match claim:
        case AlreadyDone():
            return AlreadyDone()
        case Stale():
            return None
        case ClaimRefused(rule=rule):
            return _refuse(ports, loaded.conversation, record, rule)
        case Claimed():
            return _attempt(ports, loaded, claim, settings=settings, now=now)


def _no_longer_stands(
    ports: Perform,
    loaded: LoadedConversation,
    effect: Effect,
    *,
    settings: TenantSettings,
    now: datetime,
) -> str:
    """Why it must not go out now: an effect may have waited in a queue for hours."""
    withdrawn = withdrawn_because(effect, loaded.conversation)
    if withdrawn:
        return withdrawn
    if _never_introduced(loaded, effect, ports.channels):
        return UNDISCLOSED
    return _refused_now(ports, loaded.conversation, effect, settings=settings, now=now)


def _attempt(
    ports: Perform,
    loaded: LoadedConversation,
    claim: Claimed,
    *,
    settings: TenantSettings,
    now: datetime,
) -> Performed:
    record = claim.record
    sender = _sender(ports, record.effect)
    composed = ports.compose[record.effect.kind](loaded, record, settings, now)
    if isinstance(composed, NotSent):
        return _settle(ports, loaded.conversation, record, composed, now=now)
    if claim.again:
        found = sender.find(composed)
        if found is not None:
            return _settle(ports, loaded.conversation, record, found, now=now)
        if not _listed(ports, record.effect):
            return _unconfirmed(ports, loaded.conversation, record)
        # Only now it is certain that nothing went out: what did must not be struck as refused.
        rule = _no_longer_stands(ports, loaded, record.effect, settings=settings, now=now)
        if rule:
            return _refuse(ports, loaded.conversation, record, rule)
    return _settle(ports, loaded.conversation, record, sender.send(composed), now=now)


def _sender(ports: Perform, effect: Effect) -> ChannelSender:
    if effect.kind is EffectKind.CONTACT_CUSTOMER and effect.channel is not None:
        return ports.providers[ports.channels[effect.channel].provider]
    return ports.senders[effect.kind]


def _listed(ports: Perform, effect: Effect) -> bool:
    """Whether the provider keeps a list in which a doubtful attempt would be found."""
    if effect.kind in MAILED_TO_CUSTOMER:
        return ports.channels[Channel.EMAIL].provider_lists_sent
    if effect.kind is not EffectKind.CONTACT_CUSTOMER or effect.channel is None:
        return True
    return ports.channels[effect.channel].provider_lists_sent


def _settle(
    ports: Perform,
    conversation: Conversation,
    record: EffectRecord,
    delivery: Delivery,
    *,
    now: datetime,
) -> Performed:
    """Write down the provider's answer; a final failure goes back to the conversation."""
    keep = ports.conversations.record
    where = (conversation.tenant, conversation.id, record.effect.id)
    match delivery:
        case Sent(provider_id=provider_id):
            look_at = now + LOOK_AFTER if _look_of(ports, record.effect) else None
            keep(*where, status=EffectStatus.DONE, provider_id=provider_id, retry_at=look_at)
            return Performed(EffectStatus.DONE)
        case ProviderBusy(error=error) if _young(record, now):
            keep(*where, status=EffectStatus.PENDING, error=error, retry_at=now + RETRY_AFTER)
            return Performed(EffectStatus.PENDING)
        case InDoubt(error=error) if _young(record, now):
            keep(*where, status=EffectStatus.CLAIMED, error=error, retry_at=now + RETRY_AFTER)
            return Performed(EffectStatus.CLAIMED)
        case InDoubt(error=error):
            return _unconfirmed(ports, conversation, replace(record, error=error))
        case NotSent(error=error) | ProviderBusy(error=error):
            _tell_failed(ports, conversation, record, error)
            keep(*where, status=EffectStatus.FAILED, error=error)
            return Performed(EffectStatus.FAILED)


_Look = Callable[[LoadedConversation, EffectRecord, datetime], datetime | None]
"""Asks how it went on, and says when to ask again."""


def _look_of(ports: Perform, effect: Effect) -> _Look | None:
    """How what is done is followed; None for what stays as it is."""
    calls, recordings = ports.calls, ports.recordings
    if effect.kind is EffectKind.RECORD_CALL and recordings is not None:
        return lambda loaded, record, now: find_recordings(
            recordings, ports.postbox, loaded, record, now=now
        )
    channel = effect.channel if effect.kind in FOLLOWED else None
    if calls is not None and channel is not None and ports.channels[channel].spoken:
        return lambda loaded, record, now: find_call_end(
            calls, ports.postbox, loaded, record, now=now
        )
    return None


def _follow(ports: Perform, loaded: LoadedConversation, record: EffectRecord) -> None:
    """Find the end of a call that was placed a while ago, or the files of one that was recorded."""
    now = ports.clock.now()
    look = _look_of(ports, record.effect)
    if look is None or not may_look(record, now=now):
        return
    again = look(loaded, record, now)
    ports.conversations.record(
        loaded.conversation.tenant,
        loaded.conversation.id,
        record.effect.id,
        status=EffectStatus.DONE,
        provider_id=record.provider_id,
        error=record.error,
        retry_at=again,
    )


def _tell_failed(
    ports: Perform, conversation: Conversation, record: EffectRecord, error: str
) -> None:
    """Report a failure before it is recorded: after a crash in between the attempt is repeated and
    reported again, whereas an effect that is recorded as failed is never looked at again."""
    if record.effect.kind in OF_FILES:
        about = {"tenant": conversation.tenant, "recording": record.effect.notice}
        log.error("recording_left", extra=about)
    if record.effect.kind is EffectKind.RECORD_CALL and error == UNCONFIRMED:
        about = {"tenant": conversation.tenant, "call": record.effect.notice}
        log.error("recordings_unknown", extra=about)
    if record.effect.kind is EffectKind.CONTACT_CUSTOMER:
        ports.postbox.reply(
            tenant=conversation.tenant,
            conversation=conversation.id,
            event=DeliveryReported(record.effect.id, status="failed", error=error),
            dedupe=f"{record.effect.id}|failed",
        )
    taken = record.effect.kind is EffectKind.CREATE_EVENT and error == CalendarTrouble.TAKEN
    if taken and conversation.booking is not None:
        # Somebody else has the time in the founder's own calendar: as if it were found later.
        ports.postbox.reply(
            tenant=conversation.tenant,
            conversation=conversation.id,
            event=BookingCancelled(conversation.booking.id),
            dedupe=f"{conversation.booking.id}|conflict",
        )


def _unconfirmed(ports: Perform, conversation: Conversation, record: EffectRecord) -> Performed:
    """Perhaps sent, perhaps not: what follows must not build on it."""
    _tell_failed(ports, conversation, record, UNCONFIRMED)
    ports.conversations.record(
        conversation.tenant,
        conversation.id,
        record.effect.id,
        status=EffectStatus.UNCONFIRMED,
        error=record.error or "in_doubt",
    )
    return Performed(EffectStatus.UNCONFIRMED)


def _refuse(
    ports: Perform, conversation: Conversation, record: EffectRecord, rule: str
) -> Performed:
    ports.postbox.reply(
        tenant=conversation.tenant,
        conversation=conversation.id,
        event=EffectRefused(record.effect.id, rule=rule),
        dedupe=f"{record.effect.id}|refused",
    )
    ports.conversations.record(
        conversation.tenant,
        conversation.id,
        record.effect.id,
        status=EffectStatus.REFUSED,
        error=rule,
    )
    return Performed(EffectStatus.REFUSED)


def _refused_now(
    ports: Perform,
    conversation: Conversation,
    effect: Effect,
    *,
    settings: TenantSettings,
    now: datetime,
) -> str:
    """Permission at the moment of the touch."""
    channel = effect.channel if effect.kind is EffectKind.CONTACT_CUSTOMER else None
    if channel is None or effect.purpose is None or effect.confirms_opt_out:
        return ""
    if conversation.clarification is not None and effect.purpose is not Purpose.REPLY:
        return CLARIFYING
    without = replace(
        conversation,
        touches=tuple(touch for touch in conversation.touches if touch.effect != effect.id),
    )
    context = replace(
        build_step_context(without, settings=settings, now=now),
        channels=ports.channels,
        permissions=ports.permissions,
    )
    decision = Draft(conversation=without, context=context).may(channel, effect.purpose)
    if isinstance(decision, Refused):
        return decision.rule
    if effect.purpose is Purpose.OPENING and settings.blocked:
        return "spending_stopped"
    return ""


def _introduced_by_another(loaded: LoadedConversation, effect: Effect) -> bool:
    """The disclosure these words rely on is still on its way: the queue keeps no order, so they
    wait for the sweep."""
    discloses = bool(effect.pieces) and effect.pieces[0].part is Part.DISCLOSURE
    contacts = effect.kind is EffectKind.CONTACT_CUSTOMER
    if not contacts or discloses or effect.confirms_opt_out:
        return False
    under_way = (EffectStatus.PENDING, EffectStatus.CLAIMED)
    return any(
        other.effect.kind is effect.kind
        and other.effect.channel is effect.channel
        and other.status in under_way
        and other.effect.pieces
        and other.effect.pieces[0].part is Part.DISCLOSURE
        for other in loaded.effects
    )


def _never_introduced(loaded: LoadedConversation, effect: Effect, channels: Channels) -> bool:
    """The mail or text whose disclosure these words rely on was given up: they go with it.

    The conversation may not have heard of that yet, so what became of it is asked of the effects.
    """
    if effect.kind is not EffectKind.CONTACT_CUSTOMER:
        return False
    lost = {record.effect.id for record in loaded.effects if record.status in _LOST}
    turns = tuple(
        replace(turn, undelivered=turn.undelivered or "lost") if turn.effect in lost else turn
        for turn in loaded.conversation.turns
    )
    return undisclosed(effect, replace(loaded.conversation, turns=turns), channels)


def _record_of(loaded: LoadedConversation | None, effect: EffectId) -> EffectRecord | None:
    if loaded is None:
        return None
    return next((record for record in loaded.effects if record.effect.id == effect), None)


def _young(record: EffectRecord, now: datetime) -> bool:
    return record.claimed_at is None or now - record.claimed_at < GIVE_UP_AFTER
