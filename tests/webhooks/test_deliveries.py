"""From a committed change to the founder's other tool: written with it, swept, sent, logged."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.customer_base.imports.records import ImportRecord, ImportStatus
from functions.customer_base.imports.stored_imports import StoredImports
from functions.erasure.person import PersonIdentity
from functions.outreach.domain.calendar.founder_calendar import Slot
from functions.outreach.domain.conversation.announcements import announce
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.state import Booking, Outcome, State, Turn, Who
from functions.outreach.handlers.queues.effects import customers_first
from functions.outreach.ports import Committed
from functions.outreach.store import bookings, settings
from functions.outreach.store.bookings import BookingRow, BookingStatus
from functions.outreach.store.erasure.person_rows import find_rows
from functions.outreach.store.sweep import DueIndex
from functions.outreach.workflows.effects.deliver_event import (
    A_BATCH_TAKES,
    DeliverEvents,
    deliver_event,
)
from functions.product.channels import Channel
from functions.webhooks.deliveries import (
    LEASE,
    MOST_TRIES,
    PAUSES,
    DeliveryStatus,
    OutboxEvent,
    ReceiverAnswer,
)
from functions.webhooks.endpoints import (
    EndpointStatus,
    WebhookEndpoint,
    any_endpoint_on,
    create_endpoint,
    edit_endpoint,
    list_endpoints,
    remove_endpoint,
    rolled,
    signing_secrets,
)
from functions.webhooks.events import WebhookEvent, WebhookKind
from functions.webhooks.outbox import event_item, event_key, list_events, load_event, save_event
from tenancy.data.credentials import acting_for
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import TenantId, tenant_id
from tests.outreach.approved import NOW, TENANT, conversation
from tests.outreach.store.contract.conftest import on_dynamodb
from tests.outreach.store.contract.sample_steps import FREE, opened, spoken

RING = KeyRing(b"k" * 32)
OTHER = tenant_id("t_otherothero1")
HOOK = WebhookEndpoint("hook_1", "https://hooks.example.com/x", (), "f_1", NOW)


@dataclass
class Moved:
    at: datetime = NOW

    def now(self) -> datetime:
        return self.at


@dataclass
class Tool:
    """A receiver that answers as it was told, and what the founder is told."""

    clock: Moved = field(default_factory=Moved)
    answers: ReceiverAnswer = field(default_factory=lambda: ReceiverAnswer(204))
    sent: list[tuple[str, str, str, tuple[str, ...]]] = field(default_factory=list)
    notices: list[tuple[TenantId, str]] = field(default_factory=list)

    def send(
        self, url: str, *, id: str, body: str, secrets: tuple[str, ...], now: datetime
    ) -> ReceiverAnswer:
        self.sent.append((url, id, body, secrets))
        return self.answers

    def real_now(self) -> datetime:
        return datetime.now(UTC)

    def deliver(self, *keys: str) -> None:
        """One batch."""
        ports = DeliverEvents(
            clock=self.clock,
            post=self,
            keys=lambda: RING,
            notify_off=lambda tenant, hook: self.notices.append((tenant, hook.id)),
            real_now=self.real_now,
        )
        until = self.real_now() + A_BATCH_TAKES
        for key in keys:
            deliver_event(ports, tenant=TENANT, key=key, until=until)


def written(kind: WebhookKind = WebhookKind.BOOKING_MADE, number: int = 1) -> str:
    event = WebhookEvent(f"c_1-{number}-0", kind, NOW, {"customer_id": "cus_1"}, "c_1")
    with acting_for(TENANT):
        event_item(TENANT, event).save()
    return event_key(event)


def logged(key: str) -> OutboxEvent:
    found = load_event(TENANT, key)
    assert found is not None
    return found


def due(at: datetime) -> list[str]:
    return [row.webhook_event for row in DueIndex().due(now=at, per_tenant=80)]


STEPS = {
    "opened": ({"state": State.WAITING}, {"state": State.OPENED}, {}, ["conversation.opened"]),
    "closed unopened": ({"state": State.WAITING}, {"state": State.CLOSED}, {}, []),
    "needs founder": (
        {"state": State.TALKING},
        {"outcome": Outcome.NEEDS_FOUNDER},
        {},
        ["conversation.needs_founder", "conversation.handoff"],
    ),
    "needs founder still": (
        {"outcome": Outcome.NEEDS_FOUNDER},
        {"outcome": Outcome.NEEDS_FOUNDER},
        {},
        [],
    ),
    "opted out": ({}, {}, {"suppress": "STOP"}, ["conversation.opted_out"]),
}


@pytest.mark.parametrize("case", STEPS)
def test_a_step_tells_what_happened_and_nothing_else(case: str) -> None:
    before, after, step, told = STEPS[case]
    talk = replace(conversation(), **before)  # type: ignore[arg-type]
    now_ = Step(replace(talk, **after), **step)  # type: ignore[arg-type]
    assert [event.kind for event in announce(talk, now_, now=NOW)] == told


def test_what_a_tool_is_told_holds_the_crm_record_and_no_word_of_the_customer() -> None:
    talk = replace(conversation(), state=State.TALKING)
    turn = Turn(1, Who.CUSTOMER, Channel.SMS, NOW, "My secret words")
    (event,) = announce(talk, Step(replace(talk, turns=(turn,))), now=NOW)
    assert event.kind is WebhookKind.CONVERSATION_REPLIED
    assert event.data["crm_record_id"] == talk.facts.customer_id
    text = json.dumps(dict(event.data))
    for hidden in ("secret", talk.facts.name, talk.facts.email, talk.facts.phone):
        assert not hidden or hidden not in text


@pytest.mark.parametrize(
    ("reserve", "release", "told"),
    [
        (True, False, ["booking.made", "conversation.handoff"]),
        (True, True, ["booking.moved"]),
        (False, True, ["booking.cancelled"]),
    ],
)
def test_a_booking_is_made_moved_or_cancelled(
    reserve: bool, release: bool, told: list[str]
) -> None:
    booking = Booking("b_1", Slot(FREE, FREE), "phone:+1")  # type: ignore[arg-type]
    talk = conversation()
    step = Step(
        replace(talk, booking=booking),
        reserve=object() if reserve else None,  # type: ignore[arg-type]
        release=booking if release else None,
    )
    events = announce(talk, step, now=NOW)
    assert [event.kind for event in events] == told
    assert all(event.data["booking_id"] == "b_1" for event in events)


@pytest.mark.usefixtures("aws")
def test_an_event_is_written_with_its_step_or_not_at_all() -> None:
    stores = on_dynamodb()
    talk = opened(stores)
    step = spoken(talk)
    event = WebhookEvent("e_1", WebhookKind.CONVERSATION_OPENED, NOW, {}, talk.id)
    told = replace(step, announced=(event,))
    stale = replace(talk, version=talk.version + 5)
    assert stores.conversations.commit(stale, told, event_id="", now=NOW) != Committed()
    assert list_events(TENANT) == ()
    assert stores.conversations.commit(talk, told, event_id="", now=NOW) == Committed()
    assert [row.row.event for row in list_events(TENANT)] == [event]
    assert event_key(event) in due(NOW)
    with acting_for(TENANT):
        rows = find_rows(TENANT, PersonIdentity(), [talk.id])
        assert "webhook_events" in {row.store for row in rows}


@pytest.mark.usefixtures("aws")
def test_a_tenant_without_a_webhook_is_told_nothing_and_writes_nothing() -> None:
    assert not settings.load(TENANT).has_webhooks
    create_endpoint(TENANT, HOOK)
    assert settings.load(TENANT).has_webhooks
    edit_endpoint(TENANT, HOOK.id, lambda found: replace(found, status=EndpointStatus.OFF))
    assert not settings.load(TENANT).has_webhooks
    assert not any_endpoint_on(OTHER)


@pytest.mark.usefixtures("aws")
def test_an_event_is_sent_once_to_who_wants_it_and_is_in_the_log() -> None:
    create_endpoint(TENANT, HOOK)
    other = replace(HOOK, id="hook_2", kinds=(WebhookKind.IMPORT_DONE,))
    create_endpoint(TENANT, other)
    tool, key = Tool(), written()
    tool.deliver(key)
    tool.deliver(key)
    ((url, id_, body, secrets),) = tool.sent
    assert (url, id_) == (HOOK.url, "c_1-1-0@hook_1")
    assert secrets == signing_secrets(RING, TENANT, HOOK, now=NOW)
    assert json.loads(body) == {
        "type": "booking.made",
        "timestamp": NOW.isoformat().replace("+00:00", "Z"),
        "data": {"customer_id": "cus_1"},
    }
    (delivery,) = logged(key).deliveries or ()
    assert (delivery.status, delivery.http_status) == (DeliveryStatus.DELIVERED, 204)
    assert due(NOW + timedelta(days=2)) == []


@pytest.mark.slow
@pytest.mark.usefixtures("aws")
def test_one_that_fails_is_tried_again_for_a_day_and_then_turned_off_with_a_notice() -> None:
    create_endpoint(TENANT, HOOK)
    tool, key = Tool(answers=ReceiverAnswer(500, "The receiver answered 500.")), written()
    for pause in PAUSES:
        tool.deliver(key)
        tool.deliver(key)
        assert due(tool.clock.at + pause - timedelta(seconds=1)) == []
        tool.clock.at += pause
        assert due(tool.clock.at) == [key]
    assert not tool.notices
    tool.deliver(key)
    assert len(tool.sent) == MOST_TRIES
    (delivery,) = logged(key).deliveries or ()
    assert delivery.status is DeliveryStatus.FAILED
    (hook,) = list_endpoints(TENANT)
    assert (hook.status, hook.off_because) == (EndpointStatus.OFF, "The receiver answered 500.")
    assert tool.notices == [(TENANT, HOOK.id)]
    assert timedelta(hours=24) < tool.clock.at - NOW < timedelta(hours=30)


@pytest.mark.slow
@pytest.mark.usefixtures("aws")
def test_one_that_takes_other_events_meanwhile_stays_on() -> None:
    create_endpoint(TENANT, HOOK)
    later = NOW + timedelta(hours=1)
    edit_endpoint(TENANT, HOOK.id, lambda found: replace(found, last_success_at=later))
    tool, key = Tool(answers=ReceiverAnswer(400, "no")), written()
    for pause in (*PAUSES, timedelta()):
        tool.deliver(key)
        tool.clock.at += pause
    assert len(tool.sent) == MOST_TRIES
    assert list_endpoints(TENANT)[0].status is EndpointStatus.ON
    assert not tool.notices


@pytest.mark.usefixtures("aws")
def test_a_receiver_that_is_gone_is_turned_off_at_once() -> None:
    create_endpoint(TENANT, HOOK)
    tool = Tool(answers=ReceiverAnswer(410, "The receiver answered 410.", gone=True))
    tool.deliver(written())
    assert list_endpoints(TENANT)[0].status is EndpointStatus.OFF
    assert len(tool.notices) == 1


@pytest.mark.usefixtures("aws")
def test_a_replay_sends_what_was_delivered_or_failed_once_more() -> None:
    create_endpoint(TENANT, HOOK)
    tool, key = Tool(), written()
    tool.deliver(key)
    tool.clock.at += timedelta(hours=3)
    save_event(TENANT, key, lambda row: row.replayed(HOOK.id, now=tool.clock.at))
    assert due(tool.clock.at) == [key]
    tool.deliver(key)
    assert [id_ for _, id_, _, _ in tool.sent] == ["c_1-1-0@hook_1"] * 2


@pytest.mark.usefixtures("aws")
def test_what_a_worker_died_over_is_sent_after_its_lease() -> None:
    create_endpoint(TENANT, HOOK)

    class Died(Tool):
        def send(self, url: str, **_: object) -> ReceiverAnswer:  # type: ignore[override]
            raise KeyboardInterrupt

    key = written()
    with pytest.raises(KeyboardInterrupt):
        Died().deliver(key)
    tool = Tool()
    tool.deliver(key)
    assert not tool.sent
    assert due(NOW + LEASE) == [key]
    tool.clock.at += LEASE
    tool.deliver(key)
    assert len(tool.sent) == 1


class WorkerDiedError(Exception):
    """The function ran out of time."""


@dataclass
class Hanging(Tool):
    """Receivers that each keep the worker waiting; it dies once it has waited for `dies_after`."""

    waits: timedelta = timedelta(seconds=14)
    dies_after: timedelta = timedelta(seconds=60)
    waited: timedelta = timedelta()

    def send(
        self, url: str, *, id: str, body: str, secrets: tuple[str, ...], now: datetime
    ) -> ReceiverAnswer:
        self.waited += self.waits
        if self.waited > self.dies_after:
            raise WorkerDiedError
        return super().send(url, id=id, body=body, secrets=secrets, now=now)

    def real_now(self) -> datetime:
        return NOW + self.waited


def several_endpoints(number: int) -> None:
    for each in range(number):
        create_endpoint(TENANT, replace(HOOK, id=f"hook_{each}"))


@pytest.mark.slow
@pytest.mark.usefixtures("aws")
def test_endpoints_that_hang_never_outlast_the_function_and_every_try_counts() -> None:
    several_endpoints(5)
    tool, key = Hanging(answers=ReceiverAnswer(problem="No whole answer came in time.")), written()
    for asked in (2, 4, 5):
        tool.waited = timedelta()
        tool.deliver(key)
        assert tool.waited <= timedelta(seconds=28)
        tries = [each.tries for each in logged(key).deliveries or ()]
        assert sorted(tries) == [0] * (5 - asked) + [1] * asked
        # What was not asked is due at once.
        assert due(tool.clock.at) == ([key] if asked < 5 else [])
    assert len({id_ for _, id_, _, _ in tool.sent}) == 5


@pytest.mark.usefixtures("aws")
def test_a_batch_of_events_for_an_endpoint_that_hangs_ends_in_time_and_loses_none() -> None:
    several_endpoints(1)
    tool = Hanging(answers=ReceiverAnswer(problem="No whole answer came in time."))
    first, second, third = (written(number=number) for number in (1, 2, 3))
    tool.deliver(first, second, third)
    assert tool.waited == timedelta(seconds=28)
    tries = [[one.tries for one in logged(key).deliveries or ()] for key in (first, second)]
    assert tries == [[1], [1]]
    assert due(tool.clock.at) == [third]


def test_events_wait_for_what_customers_are_sent() -> None:
    event, message = (
        {"body": json.dumps(body)}
        for body in ({"tenant": "t", "webhook_event": "k"}, {"tenant": "t", "effect": "e"})
    )
    assert customers_first([event, message, event]) == [message, event, event]


@pytest.mark.usefixtures("aws")
def test_a_worker_that_dies_keeps_what_it_settled_and_its_lease() -> None:
    several_endpoints(3)
    tool, key = Hanging(waits=timedelta(seconds=10), dies_after=timedelta(seconds=15)), written()
    with pytest.raises(WorkerDiedError):
        tool.deliver(key)
    assert len(tool.sent) == 1
    # Nobody else sends the rest meanwhile.
    assert due(NOW + LEASE - timedelta(seconds=1)) == []
    tool.clock.at += LEASE
    tool.waits = timedelta()
    tool.waited = timedelta()
    tool.deliver(key)
    assert [id_[-6:] for _, id_, _, _ in tool.sent] == ["hook_0", "hook_1", "hook_2"]


@pytest.mark.usefixtures("aws")
def test_an_endpoint_that_was_removed_gets_nothing_more() -> None:
    create_endpoint(TENANT, HOOK)
    tool, key = Tool(answers=ReceiverAnswer(500, "no")), written()
    tool.deliver(key)
    remove_endpoint(TENANT, HOOK.id)
    tool.clock.at += PAUSES[0]
    tool.deliver(key)
    assert len(tool.sent) == 1
    assert due(NOW + timedelta(days=3)) == []


def test_a_new_secret_and_the_one_before_sign_for_a_day_and_tenants_never_share_one() -> None:
    after = rolled(HOOK, now=NOW)
    (first,) = signing_secrets(RING, TENANT, HOOK, now=NOW)
    new, old = signing_secrets(RING, TENANT, after, now=NOW + timedelta(hours=23))
    assert old == first != new
    assert signing_secrets(RING, TENANT, after, now=NOW + timedelta(hours=24)) == (new,)
    assert signing_secrets(RING, OTHER, HOOK, now=NOW) != (first,)
    # A change of our own keys is none of the receiver's.
    changed = KeyRing(b"n" * 32, RING.valid)
    assert signing_secrets(changed, TENANT, HOOK, now=NOW) == (first,)


@pytest.mark.usefixtures("aws")
def test_an_outcome_and_an_import_are_told_with_the_record_that_says_so() -> None:
    place = Booking("b_1", Slot(FREE, FREE), "phone:+1")  # type: ignore[arg-type]
    talk = conversation()
    row = BookingRow(
        place,
        talk.id,
        talk.terms.id,
        talk.terms.motion,
        talk.terms.founder,
        talk.facts.customer_id,
        "A",
    )
    with acting_for(TENANT):
        bookings.to_row(TENANT, row, version=1).save()
    record = ImportRecord(id="im_1", status=ImportStatus.RUNNING, created_at=NOW, files=())
    StoredImports().create_import(TENANT, record)
    won = {"status": BookingStatus.WON, "amount_cents": 4900, "at": NOW}
    bookings.mark(TENANT, place.id, **{**won, "amount_cents": 1})  # type: ignore[arg-type]
    assert list_events(TENANT) == ()
    create_endpoint(TENANT, HOOK)

    def finished(found: ImportRecord) -> ImportRecord:
        return found.model_copy(update={"status": ImportStatus.DONE, "updated_at": NOW})

    for _ in range(2):
        bookings.mark(TENANT, place.id, **won)  # type: ignore[arg-type]
        StoredImports().edit_import(TENANT, "im_1", finished)
    told = {row.row.event.kind: row.row.event.data for row in list_events(TENANT)}
    assert set(told) == {WebhookKind.BOOKING_OUTCOME, WebhookKind.IMPORT_DONE}
    assert told[WebhookKind.BOOKING_OUTCOME]["amount_cents"] == 4900
    assert told[WebhookKind.BOOKING_OUTCOME]["crm_record_id"] == talk.facts.customer_id
    assert len(list_events(TENANT)) == 2
