"""What is submitted to WhatsApp is what the agent will say there, to the letter."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach.adapters.twilio.messages import _template
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import EffectId
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.domain.playbooks.playbook import LineId, LineStatus, Part, Playbook
from functions.outreach.domain.playbooks.starter import LANGUAGES, starter_lines
from functions.outreach.domain.playbooks.whatsapp_templates import USES, templates_of
from functions.outreach.domain.speaking.utterance import (
    MissingAnswer,
    MissingLine,
    compose,
    text_of,
)
from functions.product.channels import CHANNELS, Channel
from functions.product.motions import Motion
from infra.sandbox.twilio.message_text import render
from tests.outreach.adapters.sample_outgoing import outgoing
from tests.outreach.approved import approved_line, playbook
from tests.outreach.domain.sample_playbook import context, conversation

PARTS = dict(USES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("motion", Motion)
def test_a_template_with_its_variables_is_what_the_agent_says(
    motion: Motion, language: str
) -> None:
    lines = tuple(
        replace(line, channel=None, content_sid="")
        for line in playbook(motion, language).lines
        if line.channel in (None, Channel.WHATSAPP)
    )
    book = Playbook(motion, language, lines)
    around = replace(context(motion), playbook=book)
    talk = replace(conversation(motion, channels=(Channel.WHATSAPP,)), language=language)
    for use in templates_of(book):
        assert not use.missing
        for template in use.templates:
            one = tuple(
                replace(line, content_sid="HX1") if line == template.line else line
                for line in lines
                if line.part is not use.part or line == template.line
            )
            said = compose(
                PARTS[use.part],
                conversation=talk,
                context=replace(around, playbook=replace(book, lines=one)),
                channel=Channel.WHATSAPP,
            )
            if isinstance(said, MissingLine | MissingAnswer):
                continue
            effect = Effect(
                EffectId("e"),
                EffectKind.CONTACT_CUSTOMER,
                channel=Channel.WHATSAPP,
                pieces=said,
                purpose=Purpose.OPENING,
            )
            sid, variables = _template(replace(outgoing(Channel.WHATSAPP, to="+1"), effect=effect))
            assert sid == "HX1"
            assert render(template.text, variables) == text_of(said, CHANNELS[Channel.WHATSAPP])
            assert not template.too_long


def test_what_is_not_approved_yet_is_named() -> None:
    drafts = Playbook(Motion.UPSELL, "en", starter_lines(Motion.UPSELL, "en"))
    assert [use.missing for use in templates_of(drafts)] == [parts for _, parts in USES]


def test_whatsapps_own_wording_goes_before_those_for_every_channel() -> None:
    book = playbook(Motion.UPSELL)
    disclosure = next(line for line in book.lines if line.part is Part.DISCLOSURE)
    words = "I am the AI assistant of {business}."
    own = approved_line(replace(disclosure, id=LineId("own"), text=words, channel=Channel.WHATSAPP))
    first, *_ = templates_of(replace(book, lines=(*book.lines, own)))
    assert all(one.text.startswith("I am the AI assistant of {{1}}. ") for one in first.templates)


def test_an_opener_that_says_nothing_true_of_the_customer_is_no_template() -> None:
    book = playbook(Motion.UPSELL)
    opener = next(line for line in book.lines if line.part is Part.OPENER)
    empty = approved_line(replace(opener, text="Hello there, {first_name}.", channel=None))
    others = tuple(line for line in book.lines if line.part is not Part.OPENER)
    first, *_ = templates_of(replace(book, lines=(*others, empty)))
    assert first.missing == (Part.OPENER,)


def test_a_text_that_would_not_fit_is_said_to_be_too_long() -> None:
    book = playbook(Motion.UPSELL)
    long = tuple(
        approved_line(replace(line, text=line.text + " " + "so " * 400))
        if line.part is Part.OPENER and line.channel is None
        else line
        for line in book.lines
    )
    first, *_ = templates_of(replace(book, lines=long))
    assert all(template.too_long for template in first.templates)
    assert {template.line.status for template in first.templates} == {LineStatus.APPROVED}
