"""The first page after launch: the day, the funnel, who waits, and the credit."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from frontend_api.pages.today.weekly_chart import Series, draw_weeks, last_weeks
from functions.outreach.domain.campaigns.progress import Progress, Stage, WeekCount, week_of
from functions.outreach.domain.conversation.state import ConversationId, Outcome, State
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.store.bookings import BookingStatus
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import conversation, fill
from tests.console.visits import Visit, signed_in, text

WEEK = week_of(NOON)


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    return world, visit


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def test_before_a_campaign_is_launched_the_first_page_is_the_way_to_it() -> None:
    world, visit = _visit()
    assert "<h1>Today</h1>" in text(visit.get("/"))
    assert "What stands between you and launch" in text(visit.get("/?show=steps"))
    for name, campaign in world.campaigns.rows.items():
        world.campaigns.rows[name] = replace(campaign, launched_at=None)
    assert "What stands between you and launch" in text(visit.get("/"))
    world.accounts.edit_tenant(TENANT, lambda tenant: replace(tenant, launched=True))
    assert "<h1>Today</h1>" in text(visit.get("/"))


def test_today_and_the_rest_of_the_week_stand_apart() -> None:
    world, visit = _visit()
    row = world.bookings.rows["b_1"]
    shown = _words(text(visit.get("/")))
    assert "No conversation with you is left today" in shown
    assert "Later this week Tue 24 Nov 2026, 14:00 Vilnius time Grace Sample" in shown
    slot = replace(row.booking.slot, start=NOON + timedelta(hours=1), end=NOON + timedelta(hours=2))
    world.bookings.rows["b_1"] = replace(row, booking=replace(row.booking, slot=slot))
    assert "Today Mon 23 Nov 2026, 15:00 Vilnius time Grace Sample" in _words(text(visit.get("/")))


def test_the_week_says_how_much_of_the_bandwidth_is_taken() -> None:
    world, visit = _visit()
    assert "1 of 12 conversations of your week are taken" in _words(text(visit.get("/")))
    row = world.bookings.rows["b_1"]
    world.bookings.rows["b_1"] = replace(row, status=BookingStatus.CANCELLED)
    assert "0 of 12 conversations of your week are taken" in _words(text(visit.get("/")))


def test_what_was_won_stands_against_what_it_cost() -> None:
    world, visit = _visit()
    row = world.bookings.rows["b_1"]
    world.bookings.rows["b_1"] = replace(row, status=BookingStatus.WON, amount_cents=58800)
    assert "$588 won, €39 spent in 12 weeks" in _words(text(visit.get("/today/value")))


def test_the_funnel_counts_every_stage_and_goes_by_motion_and_channel() -> None:
    world, visit = _visit()
    world.progress.kept = Progress(
        tuple(
            WeekCount(WEEK, motion, channel, stage, count)
            for motion, channel, stage, count in (
                (Motion.UPSELL, None, Stage.PERMITTED, 40),
                (Motion.UPSELL, Channel.SMS, Stage.OPENED, 20),
                (Motion.UPSELL, Channel.EMAIL, Stage.OPENED, 10),
                (Motion.RENEWAL, Channel.SMS, Stage.OPENED, 5),
                (Motion.UPSELL, Channel.SMS, Stage.REACHED, 8),
            )
        )
    )
    all_of_it = _steps(text(visit.get("/today/funnel")))
    assert all_of_it == {
        "Pool": 418,
        "May be contacted": 40,
        "Opened": 35,
        "Reached": 8,
        "Interested": 0,
        "Booked": 0,
        "Won": 0,
    }
    shown = text(visit.get("/today/funnel"))
    assert "Opened · 88 %" in shown
    assert "May be contacted ·" not in shown, "the pool is of another time than what follows"
    assert _steps(text(visit.get("/today/funnel?motion=upsell")))["Opened"] == 30
    by_text = _steps(text(visit.get("/today/funnel?motion=upsell&channel=sms")))
    assert (by_text["Opened"], by_text["Reached"]) == (20, 8)
    assert "Pool" not in by_text


def test_a_filter_that_names_nothing_known_shows_everything() -> None:
    _, visit = _visit()
    plain = text(visit.get("/today/funnel"))
    assert text(visit.get("/today/funnel?motion=guess&channel=guess")) == plain


def test_who_waits_is_named_with_the_reason_the_newest_first() -> None:
    world, visit = _visit()
    handed = replace(
        conversation(State.TALKING),
        id=ConversationId("c_2"),
        outcome=Outcome.NEEDS_FOUNDER,
        state=State.CLOSED,
        created_at=NOON + timedelta(hours=1),
        customer_words="This is broken",
    )
    kept = world.conversations.whole["c_1"]
    world.conversations.whole["c_2"] = replace(kept, conversation=handed)
    world.inbox.rows["o1"] = InboxItem(
        "o1", InboxKind.OPT_OUT, NOON, "stop", address="+12125550999"
    )
    shown = _words(text(visit.get("/today/needs-you")))
    assert "Needs you Grace Sample" in shown
    assert "This is broken" in shown
    assert "Opt-out to attribute +12125550999" in shown
    assert shown.index("Needs you") < shown.index("Question to answer")


def test_lines_that_a_calendar_connected_later_needs_are_asked_for() -> None:
    world, visit = _visit()
    assert "Lines to approve" not in text(visit.get("/"))
    book = world.settings.settings.playbook(Motion.UPSELL, "en")
    assert book is not None
    late = {Part.SLOT_MOVED, Part.SLOT_CHECK}
    lines = tuple(replace(one, approval=None) if one.part in late else one for one in book.lines)
    world.settings.edit_playbook(
        TENANT, motion=Motion.UPSELL, language="en", change=lambda _: replace(book, lines=lines)
    )
    assert "Lines to approve" not in text(visit.get("/"))
    bandwidth = world.settings.bandwidth(TENANT, FOUNDER)
    assert bandwidth is not None
    world.settings.save_bandwidth(TENANT, replace(bandwidth, calendar="caldav"))
    page = text(visit.get("/"))
    assert "Lines to approve Upsell in English You moved the conversation" in _words(page)
    assert 'href="/playbooks/upsell/en/read"' in page
    assert "2 lines to approve" in text(visit.get("/playbooks"))
    gate = _words(text(visit.get("/campaigns/campaign_1")))
    assert "Not approved yet: 2 in English." in gate


def test_what_is_not_listed_is_counted_where_it_stands() -> None:
    world, visit = _visit()
    for number, kind in enumerate((*5 * [InboxKind.UNKNOWN_QUESTION], *3 * [InboxKind.OPT_OUT])):
        at = NOON - timedelta(hours=number)
        world.inbox.rows[f"q{number}"] = InboxItem(f"q{number}", kind, at, "How?")
    page = text(visit.get("/today/needs-you"))
    assert '<a href="/bookings?show=opt-outs">2 more opt-outs</a>' in page
    assert "more question" not in page


@pytest.mark.parametrize(
    ("left", "subscribed", "words"),
    [
        (5000, False, "€50 of €50 trial credit left."),
        (900, False, "Add a card before it is used up"),
        (0, True, ""),
    ],
)
def test_the_trial_credit_warns_before_it_is_used_up(
    left: int, subscribed: bool, words: str
) -> None:
    world, visit = _visit()
    world.billing.now = replace(world.billing.now, trial_left_cents=left, active=subscribed)
    shown = _words(text(visit.get("/today/credit")))
    assert words in shown
    assert ("trial credit" in shown) is not subscribed


def test_columns_are_as_high_as_their_share_of_the_highest() -> None:
    weeks = last_weeks(date(2026, 11, 23), 2)
    drawn = draw_weeks("Weeks", weeks, [Series("a", (0, 10)), Series("b", (5, 0))])
    assert [(one.series, one.height, one.y) for one in drawn.columns] == [
        (1, 100, 0),
        (2, 50, 50),
    ]
    assert weeks == (date(2026, 11, 16), date(2026, 11, 23))
    assert draw_weeks("Weeks", weeks, [Series("a", (0, 0))]).columns == ()


def test_every_picture_has_its_table() -> None:
    _, visit = _visit()
    for path in ("/today/value", "/today/funnel"):
        page = text(visit.get(path))
        assert page.count("<figure") == page.count("As a table") > 0


def _steps(page: str) -> dict[str, int]:
    found = re.findall(r'<dt>([^<·]+?)(?: ·[^<]*)?</dt>.*?<dd class="num">([\d,]+)</dd>', page)
    return {name: int(count.replace(",", "")) for name, count in found}
