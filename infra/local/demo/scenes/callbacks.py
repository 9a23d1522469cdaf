"""Customers who ask for a return in 30, 60 and 90 days, at an hour, each in a zone of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from infra.local.demo.scenes.known_customer import KnownCustomer
from infra.local.demo.scenes.ledgers import Ledgers, is_inbound, read_moment, read_words
from infra.local.demo.scenes.scene import Heard
from infra.local.samples.sample_base import Row
from infra.sandbox.client import SandboxClient
from infra.sandbox.ledger import Record

IN_DAYS = {
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


@dataclass
class Callbacks:
    """The founder's file is older than two weeks on each of the days."""

    sandbox: SandboxClient
    ours: str
    promise: str = (
        "callbacks in 30, 60 and 90 days came at the promised hour there, on facts too old to state"
    )
    _asked: dict[int, datetime] = field(default_factory=dict)
    _ended: set[int] = field(default_factory=set)

    @property
    def phones(self) -> tuple[str, ...]:
        return tuple(customer.phone for customer in IN_DAYS.values())

    @property
    def reached(self) -> int:
        return len(self._asked)

    def list_rows(self, today: date) -> list[Row]:
        return [customer.make_row(today) for customer in IN_DAYS.values()]

    def prepare(self) -> None:
        return

    def act(self, heard: Heard) -> int:
        acted = 0
        for days, customer in IN_DAYS.items():
            sent = heard.texts_to(customer.phone)
            if sent and days not in self._asked:
                self._asked[days] = heard.now
                self._say(customer, f"Not now. Ask me again in {days} days at 3 pm")
            elif sent and days not in self._ended and RETURNED in read_words(sent[-1]):
                self._ended.add(days)
                self._say(customer, NO)
            else:
                continue
            acted += 1
        return acted

    def _say(self, customer: KnownCustomer, words: str) -> None:
        self.sandbox.text(customer.phone, to=self.ours, body=words)

    def list_moments(self) -> tuple[datetime, ...]:
        """Before each return the founder's reminder and a last look at the silence."""
        promised = [promised_at(days, asked=at) for days, at in self._asked.items()]
        before = (REMINDED, JUST_BEFORE, timedelta(0))
        return tuple(at - span for at in promised for span in before)

    def find_problems(self, ledgers: Ledgers) -> list[str]:
        return [
            f"{customer.name}: {problem}"
            for days, customer in IN_DAYS.items()
            for problem in _problems(ledgers, customer, days=days)
        ]


def promised_at(days: int, *, asked: datetime) -> datetime:
    """The hour that was wished, or the first one after a weekend, in the customer's zone."""
    zone = ZoneInfo(IN_DAYS[days].zone)
    day = asked.astimezone(zone).date() + timedelta(days=days)
    weekend = day.weekday() > 4
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, FIRST_HOUR if weekend else WISHED, zone)


def _problems(ledgers: Ledgers, customer: KnownCustomer, *, days: int) -> Iterator[str]:
    texts = ledgers.texts(customer.phone)
    asked = next((n for n, text in enumerate(texts) if f"in {days} days" in text["body"]), None)
    if asked is None:
        yield "never asked for a return"
        return
    promised = promised_at(days, asked=read_moment(texts[asked]))
    answers = [text for text in texts[asked + 1 :] if not is_inbound(text)]
    if not answers or not _names(answers[0], promised):
        yield f"was not promised {promised:%A, %d %B %H:%M}"
        return
    touched = [read_moment(text) for text in answers[1:]]
    touched += [read_moment(call) for call in ledgers.calls_to(customer.phone)]
    if min(touched, default=promised) < promised:
        yield f"was touched on {min(touched)}, before the promise"
    returned = [text for text in answers[1:] if RETURNED in read_words(text)]
    if [read_moment(text) for text in returned] != [promised]:
        came = ", ".join(str(read_moment(text)) for text in returned) or "never"
        yield f"was promised {promised} and the agent came {came}"
    reminder = f"Callback in three days: {customer.name}"
    reminders = [read_moment(m) for m in ledgers.mails if m["subject"] == reminder]
    if reminders != [promised - REMINDED]:
        yield f"the founder was reminded at {reminders or 'no time'} what to upload"


def _names(answer: Record, promised: datetime) -> bool:
    """Whether day and hour are in the words."""
    hour = f"{promised:%I:%M %p}".removeprefix("0")
    return all(part in read_words(answer) for part in (f"{promised:%A, %B} {promised.day}", hour))
