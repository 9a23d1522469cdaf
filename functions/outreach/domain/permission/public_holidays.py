"""Public holidays of one country or of one of its subdivisions in one year.

Imports of the `holidays` library only the country asked for; must never decide who may be reached.
"""

from __future__ import annotations

import importlib.util
import sys
from datetime import date
from functools import lru_cache
from threading import Lock
from types import ModuleType

_COUNTRIES = "holidays.countries"
_IMPORTING = Lock()


@lru_cache(maxsize=512)
def public_holidays(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Public holidays of a country, with those of its subdivision where it is known.

    Empty where the `holidays` library knows nothing of the country.
    """
    library = _library()
    try:
        known = library.country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError:
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
    import holidays  # Only a decision on an hour pays for it.

    return holidays
