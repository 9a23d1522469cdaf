"""Founders' own calendars beside the deployed functions, and what happens between them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import pytest
from icalendar import Calendar

from functions.calendars.account import CalendarAccount, StoredAccounts
from functions.calendars.caldav import CalDavAccount
from functions.calendars.google.events import event_id
from functions.calendars.provider import EventText
from functions.outreach import calendar_wiring, wiring
from functions.outreach.domain.calendar.founder_calendar import (
    CALCOM,
    CALDAV,
    GOOGLE,
    CalendarKind,
    Slot,
)
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.state import Conversation, HeldSlot, State, Who
from functions.outreach.domain.handoff import Handoff, build, handoff_lines
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.handlers import schedules
from functions.outreach.handlers.queues import effects, replies, wakes
from functions.outreach.store import settings as kept
from tenancy.tenant import FounderId
from tests.calendars.calcom_server import USER as CALCOM_USER
from tests.calendars.calcom_server import PlayedFounder, running_calcom
from tests.calendars.google_server import Google, google_time, running_google
from tests.calendars.radicale_server import PASSWORD, USER, Radicale, running_radicale
from tests.outreach.approved import FOUNDER, NOW, TENANT, bandwidth
from tests.outreach.handlers.deployed import Deployed
from tests.outreach.handlers.test_voice_socket import Call
from tests.outreach.handlers.web.test_customer_page_handler import page_of
from tests.rights_in_use import forget_what_is_kept


class Diary(Protocol):
    """A founder's own calendar, connected, beside the functions that use it."""

    @property
    def stage(self) -> Deployed: ...
    def has(self, name: str, slot: Slot) -> None: ...
    def shows(self, event: str) -> bool: ...
    def deletes(self, event: str) -> None: ...
    def refuses(self) -> None: ...


@dataclass
class CalDavDiary:
    stage: Deployed
    server: Radicale
    founder: FounderId = FOUNDER

    def connects(self) -> None:
        pages = (self.server.diary,)
        account = CalDavAccount(self.server.url, USER, PASSWORD, pages, self.server.diary)
        connect(CALDAV, CalendarAccount("c1", USER, account), founder=self.founder)

    def has(self, name: str, slot: Slot) -> None:
        times = [f"{moment:%Y%m%dT%H%M%SZ}" for moment in (slot.start, slot.end)]
        self.server.puts(name, f"DTSTART:{times[0]}", f"DTEND:{times[1]}")

    def shows(self, event: str) -> bool:
        status, _ = self.server.asks("GET", f"/{USER}/diary/{event}.ics")
        return status == 200

    def text_of(self, event: str) -> str:
        _, kept = self.server.asks("GET", f"/{USER}/diary/{event}.ics")
        (found,) = Calendar.from_ical(kept).walk("VEVENT")
        return str(found["DESCRIPTION"])

    def deletes(self, event: str) -> None:
        self.server.asks("DELETE", f"/{USER}/diary/{event}.ics")

    def refuses(self) -> None:
        self.server.changes_password("another")


class ShowsText(Diary, Protocol):
    """A calendar that only its founder reads."""

    def text_of(self, event: str) -> str: ...


def assert_carries_the_handoff(diary: ShowsText, talk: Conversation) -> None:
    """Whole, with the way to the conversation: founders prepare from their own calendar."""
    assert talk.booking is not None
    handed_over = build(talk)
    assert isinstance(handed_over, Handoff)
    lines = handoff_lines(handed_over, zone=bandwidth().time_zone, says_when=False)
    shown = diary.text_of(talk.booking.id).split("\n")
    assert shown[0] == wiring.addresses().console(talk)
    assert shown[2:] == "\n".join(lines).split("\n")


@contextmanager
def caldav_diary(stage: Deployed, environment: pytest.MonkeyPatch) -> Iterator[CalDavDiary]:
    environment.setenv("WARMLINE_SANDBOX_URL", "http://127.0.0.1:9")
    environment.setenv("WARMLINE_STAGE", "test")
    with running_radicale() as server:
        made = CalDavDiary(stage, server)
        made.connects()
        yield made


@dataclass
class GoogleDiary:
    stage: Deployed
    google: Google
    founder: FounderId = FOUNDER

    def connects(self) -> None:
        account = CalendarAccount("c1", USER, google=self.google.account())
        connect(GOOGLE, account, founder=self.founder)

    def has(self, name: str, slot: Slot) -> None:
        times = {"start": google_time(slot.start), "end": google_time(slot.end)}
        self.google.does("events", summary=name, **times)

    def shows(self, event: str) -> bool:
        return self.google.event(event)["status"] == "confirmed"

    def text_of(self, event: str) -> str:
        return str(self.google.event(event)["description"])

    def deletes(self, event: str) -> None:
        self.google.does("delete", id=event_id(event))

    def refuses(self) -> None:
        self.google.does("revoke")


@contextmanager
def google_diary(
    stage: Deployed, environment: pytest.MonkeyPatch, *, founder: FounderId = FOUNDER
) -> Iterator[GoogleDiary]:
    environment.setenv("WARMLINE_STAGE", "test")
    with running_google() as google:
        environment.setenv("WARMLINE_SANDBOX_URL", google.url)
        made = GoogleDiary(stage, google, founder)
        made.connects()
        yield made


