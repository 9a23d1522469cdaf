"""Customers, where each stands and why, and the newest sorting of them all. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from frontend_api.api.contract.endpoint import (
    LONGEST_CURSOR,
    MOST_ON_A_PAGE,
    ApiModel,
    AskedModel,
    Call,
    Nothing,
    bad_cursor,
    endpoint,
    read_place,
    write_cursor,
)
from frontend_api.http.problems import ApiProblem, not_there
from frontend_api.ports.customer_base import CustomerSearch
from frontend_api.wording.currency import counted_in
from frontend_api.wording.reasons import reason_words
from functions.customer_base.console_queries.answers import ListedCustomer


class CustomersAsked(AskedModel):
    """Which customers, and which part of them."""

    q: Annotated[str, Field(max_length=200)] = ""
    """Part of a name, an address or an id."""
    motion: Annotated[str, Field(max_length=40)] = ""
    reason: Annotated[str, Field(max_length=80)] = ""
    """The name of a rule."""
    cursor: Annotated[str, Field(max_length=LONGEST_CURSOR)] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = 50


class CustomerInList(ApiModel):
    """A customer as the newest sorting left it."""

    id: str
    name: str
    email: str
    plan: str
    motion: str | None
    reason: str
    """Why it is in its motion, or in none, in words."""
    value_cents: int
    """A year, in minor units of `currency`."""
    currency: str
    offer_id: str


class CustomerList(ApiModel):
    items: tuple[CustomerInList, ...]
    total: int
    next_cursor: str


class RuleOutcome(ApiModel):
    """One rule over the customer."""

    name: str
    group: str
    text: str
    verdict: str


class CustomerWhole(ApiModel):
    """One customer with every fact that is known, and the verdict of every rule."""

    id: str
    motion: str | None
    reason: str
    value_cents: int
    facts: dict[str, Any]
    rules: tuple[RuleOutcome, ...]


class SegmentsShown(ApiModel):
    """The newest sorting: how many customers are in which motion, and why the others in none."""

    run: str
    status: str
    started_at: datetime
    finished_at: datetime | None
    sorting_due: bool
    """Customers, thresholds, plans or offers changed since: a newer sorting is under way."""
    customers: int
    motions: dict[str, int]
    reasons: dict[str, int]


_MOST_OFFSET = 10_000_000


@endpoint("List customers", answer=CustomerList, body=Nothing, query=CustomersAsked)
def list_customers(call: Call[Nothing, CustomersAsked]) -> CustomerList | ApiProblem:
    asked, tenant = call.query, call.session.tenant
    offset = read_place(asked.cursor, digits=7)
    if offset is None:
        return bad_cursor()
    wanted = CustomerSearch(
        asked.q, asked.motion, asked.reason, min(offset, _MOST_OFFSET), asked.limit
    )
    settings = call.ports.settings.load(tenant.id)
    found = counted_in(call.ports.base.search(tenant.id, wanted), settings, tenant)
    end = offset + len(found.rows)
    more = bool(found.rows) and end < found.total
    return CustomerList(
        items=tuple(_listed(row) for row in found.rows),
        total=found.total,
        next_cursor=write_cursor(str(end)) if more else "",
    )


def _listed(row: ListedCustomer) -> CustomerInList:
    return CustomerInList(
        id=row.id,
        name=row.name,
        email=row.email,
        plan=row.plan,
        motion=row.motion,
        reason=reason_words(row.reason, in_motion=row.motion is not None),
        value_cents=row.value_cents,
        currency=row.currency,
        offer_id=row.offer_id,
    )


@endpoint(
    "One customer, and why it is where it is",
    answer=CustomerWhole,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def show_customer(call: Call[Nothing, Nothing]) -> CustomerWhole | ApiProblem:
    wanted = call.values["customer_id"]
    found = call.ports.base.why(call.session.tenant.id, wanted)
    if found is None:
        return not_there("This customer")
    return CustomerWhole(
        id=wanted,
        motion=found.motion,
        reason=reason_words(found.reason, in_motion=found.motion is not None),
        value_cents=found.value_cents,
        facts=dict(found.customer),
        rules=tuple(
            RuleOutcome(name=rule.name, group=rule.group, text=rule.text, verdict=rule.verdict)
            for rule in found.rules
        ),
    )


@endpoint(
    "The newest sorting of the customers",
    answer=SegmentsShown,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def show_segments(call: Call[Nothing, Nothing]) -> SegmentsShown | ApiProblem:
    kept = call.ports.settings.load_all(call.session.tenant.id)
    run = kept.run
    if run is None:
        return ApiProblem(404, "No customers have been sorted yet.")
    return SegmentsShown(
        run=run.id,
        status=run.status,
        started_at=run.started_at,
        finished_at=run.finished_at,
        sorting_due=kept.sorting_due,
        customers=run.customers,
        motions=run.counts,
        reasons=run.reasons,
    )
