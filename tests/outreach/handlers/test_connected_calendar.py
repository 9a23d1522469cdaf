"""A founder's own calendar from connection to booking: the functions against a real Radicale."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.calendars.account import CalendarAccount, StoredAccounts
from functions.calendars.caldav import CalDavAccount
from functions.outreach import calendar_wiring, wiring
from functions.outreach.domain.calendar.founder_calendar import CALDAV, Slot
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import Conversation, HeldSlot, State
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.handlers import schedules
from functions.outreach.handlers.queues import effects, replies, wakes
from functions.outreach.store import settings as kept
from functions.outreach.store.calendar import StoredSyncs
from tests.calendars.radicale_server import PASSWORD, USER, Radicale, running_radicale
from tests.outreach.approved import FOUNDER, NOW, TENANT, bandwidth
from tests.outreach.handlers.deployed import Deployed
from tests.outreach.handlers.test_voice_socket import Call, call
from tests.outreach.handlers.web.test_customer_page_handler import page_of

__all__ = ["call"]


@dataclass
class Diary:
    stage: Deployed
    server: Radicale

    def connects(self) -> None:
        pages = (self.server.diary,)
        account = CalDavAccount(self.server.url, USER, PASSWORD, pages, self.server.diary)
        connected = CalendarAccount("c1", USER, account)
        StoredAccounts("test").save(TENANT, FOUNDER, connected)
        kept.save_bandwidth(TENANT, replace(bandwidth(), calendar=CALDAV))

    def has(self, name: str, slot: Slot) -> None:
        times = [f"{moment:%Y%m%dT%H%M%SZ}" for moment in (slot.start, slot.end)]
        self.server.puts(name, f"DTSTART:{times[0]}", f"DTEND:{times[1]}")

    def shows(self, event: str) -> bool:
        status, _ = self.server.asks("GET", f"/{USER}/diary/{event}.ics")
        return status == 200


@pytest.fixture
def diary(stage: Deployed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Diary]:
    monkeypatch.setenv("WARMLINE_SANDBOX_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("WARMLINE_STAGE", "test")
    with running_radicale() as server:
        made = Diary(stage, server)
        made.connects()
        yield made


def queued(**body: object) -> dict[str, Any]:
    return {"Records": [{"messageId": "m1", "body": json.dumps(body), "attributes": {}}]}


def first_start(stage: Deployed, talk: Conversation) -> datetime:
    return datetime.fromisoformat(page_of(talk).starts()[0])


def as_another_function() -> None:
    """A function of its own has read no secret before."""
    calendar_wiring._accounts.cache_clear()


def pick(talk: Conversation, start: datetime) -> None:
    as_another_function()
    event = {"type": "SlotPicked", "id": "pick-1", "start": start.isoformat()}
    failures = replies.handle(queued(tenant=TENANT, conversation=talk.id, event=event))
    assert failures == {"batchItemFailures": []}


def books(diary: Diary) -> Conversation:
    talk = diary.stage.opened()
    pick(talk, first_start(diary.stage, talk))
    booked = diary.stage.load(talk).conversation
    assert booked.booking is not None
    return booked


def performs(diary: Diary, talk: Conversation, kind: EffectKind) -> None:
    (record,) = [one for one in diary.stage.load(talk).effects if one.effect.kind is kind]
    body = queued(tenant=TENANT, conversation=talk.id, effect=record.effect.id)
    as_another_function()
    assert effects.handle(body) == {"batchItemFailures": []}


def test_a_time_the_founder_filled_since_it_was_offered_is_not_given(diary: Diary) -> None:
    talk = diary.stage.opened()
    start = first_start(diary.stage, talk)
    diary.has("dentist", Slot(start, start + timedelta(minutes=30)))
    pick(talk, start)
    after = diary.stage.load(talk).conversation
    assert after.booking is None
    assert after.state is State.OFFERING
    assert start not in [slot.start for slot in after.offered]


def test_a_booking_is_written_into_the_founders_calendar(diary: Diary) -> None:
    talk = books(diary)
    performs(diary, talk, EffectKind.CREATE_EVENT)
    assert talk.booking is not None
    assert diary.shows(talk.booking.id)


def test_what_the_founder_deletes_is_called_off_and_their_conversation_hears_of_it(
    diary: Diary,
) -> None:
    talk = books(diary)
    performs(diary, talk, EffectKind.CREATE_EVENT)
    as_another_function()
    assert schedules.sync_calendars({})["failed"] == 0
    diary.stage.queued("replies")
    assert talk.booking is not None
    diary.server.asks("DELETE", f"/{USER}/diary/{talk.booking.id}.ics")
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    (message,) = diary.stage.queued("replies")
    assert message["event"] == {
        "type": "BookingCancelled",
        "booking": talk.booking.id,
        "event": talk.booking.calendar_event,
    }
    assert message["conversation"] == talk.id


def test_a_refused_password_pauses_offers_and_is_mailed_to_the_founder(diary: Diary) -> None:
    diary.server.changes_password("another")
    diary.stage.queued("effects")
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    (message,) = diary.stage.queued("effects")
    assert message["calendar_trouble"] == {"founder": FOUNDER, "trouble": "refused"}
    synced = StoredSyncs().load(TENANT, FOUNDER)
    assert synced is not None
    assert synced.is_paused
    assert page_of(diary.stage.opened()).starts() == []


def test_a_mail_about_the_calendar_of_a_founder_who_left_is_not_tried_again(
    diary: Diary,
) -> None:
    about = {"founder": "left", "trouble": "refused"}
    body = queued(tenant=TENANT, calendar_trouble=about)
    assert effects.handle(body) == {"batchItemFailures": []}


def test_a_held_time_is_booked_when_its_conversation_wakes(diary: Diary) -> None:
    before = diary.stage.opened()
    start = first_start(diary.stage, before)
    held = replace(
        before,
        version=before.version + 1,
        state=State.OFFERING,
        channel=before.touches[0].channel,
        asked=Part.SLOT_CHECK,
        held=HeldSlot(start, since=NOW - timedelta(minutes=1)),
        due_at=NOW,
    )
    wiring.conversations().commit(before, Step(held), event_id="", now=NOW)
    as_another_function()
    assert wakes.handle(queued(tenant=TENANT, conversation=held.id)) == {"batchItemFailures": []}
    booked = diary.stage.load(held).conversation.booking
    assert booked is not None
    assert booked.slot.start == start


def test_a_time_chosen_in_a_call_is_asked_of_the_founders_calendar(
    diary: Diary, call: Call
) -> None:
    call.setup()
    call.says("Yes, I am interested")
    talk = diary.stage.load(call.talk).conversation
    while talk.state is not State.OFFERING:
        call.says("Yes, please")
        talk = diary.stage.load(call.talk).conversation
    first = talk.offered[0]
    diary.has("dentist", first)
    as_another_function()
    call.says("The first one")
    call.says("Yes")
    after = diary.stage.load(call.talk).conversation
    assert after.booking is None
    assert first not in after.offered
