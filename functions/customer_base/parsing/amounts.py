"""Finds the number in a cell of an amount, and which marks the decimals of a column follow.

A cell with more than one number holds none. Must never take a mark for that of the decimals where
it may as well set off thousands.
"""

# ruff: noqa: S608  Every text from outside passes `literal`.

from __future__ import annotations

from dataclasses import replace
from typing import Any

import duckdb

from functions.customer_base.columns.canonical import BY_NAME
from functions.customer_base.columns.column import Kind
from functions.customer_base.columns.vocabulary import CURRENCY_WORDS
from functions.customer_base.parsing.currencies.signs import in_header
from functions.customer_base.parsing.findings import ColumnQuestion
from functions.customer_base.parsing.frequent.looks import Look, ask, some
from functions.customer_base.sql.literals import literal
from tenancy.values.lazy_dataclass import dataclass

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


def odd_amount_sql(text: str, plain: str) -> str:
    """The same of cells that are not `plain` amounts, which are read as they stand; else NULL."""
    return f"CASE WHEN NOT {plain} THEN {amount_sql(text)} END"


def is_common_amount(text: str) -> str:
    """SQL: the shape of nearly all cells, which are read in a fraction of the time."""
    return f"regexp_full_match({text}, '[$€£]? ?[0-9]([0-9.,]*[0-9])?')"


def below_nought_sql(text: str) -> str:
    return f"regexp_matches({text}, {literal(_BELOW_NOUGHT)})"


def is_plain_amount(text: str) -> str:
    """SQL: a whole number, or one with two digits behind a point: no other mark, sign or word."""
    return f"regexp_full_match({text}, '[0-9]{{1,15}}([.][0-9][0-9])?')"


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


_NO_POINT, _THREE_DIGITS, _OTHER_DIGITS = 0, 1, 2
"""What stands behind the points of a column, in the order in which one outweighs the other."""


