"""Reads a customer's message by rules in English, Lithuanian and Russian, without any model.

It is the default reader and the fallback of any other. It names acts that are legal now, always
the must-not-miss ones, and says so when it is unsure; it never decides what follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.understanding import knowledge, must_not_miss
from functions.outreach.domain.understanding.acts import (
    MUST_NOT_MISS,
    Act,
    ActKind,
    Reading,
    ReadingRequest,
)
from functions.outreach.domain.understanding.languages.en import reading as reading_en
from functions.outreach.domain.understanding.languages.lt import reading as reading_lt
from functions.outreach.domain.understanding.languages.pattern import blanked, compiled
from functions.outreach.domain.understanding.languages.plain_text import ASKS, END, plain, words_of
from functions.outreach.domain.understanding.languages.reading_words import ReadingWords
from functions.outreach.domain.understanding.languages.ru import reading as reading_ru
from functions.outreach.domain.understanding.reply_text import latest_reply_text
from functions.outreach.domain.understanding.slot_choice import slot_named
from functions.outreach.domain.understanding.time import phrases
from functions.outreach.domain.understanding.time.values import TimeWindow
from functions.product.channels import Channel

NAME = "embedded"
SURE, LIKELY, GUESS = 0.9, 0.75, 0.3
FAR = timedelta(days=10)
"""A wish for a time farther away than this, and nothing else said, puts the matter off."""
WHOLE_MONTH = timedelta(days=27)
"""So does a wish for any time of a month to come, however near its first day is."""
SHORT_WORDS, PLAIN_WORDS = 6, 12
"""So few words leave little else that could be meant: a time alone, a channel alone."""
WORDS: dict[str, ReadingWords] = {
    "en": reading_en.WORDS,
    "lt": reading_lt.WORDS,
    "ru": reading_ru.WORDS,
}
PROBES = {Part.LEAVING_REASON.value, Part.BLOCKERS.value}
"""Parts that invite a story: what is told is the answer, whatever it resembles."""
_POLITE_OK = frozenset(
    plain("ok okay fine alright great perfect cool gerai puiku хорошо ок ладно отлично").split()
)
_SENTENCE = re.compile(rf"[^{END}{ASKS}]*[{END}{ASKS}]?")
_FIELDS = {
    ActKind.INTERESTED: "interested",
    ActKind.UNSURE: "unsure",
    ActKind.NOT_NOW: "not_now",
    ActKind.DECLINED: "declined",
    ActKind.ASKS_PRICE: "asks_price",
    ActKind.NEGOTIATES: "negotiates",
    ActKind.ARE_YOU_A_PERSON: "are_you_a_person",
    ActKind.THANKS: "thanks",
    ActKind.CANCELS_BOOKING: "cancels",
    ActKind.RESCHEDULES: "reschedules",
    ActKind.OPT_IN: "opt_in",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """An act and where in the message it was found."""

    at: int
    act: Act


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words, compiled."""

    words: ReadingWords
    acts: tuple[tuple[ActKind, re.Pattern[str]], ...]
    none_fits: re.Pattern[str]
    any_fits: re.Pattern[str]
    later: re.Pattern[str]
    yes_with_no: re.Pattern[str]
    idle: re.Pattern[str]
    about_product: re.Pattern[str]
    about_meeting: re.Pattern[str]
    channels: tuple[tuple[Channel, re.Pattern[str]], ...]
    question: re.Pattern[str]


@cache
def _lexicon(language: str) -> Lexicon:
    words = WORDS[language]
    return Lexicon(
        words=words,
        acts=tuple((kind, compiled(getattr(words, field))) for kind, field in _FIELDS.items()),
        none_fits=compiled(words.none_fits),
        any_fits=compiled(words.any_fits),
        later=compiled(words.later),
        yes_with_no=compiled(words.yes_with_no),
        idle=compiled(words.idle),
        about_product=compiled(words.about_product),
        about_meeting=compiled(words.about_meeting),
        channels=tuple((Channel(name), compiled(said)) for name, said in words.channels.items()),
        question=compiled(words.question_starts),
    )


