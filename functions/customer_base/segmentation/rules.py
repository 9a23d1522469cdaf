"""The perimeter, the motions and the five upsell rules as named three-valued predicates.

Each rule is data: its name, what a founder reads, an SQL expression over canonical columns that is
TRUE (pass), FALSE (fail) or NULL (unknown), and the columns it needs. Nothing here reads a clock:
`today` is the date in the tenant's zone.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from functions.customer_base.sql.literals import day, literal
from functions.product import motions
from functions.product.motions import Motion
from functions.product.offers import CROSS_SELL_KINDS, UPSELL_KINDS, Catalogue, Offer
from functions.product.thresholds import HealthCondition, Thresholds
from tenancy.values.lazy_dataclass import dataclass

MOTIONS = tuple(row.motion.value for row in motions.MOTIONS.as_decided)
"""In the order in which they are decided."""


Perimeter = Literal["perimeter"]
PERIMETER: Perimeter = "perimeter"
"""The group of the rules that decide who may be worked at all."""


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """A named predicate over one customer."""

    name: str
    group: Motion | Perimeter
    """The motion it decides, or the perimeter."""
    text: str
    """What holds when it passes, for the founder."""
    sql: str
    needs: tuple[str, ...]
    """Columns whose absence makes it unknown."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file a founder could still add, and the columns it would bring."""

    name: str
    label: str
    columns: frozenset[str]
    known_by: tuple[tuple[str, str], ...] = ()
    """(column, sign): where the sign is known this file was given, and did not bring the column."""

    def brings(self, name: str) -> str:
        """SQL: this file would bring the column to a customer who lacks it."""
        signs = [f" AND {sign} IS NULL" for column, sign in self.known_by if column == name]
        return f"({name} IS NULL{''.join(signs)})"


SOURCES: tuple[Source, ...] = (
    Source(
        "usage",
        "usage",
        frozenset({"usage_30d", "usage_prev_30d", "limit_used", "feature_uses"}),
    ),
    Source(
        "subscriptions",
        "subscriptions",
        frozenset(
            {
                "status",
                "plan",
                "plan_since",
                "paid_since",
                "billing_interval",
                "renews_on",
                "churned_on",
                "paid",
                "product",
            }
        ),
        known_by=(("paid", "status"),),
    ),
    Source("payments", "payments", frozenset({"paid"})),
    Source("team", "seats and team size", frozenset({"seats", "team_size"})),
    Source("contact", "phone numbers or email addresses", frozenset({"email", "phone"})),
    Source(
        "catalogue",
        "which plans are base plans, and of which product",
        frozenset({"plan_role", "plan_family"}),
    ),
)


CHURNED = (
    "(status = 'canceled' AND (churned_on IS NULL OR churned_on <= {today})"
    " OR (status IS NULL AND churned_on <= {today}))"
)


def churned(today: date) -> str:
    """TRUE for those who have left. An old end date on an active subscription is history."""
    return f"coalesce({CHURNED.format(today=day(today))}, FALSE)"


def plan_columns(catalogue: Catalogue) -> dict[str, str]:
    """`plan_role` and `plan_family` of a customer, from the catalogue."""
    # Plans not in the catalogue have no role: unknown, never guessed.
    role = " ".join(
        f"WHEN {literal(item.plan)} THEN {literal(item.role)}" for item in catalogue.plans
    )
    family = " ".join(
        f"WHEN {literal(item.plan)} THEN {literal(item.family)}"
        for item in catalogue.plans
        if item.family
    )
    by_plan = f"CASE plan {family} END" if family else "NULL::VARCHAR"
    return {
        "plan_role": f"CASE plan {role} END" if role else "NULL::VARCHAR",
        "plan_family": f"coalesce({by_plan}, nullif(product, ''))",
    }


