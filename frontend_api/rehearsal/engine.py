"""Runs a rehearsal on the production engine: a made-up customer, at an hour contact is allowed.

It uses the tenant's real lines, answers and free times. Nothing that the engine decides is carried
out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from functions.outreach.domain.calendar.founder_calendar import Bandwidth, CalendarState
from functions.outreach.domain.conversation.context import CalendarNeeded, Step, StepContext
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import (
    BecameDue,
    CustomerSaid,
    Event,
    MachineAnswered,
)
from functions.outreach.domain.conversation.request import request_for
from functions.outreach.domain.conversation.state import (
    CampaignId,
    CampaignTerms,
    Conversation,
    ConversationId,
    State,
)
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.playbooks.playbook import Playbook
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.domain.steps.rehearsed import step_rehearsed
from functions.outreach.domain.steps.step import step
from functions.outreach.domain.understanding.understand import Reader, understand
from functions.product.channels import CHANNELS, Channel
from functions.product.consent import Consent
from functions.product.customer_facts import CustomerFacts, CustomerId, Trigger
from functions.product.motions import Motion
from functions.product.offers import Offer
from tenancy.tenant import Founder, Tenant

NAME = "Sam Sample"
ZONE = "America/New_York"
REHEARSAL_PAGE = "https://example.com/c/rehearsal"
"""Stands for the customer's page; nothing is there."""
TRIED_DAYS = 14
"""Days looked ahead for an hour at which the opening is allowed (weekends, holidays)."""

AskCalendar = Callable[[Bandwidth, datetime], CalendarState]


def played_customer(
    motion: Motion, offer: Offer | None, settings: TenantSettings, *, today: date
) -> CustomerFacts:
    """A made-up customer whose facts fill the motion's lines. 555-01xx numbers are fictional."""
    plan = next((p.plan for p in settings.plans if p.role == "base"), "Starter")
    feature = (offer.trigger_feature if offer else "") or "reports"
    gone = motion is Motion.WIN_BACK
    return CustomerFacts(
        customer_id=CustomerId("rehearsal"),
        as_of=today,
        name=NAME,
        email="sam@example.com",
        phone="+12125550123",
        country="US",
        region="NY",
        time_zone=ZONE,
        product=(offer.product_family if offer else ""),
        plan=plan,
        plan_since=today - timedelta(days=430),
        paid_since=today - timedelta(days=430),
        billing_interval="year" if motion is Motion.RENEWAL else "month",
        status="canceled" if gone else "active",
        renews_on=today + timedelta(days=40) if motion is Motion.RENEWAL else None,
        churned_on=today - timedelta(days=75) if gone else None,
        seats=1,
        team_size=6,
        usage_30d=120 if motion is Motion.RETENTION else 410,
        usage_prev_30d=400,
        limit_used=0.92,
        feature_uses={feature: 31},
        paid=True,
        consents=_every_consent(today),
        motion=motion,
        trigger=_trigger(offer, feature, motion),
        value_cents=offer.yearly_value_cents if offer else 0,
        synced=True,
    )


def _every_consent(today: date) -> tuple[Consent, ...]:
    given = datetime.combine(today - timedelta(days=200), time(12), UTC)
    words = "Yes, contact me by an AI assistant."
    return tuple(Consent(channel, given, "rehearsal", words, written=True) for channel in CHANNELS)


def _trigger(offer: Offer | None, feature: str, motion: Motion) -> Trigger | None:
    if offer is None:
        return None
    kind = offer.trigger or ("return" if motion is Motion.WIN_BACK else "feature")
    measured = {"limit": ("limit", 0.92), "seats": ("seats", 6.0), "return": ("return", 1.0)}
    fact, value = measured.get(kind, (feature, 31.0))
    return Trigger(str(offer.id), kind, fact, value, 0.9)


def rehearsal_terms(
    tenant: Tenant, founder: Founder, motion: Motion, offer: Offer | None, channel: Channel
) -> CampaignTerms:
    """The campaign of one made-up customer, reached on one channel."""
    return CampaignTerms(
        id=CampaignId("rehearsal"),
        motion=motion,
        founder=founder.id,
        founder_name=founder.name,
        business_name=tenant.business_name,
        offer=offer,
        channels=(channel,),
    )


def begin(
    *,
    identity: str,
    tenant: Tenant,
    founder: Founder,
    motion: Motion,
    language: str,
    offer: Offer | None,
    settings: TenantSettings,
    ask_calendar: AskCalendar,
    now: datetime,
    channel: Channel = Channel.SMS,
    facts: CustomerFacts | None = None,
) -> Step | None:
    """Open a conversation as the agent would. None if the engine would not open it at all."""
    facts = facts or played_customer(motion, offer, settings, today=now.date())
    if CHANNELS[channel].follows_calling_code:
        facts = _abroad(facts)
    fresh = Conversation(
        id=ConversationId(identity),
        tenant=tenant.id,
        terms=rehearsal_terms(tenant, founder, motion, offer, channel),
        facts=replace(facts, language=language),
        language=language,
        time_zone=facts.time_zone,
        created_at=now,
    )
    for moment in _moments(now):
        conversation = replace(fresh, created_at=moment)
        decided = decide_step(conversation, BecameDue(), settings, ask_calendar, now=moment)
        if any(effect.kind is EffectKind.CONTACT_CUSTOMER for effect in decided.effects):
            return decided
        if decided.conversation.state is not State.WAITING:
            return None
    return None


