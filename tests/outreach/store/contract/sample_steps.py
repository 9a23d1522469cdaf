"""Steps as a decision would make them, as short as a test of a store needs them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from functions.outreach.domain.calendar.founder_calendar import (
    BookingId,
    Reservation,
    SlotTaken,
    reserve,
)
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignStatus
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect, EffectKind, Usage
from functions.outreach.domain.conversation.state import (
    Booking,
    Conversation,
    EffectId,
    Outcome,
    State,
    Turn,
    Who,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.ports import Committed
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind
from tests.outreach.approved import FOUNDER, NOW, TENANT, bandwidth, conversation
from tests.outreach.store.contract.conftest import Stores

FREE = NOW + timedelta(hours=4)
"""A start inside the founder's hours, with the usual notice."""


def opened(stores: Stores, number: int = 1, **changes: object) -> Conversation:
    """A conversation that was just created."""
    fresh = conversation(number, **changes)
    assert stores.conversations.create(fresh, now=NOW) == Committed()
    return fresh


def spoken(before: Conversation, *, effects: tuple[Effect, ...] = (), **changes: object) -> Step:
    """One turn of the agent's, and whatever else changes with it."""
    turn = Turn(len(before.turns) + 1, Who.AGENT, Channel.SMS, NOW, "Hello")
    after = replace(before, version=before.version + 1, turns=(*before.turns, turn))
    return Step(replace(after, **changes), effects=effects)  # type: ignore[arg-type]


def ended(before: Conversation, **changes: object) -> Step:
    """The conversation closed and its addresses free."""
    closing = {"state": State.CLOSED, "outcome": Outcome.DECLINED, "due_at": None, **changes}
    return replace(spoken(before, **closing), unlock=True)


def text(before: Conversation, **changes: object) -> Effect:
    """The opening of the next step, as an SMS."""
    effect = Effect(
        EffectId(f"{before.id}-{before.version + 1}-1"),
        EffectKind.CONTACT_CUSTOMER,
        channel=Channel.SMS,
        to=before.facts.phone,
        purpose=Purpose.OPENING,
    )
    return replace(effect, **changes)  # type: ignore[arg-type]


def reserved(
    stores: Stores, identity: str, *, start: datetime = FREE, **limits: object
) -> Reservation:
    """What a transaction must write to reserve this start, as the calendar stands now."""
    hours = replace(bandwidth(), **limits)  # type: ignore[arg-type]
    calendar = stores.calendar.state(TENANT, FOUNDER, bandwidth=hours, now=NOW)
    held = reserve(
        bandwidth=hours, calendar=calendar, start=start, now=NOW, booking=BookingId(identity)
    )
    assert not isinstance(held, SlotTaken), held.rule
    return held


def booked(before: Conversation, held: Reservation, *, moved: bool = False) -> Step:
    """The reservation taken, and the earlier one given back where the booking is moved."""
    booking = Booking(held.booking, held.slot, place="phone:+12125550001")
    step = spoken(before, state=State.BOOKED, outcome=Outcome.BOOKED, booking=booking)
    return replace(
        step,
        reserve=held,
        release=before.booking if moved else None,
        usage=() if moved else (Usage(UsageKind.BOOKED, 1),),
    )


def released(before: Conversation) -> Step:
    """The booking given back."""
    step = spoken(before, booking=None, state=State.TALKING, outcome=None)
    return replace(step, release=before.booking)


def current(stores: Stores, known: Conversation) -> Conversation:
    """The conversation as it is stored now."""
    loaded = stores.conversations.load(TENANT, known.id)
    assert loaded is not None
    return loaded.conversation


def launch(stores: Stores, talk: Conversation) -> Campaign:
    """The campaign a conversation belongs to, saved for the first time."""
    campaign = Campaign(
        talk.terms.id,
        "Sample",
        talk.terms.motion,
        FOUNDER,
        run="run_sample",
        status=CampaignStatus.RUNNING,
    )
    assert stores.campaigns.save(TENANT, campaign)
    return replace(campaign, version=1)
