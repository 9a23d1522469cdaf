"""Which denial of a recording may stand: one about the product, never one about the call."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from functions.outreach.domain.playbooks.playbook import Answer, Approval
from functions.outreach.domain.playbooks.recording_denials import (
    may_be_vouched,
    untrue_in_recorded_calls,
)
from functions.outreach.domain.playbooks.starter import starter_answers, starter_id
from functions.outreach.domain.understanding.knowledge import AnswerId
from tenancy.tenant import FounderId

DENIED = "No, we never record calls."
OF_PRODUCT = "Does your app tape our calls?"
STARTER = starter_id("en", "recorded")


def vouched(own: str, *questions: str, text: str = DENIED) -> Answer:
    answer = Answer(AnswerId(own), "en", questions, text)
    said = Approval(FounderId("f"), datetime(2026, 3, 1, tzinfo=UTC), answer.sha256_with_questions)
    return Answer(answer.id, "en", questions, text, about_product=said)


@pytest.mark.parametrize(
    ("answer", "stands"),
    [
        (vouched("own", OF_PRODUCT), True),
        (vouched("own", OF_PRODUCT, "Is this call recorded?"), False),
        (vouched("own", "Are you taping me?"), False),
        (vouched(STARTER, OF_PRODUCT), False),
    ],
    ids=["of the product", "one question of this call", "of this call", "the starter"],
)
def test_a_denial_stands_by_the_founders_word_unless_it_is_asked_of_this_call(
    answer: Answer, stands: bool
) -> None:
    assert (may_be_vouched(answer), untrue_in_recorded_calls(answer)) == (stands, not stands)


def test_without_a_denial_there_is_nothing_to_vouch_for() -> None:
    answer = vouched("own", OF_PRODUCT, text="Your app keeps them for 90 days.")
    assert (may_be_vouched(answer), untrue_in_recorded_calls(answer)) == (False, False)


@pytest.mark.parametrize("language", ["en", "lt", "ru"])
def test_each_question_of_the_starter_alone_asks_of_this_call(language: str) -> None:
    denials = {"en": DENIED, "lt": "Ne, pokalbiai neįrašomi.", "ru": "Нет, звонки не записываются."}
    own = starter_id(language, "recorded")
    (starter,) = [one for one in starter_answers(language) if one.id == own]
    assert starter.questions
    for question in starter.questions:
        answer = Answer(AnswerId("own"), language, (question,), denials[language])
        assert not may_be_vouched(answer), question
