"""The founder's "keep" to a sync, which later syncs with the same difference follow unasked.

Kept beside the base it was given about: who would have left, and who would have joined. Must never
decide about anybody else: they leave and join by the ordinary rule.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal`.

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb

from functions.customer_base.imports.pipeline import Imported
from functions.customer_base.imports.ports import ImportRows
from functions.customer_base.imports.records import ImportStatus, Replacement
from functions.customer_base.imports.replacement import ASKED_ABOVE, compare
from functions.customer_base.parsing.snapshot_table import (
    PARQUET,
    SNAPSHOT_TYPES,
    columns_of,
    filled_columns,
    relation,
)
from functions.customer_base.ports import Files
from functions.customer_base.sql.literals import literal
from functions.customer_base.store.snapshot import DIFFERENCE, snapshot_key
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

ANSWERED = ""
"""Stands for the import that asked, once its record need not be looked up any more."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Who would leave and who would join with a sync that asks, on local disk."""

    path: Path
    asked_by: str
    """The import whose record holds the founder's answer."""
    beside: str
    """The snapshot the answer is about."""


@dataclass(frozen=True, slots=True)
class AnswerHolds:
    """Nothing of the sync is taken over: the founder kept the base over this very difference."""

    asked: Replacement | None


def write_difference(
    con: duckdb.DuckDBPyConnection,
    current: Path,
    previous: Path,
    *,
    asked_by: str,
    beside: str,
    work: Path,
) -> Difference:
    """Note who would leave the base and who would join it, should this sync become it."""
    target = work / "asked-difference.parquet"
    now, was = relation(con, current), relation(con, previous)
    con.execute(
        f"""COPY (
          SELECT {literal(asked_by)} AS asked_by, customer_id, TRUE AS leaving
          FROM {was} ANTI JOIN {now} USING (customer_id)
          UNION ALL SELECT {literal(asked_by)}, customer_id, FALSE
          FROM {now} ANTI JOIN {was} USING (customer_id))
        TO {literal(str(target))} {PARQUET}"""
    )
    return Difference(target, asked_by, beside)


def load_difference(
    con: duckdb.DuckDBPyConnection, tenant: TenantId, files: Files, *, snapshot: str, work: Path
) -> Difference | None:
    """What was last asked about this base; None if nothing was."""
    key = snapshot_key(tenant, snapshot, DIFFERENCE)
    if files.size(tenant, key) is None:
        return None
    path = work / DIFFERENCE
    files.download(tenant, key, path)
    row = con.execute(f"SELECT asked_by FROM read_parquet({literal(str(path))}) LIMIT 1").fetchone()
    return Difference(path, str(row[0]), snapshot) if row else None


def store_difference(tenant: TenantId, difference: Difference, files: Files) -> None:
    """Keep it beside the base that the answer is about."""
    files.upload(tenant, difference.path, snapshot_key(tenant, difference.beside, DIFFERENCE))


def settled_difference(
    con: duckdb.DuckDBPyConnection, difference: Difference, *, beside: str, work: Path
) -> Difference:
    """The same with its answer in it: the record of the import that asked may expire."""
    target = work / "settled-difference.parquet"
    con.execute(
        f"COPY (SELECT {literal(ANSWERED)} AS asked_by, customer_id, leaving "
        f"FROM read_parquet({literal(str(difference.path))})) TO {literal(str(target))} {PARQUET}"
    )
    return Difference(target, ANSWERED, beside)


def is_kept(tenant: TenantId, difference: Difference, rows: ImportRows) -> bool:
    """Whether the founder answered this question with "keep"."""
    if difference.asked_by == ANSWERED:
        return True
    asked = rows.load_import(tenant, difference.asked_by)
    return asked is not None and asked.status is ImportStatus.DECLINED


@dataclass(frozen=True, slots=True)
class Compared:
    """A sync beside the base and what the founder kept."""

    shared: int
    """Customers in both."""
    still_leaving: int
    """Of those who were kept, how many the sync still lacks."""
    fresh_leaving: int
    """Others whom it lacks."""
    fresh_joining: int
    base: int

    @property
    def leaves_alike(self) -> bool:
        """At most a tenth of the base leaves besides those who were kept."""
        return self.fresh_leaving * ASKED_ABOVE <= self.base

    @property
    def joins_alike(self) -> bool:
        return self.fresh_joining * ASKED_ABOVE <= self.base


def compare_to_answer(
    con: duckdb.DuckDBPyConnection, difference: Difference, *, current: Path, previous: Path
) -> Compared:
    now, was = relation(con, current), relation(con, previous)
    row = con.execute(
        f"""SELECT
          (SELECT count(*) FROM {was} AS was SEMI JOIN {now} AS now USING (customer_id)),
          (SELECT count(*) FROM {was} AS was ANTI JOIN {now} AS now USING (customer_id)
            SEMI JOIN ({_named(difference, leaving=True)}) AS known USING (customer_id)),
          (SELECT count(*) FROM {was} AS was ANTI JOIN {now} AS now USING (customer_id)
            ANTI JOIN ({_named(difference, leaving=True)}) AS known USING (customer_id)),
          (SELECT count(*) FROM {now} AS now ANTI JOIN {was} AS was USING (customer_id)
            ANTI JOIN ({_named(difference, leaving=False)}) AS known USING (customer_id)),
          (SELECT count(*) FROM {was} AS was)"""
    ).fetchone()
    return Compared(*(row or (0, 0, 0, 0, 0)))


def follow_answer(
    con: duckdb.DuckDBPyConnection,
    difference: Difference,
    found: Imported,
    previous: Path,
    *,
    work: Path,
) -> Imported:
    """This sync with those who were to stay, and without those who were not to join."""
    now, was = relation(con, found.customers), relation(con, previous)
    had = columns_of(con, found.customers) | columns_of(con, previous)
    columns = ", ".join(name for name in SNAPSHOT_TYPES if name in had)
    target, consents = work / "followed.parquet", work / "followed-consents.parquet"
    stayed = (
        f"FROM {was} AS was ANTI JOIN {now} AS now USING (customer_id) "
        f"SEMI JOIN ({_named(difference, leaving=True)}) AS known USING (customer_id)"
    )
    written = con.execute(
        f"""COPY (
          SELECT {columns} FROM {now} AS now
          ANTI JOIN ({_named(difference, leaving=False)}) AS known USING (customer_id)
          UNION ALL SELECT {columns} {stayed})
        TO {literal(str(target))} {PARQUET}"""
    ).fetchone()
    kept = con.execute(f"SELECT count(*) {stayed}").fetchone()
    new_consents = None
    if found.new_consents is not None:
        con.execute(
            f"COPY (FROM read_parquet({literal(str(found.new_consents))}) "
            f"SEMI JOIN {relation(con, target)} USING (customer_id) ORDER BY ALL) "
            f"TO {literal(str(consents))} (FORMAT parquet, COMPRESSION snappy)"
        )
        new_consents = consents
    return replace(
        found,
        customers=target,
        rows=int(written[0]) if written else 0,
        kept_by_answer=int(kept[0]) if kept else 0,
        comparison=compare(con, target, previous),
        columns=filled_columns(con, target),
        new_consents=new_consents,
    )


def _named(difference: Difference, *, leaving: bool) -> str:
    """SQL: those the answer is about, who would leave or who would join."""
    which = "leaving" if leaving else "NOT leaving"
    return f"SELECT customer_id FROM read_parquet({literal(str(difference.path))}) WHERE {which}"
