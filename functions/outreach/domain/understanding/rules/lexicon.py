"""One language's phrases for what customers do, ready to be searched for."""

from __future__ import annotations

from functools import cache

from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.languages.phrase_set import PhraseIndex, PhraseSet
from functions.outreach.domain.understanding.languages.reading_words import ReadingWords
from functions.outreach.domain.understanding.languages.tables import load_reading_words
from functions.product.channels import Channel
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Lexicon:
    language: str
    words: ReadingWords
    acts: PhraseIndex[ActKind]
    not_now: PhraseSet
    none_fits: PhraseSet
    any_fits: PhraseSet
    later: PhraseSet
    yes_with_no: PhraseSet
    idle: PhraseSet
    about_product: PhraseSet
    about_meeting: PhraseSet
    channels: tuple[tuple[Channel, PhraseSet], ...]
    question: PhraseSet


@cache
def load_lexicon(language: str) -> Lexicon:
    words = load_reading_words(language)
    not_now = PhraseSet(words.not_now)
    return Lexicon(
        language=language,
        words=words,
        acts=PhraseIndex(
            (
                (ActKind.INTERESTED, PhraseSet(words.interested)),
                (ActKind.UNSURE, PhraseSet(words.unsure)),
                (ActKind.NOT_NOW, not_now),
                (ActKind.DECLINED, PhraseSet(words.declined)),
                (ActKind.ASKS_PRICE, PhraseSet(words.asks_price)),
                (ActKind.NEGOTIATES, PhraseSet(words.negotiates)),
                (ActKind.ARE_YOU_A_PERSON, PhraseSet(words.are_you_a_person)),
                (ActKind.THANKS, PhraseSet(words.thanks)),
                (ActKind.CANCELS_BOOKING, PhraseSet(words.cancels)),
                (ActKind.RESCHEDULES, PhraseSet(words.reschedules)),
                (ActKind.OPT_IN, PhraseSet(words.opt_in)),
            )
        ),
        not_now=not_now,
        none_fits=PhraseSet(words.none_fits),
        any_fits=PhraseSet(words.any_fits),
        later=PhraseSet(words.later),
        yes_with_no=PhraseSet(words.yes_with_no),
        idle=PhraseSet(words.idle),
        about_product=PhraseSet(words.about_product),
        about_meeting=PhraseSet(words.about_meeting),
        channels=tuple((Channel(name), PhraseSet(asks)) for name, asks in words.channels.items()),
        question=PhraseSet(words.question_starts),
    )