@dataclass(frozen=True, slots=True)
class OfferMatch:
    """How one offer asks for a customer: SQL for the strength (0..1, NULL: not asked for)."""

    offer: Offer
    asked: str
    """Three-valued: does the usage ask for this offer?"""
    strength: str
    value: str
    kind: str
    fact: str


def matches(offer: Offer, thresholds: Thresholds) -> list[OfferMatch]:
    """The ways in which usage can ask for this offer, the offer's own trigger first.

    Strengths are comparable inside a pool: a support ask is 0.95 (in plain words), a limit runs
    from 0.6 at its threshold to 1.0 when full, feature use saturates towards 1.0 with repetition,
    seats grow with the people who have none.
    """
    found: list[OfferMatch] = []
    if offer.trigger == "limit":
        line = offer.trigger_threshold or thresholds.limit_used
        span = max(1.0 - line, 0.05)
        found.append(
            OfferMatch(
                offer,
                f"(limit_used >= {line!r})",
                f"least(1.0, 0.6 + 0.4 * (limit_used - {line!r}) / {span!r})",
                "limit_used",
                "limit",
                "limit",
            )
        )
    if offer.trigger in {"feature", "support_ask"} and offer.trigger_feature:
        feature = literal(offer.trigger_feature)
        if offer.trigger == "feature":
            line = max(offer.trigger_threshold, float(thresholds.feature_uses))
            uses = f"coalesce(feature_uses[{feature}], 0)"
            found.append(
                OfferMatch(
                    offer,
                    f"CASE WHEN feature_uses IS NULL THEN NULL ELSE {uses} >= {line!r} END",
                    f"0.5 + 0.5 * {uses} / ({uses} + {max(10.0, line)!r})",
                    uses,
                    "feature",
                    offer.trigger_feature,
                )
            )
        found.append(
            OfferMatch(
                offer,
                f"list_contains(support_asks, {feature})",
                "0.95",
                "1.0",
                "support_ask",
                offer.trigger_feature,
            )
        )
    if offer.kind in CROSS_SELL_KINDS and offer.trigger == "seats":
        line = max(offer.trigger_threshold, float(thresholds.team_grown))
        found.append(
            OfferMatch(
                offer,
                f"(team_size > seats AND team_size >= {line!r})",
                "least(1.0, 0.5 + 0.05 * (team_size - seats))",
                "team_size",
                "seats",
                "seats",
            )
        )
    return found


def offer_matches(catalogue: Catalogue, thresholds: Thresholds) -> list[OfferMatch]:
    """Every way a usage can ask for an offer of upsell or cross-sell, in catalogue order."""
    return [
        match
        for offer in catalogue.offers
        if offer.kind in UPSELL_KINDS | CROSS_SELL_KINDS
        for match in matches(offer, thresholds)
    ]


_DEMAND_NEEDS = {"limit": "limit_used", "feature": "feature_uses", "support_ask": "support_asks"}


def _condition(condition: HealthCondition) -> str:
    value = condition.value
    if isinstance(value, bool):
        spelled = "TRUE" if value else "FALSE"
    elif isinstance(value, str):
        spelled = literal(value)
    else:
        spelled = repr(float(value))
    return f"({condition.column} {condition.is_} {spelled})"


def _founder_health(thresholds: Thresholds) -> tuple[str, tuple[str, ...]]:
    """TRUE when the founder's own logic calls the customer unhealthy."""
    parts = ["health_flag"]
    needs = ["health_flag"]
    if thresholds.health_score_line is not None:
        parts.append(f"(health_score < {thresholds.health_score_line!r})")
        needs.append("health_score")
    for condition in thresholds.health_conditions:
        parts.append(_condition(condition))
        needs.append(condition.column)
    return "(" + " OR ".join(parts) + ")", tuple(dict.fromkeys(needs))


PAYING = "(status IN ('active', 'past_due'))"


