"""What each plan of a customer base probably is, before the founder says so.

Suggests the role and family of plans alone. Must never suggest an offer: the founder writes those.
"""

from __future__ import annotations

import math
import re

from pydantic import BaseModel, ConfigDict

from functions.product.offers import PlanRole, Role


class PlanFound(BaseModel):
    """A plan as it occurs in the customer base."""

    model_config = ConfigDict(frozen=True)

    plan: str
    product: str = ""
    customers: int
    median_mrr_cents: int | None = None
    """In `currency`; amounts of two currencies are never compared."""
    currency: str = ""


_CADENCE = re.compile(r"\b(monthly|yearly|annual|annually|month|year|mo|yr)\b", re.IGNORECASE)
_TIER_WORDS = frozenset(
    {
        *("free", "hobby", "solo", "personal", "lite", "light", "starter", "basic", "essential"),
        *("essentials", "standard", "core", "plus", "pro", "professional", "growth", "premium"),
        *("team", "teams", "business", "advanced", "scale", "ultimate", "unlimited"),
        *("enterprise", "plan", "tier"),
    }
)
"""Words that name a step of a product, where a product is kept per step (as Stripe advises)."""
_SAME_STEP = 1.25
"""A year is rarely more than a fifth cheaper than twelve months, and a tier rarely less than a
quarter dearer than the one below."""


def suggest_plans(found: tuple[PlanFound, ...]) -> tuple[PlanRole, ...]:
    """Pre-fill plan roles: within a family, the cheapest paid step is base, dearer ones are tiers.

    Only prices in one currency are compared. Monthly and yearly editions of a plan share its role,
    and products that differ only in the name of a tier share a family. Where prices are unknown
    every plan is offered as base, which the founder corrects on the one page that edits the
    catalogue. In the order of `found`.
    """
    cheapest: dict[tuple[str, str], PlanFound] = {}
    for plan in found:
        family = _family(plan.product), plan.currency
        if plan.median_mrr_cents and plan.median_mrr_cents < _price(cheapest.get(family)):
            cheapest[family] = plan
    return tuple(
        PlanRole(
            plan=plan.plan, role=_role(plan, cheapest.get((family, plan.currency))), family=family
        )
        for plan in found
        for family in (_family(plan.product),)
    )


def _price(plan: PlanFound | None) -> float:
    return plan.median_mrr_cents or math.inf if plan else math.inf


def _role(plan: PlanFound, cheapest: PlanFound | None) -> Role:
    if cheapest is None or not plan.median_mrr_cents:
        return "base"
    edition = _edition(plan.plan)
    if edition and edition == _edition(cheapest.plan):
        return "base"
    return "base" if plan.median_mrr_cents <= _price(cheapest) * _SAME_STEP else "tier"


def _family(product: str) -> str:
    """The product without the names of tiers: `Sampleboard Pro` and `Sampleboard Starter` meet."""
    kept = [word for word in product.split() if word.strip("()-–").casefold() not in _TIER_WORDS]
    return " ".join(kept).strip(" -–:/")


def _edition(plan: str) -> str:
    return _CADENCE.sub("", plan).strip(" -_/()").casefold()
