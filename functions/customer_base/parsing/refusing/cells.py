"""Builds the SQL that reads refusals: from columns of refusals and agreements, and from any cell.

A cell that cannot be understood is asked about or taken for a refusal, never for a permission.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field
from functools import partial

import duckdb

from functions.customer_base.columns.column import Kind
from functions.customer_base.columns.refusing.refusal_lists import EVERYBODY, is_of_refusals
from functions.customer_base.columns.refusing.refusals import (
    AGREED,
    ALL,
    CELL_END,
    EVERY_VALUE_PATTERN,
    MAY_CONTACT,
    MEANINGS,
    NOTHING_REFUSED,
    REFUSED,
    ROW_PATTERN,
    SCOPES,
    UNREFUSING_PATTERN,
    VALUE_PATTERNS,
    ColumnSource,
    Polarity,
    column_sources,
    scope_of_values,
)
from functions.customer_base.columns.vocabulary import CellLetters, letters, occurring
from functions.customer_base.files.load import SMALL, LoadedFile
from functions.customer_base.parsing.column_format import (
    ColumnFormat,
    ParseOptions,
    cell_text,
    kind_of,
)
from functions.customer_base.parsing.findings import ColumnQuestion, RefusedCells
from functions.customer_base.parsing.frequent.cells import (
    FrequentCells,
    find_frequent,
    read_once,
)
from functions.customer_base.parsing.refusing.questions import preview_questions
from functions.customer_base.sql.literals import literal, word_list
from functions.product.channels import CHANNELS
from tenancy.values.lazy_dataclass import dataclass

UNDATED = "TIMESTAMP 'infinity'"
"""In a consent column: a refusal. In its `_revoked_at`: a refusal without a readable day."""
_CELLS_AT_MOST = max(10_000, SMALL)
"""Different cells of one column that are looked at, of a small file all; most have a handful."""
_SCANNED = frozenset({Kind.STATUS, Kind.YES_NO})
"""Of columns that mean something else, those whose cells may be words."""
_OWN_WORDS = frozenset({"cancel_reason"})
"""Columns in which people say in their own words what they want."""


def words_sql(text: str) -> str:
    """As `refusals.worded` does."""
    return f"trim(translate(lower({text}), '_-', '  '))"


def is_one_of(words: str, known: Collection[str], cells: CellLetters) -> str:
    """SQL that is never NULL. A list and not IN: DuckDB makes a join of a longer IN."""
    some = occurring(sorted(known), cells)
    return f"coalesce(list_contains({word_list(some)}, {words}), FALSE)" if some else "FALSE"


def says_no(text: str, cells: CellLetters) -> str:
    """SQL: a cell of a column of agreements refuses."""
    refused = is_one_of(words_sql(text), REFUSED, cells)
    return f"({refused} OR {_refuses(EVERY_VALUE_PATTERN, text)})"


def says_refused(text: str, cells: CellLetters) -> str:
    """SQL: a cell of a column of refusals holds one: anything that does not say there is none."""
    words = words_sql(text)
    nothing = is_one_of(words, NOTHING_REFUSED, cells)
    return f"coalesce({words} <> '' AND NOT {nothing}, FALSE)"


def _refuses(pattern: str, text: str) -> str:
    return (
        f"coalesce(regexp_matches({text}, {literal(pattern)}) "
        f"AND NOT regexp_matches({text}, {literal(UNREFUSING_PATTERN)}), FALSE)"
    )


@dataclass(frozen=True, slots=True)
class RefusalSql:
    """Cells to read beside the mapped ones, and what they say of each scope."""

    texts: Mapping[str, str] = field(default_factory=dict)
    """Name of a text → SQL of the cells."""
    refused: Sequence[tuple[str, str]] = ()
    """(scope, SQL over the texts that is TRUE where it is refused)."""
    counted: Mapping[str, str] = field(default_factory=dict)
    """Header → SQL over the `counted_texts` that is TRUE where a cell refuses."""
    counted_texts: Mapping[str, str] = field(default_factory=dict)
    """Name of a text → SQL of the cells."""


def read_refusals(
    con: duckdb.DuckDBPyConnection,
    loaded: LoadedFile,
    options: ParseOptions,
    cells_of: Mapping[str, CellLetters],
) -> RefusalSql | tuple[ColumnQuestion, ...]:
    """How the refusals of a file are read, or what has to be asked first.

    `cells_of` has the letters of the cells of mapped columns, by header, where they are known.
    """
    if is_of_refusals(options.answers):
        return RefusalSql({}, ((options.answers[EVERYBODY], "TRUE"),), {EVERYBODY: "TRUE"})
    sources = column_sources(loaded.headers, options.mapping, options.answers)
    here = [one for one in sources if options.mapping.get(one.header, "") not in _READ_BY_MEANING]
    wanted = [one for one in here if loaded.is_small or _may_be_asked(one)]
    found = {source.header: _different_cells(con, loaded, source) for source in wanted}
    cells = {header: [text for text, _ in different] for header, different in found.items()}
    questions = preview_questions(loaded.headers, options.mapping, options.answers, cells)
    if questions:
        return questions
    read = {source.header for source in sources}
    texts: dict[str, str] = {}
    refused: list[tuple[str, str]] = []
    counted: dict[str, str] = {}
    elsewhere: dict[str, str] = {}
    frequent = _frequent_cells(con, loaded, (source.position for source in sources))
    for source in sources:
        name, often = f"r{source.position}", frequent.get(source.position, ())
        if source in here:
            lowered = (lower for _, lower in found.get(source.header, ()))
            known = frozenset(map(letters, lowered)) if loaded.is_small else None
        else:
            known = cells_of.get(source.header)
        refuses = read_once(con, often, name, partial(_source_sql, source, known), "BOOLEAN")
        counted[source.header] = refuses
        (texts if source in here else elsewhere)[name] = _text(loaded, source.position)
        if source in here:
            refused.append((source.scope, refuses))
    further = _positions_with_refusals(con, loaded, options, read)
    frequent = _frequent_cells(con, loaded, further)
    for position in further:
        name, header, often = f"r{position}", loaded.headers[position], frequent.get(position, ())
        texts[name] = _text(loaded, position)
        channel = scope_of_values(header)
        for scope, pattern in VALUE_PATTERNS.items():
            says = read_once(con, often, name, partial(_refuses, pattern), "BOOLEAN")
            refused.append((channel if channel and scope == ALL else scope, says))
        every = partial(_refuses, EVERY_VALUE_PATTERN)
        counted[header] = read_once(con, often, name, every, "BOOLEAN")
    return RefusalSql(texts, tuple(refused), counted, elsewhere | texts)


def count_refusals(
    con: duckdb.DuckDBPyConnection, loaded: LoadedFile, refusals: RefusalSql
) -> tuple[RefusedCells, ...]:
    """How many refusals were read from each column that may hold one, also where it is none."""
    if not refusals.counted:
        return ()
    # Step by step: DuckDB prepares an expression again wherever it stands, which for the words of
    # many columns takes seconds.
    texts = ", ".join(f"{sql} AS {name}" for name, sql in refusals.counted_texts.items())
    cells = f"(SELECT {texts} FROM {loaded.table})" if texts else loaded.table
    found = [f"({sql}) AS x{number}" for number, sql in enumerate(refusals.counted.values())]
    sums = ", ".join(f"count(*) FILTER (x{number})" for number in range(len(found)))
    row = con.execute(f"SELECT {sums} FROM (SELECT {', '.join(found)} FROM {cells})").fetchone()
    return tuple(
        RefusedCells(file=loaded.number, header=header, count=count)
        for header, count in zip(refusals.counted, row or (), strict=True)
    )


_READ_BY_MEANING = frozenset(
    meaning for meaning, found in MEANINGS.items() if found.polarity is Polarity.REFUSAL
)
"""Read where all canonical columns are, with the days they may hold."""


def _may_be_asked(source: ColumnSource) -> bool:
    return source.polarity is Polarity.UNCLEAR or (
        source.polarity is Polarity.AGREEMENT and not source.answer
    )


def _source_sql(source: ColumnSource, cells: CellLetters, text: str) -> str:
    if source.polarity is Polarity.REFUSAL:
        return says_refused(text, cells)
    if source.polarity is Polarity.ANY:
        return f"coalesce({words_sql(text)} <> '', FALSE)"
    no = says_no(text, cells)
    if source.answer == MAY_CONTACT:
        return no
    words = words_sql(text)
    known = f"{is_one_of(words, AGREED, cells)} OR regexp_matches({text}, '^[0-9]') OR {words} = ''"
    return f"({no} OR coalesce(NOT ({known}), FALSE))"


def _text(loaded: LoadedFile, position: int) -> str:
    bare = position in loaded.bare
    form = ColumnFormat(excel=loaded.excel, unseen=loaded.unseen, wide=loaded.wide, bare=bare)
    return cell_text(position, form)


def _frequent_cells(
    con: duckdb.DuckDBPyConnection, loaded: LoadedFile, positions: Iterable[int]
) -> dict[int, FrequentCells]:
    """Of columns of a large file; a small one is read sooner than it is looked at."""
    if loaded.is_small:
        return {}
    return {
        position: find_frequent(con, loaded.table, _text(loaded, position))
        for position in positions
    }


def _different_cells(
    con: duckdb.DuckDBPyConnection, loaded: LoadedFile, source: ColumnSource
) -> list[tuple[str, str]]:
    """The different cells of a column, most frequent first, each also in lower case."""
    return con.execute(
        f"SELECT t, lower(t) FROM (SELECT {_text(loaded, source.position)} AS t "
        f"FROM {loaded.table}) "
        f"WHERE t IS NOT NULL GROUP BY t ORDER BY count(*) DESC, t LIMIT {_CELLS_AT_MOST}"
    ).fetchall()


def refusal_columns(
    of_scopes: Iterable[tuple[str, str]], dated: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Canonical column → SQL of it, from all that says of a scope whether it is refused.

    `of_scopes` is SQL of yes, no or unknown; `dated` is SQL of days, by canonical column.
    """
    yes_no = tuple(of_scopes)
    found: dict[str, str] = {}
    everything = [sql for scope, sql in yes_no if scope == ALL]
    if everything:
        some = " OR ".join(f"coalesce({sql}, FALSE)" for sql in everything)
        found["do_not_contact"] = f"CASE WHEN {some} THEN TRUE ELSE {_first(everything)} END"
    for channel in CHANNELS:
        name = f"consent_{channel}_revoked_at"
        noes = [
            f"CASE WHEN {sql} THEN {UNDATED} END"
            for scope, sql in yes_no
            if scope != ALL and channel in SCOPES[scope]
        ]
        noes += dated.get(name, ())
        if noes:
            found[name] = noes[0] if len(noes) == 1 else f"greatest({', '.join(noes)})"
    return found


