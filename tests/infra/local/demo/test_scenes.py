"""The scenes of the demo judge ledgers: a right one holds, a wrong one and an empty one fail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from infra.local.demo.scenes import delivery_reports as reports
from infra.local.demo.scenes import founders_answer as founders
from infra.local.demo.scenes import shared_phones as shared
from infra.local.demo.scenes.callbacks import (
    FROM_A_FILE,
    REMINDED,
    RETURNED,
    Callbacks,
    Waiting,
    promised_at,
)
from infra.local.demo.scenes.delivery_reports import DeliveryReports
from infra.local.demo.scenes.founders_answer import FoundersAnswer
from infra.local.demo.scenes.ledgers import Ledgers
from infra.local.demo.scenes.scene import Heard, Scene
from infra.local.demo.scenes.shared_phones import SharedPhones
from infra.local.demo.scenes.synced_base import FROM_STRIPE
from infra.sandbox.client import SandboxClient
from infra.sandbox.ledger import Record

OURS = "+12025550100"
AT = datetime(2026, 9, 14, 14, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPENING = "Hi, this is Sampleboard's AI assistant. Would more room be of use?"
CLIENT = SandboxClient("http://127.0.0.1:9")
"""Judging asks nothing of it."""


def sent(phone: str, body: str, at: datetime, *history: str) -> Record:
    return {
        "direction": "outbound-api",
        "to": phone,
        "from": OURS,
        "body": body,
        "date_created": at.isoformat(),
        "history": ["queued", "sent", *(history or ("delivered",))],
    }


def wrote(phone: str, body: str, at: datetime) -> Record:
    return sent(phone, body, at) | {"direction": "inbound", "to": OURS, "from": phone}


def mail(to: str, text: str, at: datetime) -> Record:
    return {
        "direction": "outbound",
        "to": [to],
        "from": "hello@sampleboard.example.com",
        "subject": "A question",
        "text": text,
        "at": at.isoformat(),
    }


def call(phone: str, at: datetime) -> Record:
    return {"to": phone, "start_time": at.isoformat()}


def without(ledgers: Ledgers, *bodies: str) -> Ledgers:
    kept = (m for m in ledgers.messages if not any(body in m["body"] for body in bodies))
    return replace(ledgers, messages=tuple(kept))


def moved(ledgers: Ledgers, body: str, by: timedelta) -> Ledgers:
    """Every message with these words, sent later by so much."""
    return replace(
        ledgers,
        messages=tuple(
            m | {"date_created": (datetime.fromisoformat(m["date_created"]) + by).isoformat()}
            if body in m["body"]
            else m
            for m in ledgers.messages
        ),
    )


def plus(ledgers: Ledgers, *messages: Record) -> Ledgers:
    return replace(ledgers, messages=(*ledgers.messages, *messages))


def file_callbacks() -> Callbacks:
    return Callbacks(CLIENT, OURS, FROM_A_FILE, promise="kept")


def judge_callbacks(ledgers: Ledgers) -> list[str]:
    return file_callbacks().find_problems(ledgers)


def promise_to(customer: Waiting, days: int) -> tuple[datetime, str]:
    at = promised_at(days, asked=AT, zone=customer.zone)
    hour = f"{at:%I:%M %p}".removeprefix("0")
    return at, f"Noted, I'll come back to you then: {at:%A, %B} {at.day}, {hour} your time."


def kept_callbacks() -> Ledgers:
    messages, mails = [], []
    for days, customer in FROM_A_FILE.items():
        at, promise = promise_to(customer, days)
        messages += [
            sent(customer.phone, OPENING, AT),
            wrote(customer.phone, f"Not now. Ask me again in {days} days at 3 pm", AT),
            sent(customer.phone, promise, AT),
            sent(customer.phone, f"Hi, the AI assistant. {RETURNED}, so here I am.", at),
        ]
        mails.append(
            mail("founder@example.com", "", at - REMINDED)
            | {"subject": f"Callback in three days: {customer.name}"}
        )
    return Ledgers(messages=tuple(messages), mails=tuple(mails))


def kept_by_mail() -> Ledgers:
    mails = []
    for days, customer in FROM_STRIPE.items():
        at, promise = promise_to(customer, days)
        asks = mail(OURS, f"Not now. Ask me again in {days} days at 3 pm", AT)
        mails += [
            mail(customer.address, OPENING, AT),
            asks | {"direction": "inbound", "person": customer.address},
            mail(customer.address, promise, AT),
            mail(customer.address, RETURNED, at),
        ]
    return Ledgers(mails=tuple(mails))


def test_a_return_is_promised_for_the_hour_in_the_customers_own_zone() -> None:
    wall = {days: promise_to(customer, days)[0] for days, customer in FROM_A_FILE.items()}
    assert wall[30] == datetime(2026, 10, 14, 15, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert wall[60] == datetime(2026, 11, 13, 15, tzinfo=ZoneInfo("America/Denver"))
    # A Sunday, so the first hour of the Monday after it.
    assert wall[90] == datetime(2026, 12, 14, 10, tzinfo=ZoneInfo("Europe/Vilnius"))


def test_callbacks_at_their_hour_hold() -> None:
    assert judge_callbacks(kept_callbacks()) == []
    synced = Callbacks(CLIENT, OURS, FROM_STRIPE, promise="kept", reminded=False)
    assert synced.find_problems(kept_by_mail()) == []
    assert len(synced.find_problems(Ledgers())) == len(FROM_STRIPE)
    asked_for_a_file = mail("sol@example.com", "", AT) | {
        "subject": f"Callback in three days: {FROM_STRIPE[30].name}"
    }
    kept = kept_by_mail()
    assert synced.find_problems(replace(kept, mails=(*kept.mails, asked_for_a_file)))


@pytest.mark.parametrize(
    ("wrong", "names"),
    [
        (lambda kept: Ledgers(), "never asked"),
        (lambda kept: without(kept, RETURNED), "came never"),
        (lambda kept: moved(kept, RETURNED, HOUR), "the agent came"),
        (lambda kept: moved(kept, RETURNED, -HOUR), "before the promise"),
        (lambda kept: without(kept, "Noted"), "was not promised"),
        (lambda kept: plus(kept, *kept.messages[3:4]), "the agent came"),
        (lambda kept: replace(kept, calls=(call(FROM_A_FILE[60].phone, AT + DAY),)), "before"),
        (lambda kept: replace(kept, mails=()), "reminded at no time"),
    ],
)
def test_a_broken_promise_to_return_is_found(
    wrong: Callable[[Ledgers], Ledgers], names: str
) -> None:
    assert names in " ".join(judge_callbacks(wrong(kept_callbacks())))


class PressingFounder:
    def __init__(self) -> None:
        self.pressed: list[str] = []

    def take_over(self, name: str) -> None:
        self.pressed.append(f"take over {name}")

    def answer(self, name: str, words: str) -> None:
        self.pressed.append(f"answer {name}: {words}")


def judge_answer(ledgers: Ledgers, *, copies: int = 1) -> list[str]:
    """Played without the customer's own messages, which are in the ledger."""
    founder = PressingFounder()

    def deliver(queue: str, press: Callable[[], None]) -> int:
        press()
        return copies

    scene = FoundersAnswer(CLIENT, OURS, founder, deliver, _asked=True)
    phone = founders.CUSTOMER.phone
    texts = [sent(phone, OPENING, AT), sent(phone, "I don't know", AT)]
    scene.act(Heard(AT, {phone: texts}))
    assert len(founder.pressed) == 2
    return scene.find_problems(ledgers)


