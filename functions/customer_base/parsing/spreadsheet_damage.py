"""What spreadsheets do to ids and phone numbers: powers of ten, lost digits, text marks.

Decides whether all digits of a number are still there. Must never fill in a digit that was lost.
"""

from __future__ import annotations

import re

POWER = r"([0-9])(?:[.,]([0-9]*))?[eE]\+?([0-9]{1,2})"
"""`4.791235E+09`: how a spreadsheet shows a number that is too wide for its column."""
_EXACT_DIGITS = 15
"""So many digits of a number a spreadsheet keeps; it writes noughts for the others."""


def is_power(text: str) -> str:
    """SQL: whether a cell is a number in powers of ten; `12E4`, without a mark, may be an id."""
    power = f"regexp_full_match({text}, '[+-]?[0-9](?:[.,][0-9]*[eE][+]?|[eE][+])[0-9]{{1,2}}')"
    # Hardly any cell has an E at all, which is seen much faster.
    return f"CASE WHEN contains({text}, 'E') OR contains({text}, 'e') THEN {power} ELSE FALSE END"


def digits_of_power_sql(text: str) -> str:
    """SQL: the whole number that a power of ten stands for; NULL where digits of it are lost."""
    whole, fraction, power = (f"regexp_extract({text}, '{POWER}', {group})" for group in (1, 2, 3))
    exponent = f"{power}::INT"
    rest = f"substr({fraction}, {exponent} + 1)"
    return (
        f"CASE WHEN {exponent} < {_EXACT_DIGITS} AND strlen({fraction}) >= {exponent} "
        f"AND ltrim({rest}, '0') = '' THEN {whole} || {fraction}[:{exponent}] END"
    )


def digits_of_power(text: str) -> str | None:
    """The whole number that a power of ten stands for; None where it is none, or digits are lost.

    Noughts at the end may be lost digits too: only those that are written are there.
    """
    found = re.fullmatch(POWER, text)
    if found is None:
        return None
    whole, fraction, exponent = found[1], found[2] or "", int(found[3])
    if exponent >= _EXACT_DIGITS or len(fraction) < exponent or fraction[exponent:].strip("0"):
        return None
    return whole + fraction[:exponent]


def is_in_powers(text: str) -> bool:
    return re.fullmatch(rf"[+-]?{POWER}", text) is not None


_LONG_TAIL = "0000"
"""Noughts that no number ends in by chance, where others of its column were put into powers."""


def rounded_sql(text: str, *, powers: bool) -> str:
    """SQL: a number whose last digits a spreadsheet made noughts.

    Beyond the fifteenth digit three noughts are never chance; in a column where other cells are
    powers of ten, neither is a shorter tail of that kind, nor four noughts of a shorter number.
    """
    beyond = f"substr({text}, {_EXACT_DIGITS + 1})"
    long = f"strlen({text}) > {_EXACT_DIGITS} AND ltrim({beyond}, '0') = ''"
    if powers:
        short = f"strlen({text}) >= 10 AND ends_with({text}, '{_LONG_TAIL}')"
        tail = f"(({long}) OR ({short}))"
    else:
        tail = f"({long} AND strlen({text}) >= {_EXACT_DIGITS + 3})"
    return f"(try_cast({text} AS HUGEINT) IS NOT NULL AND {tail})"
