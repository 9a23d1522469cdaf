"""What ships counted is what counting says."""

from __future__ import annotations

import pytest

from functions.outreach.domain.playbooks.starter import LANGUAGES, starter_answers
from functions.outreach.domain.understanding.matching.asked_text import count_words
from functions.outreach.domain.understanding.matching.counted_wordings import (
    FOLDER,
    BrokenWordingsError,
    count_wording,
    format_wordings,
    parse_wordings,
)
from functions.outreach.domain.understanding.matching.topic_table import (
    load_talk,
    load_topics,
    table_of,
)

OWN = "Does your plan include a stapler?"


def texts(language: str) -> list[str]:
    return [text for answer in starter_answers(language) for text in answer.questions]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_starters_wordings_ship_counted(language: str) -> None:
    shipped = (FOLDER / f"{language}.bin").read_bytes()
    assert shipped == format_wordings(texts(language), language=language), (
        "python -m infra.training.train_answer_finder"
    )
    assert {path.name for path in FOLDER.iterdir()} == {f"{each}.bin" for each in LANGUAGES}


@pytest.mark.parametrize("language", [*LANGUAGES, "de"])
def test_a_wording_is_the_same_shipped_or_counted_when_it_is_asked_of(language: str) -> None:
    topics, talk = (table_of(tables, language) for tables in (load_topics(), load_talk()))
    own = texts(language)[::20] if language in LANGUAGES else []
    for text in (OWN, "", *own):
        wording, counted = (
            count_wording(text, language=language),
            count_words(text, language=language),
        )
        assert wording.text == counted
        assert wording.topics == tuple(topics.scores(counted.features))
        assert wording.talk == tuple(talk.scores(counted.features))


@pytest.mark.parametrize(
    ("spoilt", "message"),
    [
        (lambda data: b"WLT2" + data[4:], "not a file of wordings"),
        (lambda data: data[:-8], "cut off"),
        (lambda data: data + bytes(8), "cut off"),
    ],
)
def test_a_broken_file_is_refused(spoilt: object, message: str) -> None:
    assert callable(spoilt)
    data = format_wordings([OWN], language="en")
    assert list(parse_wordings(memoryview(data))) == [OWN]
    with pytest.raises(BrokenWordingsError, match=message):
        parse_wordings(memoryview(spoilt(data)))
