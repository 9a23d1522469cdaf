"""Builds the SQL that finds the number in a cell of an amount, and the marks of its decimals.

A cell with more than one number holds none. Must never take a mark for that of the decimals where
it may as well set off thousands.
"""

from __future__ import annotations

from functions.customer_base.columns.vocabulary import CURRENCY_WORDS
from functions.customer_base.sql.literals import literal

_SPACES = r"\s\p{Zs}"
_MINUS = r"−–\-"
_WORD = r"(?:\p{Lu}{0,3}\p{Sc}|[A-Z]{3}|(?i:" + "|".join(CURRENCY_WORDS) + r")\.?)"
_BODY = rf"[.,]?[0-9][0-9.,'’{_SPACES}]*"
_AMOUNT = (
    rf"^[{_SPACES}({_MINUS}+]*(?:{_WORD}[{_SPACES}({_MINUS}]*)?({_BODY})"
    rf"[{_SPACES}){_MINUS}%]*(?:{_WORD}[{_SPACES})]*)?(?:(?:/|per)[{_SPACES}]*\p{{L}}+)?$"
)
"""One number with nothing around it but signs, a currency and the time it is paid for."""
_BELOW_NOUGHT = rf"^[^0-9]*[({_MINUS}]|[0-9][{_SPACES}]*[{_MINUS}]"
"""A minus before or after, or brackets; `29,-` has no cents and is not negative."""


def amount_sql(text: str, *, worded: bool = True) -> str:
    """The digits and marks of the one number a cell holds; NULL where there is more or nothing.

    Only where some amounts are `worded` is there anything to look for, and the expression for it
    is costly: the names of money in any script take DuckDB longer to prepare than a small file.
    """
    common, digits = is_common_amount(text), f"ltrim({text}, '$€£ ')"
    if not worded:
        return f"CASE WHEN {common} THEN {digits} END"
    body = f"regexp_extract({text}, {literal(_AMOUNT)}, 1)"
    bare = f"nullif(rtrim(regexp_replace({body}, '[^0-9.,]', '', 'g'), '.,'), '')"
    return f"CASE WHEN {common} THEN {digits} ELSE {bare} END"


def is_common_amount(text: str) -> str:
    """SQL: the shape of nearly all cells, which are read in a fraction of the time."""
    return f"regexp_full_match({text}, '[$€£]? ?[0-9]([0-9.,]*[0-9])?')"


def below_nought_sql(text: str) -> str:
    return f"regexp_matches({text}, {literal(_BELOW_NOUGHT)})"


POINTED_THOUSANDS = r"^[1-9]\d{0,2}\.\d{3}$"
"""`1.234`: by such cells alone nobody can tell thousands from decimals."""

BY_CELL = "by cell"
"""Shape of a column of amounts in which each cell says which mark its decimals follow."""
_SIGNS = {
    # The mark comes last, or has other than three digits behind it, or a zero or four digits and
    # more before it, or its rival stands twice.
    "comma": ("\\..*,", ",(\\d{1,2}|\\d{4,})$", "(^0|\\d{4,}),", "\\..*\\."),
    "point": (",.*\\.", "\\.(\\d{1,2}|\\d{4,})$", "(^0|\\d{4,})\\.", ",.*,"),
}


def says_decimals(mark: str, text: str) -> str:
    """SQL: a cell whose decimals can only follow this mark."""
    found = " OR ".join(f"regexp_matches({text}, {literal(sign)})" for sign in _SIGNS[mark])
    return f"({found})"


def numbers_look(text: str) -> tuple[str, ...]:
    """Whether some are percentages, some are no plain number, and every point has three digits."""
    number = f"try_cast({text} AS DOUBLE)"
    large = f"({number} > 2.0 AND isfinite({number}))"
    return (
        f"coalesce(bool_or(ends_with({text}, '%') OR {large}), FALSE)",
        f"coalesce(bool_or({text} IS NOT NULL AND NOT coalesce(isfinite({number}), FALSE)), FALSE)",
        f"coalesce(bool_and({text} LIKE '%.___') FILTER (contains({text}, '.')), FALSE)",
    )
