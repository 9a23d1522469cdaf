"""How each kind of effect becomes something a provider can send. Adds nothing to what was decided.

Words for the customer come from the effect alone; only addresses, links and attachments are added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from functions.notices.kinds import KIND_OF, NoticeKind
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, BookingId
from functions.outreach.domain.conversation.effects import CARRIES_EVENT, Effect, EffectKind
from functions.outreach.domain.conversation.state import Booking, Conversation
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.speaking.utterance import text_of
from functions.outreach.ports import (
    EffectRecord,
    EffectStatus,
    LoadedConversation,
    NotSent,
    Outgoing,
)
from functions.outreach.workflows.calls.limit_call import seconds_allowed
from functions.outreach.workflows.effects.founder_mail import body_of, event_description, subject_of
from functions.outreach.workflows.effects.perform import Compose
from functions.product.channels import CHANNELS, Channel, Channels, ContactPoint
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass

_PERHAPS_SENT = frozenset({EffectStatus.DONE, EffectStatus.CLAIMED, EffectStatus.UNCONFIRMED})
"""Of an invitation: a calendar that never got it drops what takes it back."""


@dataclass(frozen=True, slots=True)
class FounderCard:
    """Where the founder is written to."""

    name: str
    email: str
    business: str


class Founders(Protocol):
    def card(self, tenant: TenantId, founder: FounderId) -> FounderCard: ...


class Invitations(Protocol):
    """iCalendar objects of a booking."""

    def customer(  # the customer's own, without the handoff
        self, conversation: Conversation, booking: Booking, *, now: datetime, cancelled: bool
    ) -> bytes: ...

    def founder(
        self,
        conversation: Conversation,
        booking: Booking,
        *,
        now: datetime,
        description: str,
        cancelled: bool,
    ) -> bytes: ...


class Addresses(Protocol):
    """Our own addresses and links."""

    def page(self, conversation: Conversation) -> str: ...

    def unsubscribe(self, conversation: Conversation) -> str: ...

    def hand_out(self, conversation: Conversation) -> None:
        """Make `page`, `unsubscribe` and `reply_to` work, before they are sent."""
        ...

    def reply_to(self, conversation: Conversation) -> str: ...

    def console(self, conversation: Conversation) -> str: ...

    def sender(self, tenant: TenantId) -> str:
        """The shared fallback sender of a tenant, until its own domain is set up."""
        ...

    def system_sender(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes `Outgoing` values; one method per kind of effect."""

    founders: Founders
    invitations: Invitations
    addresses: Addresses
    booking_of: Callable[[TenantId, BookingId], Booking | None]
    """A booking by its id, also after the conversation let go of it."""
    channels: Channels = CHANNELS

    def table(self) -> Mapping[EffectKind, Compose]:
        return {
            EffectKind.CONTACT_CUSTOMER: self.to_customer,
            EffectKind.INVITE_CUSTOMER: self.invitation,
            EffectKind.CANCEL_EVENT: self.cancellation,
            EffectKind.NOTIFY_FOUNDER: self.notice,
            EffectKind.CREATE_EVENT: self.event,
            EffectKind.REMOVE_EVENT: self.removal,
            EffectKind.WATCH_CALL: self.watched_call,
            EffectKind.RECORD_CALL: self.recording,
            EffectKind.STOP_RECORDING: self.recording,
            EffectKind.KEEP_RECORDING: self.recording,
            EffectKind.DROP_RECORDING: self.recording,
        }

    def to_customer(
        self,
        loaded: LoadedConversation,
        record: EffectRecord,
        settings: TenantSettings,
        now: datetime,
    ) -> Outgoing | NotSent:
        """A message or a call from the tenant's own address on the channel."""
        conversation, effect = loaded.conversation, record.effect
        sender = settings.sender(effect.channel) if effect.channel else None
        if effect.channel is None or sender is None:
            return NotSent("channel_not_ready")
        spec = self.channels[effect.channel]
        outgoing = Outgoing(
            tenant=conversation.tenant,
            conversation=conversation.id,
            effect=effect,
            text=text_of(effect.pieces, spec),
            from_address=sender.address,
            from_name=sender.name,
            language=conversation.language,
            claimed_at=record.claimed_at or now,
            page_url=self.addresses.page(conversation),
        )
        mailed = spec.contact_point is ContactPoint.EMAIL
        if mailed or outgoing.page_url in outgoing.text:
            self.addresses.hand_out(conversation)
        return self._as_mail(outgoing, loaded, settings) if mailed else outgoing

    def _as_mail(
        self, outgoing: Outgoing, loaded: LoadedConversation, settings: TenantSettings
    ) -> Outgoing:
        """With everything a mail carries: the sender's domain, ways to answer and to opt out."""
        conversation = loaded.conversation
        answers = outgoing.effect.purpose is Purpose.REPLY
        subject = _answered_subject(loaded) if answers else ""
        return replace(
            outgoing,
            effect=replace(outgoing.effect, subject=subject or outgoing.effect.subject),
            from_address=mail_sender(settings, self.addresses, conversation.tenant),
            from_name=outgoing.from_name or conversation.terms.business_name,
            business=conversation.terms.business_name,
            reply_to=self.addresses.reply_to(conversation),
            unsubscribe_url=self.addresses.unsubscribe(conversation),
            postal_address=settings.rules.postal_address,
            in_reply_to=_last_mail(loaded) if answers else "",
        )

    def invitation(
        self,
        loaded: LoadedConversation,
        record: EffectRecord,
        settings: TenantSettings,
        now: datetime,
    ) -> Outgoing | NotSent:
        return self._calendar_mail(loaded, record, settings, now=now, cancelled=False)

    def cancellation(
        self,
        loaded: LoadedConversation,
        record: EffectRecord,
        settings: TenantSettings,
        now: datetime,
    ) -> Outgoing | NotSent:
        """Takes back an invitation that went out or may have; nobody else hears of it by mail."""
        invited = any(
            other.effect.kind is EffectKind.INVITE_CUSTOMER
            and other.effect.booking == record.effect.booking
            and other.status in _PERHAPS_SENT
            for other in loaded.effects
        )
        if not invited:
            return NotSent("never_invited")
        return self._calendar_mail(loaded, record, settings, now=now, cancelled=True)

    def _calendar_mail(
        self,
        loaded: LoadedConversation,
        record: EffectRecord,
        settings: TenantSettings,
        *,
        now: datetime,
        cancelled: bool,
    ) -> Outgoing | NotSent:
        conversation = loaded.conversation
        named = record.effect.booking
        booking = self.booking_of(conversation.tenant, named) if named else conversation.booking
        if booking is None or not conversation.facts.email:
            return NotSent("nothing_to_invite_to")
        terms = conversation.terms
        self.addresses.hand_out(conversation)
        effect = replace(
            record.effect,
            to=conversation.facts.email,
            subject=f"{terms.business_name}: {terms.founder_name}",
        )
        return Outgoing(
            tenant=conversation.tenant,
            conversation=conversation.id,
            effect=effect,
            text=text_of(effect.pieces, self.channels[Channel.EMAIL]),
            from_address=mail_sender(settings, self.addresses, conversation.tenant),
            from_name=terms.business_name,
            business=terms.business_name,
            language=conversation.language,
            claimed_at=record.claimed_at or now,
            reply_to=self.addresses.reply_to(conversation),
            unsubscribe_url=self.addresses.unsubscribe(conversation),
            postal_address=settings.rules.postal_address,
            invitation=self.invitations.customer(
                conversation, booking, now=now, cancelled=cancelled
            ),
            invitation_method="CANCEL" if cancelled else "REQUEST",
        )

    def notice(
        self,
        loaded: LoadedConversation,
        record: EffectRecord,
        settings: TenantSettings,
        now: datetime,
    ) -> Outgoing | NotSent:
        """The founder's mail: the handoff, and for a booking the private calendar event."""
        conversation, notice = loaded.conversation, record.effect.notice
        card = self.founders.card(conversation.tenant, conversation.terms.founder)
        bandwidth = settings.bandwidth(conversation.terms.founder)
        zone = bandwidth.time_zone if bandwidth else "UTC"
        link = self.addresses.console(conversation)
        body = body_of(conversation, notice, zone=zone, link=link)
        shown = bandwidth is not None and bandwidth.calendar != BUILT_IN
        # Where the founder's own calendar shows the booking, the mail must not add it once more.
        booking, cancelled = (None, False) if shown else self._event_of(loaded, record.effect)
        return Outgoing(
            tenant=conversation.tenant,
            conversation=conversation.id,
            effect=replace(
                record.effect,
                to=card.email,
                subject=subject_of(conversation, notice, zone=zone),
            ),
            text=body,
            from_address=self.addresses.system_sender(),
            from_name="Warmline",
            claimed_at=record.claimed_at or now,
            invitation=(
                self.invitations.founder(
                    conversation,
                    booking,
                    now=now,
                    description=event_description(conversation, zone=zone, link=link),
                    cancelled=cancelled,
                )
                if booking
                else b""
            ),
            invitation_method="CANCEL" if cancelled else "PUBLISH",
            founder=conversation.terms.founder,
            begins=self._next_start(loaded, record.effect, now=now),
        )

    def _next_start(
        self, loaded: LoadedConversation, effect: Effect, *, now: datetime
    ) -> datetime | None:
        """The first start, of those not over, that a notice about a booking is about."""
        if KIND_OF.get(effect.notice) is not NoticeKind.BOOKINGS:
            return None
        step = _step_of(effect)
        replaced = [
            other.effect.booking
            for other in loaded.effects
            if other.effect.kind is EffectKind.CANCEL_EVENT and _step_of(other.effect) == step
        ]
        tenant = loaded.conversation.tenant
        named = [self.booking_of(tenant, one) for one in {effect.booking, *replaced} if one]
        slots = [booking.slot for booking in named if booking is not None]
        return min((slot.start for slot in slots if slot.end > now), default=None)

    def _event_of(self, loaded: LoadedConversation, effect: Effect) -> tuple[Booking | None, bool]:
        """The event that goes with a founder's mail, and whether the mail takes it back."""
        conversation = loaded.conversation
        if effect.notice in CARRIES_EVENT:
            return conversation.booking, False
        if effect.notice != "cancelled" or effect.booking is None:
            return None, False
        cancelled = self.booking_of(conversation.tenant, effect.booking)
        mailed = cancelled is not None and any(
            self._is_event(conversation.tenant, other.effect, cancelled.calendar_event)
            for other in loaded.effects
            if other.effect.notice in CARRIES_EVENT and other.status in _PERHAPS_SENT
        )
        return cancelled if mailed else None, True

    def _is_event(self, tenant: TenantId, effect: Effect, event: str) -> bool:
        """Whether this notice carried the event, which outlives a move of its booking."""
        booking = self.booking_of(tenant, effect.booking) if effect.booking else None
        return booking is not None and booking.calendar_event == event

    def event(
        self,
        loaded: LoadedConversation,
        record: EffectRecord,
        settings: TenantSettings,
        now: datetime,
    ) -> Outgoing | NotSent:
        """The founder's calendar entry, with the handoff; its id is derived from the booking."""
        conversation = loaded.conversation
        bandwidth = settings.bandwidth(conversation.terms.founder)
        if conversation.booking is None:
            return NotSent("no_booking")
        zone = bandwidth.time_zone if bandwidth else "UTC"
        link = self.addresses.console(conversation)
        return replace(
            _without_words(loaded, record, now),
            effect=replace(record.effect, booking=conversation.booking.id),
            invitation=self.invitations.founder(
                conversation,
                conversation.booking,
                now=now,
                description=event_description(conversation, zone=zone, link=link),
                cancelled=False,
            ),
            founder=conversation.terms.founder,
            calendar=bandwidth.calendar if bandwidth else BUILT_IN,
            calendar_event=conversation.booking.calendar_event,
        )

    def removal(
        self,
        loaded: LoadedConversation,
        record: EffectRecord,
        settings: TenantSettings,
        now: datetime,
    ) -> Outgoing | NotSent:
        """Takes the event of a booking that fell away out of the founder's own calendar."""
        conversation, named = loaded.conversation, record.effect.booking
        booking = self.booking_of(conversation.tenant, named) if named else None
        if booking is None:
            return NotSent("no_booking")
        bandwidth = settings.bandwidth(conversation.terms.founder)
        return replace(
            _without_words(loaded, record, now),
            founder=conversation.terms.founder,
            calendar=bandwidth.calendar if bandwidth else BUILT_IN,
            calendar_event=booking.calendar_event,
        )

    def watched_call(
        self,
        loaded: LoadedConversation,
        record: EffectRecord,
        settings: TenantSettings,
        now: datetime,
    ) -> Outgoing | NotSent:
        """A call of the customer's own; one that goes on with the founder has another limit."""
        del settings
        seconds = seconds_allowed(loaded.conversation, record.effect.notice)
        return replace(_without_words(loaded, record, now), call_seconds=seconds)

    def recording(
        self,
        loaded: LoadedConversation,
        record: EffectRecord,
        settings: TenantSettings,
        now: datetime,
    ) -> Outgoing | NotSent:
        """A call that is recorded or no longer, or what was recorded of one."""
        del settings
        known = loaded.conversation.recordings
        file = record.effect.notice
        began = next((one.agreed_at for one in known if one.file == file), None)
        return replace(_without_words(loaded, record, now), begins=began)


