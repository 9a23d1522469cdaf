"""A question gets the approved answer it asks for; near it, it gets none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.playbooks.starter import starter_answers
from functions.outreach.domain.understanding.knowledge import AnswerId, ApprovedQuestion
from functions.outreach.domain.understanding.matching.answer_finder import (
    SHOWN_LIKELIEST,
    find_answer,
    rank_answers,
)
from functions.outreach.domain.understanding.matching.choice_model import (
    BrokenModelError,
    format_model,
    load_choice_model,
    parse_model,
)
from functions.outreach.domain.understanding.matching.topic_table import (
    BrokenTopicsError,
    TopicTable,
    format_topics,
    load_talk,
    load_topics,
    parse_topics,
)

EXPORT = ApprovedQuestion(
    AnswerId("export"),
    (
        "Can I export to Excel?",
        "How do I get my data out?",
        "Is there a CSV download?",
        "Can we download our customer list?",
        "Does it export reports?",
        "Can I take my data with me?",
    ),
)
TRIAL = ApprovedQuestion(
    AnswerId("trial"),
    (
        "Is it free to try?",
        "Is there a free trial?",
        "Can I test it before I pay?",
        "How long is the trial?",
        "Do you have a demo version?",
        "Can we try it for a month?",
    ),
)


def starters(language: str) -> tuple[ApprovedQuestion, ...]:
    return tuple(ApprovedQuestion(a.id, a.questions) for a in starter_answers(language))


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("language", ["en", "lt", "ru"])
def test_an_approved_wording_is_certain(language: str) -> None:
    for answer in starters(language):
        for wording in answer.questions:
            typed = wording.lower().rstrip("?")
            assert find_answer(typed, starters(language), language=language) == answer.answer


def test_a_wording_that_two_answers_have_is_not_certain_by_itself() -> None:
    twice = (
        ApprovedQuestion(AnswerId("one"), ("Is it safe?",)),
        ApprovedQuestion(AnswerId("two"), ("Is it safe?",)),
    )
    likely = rank_answers("is it safe", twice, language="en")
    assert all(each.probability < 1.0 for each in likely)


@pytest.mark.parametrize(
    "question",
    [
        "Can I import from Excel?",
        "How do I get my data in?",
        "Is it free for nonprofits?",
        "Which colour is your mascot?",
        "Does it integrate with my aunt's fax machine?",
        "",
        "?",
    ],
)
def test_a_question_near_an_answer_that_does_not_answer_it_gets_none(question: str) -> None:
    assert find_answer(question, (EXPORT, TRIAL), language="en") is None


@pytest.mark.parametrize(
    ("language", "wordings", "question"),
    [
        ("en", ("Can I get my data out?", "How do I get my data out?"), "How do I get my data in?"),
        ("en", ("Does it work with the internet?",), "Does it work without the internet?"),
        ("en", ("Can I pay before the trial?",), "Can I pay after the trial?"),
        ("en", ("Can I scale up?", "Can we scale it up?"), "Can I scale down?"),
        ("en", ("How do I turn alerts on?",), "How do I turn alerts off?"),
        ("en", ("Can I pay monthly?", "Is there a monthly plan?"), "Can I pay yearly?"),
        ("lt", ("Ar veikia su internetu?",), "Ar veikia be interneto?"),
        ("lt", ("Kaip įjungti priminimus?",), "Kaip išjungti priminimus?"),
        ("ru", ("Работает с интернетом?",), "Работает без интернета?"),
        ("ru", ("Как включить напоминания?",), "Как выключить напоминания?"),
    ],
)
def test_what_was_approved_for_the_opposite_is_never_given(
    language: str, wordings: tuple[str, ...], question: str
) -> None:
    approved = (ApprovedQuestion(AnswerId("approved"), wordings), TRIAL)
    likely = rank_answers(question, approved, language=language)
    assert next(each for each in likely if each.answer == "approved").off_target
    assert find_answer(question, approved, language=language) is None


@pytest.mark.parametrize(
    ("language", "question", "near"),
    [
        ("en", "Can I record my screen in the app?", "recorded"),
        ("en", "How do I stop the reminders to my customers?", "how-stop"),
        ("en", "Is there any AI in your software?", "are-you-ai"),
        ("lt", "Kaip sustabdyti, kad nuo kortelės nebenuskaitytų?", "how-stop"),
        ("lt", "Ar jūsų programoje yra dirbtinis intelektas?", "are-you-ai"),
        ("ru", "Как отписаться от уведомлений о заказах клиентов?", "how-stop"),
        ("ru", "В самой программе искусственный интеллект есть?", "are-you-ai"),
    ],
)
def test_what_was_approved_about_the_talk_answers_no_question_about_the_product(
    language: str, question: str, near: str
) -> None:
    likely = rank_answers(question, starters(language), language=language)
    assert any(each.off_target for each in likely if each.answer.endswith(near))
    assert find_answer(question, starters(language), language=language) is None


def test_an_answer_for_both_sides_is_opposed_to_neither() -> None:
    both = ApprovedQuestion(AnswerId("data"), ("Can I get data in?", "Can I get data out?"))
    for question in ("How do I get my data in?", "How do I get my data out?"):
        likely = rank_answers(question, (both,), language="en")
        assert not likely[0].off_target
    place = ApprovedQuestion(AnswerId("place"), ("Do you ship out of London?",))
    assert not rank_answers("Do you ship in London?", (place,), language="en")[0].off_target


def test_the_likeliest_come_first_and_are_three_at_most() -> None:
    likely = rank_answers("can i export everything to excel", starters("en"), language="en")
    assert len(likely) == SHOWN_LIKELIEST
    first = rank_answers("export to excel possible?", (TRIAL, EXPORT), language="en")[0]
    assert first.answer == EXPORT.answer
    chances = [each.probability for each in likely]
    assert chances == sorted(chances, reverse=True)


def test_without_answers_nothing_is_likely() -> None:
    assert rank_answers("who are you?", (), language="en") == ()
    wordless = (ApprovedQuestion(AnswerId("a"), ()),)
    assert rank_answers("who are you?", wordless, language="en") == ()


def test_the_answers_of_a_set_share_their_probability_with_none() -> None:
    likely = rank_answers("can i export everything to excel", (EXPORT, TRIAL), language="en")
    assert 0 < sum(each.probability for each in likely) <= 1
    near = tuple(ApprovedQuestion(AnswerId(f"export {n}"), EXPORT.questions) for n in range(3))
    split = rank_answers("can i export everything to excel", near, language="en")
    assert split[0].probability < likely[0].probability
    assert split[0].probability < 1 / 2


@pytest.mark.parametrize("load", [load_topics, load_talk])
def test_a_text_scores_as_the_sum_of_its_rows(load: Callable[[], dict[str, TopicTable]]) -> None:
    table = load()["en"]
    rows, width = range(400), len(table.topics)
    features = [*rows, *(row + table.rows for row in rows)]
    for at, score in enumerate(table.scores(features)):
        summed = sum(table.table[row * width + at] - 128 for row in rows)
        assert score == pytest.approx(summed * table.scale / sqrt(len(rows)))
    assert table.scores(()) == [0.0] * width


@given(st.text(max_size=300), st.sampled_from(["en", "lt", "ru", "pl"]))
def test_every_text_can_be_ranked(text: str, language: str) -> None:
    likely = rank_answers(text, (EXPORT, TRIAL), language=language)
    assert all(0 <= each.probability <= 1 for each in likely)


def test_files_are_read_as_they_were_written_and_broken_ones_are_named() -> None:
    data = format_topics(load_topics())
    assert parse_topics(data) == load_topics()
    for broken in (b"", b"PK", data[:-5]):
        with pytest.raises(BrokenTopicsError):
            parse_topics(broken)
    model = load_choice_model()
    assert parse_model(format_model(model)) == model
    other = replace(model, features=("likeness",))
    with pytest.raises(BrokenModelError):
        parse_model(format_model(other))
