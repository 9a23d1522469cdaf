"""The one registry of languages: loads a language's tables when they are first asked for.

A new language is a folder with a file for each table and its code in `LANGUAGES`. Importing this
module must never load a table.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module

from functions.outreach.domain.understanding.languages.must_not_miss_words import MustNotMissWords
from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.reading_words import ReadingWords
from functions.outreach.domain.understanding.languages.recording_words import RecordingWords
from functions.outreach.domain.understanding.languages.slot_words import SlotWords
from functions.outreach.domain.understanding.languages.statement_words import StatementWords
from functions.outreach.domain.understanding.languages.tense_words import TenseWords
from functions.outreach.domain.understanding.languages.time_words import TimeWords
from functions.outreach.domain.understanding.languages.typed_words import TypedWords
from tenancy.values.lazy_dataclass import dataclass

LANGUAGES = ("en", "lt", "ru")
"""In the order in which they are tried when nothing tells which one a message is in."""


@cache
def load_must_not_miss_words(language: str) -> MustNotMissWords:
    return _load(language, "must_not_miss", MustNotMissWords)


@cache
def load_reading_words(language: str) -> ReadingWords:
    return _load(language, "reading", ReadingWords)


@cache
def load_time_words(language: str) -> TimeWords:
    return _load(language, "time", TimeWords)


@cache
def load_slot_words(language: str) -> SlotWords:
    return _load(language, "slots", SlotWords)


@cache
def load_tense_words(language: str) -> TenseWords:
    return _load(language, "tense", TenseWords)


@cache
def load_statement_words(language: str) -> StatementWords:
    return _load(language, "statements", StatementWords)


@cache
def load_typed_words(language: str) -> TypedWords:
    return _load(language, "typed", TypedWords)


@cache
def load_recording_words(language: str) -> RecordingWords:
    return _load(language, "recording", RecordingWords)


def _load[Words](language: str, table: str, kind: type[Words]) -> Words:
    if language not in LANGUAGES:
        raise LookupError(f"no tables for the language {language!r}")
    words = import_module(f"{__package__}.{language}.{table}").WORDS
    if not isinstance(words, kind):
        raise TypeError(f"{language}.{table} holds no {kind.__name__}")
    return words


@dataclass(frozen=True, slots=True)
class MustNotMissPhrases:
    """The must-not-miss phrases of every language at once: a customer may change language."""

    sure_opt_out: PhraseSet
    not_opt_out: PhraseSet
    likely_opt_out: PhraseSet
    opt_out_alone: tuple[str, ...]
    taken_back: PhraseSet
    human: PhraseSet
    not_human: PhraseSet
    wrong_person: PhraseSet
    hostile: PhraseSet
    grave: PhraseSet
    not_hostile: PhraseSet
    automatic: PhraseSet
    screening: PhraseSet
    automatic_hint: PhraseSet


@cache
def load_must_not_miss_phrases() -> MustNotMissPhrases:
    tables = [load_must_not_miss_words(language) for language in LANGUAGES]

    def gather(phrases_of: Callable[[MustNotMissWords], tuple[str, ...]]) -> PhraseSet:
        return PhraseSet(phrase for table in tables for phrase in phrases_of(table))

    return MustNotMissPhrases(
        sure_opt_out=gather(lambda table: table.sure_opt_out),
        not_opt_out=gather(lambda table: table.not_opt_out),
        likely_opt_out=gather(lambda table: table.likely_opt_out),
        opt_out_alone=tuple(word for table in tables for word in table.opt_out_alone),
        taken_back=gather(lambda table: table.taken_back),
        human=gather(lambda table: table.human),
        not_human=gather(lambda table: table.not_human),
        wrong_person=gather(lambda table: table.wrong_person),
        hostile=gather(lambda table: table.hostile),
        grave=gather(lambda table: table.grave),
        not_hostile=gather(lambda table: table.not_hostile),
        automatic=gather(lambda table: (*table.automatic, *table.screening)),
        screening=gather(lambda table: table.screening),
        automatic_hint=gather(lambda table: table.automatic_hint),
    )
