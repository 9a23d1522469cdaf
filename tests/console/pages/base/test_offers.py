"""The catalogue on one page, filled in from the plans found in the customer base."""

from __future__ import annotations

import re

from functions.customer_base.console_queries.answers import PlanGuess
from functions.product.motions import OfferKind
from functions.product.offers import Catalogue, Offer, OfferId, PlanRole
from tests.console.fakes import TENANT, World
from tests.console.sample_world import REPORTS
from tests.console.visits import Visit, signed_in, text


def _guess(
    plan: str, product: str, customers: int, monthly_cents: int | None, role: str, family: str
) -> PlanGuess:
    return PlanGuess(
        plan=plan,
        product=product,
        customers=customers,
        monthly_cents=monthly_cents,
        role=role,
        family=family,
    )


STRIPE = (
    _guess("price_1Aa", "Sampleboard Starter", 600, 2900, "base", "Sampleboard"),
    _guess("price_1Bb", "Sampleboard Starter", 90, 2400, "base", "Sampleboard"),
    _guess("price_1Cc", "Sampleboard Growth", 250, 7900, "tier", "Sampleboard"),
    _guess("Invoices", "Invoices", 1204, None, "base", "Invoices"),
)


def _visit(*guesses: PlanGuess, plans: tuple[PlanRole, ...] = ()) -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    world.base.guesses = guesses
    world.settings.save_catalogue(TENANT, Catalogue(plans, (REPORTS,)))
    return world, visit


def _roles(page: str) -> list[str]:
    """The role that stands in each row."""
    selects = re.findall(r'<select name="role:\d+".*?</select>', page, re.S)
    chosen = (re.search(r'value="([^"]*)" selected', select) for select in selects)
    return [found.group(1) if found else "" for found in chosen]


def _sent(*rows: tuple[str, str, str]) -> dict[str, str]:
    form: dict[str, str] = {}
    for place, (plan, role, family) in enumerate(rows):
        form |= {f"plan:{place}": plan, f"role:{place}": role, f"family:{place}": family}
    return form


def test_on_the_first_visit_every_plan_is_filled_in_as_a_suggestion() -> None:
    world, visit = _visit(*STRIPE)
    page = text(visit.get("/offers"))
    assert _roles(page) == ["base", "base", "tier", "base"]
    assert "Sampleboard Growth · 250 customers · 79 a month" in page
    assert page.count("our suggestion") == 4
    assert "1,204 customers" in page
    assert world.settings.load(TENANT).plans == (), "a suggestion is not a decision"


def test_a_plan_that_was_left_out_stays_out_and_is_only_suggested_beside() -> None:
    _, visit = _visit(*STRIPE, plans=(PlanRole("price_1Aa", "base", "Sampleboard"),))
    page = text(visit.get("/offers"))
    assert _roles(page) == ["base", "", "", ""]
    assert "not saved; we suggest: higher tier of Sampleboard" in page


def test_saved_plans_that_nobody_has_now_are_kept_on_the_page() -> None:
    _, visit = _visit(*STRIPE, plans=(PlanRole("Legacy", "base", "Old"),))
    page = text(visit.get("/offers"))
    assert "Legacy" in page
    assert "nobody now" in page


def test_a_list_that_changed_while_the_page_was_open_moves_no_role() -> None:
    world, visit = _visit(*STRIPE)
    world.base.guesses = tuple(reversed(STRIPE))
    form = _sent(("price_1Aa", "base", "S"), ("price_1Cc", "tier", "S"), ("strange", "base", ""))
    visit.send("/offers", "/offers/plans", **form)
    assert world.settings.load(TENANT).plans == (
        PlanRole("price_1Aa", "base", "S"),
        PlanRole("price_1Cc", "tier", "S"),
    )


def test_a_family_that_is_too_long_is_refused_beside_its_row() -> None:
    world, visit = _visit(*STRIPE)
    form = _sent(("price_1Aa", "base", "x" * 81), ("price_1Cc", "tier", "Kept"))
    answer = visit.send("/offers", "/offers/plans", **form)
    assert answer.status == 422
    assert 'id="family:0-wrong"' in text(answer)
    assert 'value="Kept"' in text(answer)
    assert _roles(text(answer)) == ["base", "tier"]
    assert world.settings.load(TENANT).plans == ()


def test_two_hundred_plans_are_all_saved() -> None:
    many = tuple(_guess(f"Plan {n}", "", 300 - n, 100 * n, "base", "") for n in range(200))
    world, visit = _visit(*many)
    page = text(visit.get("/offers"))
    assert "200 plans, those with the most customers" in page
    assert len(_roles(page)) == 200
    form = _sent(*((plan.plan, "tier", "") for plan in many))
    visit.send("/offers", "/offers/plans", **form)
    assert len(world.settings.load(TENANT).plans) == 200


def test_without_plans_the_page_says_where_they_come_from() -> None:
    _, visit = _visit()
    assert "They are read from your customer file." in text(visit.get("/offers"))


def test_an_offer_of_a_tier_is_begun_with_what_is_known_of_it() -> None:
    plans = (
        PlanRole("price_1Aa", "base", "Sampleboard"),
        PlanRole("price_1Bb", "base", "Sampleboard"),
        PlanRole("price_1Cc", "tier", "Sampleboard"),
    )
    world, visit = _visit(*STRIPE, plans=plans)
    assert "/offers/new?plan=price_1Cc" in text(visit.get("/offers"))
    page = text(visit.get("/offers/new?plan=price_1Cc"))
    for name, value in {
        "name": "Sampleboard Growth",
        "family": "Sampleboard",
        "yearly_value": "660",
    }.items():
        assert re.search(rf'<input id="{name}"[^>]*value="{value}"', page)
    assert '<option value="tier" selected>' in page
    grown = Offer(
        OfferId("o_1"), OfferKind.TIER, "Sampleboard Growth", "Sampleboard", 66000, "USD", None
    )
    world.settings.save_catalogue(TENANT, Catalogue(plans, (REPORTS, grown)))
    assert "/offers/new?plan=price_1Cc" not in text(visit.get("/offers"))
    assert visit.get("/offers/new?plan=nobody").status == 200


def test_a_large_amount_survives_being_edited() -> None:
    world, visit = _visit()
    offer = Offer(OfferId("o_1"), OfferKind.TIER, "Big", "", 1_234_567_89, "USD", None)
    world.settings.save_catalogue(TENANT, Catalogue((), (offer,)))
    assert 'value="1234567.89"' in text(visit.get("/offers/o_1"))


def test_a_trigger_is_told_by_what_the_customer_does() -> None:
    _, visit = _visit()
    assert "Uses a feature: reports" in text(visit.get("/offers"))
