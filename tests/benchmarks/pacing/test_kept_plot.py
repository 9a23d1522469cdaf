"""The plot that decision 59 shows is of two hundred pilots, and of the rule as it is."""

from __future__ import annotations

import pytest

from tests.benchmarks.pacing.bench_pacing import PILOTS, PLOT, open_by_product, spread_rates
from tests.benchmarks.pacing.plot import dots_of
from tests.benchmarks.pacing.simulated_pilots import play


def test_every_pilot_is_two_dots() -> None:
    assert PLOT.read_text(encoding="utf-8").count("<circle ") == 2 * PILOTS >= 400


@pytest.mark.parametrize("seed", [3, 120, 199])
def test_a_pilot_played_now_stands_where_the_plot_has_it(seed: int) -> None:
    pilot = play(spread_rates(PILOTS)[seed], seed=seed, rule=open_by_product)
    kept = PLOT.read_text(encoding="utf-8").splitlines()
    circles = [line for line in kept if line.startswith("<circle ")]
    assert tuple(circles[2 * seed : 2 * seed + 2]) == dots_of(pilot)