class EmbeddedReader:
    """Implements `ports.Reader`."""

    def read(self, request: ReadingRequest) -> Reading:
        """The acts of one message in the order they were said; at least one."""
        found = must_not_miss.find(request.text, headers=request.headers)
        if any(act.kind is ActKind.AUTOMATIC for act in found):
            return Reading(acts=found, reader=NAME)
        newest = latest_reply_text(request.text) if "\n" in request.text else request.text
        legal = {*request.legal, *MUST_NOT_MISS}
        for language in _languages(request.language, newest):
            acts = _in_order(_read(newest, language, request))
            kept = tuple(act for act in acts if act.kind in legal)
            if kept:
                return Reading(acts=(*found, *_beside(kept, found)), reader=NAME)
        return Reading(acts=found or (_fallback(newest, request),), reader=NAME)


def _languages(wanted: str, text: str) -> tuple[str, ...]:
    """The conversation's language first, then the others: people switch."""
    cyrillic = any("а" <= char <= "я" for char in text.lower())
    likely = "ru" if cyrillic else wanted
    return tuple(
        dict.fromkeys(name for name in (likely, wanted, "en", "lt", "ru") if name in WORDS)
    )


def _beside(acts: tuple[Act, ...], found: tuple[Act, ...]) -> tuple[Act, ...]:
    """Acts worth keeping beside must-not-miss ones: who opts out is not also "interested"."""
    if not found:
        return acts
    contrary = {ActKind.INTERESTED, ActKind.DECLINED, ActKind.NOT_NOW, ActKind.UNSURE}
    return tuple(act for act in acts if act.kind not in contrary)


def _fallback(text: str, request: ReadingRequest) -> Act:
    """Nothing was recognised: an answer if one was asked for, else unclear."""
    if ActKind.ANSWERS in request.legal and words_of(plain(text)):
        return Act(ActKind.ANSWERS, confidence=LIKELY)
    return Act(ActKind.UNCLEAR, confidence=GUESS)


def _in_order(hits: list[Hit]) -> tuple[Act, ...]:
    ordered = [hit.act for hit in sorted(hits, key=lambda hit: hit.at)]
    return tuple(dict.fromkeys(ordered))


def _read(text: str, language: str, request: ReadingRequest) -> list[Hit]:
    lexicon = _lexicon(language)
    said = plain(text)
    agreed = lexicon.yes_with_no.search(said)
    words = blanked(lexicon.idle, blanked(lexicon.yes_with_no, said))
    window = phrases.parse(text, language=language, local_now=request.local_now)
    hits = _phrase_hits(words, lexicon)
    decided = {ActKind.INTERESTED, ActKind.DECLINED, ActKind.NOT_NOW, *_MOVES}
    if not decided & {hit.act.kind for hit in hits} and _asks_about_product(words, lexicon):
        window = None
    if agreed is not None:
        hits.append(Hit(agreed.start(), Act(ActKind.INTERESTED, confidence=SURE)))
    hits += _channel_hits(words, lexicon, window=window, said=hits)
    hits += _time_hits(text, lexicon, request, language=language, window=window, said=hits)
    hits = _another_hour(hits, words, lexicon, request)
    hits = _settled(hits, window, request)
    hits += _question_hits(words, language, request, hits, window)
    return _with_answer(hits, words, request)


def _phrase_hits(words: str, lexicon: Lexicon) -> list[Hit]:
    hits = []
    for kind, pattern in lexicon.acts:
        match = pattern.search(words)
        if match and not (kind is ActKind.DECLINED and _within_question(words, match, lexicon)):
            hits.append(Hit(match.start(), Act(kind, confidence=SURE)))
    return hits


