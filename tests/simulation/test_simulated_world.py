"""Two dozen worlds keep every law, and the laws can be broken; `make simulate` plays hundreds."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache

import pytest

from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from tests.simulation.doubles.reader import BabblingModel
from tests.simulation.world import World

pytestmark = [pytest.mark.costly(first=1), pytest.mark.costly(first=1)]

SEEDS = [
    seed if seed in {7, 37} else pytest.param(seed, marks=pytest.mark.slow)
    for seed in (*range(24), 37)
]


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """A world logs thousands of crashes; its own trace says more."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@cache
def faults_of(seed: int) -> tuple[frozenset[str], frozenset[str]]:
    """Runs a world, whose laws hold at every step: the faults it has a rate for, and had."""
    world = World(seed)
    world.run()
    return frozenset(world.faults.rates), frozenset(world.faults.hits)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_world_keeps_every_law(seed: int) -> None:
    faults_of(seed)


@pytest.mark.parametrize(
    "seed", [7, *(pytest.param(s, marks=pytest.mark.slow) for s in (17, 1, 2))]
)
def test_a_world_keeps_every_law_with_the_readers_that_ship(seed: int) -> None:
    """They misread some of its people; what follows from a misreading breaks no law either."""
    World(seed, readers=load_embedded_readers()).run()


@pytest.mark.parametrize("seed", [27, *(pytest.param(s, marks=pytest.mark.slow) for s in (3, 4))])
def test_a_world_keeps_every_law_whatever_a_model_elsewhere_babbles(seed: int) -> None:
    World(seed, readers=(*load_embedded_readers(), BabblingModel())).run()


@pytest.mark.slow
def test_one_seed_decides_everything() -> None:
    first, second = World(3, size=10), World(3, size=10)
    first.run()
    second.run()
    assert first.history.entries == second.history.entries


@pytest.mark.slow
def test_the_worlds_try_what_they_promise() -> None:
    """Faults that never happen prove nothing."""
    hits: set[str] = set()
    promised: set[str] = set()
    for seed in (0, 1, 2, 3, 5, 20):
        rates, happened = faults_of(seed)
        promised |= rates
        hits |= happened
    assert not promised - hits
