"""Searching, filtering and paging customers, and why one is where it is."""

from __future__ import annotations

from frontend_api.ports.customer_base import CustomerSearch
from frontend_api.wording.facts import remedy
from frontend_api.wording.formats import whole_money
from frontend_api.wording.reasons import reason_words
from functions.customer_base.console_queries.answers import CustomersFound
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import Visit, signed_in, text


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    return world, visit


def test_a_million_customers_are_paged_by_back_and_more_alone() -> None:
    world, visit = _visit()
    world.base.found = CustomersFound(rows=world.base.found.rows, total=1_000_000)
    page = text(visit.get("/segments?offset=499975"))
    assert "499,976–499,977 of 1,000,000" in page
    assert page.count("offset=") == 2
    assert "offset=499963" in page
    assert "offset=499987" in page


def test_a_page_past_the_end_leads_back() -> None:
    world, visit = _visit()
    world.base.found = CustomersFound(total=30)
    assert "Show everybody" in text(visit.get("/segments?offset=5000"))


def test_search_and_filters_go_together_and_stay_while_paging() -> None:
    world, visit = _visit()
    page = text(visit.get("/segments?q=%2B1+202&motion=retention&reason=usage_fell&offset=25"))
    assert world.base.searches == [CustomerSearch("+1 202", "retention", "usage_fell", 25)]
    assert "q=%2B1%20202&amp;motion=retention&amp;reason=usage_fell&amp;offset=37" in page


def test_reasons_to_filter_by_stand_under_where_customers_are() -> None:
    _, visit = _visit()
    page = text(visit.get("/segments?motion=retention&reason=usage_fell"))
    assert '<optgroup label="Retention">' in page
    assert '<option value="usage_fell" selected>Usage fell</option>' in page
    assert '<option value="paid">No documented payment</option>' in page


def test_a_rule_name_means_the_opposite_in_and_out_of_a_motion() -> None:
    assert reason_words("usage_shows_demand", in_motion=True) == "usage asks for an offer"
    assert "no demand" in reason_words("usage_shows_demand", in_motion=False)
    assert reason_words("a_new_rule", in_motion=True) == "a new rule"


def test_the_why_page_groups_rules_by_what_they_decide_and_says_what_is_missing() -> None:
    _, visit = _visit()
    page = text(visit.get("/segments/customer?id=cus_1"))
    assert page.index("Whether we may work this customer at all") < page.index(
        "Upsell: all five must pass"
    )
    assert "A file of usage would answer it." in page
    assert page.count('class="remedy"') == 1, "only what is unknown has a remedy"
    assert "usage asks for an offer" in page


def test_a_missing_fact_names_its_column_and_its_file() -> None:
    assert remedy({"seats": None, "team_size": 4}) == (
        "Not in your files: “seats”. A file of seats and team size would answer it."
    )
    assert remedy({"paid": None}) == (
        "Not in your files: “has paid”. A file of payments would answer it."
    )
    assert remedy({"open_escalations": None}) == (
        "Not in your files: “open escalations”. A column with it would answer it."
    )


def test_a_plan_without_a_role_is_answered_on_the_offers_page() -> None:
    facts = {"plan": "Legacy", "plan_role": None, "plan_since": "2025-01-01"}
    assert remedy(facts) == (
        "Say on the Offers page whether “Legacy” is a base plan or a higher tier."
    )


def test_a_rule_whose_facts_are_all_there_asks_for_none() -> None:
    assert remedy({"status": "active"}) == "The facts on file do not settle it."


def test_a_plan_without_its_product_is_pointed_out() -> None:
    said = remedy({"plan": "Starter", "plan_family": None, "feature_uses": {"Reports": 3}})
    assert said == "Say on the Offers page to which product “Starter” belongs."


def test_the_worth_of_a_year_is_shown_without_the_cents_of_its_months() -> None:
    assert whole_money(29_004, "USD") == "$290"
    assert whole_money(31_596, "EUR") == "€316"
