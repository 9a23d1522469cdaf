"""Loads the files of an import and reads their cells; the files of one export are judged as one.

What only the founder can say becomes a question about a file; must never join rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb

from functions.customer_base.columns.canonical import IDENTIFIERS
from functions.customer_base.columns.header_matching import is_known_header
from functions.customer_base.columns.refusing.refusal_lists import is_number_list
from functions.customer_base.columns.understanding.shared_addresses import without_staff
from functions.customer_base.files.dialect import Refusal, sniff
from functions.customer_base.files.load import LoadedFile, load
from functions.customer_base.files.one_export import as_one
from functions.customer_base.imports.reading.settings import ImportSettings, Progress, SourceFile
from functions.customer_base.imports.row_kinds import (
    FileKind,
    answers_of_export,
    first_rows,
    kind_of_file,
)
from functions.customer_base.parsing.column_format import ParseOptions
from functions.customer_base.parsing.findings import ColumnQuestion
from functions.customer_base.parsing.normalise import FoundInCells, normalise
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file in DuckDB, what its rows are, and what could not be read or must be asked."""

    loaded: LoadedFile
    kind: FileKind
    found: FoundInCells | tuple[ColumnQuestion, ...]


def read_files(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[SourceFile],
    settings: ImportSettings,
    *,
    work: Path,
    progress: Progress = lambda *_: None,
) -> Mapping[int, ReadFile] | Refusal:
    """Load all files and read their cells, each row still for itself; by the number of the file."""
    loads: dict[int, LoadedFile] = {}
    for place, file in enumerate(files):
        progress(f"Reading {file.name}", 5 + 30 * place // len(files))
        loaded = _load(con, file, work)
        if isinstance(loaded, Refusal):
            return Refusal(f"{file.name}: {loaded.problem}" if len(files) > 1 else loaded.problem)
        loads[file.number] = loaded
    read: dict[int, ReadFile] = {}
    for export in _exports(files, loads):
        progress(f"Understanding {export[0].name}", 35 + 20 * len(read) // len(files))
        read |= _read_export(con, export, [loads[file.number] for file in export], settings)
    return read


def _load(con: duckdb.DuckDBPyConnection, file: SourceFile, work: Path) -> LoadedFile | Refusal:
    # The beginning speaks for the encoding: DuckDB's reader proves it while it reads.
    dialect = sniff(file.path, whole=False, is_known=is_known_header)
    if isinstance(dialect, Refusal):
        return dialect
    mapping = without_staff(file.mapping, file.answers)
    if not set(IDENTIFIERS) & set(mapping.values()) and not is_number_list(mapping, file.answers):
        return Refusal(
            "No column says who the customer is. The file needs a customer id or an email address."
        )
    prove = partial(sniff, file.path, is_known=is_known_header)
    return load(con, file.path, dialect=dialect, number=file.number, work=work, prove=prove)


def _exports(
    files: Sequence[SourceFile], loads: Mapping[int, LoadedFile]
) -> list[list[SourceFile]]:
    """The files of each export together: those whose headers, meanings and answers are the same."""
    exports: list[list[SourceFile]] = []
    for file in files:
        for export in exports:
            first = export[0]
            if loads[first.number].headers == loads[file.number].headers and (
                (first.mapping, first.answers) == (file.mapping, file.answers)
            ):
                export.append(file)
                break
        else:
            exports.append([file])
    return exports


def _read_export(
    con: duckdb.DuckDBPyConnection,
    files: Sequence[SourceFile],
    parts: Sequence[LoadedFile],
    settings: ImportSettings,
) -> dict[int, ReadFile]:
    """Files that are judged as one; each for itself where together they leave something open.

    Two systems may write the same headers and other days: what one file says settles nothing then
    that the other says otherwise.
    """
    file = files[0]
    whole = as_one(con, parts)
    kind = kind_of_file(
        whole.headers, first_rows(con, whole), mapping=file.mapping, answers=file.answers
    )
    answers = answers_of_export(kind.left_out, kind.mapping) | file.answers
    found = normalise(
        con, parts, _options(replace(file, mapping=kind.mapping, answers=answers), settings, kind)
    )
    questions = tuple(one for one in found if isinstance(one, ColumnQuestion))
    if kind.question is not None:
        questions = (kind.question, *questions)
    if not questions:
        cells = [one for one in found if not isinstance(one, ColumnQuestion)]
        return {
            part.number: ReadFile(part, kind, some) for part, some in zip(parts, cells, strict=True)
        }
    if len(files) == 1:
        return {file.number: ReadFile(parts[0], kind, questions)}
    apart: dict[int, ReadFile] = {}
    for one, part in zip(files, parts, strict=True):
        apart |= _read_export(con, [one], [part], settings)
    return apart


def _options(file: SourceFile, settings: ImportSettings, kind: FileKind) -> ParseOptions:
    return ParseOptions(
        mapping=file.mapping,
        answers=file.answers,
        default_country=settings.default_country,
        default_language=settings.default_language,
        default_currency=settings.default_currency,
        time_zone=settings.time_zone,
        today=settings.today,
        statuses=kind.statuses,
        phones_with_code=kind.phones_with_code,
        known_units=kind.known_units,
    )
