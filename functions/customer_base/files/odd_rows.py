"""Tells the rows of a table that are no records: titles, second headers, totals and notes.

Decides by what stands in a row and by which headers are known. Must never take a row with an
email address for one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

TITLE = "a title above the header row"
GROUPS = "a row of group names above the header row"
SECOND_HEADER = "a second header row"
TOTAL = "a total row, no customer"
_NOBODY = "no customer id and no readable email address"
FIGURES = f"{_NOBODY}: a row of figures, such as a total"
GROUP = f"{_NOBODY}: a group with its figures, it seems"
NOTE = f"{_NOBODY}: a heading or a note, it seems"

ROWS_ABOVE = 12
"""Rows among which a header is looked for."""

_TOTAL = re.compile(
    r"(grand\s+total|sub[- ]?totals?|totals?|sum|итого|всего|сумма|iš\s+viso|viso|suma|summe|"
    r"gesamt|gesamtsumme|somme|totale|totaal|łącznie|razem)(?!\w).*",
    re.IGNORECASE | re.DOTALL,
)
FIGURE_PATTERN = r"[\s$€£¥₽₴₺₹%().,'’\d-]*\d[\s%().,'’\d-]*"
"""A number, an amount or a day, for Python and DuckDB alike."""
_FIGURE = re.compile(FIGURE_PATTERN)


def _filled(cells: Sequence[str]) -> list[str]:
    return [text.strip() for text in cells if text.strip()]


def _may_name_columns(cells: Sequence[str]) -> bool:
    return not any("@" in text or _FIGURE.fullmatch(text) for text in _filled(cells))


def find_header(rows: Sequence[Sequence[str]], is_known: Callable[[str], bool]) -> int:
    """Which of a file's first rows names the columns: the first, unless a later one clearly is."""
    known = [sum(map(is_known, set(_filled(cells)))) for cells in rows[:ROWS_ABOVE]]
    for place, cells in enumerate(rows[:ROWS_ABOVE]):
        if place and known[place] >= 2 and known[place] > 2 * known[0] and _may_name_columns(cells):
            return place
    widths = Counter(len(_filled(cells)) for cells in rows)
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    if rows and len(_filled(rows[0])) == 1 and usual >= 3 and not known[0]:
        for place, cells in enumerate(rows[:ROWS_ABOVE]):
            if len(_filled(cells)) >= usual and _may_name_columns(cells):
                return place
    return 0


def is_second_header(
    cells: Sequence[str], headers: Sequence[str], is_known: Callable[[str], bool]
) -> bool:
    """Whether the first row under the header says once more what the columns are."""
    filled = _filled(cells)
    names = sum(
        is_known(text) or text.casefold() == header.casefold()
        for text, header in zip((text.strip() for text in cells), headers, strict=False)
        if text
    )
    if len(filled) < 2 or any(letter.isdigit() for letter in filled[0]):
        return False  # A number comes first in a record, as its id.
    return names * 2 >= len(filled) and _may_name_columns(cells)


def row_above(cells: Sequence[str]) -> str:
    """What a row above the header is."""
    return GROUPS if len(_filled(cells)) > 1 else TITLE


def _has_word(text: str) -> bool:
    return _FIGURE.fullmatch(text) is None


def describe(cells: Sequence[str]) -> str:
    """What a row that names no customer is; empty where it may be one all the same."""
    filled = _filled(cells)
    if not filled or any("@" in text for text in filled):
        return ""
    if _TOTAL.fullmatch(filled[0]):
        return TOTAL
    if all(_FIGURE.fullmatch(text) for text in filled):
        return FIGURES
    if len(filled) == 1:
        return NOTE
    return GROUP if not any(map(_has_word, filled[1:])) else ""
