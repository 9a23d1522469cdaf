"""Choosing lines and filling slots: true, bounded, and the same every time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.conversation.state import Conversation, ConversationId
from functions.outreach.domain.playbooks.line_lint import SLOT_LENGTHS
from functions.outreach.domain.playbooks.line_slots import (
    fill_slots,
    first_name,
    label,
    months_between,
)
from functions.outreach.domain.playbooks.localised_text import (
    moment_text,
    offered_text,
    price_text,
)
from functions.outreach.domain.playbooks.playbook import LineId, Part
from functions.outreach.domain.speaking.slot_values import slot_facts_of
from functions.outreach.domain.speaking.utterance import (
    MissingAnswer,
    MissingLine,
    compose,
    say_line,
)
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import Channel
from functions.product.customer_facts import Trigger
from functions.product.offers import PriceBand
from tests.outreach.domain.sample_playbook import ADA, approved, context, conversation

AFTERNOON = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ada Sample", "Ada"),
        ("jean-luc picard", "jean-luc"),
        ("O'Brien", "O'Brien"),
        ("Žydrė Pavyzdienė", "Žydrė"),
        ("Иван", "Иван"),
        ("", ""),
        ("ada@example.com", ""),
        ("http://x.example", ""),
        ("R2D2 Droid", ""),
        ("A" * 40, ""),
        ("{founder}", ""),
    ],
)
def test_a_first_name_is_used_only_if_it_looks_like_one(name: str, first: str) -> None:
    assert first_name(replace(ADA, name=name)) == first


@pytest.mark.parametrize(
    "text", ["see www.example.com", "a\x00b{x}", "<b>", "http://x.example", "me@example.com"]
)
def test_a_label_holds_no_link_and_no_markup(text: str) -> None:
    assert not label(text)


def test_months_are_whole_months() -> None:
    assert months_between(date(2026, 1, 31), date(2026, 2, 28)) == 0
    assert months_between(date(2026, 1, 15), date(2026, 3, 15)) == 2
    assert months_between(date(2025, 12, 1), date(2026, 1, 1)) == 1


@pytest.mark.parametrize(
    ("language", "zone", "words"),
    [
        ("en", "America/New_York", "Tuesday, November 24, 10:30 AM New York time"),
        ("lt", "Europe/Vilnius", "antradienis, lapkričio 24 d., 17:30 (laikas: Vilnius)"),
        ("ru", "Europe/Vilnius", "вторник, 24 ноября, 17:30 (время: Вильнюс)"),
        ("de", "Europe/Berlin", "Di., 24. November, 16:30 (Berlin)"),
    ],
)
def test_times_are_worded_in_the_customers_language_and_zone(
    language: str, zone: str, words: str
) -> None:
    assert moment_text(AFTERNOON, language=language, zone=zone).replace(",", "") == words.replace(
        ",", ""
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Wednesday, November 24, 2027, 4:30 PM Berlin time"),
        ("lt", "trečiadienis, 2027 m. lapkričio 24 d., 16:30 (laikas: Berlynas)"),
        ("ru", "среда, 24 ноября 2027 г., 16:30 (время: Берлин)"),
        ("de", "Mi., 24. Nov. 2027, 16:30 (Berlin)"),
    ],
)
def test_a_day_can_be_worded_with_its_year(language: str, words: str) -> None:
    in_a_year = AFTERNOON + timedelta(days=365)
    said = moment_text(in_a_year, language=language, zone="Europe/Berlin", with_year=True)
    assert said == words


def test_slots_are_numbered_in_writing_and_listed_in_speech() -> None:
    starts = (AFTERNOON, AFTERNOON + timedelta(hours=2))
    written = offered_text(starts, language="en", zone="UTC", spoken=False)
    assert written.startswith("1) Tuesday")
    assert "; 2) Tuesday" in written
    spoken = offered_text(starts, language="en", zone="America/New_York", spoken=True)
    assert " or " in spoken
    assert written.endswith(", UTC")
    assert spoken.endswith(", New York time")


def test_a_price_is_the_band_and_nothing_else() -> None:
    band = PriceBand(floor_cents=3900, ceiling_cents=5950, currency="EUR")
    assert price_text(band, language="en") == "€39.00 – €59.50 a month"
    whole = PriceBand(floor_cents=3900, ceiling_cents=3900, currency="USD")
    assert price_text(whole, language="en") == "$39 a month"
    assert price_text(whole, language="lt") == "39 USD per mėnesį"


@pytest.mark.parametrize(
    ("language", "per", "said"),
    [
        ("en", "year", "$39 a year"),
        ("en-GB", "month", "US$39 a month"),
        ("lt", "year", "39 USD per metus"),
        ("ru", "month", "39 $ в месяц"),
        ("ru", "seat", "39 $ за место"),
        ("de", "month", "39 $"),
    ],
)
def test_a_price_says_what_it_is_for(language: str, per: str, said: str) -> None:
    band = PriceBand(floor_cents=3900, ceiling_cents=3900, currency="USD", per=per)
    assert price_text(band, language=language) == said


def known_slots(talk: Conversation) -> dict[str, str]:
    return fill_slots(SLOT_LENGTHS, slot_facts_of(talk, context(), Channel.SMS))


def test_a_limit_that_is_not_near_is_not_spoken_of() -> None:
    calm = conversation(facts=replace(ADA, limit_used=0.5))
    assert "limit_percent" not in known_slots(calm)


def test_an_unknown_fact_fills_no_slot() -> None:
    bare = conversation(facts=replace(ADA, name="", plan="", plan_since=None, limit_used=None))
    known = known_slots(bare)
    assert not {"first_name", "plan", "tenure_months", "limit_percent"} & set(known)


def test_openers_about_the_measured_trigger_go_first() -> None:
    used = Trigger(offer_id="o", kind="feature", fact="Exports", value=40, strength=0.5)
    talk = conversation(facts=replace(ADA, trigger=used, feature_uses={"Exports": 40}))
    made = say_line(Part.OPENER, conversation=talk, context=context(), channel=Channel.SMS)
    assert not isinstance(made, MissingLine)
    assert "Exports" in made.text


@given(st.text(min_size=1, max_size=12), st.sampled_from(list(Channel)))
def test_the_same_turn_always_gets_the_same_wording(name: str, channel: Channel) -> None:
    talk = replace(conversation(), id=ConversationId(name))
    first, again = (
        compose(
            [Part.DISCLOSURE, Part.OPENER, Part.QUESTION],
            conversation=talk,
            context=context(),
            channel=channel,
        )
        for _ in range(2)
    )
    assert first == again


def test_a_channels_own_line_goes_before_a_general_one_and_a_draft_is_never_said() -> None:
    around = context()
    lines = [line for line in around.playbook.lines if line.part is Part.DISCLOSURE]
    draft = replace(lines[0], id=LineId("draft"), channel=Channel.SMS, text="Draft", approval=None)
    own = next(line for line in lines if line.channel is Channel.SMS)
    book = replace(around.playbook, lines=(draft, *lines))
    made = say_line(
        Part.DISCLOSURE,
        conversation=conversation(),
        context=replace(around, playbook=book),
        channel=Channel.SMS,
    )
    assert not isinstance(made, MissingLine)
    assert made.line == own.id


def test_an_approved_template_goes_first_on_whatsapp() -> None:
    around = context()
    general = next(line for line in around.playbook.lines if line.part is Part.OPENER)
    template = approved(replace(general, id=LineId("z-template"), content_sid="HX1"))
    book = replace(around.playbook, lines=(*around.playbook.lines, template))
    made = say_line(
        Part.OPENER,
        conversation=conversation(),
        context=replace(around, playbook=book),
        channel=Channel.WHATSAPP,
    )
    assert not isinstance(made, MissingLine)
    assert made.content_sid == "HX1"


def test_what_is_missing_is_named() -> None:
    talk, around = conversation(), context()
    no_lines = replace(around, playbook=replace(around.playbook, lines=()))
    assert compose(
        [Part.DISCLOSURE], conversation=talk, context=no_lines, channel=Channel.SMS
    ) == MissingLine(Part.DISCLOSURE)
    assert compose(
        [AnswerId("nope")], conversation=talk, context=around, channel=Channel.SMS
    ) == MissingAnswer(AnswerId("nope"))
