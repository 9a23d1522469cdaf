"""What changed between two segment runs: who moved from where to where, who is new and who is gone.

Reads of each run only who was in which motion and why. Must never judge anybody again.
"""
# ruff: noqa: S608  Relations are ours; every value from outside is a parameter.

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb

from functions.customer_base.console_queries.answers import (
    MotionMove,
    MovedCustomer,
    NoAnswer,
    RunsCompared,
)
from functions.customer_base.console_queries.opened import OpenedBase, read_rows
from functions.customer_base.segmentation.judge import Judged
from functions.customer_base.segmentation.records import RunStatus
from functions.customer_base.segmentation.workflow import is_kept, judged_by
from tenancy.values.lazy_dataclass import dataclass

NEW, GONE = "new", "gone"
"""Beside the motions and `none`: not there in the earlier run, not there in the later one."""


@dataclass(frozen=True, slots=True)
class MovesPage:
    """Which of the customers that moved are listed; an empty motion is any."""

    moved_from: str
    moved_to: str
    limit: int
    offset: int


def compare_runs(opened: OpenedBase) -> RunsCompared | NoAnswer:
    """Who moved between two finished runs; `NoAnswer` when a run's details are no longer kept."""
    query, tenant = opened.query, opened.tenant
    base, copies = opened.ports.base, opened.ports.copies
    compared: list[Judged] = []
    for wanted in (query.was, query.now):
        run = base.rows.load_run(tenant, wanted)
        if run is None or run.status is not RunStatus.DONE:
            return NoAnswer(problem="There is no such run. Choose two runs of the list.")
        if not is_kept(tenant, run, base.files):
            return NoAnswer(problem=_no_longer_kept(run.today or run.started_at))
        compared.append(judged_by(tenant, run, copies, opened.con))
    page = MovesPage(query.moved_from, query.moved_to, query.limit, query.offset)
    was, now = compared
    return _compared(opened.con, was, now, page)


def _compared(
    con: duckdb.DuckDBPyConnection, was: Judged, now: Judged, page: MovesPage
) -> RunsCompared:
    """Counts of every move, most first, and one page of the customers that moved."""
    before, after = (one.select("customer_id", "motion", "reason") for one in (was, now))
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE moves AS
        SELECT customer_id,
          CASE WHEN was.here IS NULL THEN '{NEW}'
            ELSE coalesce(was.motion, 'none') END AS moved_from,
          CASE WHEN now.here IS NULL THEN '{GONE}'
            ELSE coalesce(now.motion, 'none') END AS moved_to,
          coalesce(was.reason, '') AS reason_before, coalesce(now.reason, '') AS reason_now
        FROM (SELECT *, TRUE AS here FROM ({before})) AS was
        FULL JOIN (SELECT *, TRUE AS here FROM ({after})) AS now USING (customer_id)
        WHERE was.here IS NULL OR now.here IS NULL OR was.motion IS DISTINCT FROM now.motion"""
    )
    counted = con.execute(
        "SELECT moved_from, moved_to, count(*) FROM moves GROUP BY ALL ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    where, values = _chosen(page)
    total = con.execute(f"SELECT count(*) FROM moves WHERE {where}", values).fetchone()
    moves = (
        MotionMove(moved_from=one, moved_to=other, customers=count) for one, other, count in counted
    )
    return RunsCompared(
        moves=tuple(moves), rows=_listed(con, was, now, page), total=total[0] if total else 0
    )


def _chosen(page: MovesPage) -> tuple[str, list[Any]]:
    conditions, values = ["TRUE"], []
    for column, wanted in (("moved_from", page.moved_from), ("moved_to", page.moved_to)):
        if wanted:
            conditions.append(f"{column} = ?")
            values.append(wanted)
    return " AND ".join(conditions), values


def _listed(
    con: duckdb.DuckDBPyConnection, was: Judged, now: Judged, page: MovesPage
) -> tuple[MovedCustomer, ...]:
    """Only the page's own rows are looked up in the wide snapshots."""
    where, values = _chosen(page)
    order = "ORDER BY moved_from, moved_to, customer_id"
    joins = [
        f"LEFT JOIN (SELECT customer_id, name, email FROM {run.customers}) AS {alias}"
        " USING (customer_id)"
        for alias, run in (("later", now), ("earlier", was))
    ]
    columns = ", ".join(
        f"coalesce(later.{column}, earlier.{column}, '') AS {column}"
        for column in ("name", "email")
    )
    found = read_rows(
        con,
        f"""WITH page AS MATERIALIZED
          (SELECT * FROM moves WHERE {where} {order} LIMIT {page.limit} OFFSET {page.offset})
        SELECT customer_id AS id, {columns}, moved_from, moved_to, reason_before, reason_now
        FROM page {" ".join(joins)} {order}""",
        values,
    )
    return tuple(MovedCustomer.model_validate(one) for one in found)


def _no_longer_kept(day: date | datetime | None) -> str:
    """Why two runs cannot be compared customer by customer."""
    which = f"the run of {day:%-d %b %Y}" if day else "one of these runs"
    return (
        f"The details of {which} are no longer kept, so only its counts can be compared. "
        "Choose a newer run to see who moved."
    )
