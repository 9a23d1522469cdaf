"""A founder takes a conversation over, and the queue delivers the answer twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from infra.local.demo.scenes.known_customer import KnownCustomer
from infra.local.demo.scenes.ledgers import Ledgers, is_inbound, read_words
from infra.local.demo.scenes.scene import Heard
from infra.local.samples.sample_base import Row
from infra.sandbox.client import SandboxClient

CUSTOMER = KnownCustomer(4, "Toby Sample-Person", "+16175550184", region="MA")
ASKS = "Does it integrate with my aunt's fax machine?"
ANSWER = "Sample Founder here: not with a fax machine yet, but soon."
QUEUE = "replies"


class AnsweringFounder(Protocol):
    def take_over(self, name: str) -> None: ...

    def answer(self, name: str, words: str) -> None: ...


DeliverTwice = Callable[[str, Callable[[], None]], int]
"""Does some work; what it puts on the named queue is worked twice. Returns how many messages."""


@dataclass
class FoundersAnswer:
    """At least once is what a queue promises; the customer reads it once."""

    sandbox: SandboxClient
    ours: str
    founder: AnsweringFounder
    deliver_twice: DeliverTwice
    promise: str = "a founder's answer that the queue delivered twice was read once"
    _asked: bool = False
    _delivered_again: int | None = field(default=None)

    @property
    def addresses(self) -> tuple[str, ...]:
        return (CUSTOMER.phone,)

    @property
    def reached(self) -> int:
        return int(self._asked)

    def list_rows(self, today: date) -> list[Row]:
        return [CUSTOMER.make_row(today)]

    def prepare(self) -> None:
        return

    def act(self, heard: Heard) -> int:
        sent = heard.sent_to(CUSTOMER.phone)
        if sent and not self._asked:
            self._asked = True
            self.sandbox.text(CUSTOMER.phone, to=self.ours, body=ASKS)
            return 1
        if len(sent) > 1 and self._delivered_again is None:
            self.founder.take_over(CUSTOMER.name)
            self._delivered_again = self.deliver_twice(
                QUEUE, lambda: self.founder.answer(CUSTOMER.name, ANSWER)
            )
            return 1
        return 0

    def list_moments(self) -> tuple[datetime, ...]:
        return ()

    def find_problems(self, ledgers: Ledgers) -> list[str]:
        problems = []
        if not self._delivered_again:
            problems.append("no answer of the founder was delivered twice")
        texts = ledgers.texts(CUSTOMER.phone)
        if not any(is_inbound(text) and read_words(text) == ASKS for text in texts):
            problems.append(f"{CUSTOMER.name} asked nothing")
        sent = [read_words(text) for text in ledgers.texts_to(CUSTOMER.phone)]
        times = sum(words.count(ANSWER) for words in sent)
        if times != 1:
            problems.append(f"{CUSTOMER.name} read the founder's answer {times} times")
        elif ANSWER not in sent[-1]:
            problems.append(f"the agent spoke after the founder had taken over: {sent[-1]}")
        return problems
