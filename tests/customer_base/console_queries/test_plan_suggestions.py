"""What the plans found in a base probably are: pre-filled, never decided."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from functions.product.plan_suggestions import PlanFound, suggest_plans


def _found(plan: str, mrr: int | None, product: str = "Sampleboard") -> PlanFound:
    return PlanFound(plan=plan, product=product, customers=10, median_mrr_cents=mrr)


def _suggested(*found: PlanFound) -> dict[str, tuple[str, str]]:
    return {item.plan: (item.role, item.family) for item in suggest_plans(found)}


def test_monthly_and_yearly_editions_of_a_plan_share_its_role() -> None:
    suggested = _suggested(
        _found("Starter monthly", 2900),
        _found("Starter (yearly)", 2400),
        _found("Growth monthly", 7900),
        _found("Growth (yearly)", 6600),
    )
    assert {plan: role for plan, (role, _) in suggested.items()} == {
        "Starter monthly": "base",
        "Starter (yearly)": "base",
        "Growth monthly": "tier",
        "Growth (yearly)": "tier",
    }


def test_editions_named_by_a_price_id_are_told_by_their_price() -> None:
    suggested = _suggested(
        _found("price_1Aa", 2400), _found("price_1Bb", 2900), _found("price_1Cc", 7900)
    )
    assert [role for role, _ in suggested.values()] == ["base", "base", "tier"]


def test_a_product_per_tier_is_one_family() -> None:
    suggested = _suggested(
        _found("price_1", 2900, "Sampleboard Starter"),
        _found("price_2", 7900, "Sampleboard Pro"),
        _found("price_3", 900, "Starter"),
        _found("price_4", 1900, "Pro"),
    )
    assert suggested == {
        "price_1": ("base", "Sampleboard"),
        "price_2": ("tier", "Sampleboard"),
        "price_3": ("base", ""),
        "price_4": ("tier", ""),
    }


def test_prices_in_two_currencies_are_never_compared() -> None:
    found = (
        PlanFound(plan="Pro", customers=9, median_mrr_cents=7900, currency="USD"),
        PlanFound(plan="Starter", customers=9, median_mrr_cents=2900, currency="USD"),
        PlanFound(plan="スターター", customers=9, median_mrr_cents=290_000, currency="JPY"),
    )
    assert [item.role for item in suggest_plans(found)] == ["tier", "base", "base"]


def test_sister_products_keep_their_own_base_plans() -> None:
    suggested = _suggested(
        _found("Notes", 900, "Acme Notes"),
        _found("Notes Max", 3900, "Acme Notes"),
        _found("Invoices", 4900, "Acme Invoices"),
    )
    assert suggested == {
        "Notes": ("base", "Acme Notes"),
        "Notes Max": ("tier", "Acme Notes"),
        "Invoices": ("base", "Acme Invoices"),
    }


def test_editions_named_only_by_their_period_are_not_taken_for_one_plan() -> None:
    suggested = _suggested(_found("Monthly", 2900, "Starter"), _found("Yearly", 7900, "Pro"))
    assert [role for role, _ in suggested.values()] == ["base", "tier"]


def test_without_prices_every_plan_is_offered_as_base() -> None:
    assert set(_suggested(_found("A", None), _found("B", None)).values()) == {
        ("base", "Sampleboard")
    }


@given(
    st.lists(
        st.builds(
            PlanFound,
            plan=st.text(min_size=1, max_size=12),
            product=st.sampled_from(["", "Pro", "Acme Notes", "Acme Starter"]),
            customers=st.integers(1, 1000),
            median_mrr_cents=st.none() | st.integers(0, 100_000),
        ),
        max_size=200,
    )
)
def test_every_plan_gets_a_suggestion_and_every_family_a_base(found: list[PlanFound]) -> None:
    suggested = suggest_plans(tuple(found))
    assert [item.plan for item in suggested] == [plan.plan for plan in found]
    families = {item.family for item in suggested}
    assert families == {item.family for item in suggested if item.role == "base"}
