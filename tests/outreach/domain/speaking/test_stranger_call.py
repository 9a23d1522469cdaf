"""What a caller hears whom nobody knows: approved words that say an AI speaks, or nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach.domain.playbooks.playbook import Line, LineId, Part, Playbook
from functions.outreach.domain.speaking.stranger_call import SpokenLine, stranger_line
from functions.product.channels import Channel
from functions.product.motions import Motion
from tests.outreach.domain.sample_playbook import approved, playbook

WORDS = "Hello, this is the AI assistant of {business}. Please say what it is about."
HEARD = "Hello, this is the AI assistant of Sample. Please say what it is about."


def line(text: str = WORDS) -> Line:
    return Line(LineId("s"), Part.STRANGER_CALL, text, channel=Channel.VOICE)


def book(spoken: Line, *, motion: Motion = Motion.UPSELL, language: str = "en") -> Playbook:
    return replace(playbook(motion), language=language, lines=(spoken,))


def heard(*books: Playbook, language: str = "en", business: str = "Sample") -> SpokenLine | None:
    return stranger_line(books, language=language, business_name=business)


def test_the_approved_line_is_spoken_with_the_name_of_the_business() -> None:
    assert heard(book(approved(line()))) == SpokenLine(HEARD, "en")


def test_words_nobody_approved_and_words_changed_since_are_not_spoken() -> None:
    assert heard(book(line())) is None
    assert heard(book(replace(approved(line()), text=f"{WORDS} Thank you."))) is None


@pytest.mark.parametrize(
    "text",
    [
        "Hello, this is {business}. Please say what it is about.",
        "Hello, this is the AI assistant of {business}. Your plan is {plan}.",
    ],
    ids=["hides the AI", "asks for a customer"],
)
def test_a_line_that_cannot_be_said_to_a_stranger_is_not_spoken_though_approved(text: str) -> None:
    assert heard(book(approved(line(text)))) is None


def test_the_line_is_in_the_language_of_the_business_where_there_is_one() -> None:
    english = book(approved(line()))
    lithuanian = book(
        approved(line("Čia {business} DI asistentas.")), motion=Motion.WIN_BACK, language="lt"
    )
    assert heard(english, lithuanian, language="lt") == SpokenLine(
        "Čia Sample DI asistentas.", "lt"
    )
    assert heard(english, book(line(), language="lt"), language="lt") == SpokenLine(HEARD, "en")
    assert heard(english, business="") is None
