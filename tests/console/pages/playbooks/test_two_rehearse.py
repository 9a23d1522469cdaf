"""Two of a team rehearse the same motion at once, or one of them in two tabs: nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from frontend_api.http.session import SESSION_COOKIE
from frontend_api.launch.checklist import checklist
from frontend_api.rehearsal import record
from frontend_api.rehearsal.record import Rehearsal, Taken, Used, Walk
from functions.outreach.domain.settings import TenantSettings
from functions.product.motions import Motion
from tenancy.tenant import FounderId
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import ready_to_rehearse
from tests.console.visits import Visit, signed_in, text

STAGE = {"motion": "upsell", "language": "en"}
ADDRESS = "/rehearsal?motion=upsell&language=en"
BOB = FounderId("f_bob")
DECLINES, OPTS_OUT = "No thanks, I am not interested", "Stop, never contact me again"


def a_team() -> tuple[World, Visit, Visit]:
    world = World()
    ada = signed_in(world)
    ready_to_rehearse(world)
    token = world.with_founder("bob@acme.example.com")
    account = world.accounts.accounts["bob@acme.example.com"]
    founder = replace(account.session.founder, id=BOB, name="Bob Example")
    account.session = replace(account.session, founder=founder)
    hours = world.settings.bandwidth(TENANT, FOUNDER)
    assert hours is not None
    world.settings.save_bandwidth(TENANT, replace(hours, founder=BOB))
    return world, ada, Visit(world.ports(), {SESSION_COOKIE: token})


def say(visit: Visit, words: str) -> None:
    visit.send("/rehearsal", "/rehearsal/say", text=words, **STAGE)


def walks(world: World) -> set[Walk]:
    team = record.of_team(world.settings.stored, Motion.UPSELL, "en")
    return {taken.walk for taken in team.walks}


def test_each_of_a_team_plays_their_own_conversation_and_every_walk_counts_for_all() -> None:
    world, ada, bob = a_team()
    for each in (ada, bob):
        each.send("/rehearsal", "/rehearsal/begin", **STAGE)
    say(ada, DECLINES)
    say(bob, OPTS_OUT)
    assert walks(world) == {Walk.DECLINE, Walk.OPT_OUT}
    of_ada, of_bob = text(ada.get(ADDRESS)), text(bob.get(ADDRESS))
    assert (DECLINES in of_ada, OPTS_OUT in of_ada) == (True, False)
    assert (DECLINES in of_bob, OPTS_OUT in of_bob) == (False, True)
    assert (of_ada.count("✓"), of_bob.count("✓")) == (2, 2)


def test_what_a_teammate_says_between_reading_and_saving_stays() -> None:
    world, ada, bob = a_team()
    for each in (ada, bob):
        each.send("/rehearsal", "/rehearsal/begin", **STAGE)
    ada.get(ADDRESS)
    world.settings.meanwhile = lambda: say(bob, OPTS_OUT)
    say(ada, DECLINES)
    assert walks(world) == {Walk.DECLINE, Walk.OPT_OUT}


def test_what_another_tab_says_between_reading_and_saving_stays() -> None:
    world, ada, _ = a_team()
    ada.send("/rehearsal", "/rehearsal/begin", **STAGE)
    other = Visit(world.ports(), dict(ada.cookies))
    ada.get(ADDRESS)
    world.settings.meanwhile = lambda: say(other, "What does it cost?")
    say(ada, DECLINES)
    page = text(ada.get(ADDRESS))
    assert page.index("What does it cost?") < page.index(DECLINES)
    assert walks(world) == {Walk.PRICE, Walk.DECLINE}


def test_a_walk_that_one_of_a_team_took_again_holds_for_all() -> None:
    stale = Taken(Walk.DECLINE, NOON + timedelta(days=1), (Used("line:gone", "0" * 64),))
    fresh = Taken(Walk.DECLINE, NOON, ())
    kept = {
        record.own_id(Motion.UPSELL, "en", founder): record.to_text(Rehearsal((taken,)))
        for founder, taken in ((FOUNDER, stale), (BOB, fresh))
    }
    team = record.of_team(kept, Motion.UPSELL, "en")
    assert (team.taken(Walk.DECLINE), team.outdated(TenantSettings())) == (stale, ())
    kept.pop(record.own_id(Motion.UPSELL, "en", BOB))
    left = record.of_team(kept, Motion.UPSELL, "en")
    assert left.outdated(TenantSettings()) == (Walk.DECLINE,)
    assert record.of_team(kept, Motion.UPSELL, "lt") == Rehearsal()


def test_what_a_team_completes_together_is_complete() -> None:
    world, _, _ = a_team()
    halves = (tuple(Walk)[:4], tuple(Walk)[4:])
    for founder, taken in zip((FOUNDER, BOB), halves, strict=True):
        walks = tuple(Taken(walk, NOON, ()) for walk in taken)
        own = record.own_id(Motion.UPSELL, "en", founder)
        world.settings.stored[own] = record.to_text(Rehearsal(walks))
    session = world.accounts.accounts["bob@acme.example.com"].session
    steps = checklist(session, world.ports(), world.settings.load_all(TENANT), ())
    assert [step.done for step in steps if step.title == "Rehearse"] == [True]
    del world.settings.stored[record.own_id(Motion.UPSELL, "en", BOB)]
    steps = checklist(session, world.ports(), world.settings.load_all(TENANT), ())
    assert [(step.done, step.partly) for step in steps if step.title == "Rehearse"] == [
        (False, True)
    ]
