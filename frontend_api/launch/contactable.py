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
    facts: CustomerFacts, *, opted_out: bool, rules: ChannelRules, now: datetime
) -> JudgedCustomer:
    """Ask every channel about an opening."""
    opening = _Opening(facts, PersonHistory(suppressed=opted_out), rules, now)
    return JudgedCustomer(facts, tuple(opening.on(channel) for channel in CHANNELS))


def opens_on(
    facts: CustomerFacts,
    *,
    opted_out: bool,
    rules: ChannelRules,
    now: datetime,
    ready: Iterable[Channel],
) -> tuple[Channel, datetime] | None:
    """Where and when a conversation would open; None if it may not.

    For many people at once: channels behind the one that opens are not asked, and where time alone
    stands in the way the decision's own next moment is taken without asking for its evidence.
    """
    opening = _Opening(facts, PersonHistory(suppressed=opted_out), rules, now)
    for channel in ready:
        found = opening.asked(channel, now)
        at = found.retry_at if isinstance(found, Refused) else now
        if at is not None:
            return channel, at
    return None


@dataclass(frozen=True, slots=True)
class _Opening:
    """A first touch of one person, as of `now` or of the first moment that time allows."""

    facts: CustomerFacts
    person: PersonHistory
    rules: ChannelRules
    now: datetime

    def on(self, channel: Channel) -> ChannelAnswer:
        found, at = self.asked(channel, self.now), self.now
        if isinstance(found, Refused) and found.retry_at is not None:
            at = found.retry_at
            found = self.asked(channel, at)
        if isinstance(found, Refused):
            return ChannelAnswer(channel, None, found.rule)
        return ChannelAnswer(channel, at, "", found.evidence)

    def asked(self, channel: Channel, at: datetime) -> Allowed | Refused:
        return decide(
            facts=self.facts,
            earned=(),
            channel=channel,
            purpose=Purpose.OPENING,
            now=at,
            rules=self.rules,
            person=self.person,
            customer_wrote_at=None,
        )


def first_week(
    openings: Iterable[tuple[Channel, datetime] | None], *, held: int, zone: str
) -> FirstWeek:
    """The first conversations of those in dial order (None: not contacted), as many as `held` free
    times of the week can serve."""
    room = openable(remaining=held, open_conversations=0, booked_so_far=0, finished_so_far=0)
    firsts = list(islice((one for one in openings if one is not None), room))
    local = ZoneInfo(zone)
    days = Counter((at.astimezone(local).date(), channel) for channel, at in firsts)
    rate = booking_rate(booked_so_far=0, finished_so_far=0)
    return FirstWeek(
        room,
        tuple(
            (day, tuple((c, days[day, c]) for c in CHANNELS if days[day, c]))
            for day in sorted({day for day, _ in days})
        ),
        min(held, round(len(firsts) * rate)),
    )
