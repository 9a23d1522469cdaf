"""Contexts of the pages about the work: campaigns, conversations, bookings, money, settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from frontend_api.contexts.shared import Frame
from frontend_api.contexts.view_models import BillingState, OptOutRow
from frontend_api.http.forms import Form
from frontend_api.launch.gate import Condition
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts
from functions.outreach.domain.campaigns.roi import Measured, Projection
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.handoff import Handoff
from functions.outreach.domain.playbooks.playbook import Offer
from functions.outreach.ports import EffectRecord
from functions.outreach.store.bookings import BookingRow
from tenancy.identity.audit import AuditRow
from tenancy.tenant import Founder


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    template: ClassVar[str] = "campaigns.html"
    frame: Frame
    rows: tuple[tuple[Campaign, CampaignCounts], ...]


@dataclass(frozen=True, slots=True)
class NewCampaignPage:
    template: ClassVar[str] = "campaign_new.html"
    frame: Frame
    form: Form
    motions: tuple[tuple[str, str], ...]
    offers: tuple[tuple[str, str], ...]
    founders: tuple[tuple[str, str], ...]
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CampaignPage:
    template: ClassVar[str] = "campaign.html"
    frame: Frame
    campaign: Campaign
    counts: CampaignCounts
    offer: Offer | None
    founder: str
    languages: tuple[str, ...]
    gate: tuple[Condition, ...]
    refused: bool
    projection: Projection
    measured: Measured | None
    form: Form
    currency: str
    price_currency: str
    pool: int


@dataclass(frozen=True, slots=True)
class ConversationsPage:
    template: ClassVar[str] = "conversations.html"
    frame: Frame
    rows: tuple[Conversation, ...]
    any_at_all: bool
    state: str
    outcome: str
    channel: str
    states: tuple[str, ...]
    outcomes: tuple[str, ...]
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConversationPage:
    template: ClassVar[str] = "conversation.html"
    frame: Frame
    conversation: Conversation
    effects: tuple[EffectRecord, ...]
    may_take_over: bool
    may_answer: bool
    awaited: bool
    """What the founder did is on its way: the page looks again until it shows."""
    reason: str
    """Why it stands as it does, in words a founder reads; empty when there is nothing to say."""
    form: Form


@dataclass(frozen=True, slots=True)
class BookingsPage:
    template: ClassVar[str] = "bookings.html"
    frame: Frame
    upcoming: tuple[BookingRow, ...]
    past: tuple[BookingRow, ...]
    callbacks: tuple[Conversation, ...]
    opt_outs: tuple[OptOutRow, ...]
    show: str
    currency: str


@dataclass(frozen=True, slots=True)
class BookingPage:
    template: ClassVar[str] = "booking.html"
    frame: Frame
    row: BookingRow
    handoff: Handoff | None
    over: bool
    form: Form
    currency: str


@dataclass(frozen=True, slots=True)
class BillingPage:
    template: ClassVar[str] = "billing.html"
    frame: Frame
    billing: BillingState
    form: Form


@dataclass(frozen=True, slots=True)
class AuditPage:
    template: ClassVar[str] = "audit.html"
    frame: Frame
    rows: tuple[AuditRow, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SettingsPage:
    template: ClassVar[str] = "settings.html"
    frame: Frame
    form: Form
    invite: Form
    countries: tuple[tuple[str, str], ...]
    zones: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]
    founders: tuple[Founder, ...]
