"""What simulated worlds once got wrong, each told again by itself (with the seed that found it)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import (
    BecameDue,
    DeliveryReported,
    FounderAnswered,
    FounderTookOver,
    OptedOutByLink,
)
from functions.outreach.domain.conversation.state import (
    ClarificationKind,
    Conversation,
    EffectId,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.ports import EffectRecord, EffectStatus, InboundMessage
from functions.outreach.store.conversations.people import addresses_of
from functions.outreach.workflows import customer_page
from functions.outreach.workflows.calls.answer_call import Greeting, greeting_for
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts
from tests.outreach.approved import FOUNDER, TENANT, consent, conversation
from tests.simulation.doubles.faults import SimulatedCrashError
from tests.simulation.history import Happened, Received
from tests.simulation.people import PHRASES, Person
from tests.simulation.world import World

TEN_IN_NEW_YORK = timedelta(hours=1)


def quiet_world(*, channel: Channel) -> tuple[World, Conversation]:
    """Nothing goes wrong by itself, and one customer, who can be reached on one channel, waits."""
    world = World(0, size=0)
    world.timeline.time = world.start + TEN_IN_NEW_YORK
    world.faults.now = world.timeline.time
    world.faults.rates = dict.fromkeys(world.faults.rates, 0.0)
    waiting = conversation(1, due_at=world.timeline.time)
    facts: CustomerFacts = replace(waiting.facts, consents=(consent(channel),), synced=True)
    waiting = replace(waiting, facts=facts)
    world.people[facts.customer_id] = Person(facts, "silent", "America/New_York", world.random)
    world.memory.create(waiting, now=world.timeline.time)
    return world, waiting


def opened(world: World, talk: Conversation) -> EffectId:
    """Wake it, and take the opening off the queue so that a test performs it by hand."""
    world.advance(talk.id, BecameDue())
    world.timeline.heap.clear()
    records = world.memory.partitions[talk.id].effects.values()
    return next(record.effect.id for record in records)


def record(world: World, talk: Conversation, effect: EffectId) -> EffectRecord:
    return world.memory.partitions[talk.id].effects[effect]


def let_pass(world: World, span: timedelta) -> None:
    world.timeline.time += span
    world.faults.now = world.timeline.time


def now_of(world: World, talk: Conversation) -> Conversation:
    return world.memory.partitions[talk.id].conversation


def drained(world: World) -> None:
    """Let everything that is on its way within the next minute arrive."""
    until = world.timeline.time + timedelta(minutes=1)
    while world.timeline.heap and world.timeline.heap[0][0] <= until:
        world.timeline.run_next()


def test_a_mail_in_doubt_is_not_built_on() -> None:
    """Seed 4: its follow-up went out without the disclosure it had never brought."""
    world, talk = quiet_world(channel=Channel.EMAIL)
    effect = opened(world, talk)
    world.faults.rates["crash_before_provider"] = 1.0
    with pytest.raises(SimulatedCrashError):
        world.perform(talk.id, effect)
    world.faults.rates["crash_before_provider"] = 0.0
    let_pass(world, timedelta(minutes=3))
    world.perform(talk.id, effect)
    drained(world)
    assert record(world, talk, effect).status is EffectStatus.UNCONFIRMED
    assert now_of(world, talk).turns[0].undelivered == "unconfirmed"


def test_a_refusal_is_told_even_if_the_process_dies_telling_it() -> None:
    world, talk = quiet_world(channel=Channel.SMS)
    effect = opened(world, talk)
    world.faults.rates |= {"refused_30003": 1.0, "crash_before_telling": 1.0}
    with pytest.raises(SimulatedCrashError):
        world.perform(talk.id, effect)
    world.faults.rates["crash_before_telling"] = 0.0
    let_pass(world, timedelta(minutes=3))
    world.perform(talk.id, effect)
    drained(world)
    assert now_of(world, talk).touches[0].failed == "30003"


def test_a_busy_provider_is_not_asked_for_ever() -> None:
    world, talk = quiet_world(channel=Channel.SMS)
    effect = opened(world, talk)
    world.faults.rates["busy_provider"] = 1.0
    attempts = 0
    while record(world, talk, effect).status is EffectStatus.PENDING and attempts < 300:
        world.perform(talk.id, effect)
        let_pass(world, timedelta(minutes=2))
        attempts += 1
    assert record(world, talk, effect).status is EffectStatus.FAILED
    assert attempts < 200


def test_whoever_opts_out_while_the_phone_rings_hears_no_greeting() -> None:
    """Seed 7."""
    world, talk = quiet_world(channel=Channel.VOICE)
    effect = opened(world, talk)
    greet: Callable[[], Greeting | None] = lambda: greeting_for(  # noqa: E731
        world.advance_ports, tenant=TENANT, conversation=talk.id, effect=effect
    )
    greeting = greet()
    assert greeting is not None
    assert greeting.text
    world.advance(talk.id, OptedOutByLink("stop", channel=Channel.SMS))
    assert greet() is None


def test_nobody_is_greeted_while_it_is_open_whether_to_stop() -> None:
    world, talk = quiet_world(channel=Channel.VOICE)
    effect = opened(world, talk)
    said = PHRASES["vague_stop"][0]
    world.advance(talk.id, InboundMessage("SM1", Channel.SMS, said, address=talk.facts.phone))
    asked = now_of(world, talk).clarification
    assert asked is not None
    assert asked.kind is ClarificationKind.OPT_OUT
    greeting = greeting_for(world.advance_ports, tenant=TENANT, conversation=talk.id, effect=effect)
    assert greeting is None


def test_a_number_given_on_the_page_is_locked_freed_and_suppressed_like_the_first() -> None:
    """Seed 14: the first number stayed locked for good."""
    world, talk = quiet_world(channel=Channel.EMAIL)
    opened(world, talk)
    customer_page.consent(
        world.advance_ports,
        tenant=TENANT,
        conversation=talk.id,
        channel=Channel.SMS,
        wording="I agree to texts.",
        phone="+12125569999",
        source="page",
    )
    both = {("phone", "+12125569999"), *addresses_of(talk.facts)}
    assert set(world.memory.locks) == both
    world.advance(talk.id, OptedOutByLink("stop", channel=Channel.SMS))
    assert not world.memory.locks
    assert world.memory.people.addresses == {*both, ("customer", talk.facts.customer_id)}


def first_slot_picked(world: World, talk: Conversation) -> None:
    """The customer opens the page and takes the first time it shows."""
    page = customer_page.show(world.advance_ports, tenant=TENANT, conversation=talk.id)
    assert isinstance(page, customer_page.CustomerPage)
    customer_page.pick(
        world.advance_ports,
        tenant=TENANT,
        conversation=talk.id,
        start=page.slots[0].start,
        version=page.version,
    )


def test_mail_with_a_booking_begins_with_the_disclosure() -> None:
    """Seed 1: it carried whatever the agent had said last, elsewhere."""
    world, talk = quiet_world(channel=Channel.SMS)
    opened(world, talk)
    first_slot_picked(world, talk)
    drained(world)
    mails = [
        entry
        for entry in world.history.entries
        if isinstance(entry, Received) and entry.channel is Channel.EMAIL
    ]
    assert mails
    assert all(mail.pieces[0].part is Part.DISCLOSURE for mail in mails)
    assert all(mail.text.startswith(mail.pieces[0].text) for mail in mails)


def test_an_invitation_that_overtakes_the_mail_of_its_own_step_still_discloses() -> None:
    """Seed 25: the mail with the disclosure came second."""
    world, talk = quiet_world(channel=Channel.EMAIL)
    effect = opened(world, talk)
    world.advance(talk.id, DeliveryReported(effect, status="bounced", error="bounce"))
    first_slot_picked(world, talk)
    records = world.memory.partitions[talk.id].effects.values()
    mails = [r.effect for r in records if r.effect.pieces and r.effect.id != effect]
    assert {(mail.kind, mail.channel) for mail in mails} == {
        (EffectKind.CONTACT_CUSTOMER, Channel.EMAIL),
        (EffectKind.INVITE_CUSTOMER, Channel.EMAIL),
    }
    assert all(mail.pieces[0].part is Part.DISCLOSURE for mail in mails)


def booked_while_the_opening_mail_is_held_up(
    world: World, talk: Conversation
) -> dict[EffectKind, EffectId]:
    """The mail service is busy, and meanwhile the customer picks a time on the page."""
    opening = opened(world, talk)
    world.faults.rates["busy_provider"] = 1.0
    world.perform(talk.id, opening)
    assert record(world, talk, opening).status is EffectStatus.PENDING
    first_slot_picked(world, talk)
    world.timeline.heap.clear()
    records = world.memory.partitions[talk.id].effects.values()
    return {r.effect.kind: r.effect.id for r in records if r.effect.id != opening}


def test_an_invitation_that_overtakes_a_busy_opening_mail_still_discloses() -> None:
    """Seed 117: the opening was of an earlier step, and counted as heard."""
    world, talk = quiet_world(channel=Channel.EMAIL)
    made = booked_while_the_opening_mail_is_held_up(world, talk)
    world.faults.rates["busy_provider"] = 0.0
    world.perform(talk.id, made[EffectKind.INVITE_CUSTOMER])
    (mail,) = (entry for entry in world.history.entries if isinstance(entry, Received))
    assert mail.pieces[0].part is Part.DISCLOSURE
    assert mail.text.startswith(mail.pieces[0].text)


def test_an_answer_whose_introduction_was_given_up_is_left_to_the_founder() -> None:
    world, talk = quiet_world(channel=Channel.EMAIL)
    made = booked_while_the_opening_mail_is_held_up(world, talk)
    answer = made[EffectKind.CONTACT_CUSTOMER]
    effects = world.memory.partitions[talk.id].effects
    opening = next(r.effect.id for r in effects.values() if r.effect.purpose is Purpose.OPENING)
    world.memory.record(TENANT, talk.id, opening, status=EffectStatus.FAILED, error="busy")
    world.faults.rates["busy_provider"] = 0.0
    world.perform(talk.id, answer)
    assert record(world, talk, answer).error == "disclosure"
    assert not world.wire.taken
    drained(world)
    assert any(
        isinstance(entry, Happened) and "needs_founder" in entry.what
        for entry in world.history.entries
    )


def test_an_answer_whose_introduction_was_withdrawn_introduces_itself() -> None:
    """The opening is about what is settled by now; the confirmation still has to arrive."""
    world, talk = quiet_world(channel=Channel.EMAIL)
    made = booked_while_the_opening_mail_is_held_up(world, talk)
    effects = world.memory.partitions[talk.id].effects
    opening = next(r.effect.id for r in effects.values() if r.effect.purpose is Purpose.OPENING)
    world.faults.rates["busy_provider"] = 0.0
    world.perform(talk.id, opening)
    assert record(world, talk, opening).error == "withdrawn:answered"
    drained(world)
    world.perform(talk.id, made[EffectKind.CONTACT_CUSTOMER])
    drained(world)
    (mail,) = (entry for entry in world.history.entries if isinstance(entry, Received))
    assert [piece.part for piece in mail.pieces] == [Part.DISCLOSURE, Part.SLOT_CONFIRM]


def test_a_founders_words_after_a_refused_opening_say_who_writes() -> None:
    """Seed 5014: the founder's own text was the first that the customer read."""
    world, talk = quiet_world(channel=Channel.SMS)
    opening = opened(world, talk)
    wrote = InboundMessage("SM1", Channel.SMS, "Who is this?", address=talk.facts.phone)
    for event in (wrote, FounderTookOver(FOUNDER), FounderAnswered("p", FOUNDER, "This is me.")):
        world.advance(talk.id, event)
    world.timeline.heap.clear()
    world.memory.record(TENANT, talk.id, opening, status=EffectStatus.FAILED, error="30003")
    world.advance(talk.id, DeliveryReported(opening, status="failed", error="30003"))
    for waiting in tuple(world.memory.partitions[talk.id].effects):
        world.perform(talk.id, waiting)
    drained(world)
    texts = [entry for entry in world.history.entries if isinstance(entry, Received)]
    assert texts[0].pieces[0].part is Part.DISCLOSURE
    assert sum("This is me." in text.text for text in texts) == 1