def _within_question(words: str, match: re.Match[str], lexicon: Lexicon) -> bool:
    """ "What happens to my data if I pass" declines nothing."""
    return any(
        start < match.start() < start + len(sentence) and lexicon.question.match(sentence, 1)
        for start, sentence in _sentences(words)
    )


def _asks_about_product(words: str, lexicon: Lexicon) -> bool:
    """ "Does it work on Sundays?": all that is said asks about what is sold, not for a time."""
    sentences = [sentence for _, sentence in _sentences(words)]
    asking = [
        sentence
        for sentence in sentences
        if ASKS in sentence or lexicon.question.match(sentence, 1) is not None
    ]
    about = any(lexicon.about_product.search(sentence) for sentence in asking)
    return (
        about
        and len(asking) == len(sentences)
        and not any(lexicon.about_meeting.search(sentence) for sentence in asking)
    )


_NO = frozenset(words_of(plain("not dont never no cant cannot wont stop ne nebe не нет никогда")))


def _channel_hits(
    words: str, lexicon: Lexicon, *, window: TimeWindow | None, said: list[Hit]
) -> list[Hit]:
    """The channel asked for; of several the last ("don't call, email me" means email).

    It is sure only where nothing else is said: beside a time, "call me" is about that time.
    """
    kinds = {hit.act.kind for hit in said}
    other = kinds & {ActKind.NOT_NOW, ActKind.DECLINED, *_MOVES}
    alone = window is None and not other and len(words_of(words)) <= PLAIN_WORDS
    found = [
        Hit(
            match.start(),
            Act(ActKind.CHOOSES_CHANNEL, confidence=SURE if alone else LIKELY, channel=channel),
        )
        for channel, pattern in lexicon.channels
        for match in pattern.finditer(words)
        if words[: match.start()].rsplit(maxsplit=1)[-1] not in _NO
    ]
    return [max(found, key=lambda hit: hit.at)] if found else []


def _time_hits(
    text: str,
    lexicon: Lexicon,
    request: ReadingRequest,
    *,
    language: str,
    window: TimeWindow | None,
    said: list[Hit],
) -> list[Hit]:
    """A chosen slot, or a wish for other times."""
    words = plain(text)
    none_fits = lexicon.none_fits.search(words)
    moving = any(hit.act.kind in _MOVES for hit in said)
    if request.offered and none_fits is None and not moving:
        place = slot_named(
            words,
            words=lexicon.words,
            offered=request.offered,
            window=window,
            naming=phrases.naming(text, language=language, local_now=request.local_now),
        )
        if place is None and window is None and lexicon.any_fits.search(words):
            place = 0
        if place is None and window is None and len(request.offered) == 1 and _agrees(said):
            place = 0
        if place is not None:
            return [Hit(0, Act(ActKind.CHOOSES_SLOT, confidence=SURE, slot=place))]
    if window is not None and none_fits is not None and request.offered and _near(window, request):
        # "None of them, I'm away until the 7th" turns down times; it does not put off.
        return [Hit(none_fits.start(), Act(ActKind.OTHER_TIMES, confidence=SURE, window=window))]
    if window is not None:
        return [Hit(_LAST, Act(ActKind.OTHER_TIMES, confidence=LIKELY, window=window))]
    if none_fits is not None and request.offered:
        return [Hit(none_fits.start(), Act(ActKind.OTHER_TIMES, confidence=LIKELY))]
    return []


_MOVES = {ActKind.CANCELS_BOOKING, ActKind.RESCHEDULES}
_LAST = 1_000_000


def _near(window: TimeWindow, request: ReadingRequest) -> bool:
    return window.earliest - request.local_now.date() <= WHOLE_MONTH