def answered_once() -> Ledgers:
    phone = founders.CUSTOMER.phone
    return Ledgers(
        (
            sent(phone, OPENING, AT),
            wrote(phone, founders.ASKS, AT),
            sent(phone, "I don't know that, and I'd rather not guess.", AT),
            sent(phone, founders.ANSWER, AT),
        )
    )


def test_an_answer_read_once_holds() -> None:
    assert judge_answer(answered_once()) == []


def test_an_answer_read_twice_never_or_delivered_once_is_found() -> None:
    once, phone = answered_once(), founders.CUSTOMER.phone
    assert "2 times" in judge_answer(plus(once, once.messages[-1]))[0]
    twice_in_one = sent(phone, f"{founders.ANSWER} {founders.ANSWER}", AT)
    assert "2 times" in judge_answer(plus(without(once, founders.ANSWER), twice_in_one))[0]
    assert "0 times" in judge_answer(without(once, founders.ANSWER))[0]
    assert "delivered twice" in judge_answer(once, copies=0)[0]
    assert "spoke after" in judge_answer(plus(once, sent(phone, "One more thing", AT)))[0]
    assert (
        len(FoundersAnswer(CLIENT, OURS, PressingFounder(), lambda *_: 1).find_problems(Ledgers()))
        == 3
    )


def judge_shared(ledgers: Ledgers) -> list[str]:
    return SharedPhones(CLIENT, OURS).find_problems(ledgers)


