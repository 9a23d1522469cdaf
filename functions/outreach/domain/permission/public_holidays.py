"""Public holidays of one country or of one of its subdivisions in one year.

A table has those of the years to come. For the others the `holidays` library is imported, with only
the country asked for. Must never decide who may be reached.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock
from types import ModuleType

TABLE = Path(__file__).with_name("public_holidays.jsonl")
"""A line for each country: `infra/holiday_table.py` writes it, and a test compares it with the
library."""
_COUNTRIES = "holidays.countries"
_IMPORTING = Lock()


@lru_cache(maxsize=512)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Public holidays of a country, with those of its subdivision where it is known.

    Empty where the `holidays` library knows nothing of the country.
    """
    days = _days(country, subdivision, str(year))
    if days is None:
        return imported_holidays(country, subdivision, year)
    return frozenset(date(year, int(day[:2]), int(day[2:])) for day in days.split())


def _days(country: str, subdivision: str, year: str) -> str | None:
    """What the table has of them; None where it is the library that has to know."""
    parts, without_own = _table(country)
    return parts.get("" if subdivision in without_own else subdivision, {}).get(year)


@lru_cache(maxsize=64)
def _table(country: str) -> tuple[dict[str, dict[str, str]], frozenset[str]]:
    """The line of a country, which alone is parsed."""
    beginning = f'["{country}",'.encode()
    for line in TABLE.read_bytes().splitlines():
        if line.startswith(beginning):
            _, parts, without_own = json.loads(line)
            return parts, frozenset(without_own)
    return {}, frozenset()


def imported_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """The same without the table."""
    library = _library()
    try:
        known = library.country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError:  # The library's word for a country or a part that it does not know.
        if not subdivision:
            return frozenset()
        return public_holidays(country, "", year)
    return frozenset(known)


def _library() -> ModuleType:
    """The library, whose package of countries is made without being run.

    Running it imports all 250 countries, eight times as long as importing one. The library finds a
    country's module by its own registry, so it needs no more of the package than its path.
    """
    with _IMPORTING:
        spec = importlib.util.find_spec(_COUNTRIES)
        if spec is not None and _COUNTRIES not in sys.modules:
            sys.modules[_COUNTRIES] = importlib.util.module_from_spec(spec)
    import holidays  # Only a decision that the table does not serve pays for it.

    return holidays
