"""How things stand, read by a program: what the pages show, from the same decisions."""

from __future__ import annotations

import csv
import io

import pytest

from frontend_api.ports.customer_base import MovesWanted
from frontend_api.ports.rights import PersonWanted
from functions.customer_base.console_queries.answers import (
    MotionMove,
    MovedCustomer,
    NoAnswer,
    RunsCompared,
)
from functions.customer_base.segmentation.records import RunRecord
from functions.outreach.domain.understanding.acts import ActKind, Correction
from tenancy.identity.audit import Action
from tests.console.api.program import Program, problem, read, with_key
from tests.console.doubles.sample_pool import pool_customer
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import fill
from tests.console.visits import signed_in


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def program(world: World) -> Program:
    made = with_key(world)
    fill(world)
    return made


def corrected(world: World, *texts: str) -> None:
    for turn, text in enumerate(texts, start=1):
        kept = Correction(
            *("c_1", turn, text, "en", "sms", "opening"),
            ActKind.INTERESTED,
            (ActKind.DECLINED,),
            FOUNDER,
            NOON,
        )
        world.settings.save_correction(TENANT, kept)


def test_who_may_be_contacted_is_listed_to_the_end_of_the_pool(
    world: World, program: Program
) -> None:
    world.pool.customers = tuple(pool_customer(number) for number in range(60))
    first = read(program.get("/contactable?motion=upsell"))
    rest = read(program.get(f"/contactable?motion=upsell&cursor={first['next_cursor']}"))
    assert [len(part["items"]) for part in (first, rest)] == [50, 10]
    assert rest["next_cursor"] == ""
    listed = [one["customer_id"] for part in (first, rest) for one in part["items"]]
    assert listed == [one.customer_id for one in world.pool.customers]
    for answer in first["items"][0]["channels"]:
        assert (answer["allowed_at"] is None) == bool(answer["rule"])
    problem(program.get("/contactable?motion=upsell&cursor=LTE"), 422)


def test_moves_between_two_sortings_come_in_parts_the_earlier_run_first(
    world: World, program: Program
) -> None:
    now = world.base.runs[0]
    was = earlier_than(now)
    world.base.runs = (now, was)
    moved = MovedCustomer(id="cus_9", moved_from="none", moved_to="upsell")
    world.base.compared = RunsCompared(
        moves=(MotionMove(moved_from="none", moved_to="upsell", customers=2),),
        rows=(moved,),
        total=2,
    )
    first = read(program.get(f"/moves?was={now.id}&now={was.id}"))
    assert first["moves"] == [{"moved_from": "none", "moved_to": "upsell", "customers": 2}]
    assert [one["customer_id"] for one in first["items"]] == ["cus_9"]
    last = read(program.get(f"/moves?was={was.id}&now={now.id}&cursor={first['next_cursor']}"))
    assert last["next_cursor"] == ""
    assert world.base.comparisons == [
        MovesWanted(was.id, now.id),
        MovesWanted(was.id, now.id, offset=1),
    ]
    world.base.compared = NoAnswer(problem="Its files are gone.")
    refused = problem(program.get(f"/moves?was={was.id}&now={now.id}"), 404)
    assert refused["detail"] == "Its files are gone."
    assert [run["id"] for run in read(program.get("/runs"))["items"]] == [now.id, was.id]


def earlier_than(run: RunRecord) -> RunRecord:
    return run.model_copy(
        update={"id": "run_before", "started_at": run.started_at.replace(year=2025)}
    )


def test_what_was_agreed_with_a_customer_is_what_the_page_shows(
    world: World, program: Program
) -> None:
    shown = read(program.get("/customers/cus_1/history"))
    person = world.base.person(TENANT, PersonWanted("cus_1"))
    assert person is not None
    assert len(shown["statements"]) == len(person.statements) > 0
    assert [talk["id"] for talk in shown["conversations"]] == ["c_1"]
    problem(program.get("/customers/cus_none/history"), 404)


