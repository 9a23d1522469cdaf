"""What kind of row each file of an import holds, by the founder's answer, its export or its cells.

Where that stays open it becomes a question; must never guess.
"""
# ruff: noqa: S608  Names are ours.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

import duckdb

from functions.customer_base.columns.canonical import IDENTIFIERS
from functions.customer_base.columns.column import plain
from functions.customer_base.columns.header_matching import WHETHER_LEFT, says_whether_they_left
from functions.customer_base.columns.presets.catalogue import recognise
from functions.customer_base.columns.presets.preset import Preset
from functions.customer_base.columns.refusing.refusal_lists import is_number_list, is_of_refusals
from functions.customer_base.columns.refusing.refusals import NOT_CONTACT
from functions.customer_base.columns.row_kind import (
    LABELS,
    ROWS,
    RowKind,
    RowKindFound,
    decide_row_kind,
    read_as,
)
from functions.customer_base.columns.understanding.shared_addresses import (
    CUSTOMERS,
    STAFF,
    WHOSE,
    SharedAddresses,
    without_staff,
)
from functions.customer_base.files.load import LoadedFile, cell
from functions.customer_base.imports.records import FileRecord
from functions.customer_base.parsing.findings import ColumnQuestion
from tenancy.values.lazy_dataclass import dataclass

ROWS_LOOKED_AT = 200
_WHO = frozenset({*IDENTIFIERS, "phone", "name"})
"""What a list of people who refused says of them."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """What the rows of a file are, and what follows for reading them."""

    kind: RowKind
    mapping: dict[str, str]
    """Header → what it means in rows of this kind."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    """Status words that mean something of their own in this export."""
    question: ColumnQuestion | None = None
    phones_with_code: bool = False
    known_units: frozenset[str] = frozenset()
    """Headers of this export whose amounts are known to count cents, or not to."""
    left_out: tuple[str, ...] = ()
    """Headers that this export is known to have and that say nothing of the customer."""


def left_out_of(preset: Preset | None, headers: Sequence[str]) -> tuple[str, ...]:
    known = set(preset.left_out) if preset is not None else set()
    return tuple(header for header in headers if plain(header) in known)


def _known_units(preset: Preset | None, headers: Sequence[str]) -> frozenset[str]:
    known = preset.meaning if preset is not None else {}
    return frozenset(header for header in headers if plain(header) in known)


def answers_of_export(left_out: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """What need not be asked of columns an export is known to have, whatever they are called."""
    return {header: NOT_CONTACT for header in left_out if header not in mapping}


def first_rows(con: duckdb.DuckDBPyConnection, loaded: LoadedFile) -> list[tuple[str, ...]]:
    columns = ", ".join(cell(place) for place in range(len(loaded.headers)))
    rows = con.execute(
        # The rows lie in the order of their lines: ordering all of them would take a while.
        f"SELECT {columns} FROM {loaded.table} LIMIT {ROWS_LOOKED_AT}"
    ).fetchall()
    return [tuple(text or "" for text in row) for row in rows]


def kind_of_file(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    mapping: Mapping[str, str],
    answers: Mapping[str, str],
) -> FileKind:
    """The founder's answer counts, then a recognised export, then headers and cells together."""
    mapping = without_staff(mapping, answers)
    if is_of_refusals(answers):
        who = {header: meaning for header, meaning in mapping.items() if meaning in _WHO}
        return FileKind(RowKind.CUSTOMERS, who)
    preset = recognise(headers, rows)
    if answers.get(ROWS, "") in set(RowKind):
        found = RowKindFound(RowKind(answers[ROWS]))
    elif preset is not None:
        found = RowKindFound(preset.rows)
    else:
        found = decide_row_kind(mapping, headers, rows)
    statuses = preset.statuses if preset is not None else {}
    left = [header for header, meaning in mapping.items() if meaning == "status"]
    if any(says_whether_they_left(header, headers, rows) for header in left if header in headers):
        statuses = {**WHETHER_LEFT, **statuses}
    return FileKind(
        found.kind,
        read_as(found.kind, mapping),
        statuses,
        None if found.sure else row_question(found, mapping, headers, rows),
        phones_with_code=preset is not None and preset.phones_with_code,
        known_units=_known_units(preset, headers),
        left_out=left_out_of(preset, headers),
    )


def row_question(
    found: RowKindFound,
    mapping: Mapping[str, str],
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> ColumnQuestion:
    """What is asked about a file whose rows may be of several kinds."""
    kinds = (found.kind, *found.others)
    shown = [place for place, header in enumerate(headers) if header in mapping][:6]
    samples = tuple(
        " · ".join(row[place].strip() for place in shown if place < len(row)) for row in rows[:2]
    )
    sample = samples[0] if samples else ""
    return ColumnQuestion(
        header=ROWS,
        kind="row_kind",
        text=f"What is one row of this file, such as “{sample[:200]}”?",
        choices=tuple((kind.value, LABELS[kind]) for kind in kinds),
        samples=samples,
    )


def has_only_number_lists(files: Sequence[FileRecord]) -> bool:
    """Whether an import has nothing but lists of numbers, and no column that may be an id."""
    lists = (is_number_list(one.mapping, one.answers) and not one.suggestions for one in files)
    return all(lists)


def whose_question(found: SharedAddresses) -> ColumnQuestion:
    """What is asked about addresses that many people share."""
    shown, few = found.addresses[:3], len(found.addresses)
    spelled = f"{few} different address{'' if few == 1 else 'es'}"
    return ColumnQuestion(
        header=found.header,
        kind=WHOSE,
        text=(
            f"“{found.header}” has {spelled} for {found.people} people, such as {shown[0]}. "
            "Whose are they?"
        ),
        choices=(
            (STAFF, "of my own people, or of somebody else: leave the column out"),
            (CUSTOMERS, "the customers' own, who share an address"),
        ),
        samples=shown,
    )
