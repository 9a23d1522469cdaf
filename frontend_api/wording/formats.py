"""Amounts, counts and times as people read them; the zone and the currency are arguments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def money(cents: int, currency: str = "EUR") -> str:
    """Minor units as people read them: whole amounts without decimals."""
    amount = f"{cents / 100:,.2f}".removesuffix(".00")
    sign = _SIGNS.get(currency)
    if cents < 0:
        return f"−{money(-cents, currency)}"
    return f"{sign}{amount}" if sign else f"{amount} {currency}"


def whole_money(cents: int, currency: str) -> str:
    """An amount worked out from others, whose cents mean nothing: 290.04 a year is 12 months of
    a yearly 290."""
    return money(round(cents / 100) * 100, currency)


def number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def change(value: int) -> str:
    """A difference of counts: `+12`, `−3`, or a dash for none."""
    return f"{'+' if value > 0 else '−'}{number(abs(value))}" if value else "—"


def counted(value: int, one: str, many: str) -> str:
    """`1 row`, `0 rows`, `1,204 rows`."""
    return f"{number(value)} {one if value == 1 else many}"


def moment(at: datetime | None, zone: str = "UTC") -> str:
    """An instant in the founder's zone: `Mon 23 Nov 2026, 10:15`."""
    return "" if at is None else f"{at.astimezone(ZoneInfo(zone)):%a %-d %b %Y, %H:%M}"


def appointment(at: datetime, zone: str) -> str:
    """A time somebody is expected at: `Mon 23 Nov 2026, 10:15 New York time`."""
    return f"{moment(at, zone)} {whose_time(zone)}"


def whose_time(zone: str) -> str:
    """`New York time`, as the agent's messages and mails say it."""
    # A page before the sign-in shows no time, and must not pay for a package that names it.
    from functions.outreach.domain.permission.zone_words import zone_words

    return zone_words(zone)


def clock(at: datetime, zone: str = "UTC") -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def day(at: date | datetime | None, zone: str = "UTC") -> str:
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(zone)).date() if isinstance(at, datetime) else at
    return f"{local:%-d %b %Y}"


def iso(at: datetime) -> str:
    """Machine-readable time for `<time datetime>`."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def joined(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
