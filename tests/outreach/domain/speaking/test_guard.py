"""Nothing unapproved, untrue or unlawful passes the last check."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.conversation.context import StepContext
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import (
    Conversation,
    EffectId,
    Outcome,
    UtterancePiece,
)
from functions.outreach.domain.permission.contact_facts import PersonHistory, Purpose
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.speaking.guard import Passed, Stopped, check, prices_outside
from functions.outreach.domain.speaking.utterance import compose
from functions.product.channels import Channel
from functions.product.offers import PriceBand
from tests.outreach.domain.sample_playbook import context, conversation

OPENING = (Part.DISCLOSURE, Part.OPENER, Part.QUESTION)
BAND = PriceBand(floor_cents=3900, ceiling_cents=5900, currency="USD")


def said(*parts: Part, channel: Channel = Channel.SMS) -> tuple[UtterancePiece, ...]:
    made = compose(parts, conversation=conversation(), context=context(), channel=channel)
    assert isinstance(made, tuple)
    return made


def effect(
    pieces: tuple[UtterancePiece, ...],
    *,
    channel: Channel | None = Channel.SMS,
    kind: EffectKind = EffectKind.CONTACT_CUSTOMER,
    purpose: Purpose = Purpose.OPENING,
    subject: str = "",
    last_word: bool = False,
) -> Effect:
    return Effect(
        id=EffectId("c_sample-1-1"),
        kind=kind,
        channel=channel,
        pieces=pieces,
        purpose=purpose,
        subject=subject,
        confirms_opt_out=last_word,
    )


def verdict(
    made: Effect, talk: Conversation | None = None, around: StepContext | None = None
) -> str:
    answer = check(made, talk or conversation(), around or context())
    return answer.rule if isinstance(answer, Stopped) else "passed"


def test_an_approved_opening_passes() -> None:
    assert verdict(effect(said(*OPENING))) == "passed"


def test_an_opening_without_the_disclosure_first_is_stopped() -> None:
    opener = said(Part.OPENER, Part.QUESTION)
    assert verdict(effect(opener)) == "disclosure"
    assert verdict(effect(opener, purpose=Purpose.REPLY)) == "disclosure"
    late = (*opener, *said(Part.DISCLOSURE))
    assert verdict(effect(late)) == "disclosure"


def test_a_line_that_was_edited_since_is_stopped() -> None:
    around = context()
    lines = tuple(replace(line, text=line.text + " Now.") for line in around.playbook.lines)
    edited = replace(around, playbook=replace(around.playbook, lines=lines))
    assert verdict(effect(said(*OPENING)), around=edited) == "not_approved"


def test_another_hash_is_stopped() -> None:
    first, *rest = said(*OPENING)
    assert verdict(effect((replace(first, sha256="0" * 64), *rest))) == "hash"


def test_text_that_is_not_the_template_filled_is_stopped() -> None:
    first, *rest = said(*OPENING)
    assert verdict(effect((replace(first, text=first.text + " Call now!"), *rest))) == "text"


def test_words_without_a_line_are_stopped() -> None:
    free = (*said(Part.DISCLOSURE), UtterancePiece(text="I made this up."))
    assert verdict(effect(free)) == "not_approved"


def test_a_slot_that_is_not_the_known_value_is_stopped() -> None:
    talk = conversation()
    other = replace(talk, terms=replace(talk.terms, business_name="Another"))
    assert verdict(effect(said(*OPENING)), talk=other) == "slot:business"


@given(st.text(min_size=1))
def test_whatever_a_customer_writes_is_no_slot_value(text: str) -> None:
    first, *rest = said(*OPENING)
    slots = tuple((name, text if name == "business" else value) for name, value in first.slots)
    around = context()
    line = next(line for line in around.playbook.lines if line.id == first.line)
    forged = replace(first, slots=slots, text=line.text.format(**dict(slots)))
    answer = verdict(effect((forged, *rest)))
    assert answer == ("passed" if text == "Sample" else "slot:business") or answer == "length"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("See https://example.com/deal.", "url"),
        ("See www.example.com now.", "url"),
        ("It is only $10.", "price"),
        ("It is 500 USD a month.", "price"),
        ("Give me your card number.", "payment"),
        ("Please pay now.", "payment"),
        ("Pasakykite kortelės numerį.", "payment"),
        ("Назовите номер карты.", "payment"),
        ("x" * 1700, "length"),
        ("It is between $39 and $59.", "passed"),
        ("The page is https://hooks.example.com/c/sample.", "passed"),
    ],
)
def test_even_an_approved_text_may_not_say_this(text: str, rule: str) -> None:
    around = context()
    answer = replace(around.answers[-1], text=text)
    assert answer.approval is not None
    answer = replace(answer, approval=replace(answer.approval, sha256=answer.sha256))
    piece = UtterancePiece(text=text, answer=answer.id, sha256=answer.sha256)
    made = effect((*said(Part.DISCLOSURE), piece))
    assert verdict(made, around=replace(around, answers=(answer,))) == rule


def test_nobody_suppressed_hears_anything_but_the_one_last_word() -> None:
    around = replace(context(), person=PersonHistory(suppressed=True))
    gone = replace(conversation(), outcome=Outcome.OPTED_OUT)
    assert verdict(effect(said(*OPENING)), around=around) == "suppressed"
    assert verdict(effect(said(*OPENING)), talk=gone) == "suppressed"
    last = said(Part.OPT_OUT)
    assert verdict(effect(last, last_word=True), around=around) == "passed"
    disguised = effect(said(Part.DISCLOSURE, Part.OPENER), last_word=True)
    assert verdict(disguised) == "suppressed"


def test_whatsapp_is_opened_by_an_approved_template_alone() -> None:
    pieces = said(*OPENING, channel=Channel.WHATSAPP)
    assert verdict(effect(pieces, channel=Channel.WHATSAPP)) == "template"
    templated = (replace(pieces[0], content_sid="HX1"), *pieces[1:])
    assert verdict(effect(templated, channel=Channel.WHATSAPP)) == "passed"


def test_a_mail_needs_an_approved_subject() -> None:
    pieces = said(*OPENING, channel=Channel.EMAIL)
    mail = effect(pieces, channel=Channel.EMAIL, subject="You won!")
    assert verdict(mail) == "subject"
    assert verdict(replace(mail, subject="Your account at Sample")) == "passed"


def test_a_spoken_variant_is_not_sent_as_a_text() -> None:
    assert verdict(effect(said(*OPENING, channel=Channel.VOICE))) == "not_approved"


def test_what_only_the_founder_gets_is_not_the_guards_business() -> None:
    assert check(
        effect((), kind=EffectKind.NOTIFY_FOUNDER, channel=None), conversation(), context()
    ) == (Passed())
    assert verdict(effect(())) == "empty"


@given(st.integers(min_value=1, max_value=9_999_99))
def test_only_amounts_inside_the_band_may_be_said(cents: int) -> None:
    outside = prices_outside(f"That is ${cents / 100:.2f}.", BAND)
    assert bool(outside) == (not BAND.floor_cents <= cents <= BAND.ceiling_cents)
    assert prices_outside(f"That is ${cents / 100:.2f}.", None)


def test_an_amount_in_another_currency_is_outside() -> None:
    assert prices_outside("€45", BAND)
    assert not prices_outside("$45", BAND)
