"""The offer catalogue: which plans are base or tier, and which offers ask for which motion.

Decides what a motion may introduce. Must never invent an offer: the founder writes them.
"""

from __future__ import annotations

from typing import Literal, NewType

from functions.product.motions import MOTIONS, Motion, OfferKind
from tenancy.values.lazy_dataclass import dataclass

OfferId = NewType("OfferId", str)
ID_LONGEST = 60
Role = Literal["base", "tier"]
"""Where customers start (`base`) or what they move up to (`tier`)."""

UPSELL_KINDS = MOTIONS[Motion.UPSELL].offer_kinds
CROSS_SELL_KINDS = MOTIONS[Motion.CROSS_SELL].offer_kinds
WIN_BACK_KINDS = MOTIONS[Motion.WIN_BACK].offer_kinds


@dataclass(frozen=True, slots=True)
class PriceBand:
    """Amounts the agent may say, in minor units of `currency`; `floor <= ceiling`."""

    floor_cents: int
    ceiling_cents: int
    currency: str
    per: str = "month"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a motion introduces, as the founder saved it."""

    id: OfferId
    kind: OfferKind
    name: str = ""
    product_family: str = ""
    yearly_value_cents: int = 0
    currency: str = ""
    band: PriceBand | None = None
    trigger: str = ""
    """`limit`, `feature`, `support_ask`, `seats` or `return`; anything else never asks."""
    trigger_feature: str = ""
    """The feature whose use (or support ask) shows demand, as it is named in the base."""
    trigger_threshold: float = 0.0

    def __post_init__(self) -> None:
        """Raises ValueError where no founder could have saved it."""
        if not 0 < len(self.id) <= ID_LONGEST:
            raise ValueError(f"an offer's id has 1 to {ID_LONGEST} characters")
        if not self.yearly_value_cents >= 0 or not self.trigger_threshold >= 0.0:
            raise ValueError("an offer's value and threshold are non-negative")


@dataclass(frozen=True, slots=True)
class PlanRole:
    """What a plan found in the base is: where it stands and to which product family it belongs."""

    plan: str
    role: Role
    family: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is sold: the plans found in the base with their role, and the offers."""

    plans: tuple[PlanRole, ...] = ()
    offers: tuple[Offer, ...] = ()


def motions_without_offer(catalogue: Catalogue) -> tuple[str, ...]:
    """Motions this tenant cannot start because nothing in the catalogue fits them."""
    kinds = {offer.kind for offer in catalogue.offers}
    return tuple(
        row.motion.value for row in MOTIONS.rows if row.needs_offer and not kinds & row.offer_kinds
    )
