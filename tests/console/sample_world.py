"""One tenant in the middle of its work, for looking at pages and for tests that need rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from frontend_api.ports.billing import UsageTotal
from frontend_api.ports.work import OptOutRow
from functions.customer_base.console_queries.answers import (
    CustomersFound,
    CustomerWhy,
    ListedCustomer,
    MotionMove,
    MovedCustomer,
    PlanGuess,
    RuleVerdict,
    RunsCompared,
    Verdict,
)
from functions.customer_base.imports.records import (
    Accounting,
    FileAccounting,
    FileRecord,
    ImportRecord,
    ImportStatus,
    SnapshotComparison,
)
from functions.customer_base.parsing.findings import ColumnQuestion, UnreadCells
from functions.customer_base.segmentation.records import MissingFacts, RunRecord, RunStatus
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    BookingId,
    Slot,
    WorkingHours,
)
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignCounts, CampaignStatus
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import (
    Booking,
    CampaignId,
    CampaignTerms,
    Conversation,
    ConversationId,
    EffectId,
    Outcome,
    State,
    Turn,
    UtterancePiece,
    Who,
)
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.playbooks.needed_answers import needed_answers
from functions.outreach.domain.playbooks.playbook import Approval, Part
from functions.outreach.domain.playbooks.starter import starter_lines
from functions.outreach.domain.settings import Sender
from functions.outreach.domain.understanding.acts import Act, ActKind, Reading
from functions.outreach.ports import EffectRecord, EffectStatus, LoadedConversation
from functions.outreach.store.bookings import BookingRow
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts, CustomerId
from functions.product.motions import Motion, OfferKind
from functions.product.offers import Catalogue, Offer, OfferId, PlanRole, PriceBand
from functions.stripe_source.link import StripeLink
from tests.console.doubles.recordings import RECORDED, recorded_call
from tests.console.doubles.sample_pool import (
    pool_customer,
    sample_person,
    sample_progress,
)
from tests.console.fakes import FOUNDER, NOON, TENANT, World

REPORTS = Offer(
    OfferId("offer_reports"),
    OfferKind.ADD_ON,
    "Reports Plus",
    "Acme",
    58800,
    "USD",
    PriceBand(3900, 5900, "USD"),
    trigger="feature",
    trigger_feature="reports",
)


def fill(world: World) -> None:
    """Put sample rows behind every page."""
    _base(world)
    _work(world)
    catalogue = Catalogue(
        (PlanRole("Starter", "base", "Acme"), PlanRole("Pro", "tier", "Acme")), (REPORTS,)
    )
    world.settings.save_catalogue(TENANT, catalogue)
    assert world.base.run is not None
    world.base.run = world.base.run.model_copy(update={"catalogue": catalogue})


def ready_to_rehearse(world: World, motion: Motion = Motion.UPSELL, language: str = "en") -> None:
    """Approved lines, an offer, bandwidth and an email channel: the rehearsal can begin."""
    world.settings.save_catalogue(
        TENANT, Catalogue((PlanRole("Starter", "base", "Acme"),), (REPORTS,))
    )
    lines = tuple(
        replace(line, approval=Approval(FOUNDER, NOON, line.sha256))
        for line in starter_lines(motion, language)
    )
    world.settings.edit_playbook(
        TENANT,
        motion=motion,
        language=language,
        change=lambda book: replace(book, lines=lines),
    )
    for answer in needed_answers(language):
        approval = Approval(FOUNDER, NOON, answer.sha256)
        world.settings.save_answer(TENANT, replace(answer, approval=approval))
    hours = tuple(WorkingHours(day, time(9), time(17)) for day in range(5))
    link = "https://meet.example.com/ada"
    bandwidth = Bandwidth(FOUNDER, "Europe/Vilnius", hours, meeting_link=link)
    world.settings.save_bandwidth(TENANT, bandwidth)
    world.settings.save_sender(
        TENANT,
        Sender(
            Channel.EMAIL,
            "ada@acme.example.com",
            "Acme Notes",
            ready=True,
            shared="ada.acmenotes@mail.example.com",
        ),
    )


def _work(world: World) -> None:
    ready_to_rehearse(world)
    world.settings.save_rules(TENANT, ChannelRules(postal_address="1 Main Street, Sampletown"))
    campaign = Campaign(
        CampaignId("campaign_1"),
        "Reports for heavy users",
        Motion.UPSELL,
        FOUNDER,
        "run_1",
        REPORTS.id,
        status=CampaignStatus.RUNNING,
        created_at=NOON,
        launched_at=NOON,
    )
    world.campaigns.rows = {
        campaign.id: campaign,
        "campaign_2": replace(
            campaign,
            id=CampaignId("campaign_2"),
            name="Draft",
            status=CampaignStatus.DRAFT,
            launched_at=None,
        ),
    }
    world.campaigns.tallies[campaign.id] = CampaignCounts(40, 12, 18, 3, 28, 2)
    talk = replace(conversation(), recordings=(recorded_call(),))
    world.recordings.files[talk.id] = {RECORDED}
    effect = EffectRecord(
        Effect(
            EffectId("c_1-2-1"), EffectKind.CONTACT_CUSTOMER, "+12125550123", channel=Channel.SMS
        ),
        EffectStatus.DONE,
        NOON,
        "SM0123",
        delivery="delivered",
    )
    world.conversations.whole["c_1"] = LoadedConversation(talk, frozenset(), (effect,))
    assert talk.booking is not None
    world.bookings.rows[talk.booking.id] = BookingRow(
        talk.booking,
        talk.id,
        campaign.id,
        Motion.UPSELL,
        FOUNDER,
        CustomerId("cus_1"),
        "Grace Sample",
    )
    world.inbox.rows["q1"] = InboxItem(
        "q1",
        InboxKind.UNKNOWN_QUESTION,
        NOON,
        "Does it work with <Notion>?",
        "en",
        ConversationId("c_1"),
        "sms",
    )
    terms = replace(talk.terms, channels=(Channel.SMS,))
    played = replace(talk, id=ConversationId("rehearsal_1"), terms=terms, rehearsal=True)
    world.rehearsals.earlier.append(played)
    world.conversations.whole[played.id] = LoadedConversation(played, frozenset(), ())
    world.conversations.suppressed = (OptOutRow(NOON, ("phone",), "", "stop texting me"),)
    world.progress.kept = sample_progress()
    world.pool.customers = tuple(pool_customer(number) for number in range(30))
    totals = (
        UsageTotal("reached_conversations", 18, 1440),
        UsageTotal("booked_conversations", 3, 3600),
    )
    world.billing.now = replace(world.billing.now, totals=totals)


def conversation(state: State = State.BOOKED) -> Conversation:
    """A conversation by text message that ended in a booking."""
    slot = Slot(NOON + timedelta(days=1), NOON + timedelta(days=1, minutes=15))
    return Conversation(
        id=ConversationId("c_1"),
        tenant=TENANT,
        terms=CampaignTerms(
            CampaignId("campaign_1"), Motion.UPSELL, FOUNDER, "Ada Example", "Acme Notes", REPORTS
        ),
        facts=CustomerFacts(
            CustomerId("cus_1"),
            NOON.date(),
            name="Grace Sample",
            email="grace@example.com",
            phone="+12125550123",
            plan="Starter",
        ),
        language="en",
        time_zone="America/New_York",
        created_at=NOON,
        state=state,
        outcome=Outcome.BOOKED if state is State.BOOKED else None,
        channel=Channel.SMS,
        turns=(
            Turn(
                1,
                Who.AGENT,
                Channel.SMS,
                NOON,
                "Hi, this is Acme Notes's AI assistant. Would a 4-minute talk with Ada help?",
                (UtterancePiece("Hi", Part.DISCLOSURE, sha256="ab" * 32),),
            ),
            Turn(
                2,
                Who.CUSTOMER,
                Channel.SMS,
                NOON + timedelta(minutes=3),
                "Yes please! <script>alert(1)</script>",
                reading=Reading((Act(ActKind.INTERESTED),), "embedded"),
            ),
            Turn(
                3,
                Who.AGENT,
                Channel.SMS,
                NOON + timedelta(minutes=4),
                "Booked: Tuesday at 7:00.",
                (UtterancePiece("Booked", Part.SLOT_CONFIRM, sha256="cd" * 32),),
            ),
        ),
        booking=Booking(BookingId("b_1"), slot, "phone:+12125550123"),
        customer_words="Yes please! <script>alert(1)</script>",
        hot=True,
    )


def snapshot_pointer(import_id: str, snapshot: str) -> SnapshotPointer:
    return SnapshotPointer(
        snapshot=snapshot, import_id=import_id, as_of=NOON.date(), rows=1000, columns=("email",)
    )


def _base(world: World) -> None:
    world.base.records = {r.id: r for r in (_done(), _needs_mapping(), _running(), _failed())}
    world.base.current = snapshot_pointer("im_done", "snap_1")
    world.stripe.kept = StripeLink(
        connected_at=NOON - timedelta(days=9),
        connected_by=FOUNDER,
        key_ending="Xw4z",
        live=True,
        hook_ending="9fQa",
        synced_at=NOON - timedelta(hours=10),
        import_id="im_done",
        rows=1000,
    )
    world.base.run = RunRecord(
        id="run_1",
        snapshot="snap_1",
        status=RunStatus.DONE,
        started_at=NOON,
        finished_at=NOON + timedelta(minutes=1),
        customers=1000,
        counts={
            "upsell": 142,
            "cross_sell": 61,
            "retention": 88,
            "win_back": 73,
            "renewal": 54,
            "none": 582,
        },
        reasons={"usage_shows_demand": 301, "paid": 170, "base_plan_long_enough": 111},
        reach={"upsell": {"email": 140, "phone": 90}},
        missing=(MissingFacts(source="usage", label="usage", more=412, motion="upsell"),),
        motions_without_offer=("win_back",),
        moved={"upsell>retention": 12, "none>upsell": 30, "retention>none": 1},
    )
    earlier = world.base.run.model_copy(
        update={
            "id": "run_0",
            "snapshot": "snap_0",
            "started_at": NOON - timedelta(days=1),
            "finished_at": NOON - timedelta(days=1),
            "customers": 980,
            "counts": {**world.base.run.counts, "retention": 57, "upsell": 153, "none": 582},
        }
    )
    world.base.runs = (world.base.run, earlier)
    world.base.compared = RunsCompared(
        moves=(
            MotionMove(moved_from="upsell", moved_to="retention", customers=12),
            MotionMove(moved_from="new", moved_to="none", customers=20),
            MotionMove(moved_from="renewal", moved_to="gone", customers=1),
        ),
        rows=(
            MovedCustomer(
                id="cus_1",
                name="Grace Sample",
                email="grace@example.com",
                moved_from="upsell",
                moved_to="retention",
                reason_before="usage_shows_demand",
                reason_now="usage_fell",
            ),
            MovedCustomer(
                id="cus_7", moved_from="renewal", moved_to="gone", reason_before="renewal_near"
            ),
        ),
        total=33,
    )
    world.base.guesses = (
        PlanGuess(
            plan="Starter",
            product="Acme",
            customers=610,
            monthly_cents=2900,
            currency="USD",
            role="base",
            family="Acme",
        ),
        PlanGuess(
            plan="Pro",
            product="Acme",
            customers=390,
            monthly_cents=7900,
            currency="USD",
            role="tier",
            family="Acme",
        ),
    )
    rows = (
        ListedCustomer(
            id="cus_1",
            name="Grace Sample",
            email="grace@example.com",
            plan="Starter",
            motion=Motion.UPSELL,
            reason="usage_shows_demand",
            value_cents=58800,
            currency="USD",
        ),
        ListedCustomer(
            id="cus_2", name="<b>Robert</b>", email="rob@example.com", plan="Pro", reason="paid"
        ),
    )
    world.base.found = CustomersFound(rows=rows, total=142)
    world.base.persons["cus_1"] = sample_person()
    world.base.whys["cus_1"] = CustomerWhy(
        customer={
            "customer_id": "cus_1",
            "name": "Grace Sample",
            "email": "grace@example.com",
            "plan": "Starter",
            "paid_since": "2025-02-01",
        },
        motion=Motion.UPSELL,
        reason="usage_shows_demand",
        value_cents=58800,
        rules=(
            RuleVerdict(
                name="paid",
                group="perimeter",
                text="has paid at least once",
                verdict=Verdict.PASS,
                facts={"paid": True},
            ),
            RuleVerdict(
                name="renewal_near",
                group="renewal",
                text="annual contract renews within 60 days",
                verdict=Verdict.FAIL,
                facts={"renews_on": "2027-01-01"},
            ),
            RuleVerdict(
                name="usage_shows_demand",
                group="upsell",
                text="usage shows demand for a specific offer",
                verdict=Verdict.PASS,
                facts={"feature_uses": {"reports": 31}},
            ),
            RuleVerdict(
                name="healthy",
                group="upsell",
                text="healthy: not in a retention or win-back state",
                verdict=Verdict.UNKNOWN,
                facts={"status": "active", "usage_30d": None},
            ),
        ),
    )


def _done() -> ImportRecord:
    return ImportRecord(
        id="im_done",
        status=ImportStatus.DONE,
        created_at=NOON,
        files=(FileRecord(number=0, name="customers.csv", key="k", rows=1040),),
        accounting=Accounting(
            rows_in=1040,
            accepted=1000,
            merged=25,
            rejected=15,
            files=(
                FileAccounting(
                    file=0,
                    name="customers.csv",
                    rows_in=1040,
                    accepted=1000,
                    merged=25,
                    rejected=15,
                ),
            ),
            reasons={"No customer id and no email": 11, "The row has too few cells": 4},
            unread=(
                UnreadCells(
                    file=0, column="phone", count=9, lines=(12, 40), reason="not a phone number"
                ),
            ),
        ),
        comparison=SnapshotComparison(new=20, gone=3, changed_plan=7),
        plans=(("Starter", 610), ("Pro", 390)),
        rejects_key="rejects.csv",
        run="run_1",
    )


def _needs_mapping() -> ImportRecord:
    return ImportRecord(
        id="im_map",
        status=ImportStatus.NEEDS_MAPPING,
        created_at=NOON - timedelta(days=1),
        files=(
            FileRecord(
                number=0,
                name="our list.csv",
                key="k",
                headers=("Klient", "Mail", "Seit"),
                mapping={"Mail": "email"},
                suggestions={"Klient": "name"},
                samples={"Klient": ("Grace Sample", "Rob"), "Mail": ("grace@example.com",)},
                questions=(
                    ColumnQuestion(
                        header="Seit",
                        kind="date_order",
                        text="How are the dates in “Seit” written?",
                        choices=(("dmy", "3 April 2026"), ("mdy", "4 March 2026")),
                        samples=("03/04/2026",),
                    ),
                ),
            ),
        ),
    )


def _running() -> ImportRecord:
    return ImportRecord(
        id="im_run",
        status=ImportStatus.RUNNING,
        created_at=NOON - timedelta(days=2),
        files=(FileRecord(number=0, name="big.csv", key="k", rows=412000, arrived=True),),
        stage="Cleaning phone numbers…",
        percent=42,
    )


def _failed() -> ImportRecord:
    return ImportRecord(
        id="im_bad",
        status=ImportStatus.FAILED,
        created_at=NOON - timedelta(days=3),
        files=(FileRecord(number=0, name="photo.csv", key="k"),),
        problem="This is not a CSV file: it looks like a picture.",
    )
