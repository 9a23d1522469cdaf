"""Each law is shown a history that breaks it: a checker that never fails checks nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import BookingId, Reservation, Slot
from functions.outreach.domain.conversation.effects import Effect, EffectKind, Usage
from functions.outreach.domain.conversation.state import (
    Booking,
    CallRecording,
    Clarification,
    ClarificationKind,
    ConversationId,
    EffectId,
    Outcome,
    RecordingStatus,
    State,
    Turn,
    UtterancePiece,
    Who,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import LineId, Part
from functions.outreach.domain.understanding.acts import Act, ActKind, Reading
from functions.outreach.ports import EffectRecord, EffectStatus
from functions.outreach.store.conversations.people import addresses_of
from functions.product.channels import Channel
from tenancy.billing.usage import UsageKind, UsageRow
from tests.outreach.approved import FOUNDER, NOW, conversation, settings
from tests.simulation.broken_histories import (
    DISCLOSURE,
    PHONE,
    PLAIN,
    TALK,
    broken,
    decided,
    ended,
    received,
    said,
    stepped,
)
from tests.simulation.doubles.memory import Partition
from tests.simulation.history import CallOver, Created, Entry, Received, Stepped, Wrote
from tests.simulation.laws.bookings import BandwidthHeld, SpokenTimesAreReadBack
from tests.simulation.laws.calls import OneMessageOnAMachine
from tests.simulation.laws.contact import (
    ANoIsQuietAtTheAddress,
    AtMostOnce,
    DisclosureFirst,
    NobodySpeaksToADeadLine,
    NoPitchOutsideThePerimeter,
    NothingAfterOptOut,
    OneOpenPerAddress,
    OnlyApprovedWords,
    PermittedHours,
    TouchesWithinCaps,
)
from tests.simulation.laws.listening import (
    NobodyAngryIsFreedUncleared,
    NoPitchInAnswerToTrouble,
    NothingButTheQuestion,
    every_doubt_ends,
)
from tests.simulation.laws.standing import NothingGoesOutOnceSettled
from tests.simulation.laws.usage import UsageIsWhatHappened
from tests.simulation.people import PHRASES
from tests.simulation.world import World


def test_an_opening_without_the_disclosure_is_seen() -> None:
    assert broken(DisclosureFirst(), [received(PLAIN)])
    assert not broken(DisclosureFirst(), [received(DISCLOSURE, PLAIN)])


def test_a_second_channel_without_the_disclosure_is_seen() -> None:
    first = received(DISCLOSURE, PLAIN)
    second = received(PLAIN, purpose=Purpose.FOLLOW_UP, channel=Channel.EMAIL)
    assert broken(DisclosureFirst(), [first, second])


def test_words_after_a_disclosure_that_was_lost_are_seen_once_the_loss_is_known() -> None:
    lost = received(DISCLOSURE, lost=True)
    turn = Turn(1, Who.AGENT, Channel.SMS, NOW, lost.text, effect=lost.effect)
    known = stepped(replace(TALK, turns=(replace(turn, undelivered="30003"),)))
    answer = received(PLAIN, effect="e-2-1", purpose=Purpose.REPLY)
    assert broken(DisclosureFirst(), [lost, known, answer])
    assert not broken(DisclosureFirst(), [lost, stepped(replace(TALK, turns=(turn,))), answer])


def test_a_call_that_greets_without_the_disclosure_is_seen() -> None:
    first = received(DISCLOSURE, PLAIN, channel=Channel.VOICE, spoken=True, greets=True)
    second = received(PLAIN, channel=Channel.VOICE, spoken=True, greets=True, purpose=None)
    assert broken(DisclosureFirst(), [first, second])


def test_a_second_message_on_a_machine_is_seen() -> None:
    message = UtterancePiece("This is the AI assistant of Sample.", part=Part.VOICEMAIL)
    left = received(message, channel=Channel.VOICE, spoken=True)
    assert not broken(OneMessageOnAMachine(), [left])
    assert broken(OneMessageOnAMachine(), [left, left])
    hushed = received(replace(message, text="Sample here."), channel=Channel.VOICE, spoken=True)
    assert broken(OneMessageOnAMachine(), [hushed])


def test_a_message_after_the_opt_out_is_seen() -> None:
    out = stepped(suppress="stop")
    assert broken(NothingAfterOptOut(), [out, received(DISCLOSURE)])


def test_a_second_confirmation_is_seen() -> None:
    last = received(PLAIN, last_word=True, purpose=Purpose.REPLY)
    assert not broken(NothingAfterOptOut(), [stepped(suppress="stop"), last])
    assert broken(NothingAfterOptOut(), [stepped(suppress="stop"), last, last])


def test_a_follow_up_to_somebody_who_left_the_perimeter_is_seen() -> None:
    gone = replace(TALK, facts=replace(TALK.facts, motion=None, reason="not_in_base"))
    pushed = Effect(
        EffectId("e-9-1"),
        EffectKind.CONTACT_CUSTOMER,
        channel=Channel.SMS,
        pieces=(PLAIN,),
        purpose=Purpose.FOLLOW_UP,
    )
    assert broken(NoPitchOutsideThePerimeter(), [stepped(gone, before=gone, effects=(pushed,))])
    assert not broken(NoPitchOutsideThePerimeter(), [stepped(TALK, effects=(pushed,))])


def test_two_open_conversations_on_one_phone_are_seen() -> None:
    other = conversation(2)
    shared = replace(other, facts=replace(other.facts, phone=PHONE))
    entries = [Created(NOW, TALK.id, TALK), Created(NOW, shared.id, shared)]
    assert broken(OneOpenPerAddress(), entries)


def test_a_closed_conversation_that_comes_back_is_seen() -> None:
    closed = stepped(replace(TALK, state=State.CLOSED))
    entries: list[Entry] = [Created(NOW, TALK.id, TALK), closed, stepped(TALK)]
    assert broken(OneOpenPerAddress(), entries)


def test_words_nobody_approved_are_seen() -> None:
    law = OnlyApprovedWords.of(settings())
    assert not broken(law, [received(PLAIN)])
    assert broken(law, [received(replace(PLAIN, sha256="0" * 64))])
    assert broken(law, [received(replace(PLAIN, text="Buy now!"))])
    assert broken(law, [received(PLAIN, text="something else")])


def test_words_that_arrive_twice_are_seen_whatever_their_effects_are_called() -> None:
    again = received(DISCLOSURE, effect="e-2-1")
    assert broken(AtMostOnce(), [received(DISCLOSURE), again])
    ring = received(DISCLOSURE, channel=Channel.VOICE, ringing=True)
    greeting = replace(ring, ringing=False, spoken=True, greets=True)
    assert not broken(AtMostOnce(), [ring, greeting])


def test_a_founders_words_that_arrive_twice_are_seen_even_if_the_customer_wrote() -> None:
    own = UtterancePiece(text="This is me.")
    said = replace(TALK, turns=(Turn(1, Who.CUSTOMER, Channel.SMS, NOW, "hello?"),))
    wrote = stepped(said, before=TALK)
    first, again = received(own), received(own, effect="e-2-1")
    assert broken(AtMostOnce(), [first, wrote, again])
    assert not broken(AtMostOnce(), [received(PLAIN), wrote, received(PLAIN, effect="e-2-1")])


def sent(part: Part = Part.FOLLOW_UP, **changes: object) -> tuple[Stepped, Received]:
    """A step that decided one effect, and the words on their arrival."""
    piece = UtterancePiece(text="Words", part=part, line=LineId("l"))
    effect = Effect(EffectId("e-1-1"), EffectKind.CONTACT_CUSTOMER, channel=Channel.SMS)
    offering = replace(TALK, state=State.OFFERING)
    arrives = received(piece, purpose=Purpose.FOLLOW_UP)
    return stepped(replace(offering, **changes), effects=(effect,)), arrives  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "state", [State.BOOKED, State.CALLBACK, State.TAKEN_OVER, State.CLOSED, State.OFFERING]
)
def test_a_follow_up_once_everything_is_settled_is_seen(state: State) -> None:
    decided, arrives = sent()
    later = stepped(replace(decided.step.conversation, state=state))
    seen = broken(NothingGoesOutOnceSettled(), [decided, later, arrives])
    assert bool(seen) is (state is not State.OFFERING)
    assert not broken(NothingGoesOutOnceSettled(), [decided, arrives])


def test_a_follow_up_to_somebody_who_answered_elsewhere_is_seen() -> None:
    decided, arrives = sent()
    talk = decided.step.conversation
    wrote = Turn(1, Who.CUSTOMER, Channel.EMAIL, NOW, "yes")
    answered = stepped(replace(talk, turns=(wrote,)), before=talk)
    assert broken(NothingGoesOutOnceSettled(), [decided, answered, arrives])


def test_a_confirmation_of_what_was_cancelled_is_seen() -> None:
    slot = Slot(NOW + timedelta(days=1), NOW + timedelta(days=1, minutes=15))
    booking = Booking(BookingId("b1"), slot, "phone")
    decided, arrives = sent(Part.SLOT_CONFIRM, state=State.BOOKED, booking=booking)
    arrives = replace(arrives, purpose=Purpose.REPLY)
    assert not broken(NothingGoesOutOnceSettled(), [decided, arrives])
    gone = stepped(replace(TALK, state=State.OFFERING))
    assert broken(NothingGoesOutOnceSettled(), [decided, gone, arrives])


def test_a_touch_at_night_is_seen() -> None:
    law = PermittedHours({TALK.facts.customer_id: "America/New_York"})
    night = NOW.replace(hour=4)
    entries: list[Entry] = [Created(NOW, TALK.id, TALK), received(DISCLOSURE, at=night)]
    assert broken(law, entries)


def test_a_second_touch_on_one_day_is_seen() -> None:
    entries: list[Entry] = [Created(NOW, TALK.id, TALK), decided("e-1-1", "e-2-1")]
    touches = [received(DISCLOSURE), received(PLAIN, effect="e-2-1")]
    assert broken(TouchesWithinCaps(per_week=3), [*entries, *touches])


def test_a_touch_of_a_neighbour_on_the_same_phone_is_seen() -> None:
    other = conversation(2)
    entries: list[Entry] = [
        Created(NOW, TALK.id, TALK),
        Created(NOW, other.id, other),
        decided("e-1-1", "e-2-1"),
    ]
    theirs = received(PLAIN, effect="e-2-1", conversation=other.id)
    assert broken(TouchesWithinCaps(per_week=3), [*entries, received(DISCLOSURE), theirs])
    elsewhere = replace(theirs, address=other.facts.phone)
    assert not broken(TouchesWithinCaps(per_week=3), [*entries, received(DISCLOSURE), elsewhere])


def test_a_touch_where_a_neighbour_said_no_is_seen() -> None:
    no = stepped(replace(TALK, state=State.CLOSED, outcome=Outcome.DECLINED), unlock=True)
    touch = received(DISCLOSURE, at=NOW + timedelta(days=10))
    assert broken(ANoIsQuietAtTheAddress(), [no, touch])
    assert not broken(ANoIsQuietAtTheAddress(), [no, replace(touch, address="+12125559999")])


def test_words_into_a_dead_line_are_seen() -> None:
    calling = replace(TALK, call="CA1")
    spoken = Turn(len(TALK.turns) + 1, Who.CUSTOMER, Channel.VOICE, NOW, "yes please")
    heard = replace(calling, turns=(*TALK.turns, spoken))
    hangs_up = Effect(EffectId("e-1-1"), EffectKind.HANG_UP)
    law = NobodySpeaksToADeadLine()
    assert broken(law, [stepped(heard, before=calling)])
    assert not broken(law, [stepped(heard, before=calling, effects=(hangs_up,))])
    assert not broken(law, [stepped(heard, before=calling)]), "the call is over already"


def booked(number: int, start: datetime) -> Stepped:
    slot = Slot(start, start + timedelta(minutes=15))
    booking = BookingId(f"b{number}")
    held = Reservation(booking, FOUNDER, slot, (), date(2026, 11, 25), 4, date(2026, 11, 23), 12)
    after = replace(TALK, booking=Booking(booking, slot, "phone"))
    return stepped(after, reserve=held)


def test_bookings_too_close_to_each_other_are_seen() -> None:
    start = NOW + timedelta(days=1)
    law = BandwidthHeld.of(settings())
    assert not broken(law, [booked(1, start), booked(2, start + timedelta(minutes=20))])
    assert broken(BandwidthHeld.of(settings()), [booked(1, start), booked(2, start)])


def test_a_fifth_booking_of_a_day_is_seen() -> None:
    start = NOW + timedelta(days=1)
    entries = [booked(number, start + timedelta(minutes=30 * number)) for number in range(5)]
    assert broken(BandwidthHeld.of(settings()), entries)


def test_a_booking_at_night_or_without_notice_is_seen() -> None:
    assert broken(BandwidthHeld.of(settings()), [booked(1, NOW.replace(hour=3, day=25))])
    assert broken(BandwidthHeld.of(settings()), [booked(1, NOW + timedelta(minutes=5))])


def test_a_booking_nobody_reserved_is_seen() -> None:
    entry = booked(1, NOW + timedelta(days=1))
    unreserved = replace(entry, step=replace(entry.step, reserve=None))
    assert broken(BandwidthHeld.of(settings()), [unreserved])


def heard(text: str, *, usage: tuple[Usage, ...] = ()) -> list[Entry]:
    wrote = Wrote(NOW, TALK.id, "cus_1", Channel.SMS, text)
    turn = Turn(1, Who.CUSTOMER, Channel.SMS, NOW, text)
    return [wrote, stepped(replace(TALK, turns=(turn,)), usage=usage)]


REACHED = (Usage(UsageKind.REACHED, 1),)


def test_a_human_turn_that_is_not_metered_is_seen() -> None:
    assert broken(UsageIsWhatHappened(), heard("hello"))
    assert not broken(UsageIsWhatHappened(), heard("hello", usage=REACHED))


def test_metering_twice_or_for_nothing_is_seen() -> None:
    assert broken(UsageIsWhatHappened(), [stepped(usage=REACHED)])
    assert broken(UsageIsWhatHappened(), heard("hello", usage=REACHED * 2))


def test_voice_seconds_nobody_spoke_are_seen() -> None:
    usage = (Usage(UsageKind.VOICE_SECONDS, 30),)
    call = CallOver(NOW, TALK.id, "call", human=True, seconds=30)
    assert not broken(UsageIsWhatHappened(), [call, stepped(usage=usage)])
    assert broken(UsageIsWhatHappened(), [call, stepped(usage=usage), stepped(usage=usage)])


def test_what_never_ends_is_seen() -> None:
    world = World(0, size=0)
    assert ended(world) == set()
    world.memory.partitions[TALK.id] = Partition(TALK)
    assert ended(world) == {"EverythingEnds"}


def test_an_effect_left_behind_and_a_lock_kept_are_seen() -> None:
    world = World(0, size=0)
    closed = Partition(replace(TALK, state=State.CLOSED, outcome=Outcome.DECLINED))
    world.memory.partitions[TALK.id] = closed
    assert ended(world) == set()
    pending = Effect(EffectId("e"), EffectKind.CONTACT_CUSTOMER, channel=Channel.SMS)
    closed.effects[pending.id] = EffectRecord(pending, EffectStatus.PENDING)
    world.memory.locks["phone", PHONE] = TALK.id
    assert ended(world) == {"EverythingEnds", "LocksAreReleased"}


@pytest.mark.parametrize(("lost", "struck"), [(False, "30005"), (True, "")])
def test_a_transcript_that_is_not_what_arrived_is_seen(lost: bool, struck: str) -> None:
    world = World(0, size=0)
    said = Turn(1, Who.AGENT, Channel.SMS, NOW, "Hi", effect="e-1-1", undelivered=struck)
    closed = replace(TALK, state=State.CLOSED, outcome=Outcome.DECLINED, turns=(said,))
    kept = Partition(closed)
    effect = Effect(EffectId("e-1-1"), EffectKind.CONTACT_CUSTOMER, channel=Channel.SMS)
    kept.effects[effect.id] = EffectRecord(effect, EffectStatus.DONE)
    world.memory.partitions[TALK.id] = kept
    world.history.add(received(DISCLOSURE, lost=lost))
    assert ended(world) == {"WhatArrivedStands"}


def test_an_opt_out_nobody_kept_is_seen() -> None:
    world = World(0, size=1)
    customer = next(iter(world.people))
    about = ConversationId("c_x")
    world.history.add(Wrote(NOW, about, customer, Channel.SMS, "STOP", opts_out=True))
    assert ended(world) == {"OptOutsAreKept"}


def test_a_mailbox_that_opted_out_and_was_not_kept_is_seen() -> None:
    world = World(0, size=1)
    ((customer, person),) = world.people.items()
    world.memory.people.addresses.update(addresses_of(person.facts))
    wrote = Wrote(NOW, ConversationId("c_x"), customer, Channel.EMAIL, "STOP", opts_out=True)
    world.history.add(replace(wrote, address=person.private_mailbox))
    assert ended(world) == {"TheMailboxIsLeftAlone"}


def test_meters_that_disagree_are_seen() -> None:
    world = World(0, size=0)
    world.memory.usage.rows.append(UsageRow("u", UsageKind.REACHED, 1, NOW))
    assert ended(world) == {"MetersAgree"}


DOUBTED = replace(TALK, clarification=Clarification(ClarificationKind.OPT_OUT, NOW))


def asks_whether_to_stop() -> Effect:
    piece = UtterancePiece(text="Shall I stop?", part=Part.CONFIRM_OPT_OUT)
    return Effect(EffectId("q"), EffectKind.CONTACT_CUSTOMER, pieces=(piece,))


def test_a_time_that_is_booked_in_a_call_without_a_yes_is_seen() -> None:
    slot = Slot(NOW + timedelta(days=1), NOW + timedelta(days=1, minutes=20))
    held = Reservation(
        BookingId("b1"), FOUNDER, slot, (), date(2026, 11, 25), 4, date(2026, 11, 23), 12
    )
    reading = Reading((Act(ActKind.CHOOSES_SLOT, slot=0),), "embedded")
    yes = Turn(number=2, who=Who.CUSTOMER, channel=Channel.VOICE, at=NOW, text="1", reading=reading)
    asked = UtterancePiece(text="So that is Tuesday?", part=Part.SLOT_READ_BACK)
    told = Turn(
        number=1, who=Who.AGENT, channel=Channel.VOICE, at=NOW, text="Tuesday?", pieces=(asked,)
    )
    silent = replace(TALK, call="CA1", turns=(replace(told, pieces=()),))
    law = SpokenTimesAreReadBack()
    booked = stepped(replace(silent, turns=(*silent.turns, yes)), before=silent, reserve=held)
    assert broken(law, [booked])
    waits = replace(silent, turns=(told,), read_back=slot)
    after = replace(waits, turns=(told, yes))
    assert not broken(law, [stepped(after, before=waits, reserve=held)])
    other = replace(waits, read_back=replace(slot, start=slot.start + timedelta(hours=1)))
    assert broken(law, [stepped(after, before=other, reserve=held)])


def test_a_pitch_in_answer_to_a_complaint_is_seen() -> None:
    words = PHRASES["complains"][0]
    turn = Turn(number=1, who=Who.CUSTOMER, channel=Channel.SMS, at=NOW, text=words)
    pitch = Effect(EffectId("p"), EffectKind.CONTACT_CUSTOMER, pieces=(said(Part.FOLLOW_UP),))
    after = replace(TALK, turns=(turn,))
    assert not broken(NoPitchInAnswerToTrouble(), [stepped(after, effects=(pitch,))])
    offer = replace(pitch, pieces=(UtterancePiece(text="Tuesday?", part=Part.SLOT_OFFER),))
    assert broken(NoPitchInAnswerToTrouble(), [stepped(after, effects=(offer,))])


def test_a_pitch_after_what_nobody_understood_is_seen_but_behind_the_question_to_record() -> None:
    unclear = Reading((Act(ActKind.UNCLEAR),), "embedded")
    hello = Turn(1, Who.CUSTOMER, Channel.VOICE, NOW, "hello?", reading=unclear)
    offer = UtterancePiece(text="Tuesday?", part=Part.SLOT_OFFER)
    said_on = Effect(EffectId("p"), EffectKind.SPEAK, pieces=(offer,))
    asked = CallRecording("CA1", "May I record?", "0", NOW, then=(offer,))
    refused = replace(asked, status=RecordingStatus.REFUSED, answer="hello?")
    before = replace(TALK, call="CA1", recordings=(asked,))
    after = replace(TALK, turns=(hello,), call="CA1", recordings=(refused,))
    law = NoPitchInAnswerToTrouble()
    assert not broken(law, [stepped(after, before=before, effects=(said_on,))])
    settled = replace(before, recordings=(refused,))
    assert broken(law, [stepped(after, before=settled, effects=(said_on,))])
    trouble = replace(hello, text=PHRASES["complains"][0])
    after = replace(after, turns=(trouble,))
    assert broken(law, [stepped(after, before=before, effects=(said_on,))])


def test_a_touch_and_a_second_question_after_a_doubt_are_seen() -> None:
    asked = stepped(DOUBTED, effects=(asks_whether_to_stop(),))
    touch = received(DISCLOSURE, PLAIN, purpose=Purpose.FOLLOW_UP)
    assert broken(NothingButTheQuestion(), [asked, touch])
    assert broken(NothingButTheQuestion(), [asked, asked])
    assert not broken(NothingButTheQuestion(), [asked, stepped(TALK), touch])


def test_who_was_angry_and_is_freed_with_nobody_having_looked_is_seen() -> None:
    anger = Reading(acts=(Act(ActKind.HOSTILE),), reader="code")
    said = Turn(1, Who.CUSTOMER, Channel.SMS, NOW, "you crooks", reading=anger)
    kept = replace(TALK, state=State.TAKEN_OVER, turns=(said,))
    freed = replace(kept, state=State.CLOSED)
    law = NobodyAngryIsFreedUncleared()
    assert broken(law, [stepped(freed, before=kept)])
    assert not broken(law, [stepped(freed, before=kept, suppress="cleared by nobody")])
    answered = Turn(2, Who.FOUNDER, Channel.SMS, NOW, "Sorry, Ana here")
    assert not broken(law, [stepped(replace(freed, turns=(said, answered)), before=kept)])


def test_silence_that_suppresses_nobody_is_seen() -> None:
    world = World(0, size=1)
    customer = next(iter(world.people))
    world.history.add(Wrote(NOW, TALK.id, customer, Channel.SMS, "so many", fell_silent=True))
    world.history.add(stepped(DOUBTED))
    assert {law for law, _, _ in every_doubt_ends(world)} == {"SilenceIsAYes"}
