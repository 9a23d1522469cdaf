"""What a pilot is worth in a year against what it costs: projected before, measured afterwards.

It multiplies what it is given and promises nothing; amounts are minor units of one currency.
"""

from __future__ import annotations

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class UnitPrices:
    """The tenant's own plan, in cents."""

    reached_cents: int
    voice_minute_cents: int
    booked_cents: int
    fixed_cents: int = 0
    """Plan fee over the time of the pilot."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Shares are 0..1."""

    reach_rate: float = 0.30
    """Of the pool: customers with a human turn."""
    upgrade_rate: float = 0.10
    """Of the reached: customers who buy in the end."""
    booking_rate: float = 0.20
    """Of the reached: customers who book, for the price of the pilot."""
    voice_minutes_per_reached: float = 1.0


@dataclass(frozen=True, slots=True)
class Projection:
    """A year's recovered revenue and the pilot's price."""

    reached: int
    upgrades: int
    booked: int
    yearly_value_cents: int
    price_cents: int
    net_cents: int
    break_even_value_cents: int | None
    """The yearly value per upgrade that just pays the pilot; None if nobody would upgrade."""
    warning: str = ""
    """Empty, or why the numbers do not carry the pilot, in the founder's words."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What happened so far in a campaign."""

    opened: int
    """Conversations opened and finished."""
    reached: int
    booked: int
    voice_seconds: int
    won: int = 0
    """Founder conversations marked won; `lost` alike."""
    won_cents: int = 0
    """Their yearly amounts together."""
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """Rates are None while there is nothing to divide by."""

    reach_rate: float | None
    booking_rate: float | None
    upgrade_rate: float | None
    value_per_upgrade_cents: int | None
    yearly_value_cents: int
    price_cents: int
    net_cents: int


def project(
    *, pool: int, value_cents: int, prices: UnitPrices, assumptions: Assumptions | None = None
) -> Projection:
    """The yearly return of working `pool` customers at `value_cents` a year per upgrade."""
    assumed = assumptions or Assumptions()
    reached = _part(pool, assumed.reach_rate)
    upgrades = _part(reached, assumed.upgrade_rate)
    booked = _part(reached, assumed.booking_rate)
    minutes = _part(reached, assumed.voice_minutes_per_reached)
    price = _price(prices, reached=reached, booked=booked, minutes=minutes)
    value = upgrades * value_cents
    break_even = -(-price // upgrades) if upgrades else None
    return Projection(
        reached=reached,
        upgrades=upgrades,
        booked=booked,
        yearly_value_cents=value,
        price_cents=price,
        net_cents=value - price,
        break_even_value_cents=break_even,
        warning=_warning(break_even, value_cents=value_cents),
    )


def measured(*, outcomes: Outcomes, prices: UnitPrices) -> Measured:
    """The same figures from what really happened."""
    minutes = -(-outcomes.voice_seconds // 60)
    price = _price(prices, reached=outcomes.reached, booked=outcomes.booked, minutes=minutes)
    won, value = outcomes.won, outcomes.won_cents
    return Measured(
        reach_rate=_rate(outcomes.reached, of=outcomes.opened),
        booking_rate=_rate(outcomes.booked, of=outcomes.reached),
        upgrade_rate=_rate(won, of=outcomes.reached) if won + outcomes.lost else None,
        value_per_upgrade_cents=round(value / won) if won else None,
        yearly_value_cents=value,
        price_cents=price,
        net_cents=value - price,
    )


def _warning(break_even: int | None, *, value_cents: int) -> str:
    if break_even is None:
        return "With these rates nobody would upgrade: the pool is too small to pay for a pilot."
    if value_cents <= break_even:
        return (
            "One upgrade is worth too little: at these rates each must bring in more than "
            f"{break_even / 100:,.2f} a year to pay for the pilot."
        )
    return ""


def _price(prices: UnitPrices, *, reached: int, booked: int, minutes: int) -> int:
    return (
        prices.fixed_cents
        + reached * prices.reached_cents
        + booked * prices.booked_cents
        + minutes * prices.voice_minute_cents
    )


def _part(whole: int, rate: float) -> int:
    """To the nearest whole customer; the tiny addend heals binary fractions (0.29 * 100)."""
    return int(whole * rate + 0.5 + 1e-9)


def _rate(part: int, *, of: int) -> float | None:
    return part / of if of else None
