"""How far conversations came, week by week: the counters that the steps raised."""

from __future__ import annotations

from datetime import date, timedelta

from frontend_api.api.contract.endpoint import ApiModel, Call, Nothing, endpoint
from frontend_api.http.problems import ApiProblem
from functions.outreach.domain.campaigns.progress import Stage, week_of

WEEKS = 12


class FunnelCount(ApiModel):
    """Of one week, motion and channel; `channel` is null before one was chosen."""

    week: date
    """Its Monday."""
    motion: str
    channel: str | None
    stage: Stage
    count: int


class FunnelShown(ApiModel):
    """The last twelve weeks."""

    pool: dict[str, int]
    """Motion → customers in it by the newest sorting."""
    counts: tuple[FunnelCount, ...]
    won: int
    """Bookings of these weeks that were marked as won."""


@endpoint("How far conversations came, by week", answer=FunnelShown, body=Nothing, query=Nothing)
def show_funnel(call: Call[Nothing, Nothing]) -> FunnelShown | ApiProblem:
    tenant, ports = call.session.tenant.id, call.ports
    since = week_of(ports.clock.now()) - timedelta(weeks=WEEKS - 1)
    run = ports.base.newest_run(tenant)
    counts = sorted(
        ports.progress.load_since(tenant, since).counts,
        key=lambda one: (one.week, one.motion, one.channel or "", list(Stage).index(one.stage)),
    )
    return FunnelShown(
        pool=dict(run.counts) if run else {},
        counts=tuple(
            FunnelCount(
                week=one.week,
                motion=one.motion,
                channel=one.channel,
                stage=one.stage,
                count=one.count,
            )
            for one in counts
        ),
        won=sum(one.count for one in counts if one.stage is Stage.WON),
    )
