"""Customers who ask for a return in 30, 60 and 90 days, at an hour, each in a zone of their own.

They come from a file, which is too old by then, or from a founder's Stripe account.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from infra.local.demo.scenes.known_customer import KnownCustomer
from infra.local.demo.scenes.ledgers import Ledgers, is_inbound, read_moment, read_words
from infra.local.demo.scenes.scene import Heard
from infra.local.samples.sample_base import Row
from infra.sandbox.client import SandboxClient
from infra.sandbox.ledger import Record

FROM_A_FILE = {
    30: KnownCustomer(
        1, "Cora Sample-Thirty", "+14155550181", zone="America/Los_Angeles", region="CA"
    ),
    60: KnownCustomer(2, "Carl Sample-Sixty", "+13035550182", zone="America/Denver", region="CO"),
    90: KnownCustomer(
        3, "Cleo Sample-Ninety", "+37060009183", zone="Europe/Vilnius", country="LT", region=""
    ),
}
WISHED = time(15)
FIRST_HOUR = time(10)
"""At which a return begins that was wished for a weekend."""
REMINDED = timedelta(days=3)
"""How long before it the founder is reminded that the facts will be too old."""
JUST_BEFORE = timedelta(minutes=1)
RETURNED = "You asked me to come back to you about now"
NO = "No thanks, I am not interested"


class Waiting(Protocol):
    """A customer who wants to be asked later."""

    @property
    def name(self) -> str: ...

    @property
    def address(self) -> str:
        """A phone that is texted, or a mailbox."""
        ...

    @property
    def zone(self) -> str: ...


@dataclass
class Callbacks:
    """Some customers of one founder, by the days after which they want to be asked again."""

    sandbox: SandboxClient
    ours: str
    customers: Mapping[int, Waiting]
    promise: str
    reminded: bool = True
    """Whether the founder is asked for a fresh file before; not where the base is synced."""
    looks: tuple[datetime, ...] = ()
    """When the clock stops so that the first words can go out."""
    _asked: dict[int, datetime] = field(default_factory=dict)
    _ended: set[int] = field(default_factory=set)

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(customer.address for customer in self.customers.values())

    @property
    def reached(self) -> int:
        return len(self._asked)

    def list_rows(self, today: date) -> list[Row]:
        """Of those who come from a file."""
        known = (each for each in self.customers.values() if isinstance(each, KnownCustomer))
        return [customer.make_row(today) for customer in known]

    def prepare(self) -> None:
        return

    def act(self, heard: Heard) -> int:
        acted = 0
        for days, customer in self.customers.items():
            sent = heard.sent_to(customer.address)
            if sent and days not in self._asked:
                self._asked[days] = heard.now
                self._answer(sent[-1], customer, f"Not now. Ask me again in {days} days at 3 pm")
            elif sent and days not in self._ended and RETURNED in read_words(sent[-1]):
                self._ended.add(days)
                self._answer(sent[-1], customer, NO)
            else:
                continue
            acted += 1
        return acted

    def _answer(self, sent: Record, customer: Waiting, words: str) -> None:
        if "@" in customer.address:
            self.sandbox.reply_mail(str(sent["id"]), words)
        else:
            self.sandbox.text(customer.address, to=self.ours, body=words)

    def list_moments(self) -> tuple[datetime, ...]:
        """Before each return the founder's reminder and a last look at the silence."""
        before = (REMINDED, JUST_BEFORE, timedelta(0))[0 if self.reminded else 1 :]
        promised = [
            promised_at(days, asked=at, zone=self.customers[days].zone)
            for days, at in self._asked.items()
        ]
        return (*self.looks, *(at - span for at in promised for span in before))

    def find_problems(self, ledgers: Ledgers) -> list[str]:
        return [
            f"{customer.name}: {problem}"
            for days, customer in self.customers.items()
            for problem in _problems(ledgers, customer, days=days, reminded=self.reminded)
        ]


def promised_at(days: int, *, asked: datetime, zone: str) -> datetime:
    """The hour that was wished, or the first one after a weekend, in the customer's zone."""
    there = ZoneInfo(zone)
    day = asked.astimezone(there).date() + timedelta(days=days)
    weekend = day.weekday() > 4
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, FIRST_HOUR if weekend else WISHED, there)


def _problems(ledgers: Ledgers, customer: Waiting, *, days: int, reminded: bool) -> Iterator[str]:
    texts = ledgers.exchange(customer.address)
    wish = f"in {days} days"
    asks = (n for n, text in enumerate(texts) if is_inbound(text) and wish in read_words(text))
    asked = next(asks, None)
    if asked is None:
        yield "never asked for a return"
        return
    promised = promised_at(days, asked=read_moment(texts[asked]), zone=customer.zone)
    answers = [text for text in texts[asked + 1 :] if not is_inbound(text)]
    if not answers or not _names(answers[0], promised):
        yield f"was not promised {promised:%A, %d %B %H:%M}"
        return
    touched = [read_moment(text) for text in answers[1:]]
    touched += [read_moment(call) for call in ledgers.calls_to(customer.address)]
    if min(touched, default=promised) < promised:
        yield f"was touched on {min(touched)}, before the promise"
    returned = [text for text in answers[1:] if RETURNED in read_words(text)]
    if [read_moment(text) for text in returned] != [promised]:
        came = ", ".join(str(read_moment(text)) for text in returned) or "never"
        yield f"was promised {promised} and the agent came {came}"
    reminder = f"Callback in three days: {customer.name}"
    reminders = [read_moment(m) for m in ledgers.mails if m["subject"] == reminder]
    if reminders != ([promised - REMINDED] if reminded else []):
        yield f"the founder was reminded at {reminders or 'no time'} what to upload"


def _names(answer: Record, promised: datetime) -> bool:
    """Whether day and hour are in the words."""
    hour = f"{promised:%I:%M %p}".removeprefix("0")
    return all(part in read_words(answer) for part in (f"{promised:%A, %B} {promised.day}", hour))