def test_the_founders_own_mail_is_sent_again_when_in_doubt() -> None:
    world, talk = quiet_world(channel=Channel.SMS)
    opened(world, talk)
    notice = Effect(EffectId("notice"), EffectKind.NOTIFY_FOUNDER, notice="needs_founder")
    kept = world.memory.partitions[talk.id]
    kept.effects[notice.id] = EffectRecord(notice, EffectStatus.PENDING)
    world.faults.rates["crash_before_provider"] = 1.0
    with pytest.raises(SimulatedCrashError):
        world.perform(talk.id, notice.id)
    world.faults.rates["crash_before_provider"] = 0.0
    let_pass(world, timedelta(minutes=3))
    world.perform(talk.id, notice.id)
    assert record(world, talk, notice.id).status is EffectStatus.DONE
    assert any(
        isinstance(entry, Happened) and "needs_founder" in entry.what
        for entry in world.history.entries
    )


def test_words_wait_for_the_disclosure_they_rely_on() -> None:
    """Seed 86: two texts a second apart, and the queue delivered the second one first."""
    world, talk = quiet_world(channel=Channel.SMS)
    opening = opened(world, talk)
    kept = world.memory.partitions[talk.id]
    later = replace(kept.effects[opening].effect, id=EffectId("later"))
    later = replace(later, pieces=later.pieces[1:], purpose=Purpose.REPLY)
    kept.effects[later.id] = EffectRecord(later, EffectStatus.PENDING)
    world.perform(talk.id, later.id)
    assert record(world, talk, later.id).status is EffectStatus.PENDING
    assert not world.wire.taken
    world.perform(talk.id, opening)
    assert list(world.wire.taken) == [opening]


def test_what_went_out_before_a_crash_is_found_before_the_hours_refuse_it() -> None:
    world, talk = quiet_world(channel=Channel.SMS)
    effect = opened(world, talk)
    world.faults.rates["crash_after_provider"] = 1.0
    with pytest.raises(SimulatedCrashError):
        world.perform(talk.id, effect)
    world.faults.rates["crash_after_provider"] = 0.0
    let_pass(world, timedelta(hours=9))
    world.perform(talk.id, effect)
    assert record(world, talk, effect).status is EffectStatus.DONE
