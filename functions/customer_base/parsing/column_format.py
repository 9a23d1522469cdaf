"""Detects how one column of a file is written: date order, decimal mark, names, or canonical.

Decides from the whole column, never per cell; what the column cannot settle becomes a question.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from typing import Any

import duckdb

from functions.customer_base.columns.canonical import BY_NAME, FEATURE_PREFIX
from functions.customer_base.columns.cldr_names import country_code, language_code
from functions.customer_base.columns.column import Kind, plain
from functions.customer_base.columns.vocabulary import CellLetters, letters
from functions.customer_base.files.load import UNSEEN, LoadedFile, cell
from functions.customer_base.parsing.amounts import (
    MappedColumn,
    detect_amounts,
    numbers_look,
)
from functions.customer_base.parsing.emails import ONE_EMAIL, is_one_email
from functions.customer_base.parsing.findings import ColumnQuestion
from functions.customer_base.parsing.frequent.cells import FrequentCells, find_frequent
from functions.customer_base.parsing.frequent.looks import Look, ask, count_up_to, some
from functions.customer_base.parsing.ids import id_look, id_shapes
from functions.customer_base.parsing.phones.numbers import is_e164
from functions.customer_base.parsing.spreadsheet_damage import is_power
from functions.customer_base.sql.literals import literal
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ParseOptions:
    """What the founder confirmed and the import assumes about one file."""

    mapping: dict[str, str]
    """Header → canonical column."""
    answers: dict[str, str] = field(default_factory=dict)
    """Header → the founder's answer to the question about it."""
    default_country: str = ""
    default_language: str = ""
    default_currency: str = ""
    time_zone: str = "UTC"
    today: date = date.min
    statuses: Mapping[str, str] = field(default_factory=dict)
    """Words of this export → what they mean, where they mean another status than elsewhere."""
    phones_with_code: bool = False
    """Numbers of this export begin with their country's code, without a plus."""
    known_units: frozenset[str] = frozenset()
    """Headers of amounts of which it is known whether they count cents."""


def defaults(options: ParseOptions) -> dict[str, str]:
    """Column → the founder's answer, which fills a cell only where every file leaves it empty."""
    answered = {"country": options.default_country, "language": options.default_language}
    return {name: answer for name, answer in answered.items() if answer}


@dataclass(frozen=True, slots=True)
class ColumnFormat:
    """How one column is written: the shapes its cells have."""

    shapes: tuple[str, ...] = ()
    excel: bool = False
    """Some cells are `="00123"`."""
    percent: bool = False
    utc: bool = False
    marked: bool = False
    """Some cells begin with the apostrophe by which a spreadsheet keeps a number a text."""
    unseen: bool = False
    """Some cells have tabs or zero-width spaces around them."""
    worded: bool = False
    """Some amounts have more around their digits than a sign before them."""
    names: tuple[tuple[str, str], ...] = ()
    """Of a country or language column: cell in lower case → its code, the most frequent first."""
    canonical: bool = False
    """Every cell is written as it is kept, so that none needs to be converted."""
    cells: CellLetters = None
    """Of a column of words in a small file."""
    bare: bool = False
    """Nothing stands around any cell, and none is empty."""
    wide: bool = True
    """Some cells may have spaces around them that are not ASCII."""
    frequent: FrequentCells = ()
    """Of a column of words in a large file."""


def kind_of(meaning: str) -> Kind:
    return Kind.WHOLE if meaning.startswith(FEATURE_PREFIX) else BY_NAME[meaning].kind


def detect_formats(
    con: duckdb.DuckDBPyConnection, loaded: LoadedFile, places: Sequence[MappedColumn]
) -> list[ColumnFormat | ColumnQuestion]:
    """Look at each of these columns as a whole."""
    every_edges = _edges_of(con, loaded, places)
    texts = [
        _text(place, edges, bare=place.position in loaded.bare, wide=loaded.wide)
        for place, edges in zip(places, every_edges, strict=True)
    ]
    looks = _first_looks(con, loaded, places, texts)
    frequent = {
        place.header: find_frequent(con, loaded.table, text)
        for place, text in zip(places, texts, strict=True)
        if not loaded.is_small and _holds_words(place.meaning)
    }
    found: list[ColumnFormat | ColumnQuestion] = []
    for place, text, look, edges in zip(places, texts, looks, every_edges, strict=True):
        words = bool(frequent.get(place.header))
        form = _format_of(con, loaded, place, text, look.found, excel=edges.excel, words=words)
        if isinstance(form, ColumnFormat):
            form = replace(
                form,
                unseen=edges.unseen,
                marked=edges.marked,
                cells=look.cells,
                bare=place.position in loaded.bare,
                wide=loaded.wide,
                frequent=frequent.get(place.header, ()),
            )
        found.append(form)
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """What a first look at a column found, as the function that is handed it expects."""

    found: tuple[Any, ...]
    cells: CellLetters


