"""A tenant that is ready to launch, built from the starter playbooks. All of it is sample data."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from functions.outreach.domain.calendar.founder_calendar import Bandwidth, WorkingHours
from functions.outreach.domain.conversation.state import (
    CampaignId,
    CampaignTerms,
    Conversation,
    ConversationId,
)
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.playbooks.playbook import Answer, Approval, Line, Playbook
from functions.outreach.domain.playbooks.starter import starter_answers, starter_lines
from functions.outreach.domain.settings import Sender, TenantSettings
from functions.product.channels import Channel
from functions.product.consent import Consent
from functions.product.customer_facts import CustomerFacts, CustomerId, Trigger
from functions.product.motions import Motion, OfferKind
from functions.product.offers import Offer, OfferId, PriceBand
from tenancy.tenant import FounderId, Tenant, tenant_id

TENANT = tenant_id("t_sample000001")
FOUNDER = FounderId("f_sample")
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
"""A Tuesday, 10:00 in New York."""
EVERY_CHANNEL = (Channel.WHATSAPP, Channel.SMS, Channel.VOICE, Channel.EMAIL)

OFFER = Offer(
    id=OfferId("o_team"),
    kind=OfferKind.TIER,
    name="Team",
    product_family="sample",
    yearly_value_cents=120_000,
    currency="USD",
    band=PriceBand(8_000, 12_000, "USD"),
    trigger="limit",
    trigger_threshold=0.8,
)


def nobody_is_erased(tenant: object, erasure: str) -> None:
    """Where a sweep is to find no erasure."""
    raise AssertionError(f"an erasure of {tenant}: {erasure}")


def approved_line(line: Line) -> Line:
    sid = "HX" + "a" * 32 if line.channel in (None, Channel.WHATSAPP) else ""
    return replace(line, content_sid=sid, approval=Approval(FOUNDER, NOW, line.sha256))


def approved_answer(answer: Answer) -> Answer:
    return replace(answer, approval=Approval(FOUNDER, NOW, answer.sha256))


def playbook(motion: Motion, language: str = "en") -> Playbook:
    lines = starter_lines(motion, language)
    return Playbook(motion, language, tuple(approved_line(line) for line in lines))


def bandwidth() -> Bandwidth:
    return Bandwidth(
        founder=FOUNDER,
        time_zone="America/New_York",
        hours=tuple(WorkingHours(day, time(9), time(17)) for day in range(5)),
    )


def rules() -> ChannelRules:
    return ChannelRules(
        a2p_campaign="CMsample",
        postal_address="1 Sample Street, Sampletown",
        tenant_time_zone="America/New_York",
    )


def settings(*motions: Motion) -> TenantSettings:
    return TenantSettings(
        rules=rules(),
        playbooks=tuple(playbook(motion) for motion in motions or (Motion.UPSELL,)),
        answers=tuple(approved_answer(answer) for answer in starter_answers("en")),
        offers=(OFFER,),
        bandwidths=(bandwidth(),),
        senders=(
            Sender(Channel.SMS, "+12025550100", ready=True),
            Sender(Channel.WHATSAPP, "+12025550100", ready=True),
            Sender(Channel.VOICE, "+12025550100", ready=True),
            Sender(Channel.EMAIL, "hello@sample.example.com", name="Sample", ready=True),
        ),
    )


def tenant() -> Tenant:
    return Tenant(
        id=TENANT,
        business_name="Sample Desk",
        time_zone="America/New_York",
        default_language="en",
        languages=("en",),
        default_country="US",
        currency="USD",
        postal_address="1 Sample Street, Sampletown",
    )


def consent(channel: Channel) -> Consent:
    return Consent(
        channel,
        granted_at=datetime(2026, 1, 5, tzinfo=UTC),
        source="sample form",
        wording="I agree to messages and calls from an AI assistant about my plan.",
        written=True,
    )


def customer(number: int = 1, **changes: object) -> CustomerFacts:
    facts = CustomerFacts(
        customer_id=CustomerId(f"cus_{number}"),
        as_of=NOW.date(),
        name=f"Sample Person {number}",
        email=f"person{number}@example.com",
        phone=f"+1212555{number:04d}",
        country="US",
        region="NY",
        language="en",
        plan="Solo",
        plan_since=date(2025, 11, 1),
        paid_since=date(2025, 11, 1),
        status="active",
        billing_interval="month",
        limit_used=0.92,
        paid=True,
        consents=tuple(consent(channel) for channel in EVERY_CHANNEL),
        motion=Motion.UPSELL,
        trigger=Trigger("o_team", "limit", "limit", 0.92, 0.9),
        value_cents=120_000,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def conversation(number: int = 1, **changes: object) -> Conversation:
    fresh = Conversation(
        id=ConversationId(f"c_sample{'abcdefghij'[number % 10]}"),
        tenant=TENANT,
        terms=CampaignTerms(
            id=CampaignId("k_sample"),
            motion=Motion.UPSELL,
            founder=FOUNDER,
            founder_name="Sample Founder",
            business_name="Sample Desk",
            offer=OFFER,
            channels=EVERY_CHANNEL,
        ),
        facts=customer(number),
        language="en",
        time_zone="America/New_York",
        created_at=NOW,
        due_at=NOW,
    )
    return replace(fresh, **changes)  # type: ignore[arg-type]
