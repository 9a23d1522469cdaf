"""What changed between two segment runs: who moved from where to where, who is new and who is gone.

Reads of each run only who was in which motion and why. Must never judge anybody again.
"""
# ruff: noqa: S608  Relations are ours; every value from outside is a parameter.

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from functions.customer_base.segmentation.judge import Judged

NEW, GONE = "new", "gone"
"""Beside the motions and `none`: not there in the earlier run, not there in the later one."""


@dataclass(frozen=True, slots=True)
class Page:
    """Which of the customers that moved are listed; an empty motion is any."""

    moved_from: str
    moved_to: str
    limit: int
    offset: int


def compare_runs(
    con: duckdb.DuckDBPyConnection, was: Judged, now: Judged, page: Page
) -> dict[str, Any]:
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
    return {
        "moves": [{"from": one, "to": other, "count": count} for one, other, count in counted],
        "rows": _listed(con, was, now, page),
        "total": total[0] if total else 0,
    }


def _chosen(page: Page) -> tuple[str, list[Any]]:
    conditions, values = ["TRUE"], []
    for column, wanted in (("moved_from", page.moved_from), ("moved_to", page.moved_to)):
        if wanted:
            conditions.append(f"{column} = ?")
            values.append(wanted)
    return " AND ".join(conditions), values


def _listed(
    con: duckdb.DuckDBPyConnection, was: Judged, now: Judged, page: Page
) -> list[dict[str, Any]]:
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
    cursor = con.execute(
        f"""WITH page AS MATERIALIZED
          (SELECT * FROM moves WHERE {where} {order} LIMIT {page.limit} OFFSET {page.offset})
        SELECT customer_id AS id, {columns}, moved_from, moved_to, reason_before, reason_now
        FROM page {" ".join(joins)} {order}""",
        values,
    )
    found = [column[0] for column in cursor.description or ()]
    return [dict(zip(found, row, strict=True)) for row in cursor.fetchall()]


def no_longer_kept(day: date | datetime | None) -> str:
    """Why two runs cannot be compared customer by customer."""
    which = f"the run of {day:%-d %b %Y}" if day else "one of these runs"
    return (
        f"The details of {which} are no longer kept, so only its counts can be compared. "
        "Choose a newer run to see who moved."
    )
