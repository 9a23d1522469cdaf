"""A founder gives a person their data, or erases them, and both is accounted for."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from functions.erasure.record import ErasurePart, FounderCopy, end_try
from tenancy.identity.audit import Action
from tests.console.fakes import NOON, World
from tests.console.visits import location, signed_in, text

PAGE = "/customers/person"


def test_everything_about_a_person_is_one_download_and_in_the_audit() -> None:
    world = World()
    world.rights.held["cus_1"] = {"conversations": [{"text": "Hello"}]}
    visit = signed_in(world)
    given = visit.send(PAGE, f"{PAGE}/export", customer_id="cus_1")
    assert given.headers["content-disposition"] == 'attachment; filename="person.json"'
    assert given.headers["cache-control"] == "no-store"
    assert json.loads(text(given)) == {"conversations": [{"text": "Hello"}]}
    (row,) = [one for one in world.audit.kept if one.action is Action.EXPORTED_PERSON]
    assert row.detail == "email#0123456789abcd", "a keyed hash, and no name"


def test_a_person_nobody_knows_is_said_so_in_words() -> None:
    world = World()
    answer = signed_in(world).send(PAGE, f"{PAGE}/export", address="nobody@example.com")
    assert answer.status == 422
    assert "Nothing is held about such a person." in text(answer)


def test_a_phone_is_taken_as_it_is_written_and_one_without_its_country_is_asked_again() -> None:
    world = World()
    world.rights.held["+12025550143"] = {}
    visit = signed_in(world)
    assert visit.send(PAGE, f"{PAGE}/export", address="+1 (202) 555-0143").status == 200
    answer = visit.send(PAGE, f"{PAGE}/erase", address="202 555 0143", sure="erase")
    assert answer.status == 422
    assert world.rights.asked == []


def test_nobody_is_erased_by_one_press() -> None:
    world = World()
    visit = signed_in(world)
    answer = visit.send(PAGE, f"{PAGE}/erase", customer_id="cus_1", sure="")
    assert answer.status == 422
    assert world.rights.asked == []


def test_an_erasure_is_asked_for_shown_and_in_the_audit() -> None:
    world = World()
    visit = signed_in(world)
    answer = visit.send(PAGE, f"{PAGE}/erase", address="ann@example.com", sure="Erase")
    assert location(answer) == f"{PAGE}?done=erasing"
    page = text(visit.get(f"{PAGE}?done=erasing"))
    assert "Nothing is sent or said to them from now on" in page
    assert "Under way" in page
    assert "ann@example.com" not in page
    assert [one.action for one in world.audit.kept][-1] is Action.ERASED_PERSON


def test_what_lies_in_the_founders_own_mail_and_calendar_is_listed() -> None:
    world = World()
    visit = signed_in(world)
    visit.send(PAGE, f"{PAGE}/erase", customer_id="cus_1", sure="erase")
    erasure = world.rights.asked[0]
    mail = FounderCopy("f_ada", "mail", NOON - timedelta(days=3), "booked")
    booking = FounderCopy("f_ada", "calcom", NOON - timedelta(days=2), "still_there")
    for part in ErasurePart:
        erasure = end_try(
            replace(erasure, with_founders=(mail, booking)),
            part,
            removed={"conversations": 7},
            complete=True,
            now=NOON,
        )
    world.rights.asked[0] = erasure
    page = text(visit.get(PAGE))
    assert "mail of 2026-11-20 12:00" in page
    assert "Cal.com booking of 2026-11-21 12:00 (still there)" in page
    assert "14 conversations" in page
    assert "Done" in page


def test_a_moving_conversation_is_no_failure() -> None:
    world = World()
    world.rights.busy = True
    answer = signed_in(world).send(PAGE, f"{PAGE}/erase", customer_id="cus_1", sure="erase")
    assert answer.status == 422
    assert "Please try again" in text(answer)
