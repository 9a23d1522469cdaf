"""An erasure takes the bookings of its person out of the calendars that founders connected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.erasure.ports import RemovedEvents
from functions.erasure.record import (
    PROMISED_WITHIN,
    CalendarEntry,
    ErasurePartStatus,
    FounderCopy,
)
from functions.erasure.stored_erasures import StoredErasures
from functions.outreach import erasure_wiring
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.workflows.erasure.erase_person import ErasePorts, erase_person
from tests.console.fakes import FixedClock
from tests.outreach.approved import FOUNDER, NOW, TENANT, customer
from tests.outreach.erasure.test_erasing_a_person import Base, Provider, of_customer, requested
from tests.outreach.handlers.calendars.connected_diaries import (
    Diary,
    as_another_function,
    books,
    calcom_diary,
    caldav_diary,
    google_diary,
    performs,
)
from tests.outreach.handlers.deployed import Deployed, deployed_stage

pytestmark = pytest.mark.slow
SILENT = CalendarEntry(FOUNDER, "silent")


@pytest.fixture
def stage(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    monkeypatch.setenv("WARMLINE_IMPORTS_QUEUE_URL", "https://queues.example.com/imports")
    with deployed_stage() as made:
        yield made


@pytest.fixture(params=[caldav_diary, google_diary], ids=["caldav", "google"])
def diary(
    request: pytest.FixtureRequest, stage: Deployed, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Diary]:
    with request.param(stage, monkeypatch) as made:
        yield made


def ports() -> ErasePorts:
    return replace(erasure_wiring.erase_ports(), provider=Provider(), base=Base())


def booked_and_asked(diary: Diary) -> tuple[str, str]:
    """The booking's event in the founder's calendar, and the erasure of its customer."""
    talk = books(diary)
    performs(diary, talk, EffectKind.CREATE_EVENT)
    assert talk.booking is not None
    assert diary.shows(talk.booking.calendar_event)
    asked = requested(of_customer(talk))
    as_another_function()
    return talk.booking.calendar_event, asked.id


def test_an_event_leaves_the_calendar_that_the_founder_connected(diary: Diary) -> None:
    event, erasure = booked_and_asked(diary)
    erase_person(ports(), tenant=TENANT, erasure=erasure)
    assert not diary.shows(event)
    done = StoredErasures().load(TENANT, erasure)
    assert done is not None
    assert done.outreach.status is ErasurePartStatus.DONE
    assert done.removed()["calendar_events"] == 1


def test_what_the_calendar_refuses_for_good_is_on_the_founders_list(diary: Diary) -> None:
    _, erasure = booked_and_asked(diary)
    diary.refuses()
    erase_person(ports(), tenant=TENANT, erasure=erasure)
    done = StoredErasures().load(TENANT, erasure)
    assert done is not None
    assert done.outreach.status is ErasurePartStatus.DONE
    assert done.removed()["calendar_events"] == 0
    assert [(one.founder, one.kind) for one in done.with_founders] == [(FOUNDER, "calendar")]


def test_a_booking_at_cal_com_is_cancelled_and_is_the_founders_to_delete(
    stage: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with calcom_diary(stage, monkeypatch) as diary:
        event, erasure = booked_and_asked(diary)
        (booking,) = diary.calcom.kept("bookings")
        facts = customer()
        erase_person(ports(), tenant=TENANT, erasure=erasure)
        assert not diary.shows(event)
        left = str(diary.calcom.kept("bookings"))
        assert facts.name in left, "what the founder is told to delete"
        assert [one for one in (facts.email, facts.customer_id, "limit_used") if one in left] == []
    done = StoredErasures().load(TENANT, erasure)
    assert done is not None
    assert done.outreach.status is ErasurePartStatus.DONE
    assert done.removed()["calendar_events"] == 0, "Cal.com keeps what it cancels"
    start = datetime.fromisoformat(booking["start"])
    assert FounderCopy(FOUNDER, "calcom", start, "still_there") in done.with_founders


def test_a_booking_that_is_over_is_the_founders_to_delete_at_cal_com(
    stage: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with calcom_diary(stage, monkeypatch) as diary:
        event, erasure = booked_and_asked(diary)
        # What is over is listed as little as what was cancelled.
        diary.deletes(event)
        erase_person(ports(), tenant=TENANT, erasure=erasure)
    done = StoredErasures().load(TENANT, erasure)
    assert done is not None
    assert done.removed()["calendar_events"] == 0
    assert "calcom" in [one.kind for one in done.with_founders]


class Silent:
    """Calendars that answer nothing."""

    def remove(self, tenant: object, events: tuple[CalendarEntry, ...]) -> RemovedEvents:
        return RemovedEvents(0, silent=tuple(events))


class Crowded:
    """Calendars with no room for what was asked."""

    def remove(self, tenant: object, events: tuple[CalendarEntry, ...]) -> RemovedEvents:
        return RemovedEvents(0, silent=(SILENT,), unasked=tuple(events))


def test_an_event_that_was_never_asked_for_is_not_given_up(
    stage: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with caldav_diary(stage, monkeypatch) as diary:
        event, erasure = booked_and_asked(diary)
        crowded = replace(ports(), calendars=Crowded())
        erase_person(crowded, tenant=TENANT, erasure=erasure)
        waits = StoredErasures().load(TENANT, erasure)
        assert waits is not None
        assert [one.event for one in waits.events] == [event, SILENT.event], "unasked ones first"
        late = FixedClock(NOW + PROMISED_WITHIN + timedelta(minutes=1))
        once = replace(waits, events=waits.events[:1])
        StoredErasures().edit(TENANT, erasure, lambda _: once, now=NOW)
        erase_person(replace(crowded, clock=late), tenant=TENANT, erasure=erasure)
    after = StoredErasures().load(TENANT, erasure)
    assert after is not None
    assert after.outreach.status is ErasurePartStatus.PENDING
    assert [one.event for one in after.events] == [event]


def test_a_calendar_that_is_silent_is_asked_for_a_day(
    stage: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    with caldav_diary(stage, monkeypatch) as diary:
        event, erasure = booked_and_asked(diary)
        silent = replace(ports(), calendars=Silent())
        erase_person(silent, tenant=TENANT, erasure=erasure)
        waits = StoredErasures().load(TENANT, erasure)
        assert waits is not None
        assert waits.outreach.status is ErasurePartStatus.PENDING
        assert [(one.founder, one.event) for one in waits.events] == [(FOUNDER, event)]
        late = FixedClock(NOW + PROMISED_WITHIN + timedelta(minutes=1))
        erase_person(replace(silent, clock=late), tenant=TENANT, erasure=erasure)
    ended = StoredErasures().load(TENANT, erasure)
    assert ended is not None
    assert ended.outreach.status is ErasurePartStatus.DONE
    assert ended.events == ()
