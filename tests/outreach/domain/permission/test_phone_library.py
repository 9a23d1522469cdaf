"""A part of the library of phone numbers is loaded, and all of it for who asks for more."""

from __future__ import annotations

import subprocess
import sys

import pytest

READ = """
import sys
from functions.outreach.domain.permission.phone_library import number_modules
reading, zones = number_modules()
number = reading.parse("+12125550100")
print(reading.region_code_for_number(number), *zones.time_zones_for_number(number))
"""
REST = """
rest = ("asyoutypeformatter", "phonenumbermatcher", "shortnumberinfo")
def loaded(): return [name for name in rest if "phonenumbers." + name in sys.modules]
"""


def _printed_by(program: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_reading_a_number_loads_nothing_that_formats_or_finds_numbers() -> None:
    printed = _printed_by(READ + REST + "print(*loaded())")
    assert printed == ["US America/New_York", ""]


def test_who_imports_the_library_afterwards_gets_all_of_it() -> None:
    program = """
import phonenumbers
assert phonenumbers.phonenumberutil is reading
assert phonenumbers.is_valid_number(phonenumbers.parse("+37061234567"))
print(phonenumbers.AsYouTypeFormatter.__name__, len(loaded()), hasattr(phonenumbers, "unknown"))
"""
    assert _printed_by(READ + REST + program)[1:] == ["AsYouTypeFormatter 3 False"]


@pytest.mark.slow
def test_a_library_that_is_loaded_already_is_used_as_it_is() -> None:
    program = "import phonenumbers" + READ + "print(reading is phonenumbers.phonenumberutil)"
    assert _printed_by(program)[-1] == "True"
