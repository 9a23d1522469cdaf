"""The laws about callers who are put through: each is shown a history that breaks it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from functions.outreach.domain.calendar.founder_calendar import BookingId, Reservation, Slot
from functions.outreach.domain.conversation.effects import Effect, EffectKind, Usage
from functions.outreach.domain.conversation.state import (
    Booking,
    Conversation,
    EffectId,
    Outcome,
    State,
    Transfer,
)
from functions.outreach.domain.playbooks.playbook import Part
from tenancy.billing.usage import UsageKind
from tests.outreach.approved import FOUNDER, NOW, settings
from tests.simulation.broken_histories import PLAIN, TALK, broken, stepped
from tests.simulation.history import CallOver, FounderJoined, FounderRung, Stepped
from tests.simulation.laws.bookings import BandwidthHeld
from tests.simulation.laws.transfers import (
    AFailedTransferLeadsToTimes,
    TheFounderIsRungForWhoWaits,
    TheFoundersTimeIsTakenWhileTheyTalk,
)
from tests.simulation.laws.usage import UsageIsWhatHappened

SLOT = Slot(NOW, NOW + timedelta(minutes=15))
HELD = Booking(BookingId("b1"), SLOT, "phone")
RESERVED = Reservation(HELD.id, FOUNDER, SLOT, (), date(2026, 11, 24), 4, date(2026, 11, 23), 12)
CALLED = replace(TALK, call="CA1", state=State.TALKING)
WAITS = replace(CALLED, booking=HELD, transfer=Transfer("CA1", HELD.id, asked_at=NOW))
ASKED = stepped(WAITS, before=CALLED, reserve=RESERVED)
RUNG = FounderRung(NOW, TALK.id, "CA1")
JOINED = FounderJoined(NOW + timedelta(seconds=20), TALK.id, "CA1")


@pytest.mark.parametrize("state", [State.CLOSED, State.TAKEN_OVER])
@pytest.mark.parametrize("what", [RUNG, JOINED])
def test_a_founder_rung_for_who_does_not_wait_is_seen(
    state: State, what: FounderRung | FounderJoined
) -> None:
    left = stepped(replace(WAITS, state=state), before=WAITS)
    assert not broken(TheFounderIsRungForWhoWaits(), [ASKED, what])
    assert broken(TheFounderIsRungForWhoWaits(), [ASKED, left, what])
    assert broken(TheFounderIsRungForWhoWaits(), [stepped(CALLED), what])


def test_a_talk_in_time_that_is_not_taken_is_seen() -> None:
    given = stepped(WAITS, before=WAITS, release=HELD)
    later = replace(JOINED, at=NOW + timedelta(hours=1))
    law = TheFoundersTimeIsTakenWhileTheyTalk
    assert not broken(law(), [ASKED, JOINED])
    assert broken(law(), [ASKED, given, JOINED])
    assert broken(law(), [ASKED, later])


def test_a_founder_who_talks_with_two_is_seen() -> None:
    over = CallOver(NOW, TALK.id, "CA1", human=True, seconds=20)
    other = replace(JOINED, call="CA2")
    law = TheFoundersTimeIsTakenWhileTheyTalk
    assert not broken(law(), [ASKED, JOINED, over, other])
    assert broken(law(), [ASKED, JOINED, other])


def speaks(*parts: Part) -> tuple[Effect, ...]:
    pieces = tuple(replace(PLAIN, part=part) for part in parts)
    return (Effect(EffectId("e-9-1"), EffectKind.SPEAK, pieces=pieces),)


def ends(after: Conversation, **of: object) -> Stepped:
    return stepped(after, before=WAITS, **of)


def test_who_is_not_put_through_and_hears_no_times_is_seen() -> None:
    free = replace(WAITS, booking=None, transfer=None, state=State.OFFERING)
    heard = speaks(Part.TRANSFER_FAILED, Part.SLOT_OFFER)
    law = AFailedTransferLeadsToTimes
    assert not broken(law(), [ends(free, release=HELD, effects=heard)])
    assert broken(law(), [ends(free, effects=heard)])
    assert broken(law(), [ends(free, release=HELD, effects=speaks(Part.CLOSING))])
    assert not broken(law(), [ends(replace(free, call=""), release=HELD)]), "they hung up"


def test_a_talk_that_never_was_is_seen() -> None:
    talked = replace(WAITS, transfer=None, state=State.BOOKED, outcome=Outcome.BOOKED)
    billed = (Usage(UsageKind.BOOKED, 1),)
    assert not broken(AFailedTransferLeadsToTimes(), [ASKED, JOINED, ends(talked)])
    assert broken(AFailedTransferLeadsToTimes(), [ASKED, ends(talked)])
    assert not broken(UsageIsWhatHappened(), [ASKED, JOINED, ends(talked, usage=billed)])
    assert broken(UsageIsWhatHappened(), [ASKED, ends(talked, usage=billed)])
    assert broken(UsageIsWhatHappened(), [ASKED, JOINED, ends(talked)])


def test_only_who_is_put_through_now_takes_time_without_notice() -> None:
    plain = stepped(replace(CALLED, booking=HELD), before=CALLED, reserve=RESERVED)
    assert not broken(BandwidthHeld.of(settings()), [ASKED])
    assert broken(BandwidthHeld.of(settings()), [plain])
