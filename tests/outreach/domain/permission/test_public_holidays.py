"""One country's holidays are imported alone, and are those the whole library knows."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest
from holidays.registry import EntityLoader

from functions.outreach.domain.permission.public_holidays import (
    imported_holidays,
    public_holidays,
)
from infra.holiday_table import YEARS

WHOLE_LIBRARY = f"""
import json, holidays, holidays.countries
known = {{
    f"{{country}}|{{part or ''}}|{{year}}":
        sorted(map(str, holidays.country_holidays(country, subdiv=part, years=year)))
    for country in holidays.registry.EntityLoader.get_country_codes(include_aliases=False)
    for part in (None, *getattr(holidays, country).subdivisions)
    for year in {tuple(YEARS)}
}}
print(json.dumps(known))
"""
ONE_COUNTRY = """
import sys
from functions.outreach.domain.permission.public_holidays import public_holidays
assert public_holidays("DE", "BY", 2031)
print(*sorted(name for name in sys.modules if name.startswith("holidays.countries.")))
"""


def _printed_by(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_every_country_and_part_of_it_has_the_holidays_of_the_whole_library() -> None:
    known: dict[str, list[str]] = json.loads(_printed_by(WHOLE_LIBRARY))
    countries = set(EntityLoader.get_country_codes(include_aliases=False))
    assert {key.split("|")[0] for key in known} == countries
    for key, days in known.items():
        country, part, year = key.split("|")
        found = public_holidays(country, part, int(year))
        assert found == set(map(date.fromisoformat, days)), "run python -m infra.holiday_table"
        assert imported_holidays(country, part, int(year)) == found, key


@pytest.mark.parametrize("part", ["", "BY", "HE"])
def test_the_years_to_come_need_no_library(part: str) -> None:
    program = f"""
import sys
from functions.outreach.domain.permission.public_holidays import public_holidays
assert public_holidays("DE", "{part}", 2026)
print("holidays" in sys.modules)
"""
    assert _printed_by(program) == "False\n"


def test_a_year_beyond_the_table_is_asked_of_the_library() -> None:
    beyond = YEARS[-1] + 1
    assert public_holidays("LT", "", beyond) == imported_holidays("LT", "", beyond) != frozenset()


@pytest.mark.slow
def test_a_country_is_imported_without_the_others() -> None:
    assert _printed_by(ONE_COUNTRY).split() == ["holidays.countries.germany"]


def test_an_unknown_part_has_the_holidays_of_its_country() -> None:
    assert public_holidays("LT", "nowhere", 2026) == public_holidays("LT", "", 2026)


def test_an_unknown_country_has_none() -> None:
    assert public_holidays("XX", "", 2026) == frozenset()
