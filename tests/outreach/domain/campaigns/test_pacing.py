"""A pool never opens more conversations than the founder's bandwidth can serve."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.campaigns.pacing import (
    LOWEST_RATE,
    booking_rate,
    expected_bookings,
    openable,
)
from tests.benchmarks.pacing.bench_pacing import open_by_product
from tests.benchmarks.pacing.simulated_pilots import play

COUNTS = st.integers(0, 2000)


def test_before_anything_is_measured_few_are_opened_for_each_slot() -> None:
    opened = openable(remaining=24, open_conversations=0, booked_so_far=0, finished_so_far=0)
    assert 100 <= opened <= 150


def test_when_everybody_books_no_more_are_opened_than_fit() -> None:
    measured = {"booked_so_far": 1000, "finished_so_far": 1000}
    assert openable(remaining=10, open_conversations=0, **measured) == 10
    assert openable(remaining=10, open_conversations=4, **measured) == 6


def test_nothing_is_opened_without_bandwidth_or_over_it() -> None:
    assert openable(remaining=0, open_conversations=0, booked_so_far=0, finished_so_far=50) == 0
    assert openable(remaining=5, open_conversations=500, booked_so_far=0, finished_so_far=50) == 0
    assert openable(remaining=-3, open_conversations=0, booked_so_far=0, finished_so_far=0) == 0


def test_a_half_share_opens_half_as_many() -> None:
    whole = openable(remaining=20, open_conversations=0, booked_so_far=9, finished_so_far=90)
    half = openable(
        remaining=20, open_conversations=0, booked_so_far=9, finished_so_far=90, weight=0.5
    )
    assert abs(whole - 2 * half) <= 1


def test_places_that_conversations_of_a_resting_campaign_will_want_are_not_given_away_twice() -> (
    None
):
    measured = {"booked_so_far": 1000, "finished_so_far": 1000}
    resting = expected_bookings(open_conversations=4, **measured)
    assert openable(remaining=10, open_conversations=0, wanted_by_resting=resting, **measured) == 6


def test_a_new_rival_waits_until_the_one_before_holds_no_more_than_its_share() -> None:
    measured = {"booked_so_far": 1000, "finished_so_far": 1000}
    for held, opened in ((10, 0), (7, 3), (5, 5), (1, 5)):
        wanted = expected_bookings(open_conversations=held, **measured)
        found = openable(
            remaining=10, open_conversations=0, weight=0.5, wanted_by_rivals=wanted, **measured
        )
        assert found == opened


@pytest.mark.slow
def test_campaigns_that_are_paused_by_turns_promise_no_place_twice() -> None:
    pilots = [
        play(rate, seed=seed, rule=open_by_product, weights=(1.0, 1.0), takes_turns=True)
        for seed, rate in enumerate((0.02, 0.1, 0.25))
    ]
    assert sum(one.beyond for one in pilots) <= 0.005 * sum(one.wanted for one in pilots)
    assert statistics.median(one.unused_share for one in pilots) <= 0.1


def test_the_measured_rate_replaces_the_prior() -> None:
    assert abs(booking_rate(booked_so_far=400, finished_so_far=1000) - 0.4) < 0.02
    assert booking_rate(booked_so_far=0, finished_so_far=100_000) == LOWEST_RATE


@pytest.mark.slow
def test_whatever_their_customers_true_rate_few_places_stay_empty_and_few_wishes_unmet() -> None:
    # `python -m tests.benchmarks.run pacing` plays two hundred.
    pilots = [
        play(rate, seed=seed, rule=open_by_product) for seed, rate in enumerate((0.02, 0.1, 0.25))
    ]
    assert sum(one.beyond for one in pilots) <= 0.02 * sum(one.wanted for one in pilots)
    assert statistics.median(one.unused_share for one in pilots) <= 0.1
    assert max(one.unused_share for one in pilots) <= 0.15


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.floats(0, 1), st.floats(0, 50), st.floats(0, 50))
def test_expected_bookings_of_all_open_conversations_fit_the_share(
    remaining: int,
    in_talk: int,
    booked: int,
    unbooked: int,
    weight: float,
    resting: float,
    rivals: float,
) -> None:
    finished = booked + unbooked
    more = openable(
        remaining=remaining,
        open_conversations=in_talk,
        booked_so_far=booked,
        finished_so_far=finished,
        weight=weight,
        wanted_by_resting=resting,
        wanted_by_rivals=rivals,
    )
    assert more >= 0
    if more:
        mean = (1 + booked) / (10 + finished)
        mine = (in_talk + more) * mean
        assert mine <= (remaining - resting) * weight + 1e-6
        assert mine + resting + rivals <= remaining + 1e-6


@given(COUNTS, COUNTS, COUNTS, st.integers(0, 50))
def test_more_room_never_opens_fewer_and_more_open_talks_never_open_more(
    remaining: int, in_talk: int, finished: int, extra: int
) -> None:
    def opened(room: int, talks: int) -> int:
        return openable(
            remaining=room,
            open_conversations=talks,
            booked_so_far=finished // 3,
            finished_so_far=finished,
        )

    assert opened(remaining + extra, in_talk) >= opened(remaining, in_talk)
    assert opened(remaining, in_talk + extra) <= opened(remaining, in_talk)
