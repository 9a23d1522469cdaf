"""The Channels page shows exactly what a customer will see, and sends it to the founder."""

from __future__ import annotations

import html
from dataclasses import replace

from functions.outreach.domain.playbooks.playbook import Part
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


def _section(visit: Visit, channel: Channel) -> str:
    page = _shown(visit)
    return page[page.index(f'id="{channel}"') :].split("</section>")[0]


def _connect(world: World, channel: Channel) -> None:
    world.settings.save_sender(TENANT, Sender(channel, "+12025550142", ready=True))


def test_a_call_shows_the_words_that_are_spoken_first() -> None:
    world, visit = _connected()
    _connect(world, Channel.VOICE)
    shown = _section(visit, Channel.VOICE)
    assert "What a customer hears first" in shown
    assert "AI assistant of Acme Notes calling" in shown
    assert "<dt>Calls from</dt><dd>+12025550142</dd>" in shown
    assert "no phone of yours" in shown
    assert "{" not in shown


def test_whatsapp_shows_its_template_filled_before_and_after_it_is_approved() -> None:
    world, visit = _connected()
    _connect(world, Channel.WHATSAPP)
    waiting = _section(visit, Channel.WHATSAPP)
    assert "AI assistant" in waiting
    assert "This is the text to submit to WhatsApp" in waiting
    assert "no header and no buttons" in waiting
    assert "{" not in waiting
    book = next(one for one in world.settings.settings.playbooks if one.motion is Motion.UPSELL)
    opener = next(line for line in book.lines if line.part is Part.OPENER and "{" in line.text)
    sid = "HX" + "0" * 32
    world.settings.edit_playbook(
        TENANT,
        motion=book.motion,
        language=book.language,
        change=lambda known: replace(
            known,
            lines=tuple(
                replace(line, content_sid=sid) if line.id == opener.id else line
                for line in known.lines
            ),
        ),
    )
    approved = _section(visit, Channel.WHATSAPP)
    assert "WhatsApp's template as you had it approved" in approved
    assert "This is the text to submit" not in approved


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
