"""A tenant with 100,000 customers, 5,000 conversations and 500 bookings, behind every page.

Each store gives what DynamoDB would have given, decoded from text anew on each request, so that
the CPU of a page is its own; lists are as long as their limits let them become.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import cycle, islice

from frontend_api.ports.settings import SavedFilter
from frontend_api.ports.work import ConversationPart, OptOutRow
from functions.customer_base.console_queries.answers import (
    CustomersFound,
    ListedCustomer,
    MotionMove,
    MovedCustomer,
    PlanGuess,
)
from functions.customer_base.imports.records import Accounting, FileAccounting
from functions.customer_base.segmentation.records import MissingFacts
from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.calendar.founder_calendar import BookingId
from functions.outreach.domain.campaigns.campaign import CampaignCounts, CampaignStatus
from functions.outreach.domain.campaigns.progress import Progress
from functions.outreach.domain.conversation.state import (
    CampaignId,
    Conversation,
    ConversationId,
    Outcome,
    State,
)
from functions.outreach.domain.playbooks.playbook import Answer, Approval
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.store.bookings import BookingRow, BookingStatus
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.channels import Channel
from functions.product.motions import Motion
from functions.product.offers import Catalogue, OfferId, PlanRole
from functions.webhooks.deliveries import DeliveryStatus, EndpointDelivery, OutboxEvent
from functions.webhooks.endpoints import WebhookEndpoint
from functions.webhooks.events import WebhookEvent, WebhookKind
from functions.webhooks.outbox import LoggedEvent
from tenancy.identity.audit import Action, AuditRow
from tenancy.tenant import TenantId
from tests.console.doubles.sample_pool import pool_customer
from tests.console.fakes import FOUNDER, NOON, TENANT, FakeBookings, FakeConversations, World
from tests.console.sample_world import REPORTS, conversation, fill

CUSTOMERS = 100_000
CONVERSATIONS = 5_000
BOOKINGS = 500
AHEAD = 45
"""Bookings that lie ahead."""
_NAMES = (
    "Grace Sample",
    "Maximiliana Alexandrovna Wolfeschlegelsteinhausen-Sampleton",
    "Ūla Pavyzdienė",
    "Иван Примеров",
    "J Li",
    "Sample & Daughters Accounting Partnership of Northern Sampleshire",
)
_ENDED = tuple(status for status in BookingStatus if status is not BookingStatus.UPCOMING)
_STATES = (
    (State.OPENED, None),
    (State.TALKING, None),
    (State.CLOSED, Outcome.DECLINED),
    (State.CLOSED, Outcome.NEEDS_FOUNDER),
    (State.CALLBACK, None),
    (State.CLOSED, Outcome.UNREACHABLE),
    (State.BOOKED, Outcome.BOOKED),
    (State.CLOSED, Outcome.OPTED_OUT),
    (State.OFFERING, None),
    (State.TAKEN_OVER, None),
)
_WORDS = (
    "Yes please, that sounds good",
    "We talked about this in the team and nobody is sure whether the reports would be read by "
    "those who pay for them, so before we go any further I would like to see one with our own "
    "numbers in it, and to know what happens with them when we leave.",
    "Ask me in a month",
    "stop texting me",
)
_ID, _NUMBER = "c_mark", "9999999"
_MOTIONS = {
    "upsell": 14_203,
    "cross_sell": 6_118,
    "retention": 8_871,
    "win_back": 7_304,
    "renewal": 5_467,
    "none": 58_037,
}


class DecodedConversations(FakeConversations):
    """Lists from text, as the store does: the newest 200, and older ones part by part."""

    texts: tuple[str, ...] = ()

    def list_recent(self, tenant: TenantId) -> tuple[Conversation, ...]:
        return self._decoded(0, 200)

    def list_part(self, tenant: TenantId, *, limit: int, after: str) -> ConversationPart | None:
        begin = int(after or 0)
        more = str(begin + limit) if len(self.texts) > begin + limit else ""
        return ConversationPart(self._decoded(begin, begin + limit), more)

    def _decoded(self, begin: int, end: int) -> tuple[Conversation, ...]:
        return tuple(from_json(Conversation, text) for text in self.texts[begin:end])


@dataclass
class DecodedBookings(FakeBookings):
    texts: tuple[str, ...] = ()

    def list_all(self, tenant: TenantId) -> tuple[BookingRow, ...]:
        return tuple(from_json(BookingRow, text) for text in self.texts)


def fill_large(world: World) -> None:
    """Put as many rows behind every page as a founder with such a base has after a year."""
    fill(world)
    for account in world.accounts.accounts.values():
        tenant = account.session.tenant.id
        world.accounts.edit_tenant(tenant, lambda kept: replace(kept, launched=True))
    _base(world)
    _conversations(world)
    _bookings(world)
    _settings(world)
    _around(world)


def _base(world: World) -> None:
    base = world.base
    assert base.run is not None
    assert base.current is not None
    base.current = base.current.model_copy(update={"rows": CUSTOMERS})
    base.run = base.run.model_copy(
        update={
            "customers": CUSTOMERS,
            "counts": _MOTIONS,
            "reasons": {
                rule: 58_037 // (place + 2) // 2
                for place, rule in enumerate(
                    (
                        "usage_shows_demand",
                        "paid",
                        "base_plan_long_enough",
                        "not_suppressed",
                        "healthy",
                        "has_contact_point",
                        "may_be_contacted",
                        "same_product_family",
                    )
                )
            },
            "reach": {"upsell": {"email": 14_203, "phone": 9_004}, "win_back": {"email": 7_304}},
            "missing": tuple(
                MissingFacts(source=source, label=source, more=more, motion=motion)
                for source, more, motion in (
                    ("usage", 41_200, "upsell"),
                    ("subscriptions", 9_731, "renewal"),
                    ("tickets", 1, "retention"),
                )
            ),
            "moved": {f"{was}>{now}": 1 + 37 * (len(was) + len(now)) for was, now in _moves()},
        }
    )
    base.runs = tuple(
        base.run.model_copy(
            update={
                "id": f"run_{100 - number}",
                "snapshot": f"snap_{number % 3}",
                "started_at": NOON - timedelta(days=number),
                "finished_at": NOON - timedelta(days=number) + timedelta(minutes=1),
                "customers": CUSTOMERS - 311 * number,
            }
        )
        for number in range(30)
    )
    moved = [
        MovedCustomer(
            id=f"cus_{number}",
            name=_named(number),
            email=f"customer{number}@mail.example.com",
            moved_from=was,
            moved_to=now,
            reason_before="usage_shows_demand",
            reason_now="usage_fell",
        )
        for number, (was, now) in enumerate(islice(cycle(_moves()), 25))
    ]
    base.compared = base.compared.model_copy(  # type: ignore[union-attr]
        update={
            "moves": tuple(
                MotionMove(moved_from=was, moved_to=now, customers=1 + 613 * number)
                for number, (was, now) in enumerate(_moves())
            ),
            "rows": tuple(moved),
            "total": 11_327,
        }
    )
    base.guesses = tuple(
        PlanGuess(
            plan=f"{name} {year} {interval}",
            product="Acme",
            customers=5_000 // (1 + number),
            monthly_cents=2_900 + 100 * number,
            currency="USD",
            role="base" if name == "Starter" else "tier",
            family="Acme",
        )
        for number, (name, year, interval) in enumerate(
            (name, year, interval)
            for name in ("Starter", "Growth", "Scale", "Enterprise with priority support")
            for year in (2022, 2023, 2024, 2025, 2026)
            for interval in ("monthly", "yearly")
        )
    )
    base.found = CustomersFound(
        rows=tuple(
            ListedCustomer(
                id=f"cus_{number}",
                name=_named(number),
                email=f"customer{number}@mail.example.com",
                plan="Growth 2026 yearly",
                motion=Motion.UPSELL if number % 2 else None,
                reason="usage_shows_demand",
                value_cents=58_800 + 1_000_000 * number,
                currency="USD",
            )
            for number in range(25)
        ),
        total=CUSTOMERS,
    )
    done = base.records["im_done"]
    figures = {"rows_in": 104_311, "accepted": CUSTOMERS, "merged": 2_204, "rejected": 2_107}
    base.records["im_done"] = done.model_copy(
        update={
            "accounting": Accounting(
                **figures,
                files=(FileAccounting(file=0, name="customers.csv", **figures),),
                reasons={f"Reason number {number}": 500 - 30 * number for number in range(12)},
            ),
            "plans": tuple((guess.plan, guess.customers) for guess in base.guesses),
        }
    )
    for number in range(60):
        base.records[f"im_{number}"] = done.model_copy(
            update={"id": f"im_{number}", "created_at": NOON - timedelta(days=3 + 6 * number)}
        )
    world.pool.customers = tuple(
        replace(pool_customer(number), name=_named(number)) for number in range(200)
    )


def _moves() -> list[tuple[str, str]]:
    motions = [str(motion) for motion in Motion]
    among = [(was, now) for was in motions for now in motions if was != now]
    return [*among, *(("new", one) for one in motions), *((one, "gone") for one in motions)]


def _named(number: int) -> str:
    return f"{_NAMES[number % len(_NAMES)]} {number}"


def _conversations(world: World) -> None:
    kinds = [_talk(number) for number in range(math.lcm(len(_STATES), len(_NAMES), len(_WORDS)))]
    heads = [
        kinds[number % len(kinds)].replace(_ID, f"c_{number}").replace(_NUMBER, str(number))
        for number in range(CONVERSATIONS)
    ]
    conversations = DecodedConversations(world.conversations.whole)
    conversations.texts = tuple(heads)
    conversations.suppressed = tuple(
        OptOutRow(
            NOON - timedelta(hours=7 * number),
            ("phone", "email", "customer"),
            _named(number) if number % 3 else "",
            _WORDS[number % len(_WORDS)],
        )
        for number in range(340)
    )
    world.conversations = conversations


def _talk(number: int) -> str:
    """As text, with marks where its number stands: to encode thousands takes seconds."""
    state, outcome = _STATES[number % len(_STATES)]
    talk, words = conversation(), _WORDS[number % len(_WORDS)]
    return to_json(
        replace(
            talk,
            id=ConversationId(_ID),
            facts=replace(talk.facts, name=f"{_NAMES[number % len(_NAMES)]} {_NUMBER}"),
            turns=(replace(talk.turns[1], text=words),),
            created_at=NOON - timedelta(hours=number),
            state=state,
            outcome=outcome,
            booking=talk.booking if state is State.BOOKED else None,
            callback_at=NOON + timedelta(days=30) if state is State.CALLBACK else None,
            channel=tuple(Channel)[number % len(Channel)],
            customer_words=words,
        )
    )


def _bookings(world: World) -> None:
    (row,) = world.bookings.rows.values()
    rows = [_booked(row, number) for number in range(AHEAD - BOOKINGS, AHEAD)]
    bookings = DecodedBookings({one.booking.id: one for one in rows} | world.bookings.rows)
    bookings.texts = tuple(map(to_json, rows))
    world.bookings = bookings


def _booked(row: BookingRow, number: int) -> BookingRow:
    """Every ten hours; the last thirty that are over are not marked yet."""
    start = NOON + timedelta(hours=10 * number)
    over = number < -30
    status = _ENDED[number % len(_ENDED)] if over else BookingStatus.UPCOMING
    slot = replace(row.booking.slot, start=start, end=start + timedelta(minutes=15))
    return replace(
        row,
        booking=replace(row.booking, id=BookingId(f"b_{number % BOOKINGS}"), slot=slot),
        customer_name=_named(number % BOOKINGS),
        status=status,
        amount_cents=58_800 - 100 * number if status is BookingStatus.WON else None,
        channel=tuple(Channel)[number % len(Channel)],
    )


def _settings(world: World) -> None:
    bandwidth = world.settings.bandwidth(TENANT, FOUNDER)
    assert bandwidth is not None
    world.settings.save_bandwidth(TENANT, replace(bandwidth, per_day=8, per_week=40))
    offers = tuple(
        replace(REPORTS, id=OfferId(f"offer_{number}"), name=f"Reports Plus, edition {number}")
        for number in range(15)
    )
    plans = tuple(PlanRole(guess.plan, guess.role, guess.family) for guess in world.base.guesses)
    catalogue = Catalogue(plans, (REPORTS, *offers))
    world.settings.save_catalogue(TENANT, catalogue)
    assert world.base.run is not None
    world.base.run = world.base.run.model_copy(update={"catalogue": catalogue})
    for number in range(120):
        answer = Answer(
            AnswerId(f"answer_{number}"),
            "en",
            tuple(f"Does feature {number} work with tool {other}?" for other in range(8)),
            f"Feature {number} works with every tool that reads CSV. {_WORDS[1]}",
        )
        approval = Approval(FOUNDER, NOON, answer.sha256)
        world.settings.save_answer(TENANT, replace(answer, approval=approval))
    for number in range(20):
        for listed in ("customers", "conversations"):
            name = f"{listed}_{number}"
            world.settings.save_filter(
                TENANT,
                SavedFilter(
                    name,
                    listed,
                    f"What I look at on day {number}",
                    f"motion=upsell&reason={number}",
                    FOUNDER,
                    NOON,
                ),
            )
    for number in range(15):
        status = tuple(CampaignStatus)[number % len(CampaignStatus)]
        campaign = replace(
            world.campaigns.rows["campaign_1"],
            id=CampaignId(f"campaign_{number + 3}"),
            name=f"{_named(number)} and everybody like them",
            status=status,
        )
        world.campaigns.rows[campaign.id] = campaign
        world.campaigns.tallies[campaign.id] = CampaignCounts(4_000, 120, 1_803, 31, 2_802, 1_078)


def _around(world: World) -> None:
    kinds = tuple(InboxKind)
    for number in range(90):
        world.inbox.rows[f"w{number}"] = InboxItem(
            f"w{number}",
            kinds[number % len(kinds)],
            NOON - timedelta(hours=number),
            f"Does feature {number} work with tool {number % 8}?" if number % 2 else _WORDS[1],
            "en",
            ConversationId("c_1") if number % len(kinds) == 0 else None,
            "sms",
            "+12125550123",
        )
    world.progress.kept = Progress(
        counts=tuple(replace(one, count=100 * one.count) for one in world.progress.kept.counts),
        spent_cents=tuple(
            (week, motion, 100 * cents) for week, motion, cents in world.progress.kept.spent_cents
        ),
        spent_ever_cents=100 * world.progress.kept.spent_ever_cents,
    )
    for number, action in zip(range(200), cycle(Action), strict=False):
        at = NOON - timedelta(minutes=200 - number)
        world.audit.kept.append(AuditRow(at, FOUNDER, action, f"c_{number}"))
    for number in range(5):
        hook = WebhookEndpoint(
            f"hook_{number}",
            f"https://automation.example.com/a/rather/long/address/of/a/hook/number/{number}",
            tuple(WebhookKind),
            FOUNDER,
            NOON,
        )
        world.webhooks.hooks[hook.id] = hook
    world.webhooks.logged = tuple(
        LoggedEvent(
            f"event_{number}",
            OutboxEvent(
                WebhookEvent(f"e{number}", kind, NOON - timedelta(minutes=number), {}),
                tuple(
                    EndpointDelivery(
                        hook,
                        DeliveryStatus.FAILED if number % 9 == 0 else DeliveryStatus.DELIVERED,
                        tries=3,
                        last_at=NOON,
                        http_status=500 if number % 9 == 0 else 200,
                    )
                    for hook in world.webhooks.hooks
                ),
            ),
        )
        for number, kind in zip(range(100), cycle(WebhookKind), strict=False)
    )
