"""Two finished runs side by side in the console."""

from __future__ import annotations

import re
from datetime import timedelta

from frontend_api.pages.base.compare_runs import labels_of
from frontend_api.ports.customer_base import MovesWanted
from functions.customer_base.console_queries.answers import NoAnswer
from tests.console.fakes import World
from tests.console.sample_world import fill
from tests.console.visits import Visit, signed_in, text


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    return world, visit


def test_without_a_choice_the_newest_run_is_compared_with_the_one_before() -> None:
    world, visit = _visit()
    page = text(visit.get("/segments/runs"))
    assert world.base.comparisons == [MovesWanted("run_0", "run_1")]
    assert '<td class="num">57</td><td class="num">88</td><td class="num">+31</td>' in page
    assert '<td class="num">153</td><td class="num">142</td><td class="num">−11</td>' in page
    assert "1–2 of 33" in page


def test_runs_picked_in_the_wrong_order_are_put_right() -> None:
    world, visit = _visit()
    visit.get("/segments/runs?was=run_1&now=run_0")
    assert world.base.comparisons == [MovesWanted("run_0", "run_1")]


def test_a_move_lists_its_customers_each_with_the_reasons() -> None:
    world, visit = _visit()
    page = text(visit.get("/segments/runs?from=upsell&to=retention&offset=25"))
    assert world.base.comparisons == [MovesWanted("run_0", "run_1", "upsell", "retention", 25)]
    assert "From Upsell to Retention" in page
    assert 'href="/segments/customer?id=cus_1"' in page
    assert "usage asks for an offer" in page


def test_who_is_gone_has_no_why_page_to_link_to() -> None:
    _, visit = _visit()
    page = text(visit.get("/segments/runs"))
    assert "cus_7" in page
    assert "id=cus_7" not in page


def test_a_run_whose_details_are_gone_still_shows_its_counts() -> None:
    world, visit = _visit()
    world.base.compared = NoAnswer(problem="The details of this run are no longer kept.")
    page = text(visit.get("/segments/runs"))
    assert "The details of this run are no longer kept." in page
    assert "+31" in page


def test_the_same_run_twice_is_refused_in_words() -> None:
    world, visit = _visit()
    assert "These are the same run." in text(visit.get("/segments/runs?was=run_1&now=run_1"))
    assert not world.base.comparisons


def test_what_is_no_run_and_no_motion_is_passed_over() -> None:
    world, visit = _visit()
    visit.get("/segments/runs?was=<script>&now=nobody&from=evil&offset=-1")
    assert world.base.comparisons == [MovesWanted("run_0", "run_1")]


def test_one_run_alone_cannot_be_compared() -> None:
    world, visit = _visit()
    world.base.runs = world.base.runs[:1]
    page = text(visit.get("/segments/runs"))
    assert "only one finished run yet" in page
    assert "The one finished run" in page


def test_no_run_at_all_says_what_will_stand_here() -> None:
    assert "No finished run yet" in text(signed_in(World()).get("/segments/runs"))


def test_runs_of_one_minute_are_told_apart() -> None:
    world, visit = _visit()
    newest = world.base.runs[0]
    assert newest.finished_at is not None
    ends = [newest.finished_at - timedelta(seconds=ago) for ago in (0, -40, -40, 3600)]
    world.base.runs = tuple(
        newest.model_copy(update={"id": f"run_{number}", "finished_at": end})
        for number, end in enumerate(ends)
    )
    labels = list(labels_of(world.base.runs, "UTC").values())
    day = "Mon 23 Nov 2026"
    assert labels == [
        f"{day}, 12:01:00",
        f"{day}, 12:01:40 (2)",
        f"{day}, 12:01:40 (1)",
        f"{day}, 11:01",
    ]
    page = text(visit.get("/segments/runs"))
    choices = re.findall(r'<option value="run_\d"[^>]*>([^<]+)</option>', page)
    assert len(set(choices)) == 4
