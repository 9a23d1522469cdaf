"""Filters of a list are kept under a name, for everybody of the tenant, twenty of each list."""

from __future__ import annotations

import re
from html import unescape

from frontend_api.ports.settings import SavedFilter
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import fill
from tests.console.visits import Visit, location, signed_in, text


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    return world, visit


def _keep(visit: Visit, name: str, page: str = "/conversations?state=talking") -> str:
    """Filter the list, and keep that with the form it shows."""
    shown = text(visit.get(page))
    form = shown.partition('action="/filters"')[2].partition("</form>")[0]
    fields = {
        key: unescape(value)
        for key, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    }
    token = fields.pop("form_token")
    return location(visit.post("/filters", token, **fields, name=name))


def test_a_filter_is_kept_and_leads_back_to_the_same_list() -> None:
    world, visit = _visit()
    address = "/conversations?show=needs-you&q=refund+%26+more&outcome=needs_founder"
    assert _keep(visit, "  Refunds ", address) == f"{address}&done=filter-saved"
    (kept,) = world.settings.filters.values()
    assert (kept.name, kept.by, kept.at) == ("Refunds", FOUNDER, NOON)
    page = unescape(text(visit.get("/conversations")))
    assert f'<a href="{address}">Refunds</a>' in page
    assert f'<a href="{address}" aria-current="true">Refunds</a>' in unescape(
        text(visit.get(address))
    )


def test_customers_are_filtered_by_motion_and_reason_and_never_by_a_name() -> None:
    world, visit = _visit()
    back = _keep(visit, "Ready", "/segments?q=grace%40example.com&motion=upsell")
    assert back == "/segments?motion=upsell&done=filter-saved"
    fields = {"list": "customers", "q": "grace", "motion": "upsell", "name": "Grace's"}
    visit.send("/segments?motion=upsell", "/filters", **fields)
    assert {kept.query for kept in world.settings.filters.values()} == {"motion=upsell"}
    assert 'action="/filters"' not in text(visit.get("/segments?q=grace%40example.com"))


def test_the_same_name_replaces_and_the_twenty_first_is_refused() -> None:
    world, visit = _visit()
    for number in range(20):
        kept = SavedFilter(
            f"filter_{number}",
            "conversations",
            f"Filter {number}",
            f"q=word{number}",
            FOUNDER,
            NOON,
        )
        world.settings.save_filter(TENANT, kept)
    assert len(world.settings.filters) == 20
    assert "20 filters are kept, which is the most" in text(
        visit.get("/conversations?state=talking")
    )
    token = re.findall(r'name="form_token" value="([^"]*)"', text(visit.get("/conversations")))[0]
    more = {"list": "conversations", "state": "talking"}
    refused = visit.post("/filters", token, **more, name="One more")
    assert location(refused) == "/conversations?state=talking&done=filters-full"
    assert len(world.settings.filters) == 20
    replaced = visit.post("/filters", token, **more, name="FILTER 3")
    assert location(replaced).endswith("done=filter-saved")
    assert len(world.settings.filters) == 20
    assert "state=talking" in {kept.query for kept in world.settings.filters.values()}


def test_a_filter_without_a_name_or_without_anything_to_keep_is_not_kept() -> None:
    world, visit = _visit()
    assert _keep(visit, " ").endswith("done=filter-unnamed")
    page = text(visit.get("/conversations?show=talking"))
    assert 'action="/filters"' not in page
    assert world.settings.filters == {}


def test_a_filter_is_removed() -> None:
    world, visit = _visit()
    _keep(visit, "Talking")
    (kept,) = world.settings.filters.values()
    gone = visit.send("/conversations", f"/filters/{kept.id}/remove", list="conversations")
    assert location(gone) == "/conversations?done=removed"
    assert world.settings.filters == {}
