"""Decides which id columns of an import's files hold the same ids.

Equal text is no evidence by itself. Two columns are of one space when the founder says so, when
rows with equal ids share their email addresses, by the same name, or by ids that are not equal by
chance. Must never join columns whose equal ids stand beside different addresses.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import Enum
from itertools import combinations

import duckdb

from functions.customer_base.columns.canonical import ID_COLUMNS
from functions.customer_base.columns.column import plain
from functions.customer_base.columns.presets.catalogue import recognise
from functions.customer_base.columns.presets.preset import FOUNDERS_OWN
from functions.customer_base.parsing.findings import ColumnQuestion
from functions.customer_base.parsing.normalised_rows import normalised, normalised_table
from tenancy.values.lazy_dataclass import dataclass

QUESTION = "same_ids"
OWN = "own"
"""The founder's answer that these ids are of no other file."""

_GENERIC = frozenset({"id", "record id", "uuid", "uid", "customer", "key", "number", "external id"})
"""Headers under which every system keeps ids of its own."""
_EQUAL_NAMES = {
    "client": "customer",
    "cust": "customer",
    "kliento": "customer",
    "клиента": "customer",
    "crm": "crm",
}


@dataclass(frozen=True, slots=True)
class IdColumn:
    """One id column of one file."""

    file: int
    file_name: str
    meaning: str
    header: str
    export: str = ""
    """Whose ids these are; empty in a file nobody recognises."""
    defines: bool = True
    """The file says who pays."""
    answer: str = ""
    """Which other column the founder says it is the same as."""

    @property
    def spelled(self) -> str:
        return plain(self.header)

    @property
    def name(self) -> str:
        """Whose id it is, by its header; empty where the header could be anybody's."""
        if self.spelled in _GENERIC:
            return ""
        words = [word for word in self.spelled.split() if word not in {"id", "ids", "no", "code"}]
        named = " ".join(_EQUAL_NAMES.get(word, word) for word in words)
        return named.removesuffix("id") or self.meaning


@dataclass(frozen=True, slots=True)
class IdSpace:
    """Id columns, each of another file, whose equal values are one identity."""

    columns: tuple[IdColumn, ...]

    @property
    def label(self) -> str:
        return min(column.spelled for column in self.columns)

    def meaning_in(self, file: int) -> str:
        """The canonical column of this space in a file, or empty."""
        return next((one.meaning for one in self.columns if one.file == file), "")

    @property
    def _precedence(self) -> tuple[bool, bool, bool, int, str]:
        """Whose ids name customers: those of who pays, then of customers rather than accounts."""
        meanings = {one.meaning for one in self.columns}
        defining = {one.meaning for one in self.columns if one.defines}
        best = min(ID_COLUMNS.index(one) for one in meanings)
        return (
            "customer_id" not in defining,
            not defining,
            "customer_id" not in meanings,
            best,
            self.label,
        )


@dataclass(frozen=True, slots=True)
class IdSpaces:
    """All spaces of an import; the first names the customers."""

    spaces: tuple[IdSpace, ...]
    questions: Mapping[int, tuple[ColumnQuestion, ...]] = field(default_factory=dict)


class _Kinship(Enum):
    SAME = "same"
    DIFFERENT = "different"
    UNKNOWN = "unknown"


def id_columns(
    file: int,
    name: str,
    headers: Iterable[str],
    mapping: Mapping[str, str],
    answers: Mapping[str, str],
    *,
    defines: bool,
) -> tuple[IdColumn, ...]:
    """The id columns of a file, in the order of its headers."""
    written = list(headers)
    preset = recognise(written)
    own = (
        {spelled for spelled, meaning in preset.meaning.items() if meaning in ID_COLUMNS}
        if preset and preset.id_space != FOUNDERS_OWN
        else set()
    )
    return tuple(
        IdColumn(
            file,
            name,
            mapping[header],
            header,
            export=preset.id_space if preset and plain(header) in own else "",
            defines=defines,
            answer=answers.get(header, ""),
        )
        for header in written
        if mapping.get(header) in ID_COLUMNS
    )


def find_spaces(con: duckdb.DuckDBPyConnection, columns: tuple[IdColumn, ...]) -> IdSpaces:
    """Group the columns into spaces; ask where equal values may be one identity and may not."""
    groups: list[list[IdColumn]] = [[column] for column in columns]
    unknown: list[tuple[IdColumn, IdColumn]] = []
    pairs = [pair for pair in combinations(columns, 2) if pair[0].file != pair[1].file]
    kinship = {pair: _kinship(con, *pair) for pair in pairs}
    for pair, kin in kinship.items():
        if kin is _Kinship.SAME:
            _join(groups, *pair, kinship)
        elif kin is _Kinship.UNKNOWN:
            unknown.append(pair)
    spaces = tuple(sorted((IdSpace(tuple(one)) for one in groups), key=lambda one: one._precedence))
    return IdSpaces(spaces, _questions(spaces, unknown))


def _join(
    groups: list[list[IdColumn]],
    one: IdColumn,
    other: IdColumn,
    kinship: Mapping[tuple[IdColumn, IdColumn], _Kinship],
) -> None:
    """Make one group of two, unless they have columns that are known to differ."""
    left = next(group for group in groups if one in group)
    right = next(group for group in groups if other in group)
    apart = any(
        a.file == b.file or _Kinship.DIFFERENT in {kinship.get((a, b)), kinship.get((b, a))}
        for a in left
        for b in right
    )
    if left is not right and not apart:
        left += right
        groups.remove(right)


