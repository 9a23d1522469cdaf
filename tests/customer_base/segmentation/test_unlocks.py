"""Advice on what one more file would change is true: it is found by judging again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.customer_base.segmentation.criteria_sql import Criteria
from functions.customer_base.segmentation.judge import judge, load_judged
from functions.customer_base.segmentation.unlocks import missing_facts
from functions.customer_base.sql.connection import connect
from functions.product.offers import Catalogue
from tests.customer_base.fakes_base import CATALOGUE
from tests.customer_base.judging import TODAY, judged, snapshot_of

pytestmark = pytest.mark.costly(first=2)

CRITERIA = Criteria(TODAY, catalogue=CATALOGUE)
_NO_FAMILY = Catalogue(
    tuple(replace(plan, family="") for plan in CATALOGUE.plans), CATALOGUE.offers
)
_LONG_AGO = TODAY - timedelta(days=400)
WHOLE: dict[str, Any] = {
    "email": "ann@example.com",
    "paid": True,
    "status": "active",
    "plan": "Starter",
    "plan_since": _LONG_AGO,
    "paid_since": _LONG_AGO,
    "billing_interval": "month",
    "renews_on": TODAY + timedelta(days=400),
    "usage_30d": 100,
    "usage_prev_30d": 100,
    "limit_used": 0.95,
    "feature_uses": {"Reports": 50},
    "support_asks": [],
    "seats": 5,
    "team_size": 5,
    "health_flag": False,
}


def _customers(count: int, **changed: Any) -> list[dict[str, Any]]:
    return [WHOLE | {"customer_id": f"c{n}"} | changed for n in range(count)]


def _without(count: int, *columns: str) -> list[dict[str, Any]]:
    return _customers(count, **dict.fromkeys(columns))


def _advice(
    customers: Sequence[dict[str, Any]], criteria: Criteria = CRITERIA
) -> dict[tuple[str, str], int]:
    """(source, motion) → more."""
    con = connect(threads=1)
    path = snapshot_of(customers)
    verdicts = path.with_suffix(".verdicts")
    judge(con, customers=path, criteria=criteria, target=verdicts)
    found = load_judged(con, customers=path, verdicts=verdicts, criteria=criteria)
    advice = {(one.source, one.motion): one.more for one in missing_facts(con, found)}
    con.close()
    return advice


_USAGE = ("usage_30d", "usage_prev_30d", "limit_used", "feature_uses")
_SUBSCRIPTIONS = ("status", "plan", "plan_since", "paid_since", "billing_interval", "renews_on")


def test_the_whole_customer_is_in_upsell_and_needs_no_advice() -> None:
    assert judged(_customers(1), CRITERIA)["c0"]["motion"] == "upsell"
    assert _advice(_customers(3)) == {}


def test_usage_is_asked_for_where_it_is_all_that_lacks() -> None:
    assert _advice(_without(4, *_USAGE)) == {("usage", "upsell"): 4}


def test_what_is_unknown_of_somebody_is_asked_for_and_what_failed_is_not() -> None:
    unknown_proof = _customers(3, paid=None)
    assert _advice(unknown_proof)["payments", "upsell"] == 3
    unknown_day = _customers(2, status="canceled", churned_on=None)
    assert _advice(unknown_day)["subscriptions", "win_back"] == 2
    never_paid = _customers(1, paid=False, status="canceled", churned_on=None)
    lately, long_ago = (
        _customers(1, status="canceled", churned_on=TODAY - timedelta(days=days))
        for days in (1, 399)
    )
    assert _advice([*never_paid, *lately, *long_ago]) == {}


def test_a_plan_without_its_product_is_said_on_the_plans_page_and_by_no_file() -> None:
    """ "16 more if you add subscriptions" was false: the family was empty on the plans page."""
    criteria = Criteria(TODAY, catalogue=_NO_FAMILY)
    assert judged(_customers(1), criteria)["c0"]["v_same_product_family"] is None
    assert _advice(_customers(16), criteria) == {("catalogue", "upsell"): 16}


def test_one_file_is_not_promised_where_two_things_lack() -> None:
    criteria = Criteria(TODAY, catalogue=_NO_FAMILY)
    assert _advice(_without(5, *_USAGE), criteria) == {}
    assert _advice(_without(5, *_USAGE, "email")) == {}


def test_a_catalogue_promises_nothing_to_those_whose_plan_is_not_known() -> None:
    assert ("catalogue", "upsell") not in _advice(_without(5, "plan"))


def test_subscriptions_bring_the_plan_and_with_it_the_product() -> None:
    assert _advice(_without(6, *_SUBSCRIPTIONS))["subscriptions", "upsell"] == 6
    without_base = Catalogue((), CATALOGUE.offers)
    criteria = Criteria(TODAY, catalogue=without_base)
    assert ("subscriptions", "upsell") not in _advice(_without(6, *_SUBSCRIPTIONS), criteria)


@pytest.mark.parametrize(
    "lacking",
    [
        _USAGE,
        ("limit_used", "feature_uses"),
        _SUBSCRIPTIONS,
        ("paid",),
        ("plan",),
        ("email",),
        ("seats", "team_size"),
        ("billing_interval", "renews_on"),
        (*_USAGE, "plan"),
    ],
)
@pytest.mark.parametrize("catalogue", [CATALOGUE, _NO_FAMILY, Catalogue((), CATALOGUE.offers)])
def test_advice_comes_true_when_the_file_is_added(
    lacking: tuple[str, ...], catalogue: Catalogue
) -> None:
    """Whatever lacks: with the file, as many as were promised are in the motion."""
    from functions.customer_base.segmentation.rules import SOURCES

    criteria = Criteria(TODAY, catalogue=catalogue)
    customers = _without(3, *lacking)
    columns = {source.name: source.columns for source in SOURCES}
    for (source, motion), more in _advice(customers, criteria).items():
        if source == "catalogue" or motion != "upsell":
            continue
        brought = {name: WHOLE[name] for name in columns[source] if name in WHOLE}
        after = judged([facts | brought for facts in customers], criteria)
        assert sum(row["motion"] == motion for row in after.values()) == more
