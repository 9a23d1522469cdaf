"""How well a pool is paced: two hundred played pilots whose true booking rate nobody knows.

Writes `docs/decisions/59-pacing.svg` beside the rows: each pilot as two dots, over its true rate.
It is kept in the repository, so that a rule that paces otherwise shows.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from functions.outreach.domain.campaigns.pacing import expected_bookings, openable
from tests.benchmarks.measured import ROOT, Row, table
from tests.benchmarks.pacing.plot import draw_pilots
from tests.benchmarks.pacing.simulated_pilots import CampaignStanding, Pilot, play

PILOTS = 200
RATES = (0.02, 0.25)
WEIGHED_PILOTS = 20
WEIGHTS = (3.0, 1.0)
GOAL_BEYOND = 0.02
GOAL_UNUSED = 0.10
GOAL_OFF_SHARE = 0.10
WEEKS_OF_A_MONTH = 4
PLOT = ROOT / "docs" / "decisions" / "59-pacing.svg"


def rows() -> list[Row]:
    pilots = [
        play(rate, seed=seed, rule=open_by_product)
        for seed, rate in enumerate(spread_rates(PILOTS))
    ]
    weighed = [
        play(rate, seed=seed, rule=open_by_product, weights=WEIGHTS)
        for seed, rate in enumerate(spread_rates(WEIGHED_PILOTS))
    ]
    turns = [
        play(rate, seed=seed, rule=open_by_product, weights=(1.0, 1.0), takes_turns=True)
        for seed, rate in enumerate(spread_rates(WEIGHED_PILOTS))
    ]
    draw_pilots(PLOT, pilots, goal_unused=GOAL_UNUSED, goal_beyond=GOAL_BEYOND)
    return [*rows_of(pilots), *_rows_of_weighed(weighed), *_rows_of_turns(turns)]


def open_by_product(
    left: int, campaign: CampaignStanding, others: Sequence[CampaignStanding] = ()
) -> int:
    return openable(
        remaining=left,
        open_conversations=campaign.open,
        booked_so_far=campaign.booked,
        finished_so_far=campaign.finished,
        weight=campaign.share,
        wanted_by_resting=_wanted([one for one in others if one.is_resting]),
        wanted_by_rivals=_wanted([one for one in others if not one.is_resting]),
    )


def _wanted(campaigns: Sequence[CampaignStanding]) -> float:
    return sum(
        expected_bookings(
            open_conversations=one.open, booked_so_far=one.booked, finished_so_far=one.finished
        )
        for one in campaigns
    )


def spread_rates(count: int) -> list[float]:
    lowest, highest = RATES
    return [lowest + (highest - lowest) * number / (count - 1) for number in range(count)]


def rows_of(pilots: Sequence[Pilot]) -> list[Row]:
    whole = f"pacing, {len(pilots)} pilots of a quarter, 30 places a month, booking 2-25 %"
    wanted = sum(pilot.wanted for pilot in pilots)
    beyond = sum(pilot.beyond for pilot in pilots) / wanted
    unused = [pilot.unused_share for pilot in pilots]
    month = [pilot.unused_in(WEEKS_OF_A_MONTH) for pilot in pilots]
    shares = [pilot.beyond_share for pilot in pilots]
    return [
        _row(f"{whole}: wanted beyond bandwidth, of all wishes", beyond, GOAL_BEYOND),
        _row(f"{whole}: wanted beyond bandwidth, p95 of pilots", _p95(shares)),
        _row(f"{whole}: unused places, median", statistics.median(unused), GOAL_UNUSED),
        _row(f"{whole}: unused places, p95", _p95(unused)),
        _row(f"{whole}: unused in its first month, median", statistics.median(month), GOAL_UNUSED),
        _row(f"{whole}: unused in its first month, p95", _p95(month)),
    ]


def _rows_of_weighed(pilots: Sequence[Pilot]) -> list[Row]:
    """How far the first campaign's part of the bookings is from its part of the weights."""
    whole = f"pacing, {len(pilots)} pilots with two campaigns of weight 3 and 1"
    meant = WEIGHTS[0] / sum(WEIGHTS)
    parts = [pilot.booked_per_campaign[0] / sum(pilot.booked_per_campaign) for pilot in pilots]
    off = [abs(part - meant) for part in parts]
    unused = [pilot.unused_share for pilot in pilots]
    return [
        _row(f"{whole}: off its share, median", statistics.median(off), GOAL_OFF_SHARE),
        _row(f"{whole}: unused places, median", statistics.median(unused), GOAL_UNUSED),
    ]


def _rows_of_turns(pilots: Sequence[Pilot]) -> list[Row]:
    whole = f"pacing, {len(pilots)} pilots with two campaigns, paused by turns each week"
    beyond = sum(pilot.beyond for pilot in pilots) / sum(pilot.wanted for pilot in pilots)
    unused = [pilot.unused_share for pilot in pilots]
    return [
        _row(f"{whole}: wanted beyond bandwidth, of all wishes", beyond, GOAL_BEYOND),
        _row(f"{whole}: unused places, median", statistics.median(unused), GOAL_UNUSED),
    ]


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _row(name: str, value: float, goal: float | None = None) -> Row:
    return {
        "name": name,
        "value": round(100 * value, 2),
        "unit": "%",
        "baseline": None,
        "ratio": None,
        "goal": None if goal is None else 100 * goal,
        "holds": goal is None or value <= goal,
    }


if __name__ == "__main__":
    print(table(rows()))
