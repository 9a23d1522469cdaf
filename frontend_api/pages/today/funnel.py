"""The funnel from pool to won, by motion and channel, over the last weeks.

Adds up counters that the steps raised; counts nothing by reading conversations.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.pages.today.weekly_chart import (
    WEEKS_SHOWN,
    Series,
    WeeklyChart,
    draw_weeks,
    last_weeks,
)
from frontend_api.ports import Ports
from frontend_api.wording.terms import word
from functions.outreach.domain.campaigns.progress import Stage, WeekCount, week_of
from functions.product.channels import CHANNELS
from functions.product.motions import MOTIONS
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass

_NAMES = {
    Stage.PERMITTED: "May be contacted",
    Stage.OPENED: "Opened",
    Stage.REACHED: "Reached",
    Stage.INTERESTED: "Interested",
    Stage.BOOKED: "Booked",
    Stage.WON: "Won",
}
_POOL = "Pool"
_BEFORE_A_CHANNEL = (_POOL, _NAMES[Stage.PERMITTED])


@dataclass(frozen=True, slots=True)
class FunnelStep:
    name: str
    count: int
    share: int | None
    """Of the step before, in percent; None where that means nothing."""


@dataclass(frozen=True, slots=True)
class FunnelPage:
    template: ClassVar[str] = "today/funnel.html"
    frame: Frame
    steps: tuple[FunnelStep, ...]
    chart: WeeklyChart
    motion: str
    channel: str
    motions: tuple[str, ...]
    channels: tuple[str, ...]
    by_motion: tuple[tuple[str, tuple[int, ...]], ...]
    by_channel: tuple[tuple[str, tuple[int, ...]], ...]
    columns: tuple[str, ...]


def funnel(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Two requests: the counters, and the newest segment run."""
    tenant = session.tenant.id
    motion = request.asked("motion") if request.asked("motion") in MOTIONS else ""
    channel = request.asked("channel") if request.asked("channel") in CHANNELS else ""
    weeks = last_weeks(week_of(ports.clock.now()), WEEKS_SHOWN)
    counts = ports.progress.load_since(tenant, weeks[0]).counts
    run = ports.base.newest_run(tenant)
    pools = {str(name): run.counts.get(name, 0) if run else 0 for name in MOTIONS}
    wanted = [one for one in counts if _fits(one, motion=motion, channel=channel)]
    steps: list[tuple[str, int]] = [
        (_POOL, pools[motion] if motion else sum(pools.values())),
        *((_NAMES[stage], _total(wanted, stage)) for stage in Stage),
    ]
    if channel:
        steps = [step for step in steps if step[0] not in _BEFORE_A_CHANNEL]
    context = FunnelPage(
        frame=frame_for(session, "Funnel", section="home"),
        steps=_with_shares(steps),
        chart=draw_weeks("Conversations a week", weeks, _by_week(wanted, weeks)),
        motion=motion,
        channel=channel,
        motions=tuple(MOTIONS),
        channels=tuple(CHANNELS),
        by_motion=tuple((word(name), _row(counts, motion=name, channel="")) for name in MOTIONS),
        by_channel=tuple(
            (word(name), _row(counts, motion="", channel=name)[1:]) for name in CHANNELS
        ),
        columns=tuple(_NAMES.values()),
    )
    return page(context)


def _fits(one: WeekCount, *, motion: str, channel: str) -> bool:
    return (not motion or one.motion == motion) and (not channel or one.channel == channel)


def _total(counts: Sequence[WeekCount], stage: Stage) -> int:
    return sum(one.count for one in counts if one.stage is stage)


def _row(counts: Sequence[WeekCount], *, motion: str, channel: str) -> tuple[int, ...]:
    fitting = [one for one in counts if _fits(one, motion=motion, channel=channel)]
    return tuple(_total(fitting, stage) for stage in Stage)


def _by_week(counts: Sequence[WeekCount], weeks: tuple[date, ...]) -> list[Series]:
    def values(stage: Stage) -> tuple[int, ...]:
        return tuple(max(0, _total([c for c in counts if c.week == on], stage)) for on in weeks)

    not_drawn = {Stage.PERMITTED, Stage.WON}
    return [Series(_NAMES[stage], values(stage)) for stage in Stage if stage not in not_drawn]


def _with_shares(steps: Sequence[tuple[str, int]]) -> tuple[FunnelStep, ...]:
    # The pool is today's and what follows is of weeks: there may be more of them than of it.
    before = (None, *(None if name == _POOL else count for name, count in steps))
    return tuple(
        FunnelStep(name, count, round(100 * count / known) if known else None)
        for (name, count), known in zip(steps, before, strict=False)
    )
