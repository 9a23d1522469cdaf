"""Customers who answer, played by a script through the sandbox: phones, calls, mail and the page.

Each behaves as one of a few kinds of person; which one is decided by the seed. They read what the
agent wrote or spoke, and know nothing else.
"""

from __future__ import annotations

import random
import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from html import unescape
from pathlib import Path

from infra.sandbox.client import SandboxClient, SandboxRefusedError
from infra.sandbox.ledger import Record

REPLIES_AT_MOST = 6
SPOKEN_AT_MOST = 5
PATIENCE_S = 120.0
"""A cold function on a busy machine takes its time to answer."""
_OPTION = re.compile(r"(?:^|\s)1[).:]\s")
_OFFERED = re.compile(r"(?:^|\s)1[).:]\s.+\s3[).:]\s[^.?!]+")
_WHY = re.compile(r"\b(why|reason|what made)\b", re.IGNORECASE)
_TIME = re.compile(r'href="(\?start=[^"]+)"')
_CONFIRMED = re.compile(
    r'name="version" value="(\d+)">\s*<input type="hidden" name="start" value="([^"]+)"', re.DOTALL
)
_LINK = re.compile(r"https?://\S+/c/\S+")
_WORDS = Path(__file__).with_name("customers_words.tsv")
STOP_QUESTION = "Shall I stop contacting you for good?"
UNCLEAR_QUESTION = "it a yes, a later or a no?"
_COMES_BACK = "You asked me to come back to you about now"
_FOUNDER_GOES_ON = "will get back to you"
STOPPED = "will not contact you like this again"
"""What the agent's approved lines say when it asks, and when it stops."""


class Kind(StrEnum):
    """What a person does when the agent writes or rings."""

    BOOKS = "books"
    ASKS_PRICE = "asks the price, then books"
    IN_A_MONTH = "says in a month"
    OPTS_OUT = "opts out"
    DECLINES = "says no"
    UNKNOWN = "asks what nobody approved"
    SILENT = "does not answer texts, answers calls and books"
    NEVER = "never answers"


_MIX = (
    Kind.BOOKS,
    Kind.SILENT,
    Kind.IN_A_MONTH,
    Kind.OPTS_OUT,
    Kind.BOOKS,
    Kind.ASKS_PRICE,
    Kind.DECLINES,
    Kind.UNKNOWN,
    Kind.SILENT,
    Kind.NEVER,
)
_FIRST_WORDS = {
    Kind.BOOKS: "books",
    Kind.ASKS_PRICE: "asks_price",
    Kind.IN_A_MONTH: "in_a_month",
    Kind.OPTS_OUT: "opts_out",
    Kind.DECLINES: "declines",
    Kind.UNKNOWN: "unknown",
    Kind.SILENT: "books",
}
"""Kind of person → the kind of line they begin with."""


@cache
def load_words() -> Mapping[str, tuple[str, ...]]:
    """Kind of line → lines. They were written on 2026-11-29 by somebody who knew neither the code
    nor its phrases, and none was changed since; those that named a day other than the offered
    ones were left out.
    """
    found: dict[str, list[str]] = {}
    for line in _WORDS.read_text(encoding="utf-8").splitlines():
        kind, text = line.split("\t")
        found.setdefault(kind, []).append(text)
    return {kind: tuple(lines) for kind, lines in found.items()}


@dataclass
class Person:
    """One customer, reachable by phone and mail."""

    name: str
    kind: Kind
    first_kind: Kind
    """What they were before time changed their mind."""
    replies: int = 0
    answered: bool = False
    """Something of theirs really reached our side."""
    done: bool = False
    first_words: str = ""
    asked_again: bool = False
    """They opted out, and heard anything but that it is done."""


@dataclass(frozen=True)
class _Pick:
    """A customer's answer to offered times."""

    offered: str
    """The times with their zone, as they were worded."""
    address: str
    words: str
    channel: str