def _first(sql: Sequence[str]) -> str:
    return sql[0] if len(sql) == 1 else f"coalesce({', '.join(sql)})"


def _positions_with_refusals(
    con: duckdb.DuckDBPyConnection, loaded: LoadedFile, options: ParseOptions, read: set[str]
) -> list[int]:
    """Columns whose header says nothing of refusals and some of whose cells do."""
    positions = [
        position
        for position, header in enumerate(loaded.headers)
        if header not in read and _is_scanned(options.mapping.get(header, ""))
    ]
    if not positions:
        return []
    # One look at a whole row costs little more than one at a cell; few are looked at again.
    cells = ", ".join(f"c{position}" for position in positions)
    row_text = f"concat_ws({literal(CELL_END)}, {cells})"
    hit = f"regexp_matches({row_text}, {literal(ROW_PATTERN)})"
    if con.execute(f"SELECT 1 FROM {loaded.table} WHERE {hit} LIMIT 1").fetchone() is None:
        return []
    hits = ", ".join(
        f"coalesce(bool_or({_refuses(EVERY_VALUE_PATTERN, _text(loaded, position))}), FALSE)"
        for position in positions
    )
    row = con.execute(f"SELECT {hits} FROM {loaded.table} WHERE {hit}").fetchone() or ()
    return [position for position, some in zip(positions, row, strict=True) if some]


def _is_scanned(meaning: str) -> bool:
    return not meaning or meaning in _OWN_WORDS or kind_of(meaning) in _SCANNED
