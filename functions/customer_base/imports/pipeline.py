"""Makes an immutable snapshot of uploaded files, on local disk only.

Decides what becomes of every row (accepted, merged or rejected) and asserts that none is missing.
Must never write a formula back unescaped.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

import duckdb

from functions.customer_base.columns.cldr_names import UNREADABLE
from functions.customer_base.columns.header_matching import (
    Matching,
    is_known_header,
    match_headers,
    of_refusals,
)
from functions.customer_base.columns.refusing.refusal_lists import (
    EVERYBODY,
    RefusalList,
    find_refusal_list,
    is_number_list,
)
from functions.customer_base.columns.refusing.refusals import may_refuse
from functions.customer_base.columns.row_kind import RowKind
from functions.customer_base.consents.beside_customers import beside_customers
from functions.customer_base.consents.ledger import note_consents
from functions.customer_base.consents.number_lists import (
    ALONE,
    NumbersKept,
    count_listed,
    gather_numbers,
)
from functions.customer_base.files.dialect import Dialect, Refusal, sniff
from functions.customer_base.files.load import (
    LoadedFile,
    read_records,
)
from functions.customer_base.files.odd_rows import TOTAL, describe
from functions.customer_base.imports.found_plans import plans_found
from functions.customer_base.imports.reading.read_files import read_files
from functions.customer_base.imports.reading.settings import ImportSettings, Progress, SourceFile
from functions.customer_base.imports.records import Accounting, SnapshotComparison
from functions.customer_base.imports.rejected_rows import account, write_rejects
from functions.customer_base.imports.replacement import compare
from functions.customer_base.imports.row_kinds import (
    ROWS_LOOKED_AT,
    row_question,
    whose_question,
)
from functions.customer_base.imports.uploaded_facts import (
    fill_in_facts,
    keep_facts,
)
from functions.customer_base.merging.base_again import take_over_base
from functions.customer_base.merging.id_spaces import IdColumn, find_spaces, id_columns
from functions.customer_base.merging.merge import MergeResult, merge_files
from functions.customer_base.merging.roles import FileRole, assign_roles
from functions.customer_base.parsing.column_format import ParseOptions, defaults
from functions.customer_base.parsing.findings import ColumnQuestion, RefusedCells, UnreadCells
from functions.customer_base.parsing.normalise import count_unread
from functions.customer_base.parsing.refusing.questions import question_about_list
from functions.customer_base.parsing.snapshot_table import (
    PARQUET,
    SNAPSHOT_COLUMNS,
    filled_columns,
)
from functions.customer_base.sql.literals import literal
from functions.product.plan_suggestions import PlanFound
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import left on disk and found."""

    customers: Path
    rejects: Path
    accounting: Accounting
    comparison: SnapshotComparison | None
    plans: tuple[PlanFound, ...]
    columns: tuple[str, ...]
    """Canonical columns that hold at least one value."""
    new_consents: Path | None = None
    """Rows to add to the consent record, if this import has any."""
    row_kinds: Mapping[int, RowKind] = field(default_factory=dict)
    """File → what its rows were taken for."""
    kept_facts: Mapping[int, Path] = field(default_factory=dict)
    """File → facts of it that are to outlive the next sync."""
    rows: int | None = None
    """Customers of the base, where an answer of the founder keeps others than the files hold."""
    kept_by_answer: int = 0
    """Customers no file holds, who stay because the founder said so."""
    listed: int | None = None
    """Of lists of numbers alone: how many customers of the base have one of them."""
    over: str = ""
    """Of lists of numbers alone: the snapshot whose customers these are."""