def held_for_every_owner() -> Ledgers:
    after = AT + 31 * DAY
    return Ledgers(
        (
            sent(shared.ANSWERED, OPENING, AT),
            wrote(shared.ANSWERED, shared.NO, AT),
            sent(shared.ANSWERED, "All right, thank you.", AT),
            sent(shared.ANSWERED, OPENING, after),
            wrote(shared.ANSWERED, shared.STOP, after),
            sent(shared.ANSWERED, "Stopped.", after),
            *(sent(shared.SILENT, OPENING, AT + days * DAY) for days in (0, 1, 2, 7)),
        )
    )


def test_a_shared_phone_left_alone_holds() -> None:
    assert judge_shared(held_for_every_owner()) == []


@pytest.mark.parametrize(
    ("extra", "names"),
    [
        (sent(shared.ANSWERED, OPENING, AT + 30 * DAY), "in the quiet days"),
        (sent(shared.ANSWERED, OPENING, AT + 60 * DAY), "after the stop"),
        (sent(shared.SILENT, OPENING, AT + 7 * DAY + HOUR), "and again at"),
        (sent(shared.SILENT, OPENING, AT + 3 * DAY), "more than 3 touches"),
    ],
)
def test_a_text_too_many_at_a_shared_phone_is_found(extra: Record, names: str) -> None:
    held = plus(held_for_every_owner(), extra)
    in_order = sorted(held.messages, key=lambda message: str(message["date_created"]))
    assert names in " ".join(judge_shared(replace(held, messages=tuple(in_order))))


def test_a_scene_of_shared_phones_without_its_second_owners_is_found() -> None:
    held = held_for_every_owner()
    found = " ".join(judge_shared(replace(held, messages=held.messages[:3])))
    assert "the other owners were not written to" in found
    assert "nobody at the shared phone said stop" in found
    assert "its second owner never was" in found
    assert "said no" in judge_shared(Ledgers())[0]
    rung = replace(held, calls=(call(shared.SILENT, AT),))
    assert "was rung" in judge_shared(rung)[0]


def judge_reports(ledgers: Ledgers) -> list[str]:
    return DeliveryReports(CLIENT, OURS).find_problems(ledgers)


def reported_out_of_order() -> Ledgers:
    late, early, lost = (
        each.phone for each in (reports.FAILED_LATE, reports.ARRIVED_LATE, reports.LOST)
    )
    return Ledgers(
        messages=(
            sent(late, OPENING, AT, "delivered", "undelivered"),
            sent(early, OPENING, AT, "undelivered", "delivered"),
            sent(lost, OPENING, AT, "undelivered"),
            *(wrote(phone, reports.NO, AT + 5 * HOUR) for phone in (late, early)),
            *(sent(phone, "All right.", AT + 5 * HOUR) for phone in (late, early)),
        ),
        calls=(call(lost, AT + 2 * HOUR),),
    )


def test_reports_out_of_order_that_do_nothing_hold() -> None:
    assert judge_reports(reported_out_of_order()) == []


@pytest.mark.parametrize("phone", [reports.FAILED_LATE.phone, reports.ARRIVED_LATE.phone])
def test_a_struck_text_and_a_call_are_found(phone: str) -> None:
    right = reported_out_of_order()
    rung = replace(right, calls=(*right.calls, call(phone, AT + HOUR)))
    assert "was rung" in judge_reports(rung)[0]
    again = tuple(
        m | {"body": f"{OPENING} All right."}
        if (m["to"], m["body"]) == (phone, "All right.")
        else m
        for m in right.messages
    )
    assert "after the answer came" in judge_reports(replace(right, messages=again))[0]


def test_reports_in_order_or_a_loss_that_rings_nobody_are_found() -> None:
    right = reported_out_of_order()
    in_order = tuple(m | {"history": ["queued", "sent", "delivered"]} for m in right.messages)
    assert len(judge_reports(replace(right, messages=in_order))) == 3
    assert "not rung" in judge_reports(replace(right, calls=()))[0]
    assert len(judge_reports(Ledgers())) == 3


def test_every_scene_has_customers_of_its_own() -> None:
    scenes: tuple[Scene, ...] = (
        file_callbacks(),
        FoundersAnswer(CLIENT, OURS, PressingFounder(), lambda *_: 0),
        SharedPhones(CLIENT, OURS),
        DeliveryReports(CLIENT, OURS),
    )
    rows = [row for scene in scenes for row in scene.list_rows(AT.date())]
    ids = [row["customer_id"] for row in rows]
    assert len(set(ids)) == len(ids)
    assert {row["phone"] for row in rows} == {each for scene in scenes for each in scene.addresses}
