"""A query of the console to its answer, from the current snapshot and its last finished run.

Every answer is one of `answers` as plain JSON. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from functions.customer_base.console_queries.answers import NoAnswer
from functions.customer_base.console_queries.opened import BaseQuery, OpenedBase, QueryPorts
from functions.customer_base.console_queries.person import export_person
from functions.customer_base.console_queries.preview import find_plans, preview_thresholds
from functions.customer_base.console_queries.run_comparison import compare_runs
from functions.customer_base.console_queries.search import find_customers
from functions.customer_base.console_queries.why import (
    BEING_SORTED,
    explain_customer,
    newest_facts,
)
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.customer_base.sql.connection import connect, threads_for
from tenancy.tenant import tenant_id

_ANSWERS: Mapping[str, Callable[[OpenedBase], BaseModel]] = {
    "customers": find_customers,
    "why": explain_customer,
    "facts": newest_facts,
    "person": export_person,
    "plans": find_plans,
    "thresholds_preview": preview_thresholds,
    "compare_runs": compare_runs,
}
_NO_CUSTOMERS = "There are no customers yet. Upload your customer base first."
_NEED_NO_RUN = frozenset({"person", "plans", "thresholds_preview"})


def answer(event: dict[str, Any], ports: QueryPorts, *, now: datetime) -> dict[str, Any]:
    """Answer one query; `problem` instead when there is nothing to answer from."""
    try:
        query = BaseQuery.model_validate(event)
        tenant = tenant_id(query.tenant)
    except ValueError:
        return _plain(NoAnswer(problem="not a question we know"))
    handle = _ANSWERS.get(query.query)
    if handle is None:
        return _plain(NoAnswer(problem="not a question we know"))
    pointer = ports.base.rows.snapshot(tenant)
    run = ports.base.rows.latest_record(tenant)
    if pointer is None:
        return _plain(NoAnswer(problem=_NO_CUSTOMERS))
    if run is None and query.query not in _NEED_NO_RUN:
        return _plain(NoAnswer(problem=BEING_SORTED))
    ports.copies.renew(tenant, rewritten=pointer.rewritten)
    # A run's rows go with the snapshot it judged, also while a newer one is being judged.
    snapshot = run.snapshot if run and query.query not in _NEED_NO_RUN else pointer.snapshot
    path = ports.copies.snapshot(tenant, snapshot)
    con = connect(threads=threads_for([path]))
    try:
        opened = OpenedBase(
            con,
            tenant,
            query,
            ports,
            now,
            run or RunRecord(id="", snapshot=snapshot, status=RunStatus.RUNNING, started_at=now),
            snapshot,
            path,
        )
        return _plain(handle(opened))
    finally:
        con.close()


def _plain(answered: BaseModel) -> dict[str, Any]:
    return answered.model_dump(mode="json")