@dataclass
class ScriptedCustomers:
    """Everybody who may be contacted. `addresses` maps each phone and mail to a name."""

    sandbox: SandboxClient
    addresses: dict[str, str]
    seed: int
    ours: str
    people: dict[str, Person] = field(default_factory=dict)
    answered: Counter[str] = field(default_factory=Counter)
    _kinds: deque[Kind] = field(default_factory=deque)
    _messages_read: int = 0
    _mails_read: int = 0
    _slow: _Pick | None = None
    """The first who picks takes a while: until somebody else wants the very same time."""
    _raced: bool = False

    def answer_everything(self) -> int:
        """React to all that came in since the last time; returns how many reactions."""
        news = self.sandbox.news(messages=self._messages_read, mails=self._mails_read)
        self._messages_read += len(news.messages)
        self._mails_read += len(news.mails)
        acted = (
            self._answer_texts(news.messages)
            + self._answer_calls(news.ringing)
            + self._answer_mails(news.mails)
        )
        if acted == 0 and self._slow is not None:
            # Nobody else is about to answer: another time there will be a race.
            acted = self._send(self._slow)
            self._slow = None
        return acted

    def _person(self, address: str) -> Person | None:
        name = self.addresses.get(address)
        if name is None:
            return None
        if name not in self.people:
            kind = self._next_kind(len(self.people))
            self.people[name] = Person(name, kind=kind, first_kind=kind)
        return self.people[name]

    def _next_kind(self, number: int) -> Kind:
        """Every kind comes soon, in an order the seed decides."""
        if not self._kinds:
            block = list(_MIX)
            random.Random(f"{self.seed}-{number}").shuffle(block)
            self._kinds.extend(block)
        return self._kinds.popleft()

    # Text messages

    def _answer_texts(self, messages: list[Record]) -> int:
        count = 0
        for message in messages:
            # The provider's own answer to a keyword is no word of the agent.
            if message["direction"].startswith("inbound") or message.get("automatic"):
                continue
            address = str(message["to"]).removeprefix("whatsapp:")
            person = self._person(address)
            if person is None or message["status"] in {"failed", "undelivered"}:
                continue
            if person.kind is Kind.SILENT:
                continue
            body = str(message["body"])
            words = self._words(person, body)
            if words:
                times = _OFFERED.search(" ".join(body.split()))
                pick = _Pick(times[0] if times else "", address, words, str(message["channel"]))
                count += self._send_or_wait(pick)
                person.answered = True
        return count

    def _send_or_wait(self, pick: _Pick) -> int:
        """Two customers want one time once for certain, however fast the agent answers.

        Otherwise the second to answer is offered what the first one left.
        """
        if not pick.offered or self._raced:
            return self._send(pick)
        if self._slow is None:
            self._slow = pick
            return 0
        if self._slow.offered != pick.offered or self._slow.address == pick.address:
            return self._send(pick)
        slow, self._slow, self._raced = self._slow, None, True
        return self._send(slow) + self._send(pick)

    def _send(self, pick: _Pick) -> int:
        self._text(pick.address, pick.words, channel=pick.channel)
        return 1

    def _text(self, address: str, words: str, *, channel: str) -> None:
        kind = "whatsapp" if channel == "whatsapp" else "sms"
        self.sandbox.text(address, to=self.ours, body=words, channel=kind)  # type: ignore[arg-type]
        self.answered[kind] += 1

    def _words(self, person: Person, heard: str) -> str:
        """What this person says to that; empty is nothing."""
        if person.kind is Kind.NEVER or person.done or person.replies >= REPLIES_AT_MOST:
            return ""
        heard = " ".join(heard.split())
        if person.kind is Kind.OPTS_OUT and person.replies:
            return self._insists(person, heard)
        person.replies += 1
        wants = person.kind in {Kind.BOOKS, Kind.ASKS_PRICE, Kind.SILENT}
        if _OPTION.search(heard):
            # A customer who hears that a time was just taken picks again.
            return self._line(person, "slot_one") if wants else ""
        if person.replies == 1:
            person.done = person.kind is Kind.DECLINES
            person.first_words = self._line(person, _FIRST_WORDS[person.kind])
            return person.first_words
        if STOP_QUESTION in heard:
            return "START"
        if _WHY.search(heard) and wants:
            return self._line(person, "reason")
        if person.kind is Kind.IN_A_MONTH:
            if UNCLEAR_QUESTION in heard:
                return self._line(person, "in_a_month")
            if _COMES_BACK not in heard:
                return ""
            # A month later the agent comes back as promised, and now the time is right.
            person.kind = Kind.BOOKS
            return self._line(person, "now_is_good")
        return self._line(person, "yes_again") if wants else ""

    def _insists(self, person: Person, heard: str) -> str:
        """What somebody says to an answer after having opted out."""
        if STOPPED in heard:
            person.done = True
            return ""
        person.asked_again = True
        person.replies += 1
        if STOP_QUESTION in heard or UNCLEAR_QUESTION in heard:
            return self._line(person, "stop_again")
        person.done = _FOUNDER_GOES_ON in heard
        return "" if person.done else self._line(person, "opts_out")

    def _line(self, person: Person, kind: str) -> str:
        """A line of this kind, another for each of a person's replies."""
        lines = load_words()[kind]
        return random.Random(f"{self.seed}-{person.name}-{person.replies}").choice(lines)

    # Calls

    def _answer_calls(self, ringing: list[Record]) -> int:
        count = 0
        for call in ringing:
            address = str(call["to"])
            person = self._person(address)
            count += 1
            if person is None or person.kind is Kind.NEVER:
                self.sandbox.answer_call(address, "machine")
                continue
            self._talk(address, person)
        return count

    def _talk(self, address: str, person: Person) -> None:
        self.sandbox.answer_call(address, "human")
        call = self.sandbox.wait(
            lambda: self._greeted(address),
            f"the agent greets {person.name}",
            patience_s=PATIENCE_S,
        )
        if call["end_time"]:
            return
        heard = _agents_words(call["transcript"])
        self.answered["voice"] += 1
        for _ in range(SPOKEN_AT_MOST):
            words = self._words(person, heard)
            if not words:
                break
            person.answered = True
            try:
                fresh = self.sandbox.say_and_hear(
                    address,
                    words,
                    patience_s=PATIENCE_S,
                )
            except SandboxRefusedError:
                return
            heard = _agents_words(fresh)
            if not heard:
                return
        last = self.sandbox.last_call(address)
        if last is not None and not last["end_time"]:
            self.sandbox.hang_up(address)

    def _greeted(self, address: str) -> Record | None:
        """The call once the agent spoke in it or it is over, when nobody speaks any more."""
        call = self.sandbox.last_call(address)
        if call is None:
            return None
        return call if call["end_time"] or _agents_words(call["transcript"]) else None

    # Mail and the page

    def _answer_mails(self, mails: list[Record]) -> int:
        count = 0
        for mail in mails:
            person = self._person(str(mail["to"][0]))
            if person is not None:
                count += self._answer_mail(person, mail)
        return count

    def _answer_mail(self, person: Person, mail: Record) -> int:
        text = str(mail["text"])
        if "BEGIN:VCALENDAR" in text or mail.get("attachments"):
            return 0
        link = _LINK.search(text)
        books = person.kind in {Kind.BOOKS, Kind.SILENT} and not person.done
        if books and link and person.replies == 0 and self._pick_on_page(link[0], person):
            return 1
        words = self._words(person, text)
        if not words:
            return 0
        self.sandbox.reply_mail(str(mail["id"]), words)
        person.answered = True
        self.answered["email"] += 1
        return 1

    def _pick_on_page(self, link: str, person: Person) -> bool:
        """Follow the link, choose the first time shown and confirm it."""
        time = _TIME.search(self.sandbox.click(link).text)
        if time is None:
            return False
        form = _CONFIRMED.search(self.sandbox.click(link + unescape(time[1])).text)
        if form is None:
            return False
        person.replies += 1
        person.done = True
        self.sandbox.click(
            link, {"action": "pick", "version": form[1], "start": form[2]}
        ).raise_for_status()
        person.answered = True
        self.answered["page"] += 1
        return True


def _agents_words(transcript: list[Record]) -> str:
    return " ".join(str(entry["text"]) for entry in transcript if entry["who"] == "agent")
