"""What a column holds by its cells, where its header says nothing we know; only ever suggested.

The cells of the first rows must be of a kind that is hard to take for another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from functions.customer_base.columns.cldr_names import country_code
from functions.customer_base.columns.column import plain
from functions.customer_base.columns.refusing.refusals import read_header
from functions.customer_base.columns.understanding.plausible import is_of_somebody_else
from functions.customer_base.columns.vocabulary import (
    LIVE_WORDS,
    STATUSES,
    TEST_WORDS,
    squeezed,
)

_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]{2,}")
_STATUS_WORDS = frozenset(map(squeezed, STATUSES))
_LEAST_NAME = 4
"""Letters: codes of countries are languages and states of the USA as well."""


_PHONE = re.compile(r"(?:tel:)?[+(]?\d[\d\s().\-/]{6,20}", re.IGNORECASE)
_MONEY = re.compile(r"[-−]?(?P<before>\D{0,5}?)\s*\d[\d.,'’\s]*(?P<after>\D{0,6})")


def _are_addresses(cells: Collection[str]) -> bool:
    return all(map(_ADDRESS.fullmatch, cells))


def _are_countries(cells: Collection[str]) -> bool:
    """Codes alone may be languages or states of the USA; beside names they are countries too."""
    return any(len(cell) >= _LEAST_NAME for cell in cells) and all(map(country_code, cells))


def _are_numbers(cells: Collection[str]) -> bool:
    """Only with a plus: other long numbers may be anything."""
    return any(cell.startswith("+") for cell in cells) and all(map(_PHONE.fullmatch, cells))


def _are_statuses(cells: Collection[str]) -> bool:
    """Half of the words are enough to ask: the others are doubts then."""
    known = [cell for cell in cells if squeezed(cell) in _STATUS_WORDS]
    return len(known) == len(cells) or (len(known) >= _ENOUGH and 2 * len(known) >= len(cells))


_MODE_WORDS = frozenset(map(squeezed, (*TEST_WORDS, *LIVE_WORDS)))
_NAMES_A_MODE = frozenset({"mode", "environment", "env", "order mode", "payment mode"})


def _are_modes(cells: Collection[str]) -> bool:
    """Whether what was paid was real: `live` and `test`, in whatever column."""
    return all(squeezed(cell) in _MODE_WORDS for cell in cells)


def says_whether_real(header: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column called `Mode` tells tests from real payments, rather than anything else."""
    if plain(header) not in _NAMES_A_MODE:
        return False
    place = list(headers).index(header)
    cells = {row[place].strip() for row in rows if place < len(row)} - {""}
    return bool(cells) and _are_modes(cells)


def _are_amounts(cells: Collection[str]) -> bool:
    """Numbers, each of which has a currency beside it."""
    for cell in cells:
        found = _MONEY.fullmatch(cell)
        beside = f"{found['before']} {found['after']}" if found is not None else ""
        if not _CURRENCY.search(beside):
            return False
    return True


_ENOUGH = 2
_CURRENCY = re.compile(r"[$€£¥₽₴₹₺]|\b(EUR|USD|GBP|CHF|CAD|AUD|SEK|NOK|DKK|PLN|CZK|zł|kč|kr)\b")
_KINDS: tuple[tuple[str, Callable[[Collection[str]], bool]], ...] = (
    ("email", _are_addresses),
    ("phone", _are_numbers),
    ("country", _are_countries),
    ("is_test", _are_modes),
    ("status", _are_statuses),
    ("amount", _are_amounts),
)


def suggest_by_cells(
    unknown: Collection[str],
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    taken: Collection[str],
) -> dict[str, str]:
    """Header → the column its cells show, each column once and none that is taken."""
    found: dict[str, str] = {}
    for place, header in enumerate(headers):
        if header not in unknown or is_of_somebody_else(header) or read_header(header) is not None:
            continue
        cells = {row[place].strip() for row in rows if place < len(row)} - {""}
        for meaning, are_such in _KINDS:
            if meaning in taken or meaning in found.values() or not cells:
                continue
            if are_such(cells):
                found[header] = meaning
                break
    return found


def holds_addresses(header: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether every cell of a column is an e-mail address, whatever its header resembles."""
    place = list(headers).index(header)
    cells = {row[place].strip() for row in rows if place < len(row)} - {""}
    return bool(cells) and all(map(_ADDRESS.fullmatch, cells))


def says_status(header: str, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a column called `State` says how a subscription stands rather than where it is."""
    place = list(headers).index(header)
    cells = {squeezed(row[place]) for row in rows if place < len(row)} - {""}
    return bool(cells & _STATUS_WORDS)
