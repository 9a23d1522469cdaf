"""What a step may consult besides the conversation and the event, and what it may answer.

Plain values only: the builder of a `StepContext` has asked stores and clocks before.
"""

from __future__ import annotations

from datetime import datetime

from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    CalendarState,
    Reservation,
)
from functions.outreach.domain.conversation.effects import Effect, Usage
from functions.outreach.domain.conversation.state import Booking, Conversation, MessageSender
from functions.outreach.domain.permission.contact_facts import ChannelRules, PersonHistory
from functions.outreach.domain.permission.table import TABLE, PermissionTable
from functions.outreach.domain.playbooks.playbook import Answer, Playbook
from functions.product.channels import CHANNELS, Channels
from functions.product.customer_facts import CustomerFacts
from functions.product.motions import MOTIONS, Motions
from functions.webhooks.events import WebhookEvent
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class StepContext:
    """All that `step` may consult besides the conversation and the event."""

    now: datetime
    playbook: Playbook
    rules: ChannelRules
    person: PersonHistory
    bandwidth: Bandwidth
    calendar: CalendarState | None = None
    """Present once `CalendarNeeded` was answered."""
    answers: tuple[Answer, ...] = ()
    today: CustomerFacts | None = None
    """The customer as the newest segment run left them; None if there is no newer run."""
    page_url: str = ""
    """The hosted page of this conversation (choose a slot, text me, call me)."""
    unsubscribe_url: str = ""
    asks_to_record: bool = False
    """Whether calls ask if they may be recorded; the founder has to switch that on."""
    channels: Channels = CHANNELS
    permissions: PermissionTable = TABLE
    motions: Motions = MOTIONS


@dataclass(frozen=True, slots=True)
class CalendarNeeded:
    """`step` cannot decide without the founder's calendar: query it and call again."""

    founder: FounderId
    reserving: bool = False
    """Whether a time is about to be given away: the founder's own calendar is asked now."""


@dataclass(frozen=True, slots=True)
class Step:
    """A decision with all its consequences; committed in one transaction."""

    conversation: Conversation
    effects: tuple[Effect, ...] = ()
    usage: tuple[Usage, ...] = ()
    reserve: Reservation | None = None
    release: Booking | None = None
    suppress: str = ""
    """Evidence (the customer's words or the keypress) if the person opted out for good."""
    written_from: tuple[MessageSender, ...] = ()
    """Where the opt-out was written: suppressed too, though it may be no address of the record."""
    resubscribe: bool = False
    announced: tuple[WebhookEvent, ...] = ()
    """The events of the step for the founder's other tools; empty where there are none."""
    unlock: bool = False
    """The conversation ended: its address locks are released."""
    unknown_question: str = ""
    """A question no approved answer covers, for the founder's inbox."""
