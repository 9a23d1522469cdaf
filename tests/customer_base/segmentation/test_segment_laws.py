"""What holds for every customer base: one motion or none, and a reason that agrees."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.customer_base.segmentation.criteria_sql import Criteria, rules_of
from functions.customer_base.segmentation.judge import judge, load_judged
from functions.customer_base.segmentation.rules import MOTIONS, PERIMETER
from functions.customer_base.sql.connection import connect
from functions.product.motions import Motion
from functions.product.thresholds import Thresholds
from tests.customer_base.fakes_base import CATALOGUE, fake_hash, fake_hashes
from tests.customer_base.judging import TODAY, Facts, judged
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=1)

CRITERIA = Criteria(TODAY, catalogue=CATALOGUE)


def days(*edges: int) -> st.SearchStrategy[Any]:
    """Dates around the edges of the rules, or unknown."""
    near = [edge + step for edge in edges for step in (-1, 0, 1)]
    return st.one_of(
        st.none(), st.sampled_from(near).map(lambda number: TODAY - timedelta(days=number))
    )


def maybe(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([None, *values])


CUSTOMER = st.fixed_dictionaries(
    {
        "email": maybe("one@example.com"),
        "phone": maybe("+12125550101"),
        "product": maybe("Sampleboard", "Otherboard"),
        "plan": maybe("Starter", "Starter", "Growth", "Unheard of"),
        "plan_since": days(0, 90),
        "paid_since": days(0, 90),
        "billing_interval": maybe("month", "year"),
        "status": maybe("active", "active", "trialing", "past_due", "canceled"),
        "renews_on": days(0, -60),
        "churned_on": days(0, 30, 180),
        "seats": maybe(1, 2),
        "team_size": maybe(1, 2, 3, 9),
        "mrr_cents": maybe(2900),
        "usage_30d": maybe(0, 50, 51, 100),
        "usage_prev_30d": maybe(0, 100),
        "limit_used": maybe(0.79, 0.8, 1.2),
        "feature_uses": maybe({"Reports": 4}, {"Reports": 5}, {"Other": 9}),
        "support_asks": maybe([], ["Reports"]),
        "open_escalations": maybe(0, 1),
        "last_billing_issue_on": days(30),
        "cancel_at_period_end": maybe(True, False),
        "health_flag": maybe(True, False),
        "do_not_contact": maybe(True, False),
        "paid": maybe(True, True, True, False),
    }
)
BASES = st.lists(CUSTOMER, min_size=1, max_size=30).map(
    lambda found: [{**facts, "customer_id": f"c{place:03d}"} for place, facts in enumerate(found)]
)


def both(left: bool | None, right: bool | None) -> bool | None:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def reference(facts: Facts) -> str | None:
    """The rules of the product once more, written as a person would, one customer at a time."""
    t = Thresholds()
    f = facts
    if f["paid"] is not True or f["do_not_contact"] or not (f["email"] or f["phone"]):
        return None
    ended = f["churned_on"]
    has_left = (f["status"] == "canceled" and (ended is None or ended <= TODAY)) or (
        f["status"] is None and ended is not None and ended <= TODAY
    )
    if has_left:
        if ended is None:
            return None
        since = (TODAY - ended).days
        return "win_back" if t.win_back_from_days <= since <= t.win_back_to_days else None
    near = _renewal_near(f, t)
    if near:
        return "renewal"
    unhealthy = _unhealthy(f, t)
    if unhealthy and f["status"] in ("active", "past_due"):
        return "retention"
    paid_days = (TODAY - f["paid_since"]).days if f["paid_since"] else None
    grown = (
        f["seats"] is not None
        and f["team_size"] is not None
        and f["seats"] <= 1
        and f["team_size"] >= 3
    )
    if paid_days is not None and paid_days > 90 and grown:
        return "cross_sell"
    return "upsell" if _upsell(f, near=near, unhealthy=unhealthy) else None


def _renewal_near(f: Facts, t: Thresholds) -> bool | None:
    yearly = None if f["billing_interval"] is None else f["billing_interval"] == "year"
    renews = f["renews_on"]
    soon = None if renews is None else 0 <= (renews - TODAY).days <= t.renewal_days
    return both(yearly, soon)


def _unhealthy(f: Facts, t: Thresholds) -> bool:
    before, now = f["usage_prev_30d"], f["usage_30d"]
    fell = before is not None and now is not None and before > 0 and now <= before / 2
    issue = f["last_billing_issue_on"]
    return bool(
        fell
        or (f["open_escalations"] or 0) > 0
        or f["status"] == "past_due"
        or (issue is not None and (TODAY - issue).days <= t.billing_issue_days)
        or f["cancel_at_period_end"]
        or (f["churned_on"] is not None and f["churned_on"] > TODAY)
        or f["health_flag"]
    )


def _upsell(f: Facts, *, near: bool | None, unhealthy: bool) -> bool:
    base = f["plan"] == "Starter" and all(
        f[name] is not None and (TODAY - f[name]).days > 90 for name in ("plan_since", "paid_since")
    )
    uses = (f["feature_uses"] or {}).get("Reports", 0)
    demand = (f["limit_used"] or 0) >= 0.8 or uses >= 5 or "Reports" in (f["support_asks"] or [])
    trend_known = f["usage_30d"] is not None and f["usage_prev_30d"] is not None
    # Nothing used before: there is nothing that could have fallen.
    no_usage_before = f["usage_prev_30d"] == 0
    known = trend_known or no_usage_before or f["health_flag"] is not None
    healthy = f["status"] == "active" and not unhealthy and known
    return base and demand and healthy and near is False


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(BASES)
def test_the_motion_is_what_the_product_says_and_its_reason_agrees(base: list[Facts]) -> None:
    """Every customer is in one motion or in none. Both laws look at one and the same judgement."""
    rows = judged(base, CRITERIA)
    assert {name: row["motion"] for name, row in rows.items()} == {
        facts["customer_id"]: reference(facts) for facts in base
    }
    assert len(rows) == len(base)
    _reasons_agree(rows)


def _reasons_agree(rows: dict[str, Facts]) -> None:
    rules = rules_of(CRITERIA)
    perimeter = [rule.name for rule in rules if rule.group == PERIMETER]
    five = [rule.name for rule in rules if rule.group is Motion.UPSELL]
    for row in rows.values():
        verdict = {rule.name: row[f"v_{rule.name}"] for rule in rules}
        assert row["motion"] is None or row["motion"] in MOTIONS
        if row["motion"] is not None:
            assert all(verdict[name] for name in perimeter)
            assert verdict[row["reason"]] is True
            assert 0.0 <= row["strength"] <= 1.0
            continue
        if row["reason"] == "left_on_unknown":
            assert verdict["has_left"]
            continue
        assert verdict[row["reason"]] is not True
        ordered = [*perimeter, "left_long_enough_ago", "left_not_too_long_ago", *five]
        for name in ordered[: ordered.index(row["reason"])]:
            if name not in ("left_long_enough_ago", "left_not_too_long_ago"):
                assert verdict[name] is True or verdict["has_left"]
        if row["motion"] == "upsell":
            assert all(verdict[name] for name in five)


@pytest.mark.slow
@settings(max_examples=examples(20))
@given(BASES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(base: list[Facts], chance: random.Random) -> None:
    shuffled = list(base)
    chance.shuffle(shuffled)
    assert judged(base, CRITERIA) == judged(shuffled, CRITERIA)


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("somebody_opted_out", [True, False])
def test_verdict_n_is_of_row_n_also_over_many_row_groups(
    tmp_path: Path, somebody_opted_out: bool
) -> None:
    customers, verdicts = tmp_path / "customers.parquet", tmp_path / "verdicts.parquet"
    con = connect()
    con.execute(
        f"""COPY (SELECT 'c' || i AS customer_id, i || '@example.com' AS email, i % 3 > 0 AS paid,
          CASE WHEN i % 7 = 0 THEN 'canceled' ELSE 'active' END AS status,
          CASE WHEN i % 7 = 0 THEN DATE '{TODAY}' - (i % 200)::INT END AS churned_on,
          i % 5 AS open_escalations FROM range(300000) t(i))
        TO '{customers}' (FORMAT parquet, ROW_GROUP_SIZE 20000)"""
    )
    gone = frozenset({"email#" + fake_hash("email", "11@example.com")})
    criteria = Criteria(TODAY, suppressed=gone if somebody_opted_out else frozenset())
    judge(con, customers=customers, criteria=criteria, target=verdicts, hasher=fake_hashes)
    found = load_judged(con, customers=customers, verdicts=verdicts, criteria=criteria)
    alone = f"(email = '11@example.com' AND {str(somebody_opted_out).upper()})"
    wrong = con.execute(
        f"""SELECT count(*) FROM {found.codes} AS kept JOIN (
          SELECT row, {found.judgement.code()} AS code FROM (
            SELECT *, {alone} AS suppressed, NULL::VARCHAR AS pinned_motion
            FROM {found.customers})) AS anew USING (row) WHERE kept.code <> anew.code"""
    ).fetchone()
    con.close()
    assert wrong == (0,)
