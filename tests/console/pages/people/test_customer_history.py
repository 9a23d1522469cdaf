"""One customer's page: facts with source and age, what was agreed, said and booked."""

from __future__ import annotations

import re
from dataclasses import replace

from frontend_api.ports.work import OptOutRow
from functions.customer_base.console_queries.answers import PersonInBase
from functions.product.channels import Channel
from functions.product.consent import Consent
from tests.console.fakes import NOON, World
from tests.console.sample_world import fill
from tests.console.visits import Visit, signed_in, text

HISTORY = "/segments/customer/history?id="


def _visit() -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    fill(world)
    return world, visit


def _words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def test_facts_say_where_they_are_from_and_how_old_they_are() -> None:
    _, visit = _visit()
    page = text(visit.get("/segments/customer?id=cus_1"))
    assert "As of 23 Nov 2026, from customers.csv." in _words(page)
    assert f'hx-get="{HISTORY}cus_1"' in page


def test_consents_and_refusals_stand_with_their_evidence_the_newest_first() -> None:
    _, visit = _visit()
    shown = _words(text(visit.get(HISTORY + "cus_1")))
    assert "Voice: no, 1 Jun 2026, from crm export" in shown
    assert "Email: yes, 3 May 2026, from sign-up form “Yes, write to me.”" in shown
    assert shown.index("Voice: no") < shown.index("Email: yes")


def test_conversations_bookings_and_what_was_agreed_in_them_are_named() -> None:
    world, visit = _visit()
    kept = world.conversations.whole["c_1"]
    earned = Consent(Channel.VOICE, NOON, "customer_page", "Call me.", written=True)
    talk = replace(kept.conversation, earned=(earned,))
    world.conversations.whole["c_1"] = replace(kept, conversation=talk)
    page = text(visit.get(HISTORY + "cus_1"))
    shown = _words(page)
    assert "Upsell, 23 Nov 2026 Booked" in shown
    assert 'href="/bookings/b_1"' in page
    assert "Voice: yes, 23 Nov 2026, in a conversation “Call me.”" in shown


def test_an_opt_out_stands_before_everything_else() -> None:
    world, visit = _visit()
    world.base.persons["cus_opted_out"] = PersonInBase(customers=({"customer_id": "x"},))
    world.conversations.suppressed = (OptOutRow(NOON, ("email",), "", "stop it"),)
    shown = _words(text(visit.get(HISTORY + "cus_opted_out")))
    assert "Opted out on 23 Nov 2026: “stop it”. They are never contacted again." in shown


def test_a_customer_who_is_not_in_the_base_is_not_found() -> None:
    _, visit = _visit()
    assert visit.get(HISTORY + "cus_404").status == 404
    assert visit.get("/segments/customer/history").status == 404


def test_what_is_on_record_under_two_ids_is_shown_once() -> None:
    world, visit = _visit()
    known = world.base.persons["cus_1"]
    again = [
        {**one, "revoked_at": "2026-06-01T18:00:00+00:00"}
        for one in known.statements
        if one.get("channel") == "voice"
    ]
    assert again
    statements = (*known.statements, *again)
    world.base.persons["cus_1"] = known.model_copy(update={"statements": statements})
    shown = _words(text(visit.get(HISTORY + "cus_1")))
    assert shown.count("Voice: no, 1 Jun 2026, from crm export") == 1
    assert shown.index("Voice: no") < shown.index("Email: yes")
