"""Writes the public holidays of every country as the installed `holidays` library knows them.

    python -m infra.holiday_table

Needed after an update of the library, when a test says so, and once a year for the year to come.
Never part of an artefact.
"""

from __future__ import annotations

import json
from datetime import date

from holidays.registry import EntityLoader

from functions.outreach.domain.permission.public_holidays import TABLE, imported_holidays

YEARS = range(2026, 2031)


def tabled() -> dict[str, dict[str, str]]:
    """Country and year to days as `MMDD`."""
    return {
        country: {
            str(year): " ".join(_days(imported_holidays(country, "", year), year)) for year in YEARS
        }
        for country in sorted(EntityLoader.get_country_codes(include_aliases=False))
    }


def _days(found: frozenset[date], year: int) -> list[str]:
    for day in found:
        if day.year != year:
            raise ValueError(f"{day} stands among the holidays of {year}")
    return sorted(f"{day:%m%d}" for day in found)


def main() -> None:
    """Write the file beside the module that reads it, a line for each country."""
    lines = [
        f"{json.dumps(country)}:{json.dumps(years, separators=(',', ':'))}"
        for country, years in tabled().items()
    ]
    TABLE.write_text("{" + ",\n".join(lines) + "}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
