"""The Channels page shows exactly what a customer will see, and sends it to the founder."""

from __future__ import annotations

import html
from dataclasses import replace

from functions.outreach.domain.settings import Sender
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.console.fakes import FOUNDER, NOON, TENANT, World
from tests.console.sample_world import ready_to_rehearse
from tests.console.visits import Visit, location, signed_in, text

SHARED = "ada.acmenotes@mail.example.com"


def _connected(motion: Motion = Motion.UPSELL) -> tuple[World, Visit]:
    world = World()
    visit = signed_in(world)
    ready_to_rehearse(world, motion=motion)
    world.settings.save_rules(
        TENANT, replace(world.settings.settings.rules, postal_address="1 Sample Street")
    )
    return world, visit


def _shown(visit: Visit) -> str:
    return html.unescape(text(visit.get("/channels")))


def test_the_page_shows_sender_subject_words_and_footer_of_the_first_mail() -> None:
    _, visit = _connected()
    page = _shown(visit)
    assert f"Acme Notes <{SHARED}>" in page
    assert "<dt>Subject</dt>" in page
    assert "AI" in page
    assert "You get this mail because you are a customer of Acme Notes." in page
    assert "1 Sample Street" in page
    assert "http://127.0.0.1:8401/u/a2b3c4d5e6f7g2h3" in page
    assert "{" not in page[page.index("What a customer sees first") :].split("</details>")[0]


def test_the_senders_own_words_are_shown_once_they_are_approved() -> None:
    _, visit = _connected()
    assert "These are the starter's words" not in _shown(visit)
    world = World()
    fresh = signed_in(world)
    world.settings.save_sender(
        TENANT, Sender(Channel.EMAIL, "ada@acme.example.com", ready=True, shared=SHARED)
    )
    world.settings.save_rules(
        TENANT, replace(world.settings.settings.rules, postal_address="1 Sample Street")
    )
    assert "These are the starter's words" in _shown(fresh)


def test_texts_show_their_first_message_too() -> None:
    world, visit = _connected()
    world.settings.save_sender(TENANT, Sender(Channel.SMS, "+12025550142", ready=True))
    page = _shown(visit)
    assert page.count("What a customer sees first") == 2
    assert "<dt>From</dt><dd>+12025550142</dd>" in page
    assert page.count("Send it to me") == 1


def test_the_test_goes_to_the_founder_who_asks_with_the_very_words() -> None:
    world, visit = _connected()
    page = _shown(visit)
    answer = visit.send("/channels", "/channels/email/test")
    assert "On its way to your own mailbox" in text(visit.get(location(answer)))
    ((asked, dedupe),) = world.replies.tests
    assert asked.founder == FOUNDER
    assert asked.text in page
    assert asked.subject in page
    assert f"{NOON:%Y%m%d%H%M}" in dedupe
    assert not world.replies.events


def test_without_a_sender_there_is_nothing_to_test() -> None:
    world = World()
    visit = signed_in(world)
    answer = visit.send("/channels", "/channels/email/test")
    assert answer.status == 404
    assert world.replies.tests == []
