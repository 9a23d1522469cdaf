"""What a customer says about a call being recorded: yes, no, or an end to it.

Only a message that is nothing else counts, in the language of the conversation. Must never take for
a yes what might be anything else.
"""

from __future__ import annotations

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


LONGEST_ANSWER = 14
"""Words; a longer message says more than that."""


@dataclass(frozen=True, slots=True)
class _Phrases:
    yes: PhraseSet
    not_against: PhraseSet
    no: PhraseSet
    stop: PhraseSet
    beside: PhraseSet


@cache
def _phrases(language: str) -> _Phrases:
    words = load_recording_words(language)
    return _Phrases(
        *map(PhraseSet, (words.yes, words.not_against, words.no, words.stop, words.beside))
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
