"""Reads a customer's message by rules in English, Lithuanian and Russian, without any model.

It names acts that are legal now and is unsure where its phrases are; it never decides what follows.
"""

from __future__ import annotations

from functions.outreach.domain.understanding.acts import (
    MUST_NOT_MISS,
    Act,
    ActKind,
    Reading,
    ReadingRequest,
)
from functions.outreach.domain.understanding.languages.plain_text import plain, words_of
from functions.outreach.domain.understanding.languages.tables import LANGUAGES
from functions.outreach.domain.understanding.mail.newest_words import newest_words
from functions.outreach.domain.understanding.rules.contradictions import (
    add_answer,
    drop_contradictions,
)
from functions.outreach.domain.understanding.rules.hits import (
    BOOKING_CHANGES,
    LIKELY,
    SURE,
    Hit,
    acts_in_order,
    kinds_of,
)
from functions.outreach.domain.understanding.rules.lexicon import Lexicon, load_lexicon
from functions.outreach.domain.understanding.rules.questions import (
    asks_about_product,
    find_questions,
    within_question,
)
from functions.outreach.domain.understanding.rules.wanted_times import drop_later, find_wanted_times
from functions.outreach.domain.understanding.time import phrases
from functions.outreach.domain.understanding.time.phrases import TimeMention
from functions.outreach.domain.understanding.time.tense import Meaning
from functions.outreach.domain.understanding.time.values import TimeWindow

NAME = "embedded"
PLAIN_WORDS = 12
"""So few words leave little else that could be meant: a channel alone."""
_NO = frozenset(words_of(plain("not dont never no cant cannot wont stop ne nebe не нет никогда")))
_DECIDED = {ActKind.INTERESTED, ActKind.DECLINED, ActKind.NOT_NOW, *BOOKING_CHANGES}


class RuleReader:
    """Implements `understand.Reader`; it is always available."""

    def read(
        self,
        request: ReadingRequest,
        earlier: tuple[Reading, ...] = (),  # noqa: ARG002 - rules read alone
    ) -> Reading:
        """The legal acts of one message in the order of its words; none if no phrase is known."""
        newest = _newest(request)
        legal = {*request.legal, *MUST_NOT_MISS}
        for language in _languages_to_try(request.language, newest):
            acts = acts_in_order(_hits(newest, load_lexicon(language), request))
            kept = tuple(act for act in acts if act.kind in legal)
            if kept:
                return Reading(acts=kept, reader=NAME)
        return Reading(acts=(), reader=NAME)


def time_in(request: ReadingRequest) -> TimeMention:
    """The time a message names, as the rules use it; a question about what is sold names none."""
    text = _newest(request)
    for language in _languages_to_try(request.language, text):
        lexicon = load_lexicon(language)
        words = _words_that_count(plain(text), lexicon)
        mention = _mention(text, words, _phrase_hits(words, lexicon), lexicon, request)
        if mention.meaning is not Meaning.NONE:
            return mention
    return TimeMention(Meaning.NONE)


def _newest(request: ReadingRequest) -> str:
    return newest_words(request.text)


def _words_that_count(whole: str, lexicon: Lexicon) -> str:
    return lexicon.idle.blank(lexicon.yes_with_no.blank(whole))


def _mention(
    text: str, words: str, hits: list[Hit], lexicon: Lexicon, request: ReadingRequest
) -> TimeMention:
    if not _DECIDED & kinds_of(hits) and asks_about_product(words, lexicon):
        return TimeMention(Meaning.NONE)
    return phrases.read_time(text, language=lexicon.language, local_now=request.local_now)


def _languages_to_try(wanted: str, text: str) -> tuple[str, ...]:
    """The conversation's language first, then the others: people switch."""
    cyrillic = any("а" <= char <= "я" for char in text.lower())
    likely = "ru" if cyrillic else wanted
    return tuple(dict.fromkeys(name for name in (likely, wanted, *LANGUAGES) if name in LANGUAGES))


def _hits(text: str, lexicon: Lexicon, request: ReadingRequest) -> list[Hit]:
    whole = plain(text)
    agreed = lexicon.yes_with_no.search(whole)
    words = _words_that_count(whole, lexicon)
    hits = _phrase_hits(words, lexicon)
    window = _mention(text, words, hits, lexicon, request).window
    if agreed is not None:
        hits.append(Hit(agreed.start(), Act(ActKind.INTERESTED, confidence=SURE)))
    hits += _channel_hits(words, lexicon, window=window, hits=hits)
    hits += find_wanted_times(text, lexicon, request, window=window, hits=hits)
    hits = drop_later(hits, words, lexicon, request)
    hits = drop_contradictions(hits, window, request)
    hits += find_questions(words, lexicon, request, window=window, hits=hits)
    return add_answer(hits, words, request)


def _phrase_hits(words: str, lexicon: Lexicon) -> list[Hit]:
    hits = []
    for kind, known in lexicon.acts.list_candidates(words):
        match = known.search(words)
        if match and not (kind is ActKind.DECLINED and within_question(words, match, lexicon)):
            hits.append(Hit(match.start(), Act(kind, confidence=SURE)))
    return hits


def _channel_hits(
    words: str, lexicon: Lexicon, *, window: TimeWindow | None, hits: list[Hit]
) -> list[Hit]:
    """The channel asked for; of several the last ("don't call, email me" means email).

    It is sure only where the message says nothing else: beside a time, "call me" is about that
    time.
    """
    other = kinds_of(hits) & {ActKind.NOT_NOW, ActKind.DECLINED, *BOOKING_CHANGES}
    alone = window is None and not other and len(words_of(words)) <= PLAIN_WORDS
    found = [
        Hit(
            match.start(),
            Act(ActKind.CHOOSES_CHANNEL, confidence=SURE if alone else LIKELY, channel=channel),
        )
        for channel, asks in lexicon.channels
        for match in asks.finditer(words)
        if words[: match.start()].rsplit(maxsplit=1)[-1] not in _NO
    ]
    return [max(found, key=lambda hit: hit.at)] if found else []