def _kinship(con: duckdb.DuckDBPyConnection, one: IdColumn, other: IdColumn) -> _Kinship:
    seen = _compare(con, one, other)
    if seen.conflicts * _AGREEING > seen.agreements:
        return _Kinship.DIFFERENT
    if seen.agreements:
        return _Kinship.SAME
    for asked, meant in ((one, other), (other, one)):
        if asked.answer == meant.spelled:
            return _Kinship.SAME
    if OWN in {one.answer, other.answer}:
        return _Kinship.DIFFERENT
    if one.export and other.export:
        same = one.export == other.export and one.meaning == other.meaning
        return _Kinship.SAME if same else _Kinship.DIFFERENT
    if one.name and one.name == other.name:
        return _Kinship.SAME
    if _never_one(one, other):
        return _Kinship.DIFFERENT
    if seen.telling * 2 > seen.common:
        return _Kinship.SAME
    return _Kinship.UNKNOWN if seen.common else _Kinship.DIFFERENT


_AGREEING = 4
"""Of five equal ids with two addresses, four must have the same."""


def _never_one(one: IdColumn, other: IdColumn) -> bool:
    """A user is no account, and a subscription is neither; a customer may be either."""
    meanings = {one.meaning, other.meaning}
    return len(meanings) > 1 and (
        "subscription_id" in meanings or meanings == {"account_id", "user_id"}
    )


@dataclass(frozen=True, slots=True)
class _Compared:
    """What the equal values of two id columns have beside them."""

    common: int
    agreements: int
    conflicts: int
    telling: int
    """Equal values that are not equal by chance: with letters in them, or long."""


_SAMPLE = 50_000
"""So many ids of a column are enough to judge it by."""
_LONG = 9
"""Digits: two systems that count their customers from 1 do not come this far."""


def _compare(con: duckdb.DuckDBPyConnection, one: IdColumn, other: IdColumn) -> _Compared:
    most = max(_count(con, side) for side in (one, other))
    every = max(1, most // _SAMPLE)
    left, right = (_ids_with_addresses(side, every) for side in (one, other))
    row = con.execute(
        f"""SELECT count(*), count(*) FILTER (known AND agree),
          count(*) FILTER (known AND NOT agree), count(*) FILTER (telling)
        FROM (SELECT list_has_any(l.addresses, r.addresses) AS agree,
            len(l.addresses) > 0 AND len(r.addresses) > 0 AS known,
            strlen(id) >= {_LONG} OR regexp_matches(id, '[A-Za-z]') AS telling
          FROM ({left}) AS l JOIN ({right}) AS r USING (id))"""
    ).fetchone()
    return _Compared(*(row or (0, 0, 0, 0)))


def _count(con: duckdb.DuckDBPyConnection, column: IdColumn) -> int:
    row = con.execute(f"SELECT count(*) FROM {normalised_table(column.file)}").fetchone()
    return int(row[0]) if row else 0


def _ids_with_addresses(column: IdColumn, every: int) -> str:
    """Each id once, with all addresses beside it; of many ids every so-many-th."""
    # By the id itself, so that both sides keep the same ones.
    some = f" AND hash({column.meaning}) % {every} = 0" if every > 1 else ""
    addresses = (
        "list_distinct(list_concat(coalesce(list(email) FILTER (email IS NOT NULL), []), "
        "coalesce(flatten(list(other_emails) FILTER (other_emails IS NOT NULL)), [])))"
    )
    return (
        f"SELECT {column.meaning} AS id, {addresses} AS addresses FROM {normalised(column.file)} "
        f"WHERE {column.meaning} IS NOT NULL{some} GROUP BY {column.meaning}"
    )


def _questions(
    spaces: tuple[IdSpace, ...], unknown: list[tuple[IdColumn, IdColumn]]
) -> dict[int, tuple[ColumnQuestion, ...]]:
    """One for each column that joins its file to no other, and may."""
    joined = {
        column.file
        for space in spaces
        if len({one.file for one in space.columns}) > 1
        for column in space.columns
    }
    candidates: dict[IdColumn, list[IdColumn]] = {}
    for one, other in unknown:
        asked, meant = (
            (one, other)
            if (one.defines, -one.file) < (other.defines, -other.file)
            else (
                other,
                one,
            )
        )
        if asked.file not in joined and all(
            meant.spelled != known.spelled for known in candidates.get(asked, ())
        ):
            candidates.setdefault(asked, []).append(meant)
    found: dict[int, tuple[ColumnQuestion, ...]] = {}
    for asked, meant_by in candidates.items():
        found[asked.file] = (*found.get(asked.file, ()), _question(asked, meant_by))
    return found


def _question(asked: IdColumn, candidates: list[IdColumn]) -> ColumnQuestion:
    return ColumnQuestion(
        header=asked.header,
        kind=QUESTION,
        text=(
            f"Some values of '{asked.header}' in {asked.file_name} also stand in another file, and "
            "nothing shows that they mean the same customers. Are they the same ids?"
        ),
        choices=(
            *(
                (one.spelled, f"the same ids as '{one.header}' in {one.file_name}")
                for one in candidates
            ),
            (OWN, "no, ids of their own: do not join the files by them"),
        ),
    )
