"""A step is committed whole or not at all, and each thing it caused is found where it belongs."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import BookingId, reserve
from functions.outreach.domain.campaigns.campaign import Campaign
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect, EffectKind, Usage
from functions.outreach.domain.conversation.state import (
    Booking,
    Conversation,
    EffectId,
    Outcome,
    Purpose,
    State,
    Turn,
    Who,
)
from functions.outreach.ports import (
    AddressBusy,
    AlreadyDone,
    Claimed,
    ClaimRefused,
    Committed,
    EffectStatus,
    SlotLost,
    Stale,
)
from functions.outreach.store import bookings, campaigns, settings, usage_rows
from functions.outreach.store.calendar import StoredCalendar
from functions.outreach.store.conversations.conversations import StoredConversations, recent
from functions.outreach.store.conversations.people import StoredPeople
from functions.outreach.store.sweep import DueIndex
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind
from tests.outreach.approved import FOUNDER, NOW, TENANT, bandwidth, conversation, customer

pytestmark = pytest.mark.usefixtures("aws")
KEY = b"k" * 32


@pytest.fixture
def store() -> StoredConversations:
    return StoredConversations(hash_key=KEY)


def opened(store: StoredConversations, number: int = 1) -> Conversation:
    fresh = conversation(number)
    assert store.create(fresh, now=NOW) == Committed()
    return fresh


def said(before: Conversation, *, effects: tuple[Effect, ...] = (), **changes: object) -> Step:
    turn = Turn(len(before.turns) + 1, Who.AGENT, Channel.SMS, NOW, "Hello")
    after = replace(before, version=before.version + 1, turns=(*before.turns, turn))
    return Step(replace(after, **changes), effects=effects)  # type: ignore[arg-type]


def text(before: Conversation, **changes: object) -> Effect:
    effect = Effect(
        EffectId(f"{before.id}-{before.version + 1}-0"),
        EffectKind.SEND_SMS,
        to=before.facts.phone,
        purpose=Purpose.OPENING,
    )
    return replace(effect, **changes)  # type: ignore[arg-type]


def booked(before: Conversation, identity: str) -> Step:
    calendar = StoredCalendar().state(TENANT, FOUNDER, bandwidth=bandwidth(), now=NOW)
    held = reserve(
        bandwidth=bandwidth(),
        calendar=calendar,
        start=NOW + timedelta(hours=4),
        now=NOW,
        booking=BookingId(identity),
    )
    return booked_as(before, held, identity)


def booked_as(before: Conversation, held: object, identity: str) -> Step:
    booking = Booking(BookingId(identity), held.slot, place="phone:+12125550001")  # type: ignore[attr-defined]
    step = said(before, state=State.BOOKED, outcome=Outcome.BOOKED, booking=booking)
    return replace(step, reserve=held, usage=(Usage(UsageKind.BOOKED, 1),))


def test_what_was_committed_is_loaded_again_exactly(store: StoredConversations) -> None:
    before = opened(store)
    step = said(before, effects=(text(before),), state=State.OPENED)
    assert store.commit(before, step, event_id="in-1", now=NOW) == Committed()
    loaded = store.load(TENANT, before.id)
    assert loaded is not None
    assert loaded.conversation == step.conversation
    assert loaded.seen == {"in-1"}
    assert [record.effect for record in loaded.effects] == list(step.effects)


def test_the_same_event_is_never_committed_twice(store: StoredConversations) -> None:
    before = opened(store)
    step = said(before)
    store.commit(before, step, event_id="in-1", now=NOW)
    again = said(step.conversation)
    assert store.commit(step.conversation, again, event_id="in-1", now=NOW) == AlreadyDone()


def test_a_step_decided_on_old_facts_is_stale(store: StoredConversations) -> None:
    before = opened(store)
    store.commit(before, said(before), event_id="in-1", now=NOW)
    assert store.commit(before, said(before), event_id="in-2", now=NOW) == Stale()


def test_one_address_is_in_one_open_conversation(store: StoredConversations) -> None:
    first = opened(store, 1)
    shared = conversation(2, facts=customer(2, phone=first.facts.phone))
    assert store.create(shared, now=NOW) == AddressBusy()
    ended = said(first, state=State.CLOSED, outcome=Outcome.DECLINED, due_at=None)
    store.commit(first, replace(ended, unlock=True), event_id="", now=NOW)
    assert store.create(shared, now=NOW) == Committed()


def test_creating_the_same_conversation_again_changes_nothing(store: StoredConversations) -> None:
    fresh = opened(store)
    assert store.create(fresh, now=NOW) == AlreadyDone()


def test_one_place_is_given_to_one_of_two_customers(store: StoredConversations) -> None:
    first, second = opened(store, 1), opened(store, 2)
    mine = booked(first, "b_1")
    theirs = booked(second, "b_2")
    assert store.commit(first, mine, event_id="a", now=NOW) == Committed()
    assert store.commit(second, theirs, event_id="b", now=NOW) == SlotLost()
    assert [row.booking.id for row in bookings.list_all(TENANT)] == ["b_1"]


def test_releasing_a_booking_frees_its_place_and_its_count(store: StoredConversations) -> None:
    before = opened(store)
    step = booked(before, "b_1")
    store.commit(before, step, event_id="a", now=NOW)
    loaded = store.load(TENANT, before.id)
    assert loaded is not None
    kept = loaded.conversation
    assert kept.booking is not None
    release = replace(said(kept, booking=None, state=State.TALKING), release=kept.booking)
    assert store.commit(kept, release, event_id="b", now=NOW) == Committed()
    calendar = StoredCalendar().state(TENANT, FOUNDER, bandwidth=bandwidth(), now=NOW)
    assert not calendar.taken_cells
    assert all(count == 0 for _, count in calendar.booked_per_day)
    assert bookings.list_all(TENANT)[0].status is bookings.BookingStatus.CANCELLED
    campaign = Campaign(before.terms.id, "Sample", before.terms.motion, FOUNDER, run="run_1")
    assert campaigns.save(TENANT, campaign)
    assert campaigns.list_all(TENANT)[0][1].booked == 0


def test_an_opt_out_suppresses_every_address_of_the_person(store: StoredConversations) -> None:
    before = opened(store)
    step = replace(said(before, state=State.CLOSED), suppress="stop", unlock=True)
    store.commit(before, step, event_id="in-1", now=NOW)
    people = StoredPeople(hash_key=KEY)
    by_mail = customer(9, phone="", email=before.facts.email)
    by_phone = customer(8, phone=before.facts.phone, email="")
    assert people.suppressed(TENANT, by_mail)
    assert people.suppressed(TENANT, by_phone)
    assert not people.suppressed(TENANT, customer(7))


def test_nothing_is_claimed_for_a_suppressed_person_but_the_confirmation(
    store: StoredConversations,
) -> None:
    before = opened(store)
    last_word = text(before, id=EffectId("last"), purpose=Purpose.REPLY, confirms_opt_out=True)
    step = said(before, effects=(text(before), last_word), state=State.CLOSED)
    store.commit(before, replace(step, suppress="stop"), event_id="in-1", now=NOW)
    refused = store.claim(TENANT, before.id, text(before).id, now=NOW)
    assert refused == ClaimRefused("suppressed")
    assert isinstance(store.claim(TENANT, before.id, last_word.id, now=NOW), Claimed)


def test_an_effect_is_claimed_once_and_again_only_when_it_was_cut_off(
    store: StoredConversations,
) -> None:
    before = opened(store)
    effect = text(before)
    store.commit(before, said(before, effects=(effect,)), event_id="", now=NOW)
    first = store.claim(TENANT, before.id, effect.id, now=NOW)
    assert isinstance(first, Claimed)
    assert not first.again
    assert store.claim(TENANT, before.id, effect.id, now=NOW) == AlreadyDone()
    later = store.claim(TENANT, before.id, effect.id, now=NOW + timedelta(minutes=3))
    assert isinstance(later, Claimed)
    assert later.again
    assert later.record.claimed_at == NOW
    store.record(TENANT, before.id, effect.id, status=EffectStatus.DONE, provider_id="SM1")
    assert store.claim(TENANT, before.id, effect.id, now=NOW + timedelta(hours=1)) == AlreadyDone()


def test_a_closed_gate_stops_openings_and_lets_replies_through(store: StoredConversations) -> None:
    before = opened(store)
    reply = text(before, id=EffectId("reply"), purpose=Purpose.REPLY)
    store.commit(before, said(before, effects=(text(before), reply)), event_id="", now=NOW)
    settings.save_gate(TENANT, settings.Gate("spending_limit"))
    assert store.claim(TENANT, before.id, text(before).id, now=NOW) == ClaimRefused(
        "spending_stopped"
    )
    assert isinstance(store.claim(TENANT, before.id, reply.id, now=NOW), Claimed)


def test_the_sweep_finds_a_due_conversation_and_an_effect_left_behind(
    store: StoredConversations,
) -> None:
    before = opened(store)
    due = DueIndex().due(now=NOW, limit=80)
    assert [(row.conversation, row.effect) for row in due] == [(before.id, None)]
    step = said(before, effects=(text(before),), due_at=None)
    store.commit(before, step, event_id="", now=NOW)
    assert not DueIndex().due(now=NOW, limit=80)
    left = DueIndex().due(now=NOW + timedelta(minutes=5), limit=80)
    assert [row.effect for row in left] == [text(before).id]


def test_usage_counters_and_the_listing_come_with_the_step(store: StoredConversations) -> None:
    before = opened(store)
    step = booked(before, "b_1")
    reached = replace(
        step,
        conversation=replace(step.conversation, reached=True),
        usage=(*step.usage, Usage(UsageKind.REACHED, 1)),
    )
    store.commit(before, reached, event_id="a", now=NOW)
    kinds = [usage.row.kind for usage in usage_rows.list_all(TENANT)]
    assert sorted(kinds) == [UsageKind.BOOKED, UsageKind.REACHED]
    counters = campaigns.list_all(TENANT)
    assert counters == ()  # counters alone make no campaign
    assert [found.id for found in recent(TENANT)] == [before.id]


def test_delivery_reports_that_arrive_late_do_not_lower_the_status(
    store: StoredConversations,
) -> None:
    before = opened(store)
    effect = text(before)
    store.commit(before, said(before, effects=(effect,)), event_id="", now=NOW)
    assert store.report_delivery(TENANT, before.id, effect.id, status="delivered")
    assert not store.report_delivery(TENANT, before.id, effect.id, status="sent")


def test_a_number_in_another_open_conversation_is_not_taken_from_it(
    store: StoredConversations,
) -> None:
    first, second = opened(store, 1), opened(store, 2)
    other = replace(first.facts, phone=second.facts.phone)
    step = said(first, facts=other, former_phones=(first.facts.phone,))
    assert store.commit(first, step, event_id="page", now=NOW) == AddressBusy()
    assert store.load(TENANT, first.id) is not None
