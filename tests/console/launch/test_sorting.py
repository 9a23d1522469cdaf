"""Pages that show what a run found say so while a newer one is under way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.customer_base.segmentation.records import RunStatus
from functions.product.offers import Catalogue, OfferId
from functions.product.thresholds import Thresholds
from tests.console.fakes import TENANT, World
from tests.console.sample_world import REPORTS, fill
from tests.console.visits import Visit, signed_in, text

SORTED_AGAIN = "Your customers are being sorted"
_PAGES = ("/segments", "/segments/customer?id=cus_1", "/campaigns/campaign_2")
_TYPED_INTO = ("/campaigns/campaign_2", "/campaigns/new")
_SHOWN_BY_ITSELF = 'hx-trigger="every 2s"'
MORE_REPORTS = replace(REPORTS, id=OfferId("o_more"), name="More reports")


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    return world, visit


def _add_offer(world: World) -> Catalogue:
    sold = world.settings.settings
    return world.settings.edit_catalogue(
        TENANT, lambda _: Catalogue(sold.plans, (*sold.offers, MORE_REPORTS))
    )


@pytest.mark.parametrize("page", _PAGES)
def test_a_page_says_that_customers_are_sorted_by_what_was_changed_until_they_are(
    page: str,
) -> None:
    world, visit = _visit()
    assert SORTED_AGAIN not in text(visit.get(page))
    catalogue = _add_offer(world)
    said = text(visit.get(page))
    assert SORTED_AGAIN in said
    assert "What stands below is from before." in said
    assert (_SHOWN_BY_ITSELF in said) == (page not in _TYPED_INTO)
    assert world.base.run
    world.base.run = world.base.run.model_copy(update={"catalogue": catalogue})
    assert SORTED_AGAIN not in text(visit.get(page))


@pytest.mark.parametrize("page", _PAGES)
def test_other_thresholds_sort_again_and_say_so(page: str) -> None:
    world, visit = _visit()
    assert world.base.run
    numbers = Thresholds(renewal_days=45)
    world.settings.edit_thresholds(TENANT, lambda _: numbers)
    assert SORTED_AGAIN in text(visit.get(page))
    world.base.run = world.base.run.model_copy(update={"thresholds": numbers})
    assert SORTED_AGAIN not in text(visit.get(page))


def test_a_form_is_not_read_anew_while_somebody_types_into_it() -> None:
    world, visit = _visit()
    _add_offer(world)
    said = text(visit.get("/campaigns/new"))
    assert SORTED_AGAIN in said
    assert _SHOWN_BY_ITSELF not in said


def test_what_kept_a_run_by_the_changed_offers_from_ending_is_said_in_place_of_waiting() -> None:
    world, visit = _visit()
    assert world.base.run
    failed = {"id": "r_2", "status": RunStatus.FAILED, "problem": "It broke on our side."}
    world.base.last_begun = world.base.run.model_copy(update=failed)
    changed = _add_offer(world)
    waiting = text(visit.get("/segments"))
    assert SORTED_AGAIN in waiting, "it failed by the offers of before"
    assert "It broke on our side." not in waiting
    world.base.last_begun = world.base.last_begun.model_copy(update={"catalogue": changed})
    said = text(visit.get("/segments"))
    assert "It broke on our side." in said
    assert SORTED_AGAIN not in said


def test_a_launch_while_customers_are_sorted_says_to_look_again_not_that_there_is_nobody() -> None:
    world, visit = _visit()
    assert world.base.run
    world.base.run = world.base.run.model_copy(update={"counts": {"none": 80}})
    nobody = "No customer is in this motion."
    assert nobody in text(visit.get("/campaigns/campaign_2"))
    _add_offer(world)
    said = text(visit.get("/campaigns/campaign_2"))
    assert nobody not in said
    assert "Your customers are being sorted by what you changed. Look again in a moment." in said


def test_an_offer_saved_while_the_first_run_is_under_way_asks_for_a_run_of_its_own() -> None:
    """That run may have looked at the offers already."""
    world, visit = _visit()
    world.base.run = None
    sorted_before = world.base.segmented
    offer = {"name": "Invoices", "kind": "add_on", "family": "Acme", "yearly_value": "588"}
    demand = {"trigger": "feature", "trigger_feature": "invoices", "trigger_threshold": ""}
    price = {"currency": "usd", "floor": "39", "ceiling": "59", "per": "month"}
    visit.send("/offers/new", "/offers/new", **offer, **demand, **price)
    assert "Invoices" in [one.name for one in world.settings.settings.offers]
    assert world.base.segmented == sorted_before + 1
