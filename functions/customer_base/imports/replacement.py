"""When an import must not take the base's place before the founder said yes.

Compares what it would leave with what is there. Must never publish a snapshot: an accepted import
does, and a restored one.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import duckdb

from functions.customer_base.imports.records import ImportRecord, Replacement, SnapshotComparison
from functions.customer_base.parsing.snapshot_table import relation
from functions.customer_base.store.snapshot_pointer import SnapshotPointer

ASKED_ABOVE = 10
"""One customer in so many may leave with a new file before the founder is asked."""


def replacement_to_ask(
    record: ImportRecord,
    before: SnapshotPointer | None,
    compared: SnapshotComparison | None,
    *,
    leaving_in_conversation: int,
    at_work: bool,
    kept: bool = False,
) -> Replacement | None:
    """What to ask about this import; None when it may become the base.

    `at_work` says whether campaigns or open conversations work with the base: sample data never
    takes its place then, whatever was answered. Nobody is missed from sample data. Where the
    founder `kept` the base over an earlier sync, one that differs otherwise is always a question.
    """
    if before is None or compared is None or before.sample:
        return None
    accepted = record.accepted_over == before.snapshot and not (record.sample and at_work)
    shrinks = compared.gone * ASKED_ABOVE > before.rows
    if accepted or not (shrinks or record.sample or kept):
        return None
    return Replacement(
        over=before.snapshot,
        customers=before.rows,
        leaving=compared.gone,
        joining=compared.new,
        leaving_in_conversation=leaving_in_conversation,
        at_work=at_work,
    )


def count_leaving(
    con: duckdb.DuckDBPyConnection, customer_ids: Collection[str], *, current: Path, previous: Path
) -> int:
    """How many of these customers the new snapshot has no more, of those who were in the old."""
    row = con.execute(
        f"""SELECT count(DISTINCT one.id) FROM (SELECT unnest(?::VARCHAR[]) AS id) AS one
        SEMI JOIN {relation(con, previous)} AS was ON was.customer_id = one.id
        ANTI JOIN {relation(con, current)} AS now ON now.customer_id = one.id""",
        [sorted(set(customer_ids))],
    ).fetchone()
    return int(row[0]) if row else 0


def compare(con: duckdb.DuckDBPyConnection, current: Path, previous: Path) -> SnapshotComparison:
    """New, gone and changed since the previous snapshot."""
    row = con.execute(
        f"""SELECT
          count(*) FILTER (was.customer_id IS NULL),
          count(*) FILTER (now.customer_id IS NULL),
          count(*) FILTER (was.customer_id = now.customer_id AND was.plan IS DISTINCT FROM now.plan)
        FROM {relation(con, current)} AS now
        FULL JOIN {relation(con, previous)} AS was USING (customer_id)"""
    ).fetchone()
    new, gone, changed = row or (0, 0, 0)
    return SnapshotComparison(new=new, gone=gone, changed_plan=changed)
