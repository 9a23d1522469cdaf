"""A phrase set finds what one regular expression of all its phrases would, and compiles little."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.outreach.domain.understanding.languages.pattern import source
from functions.outreach.domain.understanding.languages.phrase_set import PhraseIndex, PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import plain
from functions.outreach.domain.understanding.languages.tables import (
    LANGUAGES,
    load_must_not_miss_words,
    load_reading_words,
)

OPTIONAL = re.compile(r"\[[^\[\]()]*\]")
PIECE = re.compile(r"[()|~.?]")


def tables() -> Iterator[tuple[str, ...]]:
    for language in LANGUAGES:
        for words in (load_must_not_miss_words(language), load_reading_words(language)):
            for field in fields(words):
                phrases = getattr(words, field.name)
                if isinstance(phrases, tuple) and not any("<" in phrase for phrase in phrases):
                    yield phrases


TABLES = tuple(tables())


def whole(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(f"(?<= )(?:{'|'.join(source(phrase) for phrase in phrases)})")


def words_of_table(phrases: tuple[str, ...]) -> list[str]:
    bare = " ".join(PIECE.sub(" ", phrase) for phrase in phrases).replace("[", " ")
    return sorted(set(bare.replace("]", " ").replace("*", "s").replace("#", "7").split()))


@settings(deadline=None)
@given(st.data())
def test_it_finds_what_one_expression_of_all_phrases_finds(data: st.DataObject) -> None:
    phrases = data.draw(st.sampled_from(TABLES))
    word = st.sampled_from([*words_of_table(phrases), ".", "?", "12", "٣", "x"])
    text = plain(" ".join(data.draw(st.lists(word, max_size=12))))
    known, expression = PhraseSet(phrases), whole(phrases)
    assert [m.span() for m in known.finditer(text)] == [m.span() for m in expression.finditer(text)]
    assert known.blank(text) == expression.sub("_ ", text)
    found, wanted = known.search(text), expression.search(text)
    assert (found and found.span()) == (wanted and wanted.span())
    start = data.draw(st.integers(0, len(text)))
    found, wanted = known.match(text, start), expression.match(text, start)
    assert (found and found.span()) == (wanted and wanted.span())


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("phrases", TABLES, ids=lambda phrases: phrases[0][:20])
def test_each_phrase_is_found_in_its_own_words(phrases: tuple[str, ...]) -> None:
    """A cue may never hide a phrase: the first reading of every phrase is found."""
    for phrase in phrases:
        text = plain(first_reading(phrase))
        if whole((phrase,)).search(text):
            assert PhraseSet((phrase,)).search(text), phrase


def first_reading(phrase: str) -> str:
    """The phrase with nothing optional, the first alternative of every group, and no gaps."""
    while OPTIONAL.search(phrase):
        phrase = OPTIONAL.sub(" ", phrase)
    while (group := re.search(r"\(([^()]*)\)", phrase)) is not None:
        phrase = phrase[: group.start()] + group[1].split("|")[0] + phrase[group.end() :]
    return re.sub(r"[~\[\]]", " ", phrase).replace("*", "").replace("#", "7")


class Watched(dict[str, object]):
    """A vocabulary that counts how often it is gone through: for its cue, then to be compiled."""

    times = 0

    def __iter__(self) -> Iterator[str]:
        self.times += 1
        return super().__iter__()


def _found(known: PhraseSet, text: str) -> str:
    match = known.search(plain(text))
    return match[0].strip() if match else ""


def test_a_message_compiles_only_phrases_whose_words_it_has() -> None:
    watched = Watched({"calling": 1, "text*": 2})
    known = PhraseSet(("stop <what>", "remove me"), {"what": watched})
    assert known.search(plain("Yes please, call me at five")) is None
    assert _found(known, "Remove me") == "remove me"
    assert watched.times == 1
    assert _found(known, "Please stop texting me") == "stop texting"
    assert watched.times == 2


def test_importing_the_reader_loads_no_table() -> None:
    """In a fresh process, as a Lambda function starts."""
    program = (
        "import sys; import functions.outreach.domain.understanding.rule_reader; "
        "print(*[m for m in sys.modules if m.startswith(sys.argv[1])], sep='\\n')"
    )
    languages = "functions.outreach.domain.understanding.languages."
    loaded = subprocess.run(
        [sys.executable, "-c", program, languages], check=True, capture_output=True, text=True
    ).stdout.split()
    assert {name.removeprefix(languages) for name in loaded} == {
        "must_not_miss_words",
        "pattern",
        "phrase_set",
        "plain_text",
        "reading_words",
        "recording_words",
        "slot_words",
        "tables",
        "tense_words",
        "time_words",
        "statement_words",
        "typed_words",
    }


@settings(deadline=None)
@given(st.data())
def test_an_index_of_sets_names_every_set_that_finds_something(data: st.DataObject) -> None:
    phrases = data.draw(st.sampled_from(TABLES))
    sets = [PhraseSet((phrase,)) for phrase in phrases]
    word = st.sampled_from([*words_of_table(phrases), ".", "?", "12", "٣", "x"])
    text = plain(" ".join(data.draw(st.lists(word, max_size=12))))
    named = [number for number, _ in PhraseIndex(enumerate(sets)).list_candidates(text)]
    finding = [number for number, one in enumerate(sets) if one.search(text) is not None]
    assert set(finding) <= set(named)
    assert named == sorted(set(named))


def test_an_index_of_sets_leaves_out_those_whose_words_are_not_there() -> None:
    day, number, drink = (
        ("day", PhraseSet(("next tuesday",))),
        ("number", PhraseSet(("[maybe] #",))),
        ("drink", PhraseSet(("tea",))),
    )
    index = PhraseIndex((day, number, drink))
    assert index.list_candidates(plain("a cup of tea")) == [drink]
    assert index.list_candidates(plain("at 7 on tuesday")) == [day, number]
