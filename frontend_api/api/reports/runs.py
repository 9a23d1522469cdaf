"""Two finished sortings side by side: who moved from where to where."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from frontend_api.api.contract.endpoint import (
    LONGEST_CURSOR,
    ApiModel,
    AskedModel,
    Call,
    Nothing,
    bad_cursor,
    endpoint,
    read_place,
    write_cursor,
)
from frontend_api.http.problems import ApiProblem
from frontend_api.ports.customer_base import MovesWanted
from functions.customer_base.console_queries.answers import NoAnswer


class RunInList(ApiModel):
    id: str
    started_at: datetime
    finished_at: datetime | None
    customers: int
    motions: dict[str, int]


class RunList(ApiModel):
    """The newest finished ones; no more than can be compared."""

    items: tuple[RunInList, ...]


class MovesAsked(AskedModel):
    was: Annotated[str, Field(min_length=1, max_length=100)]
    """The earlier run."""
    now: Annotated[str, Field(min_length=1, max_length=100)]
    cursor: Annotated[str, Field(max_length=LONGEST_CURSOR)] = ""


class MoveCounted(ApiModel):
    """`none` is in no motion, `new` was not there before, `gone` is not there any more."""

    moved_from: str
    moved_to: str
    customers: int


class CustomerMoved(ApiModel):
    customer_id: str
    moved_from: str
    moved_to: str
    reason_before: str
    """The name of a rule, as in the filter of customers."""
    reason_now: str


class MoveList(ApiModel):
    moves: tuple[MoveCounted, ...]
    items: tuple[CustomerMoved, ...]
    total: int
    next_cursor: str


@endpoint("List finished sortings, the newest first", answer=RunList, body=Nothing, query=Nothing)
def list_runs(call: Call[Nothing, Nothing]) -> RunList | ApiProblem:
    return RunList(
        items=tuple(
            RunInList(
                id=run.id,
                started_at=run.started_at,
                finished_at=run.finished_at,
                customers=run.customers,
                motions=run.counts,
            )
            for run in call.ports.base.finished_runs(call.session.tenant.id)
        )
    )


@endpoint(
    "Who moved between two sortings",
    answer=MoveList,
    body=Nothing,
    query=MovesAsked,
    problems=(404,),
)
def list_moves(call: Call[Nothing, MovesAsked]) -> MoveList | ApiProblem:
    tenant, asked = call.session.tenant.id, call.query
    offset = read_place(asked.cursor, digits=7)
    if offset is None:
        return bad_cursor()
    known = {run.id: run for run in call.ports.base.finished_runs(tenant)}
    if asked.was not in known or asked.now not in known:
        return ApiProblem(404, "There is no such finished sorting any more.")
    was, now = sorted((known[asked.was], known[asked.now]), key=lambda run: run.started_at)
    found = call.ports.base.compare_runs(tenant, MovesWanted(was.id, now.id, offset=offset))
    if isinstance(found, NoAnswer):
        return ApiProblem(404, found.problem)
    end = offset + len(found.rows)
    return MoveList(
        moves=tuple(
            MoveCounted(moved_from=one.moved_from, moved_to=one.moved_to, customers=one.customers)
            for one in found.moves
        ),
        items=tuple(
            CustomerMoved(
                customer_id=row.id,
                moved_from=row.moved_from,
                moved_to=row.moved_to,
                reason_before=row.reason_before,
                reason_now=row.reason_now,
            )
            for row in found.rows
        ),
        total=found.total,
        next_cursor=write_cursor(str(end)) if found.rows and end < found.total else "",
    )
