"""The return on a pilot, before it and from what really happened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.campaigns.roi import (
    Assumptions,
    Outcomes,
    UnitPrices,
    measured,
    project,
)

PRICES = UnitPrices(reached_cents=100, voice_minute_cents=20, booked_cents=500, fixed_cents=1000)


@pytest.mark.parametrize(
    ("value_cents", "yearly_cents"),
    [(50_00, 1_500_00), (500_00, 15_000_00), (5_000_00, 150_000_00)],
)
def test_the_check_values_of_a_thousand_customers(value_cents: int, yearly_cents: int) -> None:
    pilot = project(pool=1000, value_cents=value_cents, prices=PRICES)
    assert (pilot.reached, pilot.upgrades) == (300, 30)
    assert pilot.yearly_value_cents == yearly_cents


def test_the_price_adds_up_the_plans_own_units() -> None:
    pilot = project(pool=1000, value_cents=500_00, prices=PRICES)
    assert pilot.price_cents == 1000 + 300 * 100 + 60 * 500 + 300 * 20
    assert pilot.net_cents == 15_000_00 - pilot.price_cents
    assert pilot.warning == ""


def test_a_value_per_upgrade_that_cannot_pay_the_pilot_is_warned_about() -> None:
    pilot = project(pool=1000, value_cents=20_00, prices=PRICES)
    assert pilot.net_cents < 0
    assert pilot.break_even_value_cents is not None
    assert f"{pilot.break_even_value_cents / 100:,.2f}" in pilot.warning


def test_a_pool_in_which_nobody_would_upgrade_is_warned_about() -> None:
    pilot = project(pool=3, value_cents=500_00, prices=PRICES)
    assert pilot.upgrades == 0
    assert pilot.break_even_value_cents is None
    assert "too small" in pilot.warning


@given(
    st.integers(0, 100_000),
    st.integers(0, 10_000_00),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_the_warning_and_the_loss_agree(
    pool: int, value: int, reach: float, upgrade: float, booking: float
) -> None:
    assumed = Assumptions(reach_rate=reach, upgrade_rate=upgrade, booking_rate=booking)
    pilot = project(pool=pool, value_cents=value, prices=PRICES, assumptions=assumed)
    assert 0 <= pilot.upgrades <= pilot.reached <= pool
    assert pilot.net_cents == pilot.yearly_value_cents - pilot.price_cents
    if pilot.net_cents < 0:
        assert pilot.warning
    if not pilot.warning:
        assert pilot.net_cents > 0


def test_measured_figures_come_from_what_happened() -> None:
    happened = Outcomes(
        opened=100, reached=40, booked=10, voice_seconds=61, won=2, won_cents=1_200_00, lost=3
    )
    figures = measured(outcomes=happened, prices=PRICES)
    assert (figures.reach_rate, figures.booking_rate, figures.upgrade_rate) == (0.4, 0.25, 0.05)
    assert figures.value_per_upgrade_cents == 600_00
    assert figures.price_cents == 1000 + 40 * 100 + 10 * 500 + 2 * 20
    assert figures.net_cents == 1_200_00 - figures.price_cents


def test_nothing_measured_is_unknown_rather_than_zero() -> None:
    figures = measured(outcomes=Outcomes(0, 0, 0, 0), prices=PRICES)
    assert figures.reach_rate is None
    assert figures.booking_rate is None
    assert figures.upgrade_rate is None
    assert figures.value_per_upgrade_cents is None