def _first_looks(
    con: duckdb.DuckDBPyConnection,
    loaded: LoadedFile,
    places: Sequence[MappedColumn],
    texts: Sequence[str],
) -> list[_Look]:
    """A first look at each column, in one query: most columns need no second look."""
    names = [f"t{place}" for place in range(len(places))]
    asked = [
        _first_look(kind_of(place.meaning), name) for place, name in zip(places, names, strict=True)
    ]
    worded = [loaded.is_small and _holds_words(place.meaning) for place in places]
    looks = [
        *itertools.chain.from_iterable(asked),
        *(
            Look(f"list(DISTINCT lower({name}))", lambda _: False)
            for name in itertools.compress(names, worded)
        ),
    ]
    cells = ", ".join(f"{text} AS {name}" for text, name in zip(texts, names, strict=True))
    row = iter(
        ask(
            con,
            looks,
            lambda rows: f"(SELECT {cells} FROM {rows})",
            loaded.table,
            large=not loaded.is_small,
        )
    )
    found = [tuple(itertools.islice(row, len(some))) for some in asked]
    return [
        _Look(some, _letters_of(next(row)) if of else None)
        for some, of in zip(found, worded, strict=True)
    ]


def _letters_of(cells: list[str | None] | None) -> CellLetters:
    return frozenset(letters(cell) for cell in cells or () if cell is not None)


_WORDED = frozenset({Kind.STATUS, Kind.OUTCOME, Kind.INTERVAL, Kind.YES_NO, Kind.REFUSAL})


def _holds_words(meaning: str) -> bool:
    """Whether the cells are looked up in a vocabulary; of consents those that give no day."""
    return kind_of(meaning) in _WORDED or meaning.startswith("consent_")


def _first_look(kind: Kind, text: str) -> tuple[Look, ...]:
    """What is asked of all cells of a column."""
    if kind in {Kind.DATE, Kind.MOMENT}:
        return _dates_look(text)
    if kind is Kind.ID:
        return (id_look(text),)
    if kind is Kind.EMAIL:
        return (some(f"NOT ({is_one_email(text)})"),)
    if kind is Kind.PHONE:
        return (count_up_to(f"NOT ({is_e164(text)})", ONE_BY_ONE),)
    if kind is Kind.WHOLE:
        return (some(_odd_count(text)),)
    return numbers_look(text) if kind in _NUMBERS else ()


@dataclass(frozen=True, slots=True)
class _Edges:
    """What stands around some cells of a column and is no part of them."""

    unseen: bool = False
    excel: bool = False
    marked: bool = False


_KEEPS_ITS_MARK = frozenset({Kind.TEXT, Kind.LIST, Kind.USES})
"""Where an apostrophe may begin a word, as in 't Hooft."""


def _edges_of(
    con: duckdb.DuckDBPyConnection, loaded: LoadedFile, places: Sequence[MappedColumn]
) -> list[_Edges]:
    """What stands around the cells of each column.

    One query for all columns: most files have nothing there, and are not asked.
    """
    asked: list[str] = []
    for place in places:
        plainly, wholly = (
            _trimmed(place.position, unseen=unseen, wide=loaded.wide) for unseen in (False, True)
        )
        trimmed = wholly if loaded.unseen else plainly
        asked.append(f"{plainly} <> {wholly}" if loaded.unseen else "FALSE")
        asked.append(f"starts_with({trimmed}, '=\"')" if loaded.excel else "FALSE")
        may_have = loaded.marked and kind_of(place.meaning) not in _KEEPS_ITS_MARK
        asked.append(f"starts_with({trimmed}, '''')" if may_have else "FALSE")
    if not places or not (loaded.unseen or loaded.excel or loaded.marked):
        return [_Edges()] * len(places)
    flags = ", ".join(f"coalesce(bool_or({condition}), FALSE)" for condition in asked)
    row = con.execute(f"SELECT {flags} FROM {loaded.table}").fetchone() or ()
    return [_Edges(*some) for some in zip(row[::3], row[1::3], row[2::3], strict=True)]


def _text(place: MappedColumn, edges: _Edges, *, bare: bool, wide: bool) -> str:
    form = ColumnFormat(
        excel=edges.excel, unseen=edges.unseen, marked=edges.marked, bare=bare, wide=wide
    )
    return cell_text(place.position, form)