def _without_words(loaded: LoadedConversation, record: EffectRecord, now: datetime) -> Outgoing:
    """What reaches a provider and nobody's eyes."""
    return Outgoing(
        tenant=loaded.conversation.tenant,
        conversation=loaded.conversation.id,
        effect=record.effect,
        text="",
        from_address="",
        claimed_at=record.claimed_at or now,
    )


def mail_sender(settings: TenantSettings, addresses: Addresses, tenant: TenantId) -> str:
    """Whom mail to a customer comes from; answers to it reach the tenant.

    Who connected mail before there were readable senders has one from the next night on; both
    receive for ever.
    """
    sender = settings.sender(Channel.EMAIL)
    return sender.shared if sender is not None and sender.shared else addresses.sender(tenant)


def _step_of(effect: Effect) -> str:
    """Which step decided it: an id is `<conversation>-<version>-<n>`."""
    return effect.id.rpartition("-")[0]


def _answered_subject(loaded: LoadedConversation) -> str:
    """`Re:` and the subject of our last mail that was no answer: with another one, programs show
    our answer apart from what it answers. Empty where no such mail went out."""
    mails = [
        record
        for record in loaded.effects
        if record.effect.kind is EffectKind.CONTACT_CUSTOMER
        and record.effect.subject
        and record.effect.purpose is not Purpose.REPLY
        and record.status is EffectStatus.DONE
    ]
    mails.sort(key=lambda record: record.claimed_at or datetime.min.replace(tzinfo=UTC))
    return f"Re: {mails[-1].effect.subject}" if mails else ""


def _last_mail(loaded: LoadedConversation) -> str:
    """Message-ID of the customer's last mail, so that our answer stays in their thread."""
    mails = [marker for marker in loaded.seen if marker.startswith("<") and "@" in marker]
    return mails[-1] if len(mails) == 1 else ""
