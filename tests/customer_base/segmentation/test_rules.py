"""The rules on their boundary days, and what each motion is decided by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from functions.customer_base.segmentation.judge import Criteria
from functions.customer_base.segmentation.rules import REASON_TEXTS, all_rules
from functions.product.motions import MOTIONS, Motion, OfferKind
from functions.product.offers import Catalogue, Offer, OfferId, PlanRole
from functions.product.thresholds import HealthCondition, Thresholds
from tests.customer_base.fakes_base import CATALOGUE, fake_hash, fake_hashes
from tests.customer_base.judging import TODAY, Facts, judged

pytestmark = pytest.mark.costly(first=4)

CRITERIA = Criteria(TODAY, catalogue=CATALOGUE)


def ago(days: int, today: date = TODAY) -> date:
    return today - timedelta(days=days)


def customer(**facts: object) -> Facts:
    """Somebody who fits every upsell rule, but for what is said otherwise."""
    return {
        "customer_id": "c1",
        "email": "one@example.com",
        "phone": "+12125550101",
        "product": "Sampleboard",
        "plan": "Starter",
        "plan_since": ago(200),
        "paid_since": ago(200),
        "billing_interval": "month",
        "status": "active",
        "renews_on": ago(-10),
        "seats": 1,
        "team_size": 1,
        "mrr_cents": 2900,
        "usage_30d": 100,
        "usage_prev_30d": 100,
        "limit_used": 0.9,
        "paid": True,
        **facts,
    }


def motion_of(criteria: Criteria = CRITERIA, **facts: object) -> tuple[str | None, str]:
    row = judged([customer(**facts)], criteria)["c1"]
    return row["motion"], row["reason"]


def left(days: int, **facts: object) -> tuple[str | None, str]:
    return motion_of(status="canceled", churned_on=ago(days), **facts)


def test_a_customer_who_fits_all_five_rules_is_upsold() -> None:
    row = judged([customer()], CRITERIA)["c1"]
    assert (row["motion"], row["reason"]) == ("upsell", "usage_shows_demand")
    assert (row["offer_id"], row["trigger_kind"], row["trigger_value"]) == ("growth", "limit", 0.9)
    assert row["value_cents"] == 60_000
    assert row["strength"] == pytest.approx(0.8)


@pytest.mark.parametrize(("days", "motion"), [(89, None), (90, None), (91, "upsell")])
@pytest.mark.parametrize("fact", ["plan_since", "paid_since"])
def test_ninety_days_on_the_base_plan_are_not_enough_and_ninety_one_are(
    days: int, motion: str | None, fact: str
) -> None:
    assert motion_of(**{fact: ago(days)})[0] == motion


@pytest.mark.parametrize(("days", "motion"), [(90, None), (91, "upsell")])
def test_days_are_counted_over_a_leap_day(days: int, motion: str | None) -> None:
    today = date(2028, 3, 15)
    begun = ago(days, today)
    assert begun < date(2028, 2, 29) < today
    criteria = Criteria(today, catalogue=CATALOGUE)
    facts = {"plan_since": begun, "paid_since": begun, "renews_on": today}
    assert motion_of(criteria, **facts)[0] == motion


@pytest.mark.parametrize(
    ("days", "motion"),
    [(-1, "upsell"), (0, "renewal"), (59, "renewal"), (60, "renewal"), (61, "upsell")],
)
def test_an_annual_contract_is_near_renewal_up_to_sixty_days(days: int, motion: str) -> None:
    assert motion_of(billing_interval="year", renews_on=ago(-days))[0] == motion


def test_a_monthly_contract_is_never_near_renewal() -> None:
    assert motion_of(billing_interval="month", renews_on=ago(-5))[0] == "upsell"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, (None, "left_long_enough_ago")),
        (29, (None, "left_long_enough_ago")),
        (30, ("win_back", "has_left")),
        (31, ("win_back", "has_left")),
        (179, ("win_back", "has_left")),
        (180, ("win_back", "has_left")),
        (181, (None, "left_not_too_long_ago")),
    ],
)
def test_those_who_left_are_won_back_between_thirty_and_a_hundred_and_eighty_days(
    days: int, expected: tuple[str | None, str]
) -> None:
    assert left(days) == expected
    assert set(REASON_TEXTS) >= {"left_long_enough_ago", "left_not_too_long_ago"}


def test_those_who_left_on_an_unknown_day_are_in_no_motion_and_told_why() -> None:
    assert motion_of(status="canceled") == (None, "left_on_unknown")


def test_an_old_end_date_on_a_running_subscription_is_history() -> None:
    assert motion_of(churned_on=ago(60))[0] == "upsell"


def test_an_end_date_in_the_future_is_a_scheduled_cancellation() -> None:
    assert motion_of(churned_on=ago(-10)) == ("retention", "cancellation_scheduled")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"usage_30d": 50}, "usage_fell"),
        ({"open_escalations": 1}, "escalation_open"),
        ({"last_billing_issue_on": ago(30)}, "billing_issue"),
        ({"status": "past_due"}, "billing_issue"),
        ({"cancel_at_period_end": True}, "cancellation_scheduled"),
        ({"health_flag": True}, "founder_calls_unhealthy"),
    ],
)
def test_each_sign_of_bad_health_means_retention(facts: Facts, reason: str) -> None:
    assert motion_of(**facts) == ("retention", reason)


@pytest.mark.parametrize(
    "facts",
    [{"usage_30d": 51}, {"last_billing_issue_on": ago(31)}, {"open_escalations": 0}],
)
def test_what_is_just_short_of_bad_health_is_upsold(facts: Facts) -> None:
    assert motion_of(**facts)[0] == "upsell"


def test_the_founders_own_health_logic_is_heard() -> None:
    line = Thresholds(health_score_line=40)
    criteria = Criteria(TODAY, thresholds=line, catalogue=CATALOGUE)
    assert motion_of(criteria, health_score=39.5)[0] == "retention"
    assert motion_of(criteria, health_score=40)[0] == "upsell"
    condition = HealthCondition.model_validate({"column": "usage_30d", "is": "<", "value": 200})
    own = Thresholds(health_conditions=(condition,))
    criteria = Criteria(TODAY, thresholds=own, catalogue=CATALOGUE)
    assert motion_of(criteria) == ("retention", "founder_calls_unhealthy")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"column": "password", "is": "=", "value": "x"}, "no column 'password'"),
        ({"column": "usage_30d", "is": "<", "value": "1) OR (TRUE"}, "compared with a number"),
        ({"column": "status", "is": "<", "value": "active"}, "equal"),
        ({"column": "health_flag", "is": "=", "value": "yes"}, "yes or no"),
    ],
)
def test_health_conditions_are_checked_with_clear_errors(raw: Facts, words: str) -> None:
    with pytest.raises(ValueError, match=words.replace("'", ".")):
        HealthCondition.model_validate(raw)


def test_a_solo_seat_with_a_grown_team_is_cross_sold() -> None:
    assert motion_of(team_size=3) == ("cross_sell", "team_grown")
    assert motion_of(team_size=2)[0] == "upsell"
    assert motion_of(team_size=3, seats=2)[0] == "upsell"
    assert motion_of(team_size=3, paid_since=ago(90))[0] is None
    assert motion_of(team_size=3, paid_since=ago(91))[0] == "cross_sell"


def test_the_strongest_demand_decides_between_upsell_and_cross_sell() -> None:
    sister = Offer(
        OfferId("sister"),
        OfferKind.SISTER_PRODUCT,
        trigger="feature",
        trigger_feature="Invoices",
        trigger_threshold=1,
    )
    catalogue = replace(CATALOGUE, offers=(*CATALOGUE.offers, sister))
    criteria = Criteria(TODAY, catalogue=catalogue)
    weak, strong = {"Invoices": 1}, {"Invoices": 500}
    assert motion_of(criteria, feature_uses=weak)[0] == "upsell"
    assert motion_of(criteria, feature_uses=strong) == ("cross_sell", "asks_for_more_seats")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"paid": False}, "paid"),
        ({"paid": None}, "paid"),
        ({"do_not_contact": True}, "may_be_contacted"),
        ({"email": None, "phone": None}, "has_contact_point"),
        ({"plan": "Growth"}, "base_plan_long_enough"),
        ({"plan": "Unheard of"}, "base_plan_long_enough"),
        ({"limit_used": 0.79}, "usage_shows_demand"),
        ({"limit_used": None}, "usage_shows_demand"),
        ({"usage_prev_30d": None}, "healthy"),
        ({"billing_interval": None, "renews_on": None}, "outside_renewal"),
    ],
)
def test_the_first_rule_that_did_not_pass_is_the_reason(facts: Facts, reason: str) -> None:
    assert motion_of(**facts) == (None, reason)
    assert reason in REASON_TEXTS


def test_each_kind_of_demand_names_its_own_offer() -> None:
    rows = judged(
        [
            customer(customer_id="limit"),
            customer(customer_id="feature", limit_used=0.1, feature_uses={"Reports": 9}),
            customer(customer_id="ask", limit_used=0.1, support_asks=["Reports"]),
            customer(customer_id="few", limit_used=0.1, feature_uses={"Reports": 4}),
        ],
        CRITERIA,
    )
    matched = {name: (row["offer_id"], row["trigger_kind"]) for name, row in rows.items()}
    assert matched["limit"] == ("growth", "limit")
    assert matched["feature"] == ("reports", "feature")
    assert matched["ask"] == ("reports", "support_ask")
    assert rows["few"]["motion"] is None


def test_an_offer_of_another_product_family_is_no_upsell() -> None:
    assert motion_of(product="Other", plan="Elsewhere")[1] == "base_plan_long_enough"
    catalogue = replace(CATALOGUE, plans=(PlanRole("Starter", "base", "Otherboard"),))
    criteria = Criteria(TODAY, catalogue=catalogue)
    assert motion_of(criteria) == (None, "same_product_family")


def test_without_an_offer_nobody_is_upsold() -> None:
    catalogue = Catalogue(plans=CATALOGUE.plans)
    assert motion_of(Criteria(TODAY, catalogue=catalogue)) == (None, "usage_shows_demand")


def test_two_customers_who_share_a_phone_are_both_listed() -> None:
    rows = judged([customer(), customer(customer_id="c2", email="two@example.com")], CRITERIA)
    assert {row["motion"] for row in rows.values()} == {"upsell"}


def test_an_opted_out_address_is_recognised_by_its_hash_alone() -> None:
    hashes = frozenset({f"phone#{fake_hash('phone', '+12125550101')}"})
    criteria = Criteria(TODAY, catalogue=CATALOGUE, suppressed=hashes)
    row = judged([customer()], criteria, fake_hashes)["c1"]
    assert (row["motion"], row["reason"]) == (None, "not_suppressed")
    with pytest.raises(ValueError, match="key"):
        judged([customer()], criteria)


def test_thresholds_move_the_lines() -> None:
    wide = Thresholds(upsell_tenure_days=10, renewal_days=5, limit_used=0.5)
    criteria = Criteria(TODAY, thresholds=wide, catalogue=CATALOGUE)
    facts = {"plan_since": ago(11), "paid_since": ago(11), "limit_used": 0.5}
    assert motion_of(criteria, **facts)[0] == "upsell"
    assert motion_of(criteria, billing_interval="year", renews_on=ago(-6))[0] == "upsell"
    with pytest.raises(ValueError, match="begin before it ends"):
        Thresholds(win_back_from_days=90, win_back_to_days=90)


def test_a_missing_file_is_looked_for_by_rules_that_there_are() -> None:
    rules = {rule.name: rule.group for rule in all_rules(CATALOGUE, Thresholds(), TODAY)}
    assert {name for row in MOTIONS.rows for name in row.gate} <= set(rules)
    upsell = tuple(name for name, group in rules.items() if group is Motion.UPSELL)
    assert MOTIONS[Motion.UPSELL].gate == upsell
