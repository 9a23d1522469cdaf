"""Reports of delivery that contradict each other, and one that does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from infra.local.demo.scenes.known_customer import KnownCustomer
from infra.local.demo.scenes.ledgers import (
    INTRODUCTION,
    Ledgers,
    is_inbound,
    read_moment,
    read_words,
)
from infra.local.demo.scenes.scene import Heard
from infra.local.samples.sample_base import Row
from infra.sandbox.client import SandboxClient
from infra.sandbox.ledger import Record

BOTH = ("sms", "voice")
FAILED_LATE = KnownCustomer(10, "Rhea Sample-Report", "+12155550187", region="PA", consents=BOTH)
"""Delivered, and an hour later the carrier says undelivered."""
ARRIVED_LATE = KnownCustomer(11, "Rolf Sample-Report", "+14125550188", region="PA", consents=BOTH)
"""Undelivered, and in the same minute the carrier says delivered."""
LOST = KnownCustomer(12, "Rita Sample-Report", "+12165550189", region="OH", consents=BOTH)
"""Undelivered, and nothing more: the next channel is a call."""
UNREACHABLE = 30005
ANSWERS_AFTER = timedelta(hours=4)
"""Longer than a call would take to come."""
CALLED_WITHIN = timedelta(hours=6)
NO = "No thanks, I am not interested"


@dataclass
class DeliveryReports:
    """The two whose text arrived can be called, too: a struck text would make their phones ring."""

    sandbox: SandboxClient
    ours: str
    promise: str = "delivery reports out of order struck no text and started no call"
    _sent_at: dict[str, datetime] = field(default_factory=dict)
    _reported_at: dict[str, datetime] = field(default_factory=dict)
    _answered: set[str] = field(default_factory=set)

    @property
    def addresses(self) -> tuple[str, ...]:
        return (FAILED_LATE.phone, ARRIVED_LATE.phone, LOST.phone)

    @property
    def reached(self) -> int:
        return len(self._answered)

    def list_rows(self, today: date) -> list[Row]:
        return [each.make_row(today) for each in (FAILED_LATE, ARRIVED_LATE, LOST)]

    def prepare(self) -> None:
        for customer in (ARRIVED_LATE, LOST):
            self.sandbox.set_person(customer.phone, sms_error=UNREACHABLE)

    def act(self, heard: Heard) -> int:
        for phone in (FAILED_LATE.phone, ARRIVED_LATE.phone):
            if heard.sent_to(phone):
                self._sent_at.setdefault(phone, heard.now)
        return self._report(heard.now) + self._answer(heard.now)

    def _report(self, now: datetime) -> int:
        acted = 0
        for phone, sent_at in self._sent_at.items():
            fails = phone == FAILED_LATE.phone
            if phone in self._reported_at or (fails and now == sent_at):
                continue
            self._reported_at[phone] = now
            self.sandbox.set_person(phone, sms_error=None)
            self.sandbox.report_text(phone, "undelivered" if fails else "delivered")
            acted += 1
        return acted

    def _answer(self, now: datetime) -> int:
        acted = 0
        for phone, at in self._reported_at.items():
            if phone not in self._answered and now - at >= ANSWERS_AFTER:
                self._answered.add(phone)
                self.sandbox.text(phone, to=self.ours, body=NO)
                acted += 1
        return acted

    def list_moments(self) -> tuple[datetime, ...]:
        return ()

    def find_problems(self, ledgers: Ledgers) -> list[str]:
        contradicted = {
            FAILED_LATE: ("delivered", "undelivered"),
            ARRIVED_LATE: ("undelivered", "delivered"),
        }
        problems = [
            f"{customer.name}: {problem}"
            for customer, reports in contradicted.items()
            for problem in _contradicted(ledgers, customer.phone, reports)
        ]
        return [*problems, *(f"{LOST.name}: {problem}" for problem in _lost(ledgers))]


def _contradicted(ledgers: Ledgers, phone: str, reports: Sequence[str]) -> Iterator[str]:
    """The answer to somebody who heard nothing of us would introduce itself again."""
    texts = ledgers.texts(phone)
    if not texts or tuple(texts[0]["history"][-2:]) != tuple(reports):
        yield f"no text was reported {' and then '.join(reports)}"
        return
    if ledgers.calls_to(phone):
        yield f"was rung at {read_moment(ledgers.calls_to(phone)[0])}"
    reply = next((n for n, text in enumerate(texts) if is_inbound(text)), None)
    if reply is None:
        yield "did not answer"
        return
    if reply != 1:
        yield f"got {reply} texts before the answer"
    if [_introduces(text) for text in texts[reply + 1 :]] != [False]:
        yield f"after the answer came: {[read_words(text) for text in texts[reply + 1 :]]}"


def _introduces(text: Record) -> bool:
    return is_inbound(text) or INTRODUCTION in read_words(text)


def _lost(ledgers: Ledgers) -> Iterator[str]:
    """Shows that a text which did not arrive does start a call."""
    texts = ledgers.texts_to(LOST.phone)
    if not texts or texts[0]["history"][-1] != "undelivered":
        yield "no text was reported undelivered"
        return
    sent = read_moment(texts[0])
    if not any(read_moment(call) - sent <= CALLED_WITHIN for call in ledgers.calls_to(LOST.phone)):
        yield f"was not rung within {CALLED_WITHIN}"
