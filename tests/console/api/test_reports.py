"""How things stand, read by a program: what the pages show, from the same decisions."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import unescape

from frontend_api.ports.customer_base import MovesWanted
from frontend_api.ports.rights import PersonWanted
from frontend_api.rehearsal.record import Rehearsal, Taken, Used, Walk, own_id, to_text
from frontend_api.wording.refusals import ground_words
from frontend_api.wording.terms import word
from functions.customer_base.console_queries.answers import (
    MotionMove,
    MovedCustomer,
    NoAnswer,
    RunsCompared,
)
from functions.customer_base.segmentation.records import RunRecord
from functions.outreach.domain.calendar.founder_calendar import BookingId, Slot
from functions.outreach.domain.campaigns.progress import Stage, WeekCount, week_of
from functions.outreach.domain.conversation.state import Booking, CampaignId, ConversationId
from functions.outreach.domain.settings import ReadingRules, RecordingRules
from functions.outreach.domain.understanding.acts import ActKind, Correction
from functions.outreach.store.bookings import BookingRow, BookingStatus
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerId
from functions.product.motions import Motion
from tenancy.identity.audit import Action
from tests.console.api.program import Program, problem, read
from tests.console.doubles.sample_pool import pool_customer
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.visits import signed_in


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


def test_who_may_be_contacted_where_and_on_what_ground_is_what_the_page_says(
    world: World, program: Program
) -> None:
    world.pool.customers = tuple(pool_customer(number) for number in range(10))
    items = read(program.get("/contactable?motion=upsell"))["items"]
    page = signed_in(world).get("/segments/contact?motion=upsell").text
    cards = re.findall(r'aria-labelledby="channel-(\w+)">(.*?)</section>', page, re.DOTALL)
    on_page = {channel: "not ready yet" not in card for channel, card in cards}
    rows = re.findall(r'<tr><th scope="row"><a[^>]*>[^<]*</a></th>(.*?)</tr>', page)
    assert len(rows) == len(items) == 10
    assert set(on_page.values()) == {True, False}
    grounds = set()
    for row, item in zip(rows, items, strict=True):
        said = re.findall(r'<span class="small">(\w+)(?:: ([^<]*))?</span>', row)
        for (answer, words), one in zip(said, item["channels"], strict=True):
            assert one["ready"] == on_page[one["channel"]]
            assert (answer == "Yes") == (one["allowed_at"] is not None)
            assert bool(one["evidence"]) == (one["allowed_at"] is not None)
            told = word(one["rule"]) if one["rule"] else ground_words(one["evidence"])
            assert unescape(words) == told
            grounds.add(told)
    assert len(grounds) > 2


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


def test_a_rehearsal_is_complete_until_something_it_used_changes(
    world: World, program: Program
) -> None:
    was, gone = Taken(Walk.BOOKING, NOON, ()), Used("line:gone", "0" * 64)
    walks = [replace(was, walk=walk) for walk in Walk]
    rehearsed = {
        Motion.UPSELL: walks,
        Motion.RENEWAL: [replace(walks[0], used=(gone,)), *walks[1:]],
        Motion.WIN_BACK: walks[1:],
    }
    for motion, taken in rehearsed.items():
        text = to_text(Rehearsal(tuple(taken)))
        world.settings.stored[own_id(motion, "en", FOUNDER)] = text
    shown = {one["motion"]: one for one in read(program.get("/rehearsals"))["items"]}
    assert {name for name, one in shown.items() if one["complete"]} == {"upsell"}
    outdated = {
        (name, walk["walk"])
        for name, one in shown.items()
        for walk in one["walks"]
        if walk["outdated"]
    }
    assert outdated == {("renewal", "booking")}
    missing = [walk["walk"] for walk in shown["win_back"]["walks"] if not walk["taken_at"]]
    assert missing == ["booking"]


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
    for elsewhere, asks in ((True, False), (False, True)):
        world.settings.settings = replace(
            world.settings.settings,
            reading=ReadingRules(openai=elsewhere, monthly_cents=777),
            recording=RecordingRules(asks=asks),
        )
        assert read(program.get("/listening")) == {
            "model_elsewhere": elsewhere,
            "monthly_cents": 777,
            "asks_to_record": asks,
        }


def won_in(week: date, name: str) -> BookingRow:
    start = datetime.combine(week, time(9), tzinfo=UTC)
    place = Booking(BookingId(name), Slot(start, start + timedelta(minutes=30)), "phone")
    return BookingRow(
        *(place, ConversationId("c_1"), CampaignId("campaign_1"), Motion.UPSELL),
        *(FOUNDER, CustomerId("cus_1"), "Grace", BookingStatus.WON),
    )


def test_the_funnel_counts_what_the_page_counts(world: World, program: Program) -> None:
    """Twelve weeks: what lies in the oldest of them counts, and nothing before."""
    oldest = week_of(NOON) - timedelta(weeks=11)
    before = oldest - timedelta(weeks=1)
    kept = world.progress.kept
    edges = (
        WeekCount(oldest, Motion.UPSELL, Channel.SMS, Stage.OPENED, 500),
        WeekCount(before, Motion.UPSELL, Channel.SMS, Stage.OPENED, 7000),
    )
    world.progress.kept = replace(kept, counts=(*kept.counts, *edges))
    world.bookings.rows |= {
        name: won_in(week, name) for name, week in (("b_in", oldest), ("b_out", before))
    }
    shown = read(program.get("/funnel"))
    assert min(one["week"] for one in shown["counts"]) == oldest.isoformat()
    upsell = [one for one in shown["counts"] if one["motion"] == "upsell"]
    ours = [sum(one["count"] for one in upsell if one["stage"] == stage) for stage in Stage]
    page = signed_in(world).get("/today/funnel").text
    row = re.search(r'<th scope="row">Upsell</th>((?:<td class="num">[^<]*</td>)+)', page)
    assert row is not None
    cells = [int(re.sub(r"\D", "", cell)) for cell in re.findall(r">([^<]+)</td>", row[1])]
    assert cells == ours
    assert shown["won"] == ours[-1] == 1
    run = world.base.newest_run(TENANT)
    assert run is not None
    assert shown["pool"] == run.counts
