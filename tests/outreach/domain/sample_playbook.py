"""A founder, a customer and an approved playbook for tests, and a way to walk through steps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    CalendarState,
    WorkingHours,
    after,
)
from functions.outreach.domain.conversation.context import CalendarNeeded, Step, StepContext
from functions.outreach.domain.conversation.effects import Effect, EffectKind, Usage
from functions.outreach.domain.conversation.events import BecameDue, CustomerSaid, Event
from functions.outreach.domain.conversation.state import (
    CampaignId,
    CampaignTerms,
    Conversation,
    ConversationId,
)
from functions.outreach.domain.permission.contact_facts import ChannelRules, PersonHistory
from functions.outreach.domain.playbooks.playbook import Answer, Approval, Line, Playbook
from functions.outreach.domain.playbooks.starter import starter_answers, starter_lines
from functions.outreach.domain.speaking.utterance import text_of
from functions.outreach.domain.steps.rehearsed import step_rehearsed
from functions.outreach.domain.steps.step import step
from functions.outreach.domain.understanding.acts import Act, ActKind, Reading
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.channels import CHANNELS, Channel
from functions.product.consent import Consent
from functions.product.customer_facts import CustomerFacts, CustomerId, Trigger
from functions.product.motions import Motion, OfferKind
from functions.product.offers import Offer, OfferId, PriceBand
from tenancy.tenant import FounderId, tenant_id

FOUNDER = FounderId("f_ana")
MONDAY = datetime(2026, 9, 14, 15, tzinfo=UTC)
"""11:00 in New York."""
PAGE = "https://hooks.example.com/c/sample"


def busy_all_day() -> CalendarState:
    start = datetime(2026, 9, 1, tzinfo=UTC)
    return CalendarState(busy=((start, start + timedelta(days=60)),))


def approved(line: Line) -> Line:
    return replace(line, approval=Approval(FOUNDER, datetime(2026, 9, 1, tzinfo=UTC), line.sha256))


def playbook(motion: Motion = Motion.UPSELL, language: str = "en") -> Playbook:
    lines = tuple(approved(line) for line in starter_lines(motion, language))
    return Playbook(motion=motion, language=language, lines=lines)


def answer(name: str, text: str, *questions: str) -> Answer:
    made = Answer(id=AnswerId(name), language="en", questions=questions, text=text)
    return replace(made, approval=Approval(FOUNDER, datetime(2026, 9, 1, tzinfo=UTC), made.sha256))


ANSWERS = (
    *(
        replace(a, approval=Approval(FOUNDER, datetime(2026, 9, 1, tzinfo=UTC), a.sha256))
        for a in starter_answers("en")
    ),
    answer("api", "Yes, it works with the same API you use today.", "Does it have an API?"),
)

BOOST = Offer(
    id=OfferId("o_boost"),
    kind=OfferKind.ADD_ON,
    name="Sample Boost",
    product_family="sample",
    yearly_value_cents=60_000,
    currency="USD",
    band=PriceBand(floor_cents=3900, ceiling_cents=5900, currency="USD"),
    trigger="limit",
    trigger_threshold=0.8,
)
RETURN = replace(
    BOOST, id=OfferId("o_return"), kind=OfferKind.RETURN_OFFER, name="Sample Return", band=None
)
BANDWIDTH = Bandwidth(
    founder=FOUNDER,
    time_zone="America/New_York",
    hours=tuple(WorkingHours(day, time(9), time(17)) for day in range(5)),
    per_day=4,
    per_week=12,
)
RULES = ChannelRules(
    a2p_campaign="sample-a2p",
    postal_address="1 Sample Street, Example City",
    tenant_time_zone="America/New_York",
)


def consents(*channels: Channel) -> tuple[Consent, ...]:
    return tuple(
        Consent(
            channel=channel,
            granted_at=datetime(2025, 1, 5, tzinfo=UTC),
            source="signup_form",
            wording="Yes, the AI assistant of Sample may call and text me with offers.",
            written=True,
        )
        for channel in channels
    )


ADA = CustomerFacts(
    customer_id=CustomerId("cus_ada"),
    as_of=date(2026, 9, 14),
    name="Ada Sample",
    email="ada@example.com",
    phone="+12125550123",
    country="US",
    region="NY",
    language="en",
    product="Sample",
    plan="Basic",
    plan_since=date(2025, 9, 1),
    status="active",
    limit_used=0.91,
    paid=True,
    consents=consents(*Channel),
    motion=Motion.UPSELL,
    trigger=Trigger(offer_id="o_boost", kind="limit", fact="limit", value=0.91, strength=0.9),
    synced=True,
)
GONE = replace(
    ADA,
    status="canceled",
    churned_on=date(2026, 6, 1),
    limit_used=None,
    motion=Motion.WIN_BACK,
    trigger=Trigger(offer_id="o_return", kind="return", fact="return", value=3, strength=0.5),
)


def conversation(
    motion: Motion = Motion.UPSELL,
    *,
    channels: tuple[Channel, ...] = (Channel.SMS, Channel.VOICE, Channel.EMAIL),
    facts: CustomerFacts | None = None,
    offer: Offer | None = BOOST,
    meeting_place: str = "",
) -> Conversation:
    gone = motion is Motion.WIN_BACK
    return Conversation(
        id=ConversationId("c_sample"),
        tenant=tenant_id("t_sample000001"),
        terms=CampaignTerms(
            id=CampaignId("g_sample"),
            motion=motion,
            founder=FOUNDER,
            founder_name="Ana",
            business_name="Sample",
            offer=RETURN if gone and offer is BOOST else offer,
            channels=channels,
            meeting_place=meeting_place,
        ),
        facts=facts or replace(GONE if gone else ADA, motion=motion),
        language="en",
        time_zone="America/New_York",
        created_at=MONDAY,
        due_at=MONDAY,
    )


def context(motion: Motion = Motion.UPSELL, *, now: datetime = MONDAY) -> StepContext:
    return StepContext(
        now=now,
        playbook=playbook(motion),
        rules=RULES,
        person=PersonHistory(),
        bandwidth=BANDWIDTH,
        answers=ANSWERS,
        page_url=PAGE,
        unsubscribe_url="https://hooks.example.com/u/sample",
    )


def reading(*acts: Act | ActKind) -> Reading:
    return Reading(
        acts=tuple(Act(act) if isinstance(act, ActKind) else act for act in acts),
        reader="embedded",
    )


def window(earliest: date, **more: object) -> TimeWindow:
    return replace(TimeWindow(earliest=earliest), **more)  # type: ignore[arg-type]


@dataclass
class Walk:
    """One conversation walked event by event, its founder's calendar included."""

    talk: Conversation
    around: StepContext
    calendar: CalendarState = field(default_factory=CalendarState)
    last: Step | None = None
    effects: tuple[Effect, ...] = ()
    usage: tuple[Usage, ...] = ()
    heard: int = 0

    def happens(self, event: Event) -> Step:
        decide = step_rehearsed if self.talk.rehearsal else step
        made = decide(self.talk, event, self.around)
        if isinstance(made, CalendarNeeded):
            made = decide(self.talk, event, replace(self.around, calendar=self.calendar))
        assert isinstance(made, Step)
        if made.reserve is not None:
            self.calendar = after(self.calendar, made.reserve)
        if made.suppress:
            person = replace(self.around.person, suppressed=True)
            self.around = replace(self.around, person=person)
        self.talk, self.last = made.conversation, made
        self.effects += made.effects
        self.usage += made.usage
        return made

    def says(self, text: str, *acts: Act | ActKind, channel: Channel = Channel.SMS) -> Step:
        self.heard += 1
        self.later(timedelta(minutes=1))
        call = self.talk.call if channel is Channel.VOICE else ""
        said = CustomerSaid(f"m{self.heard}", channel, text, reading(*acts), call=call)
        return self.happens(said)

    def wakes(self) -> Step:
        """Time moves to the wake time, and the sweep wakes it."""
        assert self.talk.due_at is not None
        self.around = replace(self.around, now=max(self.around.now, self.talk.due_at))
        return self.happens(BecameDue())

    def later(self, span: timedelta) -> None:
        self.around = replace(self.around, now=self.around.now + span)

    @property
    def kinds(self) -> list[EffectKind | Channel]:
        """What the last step decided to do; words to the customer by the channel they go over."""
        assert self.last is not None
        return [
            effect.channel
            if effect.kind is EffectKind.CONTACT_CUSTOMER and effect.channel
            else effect.kind
            for effect in self.last.effects
        ]

    @property
    def words(self) -> str:
        """What the last step said to the customer."""
        assert self.last is not None
        return " / ".join(
            text_of(effect.pieces, CHANNELS[Channel.SMS])
            for effect in self.last.effects
            if effect.pieces and effect.kind is not EffectKind.CANCEL_EVENT
        )

    @property
    def parts(self) -> list[str]:
        assert self.last is not None
        return [
            (piece.part.value if piece.part else f"answer:{piece.answer}")
            for effect in self.last.effects
            if effect.kind not in (EffectKind.INVITE_CUSTOMER, EffectKind.CANCEL_EVENT)
            for piece in effect.pieces
        ]

    @property
    def notices(self) -> list[str]:
        assert self.last is not None
        return [e.notice for e in self.last.effects if e.kind is EffectKind.NOTIFY_FOUNDER]


def walk(
    motion: Motion = Motion.UPSELL,
    *,
    channels: tuple[Channel, ...] = (Channel.SMS, Channel.VOICE, Channel.EMAIL),
    facts: CustomerFacts | None = None,
    offer: Offer | None = BOOST,
    opened: bool = True,
) -> Walk:
    made = Walk(
        talk=conversation(motion, channels=channels, facts=facts, offer=offer),
        around=context(motion),
    )
    if opened:
        made.happens(BecameDue())
    return made