def perimeter() -> tuple[SegmentRule, ...]:
    """Who may be worked at all. A fail here means no motion, whatever else is true."""
    return (
        SegmentRule(
            "paid",
            PERIMETER,
            "has paid at least once",
            "paid",
            ("paid",),
        ),
        SegmentRule(
            "not_suppressed",
            PERIMETER,
            "has not opted out",
            "NOT suppressed",
            (),
        ),
        SegmentRule(
            "may_be_contacted",
            PERIMETER,
            "is not marked 'do not contact'",
            "NOT coalesce(do_not_contact, FALSE)",
            (),
        ),
        SegmentRule(
            "has_contact_point",
            PERIMETER,
            "has an email address or a phone number",
            "(email IS NOT NULL OR phone IS NOT NULL)",
            ("email", "phone"),
        ),
    )


def motion_rules(thresholds: Thresholds, today: date) -> tuple[SegmentRule, ...]:
    """What decides win-back, renewal, retention and cross-sell."""
    t, now = thresholds, day(today)
    founder_says, founder_needs = _founder_health(t)
    return (
        SegmentRule(
            "has_left",
            Motion.WIN_BACK,
            "the subscription has ended",
            f"CASE WHEN status IS NULL AND churned_on IS NULL THEN NULL ELSE {churned(today)} END",
            ("status", "churned_on"),
        ),
        SegmentRule(
            "left_long_enough_ago",
            Motion.WIN_BACK,
            f"left at least {t.win_back_from_days} days ago",
            f"({now} - churned_on >= {t.win_back_from_days})",
            ("churned_on",),
        ),
        SegmentRule(
            "left_not_too_long_ago",
            Motion.WIN_BACK,
            f"left at most {t.win_back_to_days} days ago",
            f"({now} - churned_on <= {t.win_back_to_days})",
            ("churned_on",),
        ),
        SegmentRule(
            "renewal_near",
            Motion.RENEWAL,
            f"annual contract renews within {t.renewal_days} days",
            f"(billing_interval = 'year' AND renews_on >= {now}"
            f" AND renews_on - {now} <= {t.renewal_days})",
            ("billing_interval", "renews_on"),
        ),
        SegmentRule("is_paying", Motion.RETENTION, "is a paying customer now", PAYING, ("status",)),
        SegmentRule(
            "usage_fell",
            Motion.RETENTION,
            f"usage fell by {round(t.usage_drop * 100)} % or more",
            f"(usage_prev_30d > 0 AND usage_30d <= usage_prev_30d * {1.0 - t.usage_drop!r})",
            ("usage_30d", "usage_prev_30d"),
        ),
        SegmentRule(
            "escalation_open",
            Motion.RETENTION,
            "an escalation is open",
            "(open_escalations > 0)",
            ("open_escalations",),
        ),
        SegmentRule(
            "billing_issue",
            Motion.RETENTION,
            f"a billing issue in the last {t.billing_issue_days} days, or a payment is overdue",
            f"(coalesce(status = 'past_due', FALSE) OR coalesce(delinquent, FALSE)"
            f" OR {now} - last_billing_issue_on <= {t.billing_issue_days})",
            ("last_billing_issue_on",),
        ),
        SegmentRule(
            "cancellation_scheduled",
            Motion.RETENTION,
            "cancellation is already scheduled",
            f"(coalesce(cancel_at_period_end, FALSE) OR coalesce(churned_on > {now}, FALSE)"
            f" OR cancel_at_period_end)",
            ("cancel_at_period_end",),
        ),
        SegmentRule(
            "founder_calls_unhealthy",
            Motion.RETENTION,
            "your own health logic says so",
            founder_says,
            founder_needs,
        ),
        SegmentRule(
            "paid_long_enough",
            Motion.CROSS_SELL,
            f"has paid for more than {t.cross_sell_tenure_days} days",
            f"({now} - paid_since > {t.cross_sell_tenure_days})",
            ("paid_since",),
        ),
        SegmentRule(
            "team_grown",
            Motion.CROSS_SELL,
            f"a solo seat, and a team of {t.team_grown} or more",
            f"(seats <= {t.solo_seats} AND team_size >= {t.team_grown})",
            ("seats", "team_size"),
        ),
        SegmentRule(
            "asks_for_more_seats",
            Motion.CROSS_SELL,
            "the strongest demand is for seats or a sister product",
            "best_is_cross_sell",
            ("seats", "team_size"),
        ),
    )


