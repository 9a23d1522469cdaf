"""What a column holds by its cells, where its header says nothing we know; only ever suggested.

Every cell of the first rows must be of the kind, and the kind must be hard to take for another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from functions.customer_base.columns.cldr_names import country_code
from functions.customer_base.columns.refusing.refusals import read_header
from functions.customer_base.columns.understanding.plausible import is_of_somebody_else
from functions.customer_base.columns.vocabulary import STATUSES, squeezed

_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]{2,}")
_STATUS_WORDS = frozenset(map(squeezed, STATUSES))
_LEAST_NAME = 4
"""Letters: codes of countries are languages and states of the USA as well."""


def _is_country(cell: str) -> bool:
    return len(cell) >= _LEAST_NAME and bool(country_code(cell))


_KINDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("email", lambda cell: _ADDRESS.fullmatch(cell) is not None),
    ("country", _is_country),
    ("status", lambda cell: squeezed(cell) in _STATUS_WORDS),
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
        for meaning, is_one in _KINDS:
            if meaning in taken or meaning in found.values() or not cells:
                continue
            if all(map(is_one, cells)):
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