def _format_of(
    con: duckdb.DuckDBPyConnection,
    loaded: LoadedFile,
    place: MappedColumn,
    text: str,
    look: tuple[Any, ...],
    *,
    excel: bool,
    words: bool,
) -> ColumnFormat | ColumnQuestion:
    kind = kind_of(place.meaning)
    if kind in {Kind.DATE, Kind.MOMENT}:
        return _date_format(
            con,
            loaded.table,
            place.header,
            text,
            look,
            answer=place.answer,
            excel=excel,
            words=words,
        )
    if kind in _NAMED:
        return _names_format(con, loaded.table, text, kind=kind, excel=excel)
    if kind is Kind.ID:
        return ColumnFormat(id_shapes(con, loaded.table, text, *look), excel)
    if kind is Kind.EMAIL:
        return ColumnFormat((ONE_EMAIL,) if look == (False,) else (), excel)
    if kind is Kind.PHONE:
        return ColumnFormat((_phone_shape(*look),), excel)
    if kind is Kind.WHOLE:
        if look == (False,):
            return ColumnFormat(("plain",), excel)
        look = ask(
            con,
            numbers_look("t"),
            lambda rows: f"(SELECT {text} AS t FROM {rows})",
            loaded.table,
            large=not loaded.is_small,
        )
    if kind in _NUMBERS:
        amounts = detect_amounts(
            con,
            loaded.table,
            text,
            look,
            place=place,
            large=not loaded.is_small,
        )
        if isinstance(amounts, ColumnQuestion):
            return amounts
        return ColumnFormat(amounts.shapes, excel, amounts.percent, worded=amounts.worded)
    return ColumnFormat(excel=excel)


WHOLE_NUMBERS, FEW_ODD_NUMBERS, ODD_NUMBERS = "e164", "few odd", "odd"
ONE_BY_ONE = 500
"""So many phone numbers are read one by one sooner than the SQL that reads them is planned."""


def _phone_shape(odd: int) -> str:
    return ODD_NUMBERS if odd > ONE_BY_ONE else FEW_ODD_NUMBERS if odd else WHOLE_NUMBERS


_NAMED = {Kind.COUNTRY: country_code, Kind.LANGUAGE: language_code}
_LONGEST_NAME = 100
"""Characters; nothing has a name that long, so what is cut off here is unread."""
_NAMES_AT_MOST = 2_000
"""Spellings of one column; the rarest beyond them stay unread."""
_CELLS_AT_ONCE = 20_000


def _names_format(
    con: duckdb.DuckDBPyConnection, table: str, text: str, *, kind: Kind, excel: bool
) -> ColumnFormat:
    """Look up each different cell once: a column holds few countries and languages."""
    cells = con.execute(
        "SELECT lower(t) AS lowered, min(t), max(t) FROM ("
        f"SELECT cell[:{_LONGEST_NAME}] AS t, rows FROM ("
        f"SELECT {text} AS cell, count(*) AS rows FROM {table} GROUP BY cell)) "
        "WHERE t IS NOT NULL GROUP BY lowered ORDER BY sum(rows) DESC, lowered"
    )
    names: list[tuple[str, str]] = []
    canonical = True
    while some := cells.fetchmany(_CELLS_AT_ONCE):
        for lowered, least, most in some:
            code = _NAMED[kind](lowered)
            canonical = canonical and least == most == code
            if code and len(names) < _NAMES_AT_MOST:
                names.append((lowered, code))
    return ColumnFormat(excel=excel, names=tuple(names), canonical=canonical)


_NUMBERS = frozenset({Kind.WHOLE, Kind.MONEY, Kind.CENTS, Kind.NUMBER, Kind.SHARE})


def is_read_by_pattern(meaning: str, form: ColumnFormat) -> bool:
    """Whether the cells of a column are numbers that are distinguished by what they look like."""
    return kind_of(meaning) in _NUMBERS and "plain" not in form.shapes


def _odd_count(text: str) -> str:
    """SQL: a cell that is no plain count, which is cheaper to see than what an amount may be."""
    return f"contains({text}, '.') OR ({text} IS NOT NULL AND try_cast({text} AS BIGINT) IS NULL)"


def cell_text(position: int, form: ColumnFormat) -> str:
    """SQL of a column's cells without what stands around them; NULL where nothing is left."""
    bare = form.bare and not form.unseen
    trimmed = cell(position) if bare else _trimmed(position, unseen=form.unseen, wide=form.wide)
    if bare and not (form.excel or form.marked):
        return trimmed
    return _unwrapped(trimmed, excel=form.excel, marked=form.marked)


def _trimmed(position: int, *, unseen: bool, wide: bool) -> str:
    text = cell(position)
    if unseen:
        return f"trim({text}, {literal(UNSEEN)})"
    if wide:
        return f"trim({text})"
    # To trim takes several times as long as to see that nearly all cells need none.
    return f"CASE WHEN {text} < '!' OR ends_with({text}, ' ') THEN trim({text}) ELSE {text} END"


def _unwrapped(raw: str, *, excel: bool, marked: bool) -> str:
    bare = f"ltrim({raw}, '''')" if marked else raw
    inner = f"CASE WHEN starts_with({bare}, '=\"') THEN trim({bare}, '=\"') ELSE {bare} END"
    return f"nullif({inner if excel else bare}, '')"