@dataclass
class CalComDiary:
    stage: Deployed
    calcom: PlayedFounder
    founder: FounderId = FOUNDER

    def connects(self) -> None:
        account = CalendarAccount("c1", CALCOM_USER, calcom=self.calcom.account())
        connect(CALCOM, account, founder=self.founder)

    def has(self, name: str, slot: Slot) -> None:
        times = {"start": slot.start.isoformat(), "end": slot.end.isoformat()}
        self.calcom.does("busy", name=name, **times)

    def shows(self, event: str) -> bool:
        return event in [name for name, _ in self.calcom.standing()]

    def deletes(self, event: str) -> None:
        self.calcom.does("end", event=event)

    def refuses(self) -> None:
        self.calcom.does("revoke")


@contextmanager
def calcom_diary(
    stage: Deployed, environment: pytest.MonkeyPatch, *, founder: FounderId = FOUNDER
) -> Iterator[CalComDiary]:
    environment.setenv("WARMLINE_STAGE", "test")
    with running_calcom() as calcom:
        environment.setenv("WARMLINE_SANDBOX_URL", calcom.url)
        made = CalComDiary(stage, calcom, founder)
        made.connects()
        yield made


def connect(kind: CalendarKind, account: CalendarAccount, *, founder: FounderId = FOUNDER) -> None:
    StoredAccounts("test").save(TENANT, founder, account)
    limits = replace(bandwidth(), founder=founder, calendar=kind)
    kept.edit_bandwidth(TENANT, limits.founder, lambda _: limits, unset=limits)


def queued(**body: object) -> dict[str, Any]:
    return {"Records": [{"messageId": "m1", "body": json.dumps(body), "attributes": {}}]}


def first_start(stage: Deployed, talk: Conversation) -> datetime:
    return datetime.fromisoformat(page_of(talk).starts()[0])


def as_another_function() -> None:
    """A function of its own has read no secret before."""
    calendar_wiring._accounts.cache_clear()
    forget_what_is_kept()


def pick(talk: Conversation, start: datetime, *, press: str = "pick-1") -> None:
    as_another_function()
    event = {"type": "SlotPicked", "id": press, "start": start.isoformat()}
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


def fills_what_was_offered(diary: Diary) -> tuple[Conversation, datetime]:
    """The conversation after its customer chose a time that is free no longer, and that time."""
    talk = diary.stage.opened()
    start = first_start(diary.stage, talk)
    diary.has("dentist", Slot(start, start + timedelta(minutes=30)))
    pick(talk, start)
    return diary.stage.load(talk).conversation, start


def deletes_a_booking(diary: Diary) -> tuple[Conversation, dict[str, Any]]:
    """A booked conversation, and what it is sent once the founder deleted the event."""
    talk = books(diary)
    performs(diary, talk, EffectKind.CREATE_EVENT)
    as_another_function()
    assert schedules.sync_calendars({})["failed"] == 0
    diary.stage.queued("replies")
    assert talk.booking is not None
    diary.deletes(talk.booking.id)
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    (message,) = diary.stage.queued("replies")
    return talk, message


def deletes_an_unseen_booking(diary: Diary) -> tuple[Conversation, Conversation]:
    """A booked conversation, and what it came to once the founder deleted its event before any look
    at the calendar."""
    assert schedules.sync_calendars({})["failed"] == 0
    talk = books(diary)
    performs(diary, talk, EffectKind.CREATE_EVENT)
    diary.stage.queued("replies")
    assert talk.booking is not None
    diary.deletes(talk.booking.id)
    as_another_function()
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    (message,) = diary.stage.queued("replies")
    assert replies.handle(queued(**message)) == {"batchItemFailures": []}
    return talk, diary.stage.load(talk).conversation


def deletes_what_no_answer_told_of(
    diary: Diary, came_through: Callable[[Conversation], None]
) -> tuple[Conversation, Conversation]:
    """A booked conversation whose event `came_through` unanswered and was deleted by the founder,
    and what it came to once it was written again and looked for."""
    assert schedules.sync_calendars({})["failed"] == 0
    talk = books(diary)
    came_through(talk)
    assert talk.booking is not None
    assert diary.shows(talk.booking.id)
    diary.deletes(talk.booking.id)
    diary.stage.queued("replies")
    performs(diary, talk, EffectKind.CREATE_EVENT)
    assert not diary.shows(talk.booking.id)
    as_another_function()
    assert schedules.sync_calendars({}) == {"done": 1, "failed": 0}
    (message,) = diary.stage.queued("replies")
    assert replies.handle(queued(**message)) == {"batchItemFailures": []}
    return talk, diary.stage.load(talk).conversation


def event_of(talk: Conversation) -> EventText:
    """The event of its booking as the first writing makes it."""
    assert talk.booking is not None
    slot = talk.booking.slot
    return EventText(talk.booking.calendar_event, slot.start, slot.end, "Ann", "")


def assert_called_off(talk: Conversation, after: Conversation) -> None:
    """The booking is gone, its time is not offered again, and the customer is told once."""
    assert talk.booking is not None
    assert (after.booking, after.state) == (None, State.OFFERING)
    assert talk.booking.slot not in after.offered
    (told,) = after.turns[len(talk.turns) :]
    assert told.who is Who.AGENT


def holds_a_time(diary: Diary) -> tuple[Conversation, datetime]:
    """A conversation that is due with a time it holds, and that time."""
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
    return held, start


def wake(diary: Diary, held: Conversation) -> Conversation:
    as_another_function()
    assert wakes.handle(queued(tenant=TENANT, conversation=held.id)) == {"batchItemFailures": []}
    return diary.stage.load(held).conversation


def chooses_in_a_call(diary: Diary, call: Call) -> tuple[Conversation, Slot]:
    """The conversation after its customer chose by voice a time the founder filled meanwhile."""
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
    return diary.stage.load(call.talk).conversation, first
