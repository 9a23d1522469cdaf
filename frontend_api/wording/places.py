"""Countries and time zones a founder can choose from."""

from __future__ import annotations

import functools
from zoneinfo import available_timezones

_MONEY = {"US": "USD", "GB": "GBP"}


@functools.cache
def countries() -> tuple[tuple[str, str], ...]:
    """(ISO 3166-1 alpha-2, English name), by name."""
    from babel import Locale

    named = Locale("en").territories
    two = ((code, name) for code, name in named.items() if len(code) == 2 and code.isalpha())
    return tuple(sorted(((c, n) for c, n in two if c not in _NOT_COUNTRIES), key=lambda p: p[1]))


_NOT_COUNTRIES = {
    "EU",
    "EZ",
    "UN",
    "ZZ",
    "XA",
    "XB",
    "QO",
    "AC",
    "CP",
    "CQ",
    "DG",
    "EA",
    "IC",
    "TA",
}


@functools.cache
def zones() -> tuple[str, ...]:
    """Zones people live in; the `Etc` family and historic aliases stay out, UTC stays in."""
    regions = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
    living = {z for z in available_timezones() if z.partition("/")[0] in regions}
    return ("UTC", *sorted(living))


def currency_of(country: str) -> str:
    """The currency a tenant starts with; it can be changed in the settings."""
    return _MONEY.get(country, "EUR")


def zone_choices() -> tuple[tuple[str, str], ...]:
    """(zone, what to show) for a list to choose from."""
    return tuple((zone, zone.replace("_", " ")) for zone in zones())
