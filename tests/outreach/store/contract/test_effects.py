"""An effect is claimed by one attempt at a time, and what is left behind is found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect
from functions.outreach.domain.conversation.state import (
    Conversation,
    ConversationId,
    EffectId,
    State,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.ports import (
    AlreadyDone,
    Claimed,
    ClaimRefused,
    Committed,
    DeliveryRecorded,
    EffectRecord,
    EffectStatus,
    Stale,
)
from functions.product.channels import Channel
from tests.outreach.approved import NOW, TENANT, customer
from tests.outreach.store.contract.conftest import Stores
from tests.outreach.store.contract.sample_steps import ended, opened, spoken, text

pytestmark = pytest.mark.costly(first=12)

CUT_OFF = timedelta(minutes=2)


def waiting(stores: Stores, **changes: object) -> tuple[Conversation, Effect]:
    """A conversation with one effect that waits for a claim."""
    before = opened(stores)
    effect = text(before, **changes)
    step = spoken(before, effects=(effect,), due_at=None)
    assert stores.conversations.commit(before, step, event_id="", now=NOW) == Committed()
    return step.conversation, effect


def recorded(stores: Stores, talk: Conversation) -> EffectRecord:
    loaded = stores.conversations.load(TENANT, talk.id)
    assert loaded is not None
    (record,) = loaded.effects
    return record


def claim(
    stores: Stores, talk: Conversation, effect: Effect, *, after: timedelta = timedelta()
) -> Claimed | ClaimRefused | AlreadyDone | Stale:
    """Claim it with the conversation looked at this moment."""
    loaded = stores.conversations.load(TENANT, talk.id)
    version = loaded.conversation.version if loaded else 0
    return stores.conversations.claim(TENANT, talk.id, effect.id, version=version, now=NOW + after)


def test_an_effect_is_claimed_once(stores: Stores) -> None:
    talk, effect = waiting(stores)
    mine = claim(stores, talk, effect)
    assert mine == Claimed(EffectRecord(effect, EffectStatus.CLAIMED, claimed_at=NOW), again=False)
    assert claim(stores, talk, effect) == AlreadyDone()
    assert recorded(stores, talk) == EffectRecord(effect, EffectStatus.CLAIMED, claimed_at=NOW)


def test_nothing_is_claimed_of_a_conversation_that_moved_on(stores: Stores) -> None:
    """Whether the effect still stands was looked at in the version before."""
    talk, effect = waiting(stores)
    booked = spoken(talk, state=State.BOOKED, due_at=None)
    assert stores.conversations.commit(talk, booked, event_id="", now=NOW) == Committed()
    claimed = stores.conversations.claim(TENANT, talk.id, effect.id, version=talk.version, now=NOW)
    assert claimed == Stale()
    assert recorded(stores, talk).status is EffectStatus.PENDING
    assert isinstance(claim(stores, talk, effect), Claimed)


def test_a_claim_that_was_cut_off_is_taken_over_and_keeps_its_first_time(stores: Stores) -> None:
    talk, effect = waiting(stores)
    claim(stores, talk, effect)
    almost = CUT_OFF - timedelta(seconds=1)
    assert claim(stores, talk, effect, after=almost) == AlreadyDone()
    again = claim(stores, talk, effect, after=CUT_OFF)
    assert again == Claimed(EffectRecord(effect, EffectStatus.CLAIMED, claimed_at=NOW), again=True)
    assert claim(stores, talk, effect, after=CUT_OFF + almost) == AlreadyDone()


def test_nothing_is_claimed_that_is_done_or_not_there(stores: Stores) -> None:
    talk, effect = waiting(stores)
    claim(stores, talk, effect)
    stores.conversations.record(
        TENANT, talk.id, effect.id, status=EffectStatus.DONE, provider_id="SM1"
    )
    assert claim(stores, talk, effect, after=timedelta(hours=1)) == AlreadyDone()
    assert claim(stores, talk, replace(effect, id=EffectId("other"))) == AlreadyDone()
    nobody = replace(talk, id=ConversationId("c_nobody"))
    assert claim(stores, nobody, effect) == AlreadyDone()


def test_a_busy_provider_s_effect_waits_and_is_claimed_as_if_new(stores: Stores) -> None:
    talk, effect = waiting(stores)
    claim(stores, talk, effect)
    retry_at = NOW + timedelta(minutes=10)
    stores.conversations.record(
        TENANT, talk.id, effect.id, status=EffectStatus.PENDING, error="429", retry_at=retry_at
    )
    assert not stores.sweep.due(now=retry_at - timedelta(seconds=1), per_tenant=80)
    assert [due.effect for due in stores.sweep.due(now=retry_at, per_tenant=80)] == [effect.id]
    again = claim(stores, talk, effect, after=timedelta(minutes=10))
    assert isinstance(again, Claimed)
    assert not again.again
    assert (again.record.claimed_at, again.record.error) == (NOW, "429")


def test_an_attempt_in_doubt_is_taken_over_once_it_is_old_enough(stores: Stores) -> None:
    talk, effect = waiting(stores)
    claim(stores, talk, effect)
    retry_at = NOW + timedelta(minutes=10)
    stores.conversations.record(
        TENANT, talk.id, effect.id, status=EffectStatus.CLAIMED, error="timeout", retry_at=retry_at
    )
    again = claim(stores, talk, effect, after=CUT_OFF)
    assert isinstance(again, Claimed)
    assert again.again


def test_what_became_of_an_effect_nobody_knows_is_not_recorded(stores: Stores) -> None:
    talk, effect = waiting(stores)
    for conversation, identity in (
        (talk.id, EffectId("other")),
        (ConversationId("c_nobody"), effect.id),
    ):
        stores.conversations.record(TENANT, conversation, identity, status=EffectStatus.DONE)
        assert not stores.conversations.report_delivery(
            TENANT, conversation, identity, status="sent"
        )
    assert recorded(stores, talk) == EffectRecord(effect, EffectStatus.PENDING)


def test_nothing_is_claimed_for_a_suppressed_person_but_the_confirmation(stores: Stores) -> None:
    before = opened(stores)
    word = text(before, id=EffectId("word"), purpose=Purpose.REPLY, confirms_opt_out=True)
    notice = text(before, id=EffectId("notice"), to="", purpose=None)
    step: Step = spoken(before, effects=(text(before), word, notice), state=State.CLOSED)
    stores.conversations.commit(before, replace(step, suppress="stop"), event_id="a", now=NOW)
    assert claim(stores, before, text(before)) == ClaimRefused("suppressed")
    assert isinstance(claim(stores, before, word), Claimed)
    assert isinstance(claim(stores, before, notice), Claimed)


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (Channel.SMS, "+12125550001"),
        (Channel.SMS, "+12125550777"),
        (Channel.EMAIL, "person1@example.com"),
        (Channel.EMAIL, "second@example.com"),
    ],
)
def test_a_claim_looks_at_every_address_of_the_person(
    stores: Stores, channel: Channel, address: str
) -> None:
    facts = customer(1, other_phones=("+12125550777",), other_emails=("second@example.com",))
    before = opened(stores, facts=facts)
    step = spoken(before, effects=(text(before),))
    stores.conversations.commit(before, step, event_id="", now=NOW)
    stores.strangers.suppress(TENANT, channel=channel, address=address, evidence="SM1")
    assert claim(stores, before, text(before)) == ClaimRefused("suppressed")


def test_a_claim_looks_at_the_customer_whatever_their_addresses_are_now(stores: Stores) -> None:
    before = opened(stores)
    stopped = replace(ended(before), suppress="stop")
    stores.conversations.commit(before, stopped, event_id="a", now=NOW)
    moved = customer(1, phone="+12125550888", email="new@example.com")
    again = opened(stores, 2, facts=moved, prior=stores.people.history(TENANT, moved))
    step = spoken(again, effects=(text(again),))
    stores.conversations.commit(again, step, event_id="", now=NOW)
    assert claim(stores, again, text(again)) == ClaimRefused("suppressed")


def test_a_closed_gate_stops_openings_and_lets_replies_through(stores: Stores) -> None:
    before = opened(stores)
    reply = text(before, id=EffectId("reply"), purpose=Purpose.REPLY)
    step = spoken(before, effects=(text(before), reply))
    stores.conversations.commit(before, step, event_id="", now=NOW)
    stores.block("spending_limit")
    assert claim(stores, before, text(before)) == ClaimRefused("spending_stopped")
    assert isinstance(claim(stores, before, reply), Claimed)
    stores.block("")
    assert isinstance(claim(stores, before, text(before)), Claimed)


def test_suppression_is_named_before_the_gate(stores: Stores) -> None:
    before = opened(stores)
    step = spoken(before, effects=(text(before),))
    stores.conversations.commit(before, replace(step, suppress="stop"), event_id="a", now=NOW)
    stores.block("spending_limit")
    assert claim(stores, before, text(before)) == ClaimRefused("suppressed")


@pytest.mark.parametrize(
    ("reports", "taken"),
    [
        (("sent", "delivered"), (True, True)),
        (("delivered", "sent", "read"), (True, False, True)),
        (("delivered", "delivered"), (True, False)),
    ],
)
def test_a_delivery_status_only_rises(
    stores: Stores, reports: tuple[str, ...], taken: tuple[bool, ...]
) -> None:
    talk, effect = waiting(stores)
    answers = [
        stores.conversations.report_delivery(TENANT, talk.id, effect.id, status=status)
        for status in reports
    ]
    assert tuple(bool(answer and answer.raised) for answer in answers) == taken
    assert recorded(stores, talk).delivery == max(
        reports, key=("", "accepted", "queued", "sending", "sent", "delivered", "read").index
    )


def test_a_failure_is_remembered_and_outranked_by_a_delivery(stores: Stores) -> None:
    talk, effect = waiting(stores)
    reports = ("undelivered", "undelivered", "delivered", "failed", "bounced")
    answers = [
        stores.conversations.report_delivery(TENANT, talk.id, effect.id, status=status)
        for status in reports
    ]
    assert answers == [
        DeliveryRecorded(raised=True, struck=False),
        DeliveryRecorded(raised=False, struck=True),
        DeliveryRecorded(raised=True, struck=True),
        None,
        DeliveryRecorded(raised=True, struck=True),
    ]
    assert recorded(stores, talk).delivery == "bounced"


def test_the_sweep_finds_a_due_conversation_and_an_effect_left_behind(stores: Stores) -> None:
    before = opened(stores)
    (due,) = stores.sweep.due(now=NOW, per_tenant=80)
    assert (due.tenant, due.conversation, due.effect) == (TENANT, before.id, None)
    assert due.due_at == NOW.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    step = spoken(before, effects=(text(before),), due_at=None)
    stores.conversations.commit(before, step, event_id="", now=NOW)
    assert not stores.sweep.due(now=NOW + timedelta(seconds=119), per_tenant=80)
    (left,) = stores.sweep.due(now=NOW + CUT_OFF, per_tenant=80)
    assert left.effect == text(before).id


def test_the_longest_due_comes_first(stores: Stores) -> None:
    for number, hours in ((1, 1), (2, 3), (3, 2)):
        opened(stores, number, due_at=NOW - timedelta(hours=hours))
    due = stores.sweep.due(now=NOW, per_tenant=80)
    assert [row.due_at for row in due] == sorted(row.due_at for row in due)
    assert len(due) == 3


def test_a_claim_is_due_again_when_it_is_cut_off_and_never_once_it_is_done(stores: Stores) -> None:
    talk, effect = waiting(stores)
    later = timedelta(minutes=1)
    claim(stores, talk, effect, after=later)
    assert not stores.sweep.due(now=NOW + CUT_OFF, per_tenant=80)
    (due,) = stores.sweep.due(now=NOW + later + CUT_OFF, per_tenant=80)
    assert due.effect == effect.id
    stores.conversations.record(TENANT, talk.id, effect.id, status=EffectStatus.DONE)
    assert not stores.sweep.due(now=NOW + timedelta(days=1), per_tenant=80)


def test_an_ended_conversation_is_never_due(stores: Stores) -> None:
    before = opened(stores)
    stores.conversations.commit(before, ended(before), event_id="", now=NOW)
    assert not stores.sweep.due(now=NOW + timedelta(days=1), per_tenant=80)