def _another_hour(
    hits: list[Hit], words: str, lexicon: Lexicon, request: ReadingRequest
) -> list[Hit]:
    """ "Later on Thursday", with times offered, is a wish for that day and puts nothing off."""
    later = lexicon.later.search(words)
    wishes = [hit for hit in hits if hit.act.kind is ActKind.OTHER_TIMES and hit.act.window]
    if later is None or not request.offered or not wishes:
        return hits
    alone = not dict(lexicon.acts)[ActKind.NOT_NOW].search(blanked(lexicon.later, words))
    if not alone or any(hit.act.window and _far(hit.act.window, request) for hit in wishes):
        return hits
    return [hit for hit in hits if hit.act.kind is not ActKind.NOT_NOW]


def _agrees(said: list[Hit]) -> bool:
    kinds = {hit.act.kind for hit in said}
    return ActKind.INTERESTED in kinds and not kinds & {ActKind.DECLINED, ActKind.NOT_NOW}


def _settled(hits: list[Hit], window: TimeWindow | None, request: ReadingRequest) -> list[Hit]:
    """Resolve what cannot all be meant: "no, not now" is not a decline, and so on."""
    kinds = {hit.act.kind for hit in hits}
    drop: set[ActKind] = set()
    if ActKind.CHOOSES_SLOT in kinds:
        drop |= {ActKind.INTERESTED, ActKind.UNSURE, ActKind.NOT_NOW, ActKind.DECLINED}
        drop |= {ActKind.OTHER_TIMES}
    wishes = [hit.act for hit in hits if hit.act.kind is ActKind.OTHER_TIMES]
    if any(wish.window is not None and wish.confidence == SURE for wish in wishes):
        drop |= {ActKind.NOT_NOW}
    elif ActKind.NOT_NOW in kinds:
        drop |= {ActKind.DECLINED, ActKind.OTHER_TIMES, ActKind.UNSURE}
    elif ActKind.DECLINED in kinds:
        drop |= {ActKind.INTERESTED, ActKind.UNSURE}
    if ActKind.UNSURE in kinds and ActKind.NOT_NOW not in kinds:
        drop |= {ActKind.INTERESTED} if ActKind.DECLINED not in kinds else set()
    if kinds & _MOVES:
        drop |= {ActKind.INTERESTED, ActKind.DECLINED, ActKind.NOT_NOW}
    if request.offered and kinds >= {ActKind.OTHER_TIMES, ActKind.DECLINED}:
        # "None of them suits me" turns down the times, not the conversation.
        drop |= {ActKind.DECLINED} if ActKind.THANKS not in kinds else set()
    if ActKind.THANKS in kinds and _takes_leave(request.text):
        drop |= {ActKind.INTERESTED}
    if ActKind.CANCELS_BOOKING in kinds and ActKind.RESCHEDULES in kinds:
        drop |= {ActKind.CANCELS_BOOKING}
    if ActKind.ARE_YOU_A_PERSON in kinds:
        drop |= {ActKind.UNSURE}
    interested = ActKind.INTERESTED in kinds - drop
    if ActKind.NOT_NOW in kinds and ActKind.INTERESTED in kinds:
        drop |= {ActKind.INTERESTED}
    settled = [_dated(hit, window) for hit in hits if hit.act.kind not in drop]
    return [_put_off(hit, request, interested=interested) for hit in settled]


def _takes_leave(text: str) -> bool:
    """ "OK, thanks" ends a conversation; it does not agree to anything."""
    words = words_of(plain(text))
    return 0 < len(words) <= 4 and words[0] in _POLITE_OK


def _dated(hit: Hit, window: TimeWindow | None) -> Hit:
    """ "Ask me in a month", "move it to Friday": the time belongs to that act."""
    if hit.act.kind not in {ActKind.NOT_NOW, ActKind.RESCHEDULES} or window is None:
        return hit
    act = Act(hit.act.kind, confidence=hit.act.confidence, window=window)
    return Hit(hit.at, act)


