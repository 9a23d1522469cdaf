"""The launch gate and the rehearsal in front of it, with the production engine."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from frontend_api.rehearsal import record
from frontend_api.rehearsal.record import Walk
from frontend_api.wording.terms import SPENDING_STOPPED
from functions.outreach.domain.calendar.founder_calendar import CalendarState
from functions.outreach.domain.campaigns.campaign import Campaign, CampaignStatus
from functions.outreach.domain.conversation.state import CampaignId
from functions.outreach.domain.playbooks.needed_answers import unapproved_answers
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.playbooks.starter import starter_id
from functions.outreach.domain.settings import TenantSettings
from functions.product.motions import Motion
from functions.product.offers import Catalogue
from tenancy.billing.spending import SpendingRule
from tenancy.identity.audit import Action
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import REPORTS, fill, ready_to_rehearse
from tests.console.visits import Visit, location, signed_in, text, token_on

pytestmark = pytest.mark.costly(first=5)

_WALKS = {
    Walk.BOOKING: ("Yes, tell me more", "the first one"),
    Walk.NOT_NOW: ("Not now, ask me in a month",),
    Walk.DECLINE: ("No thanks, I am not interested",),
    Walk.OPT_OUT: ("Stop, never contact me again",),
    Walk.PRICE: ("What does it cost?",),
    Walk.UNKNOWN: ("Which colour is your mascot?",),
}
_STAGE = {"motion": "upsell", "language": "en"}


def _rehearse(visit: Visit, *said: str) -> None:
    visit.send("/rehearsal", "/rehearsal/begin", **_STAGE)
    for words in said:
        visit.send("/rehearsal", "/rehearsal/say", text=words, **_STAGE)


def _stored(world: World) -> record.Rehearsal:
    return record.of_team(world.settings.stored, Motion.UPSELL, "en", played_by=FOUNDER)


def _ready() -> tuple[World, Visit]:
    """A tenant with everything but the rehearsal, and a draft campaign."""
    world = World()
    visit = signed_in(world)
    fill(world)
    world.campaigns.rows = {}
    world.campaigns.save(
        TENANT,
        Campaign(
            CampaignId("c1"),
            "Reports",
            Motion.UPSELL,
            FOUNDER,
            "run_1",
            REPORTS.id,
            created_at=NOON,
        ),
    )
    return world, visit


@pytest.mark.parametrize("walk", list(Walk))
def test_each_walk_is_covered_by_taking_it(walk: Walk) -> None:
    world = World()
    visit = signed_in(world)
    ready_to_rehearse(world)
    _rehearse(visit, *_WALKS[walk])
    taken = _stored(world).taken(walk)
    assert taken is not None
    assert taken.used


def test_a_booking_is_rehearsed_though_the_founders_own_calendar_was_not_asked_lately() -> None:
    world = World()
    visit = signed_in(world)
    ready_to_rehearse(world)
    world.calendars.now = CalendarState(unconfirmed=True)
    _rehearse(visit, *_WALKS[Walk.BOOKING])
    taken = _stored(world).taken(Walk.BOOKING)
    assert taken is not None
    assert taken.used


def test_the_agent_opens_with_its_disclosure_and_nothing_is_sent() -> None:
    world = World()
    visit = signed_in(world)
    ready_to_rehearse(world)
    _rehearse(visit)
    page = text(visit.get("/rehearsal?motion=upsell&language=en"))
    assert "AI assistant" in page
    assert not world.replies.events


def test_a_rehearsal_cannot_begin_with_unapproved_lines() -> None:
    world = World()
    visit = signed_in(world)
    ready_to_rehearse(world)
    world.settings.settings = replace(world.settings.settings, playbooks=())
    visit.send("/rehearsal", "/rehearsal/begin", **_STAGE)
    assert "not approved yet" in text(visit.get("/rehearsal?motion=upsell&language=en"))
    assert _stored(world).conversation is None


def test_a_rehearsal_names_all_it_needs_at_once_and_offers_no_start_before() -> None:
    world = World()
    visit = signed_in(world)
    page = text(visit.get("/rehearsal?motion=upsell&language=en"))
    assert "Set your bandwidth first" in page
    assert "Upsell needs an offer to introduce" in page
    assert "not approved yet" in page
    assert "Start the conversation" not in page
    ready_to_rehearse(world)
    page = text(visit.get("/rehearsal?motion=upsell&language=en"))
    assert "Set your bandwidth first" not in page
    assert "Start the conversation" in page


def test_changing_a_line_that_was_used_makes_the_rehearsal_outdated() -> None:
    world = World()
    visit = signed_in(world)
    ready_to_rehearse(world)
    _rehearse(visit, *_WALKS[Walk.DECLINE])
    used = next(u.what for u in _stored(world).walks[0].used if u.what.startswith("line:"))
    settings = world.settings.load(TENANT)
    assert _stored(world).outdated(settings) == ()
    book = settings.playbooks[0]
    lines = tuple(
        replace(line, text=line.text + "!") if f"line:{line.id}" == used else line
        for line in book.lines
    )
    changed: TenantSettings = replace(settings, playbooks=(replace(book, lines=lines),))
    assert _stored(world).outdated(changed) == (Walk.DECLINE,)


def test_the_server_refuses_a_launch_while_the_gate_is_open() -> None:
    world, visit = _ready()
    page = visit.send("/campaigns/c1", "/campaigns/c1/launch")
    assert page.status == 409
    assert "Not launched" in text(page)
    assert world.campaigns.rows["c1"].status is CampaignStatus.DRAFT
    assert Action.LAUNCHED not in [row.action for row in world.audit.kept]


def test_a_campaign_launches_once_everything_holds() -> None:
    world, visit = _ready()
    for said in _WALKS.values():
        _rehearse(visit, *said)
    assert _stored(world).complete(world.settings.load(TENANT))
    answer = visit.send("/campaigns/c1", "/campaigns/c1/launch")
    assert location(answer) == "/campaigns/c1?done=launched"
    launched = world.campaigns.rows["c1"]
    assert launched.status is CampaignStatus.RUNNING
    assert launched.launched_at == NOON
    assert world.audit.kept[-1].action is Action.LAUNCHED


def test_a_lost_race_over_the_tenants_record_leaves_a_launch_whole() -> None:
    """The record only keeps a hint for the first page: the launch is said and in the audit log."""
    world, visit = _ready()
    for said in _WALKS.values():
        _rehearse(visit, *said)
    world.accounts.contested = True
    answer = visit.send("/campaigns/c1", "/campaigns/c1/launch")
    assert location(answer) == "/campaigns/c1?done=launched"
    assert world.campaigns.rows["c1"].status is CampaignStatus.RUNNING
    assert [row.action for row in world.audit.kept][-1] is Action.LAUNCHED
    world.accounts.contested = False
    visit.send("/campaigns/c1", "/campaigns/c1/pause")
    visit.send("/campaigns/c1", "/campaigns/c1/resume")
    (account,) = world.accounts.accounts.values()
    assert account.session.tenant.launched, "the next start notes it"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (SpendingRule.PAYMENT_FAILED, "Your last payment failed. Update your card"),
        (SpendingRule.SPENDING_LIMIT, "Your spending limit is reached for this month. Raise it"),
        (SpendingRule.TRIAL_USED_UP, "Your trial credit is used up. Add a card"),
        (SpendingRule.SUBSCRIPTION_ENDED, "Your subscription ended. Subscribe again"),
    ],
)
def test_what_stopped_the_spending_is_named_on_the_checklist_and_at_the_gate(
    rule: SpendingRule, words: str
) -> None:
    world, visit = _ready()
    world.settings.settings = replace(world.settings.settings, blocked=rule)
    for page in ("/?show=steps", "/campaigns/c1"):
        shown = text(visit.get(page))
        said = {each for each in SPENDING_STOPPED.values() if each in shown}
        assert said == {f"{words} to go on."}, page


def test_each_rule_that_stops_spending_has_its_words() -> None:
    assert SPENDING_STOPPED.keys() == {str(rule) for rule in SpendingRule}


def test_a_launch_asks_for_the_answers_that_every_customer_may_want() -> None:
    world, visit = _ready()
    for said in _WALKS.values():
        _rehearse(visit, *said)
    known = {answer.id: answer for answer in world.settings.load(TENANT).answers}
    changed = known[starter_id("en", "who-are-you")]
    world.settings.save_answer(TENANT, replace(changed, text="It is me."))
    world.settings.forget_answer(TENANT, starter_id("en", "how-stop"))
    refused = visit.send("/campaigns/c1", "/campaigns/c1/launch")
    assert refused.status == 409
    page = text(refused)
    assert "Not approved yet in English: Who are you? How do I stop these messages?" in page
    assert 'href="/knowledge?language=en#answers"' in page
    assert "5 of 7 approved" in text(visit.get("/?show=steps"))
    shown = text(visit.get("/knowledge?language=en"))
    seen = tuple(re.findall(r'name="seen" value="([^"]+)"', shown))
    visit.post("/knowledge/needed", token_on(shown), language="en", seen=seen)
    assert unapproved_answers(world.settings.load(TENANT).answers, "en") == ()
    assert "<h1>Getting to launch</h1>" in text(visit.get("/"))
    assert location(visit.send("/campaigns/c1", "/campaigns/c1/launch")).endswith("launched")
    assert [one.session.tenant.launched for one in world.accounts.accounts.values()] == [True]
    world.campaigns.rows = {}
    assert "<h1>Today</h1>" in text(visit.get("/"))


def test_people_without_a_phone_are_not_launched_for_before_there_is_a_meeting_link() -> None:
    world, visit = _ready()
    for said in _WALKS.values():
        _rehearse(visit, *said)
    known = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert known
    world.settings.save_bandwidth(TENANT, replace(known, meeting_link=""))
    refused = visit.send("/campaigns/c1", "/campaigns/c1/launch")
    assert refused.status == 409
    assert "52 of the 142 have no phone number you could ring" in text(refused)
    assert 'href="/bandwidth#meeting_link"' in text(refused)
    row = world.campaigns.rows["c1"]
    world.campaigns.rows["c1"] = replace(row, meeting_place="https://meet.example.com/reports")
    assert location(visit.send("/campaigns/c1", "/campaigns/c1/launch")).endswith("launched")


def test_a_pool_in_which_everybody_has_a_phone_needs_no_link() -> None:
    world, visit = _ready()
    for said in _WALKS.values():
        _rehearse(visit, *said)
    known, run = world.settings.load(TENANT).bandwidth(FOUNDER), world.base.run
    assert known
    assert run
    world.settings.save_bandwidth(TENANT, replace(known, meeting_link=""))
    world.base.run = run.model_copy(update={"reach": {"upsell": {"email": 1, "phone": 142}}})
    assert location(visit.send("/campaigns/c1", "/campaigns/c1/launch")).endswith("launched")


def test_resuming_passes_the_gate_again() -> None:
    world, visit = _ready()
    row = world.campaigns.rows["c1"]
    world.campaigns.rows["c1"] = replace(row, status=CampaignStatus.PAUSED)
    assert visit.send("/campaigns/c1", "/campaigns/c1/resume").status == 409
    assert world.campaigns.rows["c1"].status is CampaignStatus.PAUSED


def test_pausing_and_stopping_need_no_gate() -> None:
    world, visit = _ready()
    row = world.campaigns.rows["c1"]
    world.campaigns.rows["c1"] = replace(row, status=CampaignStatus.RUNNING)
    visit.send("/campaigns/c1", "/campaigns/c1/pause")
    assert world.campaigns.rows["c1"].status is CampaignStatus.PAUSED
    visit.send("/campaigns/c1", "/campaigns/c1/stop")
    stopped = world.campaigns.rows["c1"].status
    assert stopped is CampaignStatus.STOPPED


def test_a_motion_that_needs_an_offer_is_not_created_without_one() -> None:
    world, visit = _ready()
    page = visit.send(
        "/campaigns/new",
        "/campaigns/new",
        motion="win_back",
        offer="offer_reports",
        founder=FOUNDER,
        weight="1",
    )
    assert page.status == 422
    assert "Win-back needs another kind of offer." in text(page)
    page = visit.send("/campaigns/new", "/campaigns/new", motion="win_back", offer="")
    assert "Win-back needs an offer to introduce." in text(page)
    page = visit.send("/campaigns/new", "/campaigns/new", motion="retention", offer="offer_reports")
    assert "Retention introduces no offer. Choose “No offer”." in text(page)
    assert len(world.campaigns.rows) == 1


def test_a_new_campaign_begins_with_the_motion_that_is_ready_and_an_offer_that_fits() -> None:
    world, visit = _ready()
    page = text(visit.get("/campaigns/new"))
    assert '<option value="upsell" selected' in page
    assert '<option value="offer_reports" selected>' in page
    other = text(visit.get("/campaigns/new?motion=win_back"))
    assert '<option value="win_back" selected' in other
    assert '<option value="" selected>' in other
    # Renewal may mention any offer, and goes without one unless the founder says so.
    assert '<option value="" selected>' in text(visit.get("/campaigns/new?motion=renewal"))
    world.settings.save_catalogue(TENANT, Catalogue((), ()))
    assert '<option value="offer_reports"' not in text(visit.get("/campaigns/new"))


def test_the_calculator_gives_the_check_value() -> None:
    _, visit = _ready()
    page = text(visit.get("/campaigns/c1?pool=1000&value=500&reach=30&upgrade=10"))
    assert "$15,000" in page
    assert "<dd>300</dd>" in page


def test_the_checklist_shows_what_is_left() -> None:
    _, visit = _ready()
    page = text(visit.get("/?show=steps"))
    assert "7 of 9 done" in page


def test_one_part_that_is_not_approved_is_named_as_one() -> None:
    """A founder who connects mail after reading has the subject line left to approve."""
    world = World()
    visit = signed_in(world)
    ready_to_rehearse(world)
    world.settings.edit_playbook(
        TENANT,
        motion=Motion.UPSELL,
        language="en",
        change=lambda book: replace(
            book,
            lines=tuple(line for line in book.lines if line.part is not Part.EMAIL_SUBJECT),
        ),
    )
    page = text(visit.get("/rehearsal?motion=upsell&language=en"))
    assert "One part is not approved yet, so the agent could not say it." in page
