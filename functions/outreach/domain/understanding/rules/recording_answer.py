"""What a customer says about a call being recorded: yes, no, or an end to it; and whether an answer
of ours denies it.

Only a message that is nothing else counts as an answer, in the language of the conversation; a wish
that recording ends is heard beside anything, in every language. Must never take for a yes what
might be anything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import cache

from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import ASKS, plain, words_of
from functions.outreach.domain.understanding.languages.tables import (
    LANGUAGES,
    load_recording_words,
)
from tenancy.values.lazy_dataclass import dataclass


class RecordingAnswer(StrEnum):
    YES = "yes"
    NO = "no"
    STOP = "stop"


_SENTENCE_ENDS = re.compile(r"[.!?;…]+")
LONGEST_ANSWER = 14
"""Words; a longer message says more than that."""


@dataclass(frozen=True, slots=True)
class _Phrases:
    yes: PhraseSet
    not_against: PhraseSet
    no: PhraseSet
    stop: PhraseSet
    beside: PhraseSet
    recording: PhraseSet
    against: PhraseSet
    recorded: PhraseSet
    calls: PhraseSet
    denies: PhraseSet
    unless: PhraseSet


@cache
def _phrases(language: str) -> _Phrases:
    words = load_recording_words(language)
    return _Phrases(
        yes=PhraseSet(words.yes),
        not_against=PhraseSet(words.not_against),
        no=PhraseSet(words.no),
        stop=PhraseSet(words.stop),
        beside=PhraseSet(words.beside),
        recording=PhraseSet(words.recording),
        against=PhraseSet(words.against),
        recorded=PhraseSet(words.recorded),
        calls=PhraseSet(words.calls),
        denies=PhraseSet(words.denies),
        unless=PhraseSet(words.unless),
    )


def read_recording_answer(text: str, *, language: str) -> RecordingAnswer | None:
    """None for whatever else it is, or says besides.

    A no beside a yes is a no ("no, that's fine" is not agreed to), and a question is no yes.
    """
    words = plain(text)
    if language not in LANGUAGES or len(words_of(words)) > LONGEST_ANSWER:
        return None
    phrases = _phrases(language)
    without_stop = phrases.stop.blank(words)
    not_against = phrases.not_against.blank(without_stop)
    without_no = phrases.no.blank(not_against)
    without_yes = phrases.yes.blank(without_no)
    if any(word != "_" and word[0].isalnum() for word in phrases.beside.blank(without_yes).split()):
        return None
    if without_stop != words:
        return RecordingAnswer.STOP
    if without_no != not_against:
        return RecordingAnswer.NO
    agrees = not_against != without_stop or without_yes != without_no
    return RecordingAnswer.YES if agrees and ASKS not in words else None


def wishes_no_recording(text: str) -> bool:
    """Whether the words may ask that recording ends, whatever they say besides, in any language.

    It may find one in what is none ("so you are not recording?"): the recording then ends early.
    """
    words = plain(text)
    return any(_is_against_recording(words, _phrases(language)) for language in LANGUAGES)


def denies_recording(text: str, *, language: str, questions: Sequence[str] = ()) -> bool:
    """Whether an answer of ours says that calls are not recorded, whatever the customer agrees to.

    `questions` are what it answers: one about a call being recorded says what the answer is about,
    where the sentence itself does not name the call. By the words of each sentence, so that a
    denial in unusual words is not found; what may be another matter is none.
    """
    if language not in LANGUAGES:
        return False
    phrases = _phrases(language)
    about_calls = any(_asks_if_recorded(plain(question), phrases) for question in questions)
    return any(_denies(one, phrases, about_calls) for one in _SENTENCE_ENDS.split(text))


def _asks_if_recorded(words: str, phrases: _Phrases) -> bool:
    return bool(phrases.recorded.search(words) and phrases.calls.search(words))


def _denies(sentence: str, phrases: _Phrases, about_calls: bool) -> bool:
    """A denial stands between two commas; what it depends on, and the call, anywhere beside it."""
    words = plain(sentence)
    if phrases.unless.search(words) or not (about_calls or phrases.calls.search(words)):
        return False
    return any(phrases.denies.search(plain(clause)) for clause in sentence.split(","))


def _is_against_recording(words: str, phrases: _Phrases) -> bool:
    if phrases.stop.search(words):
        return True
    doubtful = phrases.not_against.blank(words)
    return bool(phrases.recording.search(doubtful) and phrases.against.search(doubtful))
