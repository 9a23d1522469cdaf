"""The motions: one row says everything the product knows of a reason to work a customer.

A motion is added by a row here, a file of talking points beside outreach's motions and its rules in
the base's segmentation. Nothing here decides who is in a motion or what is said next.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from enum import StrEnum

from tenancy.values.lazy_dataclass import dataclass


class Motion(StrEnum):
    """The name of a reason to work a customer.

    Open like `Channel`: `Motion("referral")` is a motion too, one object for equal names. A name
    from outside is looked up in `MOTIONS` before use.
    """

    UPSELL = "upsell"
    CROSS_SELL = "cross_sell"
    RETENTION = "retention"
    WIN_BACK = "win_back"
    RENEWAL = "renewal"

    @classmethod
    def _missing_(cls, value: object) -> Motion | None:
        return _undeclared(value) if isinstance(value, str) and value.isidentifier() else None


@functools.cache
def _undeclared(name: str) -> Motion:
    motion = str.__new__(Motion, name)
    motion._name_, motion._value_ = name.upper(), name
    return motion


class OfferKind(StrEnum):
    """What an offer is; it decides which motions may introduce it."""

    ADD_ON = "add_on"
    TIER = "tier"
    FEATURE = "feature"
    SEATS = "seats"
    SISTER_PRODUCT = "sister_product"
    RETURN_OFFER = "return_offer"


@dataclass(frozen=True, slots=True)
class MotionSpec:
    """One motion. Names of lines are parts of a playbook."""

    motion: Motion
    name: str
    aim: str
    """Whom it works, for the founder."""
    rules: str
    """The heading of its rules on the page that explains a customer."""
    decided: int
    """Its place in the order in which motions are decided: the first that fits has the customer."""
    code: int
    """The first digit of its verdict codes. They are kept in files: never changed, never reused."""
    gate: tuple[str, ...] = ()
    """Rules of the base that must all pass: a file that would answer them brings customers into it.
    Empty: no such file is looked for."""
    offer_kinds: frozenset[OfferKind] = frozenset()
    """Kinds of offer it may introduce."""
    needs_offer: bool = False
    """It cannot start without an offer that fits."""
    ask: str = ""
    """The line asked once, after interest and before any times; the answer is kept verbatim."""
    after_ask: str = ""
    """The line that may follow once, after the answer."""

    @property
    def lines(self) -> tuple[str, ...]:
        """Parts a playbook of this motion needs besides the common ones."""
        return (self.ask,) if self.ask else ()


@dataclass(frozen=True, slots=True)
class Motions:
    """The rows, in the order in which the founder reads them."""

    rows: tuple[MotionSpec, ...]

    def __getitem__(self, motion: Motion) -> MotionSpec:
        """Raises KeyError for a motion without a row."""
        for row in self.rows:
            if row.motion is motion:
                return row
        raise KeyError(motion)

    def __contains__(self, name: object) -> bool:
        return any(row.motion == name for row in self.rows)

    def __iter__(self) -> Iterator[Motion]:
        return (row.motion for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def as_decided(self) -> tuple[MotionSpec, ...]:
        return tuple(sorted(self.rows, key=lambda row: row.decided))


MOTIONS = Motions(
    (
        MotionSpec(
            motion=Motion.UPSELL,
            name="Upsell",
            aim="Paying customers on the base plan whose usage asks for more.",
            rules="Upsell: all five must pass",
            decided=5,
            code=7,
            gate=(
                "base_plan_long_enough",
                "usage_shows_demand",
                "healthy",
                "same_product_family",
                "outside_renewal",
            ),
            offer_kinds=frozenset({OfferKind.ADD_ON, OfferKind.TIER, OfferKind.FEATURE}),
            needs_offer=True,
        ),
        MotionSpec(
            motion=Motion.CROSS_SELL,
            name="Cross-sell",
            aim="Teams that outgrew one seat, or that a sister product would serve.",
            rules="Cross-sell",
            decided=4,
            code=6,
            gate=("paid_long_enough", "team_grown"),
            offer_kinds=frozenset({OfferKind.SEATS, OfferKind.SISTER_PRODUCT}),
            needs_offer=True,
        ),
        MotionSpec(
            motion=Motion.RETENTION,
            name="Retention",
            aim="Paying customers who show signs of leaving.",
            rules="Retention",
            decided=3,
            code=5,
            ask="blockers",
        ),
        MotionSpec(
            motion=Motion.WIN_BACK,
            name="Win-back",
            aim="Customers who left one to six months ago.",
            rules="Win-back",
            decided=1,
            code=3,
            gate=("has_left", "left_long_enough_ago", "left_not_too_long_ago"),
            offer_kinds=frozenset({OfferKind.RETURN_OFFER}),
            needs_offer=True,
            ask="leaving_reason",
        ),
        MotionSpec(
            motion=Motion.RENEWAL,
            name="Renewal",
            aim="Annual contracts about to renew.",
            rules="Renewal",
            decided=2,
            code=4,
            gate=("renewal_near",),
            offer_kinds=frozenset(OfferKind),
            ask="blockers",
            after_ask="offer_after_blockers",
        ),
    )
)
