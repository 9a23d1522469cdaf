"""A founder is told in plain words what is wrong with a line before it can be approved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.playbooks.line_lint import lint
from functions.outreach.domain.playbooks.playbook import Line, LineId, Part
from functions.product.channels import Channel
from functions.product.money import amounts
from functions.product.motions import Motion
from functions.product.offers import PriceBand

BAND = PriceBand(floor_cents=2000, ceiling_cents=3000, currency="EUR")


def rules(
    part: Part,
    text: str,
    *,
    channel: Channel | None = None,
    language: str = "en",
    band: PriceBand | None = None,
    business: str = "Acme",
) -> set[str]:
    line = Line(id=LineId("l"), part=part, text=text, channel=channel)
    found = lint(line, motion=Motion.UPSELL, language=language, business_name=business, band=band)
    assert all(problem.words.endswith((".", "!")) for problem in found)
    return {problem.rule for problem in found}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hi, I'm the AI assistant of {business}."),
        ("en", "This is Acme's artificial intelligence."),
        ("lt", "Čia „{business}“ dirbtinio intelekto asistentas."),
        ("lt", "Rašo „{business}“ DI asistentas."),
        ("ru", "Это ИИ-ассистент «{business}»."),
        ("ru", "Ассистент «{business}» на основе искусственного интеллекта."),
    ],
)
def test_a_disclosure_names_ai_and_the_business(language: str, text: str) -> None:
    assert rules(Part.DISCLOSURE, text, language=language) == set()


def test_a_disclosure_that_hides_either_is_sent_back() -> None:
    assert rules(Part.DISCLOSURE, "Hi, I'm Sam!") == {"disclosure_ai", "disclosure_business"}
    sms = rules(Part.DISCLOSURE, "AI of {business}.", channel=Channel.SMS)
    assert sms == {"disclosure_stop"}


@pytest.mark.parametrize(
    ("language", "business", "text"),
    [
        ("en", "Rainmaker AI", "Hi, this is the assistant of Rainmaker AI."),
        ("en", "Rainmaker AI", "Hi, I'm Sam of rainmaker ai."),
        ("en", "AI", "Hello, this is AI, your invoicing people."),
        ("en", "Acme", "Hi, I'm the assistant of {business}."),
        ("en", "Acme", "Hi, I'm the virtual assistant of {business}."),
        ("en", "Acme", "Hi, this is Sam of {business}, not an AI!"),
        ("en", "Acme", "Sam of {business} here, I'm not some AI."),
        ("en", "Acme", "No AI here, just Sam of {business}."),
        ("en", "Acme", "This is an a.i.-free message from {business}."),
        ("de", "Acme", "Ganz KI-frei: Sam von {business}."),
        ("lt", "Acme", "Ai, sveiki, čia „{business}“ asistentas."),
        ("lt", "Acme", "Čia „{business}“, ne DI."),
        ("ru", "Acme", "Это ассистент «{business}», не ИИ."),
        ("fr", "Acme", "Bonjour de {business}, ai-je bien votre nom ?"),
        ("it", "Acme", "{business}: un saluto ai clienti, si parla di voi."),
        ("es", "Acme", "Hola, si tiene un momento, soy Sam de {business}."),
        ("pl", "Acme", "Dzień dobry, si, {business}."),
        ("xx", "Acme", "{business}: si, di, ki, ia."),
    ],
)
def test_neither_a_name_nor_another_languages_word_is_a_disclosure(
    language: str, business: str, text: str
) -> None:
    assert rules(Part.DISCLOSURE, text, language=language, business=business) == {"disclosure_ai"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hi, this is Rainmaker AI's AI assistant."),
        ("en", "hi, i'm the a.i. assistant of rainmaker ai"),
        ("en", "It's no trouble to stop this. I am an AI working for {business}."),
        ("de", "Hier schreibt die KI von {business}."),
        ("fr", "Ici l'assistant IA de {business}."),
        ("xx", "{business}: AI."),
    ],
)
def test_who_says_so_beside_a_name_is_heard(language: str, text: str) -> None:
    assert rules(Part.DISCLOSURE, text, language=language, business="Rainmaker AI") == set()


@pytest.mark.parametrize("text", ["It costs €45.", "It costs 45 EUR", "Tik 19,99 €", "45 евро"])
def test_a_price_outside_the_band_is_sent_back(text: str) -> None:
    assert rules(Part.PRICE, text, band=BAND) == {"price"}
    assert rules(Part.PRICE, text) == {"price"}


@pytest.mark.parametrize(
    "text",
    [
        "It is {price} per month.",
        "It is {price}/month.",
        "It is {price} a year, they say.",
        "Kaina: {price} per mėnesį.",
        "Цена: {price} в месяц.",
    ],
)
def test_what_a_price_is_for_is_not_said_twice(text: str) -> None:
    assert rules(Part.PRICE, text, band=BAND) == {"price_for"}
    assert rules(Part.PRICE, "It is {price} a piece, per head.", band=BAND) == set()


def test_a_price_inside_the_band_may_be_said() -> None:
    assert rules(Part.PRICE, "It costs €25 or 29,50 €.", band=BAND) == set()
    assert rules(Part.PRICE, "It costs $25.", band=BAND) == {"price"}


@pytest.mark.parametrize(
    "text",
    [
        "Please give me your card number.",
        "Just pay now.",
        "Pasakykite kortelės numerį.",
        "Оплатите сейчас.",
    ],
)
def test_a_request_for_payment_is_sent_back(text: str) -> None:
    assert rules(Part.CLOSING, text) == {"payment"}


def test_a_question_asks_exactly_one_thing() -> None:
    assert rules(Part.QUESTION, "Would it help?") == set()
    assert rules(Part.QUESTION, "Would it help? Why?") == {"one_question"}
    assert rules(Part.QUESTION, "It would help.") == {"one_question"}


def test_a_handoff_is_a_conversation_and_no_transaction() -> None:
    assert rules(Part.HANDOFF, "{minutes} minutes with {founder}.") == set()
    assert rules(Part.HANDOFF, "We will send you an invoice.") == {
        "handoff_conversation",
        "handoff_transaction",
    }


def test_length_counts_what_the_slots_will_hold() -> None:
    text = "x" * 250 + " {slots}"
    assert rules(Part.SLOT_OFFER, text, channel=Channel.SMS) == {"length"}
    assert rules(Part.SLOT_OFFER, text, channel=Channel.VOICE) == set()


def test_unknown_slots_and_broken_braces_are_named() -> None:
    assert rules(Part.CLOSING, "Bye {nick_name}.") == {"slot"}
    assert rules(Part.CLOSING, "Bye {first_name.") == {"braces"}


def test_an_opener_without_a_fact_is_sent_back() -> None:
    assert rules(Part.OPENER, "{first_name}, how are you.") == {"opener_fact"}


def test_money_is_read_in_the_ways_people_write_it() -> None:
    found = amounts("€1,234.50, 1.234,50 EUR, 1 234 € and $5")
    assert [(str(money.amount), money.currency) for money in found] == [
        ("1234.50", "EUR"),
        ("1234.50", "EUR"),
        ("1234", "EUR"),
        ("5", "USD"),
    ]


@given(st.text(max_size=500), st.sampled_from(list(Part)))
def test_no_line_breaks_the_lint(text: str, part: Part) -> None:
    rules(part, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "May I record this call?"),
        ("lt", "Ar galiu įrašyti šį pokalbį?"),
        ("ru", "Можно записать этот разговор?"),
    ],
)
def test_a_question_about_recording_is_one_that_a_yes_agrees_to(language: str, text: str) -> None:
    assert rules(Part.RECORDING_CONSENT, text, language=language) == set()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Do you mind if I record this call?", "recording_turned_round"),
        ("Ar prieštarausite, jei pokalbį įrašysiu?", "recording_turned_round"),
        ("Вы не против записи?", "recording_turned_round"),
        ("I record this call.", "recording_asks"),
        ("May I record? Shall we begin?", "recording_asks"),
        ("Shall we begin?", "recording_asks"),
    ],
)
def test_a_question_whose_yes_might_be_a_no_is_sent_back(text: str, rule: str) -> None:
    assert rules(Part.RECORDING_CONSENT, text) == {rule}
