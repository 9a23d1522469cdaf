"""What each plan of the customer base is: a base plan, a higher tier, or none that is sold."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from frontend_api.acts.settings import offers as acts
from frontend_api.api.contract.endpoint import ApiModel, AskedModel, Call, Nothing, endpoint
from frontend_api.http.problems import ApiProblem, FieldProblem
from functions.product.offers import PlanRole, Role

_LONGEST_PLAN = 200
PLANS_AT_MOST = 400


class PlanShown(ApiModel):
    plan: str
    product: str
    """Of Stripe's, where the plan is an id of its own; else empty."""
    role: Role | None
    """As it was saved; None for a plan that is not sold, or not decided yet."""
    family: str
    suggested_role: str
    """What it looks like by its prices; empty where that is not known."""
    monthly_cents: int | None
    currency: str
    """Of that amount; empty where the file does not say."""


class PlansShown(ApiModel):
    saved: bool
    """Whether anybody has stated yet what the plans are."""
    plans: tuple[PlanShown, ...]


class PlanSaid(AskedModel):
    plan: Annotated[str, Field(min_length=1, max_length=_LONGEST_PLAN)]
    role: Role
    family: Annotated[str, Field(max_length=80)] = ""


class PlansSaid(AskedModel):
    """All of them: a plan that is left out is none that is sold."""

    plans: Annotated[tuple[PlanSaid, ...], Field(max_length=PLANS_AT_MOST)]


class PlansKept(ApiModel):
    plans: int
    sorted_again: bool
    """Whether anything changed, so that customers are sorted again."""


@endpoint("What each plan is", answer=PlansShown, body=Nothing, query=Nothing)
def show_plans(call: Call[Nothing, Nothing]) -> PlansShown | ApiProblem:
    tenant = call.session.tenant.id
    saved = {one.plan: one for one in acts.load_catalogue(call.ports, tenant).plans}
    found = {guess.plan: guess for guess in call.ports.base.plans(tenant)[:PLANS_AT_MOST]}
    names = tuple(dict.fromkeys((*found, *saved)))
    return PlansShown(
        saved=bool(saved),
        plans=tuple(
            PlanShown(
                plan=name,
                product=found[name].product if name in found else "",
                role=saved[name].role if name in saved else None,
                family=saved[name].family if name in saved else "",
                suggested_role=found[name].role if name in found else "",
                monthly_cents=found[name].monthly_cents if name in found else None,
                currency=found[name].currency if name in found else "",
            )
            for name in names
        ),
    )


@endpoint(
    "Say what each plan is; customers are sorted again",
    answer=PlansKept,
    body=PlansSaid,
    query=Nothing,
)
def change_plans(call: Call[PlansSaid, Nothing]) -> PlansKept | ApiProblem:
    tenant, sent = call.session.tenant.id, call.body.plans
    known = {guess.plan for guess in call.ports.base.plans(tenant)}
    known |= {one.plan for one in acts.load_catalogue(call.ports, tenant).plans}
    errors = tuple(
        FieldProblem(f"/plans/{place}/plan", "This plan is not in your customer base.")
        for place, one in enumerate(sent)
        if one.plan not in known
    )
    if errors:
        return ApiProblem(422, "A plan is not in your customer base.", errors)
    plans = {one.plan: PlanRole(one.plan, one.role, one.family) for one in sent}
    changed = acts.keep_plans(call.session, call.ports, tuple(plans.values()))
    return PlansKept(plans=len(plans), sorted_again=changed)
