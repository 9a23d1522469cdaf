"""Whether a time in a message chooses an offered slot, asks for another, or puts the matter off."""

from __future__ import annotations

import re
from datetime import timedelta

from functions.outreach.domain.understanding.acts import Act, ActKind, ReadingRequest
from functions.outreach.domain.understanding.languages.plain_text import plain, words_of
from functions.outreach.domain.understanding.rules.hits import (
    BOOKING_CHANGES,
    LAST,
    LIKELY,
    SURE,
    Hit,
    kinds_of,
)
from functions.outreach.domain.understanding.rules.lexicon import Lexicon
from functions.outreach.domain.understanding.rules.slots.choice import (
    find_chosen_slot,
    without_first_no,
)
from functions.outreach.domain.understanding.rules.slots.lexicon import load_slot_lexicon
from functions.outreach.domain.understanding.time import phrases
from functions.outreach.domain.understanding.time.values import TimeWindow

FAR = timedelta(days=10)
"""A wish for a time farther away than this, and nothing else in the message, puts it off."""
WHOLE_MONTH = timedelta(days=27)
"""So does a wish for any time of a month to come, however near its first day is."""
SHORT_WORDS = 6
"""So few words leave little else that could be meant: a time alone."""


def find_wanted_times(
    text: str,
    lexicon: Lexicon,
    request: ReadingRequest,
    *,
    window: TimeWindow | None,
    hits: list[Hit],
) -> list[Hit]:
    """A chosen slot, or a wish for other times. `hits` are those found so far."""
    words = plain(text)
    none_fits = lexicon.none_fits.search(words)
    moving = bool(kinds_of(hits) & BOOKING_CHANGES & {*request.legal})
    if request.offered and not moving:
        chosen = _chosen(text, lexicon, request, window=window, hits=hits)
        if chosen is not None:
            return [chosen]
    if window is not None and none_fits is not None and request.offered and _near(window, request):
        # "None of them, I'm away until the 7th" turns down times; it does not put off.
        return [Hit(none_fits.start(), Act(ActKind.OTHER_TIMES, confidence=SURE, window=window))]
    if window is not None:
        return [Hit(LAST, Act(ActKind.OTHER_TIMES, confidence=LIKELY, window=window))]
    if none_fits is not None and request.offered:
        return [Hit(none_fits.start(), Act(ActKind.OTHER_TIMES, confidence=LIKELY))]
    return []


def _chosen(
    text: str,
    lexicon: Lexicon,
    request: ReadingRequest,
    *,
    window: TimeWindow | None,
    hits: list[Hit],
) -> Hit | None:
    """The offered time a message chooses, or its answer to the one that was read back."""
    words = plain(text)
    named = phrases.find_times(text, language=lexicon.language, local_now=request.local_now)
    times = named
    if request.read_back is not None:
        times = without_first_no(named, load_slot_lexicon(lexicon.language))
    place = find_chosen_slot(
        times, lexicon=lexicon, offered=request.offered, local_now=request.local_now
    )
    if place is not None and place == request.read_back and times is not named:
        # "No Tuesday" after "so that is Tuesday?" is neither a yes nor a no.
        return None
    if place is None and request.read_back is not None and window is None:
        return _answer_to_read_back(words, lexicon, request.read_back, hits)
    if place is None and window is None and lexicon.none_fits.search(words) is None:
        takes_any = _find_any(words, lexicon)
        if takes_any is not None and len(request.offered) > 1:
            act = Act(ActKind.CHOOSES_SLOT, confidence=SURE, any_slot=True)
            return Hit(takes_any.start(), act)
        agreed = len(request.offered) == 1 and (takes_any is not None or _agrees(hits))
        place = 0 if agreed else None
    return None if place is None else _choice(place)


def _choice(place: int) -> Hit:
    return Hit(0, Act(ActKind.CHOOSES_SLOT, confidence=SURE, slot=place))


def drop_later(hits: list[Hit], words: str, lexicon: Lexicon, request: ReadingRequest) -> list[Hit]:
    """ "Later on Thursday", with times offered, is a wish for that day and puts nothing off."""
    wishes = [hit for hit in hits if hit.act.kind is ActKind.OTHER_TIMES and hit.act.window]
    if not request.offered or not wishes or lexicon.later.search(words) is None:
        return hits
    alone = lexicon.not_now.search(lexicon.later.blank(words)) is None
    if not alone or any(hit.act.window and _far(hit.act.window, request) for hit in wishes):
        return hits
    return [hit for hit in hits if hit.act.kind is not ActKind.NOT_NOW]


def add_window(hit: Hit, window: TimeWindow | None) -> Hit:
    """ "Ask me in a month", "move it to Friday": the time belongs to that act."""
    if hit.act.kind not in {ActKind.NOT_NOW, ActKind.RESCHEDULES} or window is None:
        return hit
    act = Act(hit.act.kind, confidence=hit.act.confidence, window=window)
    return Hit(hit.at, act)


def turn_into_not_now(hit: Hit, request: ReadingRequest, *, interested: bool) -> Hit:
    """A far time alone ("in three months") puts off; beside interest it is a wish."""
    window = hit.act.window
    if hit.act.kind is not ActKind.OTHER_TIMES or window is None or interested:
        return hit
    if hit.act.confidence == SURE or not (_far(window, request) or _whole_month(window, request)):
        return hit
    short = len(words_of(plain(request.text))) <= SHORT_WORDS
    return Hit(hit.at, Act(ActKind.NOT_NOW, confidence=SURE if short else LIKELY, window=window))


def _answer_to_read_back(
    words: str, lexicon: Lexicon, read_back: int, hits: list[Hit]
) -> Hit | None:
    """A yes or a no to the time that was read back; None for anything else."""
    slots = load_slot_lexicon(lexicon.language)
    if slots.denied.search(words):
        return Hit(0, Act(ActKind.OTHER_TIMES, confidence=SURE))
    doubts = slots.unsettled.search(words) is not None or lexicon.none_fits.search(words)
    if not doubts and (_agrees(hits) or slots.confirmed.search(words)):
        return _choice(read_back)
    return None


def _find_any(words: str, lexicon: Lexicon) -> re.Match[str] | None:
    """ "Any of them works", with no if about it."""
    match = lexicon.any_fits.search(words)
    if match is None:
        return None
    slots = load_slot_lexicon(lexicon.language)
    doubted = (
        slots.unsettled.search(words)
        or slots.conditions.search(words)
        or slots.refused_before.search(words[: match.start()])
        or slots.refused_behind.match(words, match.end())
    )
    return None if doubted else match


def _agrees(hits: list[Hit]) -> bool:
    kinds = kinds_of(hits)
    return ActKind.INTERESTED in kinds and not kinds & {ActKind.DECLINED, ActKind.NOT_NOW}


def _near(window: TimeWindow, request: ReadingRequest) -> bool:
    return window.earliest - request.local_now.date() <= WHOLE_MONTH


def _far(window: TimeWindow, request: ReadingRequest) -> bool:
    return window.earliest - request.local_now.date() > FAR


def _whole_month(window: TimeWindow, request: ReadingRequest) -> bool:
    """ "Next month": no day of it is meant. An open end ("after the 5th") is a wish."""
    if window.latest is None or window.weekdays or window.from_time is not None:
        return False
    later = window.earliest > request.local_now.date()
    return later and window.latest - window.earliest >= WHOLE_MONTH
