"""What was used and what it costs, who did what, and who they are. Reads only."""

from __future__ import annotations

from datetime import datetime

from frontend_api.api.contract.endpoint import (
    ApiModel,
    Call,
    ListPart,
    Nothing,
    PageAsked,
    endpoint,
)
from frontend_api.http.problems import ApiProblem
from frontend_api.wording.formats import iso
from tenancy.tenant import Role


class UsageCounted(ApiModel):
    kind: str
    quantity: int
    cents: int


class UsageShown(ApiModel):
    """This month's use, in minor units of `currency`."""

    currency: str
    price_version: str
    totals: tuple[UsageCounted, ...]
    trial_credit_cents: int
    trial_left_cents: int
    spending_limit_cents: int
    subscribed: bool
    payment_failed: bool
    may_spend: bool


class ActShown(ApiModel):
    at: datetime
    by: str
    action: str
    detail: str


class ActList(ApiModel):
    """Of the newest two hundred."""

    items: tuple[ActShown, ...]
    next_cursor: str


@endpoint("Use and billing this month", answer=UsageShown, body=Nothing, query=Nothing)
def show_usage(call: Call[Nothing, Nothing]) -> UsageShown | ApiProblem:
    state = call.ports.billing.state(call.session.tenant)
    return UsageShown(
        currency=state.currency,
        price_version=state.price_version,
        totals=tuple(
            UsageCounted(kind=total.kind, quantity=total.quantity, cents=total.cents)
            for total in state.totals
        ),
        trial_credit_cents=state.trial_credit_cents,
        trial_left_cents=state.trial_left_cents,
        spending_limit_cents=state.spending_limit_cents,
        subscribed=state.active,
        payment_failed=state.failed_payment,
        may_spend=state.may_spend,
    )


@endpoint("List who did what, the newest first", answer=ActList, body=Nothing, query=PageAsked)
def list_acts(call: Call[Nothing, PageAsked]) -> ActList | ApiProblem:
    rows = call.ports.audit.rows(call.session.tenant.id)
    numbered = enumerate(reversed(rows))
    part = ListPart.cut(
        numbered, call.query, key=lambda row: f"{iso(row[1].at)} {row[0]:06d}", newest=True
    )
    if isinstance(part, ApiProblem):
        return part
    items = tuple(
        ActShown(at=row.at, by=row.by, action=row.action, detail=row.detail)
        for _, row in part.items
    )
    return ActList(items=items, next_cursor=part.next_cursor)


class TeammateShown(ApiModel):
    id: str
    """As `founder_id` in campaigns, bookings and notes, and `by` among the acts."""
    name: str
    role: Role


class TeammateList(ApiModel):
    items: tuple[TeammateShown, ...]


@endpoint("Who works here", answer=TeammateList, body=Nothing, query=Nothing)
def list_team(call: Call[Nothing, Nothing]) -> TeammateList | ApiProblem:
    found = call.ports.accounts.founders(call.session.tenant.id)
    ordered = sorted(found, key=lambda one: (one.name.casefold(), one.id))
    return TeammateList(
        items=tuple(TeammateShown(id=x.id, name=x.name, role=x.role) for x in ordered)
    )
