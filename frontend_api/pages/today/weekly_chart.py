"""Columns by week, worked out for an SVG of 100 by 100. Decides no colour and no wording."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tenancy.values.lazy_dataclass import dataclass

WEEKS_SHOWN = 12
_GAP = 0.25
"""The share of a week's width left empty between weeks."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of the table behind, one colour of the picture; a value for each week."""

    name: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChartColumn:
    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class WeeklyChart:
    title: str
    weeks: tuple[date, ...]
    series: tuple[Series, ...]
    columns: tuple[ChartColumn, ...]
    highest: int
    """The value at the upper edge."""
    currency: str = ""
    """Values are minor units of it; empty for plain counts."""


def last_weeks(week: date, number: int) -> tuple[date, ...]:
    """So many Mondays, the given one last."""
    return tuple(week - timedelta(days=7 * back) for back in reversed(range(number)))


def draw_weeks(
    title: str, weeks: tuple[date, ...], series: Sequence[Series], *, currency: str = ""
) -> WeeklyChart:
    """Place every column; a value of nothing has none. Raises ValueError if a value is missing."""
    highest = max((value for one in series for value in one.values), default=0)
    week_width = 100 / max(len(weeks), 1)
    width = week_width * (1 - _GAP) / max(len(series), 1)
    columns = [
        ChartColumn(
            x=round(place * week_width + week_width * _GAP / 2 + number * width, 2),
            y=round(100 - 100 * value / highest, 2),
            width=round(width, 2),
            height=round(100 * value / highest, 2),
            series=number + 1,
        )
        for number, one in enumerate(series)
        for place, (_, value) in enumerate(zip(weeks, one.values, strict=True))
        if value > 0
    ]
    return WeeklyChart(title, weeks, tuple(series), tuple(columns), highest, currency)