def test_a_gate_and_a_rehearsal_say_what_is_missing(world: World, program: Program) -> None:
    gate = read(program.get("/campaigns/campaign_1/gate"))["conditions"]
    page = signed_in(world).get("/campaigns/campaign_1").text
    assert [one["name"] for one in gate if one["met"]]
    assert all(one["name"] in page for one in gate if not one["met"])
    problem(program.get("/campaigns/campaign_none/gate"), 404)
    rehearsals = read(program.get("/rehearsals"))["items"]
    assert {one["language"] for one in rehearsals} == {"en"}
    assert all(len(one["walks"]) == 6 for one in rehearsals)
    assert not any(one["complete"] for one in rehearsals if not one["walks"][0]["taken_at"])


def test_corrections_come_in_parts_and_name_what_was_read(world: World, program: Program) -> None:
    corrected(world, "Yes please", "Call me")
    first = read(program.get("/corrections?limit=1"))
    last = read(program.get(f"/corrections?limit=1&cursor={first['next_cursor']}"))
    (one,), (two,) = first["items"], last["items"]
    assert [one["text"], two["text"], last["next_cursor"]] == ["Call me", "Yes please", ""]
    assert (one["meaning"], one["read_as"]) == ("interested", ["declined"])


HOSTILE = (
    '=HYPERLINK("https://x.example","Open")',
    '"=HYPERLINK(""https://x.example"",""Open"")"',
    '"no thanks',
    '" =1+1"',
    "+1 yes",
    "\uff1d1+1",
    "fine",
)


def test_a_correction_is_no_formula_in_the_file_of_them(world: World, program: Program) -> None:
    """What a customer wrote is opened with a spreadsheet: no text is a formula, or takes others
    into its own cell."""
    corrected(world, *HOSTILE)
    file = signed_in(world).get("/corrections.tsv").text
    header, *rows = csv.reader(io.StringIO(file, newline=""), dialect="excel-tab")
    assert header == ["language", "act", "text", "situation", "channel", "read as"]
    assert {len(row) for row in rows} == {len(header)}
    texts = [row[2] for row in rows]
    assert [text.removeprefix("'") for text in texts] == list(HOSTILE)
    assert [text for text in texts if text.startswith("'")] == [
        f"'{HOSTILE[0]}",
        f"'{HOSTILE[4]}",
        f"'{HOSTILE[5]}",
    ]


def test_rejected_rows_are_fetched_at_an_address_and_the_audit_says_so(
    world: World, program: Program
) -> None:
    assert read(program.get("/imports/im_done/rejects"))["url"].startswith("https://")
    act = world.audit.kept[-1]
    assert (act.action, act.detail.partition(" by key")[0]) == (
        Action.DOWNLOADED,
        "rejected rows of im_done",
    )
    before = len(world.audit.kept)
    problem(program.get("/imports/im_none/rejects"), 404)
    assert len(world.audit.kept) == before


def test_who_works_here_is_named_without_an_address(world: World, program: Program) -> None:
    answered = program.get("/team")
    assert [one["id"] for one in read(answered)["items"]] == [FOUNDER]
    assert "@" not in answered.text


def test_how_replies_are_read_is_shown(world: World, program: Program) -> None:
    shown = read(program.get("/listening"))
    settings = world.settings.load(TENANT)
    assert shown == {
        "model_elsewhere": settings.reading.openai,
        "monthly_cents": settings.reading.monthly_cents,
        "asks_to_record": settings.recording.asks,
    }


def test_the_funnel_counts_what_the_page_counts(world: World, program: Program) -> None:
    shown = read(program.get("/funnel"))
    since = min(one["week"] for one in shown["counts"])
    kept = [one for one in world.progress.kept.counts if one.week.isoformat() >= since]
    assert sum(one["count"] for one in shown["counts"]) == sum(one.count for one in kept)
    run = world.base.newest_run(TENANT)
    assert run is not None
    assert shown["pool"] == run.counts