def _put_off(hit: Hit, request: ReadingRequest, *, interested: bool) -> Hit:
    """A far time alone ("in three months") puts off; beside interest it is a wish."""
    window = hit.act.window
    if hit.act.kind is not ActKind.OTHER_TIMES or window is None or interested:
        return hit
    if hit.act.confidence == SURE or not (_far(window, request) or _whole_month(window, request)):
        return hit
    short = len(words_of(plain(request.text))) <= SHORT_WORDS
    return Hit(hit.at, Act(ActKind.NOT_NOW, confidence=SURE if short else LIKELY, window=window))


def _far(window: TimeWindow, request: ReadingRequest) -> bool:
    return window.earliest - request.local_now.date() > FAR


def _whole_month(window: TimeWindow, request: ReadingRequest) -> bool:
    """ "Next month": no day of it is meant. An open end ("after the 5th") is a wish."""
    if window.latest is None or window.weekdays or window.from_time is not None:
        return False
    later = window.earliest > request.local_now.date()
    return later and window.latest - window.earliest >= WHOLE_MONTH


_ANSWERED = {ActKind.ASKS_PRICE, ActKind.NEGOTIATES, ActKind.ARE_YOU_A_PERSON}
"""Questions that have lines of their own, so no knowledge is looked up."""
_EXPLAINED = {
    ActKind.ASKS_PRICE,
    ActKind.NEGOTIATES,
    ActKind.ARE_YOU_A_PERSON,
    ActKind.CHOOSES_SLOT,
    ActKind.OTHER_TIMES,
    ActKind.INTERESTED,
    ActKind.CHOOSES_CHANNEL,
    ActKind.RESCHEDULES,
    ActKind.CANCELS_BOOKING,
    ActKind.NOT_NOW,
    ActKind.UNSURE,
    ActKind.DECLINED,
}
"""A sentence with one of these needs no other reading as a question, unless an answer matches."""


def _question_hits(
    words: str,
    language: str,
    request: ReadingRequest,
    hits: list[Hit],
    window: TimeWindow | None,
) -> list[Hit]:
    found = []
    question = _lexicon(language).question
    for start, sentence in _sentences(words):
        begins = question.match(sentence, 1) is not None
        if not (begins or ASKS in sentence):
            continue
        answer = knowledge.match(sentence, request.answers, language=language)
        end = start + len(sentence)
        inside = {hit.act.kind for hit in hits if start <= hit.at < end}
        timed = window is not None and bool(
            phrases.parse(sentence, language=language, local_now=request.local_now)
        )
        if inside & _ANSWERED or (answer is None and (timed or inside & _EXPLAINED)):
            continue
        confidence = SURE if answer is not None else LIKELY
        found.append(Hit(start, Act(ActKind.ASKS_QUESTION, confidence=confidence, answer=answer)))
    return found


def _sentences(words: str) -> Iterator[tuple[int, str]]:
    """Each sentence with a leading space, and where it starts."""
    for match in _SENTENCE.finditer(words):
        if words_of(match.group()):
            yield match.start(), match.group()


def _with_answer(hits: list[Hit], words: str, request: ReadingRequest) -> list[Hit]:
    """Add ANSWERS where the agent had asked for words of the customer's own."""
    if ActKind.ANSWERS not in request.legal:
        return hits
    kinds = {hit.act.kind for hit in hits}
    answer = Hit(_LAST + 1, Act(ActKind.ANSWERS, confidence=LIKELY))
    long = len(words_of(words)) >= 4
    if request.asked in PROBES:
        refusing = {ActKind.NOT_NOW, ActKind.DECLINED, ActKind.ARE_YOU_A_PERSON}
        if not long and kinds & {*refusing, ActKind.ASKS_QUESTION, ActKind.ASKS_PRICE}:
            return hits
        told = {ActKind.NEGOTIATES, ActKind.UNSURE, ActKind.INTERESTED, ActKind.DECLINED}
        kept = [hit for hit in hits if hit.act.kind not in told]
        return [*kept, answer]
    if not kinds & _EXPLAINED and ActKind.ASKS_QUESTION not in kinds:
        return [*hits, answer]
    return hits
