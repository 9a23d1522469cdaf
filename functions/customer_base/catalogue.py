"""The offer catalogue: which plans are base or tier, and which offers ask for which motion.

Decides what a motion may introduce. Must never invent an offer: suggestions are plans only, and
the founder writes the offers.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

OfferKind = Literal["add_on", "tier", "feature", "seats", "sister_product", "return_offer"]

UPSELL_KINDS = frozenset({"add_on", "tier", "feature"})
CROSS_SELL_KINDS = frozenset({"seats", "sister_product"})
WIN_BACK_KINDS = frozenset({"return_offer"})
KINDS_BY_MOTION: dict[str, frozenset[str]] = {
    "upsell": UPSELL_KINDS,
    "cross_sell": CROSS_SELL_KINDS,
    "win_back": WIN_BACK_KINDS,
}
"""Motions that cannot start without an offer, and the kinds that fit them."""


class OfferItem(BaseModel):
    """One offer as the founder saved it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str = Field(min_length=1, max_length=60)
    kind: OfferKind
    name: str = ""
    product_family: str = ""
    yearly_value_cents: int = Field(default=0, ge=0)
    currency: str = ""
    trigger: str = ""
    """`limit`, `feature`, `support_ask`, `seats` or `return`; anything else never asks."""
    trigger_feature: str = ""
    trigger_threshold: float = Field(default=0.0, ge=0.0)


class PlanItem(BaseModel):
    """What a plan is: where customers start (`base`) or what they move up to (`tier`)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    plan: str
    role: Literal["base", "tier"]
    family: str = ""


class Catalogue(BaseModel):
    """`settings` / `catalogue`: offers and plans of one tenant."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    offers: tuple[OfferItem, ...] = ()
    plans: tuple[PlanItem, ...] = ()


def motions_without_offer(catalogue: Catalogue) -> tuple[str, ...]:
    """Motions this tenant cannot start because nothing in the catalogue fits them."""
    kinds = {offer.kind for offer in catalogue.offers}
    return tuple(motion for motion, fitting in KINDS_BY_MOTION.items() if not kinds & fitting)


class PlanFound(BaseModel):
    """A plan as it occurs in the customer base."""

    model_config = ConfigDict(frozen=True)

    plan: str
    product: str = ""
    customers: int
    median_mrr_cents: int | None = None


_CADENCE = re.compile(r"\b(monthly|yearly|annual|annually|month|year|mo|yr)\b", re.IGNORECASE)


def suggest_plans(found: tuple[PlanFound, ...]) -> tuple[PlanItem, ...]:
    """Pre-fill plan roles: within a product, the cheapest paid plan is base, dearer ones are tiers.

    Monthly and yearly editions of a plan share its role. Where prices are unknown every plan is
    offered as base, which the founder corrects on the one page that edits the catalogue.
    """
    suggested: list[PlanItem] = []
    by_family: dict[str, list[PlanFound]] = {}
    for plan in found:
        by_family.setdefault(plan.product or "", []).append(plan)
    for family, plans in by_family.items():
        priced = [plan for plan in plans if plan.median_mrr_cents]
        cheapest = min(
            priced, key=lambda plan: (plan.median_mrr_cents or 0, plan.plan), default=None
        )
        for plan in plans:
            is_base = (
                cheapest is None
                or plan.median_mrr_cents is None
                or _edition(plan.plan) == _edition(cheapest.plan)
                or plan.median_mrr_cents <= (cheapest.median_mrr_cents or 0)
            )
            role: Literal["base", "tier"] = "base" if is_base else "tier"
            suggested.append(PlanItem(plan=plan.plan, role=role, family=family))
    return tuple(suggested)


def _edition(plan: str) -> str:
    return _CADENCE.sub("", plan).strip(" -_/()").casefold()
