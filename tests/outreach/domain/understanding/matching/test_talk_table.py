"""What is asked about this talk is known in words that no approved wording has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.playbooks.starter import starter_answers
from functions.outreach.domain.understanding.acts import ActKind, ReadingRequest
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.knowledge import AnswerId, ApprovedQuestion
from functions.outreach.domain.understanding.matching.answer_finder import find_answer, rank_answers
from functions.outreach.domain.understanding.matching.product_words import ABOUT_THE_TALK
from functions.outreach.domain.understanding.matching.talk_table import (
    find_answer_topics,
    find_topic_shares,
)
from functions.outreach.domain.understanding.matching.topic_table import load_talk
from functions.outreach.domain.understanding.understand import Reader, understand
from functions.product.channels import Channel
from tests.outreach.domain.understanding.time.test_time_phrases import NOW


def starters(language: str) -> tuple[ApprovedQuestion, ...]:
    return tuple(ApprovedQuestion(a.id, a.questions) for a in starter_answers(language))


@pytest.mark.parametrize(
    ("language", "question", "topic"),
    [
        ("en", "which mailing list did you pull my mobile from", "how-number"),
        ("en", "is a chap with authority calling or just a junior", "who-founder"),
        ("lt", "jei linktelėsiu, ar jau būsiu nusipirkęs", "obligation"),
        ("lt", "skambins žmogus su galia ar jaunesnysis", "who-founder"),
        ("ru", "кто вам слил мой телефон, назовите имя", "how-number"),
        ("ru", "из какой базы вы вытащили мой мобильный", "how-number"),
        # Typed in Latin letters.
        ("ru", "otkuda u vas moy nomer telefona", "how-number"),
        # A word that can name the product, where the table is sure.
        ("en", "Are you a person or a computer program?", "are-you-ai"),
        ("ru", "Вы живой человек или всё-таки программа?", "are-you-ai"),
    ],
)
def test_what_strangers_ask_gets_the_starters_answer(
    language: str, question: str, topic: str
) -> None:
    answer = find_answer(question, starters(language), language=language)
    assert answer == f"starter-{language}-{topic}"


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "how long does the export of my customers take"),
        ("en", "who fixes your servers at night"),
        ("lt", "kiek laiko eksportuojami mano klientai"),
        ("ru", "сколько времени выгружаются мои клиенты"),
    ],
)
def test_what_is_asked_about_the_product_gets_none_of_them(language: str, question: str) -> None:
    assert find_answer(question, starters(language), language=language) is None


@pytest.mark.parametrize(
    ("sigh", "readers", "doubt"),
    [
        ("We get rather a lot of these", (), ActKind.UNCLEAR),
        ("We get rather a lot of these", load_embedded_readers(), ActKind.UNCLEAR),
        ("These messages keep coming", load_embedded_readers(), ActKind.POSSIBLE_OPT_OUT),
        ("All these messages, honestly", load_embedded_readers(), ActKind.POSSIBLE_OPT_OUT),
    ],
    ids=["nobody reads", "many", "keep coming", "all"],
)
def test_who_sighs_over_our_messages_is_asked_and_not_told_how_to_stop_them(
    sigh: str, readers: tuple[Reader, ...], doubt: ActKind
) -> None:
    """Given the answer, they would be asked on as if nothing were the matter."""
    assert find_answer(sigh, starters("en"), language="en") == "starter-en-how-stop"
    request = ReadingRequest(sigh, "en", Channel.SMS, NOW, ALWAYS, answers=starters("en"))
    assert [act.kind for act in understand(request, readers).acts] == [doubt]


@pytest.mark.parametrize("language", ["en", "lt", "ru"])
def test_each_starter_answer_has_its_own_topic(language: str) -> None:
    topics = find_answer_topics(starters(language), language=language)
    assert {
        answer.removeprefix(f"starter-{language}-"): topic for answer, topic in topics.items()
    } == {topic: topic for topic in ABOUT_THE_TALK}


def test_of_two_answers_about_one_thing_neither_is_chosen_by_the_table() -> None:
    (length,) = (each for each in starters("en") if each.answer.endswith("how-long"))
    other = ApprovedQuestion(AnswerId("shorter"), length.questions[::-1])
    assert find_answer_topics((length, other), language="en") == {}
    likely = rank_answers("how many minutes would I lose", (length, other), language="en")
    assert [each.about_talk for each in likely] == [False, False]


@given(st.text(max_size=300), st.sampled_from(["en", "lt", "ru", "pl"]))
def test_the_shares_of_a_text_are_whole(text: str, language: str) -> None:
    found = find_topic_shares(text, language=language)
    assert not found or sum(found.values()) == pytest.approx(1)


def test_the_last_topic_is_none() -> None:
    assert {table.topics[-1] for table in load_talk().values()} == {"none"}
    assert find_topic_shares("", language="en") == {}
