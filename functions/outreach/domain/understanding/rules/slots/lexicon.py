"""One language's words for choosing among offered times, ready to be searched for."""

from __future__ import annotations

from functools import cache

from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.slot_words import SlotWords
from functions.outreach.domain.understanding.languages.tables import load_slot_words
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class SlotLexicon:
    """One language's words for choosing, ready to be searched for."""

    words: SlotWords
    beside: frozenset[str]
    pointing: frozenset[str]
    leading: frozenset[str]
    at_time: frozenset[str]
    of_two: frozenset[str]
    joining: frozenset[str]
    nots: frozenset[str]
    nots_forward: frozenset[str]
    labels: PhraseSet
    bare: PhraseSet
    alone: PhraseSet
    compared: PhraseSet
    many: PhraseSet
    rest: PhraseSet
    refused_before: PhraseSet
    refused_behind: PhraseSet
    wanted_before: PhraseSet
    wanted_behind: PhraseSet
    confirmed: PhraseSet
    denied: PhraseSet
    unsettled: PhraseSet
    conditions: PhraseSet
    proposing: PhraseSet
    two: PhraseSet


@cache
def load_slot_lexicon(language: str) -> SlotLexicon:
    words = load_slot_words(language)
    places = {"place": words.places}
    return SlotLexicon(
        words=words,
        beside=frozenset(words.beside.split()),
        pointing=frozenset(words.pointing.split()),
        leading=frozenset(words.leading.split()),
        at_time=frozenset(words.at_time.split()),
        of_two=frozenset(words.of_two.split()),
        joining=frozenset(words.joining.split()),
        nots=frozenset(words.nots.split()),
        nots_forward=frozenset(words.nots_forward.split()),
        labels=PhraseSet(words.labels, places),
        bare=PhraseSet(("<place>",), places),
        alone=PhraseSet(("<place>",), {"place": words.alone}),
        compared=PhraseSet(("<place>",), {"place": words.compared}),
        many=PhraseSet(("<place>",), {"place": words.many}),
        rest=PhraseSet(words.rest),
        refused_before=PhraseSet(words.refused_before, at_end=True),
        refused_behind=PhraseSet(words.refused_behind),
        wanted_before=PhraseSet(words.wanted_before, at_end=True),
        wanted_behind=PhraseSet(words.wanted_behind),
        confirmed=PhraseSet(words.confirmed),
        denied=PhraseSet(words.denied),
        unsettled=PhraseSet(words.unsettled),
        conditions=PhraseSet(words.conditions),
        proposing=PhraseSet(words.proposing),
        two=PhraseSet(words.two),
    )
