"""A founder's own phone is theirs only once a code that went there came back."""

from __future__ import annotations

from dataclasses import replace

from frontend_api.ports.address_proofs import CodeWay
from tests.console.doubles.accounts import FOUNDER
from tests.console.fake_proofs import ADDRESS_CODE
from tests.console.fakes import TENANT, World
from tests.console.sample_world import fill
from tests.console.visits import Visit, location, signed_in, text

NUMBER = "+12025550143"


def world_with_hours() -> tuple[World, Visit]:
    world = World()
    fill(world)
    return world, signed_in(world)


def phones(world: World) -> tuple[str, str]:
    """(proved, put through to)."""
    known = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert known is not None
    return known.own_phone, known.live_phone


def test_nothing_reaches_a_phone_before_its_code_came_back() -> None:
    world, visit = world_with_hours()
    sent = visit.send("/bandwidth", "/bandwidth/phone", own_phone="+1 202 555 0143", way="call")
    assert location(sent) == "/bandwidth?done=code#phone"
    assert world.proofs.sent == [(NUMBER, CodeWay.CALL)]
    assert phones(world) == ("", "")
    assert f"We sent a code to <strong>{NUMBER}</strong>" in text(visit.get("/bandwidth"))
    wrong = visit.send("/bandwidth", "/bandwidth/phone/code", code="000000")
    assert (wrong.status, phones(world)) == (422, ("", ""))
    assert "not the code" in text(wrong)
    visit.send("/bandwidth", "/bandwidth/phone/code", code=ADDRESS_CODE)
    assert phones(world) == (NUMBER, "")
    assert world.proofs.proved == set()


def test_callers_are_put_through_to_the_proved_phone_alone_and_only_if_wanted() -> None:
    world, visit = world_with_hours()
    hours = {"time_zone": "Europe/Vilnius", "start:0:0": "09:00", "end:0:0": "12:00"}
    numbers = {
        "talk_minutes": "4",
        "held_minutes": "15",
        "buffer_minutes": "5",
        "notice_minutes": "120",
        "horizon_days": "14",
        "per_day": "4",
        "per_week": "12",
    }
    wanted = {**hours, **numbers, "takes_calls": "on", "own_phone": NUMBER, "live_phone": NUMBER}
    assert location(visit.send("/bandwidth", "/bandwidth", **wanted)) == "/bandwidth?done=saved"
    assert phones(world) == ("", "")
    visit.send("/bandwidth", "/bandwidth/phone", own_phone=NUMBER, way="text")
    visit.send("/bandwidth", "/bandwidth/phone/code", code=ADDRESS_CODE)
    assert phones(world) == (NUMBER, "")
    visit.send("/bandwidth", "/bandwidth", **wanted)
    assert phones(world) == (NUMBER, NUMBER)
    visit.send("/bandwidth", "/bandwidth/phone/remove")
    assert phones(world) == ("", "")


def test_a_number_of_the_agents_own_is_no_phone_of_the_founders() -> None:
    world, visit = world_with_hours()
    world.proofs.proved.add(NUMBER)
    refused = visit.send("/bandwidth", "/bandwidth/phone", own_phone=NUMBER, way="text")
    assert (refused.status, world.proofs.sent) == (422, [])
    assert "This is a number the agent uses." in text(refused)


def test_a_phone_of_before_numbers_were_proved_is_shown_and_takes_calls_once_proved() -> None:
    world, visit = world_with_hours()
    known = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert known is not None
    world.settings.save_bandwidth(TENANT, replace(known, phone_to_prove=NUMBER))
    page = text(visit.get("/bandwidth"))
    assert f"No caller is put through to <strong>{NUMBER}</strong> any more" in page
    assert f'value="{NUMBER}"' in page
    assert phones(world) == ("", "")
    visit.send("/bandwidth", "/bandwidth/phone", own_phone=NUMBER, way="call")
    visit.send("/bandwidth", "/bandwidth/phone/code", code=ADDRESS_CODE)
    assert phones(world) == (NUMBER, NUMBER)
    assert "any more" not in text(visit.get("/bandwidth")).partition("Your own phone")[2]


def test_a_phone_that_waits_to_be_proved_can_be_removed() -> None:
    world, visit = world_with_hours()
    known = world.settings.load(TENANT).bandwidth(FOUNDER)
    assert known is not None
    world.settings.save_bandwidth(TENANT, replace(known, phone_to_prove=NUMBER))
    visit.send("/bandwidth", "/bandwidth/phone/remove")
    assert world.settings.load(TENANT).bandwidth(FOUNDER) == known
