"""Writes the table of public holidays, as the installed `holidays` library knows them.

    python -m infra.holiday_table

Needed after an update of the library, when a test says so, and once a year for the year to come.
Never part of an artefact.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from holidays import list_supported_countries

from functions.outreach.domain.permission.public_holidays import TABLE, imported_holidays

YEARS = range(2026, 2029)


def lines() -> Iterator[str]:
    """A line for each country: its code, days as `MMDD` by part and year, and parts without any of
    their own. The part without a name is the whole country."""
    for country, named in sorted(list_supported_countries(include_aliases=False).items()):
        whole = _days(country, "")
        parts = {part: _days(country, part) for part in sorted(named)}
        own = {part: days for part, days in parts.items() if days != whole}
        same = [part for part, days in parts.items() if days == whole]
        yield json.dumps([country, {"": whole, **own}, same], separators=(",", ":"))


def _days(country: str, part: str) -> dict[str, str]:
    return {str(year): _written(imported_holidays(country, part, year), year) for year in YEARS}


def _written(days: frozenset[date], year: int) -> str:
    if any(day.year != year for day in days):
        raise ValueError(f"another year's day stands among the holidays of {year}")
    return " ".join(sorted(f"{day:%m%d}" for day in days))


def main() -> None:
    """Write the file beside the module that reads it."""
    TABLE.write_text("\n".join(lines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