@dataclass(frozen=True, slots=True)
class AnswersNeeded:
    """The import cannot go on before these are answered."""

    questions: dict[int, tuple[ColumnQuestion, ...]]


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is known of one file before the founder confirmed anything."""

    dialect: Dialect
    preset: str
    mapping: dict[str, str]
    suggestions: dict[str, str]
    certain: bool
    samples: dict[str, tuple[str, ...]]
    row_kind: RowKind
    seen: dict[str, tuple[str, ...]]
    """Different cells of the first rows, of columns that may say who refused."""
    questions: tuple[ColumnQuestion, ...] = ()
    """What only the founder can say of the file as a whole."""
    doubts: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    """What the file answers by itself: that it is a list of refusals, and of what."""


_SAMPLES = 5
_SAMPLED_ROWS, _SEEN_ROWS = 50, 2_000


def inspect(path: Path, *, name: str = "") -> Inspection | Refusal:
    """Headers, what they mean, and a few sample values of one file.

    Its `name` counts only where a whole file may be a list of refusals.
    """
    dialect = sniff(path, whole=False, is_known=is_known_header)
    if isinstance(dialect, Refusal):
        return dialect
    rows = _rows_to_look_at(path, dialect)
    matching = match_headers(list(dialect.headers), rows[:ROWS_LOOKED_AT])
    refusing = find_refusal_list(name, dialect.headers, matching.mapping, rows[:ROWS_LOOKED_AT])
    if refusing is not None:
        matching = of_refusals(matching, refusing)
    samples: dict[str, list[str]] = {header: [] for header in dialect.headers}
    seen: dict[str, dict[str, None]] = {
        header: {} for header in dialect.headers if may_refuse(header, matching.mapping)
    }
    for number, row in enumerate(rows):
        cells = dict(zip(dialect.headers, (text.strip()[:80] for text in row), strict=False))
        for header, different in seen.items():
            different[cells.get(header, "")] = None
        for header, value in cells.items():
            full = number >= _SAMPLED_ROWS or len(samples[header]) >= _SAMPLES
            if value and not full and value not in samples[header]:
                samples[header].append(value)
    return Inspection(
        dialect,
        matching.preset,
        matching.mapping,
        matching.suggestions,
        matching.certain,
        {header: tuple(values) for header, values in samples.items()},
        matching.rows.kind,
        {header: tuple(values) for header, values in seen.items()},
        _questions(matching, refusing, dialect, rows),
        matching.doubts,
        {EVERYBODY: refusing.scope} if refusing is not None and refusing.sure else {},
    )


def _questions(
    matching: Matching, refusing: RefusalList | None, dialect: Dialect, rows: list[list[str]]
) -> tuple[ColumnQuestion, ...]:
    asked = []
    if refusing is not None and not refusing.sure:
        asked.append(question_about_list(refusing, rows))
    if not matching.rows.sure:
        asked.append(row_question(matching.rows, matching.mapping, dialect.headers, rows))
    if matching.shared is not None and refusing is None:
        asked.append(whose_question(matching.shared))
    return tuple(asked)


def _rows_to_look_at(path: Path, dialect: Dialect) -> list[list[str]]:
    with path.open(encoding=dialect.encoding, errors="replace", newline="") as file:
        first = itertools.islice(read_records(file, dialect), _SEEN_ROWS)
        rows = [
            row
            for _, row in first
            if isinstance(row, list) and describe(row) != TOTAL and row != list(dialect.headers)
        ]
    return rows[1:] if dialect.second_header else rows


def run_import(
    con: duckdb.DuckDBPyConnection,
    files: tuple[SourceFile, ...],
    settings: ImportSettings,
    *,
    work: Path,
    previous: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Imported | AnswersNeeded | Refusal:
    """Read, normalise, join and write one snapshot. Leaves nothing behind on a refusal."""
    loads: list[LoadedFile] = []
    unread: list[UnreadCells] = []
    refused: list[RefusedCells] = []
    asked: dict[int, tuple[ColumnQuestion, ...]] = {}
    kinds: dict[int, RowKind] = {}
    read = read_files(con, files, settings, work=work, progress=progress)
    if isinstance(read, Refusal):
        return read
    files = tuple(replace(file, mapping=read[file.number].kind.mapping) for file in files)
    for file in files:
        outcome = read[file.number]
        loads.append(outcome.loaded)
        kinds[file.number] = outcome.kind.kind
        for one in outcome.found:
            if isinstance(one, ColumnQuestion):
                asked[file.number] = (*asked.get(file.number, ()), one)
            elif isinstance(one, RefusedCells):
                refused.append(one)
            else:
                unread.append(one)
    if asked:
        return AnswersNeeded(asked)
    progress("Joining the files and finding duplicates", 60)
    lists = [file.number for file in files if is_number_list(file.mapping, file.answers)]
    meanings = {file.number: frozenset(file.mapping.values()) for file in files}
    if len(lists) == len(files) and previous is None:
        return Refusal(ALONE)
    roles = assign_roles({n: kind for n, kind in kinds.items() if n not in lists}, meanings)
    spaces = find_spaces(con, _id_columns(files, loads, roles))
    if spaces.questions:
        return AnswersNeeded(dict(spaces.questions))
    if len(lists) == len(files) and previous is not None:
        # The founder's answers are about the customers of a file, and there is none.
        settings = replace(settings, default_country="", default_language="")
        joined = take_over_base(con, previous)
    else:
        joined = merge_files(
            con,
            roles,
            spaces.spaces,
            today=settings.today,
            default_country=settings.default_country,
        )
    refused_numbers = gather_numbers(con, lists) if lists else {}
    joined = _with_lists(joined, refused_numbers)
    kept_facts = _kept_facts(con, settings, work, besides=lists)
    kept, filled = fill_in_facts(con, settings.uploaded.kept, today=settings.today)
    columns = tuple(dict.fromkeys((*joined.columns, *filled)))
    progress("Writing the customer base", 75)
    customers = work / "customers.parquet"
    noted = note_consents(
        con,
        settings.ledger,
        meanings=set(joined.columns),
        now=settings.now,
        previous=previous,
        target=work / "new-consents.parquet",
        numbers=bool(lists),
        in_order=joined.in_order,
    )
    written = write_snapshot(
        con,
        customers,
        columns=columns,
        settings=settings,
        consents=noted is not None,
        in_order=joined.in_order,
    )
    progress("Accounting for every row", 90)
    rejects, names = work / "rejects.csv", {file.number: file.name for file in files}
    rejected = write_rejects(con, names, loads, rejects)
    phone_files = [file.number for file in files if "phone" in file.mapping.values()]
    unread = list(count_unread(con, unread, phone_files))
    accounting = account(names, loads, joined, rejected, unread)
    accounting = accounting.model_copy(update={"kept": kept, "refused": tuple(refused)})
    if written != accounting.accepted + (joined.of_base or 0):
        raise AssertionError("the snapshot and the accounting disagree")
    return Imported(
        customers,
        rejects,
        accounting,
        compare(con, customers, previous) if previous else None,
        plans_found(con, customers),
        filled_columns(con, customers),
        noted.new_rows if noted else None,
        kinds,
        kept_facts,
        rows=joined.of_base,
        listed=None if joined.of_base is None else count_listed(con),
    )


def _with_lists(joined: MergeResult, lists: Mapping[int, NumbersKept]) -> MergeResult:
    """Rows of lists of numbers are merged into the consent record."""
    accepted = joined.accepted | dict.fromkeys(lists, 0)
    merged = joined.merged | {number: found.taken for number, found in lists.items()}
    return replace(joined, accepted=accepted, merged=merged)


def _kept_facts(
    con: duckdb.DuckDBPyConnection, settings: ImportSettings, work: Path, *, besides: Sequence[int]
) -> Mapping[int, Path]:
    """What the next sync does not bring, written for each file it is to be kept of."""
    kept = {}
    for number, name in settings.uploaded.keep.items():
        if number in besides:
            continue
        target = work / f"facts-{number}.parquet"
        if keep_facts(con, number, name, as_of=settings.today, target=target):
            kept[number] = target
    return kept


def _id_columns(
    files: tuple[SourceFile, ...], loads: list[LoadedFile], roles: tuple[FileRole, ...]
) -> tuple[IdColumn, ...]:
    who_pays = {part.number for part in roles if part.role == "customers"}
    return tuple(
        column
        for file, loaded in zip(files, loads, strict=True)
        for column in id_columns(
            file.number,
            file.name,
            loaded.headers,
            file.mapping,
            file.answers,
            defines=file.number in who_pays,
        )
    )


def write_snapshot(
    con: duckdb.DuckDBPyConnection,
    target: Path,
    *,
    columns: tuple[str, ...],
    settings: ImportSettings,
    consents: bool,
    in_order: bool = False,
) -> int:
    """Write `merged` as the snapshot: what the files had, and the consents on record.

    Returns how many customers were written. What a snapshot does not hold, its `relation` knows to
    be NULL.
    """
    # The founder's answer fills empty cells only: what nobody could read stays unknown.
    fallback = defaults(
        ParseOptions(
            {}, default_country=settings.default_country, default_language=settings.default_language
        )
    )
    named = {"country", "language"}
    written = [
        f"nullif(coalesce(now.{name}, {literal(fallback.get(name, UNREADABLE))}), "
        f"{literal(UNREADABLE)}) AS {name}"
        if name in named
        else f"now.{name}"
        for name in SNAPSHOT_COLUMNS
        if name in columns or name in fallback
    ]
    source = "merged AS now"
    # Nobody is promised a place among the others, and to keep it takes a third of all there is to
    # write. Lists that are laid beside customers by their places set it back.
    con.execute("SET preserve_insertion_order = false")
    if consents:
        written += [f"coalesce(kept.{name}, []) AS {name}" for name in ("consents", "refusals")]
        source = beside_customers(con, in_order=in_order)
    copied = con.execute(
        f"""COPY (SELECT {", ".join(written)} FROM {source})
        TO {literal(str(target))} {PARQUET}"""
    ).fetchone()
    # It is a setting of the whole database: what is asked next may lean on the order again.
    con.execute("RESET preserve_insertion_order")
    return int(copied[0]) if copied else 0
