"""A query of the console, and the files of the base it is answered from. Decides nothing."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
from pydantic import BaseModel, ConfigDict, Field

from functions.customer_base.segmentation.judge import Judged
from functions.customer_base.segmentation.records import RunRecord
from functions.customer_base.segmentation.workflow import SegmentPorts, judged_by
from functions.customer_base.store.snapshot import LocalCopies
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

PAGE_AT_MOST = 200


class BaseQuery(BaseModel):
    """One query of the console."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    tenant: str
    query: str
    text: str = Field(default="", max_length=200)
    motion: str = ""
    """A motion, `none`, or empty for all."""
    reason: str = ""
    offset: int = Field(default=0, ge=0, le=10_000_000)
    limit: int = Field(default=25, ge=1, le=PAGE_AT_MOST)
    customer_id: str = ""
    thresholds: dict[str, Any] = Field(default_factory=dict)
    was: str = Field(default="", max_length=100)
    now: str = Field(default="", max_length=100)
    """Ids of two finished runs, the earlier one first."""
    moved_from: str = Field(default="", max_length=20)
    moved_to: str = Field(default="", max_length=20)
    """Motions, `none`, `new` or `gone`; empty for any."""


@dataclass(frozen=True, slots=True)
class QueryPorts:
    """What answering works with."""

    base: SegmentPorts
    copies: LocalCopies


@dataclass(frozen=True, slots=True)
class OpenedBase:
    """The files a query is answered from."""

    con: duckdb.DuckDBPyConnection
    tenant: TenantId
    query: BaseQuery
    ports: QueryPorts
    now: datetime
    run: RunRecord
    snapshot: str
    customers: Path

    def judged(self) -> Judged:
        """The run's customers with its verdicts."""
        return judged_by(self.tenant, self.run, self.ports.copies, self.con)


def read_rows(con: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> list[dict[str, Any]]:
    cursor = con.execute(sql, values)
    names = [column[0] for column in cursor.description or ()]
    return [
        {name: json_value(value) for name, value in zip(names, row, strict=True)}
        for row in cursor.fetchall()
    ]


def json_value(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): json_value(one) for key, one in value.items()}
    if isinstance(value, list):
        return [json_value(one) for one in value]
    return value
