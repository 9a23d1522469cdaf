"""Who of a dial pool may be contacted, on which channel, on what ground, and why not.

Asks the very decision that every touch passes, as of now, for people nobody wrote to yet. Must
never answer more kindly than that decision.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from functions.outreach.domain.campaigns.pacing import booking_rate, openable
from functions.outreach.domain.permission.contact_facts import (
    ChannelRules,
    PersonHistory,
    Purpose,
)
from functions.outreach.domain.permission.decide import Allowed, Refused, decide
from functions.product.channels import CHANNELS, Channel
from functions.product.customer_facts import CustomerFacts
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ChannelAnswer:
    """Whether this person may be contacted there; `at` is the first moment, None for never."""

    channel: Channel
    at: datetime | None
    rule: str
    """The rule that refuses for good; empty if nothing but time stands in the way."""
    evidence: str = ""
    """What allows it, as it would be recorded; empty where it is refused."""


@dataclass(frozen=True, slots=True)
class JudgedCustomer:
    facts: CustomerFacts
    answers: tuple[ChannelAnswer, ...]
    """One for each channel, in the order in which they are tried."""

    def first(self, ready: Sequence[Channel]) -> ChannelAnswer | None:
        """Where the conversation would open; None if it may not."""
        allowed = (one for one in self.answers if one.channel in ready and one.at is not None)
        return next(allowed, None)


@dataclass(frozen=True, slots=True)
class FirstWeek:
    """What a launch would do at once: how many conversations open, where, on which days."""

    room: int
    """As many as the bandwidth can serve before anything is measured."""
    days: tuple[tuple[date, tuple[tuple[Channel, int], ...]], ...]
    bookings: int
    """About as many as the pace expects of them."""

    @property
    def opened(self) -> int:
        return sum(count for _, channels in self.days for _, count in channels)


def judge(
    facts: CustomerFacts,
    *,
    opted_out: bool,
    rules: ChannelRules,
    now: datetime,
    channels: Sequence[Channel] = tuple(CHANNELS),
) -> JudgedCustomer:
    """Ask the channels about an opening."""
    person = PersonHistory(suppressed=opted_out)

    def ask(channel: Channel, at: datetime) -> Allowed | Refused:
        return decide(
            facts=facts,
            earned=(),
            channel=channel,
            purpose=Purpose.OPENING,
            now=at,
            rules=rules,
            person=person,
            customer_wrote_at=None,
        )

    def answer(channel: Channel) -> ChannelAnswer:
        found, at = ask(channel, now), now
        if isinstance(found, Refused) and found.retry_at is not None:
            at = found.retry_at
            found = ask(channel, at)
        if isinstance(found, Refused):
            return ChannelAnswer(channel, None, found.rule)
        return ChannelAnswer(channel, at, "", found.evidence)

    return JudgedCustomer(facts, tuple(answer(channel) for channel in channels))


def first_week(
    judged: Iterable[JudgedCustomer],
    *,
    ready: Sequence[Channel],
    held: int,
    zone: str,
) -> FirstWeek:
    """The first conversations in dial order, as many as `held` free times of the week can serve."""
    room = openable(remaining=held, open_conversations=0, booked_so_far=0, finished_so_far=0)
    allowed = (found for one in judged if (found := one.first(ready)) is not None)
    firsts = list(islice(allowed, room))
    days: Counter[tuple[date, Channel]] = Counter(
        (found.at.astimezone(ZoneInfo(zone)).date(), found.channel)
        for found in firsts
        if found.at is not None
    )
    rate = booking_rate(booked_so_far=0, finished_so_far=0)
    return FirstWeek(
        room,
        tuple(
            (day, tuple((c, days[day, c]) for c in CHANNELS if days[day, c]))
            for day in sorted({day for day, _ in days})
        ),
        min(held, round(len(firsts) * rate)),
    )
