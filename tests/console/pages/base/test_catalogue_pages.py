"""Segments, thresholds and offers."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from functions.customer_base.console_queries.answers import CustomersFound, ListedCustomer
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.product.motions import Motion, OfferKind
from functions.product.offers import OfferId, PriceBand
from infra.local.demo.scripted_founder import shows_segments
from tests.console.fakes import NOON, TENANT, World
from tests.console.sample_world import REPORTS, fill, snapshot_pointer
from tests.console.visits import Visit, location, signed_in, text

_OFFER = {
    "name": "Reports Plus",
    "kind": "add_on",
    "family": "Acme",
    "yearly_value": "588",
    "currency": "usd",
    "floor": "39",
    "ceiling": "59,90",
    "per": "month",
    "trigger": "feature",
    "trigger_feature": "reports",
    "trigger_threshold": "",
}
_NUMBERS = {
    "win_back_from_days": "30",
    "win_back_to_days": "180",
    "renewal_days": "60",
    "usage_drop": "50",
    "billing_issue_days": "30",
    "health_score_line": "",
    "cross_sell_tenure_days": "90",
    "solo_seats": "1",
    "team_grown": "3",
    "upsell_tenure_days": "90",
    "limit_used": "75",
    "feature_uses": "1",
}


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    return world, visit


def test_segments_say_what_one_more_file_would_change() -> None:
    _, visit = _visit()
    page = text(visit.get("/segments?motion=upsell&q=Grace"))
    assert "412 more" in page
    assert "Usage shows no demand for an offer" in page


def test_segments_say_what_the_file_supports_and_lead_to_adding_one_more() -> None:
    world, visit = _visit()
    page = text(visit.get("/segments"))
    assert "by email (140), by phone (90)." in page
    assert 'href="/customers/imports/im_done#add-file"' in page
    run = world.base.run
    assert run
    reach = {"win_back": {"email": 73, "phone": 0}}
    world.base.run = run.model_copy(update={"counts": {"win_back": 73, "none": 7}, "reach": reach})
    said = text(visit.get("/segments"))
    assert "by email (all); no phone numbers, so no texts and no calls." in said
    world.base.run = run.model_copy(update={"counts": {"none": 80}})
    assert "No motion yet" in text(visit.get("/segments"))


def test_numbers_of_an_earlier_base_say_so_and_give_way_by_themselves() -> None:
    """Also where both files arrived in the same moment: which base is current is no date."""
    world, visit = _visit()
    before = text(visit.get("/segments"))
    assert "being sorted" not in before
    # So a program that works for a founder knows the page that it waits for.
    assert shows_segments(before)
    again = world.base.records["im_done"].model_copy(
        update={"id": "im_2", "snapshot": "snap_2", "run": "r_im_2"}
    )
    world.base.records["im_2"] = again
    world.base.current = snapshot_pointer("im_2", "snap_2")
    running = RunRecord(id="r_im_2", snapshot="snap_2", status=RunStatus.RUNNING, started_at=NOON)
    finished = running.model_copy(update={"status": RunStatus.DONE})
    # It may finish after the page has read which run is the latest.
    for runs in ((), (running,), (finished,)):
        world.base.runs = runs
        page = text(visit.get("/segments"))
        assert "What stands below is from before." in page
        assert not shows_segments(page)
        assert 'hx-trigger="every 2s"' in page


@pytest.mark.parametrize(
    ("offer", "worth", "pays", "shown"),
    [
        ("o_pounds", 58_800, "USD", "£588"),
        ("o_free", 58_800, "USD", "$588"),
        ("", 58_800, "USD", "$588"),
        ("o_gone", 58_800, "USD", "$588"),
        ("", 58_800, "", "$588"),
    ],
)
def test_a_customers_worth_is_shown_in_the_currency_it_is_counted_in(
    offer: str, worth: int, pays: str, shown: str
) -> None:
    world = World()
    visit = signed_in(world)
    fill(world)
    pounds = replace(REPORTS, id=OfferId("o_pounds"), yearly_value_cents=60_000, currency="GBP")
    free = replace(pounds, id=OfferId("o_free"), yearly_value_cents=0)
    settings = world.settings.settings
    world.settings.settings = replace(settings, offers=(pounds, free))
    row = ListedCustomer(
        id="c",
        name="Ida",
        plan="Pro",
        motion=Motion.UPSELL,
        value_cents=worth,
        currency=pays,
        offer_id=offer,
    )
    world.base.found = CustomersFound(rows=(row,), total=1)
    assert f'<td class="num worth">{shown}' in text(visit.get("/segments"))


def test_the_why_page_gives_each_rule_its_verdict_in_words() -> None:
    _, visit = _visit()
    page = text(visit.get("/segments/customer?id=cus_1"))
    assert [word in page for word in ("✓ Pass", "✗ Fail", "? Unknown")] == [True] * 3
    assert visit.get("/segments/customer?id=nobody").status == 404


def test_a_preview_of_thresholds_changes_nothing() -> None:
    world, visit = _visit()
    page = visit.send("/segments/thresholds", "/segments/thresholds", do="preview", **_NUMBERS)
    assert "What these numbers would change" in text(page)
    assert world.settings.numbers.limit_used == 0.8
    assert world.base.segmented == 0


def test_saved_thresholds_sort_everybody_again() -> None:
    world, visit = _visit()
    answer = visit.send("/segments/thresholds", "/segments/thresholds", do="save", **_NUMBERS)
    assert location(answer) == "/segments?done=again"
    assert world.settings.numbers.limit_used == 0.75
    assert world.base.segmented == 1


def test_thresholds_that_contradict_each_other_are_refused_in_words() -> None:
    world, visit = _visit()
    page = visit.send(
        "/segments/thresholds",
        "/segments/thresholds",
        do="save",
        **_NUMBERS | {"win_back_to_days": "20"},
    )
    assert page.status == 422
    assert "Win-back must begin before it ends" in text(page)
    assert world.base.segmented == 0


def test_an_offer_is_saved_with_amounts_as_people_type_them() -> None:
    world, visit = _visit()
    assert visit.send("/offers/new", "/offers/new", **_OFFER).status == 303
    saved = world.settings.load(TENANT).offers[-1]
    assert saved.kind is OfferKind.ADD_ON
    assert saved.yearly_value_cents == 58800
    assert saved.band == PriceBand(3900, 5990, "USD", "month")


def test_a_floor_above_the_ceiling_is_refused_and_nothing_is_lost() -> None:
    world, visit = _visit()
    before = world.settings.load(TENANT).offers
    page = visit.send("/offers/new", "/offers/new", **_OFFER | {"floor": "99"})
    assert "lowest price is above" in text(page)
    assert 'value="Reports Plus"' in text(page)
    assert world.settings.load(TENANT).offers == before


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert found, "the form remembers no offer"
    return found.group(1)


def test_an_offer_saved_in_another_tab_is_not_lost_under_a_second_save() -> None:
    world, visit = _visit()
    page = "/offers/offer_reports"
    opened = _seen(text(visit.get(page)))
    first = _OFFER | {"name": "Reports Pro"}
    assert visit.send(page, page, **first, seen=opened).status == 303
    second = visit.send(page, page, **_OFFER | {"yearly_value": "700"}, seen=opened)
    assert second.status == 422
    assert "saved elsewhere after you opened it" in text(second)
    assert "Saved meanwhile: “Reports Pro”." in text(second)
    assert 'value="700"' in text(second)
    assert world.settings.load(TENANT).offers[0].name == "Reports Pro"
    again = visit.send(page, page, **_OFFER | {"yearly_value": "700"}, seen=_seen(text(second)))
    assert again.status == 303
    assert world.settings.load(TENANT).offers[0].yearly_value_cents == 70000


def test_the_same_offer_pressed_again_after_going_back_is_saved_once() -> None:
    world, visit = _visit()
    page = "/offers/offer_reports"
    form = _OFFER | {"seen": _seen(text(visit.get(page)))}
    assert visit.send(page, page, **form).status == 303
    sorted_before = world.base.segmented
    assert visit.send(page, page, **form).status == 303
    assert world.base.segmented == sorted_before


def test_an_offer_in_use_stays() -> None:
    world, visit = _visit()
    page = visit.send("/offers/offer_reports", "/offers/offer_reports/remove")
    assert "so it stays" in text(page)
    assert world.settings.load(TENANT).offers


def test_plans_found_are_given_their_roles() -> None:
    world, visit = _visit()
    form = {
        **{"plan:0": "Starter", "role:0": "base", "family:0": "Acme"},
        **{"plan:1": "Pro", "role:1": "", "family:1": ""},
    }
    visit.send("/offers", "/offers/plans", **form)
    assert [(p.plan, p.role) for p in world.settings.load(TENANT).plans] == [("Starter", "base")]


def test_motions_without_a_fitting_offer_are_named() -> None:
    _, visit = _visit()
    assert "Win-back (needs return offer)" in text(visit.get("/offers"))


def test_what_a_plan_brings_is_in_the_currency_of_its_customers() -> None:
    world = World()
    fill(world)
    starter, pro = world.base.guesses
    world.base.guesses = (
        starter.model_copy(update={"currency": "GBP"}),
        pro.model_copy(update={"currency": ""}),
    )
    page = text(signed_in(world).get("/offers"))
    assert "£29 a month" in page
    assert "· 79 a month" in page, "a file that does not say is not guessed"
