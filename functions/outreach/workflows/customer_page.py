"""The customer's own page: choose a time, ask to be texted or called, or opt out.

What it offers is bookable at the moment it is shown; the choice is decided by the same step.
"""

from __future__ import annotations

from datetime import datetime

from functions.outreach.domain.calendar.founder_calendar import Slot
from functions.outreach.domain.calendar.offered_slots import free_slots
from functions.outreach.domain.conversation.events import (
    ConsentGiven,
    Event,
    OptedOutByLink,
    SlotPicked,
    ZoneChosen,
)
from functions.outreach.domain.conversation.state import Conversation, ConversationId, State
from functions.outreach.domain.playbooks.playbook import Line, LineStatus, Part
from functions.outreach.ports import AddressBusy
from functions.outreach.workflows.advance_conversation import Advance, NoSuchConversation, advance
from functions.outreach.workflows.step_context import build_step_context
from functions.product.channels import CHANNELS, Channel
from functions.product.consent import Consent
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

SLOTS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class ConsentOffer:
    """A permission the customer may give, in the exact approved words."""

    channel: Channel
    wording: str


@dataclass(frozen=True, slots=True)
class CustomerPage:
    business: str
    founder: str
    language: str
    time_zone: str
    slots: tuple[Slot, ...]
    booked: Slot | None
    closed: bool
    consents: tuple[ConsentOffer, ...]
    phone: str
    version: int


def show(
    ports: Advance, *, tenant: TenantId, conversation: ConversationId
) -> CustomerPage | NoSuchConversation:
    """What the page holds now: one conversation query and one of the calendar."""
    loaded = ports.conversations.load(tenant, conversation)
    if loaded is None:
        return NoSuchConversation()
    found = loaded.conversation
    now = ports.clock.now()
    settings = ports.settings.load(tenant)
    context = build_step_context(found, settings=settings, now=now)
    closed = found.state is State.CLOSED
    booked = found.booking.slot if found.booking and found.booking.slot.end > now else None
    slots: tuple[Slot, ...] = ()
    if not closed and booked is None:
        calendar = ports.calendar.state(
            tenant, found.terms.founder, bandwidth=context.bandwidth, now=now
        )
        slots = free_slots(
            bandwidth=context.bandwidth,
            calendar=calendar,
            now=now,
            window=found.preferred,
            customer_zone=found.time_zone,
            count=SLOTS_SHOWN,
        )
    return CustomerPage(
        business=found.terms.business_name,
        founder=found.terms.founder_name,
        language=found.language,
        time_zone=found.time_zone,
        slots=slots,
        booked=booked,
        closed=closed,
        consents=_consents(found, context.playbook.lines) if not closed else (),
        phone=found.facts.phone,
        version=found.version,
    )


def _consents(conversation: Conversation, lines: tuple[Line, ...]) -> tuple[ConsentOffer, ...]:
    """Only for channels the tenant has ready and the customer has not granted yet."""
    wanted = [(Part(row.consent_line), row.channel) for row in CHANNELS.rows if row.consent_line]
    granted = {
        consent.channel
        for consent in (*conversation.facts.consents, *conversation.earned)
        if consent.revoked_at is None
    }
    offers = []
    for part, channel in wanted:
        line = next(
            (ln for ln in lines if ln.part is part and ln.status is LineStatus.APPROVED), None
        )
        if line and channel in conversation.terms.channels and channel not in granted:
            wording = line.text.replace("{business}", conversation.terms.business_name)
            offers.append(ConsentOffer(channel, wording))
    return tuple(offers)


def pick(
    ports: Advance, *, tenant: TenantId, conversation: ConversationId, start: datetime, version: int
) -> None:
    """`version` is the page's: a second click on the same page is the same choice."""
    event = SlotPicked(f"pick-{version}-{start.isoformat()}", start=start)
    advance(ports, tenant=tenant, conversation=conversation, event=event)


def choose_zone(
    ports: Advance, *, tenant: TenantId, conversation: ConversationId, zone: str, version: int
) -> None:
    event = ZoneChosen(f"zone-{version}-{zone}", zone=zone)
    advance(ports, tenant=tenant, conversation=conversation, event=event)


def consent(
    ports: Advance,
    *,
    tenant: TenantId,
    conversation: ConversationId,
    channel: Channel,
    wording: str,
    phone: str,
    source: str,
) -> bool:
    """Keep the permission with the words that were shown. Given by ticking and sending a form,
    it is in writing (US 47 CFR 64.1200(f)(9), E-SIGN). False when the number is in another open
    conversation: one number is never worked for two customers at once.
    """
    given = Consent(
        channel=channel,
        granted_at=ports.clock.now(),
        source=source,
        wording=wording,
        written=True,
    )
    event: Event = ConsentGiven(f"consent-{channel}", consent=given, phone=phone)
    done = advance(ports, tenant=tenant, conversation=conversation, event=event)
    return not isinstance(done, AddressBusy)


def opt_out(ports: Advance, *, tenant: TenantId, conversation: ConversationId) -> None:
    advance(
        ports,
        tenant=tenant,
        conversation=conversation,
        event=OptedOutByLink("unsubscribe", channel=Channel.EMAIL),
    )
