"""A step is committed whole or not at all, and every refusal is the same value on both sides."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import ConversationId, EffectId, State, Touch
from functions.outreach.domain.permission.contact_facts import (
    AddressHistory,
    PersonHistory,
    Purpose,
)
from functions.outreach.ports import AddressBusy, AlreadyDone, Committed, EffectStatus, Stale
from functions.product.channels import Channel
from tests.outreach.approved import NOW, TENANT, conversation, customer
from tests.outreach.store.contract.conftest import Stores
from tests.outreach.store.contract.sample_steps import current, ended, opened, spoken, text

pytestmark = pytest.mark.costly(first=12)


def test_what_was_committed_is_loaded_again_exactly(stores: Stores) -> None:
    before = opened(stores)
    step = spoken(before, effects=(text(before),), state=State.OPENED)
    assert stores.conversations.commit(before, step, event_id="in-1", now=NOW) == Committed()
    loaded = stores.conversations.load(TENANT, before.id)
    assert loaded is not None
    assert loaded.conversation == step.conversation
    assert loaded.seen == {"in-1"}
    assert [(record.effect, record.status) for record in loaded.effects] == [
        (text(before), EffectStatus.PENDING)
    ]


def test_effects_are_loaded_in_the_order_of_their_ids(stores: Stores) -> None:
    before = opened(stores)
    ids = [EffectId(f"{before.id}-{number}-1") for number in (2, 10, 1)]
    effects = tuple(text(before, id=one) for one in ids)
    stores.conversations.commit(before, spoken(before, effects=effects), event_id="", now=NOW)
    loaded = stores.conversations.load(TENANT, before.id)
    assert loaded is not None
    assert [record.effect.id for record in loaded.effects] == sorted(ids)


def test_what_the_socket_speaks_is_done_with_the_step(stores: Stores) -> None:
    before = opened(stores)
    speaks = text(before, kind=EffectKind.SPEAK)
    stores.conversations.commit(before, spoken(before, effects=(speaks,)), event_id="", now=NOW)
    loaded = stores.conversations.load(TENANT, before.id)
    assert loaded is not None
    (record,) = loaded.effects
    assert (record.status, record.claimed_at, record.provider_id) == (
        EffectStatus.DONE,
        NOW,
        "socket",
    )


def test_nothing_is_loaded_where_there_is_no_conversation(stores: Stores) -> None:
    assert stores.conversations.load(TENANT, ConversationId("c_nobody")) is None


def test_the_same_event_is_never_committed_twice(stores: Stores) -> None:
    before = opened(stores)
    step = spoken(before)
    assert stores.conversations.commit(before, step, event_id="in-1", now=NOW) == Committed()
    again = spoken(step.conversation)
    assert (
        stores.conversations.commit(step.conversation, again, event_id="in-1", now=NOW)
        == AlreadyDone()
    )


def test_an_event_committed_before_is_done_even_if_decided_on_old_facts(stores: Stores) -> None:
    before = opened(stores)
    stores.conversations.commit(before, spoken(before), event_id="in-1", now=NOW)
    same = stores.conversations.commit(before, spoken(before), event_id="in-1", now=NOW)
    assert same == AlreadyDone()


def test_a_step_decided_on_old_facts_is_stale(stores: Stores) -> None:
    before = opened(stores)
    stores.conversations.commit(before, spoken(before), event_id="in-1", now=NOW)
    late = stores.conversations.commit(before, spoken(before), event_id="in-2", now=NOW)
    assert late == Stale()


def test_a_step_of_a_conversation_that_is_not_there_is_stale(stores: Stores) -> None:
    never = conversation(1, version=3)
    assert stores.conversations.commit(never, spoken(never), event_id="", now=NOW) == Stale()


def test_creating_the_same_conversation_again_changes_nothing(stores: Stores) -> None:
    fresh = opened(stores)
    assert stores.conversations.create(fresh, now=NOW) == AlreadyDone()


def test_one_address_is_in_one_open_conversation(stores: Stores) -> None:
    first = opened(stores, 1)
    shared = conversation(2, facts=customer(2, phone=first.facts.phone))
    assert stores.conversations.create(shared, now=NOW) == AddressBusy()
    stores.conversations.commit(first, ended(first), event_id="", now=NOW)
    assert stores.conversations.create(shared, now=NOW) == Committed()


def test_one_mail_address_is_one_however_it_is_written(stores: Stores) -> None:
    first = opened(stores, 1)
    shared = conversation(2, facts=customer(2, email=first.facts.email.upper()))
    assert stores.conversations.create(shared, now=NOW) == AddressBusy()


def test_one_person_is_in_one_open_conversation_whatever_the_address(stores: Stores) -> None:
    first = opened(stores, 1)
    moved = replace(customer(2), customer_id=first.facts.customer_id)
    assert stores.conversations.create(conversation(2, facts=moved), now=NOW) == AddressBusy()


def test_a_number_in_another_open_conversation_is_not_taken_from_it(stores: Stores) -> None:
    first, second = opened(stores, 1), opened(stores, 2)
    step = spoken(
        first,
        facts=replace(first.facts, phone=second.facts.phone),
        former_phones=(first.facts.phone,),
    )
    refused = stores.conversations.commit(first, step, event_id="page", now=NOW)
    assert refused == AddressBusy()
    assert current(stores, first) == first
    assert _at(stores, second.facts.phone) == second.id


def test_a_number_named_later_is_held_like_the_first(stores: Stores) -> None:
    first = opened(stores, 1)
    step = spoken(
        first,
        facts=replace(first.facts, phone="+12125559999"),
        former_phones=(first.facts.phone,),
    )
    assert stores.conversations.commit(first, step, event_id="page", now=NOW) == Committed()
    assert _at(stores, "+12125559999") == first.id
    for phone in ("+12125559999", first.facts.phone):
        other = conversation(2, facts=customer(2, phone=phone))
        assert stores.conversations.create(other, now=NOW) == AddressBusy()
    named = step.conversation
    stores.conversations.commit(named, ended(named), event_id="", now=NOW)
    both = customer(2, phone=first.facts.phone)
    assert stores.conversations.create(conversation(2, facts=both), now=NOW) == Committed()


@pytest.mark.parametrize("further", [{"phone": "+12125550777"}, {"email": "second@example.com"}])
def test_a_further_address_is_held_while_it_is_talked_and_free_afterwards(
    stores: Stores, further: dict[str, str]
) -> None:
    facts = customer(1, other_phones=("+12125550777",), other_emails=("second@example.com",))
    first = opened(stores, facts=facts)
    neighbour = conversation(2, facts=customer(2, **further))
    assert stores.conversations.create(neighbour, now=NOW) == AddressBusy()
    stores.conversations.commit(first, ended(first), event_id="", now=NOW)
    assert stores.conversations.create(neighbour, now=NOW) == Committed()


def _at(stores: Stores, phone: str) -> ConversationId | None:
    return stores.conversations.correspondent(TENANT, channel=Channel.SMS, address=phone)


def test_an_address_is_answered_by_the_conversation_it_was_last_in(stores: Stores) -> None:
    first = opened(stores, 1)
    for channel in (Channel.SMS, Channel.WHATSAPP, Channel.VOICE):
        found = stores.conversations.correspondent(
            TENANT, channel=channel, address=first.facts.phone
        )
        assert found == first.id
    assert _at(stores, "+12125559999") is None
    stores.conversations.commit(first, ended(first), event_id="", now=NOW)
    assert _at(stores, first.facts.phone) == first.id
    second = opened(stores, 2, facts=customer(2, phone=first.facts.phone))
    assert _at(stores, first.facts.phone) == second.id


def test_an_end_leaves_the_touches_of_a_week_with_the_person(stores: Stores) -> None:
    from functions.outreach.domain.conversation.state import Touch
    from functions.outreach.domain.permission.contact_facts import Purpose

    before = opened(stores)
    long_ago, lately = NOW - timedelta(days=8), NOW - timedelta(days=2)
    touches = tuple(
        Touch(Channel.SMS, Purpose.OPENING, at, EffectId(f"{at:%d}"), failed)
        for at, failed in ((long_ago, ""), (lately, ""), (NOW, "30003"))
    )
    quiet = (NOW + timedelta(days=30)).date()
    step = ended(before, touches=touches, quiet_until=quiet)
    stores.conversations.commit(before, step, event_id="", now=NOW)
    history = stores.people.history(TENANT, before.facts)
    assert history.touched_at == (lately,)
    assert history.quiet_until == quiet
    assert not history.suppressed


def test_what_was_known_before_stays_with_the_person_and_the_addresses(stores: Stores) -> None:
    """Two conversations within a week count together, and a no outlives a later conversation."""
    lately, quiet = NOW - timedelta(days=2), (NOW + timedelta(days=20)).date()
    known = AddressHistory(touched_at=(lately,), quiet_until=quiet)
    prior = PersonHistory(touched_at=(lately,), quiet_until=quiet, phone=known, email=known)
    before = opened(stores, prior=prior)
    touch = Touch(Channel.SMS, Purpose.OPENING, NOW, EffectId("e"))
    stores.conversations.commit(before, ended(before, touches=(touch,)), event_id="", now=NOW)
    left = stores.people.history(TENANT, before.facts)
    assert (left.touched_at, left.quiet_until) == ((lately, NOW), quiet)
    assert (left.phone.touched_at, left.phone.quiet_until) == ((lately, NOW), quiet)
    assert (left.email.touched_at, left.email.quiet_until) == ((lately,), quiet)


def test_touches_and_a_no_follow_the_address_to_its_next_owner(stores: Stores) -> None:
    """In 40 worlds 23 touches went to an address whose other owner had just said no."""
    before = opened(stores)
    lately = NOW - timedelta(days=2)
    touch = Touch(Channel.SMS, Purpose.OPENING, lately, EffectId("e"))
    quiet = (NOW + timedelta(days=30)).date()
    step = ended(before, touches=(touch,), quiet_until=quiet)
    stores.conversations.commit(before, step, event_id="", now=NOW)
    neighbour = customer(2, phone=before.facts.phone)
    known = stores.people.history(TENANT, neighbour)
    assert (known.phone.touched_at, known.phone.quiet_until) == ((lately,), quiet)
    assert (known.touched_at, known.quiet_until, known.email.quiet_until) == ((), None, None)
    mailed = stores.people.history(TENANT, customer(3, email=before.facts.email.upper()))
    assert (mailed.email.touched_at, mailed.email.quiet_until) == ((), quiet)


def test_nobody_is_opened_on_what_was_known_of_an_address_before(stores: Stores) -> None:
    """The other owner said no between the look at the address and the new conversation."""
    before = opened(stores)
    stale = conversation(2, facts=customer(2, phone=before.facts.phone))
    quiet = (NOW + timedelta(days=30)).date()
    stores.conversations.commit(before, ended(before, quiet_until=quiet), event_id="", now=NOW)
    assert stores.conversations.create(stale, now=NOW) == AddressBusy()
    seen = replace(stale, prior=stores.people.history(TENANT, stale.facts))
    assert stores.conversations.create(seen, now=NOW) == Committed()


def test_nothing_is_known_of_a_person_nobody_talked_with(stores: Stores) -> None:
    history = stores.people.history(TENANT, customer(7))
    assert (history.touched_at, history.quiet_until) == ((), None)


def test_an_opt_out_suppresses_every_address_of_the_person(stores: Stores) -> None:
    before = opened(stores)
    step = replace(ended(before), suppress="stop")
    assert stores.conversations.commit(before, step, event_id="in-1", now=NOW) == Committed()
    by_mail = customer(9, phone="", email=before.facts.email.upper())
    by_phone = customer(8, phone=before.facts.phone, email="")
    assert stores.people.suppressed(TENANT, by_mail)
    assert stores.people.suppressed(TENANT, by_phone)
    assert not stores.people.suppressed(TENANT, customer(7))
    assert not stores.people.suppressed(TENANT, customer(6, phone="", email=""))


def test_an_explicit_start_opens_the_door_again(stores: Stores) -> None:
    before = opened(stores)
    stopped = replace(ended(before), suppress="stop")
    stores.conversations.commit(before, stopped, event_id="in-1", now=NOW)
    closed = stopped.conversation
    again = replace(spoken(closed), resubscribe=True)
    stores.conversations.commit(closed, again, event_id="in-2", now=NOW)
    assert not stores.people.suppressed(TENANT, before.facts)


def test_a_question_of_a_step_waits_in_the_inbox(stores: Stores) -> None:
    before = opened(stores)
    step = replace(spoken(before), unknown_question="Do you deliver to Mars?")
    stores.conversations.commit(before, step, event_id="in-1", now=NOW)
    (item,) = stores.inbox()
    assert (item.id, item.kind, item.text, item.conversation, item.at) == (
        f"question#{before.id}-1",
        "unknown_question",
        "Do you deliver to Mars?",
        before.id,
        NOW,
    )