def numbers_look(text: str) -> tuple[Look, ...]:
    """Whether some are percentages, some are no plain number, and what stands behind points."""
    number = f"try_cast({text} AS DOUBLE)"
    large = f"({number} > 2.0 AND isfinite({number}))"
    digits = (
        f"CASE WHEN NOT contains({text}, '.') THEN {_NO_POINT} "
        f"WHEN {text} LIKE '%.___' THEN {_THREE_DIGITS} "
        f"WHEN {text} IS NOT NULL THEN {_OTHER_DIGITS} END"
    )
    return (
        some(f"ends_with({text}, '%') OR {large}"),
        some(f"{text} IS NOT NULL AND NOT coalesce(isfinite({number}), FALSE)"),
        Look(f"max({digits})", lambda found: found == _OTHER_DIGITS),
    )


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One column of one file, what it means, and the founder's answer about it if there is one."""

    header: str
    position: int
    meaning: str
    answer: str = ""
    unit_known: bool = False
    """The export is known, and with it whether the column counts cents."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """How the numbers of one column are written."""

    shapes: tuple[str, ...]
    percent: bool = False
    worded: bool = False


HUNDREDTHS, WHOLE_MONEY = "hundredths", "whole"
"""Shape of a column of money that counts cents, which is an answer too; and the other answer."""
_UNIT_IN_DOUBT = frozenset({"mrr", "amount", "unit_price"})
"""Columns of money in which an amount a hundred times too large changes who is worked for what."""


def detect_amounts(
    con: duckdb.DuckDBPyConnection,
    table: str,
    text: str,
    look: tuple[Any, ...],
    *,
    place: MappedColumn,
    large: bool,
) -> Amounts | ColumnQuestion:
    """Which marks the numbers of a column have, and their unit; `look` is of `numbers_look`.

    Amounts without decimals, hardly one of which is below ten in hundredths, may count cents.
    """
    kind = BY_NAME[place.meaning].kind if place.meaning in BY_NAME else Kind.WHOLE
    found = _detect_marks(
        con, table, text, look, kind=kind, header=place.header, answer=place.answer, large=large
    )
    in_doubt = place.meaning in _UNIT_IN_DOUBT and not place.unit_known
    if isinstance(found, ColumnQuestion) or not in_doubt or place.answer == WHOLE_MONEY:
        return found
    if place.answer == HUNDREDTHS:
        return replace(found, shapes=(*found.shapes, HUNDREDTHS))
    if look[-1] != _NO_POINT or in_header(place.header) is not None:
        return found
    samples = _may_be_hundredths(con, table, text)
    return _unit_question(place.header, samples) if samples else found


def _may_be_hundredths(con: duckdb.DuckDBPyConnection, table: str, text: str) -> tuple[str, ...]:
    """The smallest amounts of a column that may count cents; none where they do not."""
    row = con.execute(
        f"""SELECT count(*) FILTER (n > 0), count(*) FILTER (n BETWEEN 1 AND 99),
          count(*) FILTER (n >= 1000), count(*) FILTER (n IS NULL AND regexp_matches(t, '[0-9]')),
          (list(DISTINCT n ORDER BY n) FILTER (n >= 1000))[1:3]
        FROM (SELECT t, try_cast(t AS BIGINT) AS n FROM (SELECT {text} AS t FROM {table}))"""
    ).fetchone()
    some, small, large, otherwise, samples = row or (0, 0, 0, 0, None)
    if small or otherwise or 2 * large <= some:
        return ()
    return tuple(map(str, samples or ()))


def _unit_question(header: str, samples: tuple[str, ...]) -> ColumnQuestion:
    amount = int(samples[0])
    return ColumnQuestion(
        header=header,
        kind="money_unit",
        text=f"In '{header}', how much is {samples[0]}?",
        choices=(
            (WHOLE_MONEY, f"{amount:,}.00"),
            (HUNDREDTHS, f"{amount / 100:,.2f}: the column counts cents"),
        ),
        samples=samples,
    )


def _detect_marks(
    con: duckdb.DuckDBPyConnection,
    table: str,
    text: str,
    look: tuple[Any, ...],
    *,
    kind: Kind,
    header: str,
    answer: str,
    large: bool,
) -> Amounts | ColumnQuestion:
    percent, odd, behind_points = look
    three_digits = behind_points == _THREE_DIGITS
    by_the_column = kind in {Kind.MONEY, Kind.CENTS, Kind.WHOLE}
    if not odd and not (by_the_column and three_digits):
        return Amounts(("plain",), percent)
    comma, point, unclear, commas, thousands, worded = _marks(con, table, text, large=large)
    if comma and point and not unclear:
        # Of such a column no answer would be right: every cell says itself what its marks are.
        return Amounts((BY_CELL,), percent, worded)
    if comma != point:
        return Amounts(("comma" if comma else "point",), percent, worded)
    if not comma and not commas and not (by_the_column and thousands):
        return Amounts(("plain" if not odd else "point",), percent, worded)
    if answer in {"comma", "point"}:
        return Amounts((answer,), percent, worded)
    if kind is Kind.WHOLE and commas and not thousands and not comma:
        # A count has no three decimals; a point before three digits is what a database may write.
        return Amounts(("point",), worded=worded)
    return _decimal_question(header, _marked_amounts(con, table, text) or ("1,234",))


def _marks(
    con: duckdb.DuckDBPyConnection, table: str, text: str, *, large: bool
) -> tuple[bool, ...]:
    """What is found of marks among the amounts of a column.

    Decimals behind a comma, behind a point, marks that may be either, any comma, thousands behind a
    point, and more around the digits than a sign before them.
    """

    # A plain amount has a point with two digits behind it, or none: nothing else is seen of it.
    (plain_points,) = ask(
        con,
        (some(f"CASE WHEN contains(cell, '.') THEN {is_plain_amount('cell')} ELSE FALSE END"),),
        lambda rows: f"(SELECT {text} AS cell FROM {rows})",
        table,
        large=large,
    )
    odd = _odd_cells(con, table, text, large=large)
    (worded,) = ask(
        con,
        (some(f"NOT {is_common_amount('cell')}"),),
        lambda rows: rows,
        odd,
        large=large,
    )
    comma_says, point_says = says_decimals("comma", "t"), says_decimals("point", "t")
    comma, point, unclear, commas, thousands = ask(
        con,
        (
            some(comma_says),
            some(point_says),
            some(f"regexp_matches(t, '[.,]') AND NOT {comma_says} AND NOT {point_says}"),
            some("contains(t, ',')"),
            some(f"regexp_matches(t, {literal(POINTED_THOUSANDS)})"),
        ),
        lambda rows: f"(SELECT {amount_sql('cell', worded=worded)} AS t FROM {rows})",
        odd,
        large=large,
    )
    return comma, point or plain_points, unclear, commas, thousands, worded


def _odd_cells(con: duckdb.DuckDBPyConnection, table: str, text: str, *, large: bool) -> str:
    """The cells of a column that are no plain amount; of a large one they are picked out once."""
    picked = f"SELECT cell FROM (SELECT {text} AS cell FROM {table})"
    picked += f" WHERE NOT {is_plain_amount('cell')}"
    if not large:
        return f"({picked})"
    con.execute(f"CREATE OR REPLACE TEMP TABLE odd_cells AS {picked}")
    return "odd_cells"


def _marked_amounts(con: duckdb.DuckDBPyConnection, table: str, text: str) -> tuple[str, ...]:
    """A few of the cells of amounts that hold a point or a comma."""
    some = con.execute(
        f"SELECT DISTINCT t FROM (SELECT {amount_sql(text)} AS t FROM {table}) "
        "WHERE contains(t, ',') OR contains(t, '.') ORDER BY t LIMIT 3"
    )
    return tuple(t for (t,) in some.fetchall())


def _decimal_question(header: str, samples: tuple[str, ...]) -> ColumnQuestion:
    sample = samples[0]
    if "," in sample:
        return ColumnQuestion(
            header=header,
            kind="decimal_mark",
            text=f"In '{header}', does {sample} have decimals after the comma?",
            choices=(("point", "no, the comma separates thousands"), ("comma", "yes, decimals")),
            samples=samples,
        )
    return ColumnQuestion(
        header=header,
        kind="decimal_mark",
        text=f"In '{header}', does {sample} have decimals after the point?",
        choices=(("comma", "no, the point separates thousands"), ("point", "yes, decimals")),
        samples=samples,
    )
