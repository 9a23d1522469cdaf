"""Judges customers given as dictionaries: the shortest way from facts to a motion."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from functions.customer_base.columns.canonical import BY_NAME
from functions.customer_base.parsing.cell_sql import sql_type
from functions.customer_base.parsing.snapshot_table import SNAPSHOT_COLUMNS, relation
from functions.customer_base.segmentation.criteria_sql import Judgement
from functions.customer_base.segmentation.judge import Criteria, Hasher, judge, load_judged
from functions.customer_base.sql.connection import connect

Facts = dict[str, Any]
TODAY = date(2026, 11, 23)

_FOLDER = Path(tempfile.mkdtemp(prefix="judging-"))
_NUMBERS = itertools.count()
# One for all judgements: opening a database and making its tables costs more than a few rows do.
_CON = connect(threads=1)

_CONSENTS = (
    "STRUCT(channel VARCHAR, granted_at TIMESTAMP, source VARCHAR, wording VARCHAR, "
    "written BOOLEAN)[]"
)


def _type(name: str) -> str:
    return "BOOLEAN" if name == "paid" else sql_type(BY_NAME[name])


def snapshot_of(customers: Sequence[Facts]) -> Path:
    """Write customers as a snapshot; what is not given is unknown."""
    columns = ", ".join(f"{name} {_type(name)}" for name in SNAPSHOT_COLUMNS)
    _CON.execute(f"CREATE OR REPLACE TEMP TABLE c ({columns}, consents {_CONSENTS})")
    marks = ", ".join("?" for _ in range(len(SNAPSHOT_COLUMNS) + 1))
    rows = [
        [facts.get(name) for name in SNAPSHOT_COLUMNS] + [facts.get("consents", [])]
        for facts in customers
    ]
    if rows:
        cells = [cell for row in rows for cell in row]
        _CON.execute(f"INSERT INTO c VALUES {', '.join([f'({marks})'] * len(rows))}", cells)
    path = _FOLDER / f"{next(_NUMBERS)}.parquet"
    _CON.execute(f"COPY c TO '{path}' (FORMAT parquet)")
    return path


def judged(
    customers: Sequence[Facts], criteria: Criteria, hasher: Hasher | None = None
) -> dict[str, Facts]:
    """Customer id → motion, reason, verdicts (`v_…`) and trigger."""
    path = snapshot_of(customers)
    verdicts = path.with_suffix(".verdicts")
    judge(_CON, customers=path, criteria=criteria, target=verdicts, hasher=hasher)
    found = load_judged(_CON, customers=path, verdicts=verdicts, criteria=criteria)
    cursor = _CON.execute(found.select("customer_id", *found.derived()))
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    path.unlink()
    verdicts.unlink()
    return {row["customer_id"]: row for row in rows}


def verdicts(path: Path, criteria: Criteria, rule: str) -> dict[str, bool | None]:
    """Customer id → the verdict of one rule over a snapshot, without a motion being decided."""
    name = f"v_{rule}"
    facts = f"(SELECT *, FALSE AS suppressed FROM {relation(_CON, path)})"
    source = Judgement(criteria).with_names(facts, (name,))
    return dict(_CON.execute(f"SELECT customer_id, {name} FROM {source}").fetchall())
