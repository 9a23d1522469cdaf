"""A rehearsal over the founder's own phone: who is played, and whether it would be opened now.

Under the tenant's real rules and hours, at the present moment: unlike in the browser, words really
go out. Must never name another number than the founder's proved one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from frontend_api.rehearsal.engine import (
    AskCalendar,
    decide_step,
    played_customer,
    rehearsal_terms,
)
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import BecameDue
from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
)
from functions.outreach.domain.permission.contact_facts import PersonHistory, Purpose
from functions.outreach.domain.permission.decide import Refused, decide
from functions.outreach.domain.permission.zones import country_of_zone, phone_place
from functions.outreach.domain.settings import TenantSettings
from functions.product.channels import Channel
from functions.product.motions import Motion
from functions.product.offers import Offer
from tenancy.tenant import Founder, Tenant

CHANNELS_REHEARSED = (Channel.SMS, Channel.VOICE)


def plan_rehearsal(
    *,
    identity: str,
    tenant: Tenant,
    founder: Founder,
    bandwidth: Bandwidth,
    motion: Motion,
    language: str,
    offer: Offer | None,
    settings: TenantSettings,
    channel: Channel,
    now: datetime,
) -> Conversation:
    """What the engine is to open: a made-up customer who is reached at the founder's phone."""
    phone = bandwidth.own_phone
    place = phone_place(phone)
    played = played_customer(motion, offer, settings, today=now.date())
    facts = replace(
        played,
        phone=phone,
        email="",
        country=place.country if place else country_of_zone(bandwidth.time_zone),
        region="",
        time_zone=bandwidth.time_zone,
        language=language,
    )
    return Conversation(
        id=ConversationId(identity),
        tenant=tenant.id,
        terms=rehearsal_terms(tenant, founder, motion, offer, channel),
        facts=facts,
        language=language,
        time_zone=facts.time_zone,
        created_at=now,
        due_at=now,
        rehearsal=True,
    )


def refusal_now(
    rehearsal: Conversation,
    settings: TenantSettings,
    ask_calendar: AskCalendar,
    *,
    now: datetime,
) -> Refused | None:
    """Why the engine would not open it now; None if it would."""
    opened = decide_step(rehearsal, BecameDue(), settings, ask_calendar, now=now)
    if any(effect.kind is EffectKind.CONTACT_CUSTOMER for effect in opened.effects):
        return None
    permitted = decide(
        facts=rehearsal.facts,
        earned=(),
        channel=rehearsal.terms.channels[0],
        purpose=Purpose.OPENING,
        now=now,
        rules=settings.rules,
        person=PersonHistory(),
        customer_wrote_at=None,
    )
    return permitted if isinstance(permitted, Refused) else Refused("no_opener", "")