RETENTION_SIGNALS = (
    "usage_fell",
    "escalation_open",
    "billing_issue",
    "cancellation_scheduled",
    "founder_calls_unhealthy",
)


def upsell_rules(
    catalogue: Catalogue, thresholds: Thresholds, today: date
) -> tuple[SegmentRule, ...]:
    """The five rules, in the order in which a failure is named as the reason."""
    now = day(today)
    demand = [m for m in offer_matches(catalogue, thresholds) if m.offer.kind in UPSELL_KINDS]
    asked = " OR ".join(match.asked for match in demand)
    demand_needs = tuple(dict.fromkeys(_DEMAND_NEEDS[match.kind] for match in demand))
    any_signal = " OR ".join(f"coalesce(v_{signal}, FALSE)" for signal in RETENTION_SIGNALS)
    return (
        SegmentRule(
            "base_plan_long_enough",
            Motion.UPSELL,
            f"on the base plan, paying, for more than {thresholds.upsell_tenure_days} days",
            f"(plan_role = 'base' AND {now} - plan_since > {thresholds.upsell_tenure_days}"
            f" AND {now} - paid_since > {thresholds.upsell_tenure_days})",
            ("plan", "plan_role", "plan_since", "paid_since"),
        ),
        SegmentRule(
            "usage_shows_demand",
            Motion.UPSELL,
            "usage shows demand for a specific offer",
            f"({asked})" if asked else "FALSE",
            demand_needs,
        ),
        SegmentRule(
            "healthy",
            Motion.UPSELL,
            "healthy: not in a retention or win-back state",
            f"CASE WHEN {churned(today)} OR {any_signal} THEN FALSE"
            f" WHEN NOT {PAYING} THEN FALSE"
            f" WHEN status IS NULL OR (v_usage_fell IS NULL AND v_founder_calls_unhealthy IS NULL)"
            f" THEN NULL ELSE TRUE END",
            ("status", "usage_30d", "usage_prev_30d"),
        ),
        SegmentRule(
            "same_product_family",
            Motion.UPSELL,
            "the offer belongs to the same product family",
            "best_same_family",
            ("plan", "plan_family", *demand_needs),
        ),
        SegmentRule(
            "outside_renewal",
            Motion.UPSELL,
            f"not within {thresholds.renewal_days} days of an annual renewal",
            "NOT v_renewal_near",
            ("billing_interval", "renews_on"),
        ),
    )


def all_rules(catalogue: Catalogue, thresholds: Thresholds, today: date) -> tuple[SegmentRule, ...]:
    """Every rule a why-page shows, in the order they are decided."""
    return (
        *perimeter(),
        *motion_rules(thresholds, today),
        *upsell_rules(catalogue, thresholds, today),
    )


REASON_TEXTS: dict[str, str] = {
    "paid": "no documented payment",
    "not_suppressed": "opted out",
    "may_be_contacted": "marked 'do not contact'",
    "has_contact_point": "no email address and no phone number",
    "left_long_enough_ago": "left too recently",
    "left_not_too_long_ago": "left too long ago",
    "left_on_unknown": "left, but the day is not known",
    "base_plan_long_enough": "not on a base plan for long enough, or it is not known",
    "usage_shows_demand": "usage shows no demand for an offer, or it is not known",
    "healthy": "not healthy, or health is not known",
    "same_product_family": "no offer of the same product family",
    "outside_renewal": "inside the renewal window, or it is not known",
    "not_in_base": "not in the newest customer base",
}
"""Reason of a customer without a motion → what the founder reads."""