def _abroad(facts: CustomerFacts) -> CustomerFacts:
    """Where the provider opens a conversation also without a US number; 7700 900 is fictional."""
    return replace(
        facts,
        phone="+447700900123",
        country="GB",
        region="",
        time_zone="Europe/London",
        whatsapp=True,
    )


def _moments(now: datetime) -> tuple[datetime, ...]:
    """Now, then eleven o'clock of the next days where the customer lives."""
    first = now.astimezone(ZoneInfo(ZONE)).date()
    days = (first + timedelta(days=ahead) for ahead in range(TRIED_DAYS))
    elevens = [datetime.combine(day, time(11), ZoneInfo(ZONE)).astimezone(UTC) for day in days]
    return (now, *(moment for moment in elevens if moment > now))


def say(
    conversation: Conversation,
    text: str,
    *,
    identity: str,
    settings: TenantSettings,
    readers: tuple[Reader, ...],
    ask_calendar: AskCalendar,
) -> Step:
    """Decide on one message of the customer, one minute after the last turn."""
    now = max(turn.at for turn in conversation.turns) + timedelta(minutes=1)
    request = request_for(
        conversation,
        text=text,
        channel=Channel.SMS,
        headers=(),
        answers=settings.answers,
        corrections=settings.corrections,
        now=now,
    )
    event = CustomerSaid(
        identity, Channel.SMS, text, understand(request, readers), conversation.facts.phone
    )
    return decide_step(conversation, event, settings, ask_calendar, now=now)


def answer_by_machine(opened: Step, *, settings: TenantSettings, ask_calendar: AskCalendar) -> Step:
    """Decide on an answering machine that takes the call of an opening and records."""
    talk = opened.conversation
    placed = next(e for e in opened.effects if e.kind is EffectKind.CONTACT_CUSTOMER)
    now = max(touch.at for touch in talk.touches) + timedelta(seconds=20)
    answered = MachineAnswered("rehearsal", placed.id, records=True)
    return decide_step(talk, answered, settings, ask_calendar, now=now)


def like(facts: CustomerFacts, played: CustomerFacts) -> CustomerFacts:
    """A real customer's situation on the made-up customer, who may be contacted at all hours."""
    return replace(
        played,
        name=facts.name or played.name,
        plan=facts.plan or played.plan,
        plan_since=facts.plan_since or played.plan_since,
        paid_since=facts.paid_since or played.paid_since,
        usage_30d=facts.usage_30d,
        usage_prev_30d=facts.usage_prev_30d,
        limit_used=facts.limit_used,
        seats=facts.seats,
        team_size=facts.team_size,
        feature_uses=facts.feature_uses,
        trigger=facts.trigger or played.trigger,
    )


def decide_step(
    conversation: Conversation,
    event: Event,
    settings: TenantSettings,
    ask_calendar: AskCalendar,
    *,
    now: datetime,
) -> Step:
    """One step with the tenant's lines and free times; a real phone is under its real rules."""
    terms = conversation.terms
    bandwidth = settings.bandwidth(terms.founder)
    if bandwidth is None:
        raise LookupError("a rehearsal needs the founder's bandwidth")
    playbook = settings.playbook(terms.motion, conversation.language)
    context = StepContext(
        now=now,
        playbook=playbook or Playbook(terms.motion, conversation.language, ()),
        rules=settings.rules if conversation.rehearsal else _stage_rules(settings.rules),
        person=conversation.prior,
        bandwidth=bandwidth,
        answers=settings.answers,
        page_url=REHEARSAL_PAGE,
        unsubscribe_url="https://example.com/u/rehearsal",
    )
    decide_one = step_rehearsed if conversation.rehearsal else step
    decided = decide_one(conversation, event, context)
    if isinstance(decided, CalendarNeeded):
        # A rehearsal plays days ahead, of which no look at a founder's own calendar is fresh, and
        # it gives no time away: the booking is rehearsed, not the wait for the calendar's answer.
        calendar = replace(ask_calendar(bandwidth, now), unconfirmed=False)
        decided = decide_one(conversation, event, replace(context, calendar=calendar))
    if isinstance(decided, CalendarNeeded):
        raise TypeError("the calendar was given and asked for again")
    return decided


def _stage_rules(rules: ChannelRules) -> ChannelRules:
    """The tenant's rules, as if the approvals that text messages wait for were there."""
    return replace(
        rules,
        a2p_campaign=rules.a2p_campaign or "rehearsal",
        weekdays=(0, 1, 2, 3, 4),
        per_day=3,
        per_week=7,
    )