def _flag(con: duckdb.DuckDBPyConnection, table: str, condition: str) -> bool:
    return bool(_row(con, f"SELECT coalesce(bool_or({condition}), FALSE) FROM {table}")[0])


def _row(con: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    """The one row that aggregates answer."""
    return con.execute(query).fetchone() or ()


_TRIPLE = r"^(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})(\s.*)?$"


def iso_sql(text: str) -> str:
    """A TIMESTAMP from `2026-01-31…`. DuckDB alone would take 1/2/26 for the year 1."""
    return f"CASE WHEN {text} LIKE '____-__-__%' THEN try_cast({text} AS TIMESTAMP) END"


def _odd_date(text: str) -> str:
    return f"{text} IS NOT NULL AND {iso_sql(text)} IS NULL"


def _dates_look(text: str) -> tuple[Look, ...]:
    """Whether some are not as ISO 8601 has them, and some have a time."""
    # A day alone says nothing of a time zone, which is most of what there is to do with a moment.
    return some(_odd_date(text)), some(f"strlen({text}) > 10")


def _date_format(
    con: duckdb.DuckDBPyConnection,
    table: str,
    header: str,
    text: str,
    look: tuple[Any, ...],
    *,
    answer: str,
    excel: bool,
    words: bool,
) -> ColumnFormat | ColumnQuestion:
    utc = "utc" in plain(header).split()
    some_odd, some_timed = look
    different = "DISTINCT" if words else ""
    if not some_odd:
        return ColumnFormat(("iso" if some_timed else "day",), excel, utc=utc)
    found = con.execute(
        f"""SELECT
          max(a) FILTER (b <= 12 AND a <= 31), max(b) FILTER (a <= 12 AND b <= 31),
          count(*) FILTER (regexp_matches(t, '{_TRIPLE}')),
          coalesce(bool_or(greatest(a, b) <= 12 AND a <> b), FALSE),
          coalesce(bool_or(regexp_matches(t, '^\\d{{1,2}}\\.\\d{{1,2}}\\.')), FALSE),
          coalesce(bool_or(regexp_matches(t, '^\\d{{4}}[./-]\\d')), FALSE),
          coalesce(bool_or(regexp_matches(t, '^\\d{{5}}([.,]\\d+)?$')), FALSE),
          coalesce(bool_or(regexp_matches(t, '^\\d{{10}}(\\d{{3}})?$') OR {is_power("t")}), FALSE),
          coalesce(bool_or(regexp_matches(t, '[A-Za-z]{{3}}')), FALSE),
          (list(DISTINCT t) FILTER (least(a, b) <= 12 AND greatest(a, b) <= 31))[1:3]
        FROM (SELECT t, try_cast(regexp_extract(t, '{_TRIPLE}', 1) AS INT) AS a,
            try_cast(regexp_extract(t, '{_TRIPLE}', 2) AS INT) AS b
          FROM (SELECT {different} {text} AS t FROM {table}) WHERE {_odd_date("t")})"""
    ).fetchone()
    first, second, triples, either, *written, samples = found or (None,) * 10
    dotted, ymd, serial, epoch, worded = written
    shapes = ["iso"]
    if triples and first and second and min(first, second) > 12 and not either:
        # Both orders, and every cell says which is its own: no answer for all would be right.
        shapes += ["dmy", "mdy"]
    elif triples:
        order = _date_order(first, second, dotted=bool(dotted), answer=answer)
        if order is None:
            return _date_question(header, sorted(samples or ()))
        shapes.append(order)
    for name, present in (("ymd", ymd), ("serial", serial), ("epoch", epoch), ("worded", worded)):
        if present:
            shapes.append(name)
    return ColumnFormat(tuple(shapes), excel, utc=utc)


def _date_order(first: int | None, second: int | None, *, dotted: bool, answer: str) -> str | None:
    """Day first or month first, from the largest numbers in the column; None if unsettled.

    Only cells that are a date in some order are counted: 31/31/2025 is none, and where no cell is
    one, nothing hangs on the order.
    """
    if first is None and second is None:
        return "dmy"
    first, second = first or 0, second or 0
    if first > 12 >= second:
        return "dmy"
    if second > 12 >= first:
        return "mdy"
    if answer in {"dmy", "mdy"}:
        return answer
    # Dots between day, month and year are written day first wherever they are used.
    return "dmy" if dotted else None


def _date_question(header: str, samples: list[str]) -> ColumnQuestion:
    sample = samples[0] if samples else "03/04/2026"
    return ColumnQuestion(
        header=header,
        kind="date_order",
        text=f"In '{header}', is {sample} written day first or month first?",
        choices=(("dmy", "day first"), ("mdy", "month first")),
        samples=tuple(samples),
    )
