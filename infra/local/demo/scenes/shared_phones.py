"""Customers who share a phone: a no, a stop and the caps of one owner hold for the others there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

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

ANSWERED = "+12125550185"
"""Three customers. The first who is written to says no, the second says stop."""
SILENT = "+17045550186"
"""Two customers, and nobody answers."""
OWNERS = (
    KnownCustomer(5, "Ada Sample-Shared", ANSWERED),
    KnownCustomer(6, "Bea Sample-Shared", ANSWERED),
    KnownCustomer(7, "Cyd Sample-Shared", ANSWERED),
    KnownCustomer(8, "Dan Sample-Silent", SILENT, region="NC"),
    KnownCustomer(9, "Eve Sample-Silent", SILENT, region="NC"),
)
ZONE = ZoneInfo("America/New_York")
NO = "No thanks, I am not interested"
STOP = "Please stop, never contact me again"
QUIET = timedelta(days=30)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
PER_WEEK = 3
OF_ONE_OWNER = 2
"""An opening and a follow-up are all the texts that a silent customer gets."""


@dataclass
class SharedPhones:
    """Nobody at a phone can tell whom a text is for."""

    sandbox: SandboxClient
    ours: str
    promise: str = "of a shared phone a no, a stop and the caps hold for every owner"
    _sent_no: bool = False
    _sent_stop: bool = False

    @property
    def addresses(self) -> tuple[str, ...]:
        return (ANSWERED, SILENT)

    @property
    def reached(self) -> int:
        """Who says stop at once is not counted."""
        return int(self._sent_no)

    def list_rows(self, today: date) -> list[Row]:
        return [owner.make_row(today) for owner in OWNERS]

    def prepare(self) -> None:
        return

    def act(self, heard: Heard) -> int:
        openings = [text for text in heard.sent_to(ANSWERED) if _opens(text)]
        if openings and not self._sent_no:
            self._sent_no = True
            self.sandbox.text(ANSWERED, to=self.ours, body=NO)
            return 1
        if len(openings) > 1 and not self._sent_stop:
            self._sent_stop = True
            self.sandbox.text(ANSWERED, to=self.ours, body=STOP)
            return 1
        return 0

    def list_moments(self) -> tuple[datetime, ...]:
        return ()

    def find_problems(self, ledgers: Ledgers) -> list[str]:
        called = [call for phone in self.addresses for call in ledgers.calls_to(phone)]
        problems = [f"a shared phone was rung at {read_moment(call)}" for call in called]
        return [
            *problems,
            *_after_a_no(ledgers.texts(ANSWERED)),
            *_after_a_stop(ledgers.texts(ANSWERED)),
            *_caps(ledgers.texts(SILENT)),
        ]


def _opens(text: Record) -> bool:
    return not is_inbound(text) and INTRODUCTION in read_words(text)


def _find_reply(texts: list[Record], words: str) -> int | None:
    found = (n for n, text in enumerate(texts) if is_inbound(text) and words in read_words(text))
    return next(found, None)


def _after_a_no(texts: list[Record]) -> Iterator[str]:
    """One answer, then nothing through the quiet days, then another owner."""
    reply = _find_reply(texts, NO)
    if reply is None:
        yield "nobody at the shared phone said no"
        return
    at = read_moment(texts[reply])
    quiet_until = (at.astimezone(ZONE) + QUIET).date()
    later = [text for text in texts[reply + 1 :] if not is_inbound(text)]
    if not later or read_moment(later[0]) != at:
        yield "the no was not answered"
        return
    for text in later[1:]:
        if read_moment(text).astimezone(ZONE).date() <= quiet_until:
            yield f"a text in the quiet days, at {read_moment(text)}: {read_words(text)}"
    if not any(_opens(text) for text in later[1:]):
        yield "after the quiet days the other owners were not written to"


def _after_a_stop(texts: list[Record]) -> Iterator[str]:
    reply = _find_reply(texts, STOP)
    if reply is None:
        yield "nobody at the shared phone said stop"
        return
    later = [text for text in texts[reply + 1 :] if not is_inbound(text)]
    if len(later) != 1 or read_moment(later[0]) != read_moment(texts[reply]):
        shown = "; ".join(f"{read_moment(text)} {read_words(text)}" for text in later)
        yield f"after the stop came: {shown or 'no confirmation'}"


def _caps(texts: list[Record]) -> Iterator[str]:
    touched = [read_moment(text) for text in texts if not is_inbound(text)]
    if len(touched) <= OF_ONE_OWNER:
        yield f"the silent phone was touched {len(touched)} times: its second owner never was"
    for before, after in pairwise(touched):
        if after - before < DAY:
            yield f"touched at {before} and again at {after}"
    for first, last in zip(touched, touched[PER_WEEK:], strict=False):
        if last - first < WEEK:
            yield f"more than {PER_WEEK} touches between {first} and {last}"
