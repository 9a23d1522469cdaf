"""Pilots played over a quarter, to see what a pacing rule makes of a founder's places.

The calendar and the rule are the product's own; customers are drawn. A pilot is one founder with
thirty places a month whose customers book at a rate that nobody knows beforehand.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from functions.outreach.domain.calendar.founder_calendar import (
    Bandwidth,
    BookingId,
    CalendarState,
    Reservation,
    WorkingHours,
    after,
    remaining,
    reserve,
)
from functions.outreach.domain.calendar.offered_slots import free_slots
from tenancy.tenant import FounderId

HOME = "America/New_York"
BEGINS = date(2027, 1, 4)
"""A Monday."""
WEEKS = 13
PER_WEEK = 7
"""Thirty places a month."""
FILLS_AT = (10, 14)
"""Founder-local hours at which the pool is filled; the product does it every minute."""
HOURS_TO_ANSWER = ((0.55, 0.2, 8.0), (0.25, 8.0, 60.0), (0.20, 60.0, 190.0))
"""Of those who answer: (share, from, to) in hours after the opening."""
SAYS_NO = 0.3
"""Share of those who do not book that says so; the others are silent to the end of the ladder."""
LADDER_DAYS = (6.0, 9.0)
"""When a silent conversation ends: its last touch has had its time to be answered."""
AFTER_SLOT = timedelta(hours=2)


@dataclass(slots=True)
class CampaignStanding:
    """What a rule knows of one campaign."""

    share: float = 1.0
    """Of the founder's places, 0..1."""
    open: int = 0
    """Conversations not yet ended, those whose booked talk is still to come among them."""
    booked: int = 0
    finished: int = 0
    """Ended, those whose booked talk is over among them."""
    is_resting: bool = False
    """It opens nothing: paused, or nobody is left in its pool."""


Rule = Callable[[int, CampaignStanding, Sequence[CampaignStanding]], int]
"""(places the horizon still holds, campaign, the founder's others) → how many conversations are
opened now."""


@dataclass
class Pilot:
    """What came of one founder's quarter. Places are those of its weeks."""

    rate: float
    wanted: int = 0
    beyond: int = 0
    """Wanted a place when none was left."""
    opened: int = 0
    used_per_week: tuple[int, ...] = ()
    booked_per_campaign: tuple[int, ...] = ()

    @property
    def unused_share(self) -> float:
        return self.unused_in(WEEKS)

    def unused_in(self, weeks: int) -> float:
        """Of the places of its first weeks."""
        return 1 - sum(self.used_per_week[:weeks]) / (PER_WEEK * weeks)

    @property
    def beyond_share(self) -> float:
        return self.beyond / self.wanted if self.wanted else 0.0


def bandwidth() -> Bandwidth:
    return Bandwidth(
        FounderId("f_pilot"),
        HOME,
        tuple(WorkingHours(day, time(9), time(17)) for day in range(5)),
        per_day=3,
        per_week=PER_WEEK,
        works_on_holidays=True,
    )


def play(
    rate: float,
    *,
    seed: int,
    rule: Rule,
    weights: Sequence[float] = (1.0,),
    takes_turns: bool = False,
) -> Pilot:
    """One pilot; `rate` is the true share of opened conversations that want to book, `weights` are
    those of the founder's campaigns. Where they take turns, one of two opens, another each week."""
    return _Play(rate, seed, rule, weights, takes_turns=takes_turns).run()


class _Play:
    def __init__(
        self, rate: float, seed: int, rule: Rule, weights: Sequence[float], *, takes_turns: bool
    ) -> None:
        self._random = random.Random(seed)
        self._rule = rule
        self._hours = bandwidth()
        self._pilot = Pilot(rate)
        self._campaigns = [CampaignStanding(weight / sum(weights)) for weight in weights]
        self._takes_turns = takes_turns
        self._events: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._count = 0
        self._calendar = CalendarState()
        self._starts: list[datetime] = []

    def run(self) -> Pilot:
        zone = ZoneInfo(HOME)
        ends = datetime.combine(BEGINS + timedelta(weeks=WEEKS), time(0), zone).astimezone(UTC)
        for day in (BEGINS + timedelta(days=ahead) for ahead in range(7 * WEEKS)):
            for hour in FILLS_AT if day.weekday() < 5 else ():
                at = datetime.combine(day, time(hour), zone).astimezone(UTC)
                self._plan(at, self._fill)
        while self._events:
            now, _, happen = heapq.heappop(self._events)
            if now >= ends:
                break
            happen(now)
        weeks = [(start.date() - BEGINS).days // 7 for start in self._starts if start < ends]
        self._pilot.used_per_week = tuple(weeks.count(week) for week in range(WEEKS))
        self._pilot.booked_per_campaign = tuple(one.booked for one in self._campaigns)
        return self._pilot

    def _plan(self, at: datetime, happen: Callable[[datetime], None]) -> None:
        self._count += 1
        heapq.heappush(self._events, (at, self._count, happen))

    def _fill(self, now: datetime) -> None:
        # The product's query begins with the Monday of this week.
        known = self._calendar.taken_cells
        recent = frozenset(cell for cell in known if cell > now - timedelta(days=7))
        self._calendar = replace(self._calendar, taken_cells=recent)
        left = remaining(self._hours, self._calendar, now)
        if self._takes_turns:
            whose = (now.date() - BEGINS).days // 7 % len(self._campaigns)
            for number, one in enumerate(self._campaigns):
                one.is_resting, one.share = number != whose, float(number == whose)
        for campaign in self._campaigns:
            others = [one for one in self._campaigns if one is not campaign]
            for _ in range(0 if campaign.is_resting else self._rule(left, campaign, others)):
                self._open(campaign, now)

    def _open(self, campaign: CampaignStanding, now: datetime) -> None:
        campaign.open += 1
        self._pilot.opened += 1
        end = partial(_end, campaign)
        if self._random.random() < self._pilot.rate:
            self._plan(now + self._wait(), partial(self._wish, campaign))
        elif self._random.random() < SAYS_NO:
            self._plan(now + self._wait(), end)
        else:
            self._plan(now + timedelta(days=self._random.uniform(*LADDER_DAYS)), end)

    def _wait(self) -> timedelta:
        drawn = self._random.random()
        for share, first, last in HOURS_TO_ANSWER:
            if drawn < share:
                return timedelta(hours=self._random.uniform(first, last))
            drawn -= share
        return timedelta(hours=HOURS_TO_ANSWER[-1][2])

    def _wish(self, campaign: CampaignStanding, now: datetime) -> None:
        """The customer takes one of the times that are offered."""
        self._pilot.wanted += 1
        offered = free_slots(
            bandwidth=self._hours,
            calendar=self._calendar,
            now=now,
            window=None,
            customer_zone=HOME,
        )
        if not offered:
            self._pilot.beyond += 1
            _end(campaign, now)
            return
        held = reserve(
            bandwidth=self._hours,
            calendar=self._calendar,
            start=self._random.choice(offered).start,
            now=now,
            booking=BookingId(f"b{self._pilot.wanted}"),
        )
        if not isinstance(held, Reservation):
            raise TypeError(f"an offered time cannot be booked: {held.rule}")
        self._calendar = after(self._calendar, held)
        self._starts.append(held.slot.start)
        campaign.booked += 1
        self._plan(held.slot.end + AFTER_SLOT, partial(_end, campaign))


def _end(campaign: CampaignStanding, now: datetime) -> None:
    del now
    campaign.open -= 1
    campaign.finished += 1
