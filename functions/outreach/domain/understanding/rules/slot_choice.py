"""Which offered time a message chooses: by number, by its place in the list, or by its time.

It chooses only what is certain; a time that was not offered is a wish for other times.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from functions.outreach.domain.understanding.languages.pattern import meaning
from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import ASKS, words_of
from functions.outreach.domain.understanding.rules.lexicon import Lexicon
from functions.outreach.domain.understanding.time.phrases import Naming
from functions.outreach.domain.understanding.time.values import TimeWindow

_BARE_WORDS, _LABELLED_WORDS = 6, 15
"""How long a message may be whose place in the list counts: bare ("2") or named ("number 2")."""


def find_chosen_slot(
    plain_text: str,
    *,
    lexicon: Lexicon,
    offered: tuple[datetime, ...],
    window: TimeWindow | None,
    naming: Naming,
) -> int | None:
    """Index of the chosen slot, or None. A named time goes before a number."""
    if _places(plain_text, lexicon.refused_choices):
        return None
    if window is not None and lexicon.later.search(plain_text):
        # "Later on Thursday" is another hour than the one offered.
        return None
    if ASKS in plain_text and window is not None and not naming.weekdays and not _has_hour(window):
        # "Is there anything in a week?" asks for times, even where one offered would fit.
        return None
    if len(words_of(plain_text)) <= 2 and not naming.weekdays and (window is None or not window.at):
        # "Первое" is the first of the offered, not of the month.
        named = _by_place(plain_text, lexicon, len(offered))
        if named is not None:
            return named
    if window is not None:
        return _by_time(window, offered, naming=naming, words=words_of(plain_text))
    named = _by_place(plain_text, lexicon, len(offered))
    if named is not None:
        return named
    return _by_bare_hour(plain_text, offered)


def _by_place(plain_text: str, lexicon: Lexicon, count: int) -> int | None:
    """ "The second one", "2", "last": a bare place counts only when the message has little else."""
    labelled = _places(plain_text, lexicon.labelled_choices)
    found = labelled or _places(plain_text, (lexicon.bare_choices,))
    # "The second one": "one" is a number only when no other word is.
    found = [place for place in found if place != "one "] or found
    if not found:
        return None
    places = {int(str(meaning(lexicon.words.choices, place))) for place in found}
    short = len(words_of(plain_text)) <= (_LABELLED_WORDS if labelled else _BARE_WORDS)
    if len(places) != 1 or not short:
        return None
    place = places.pop()
    place = count - 1 if place == -1 else place
    return place if place < count else None


def _places(plain_text: str, known: tuple[PhraseSet, ...]) -> list[str]:
    """The words that name a place wherever one of the phrases stands."""
    return [match["choice"] for phrases in known for match in phrases.finditer(plain_text)]


def _by_bare_hour(plain_text: str, offered: tuple[datetime, ...]) -> int | None:
    words = words_of(plain_text)
    if len(words) != 1 or not words[0].isdigit() or len(words[0]) > 2:
        return None
    hour = int(words[0])
    fitting = [
        place for place, start in enumerate(offered) if start.hour in (hour, (hour + 12) % 24)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _has_hour(window: TimeWindow) -> bool:
    return window.at is not None or window.from_time is not None


def _by_time(
    window: TimeWindow, offered: tuple[datetime, ...], *, naming: Naming, words: list[str]
) -> int | None:
    if len(naming.weekdays) > 1:
        # "Not Tuesday" leaves four days: a wish, no choice.
        return None
    if window.at is not None and window.at in offered:
        return offered.index(window.at)
    fitting = [place for place, start in enumerate(offered) if _fits(start, window, naming=naming)]
    if len(fitting) > 1 and window.at is None and window.from_time is None:
        # "Tuesday 13", "Tuesday 1": the number tells the hour of the day that was named.
        hours = {int(word) for word in words if word.isdigit() and len(word) <= 2}
        fitting = [place for place in fitting if _on_the_hour(offered[place], hours)]
    return fitting[0] if len(fitting) == 1 else None


def _on_the_hour(start: datetime, hours: set[int]) -> bool:
    return start.minute == 0 and bool({start.hour, start.hour - 12} & hours)


def _fits(start: datetime, window: TimeWindow, *, naming: Naming) -> bool:
    if naming.day and not _on_day(start.date(), window, naming):
        return False
    if window.at is not None:
        return start.time() == window.at.time()
    clock = start.time()
    after = window.from_time is None or clock >= window.from_time
    before = window.to_time is None or clock < window.to_time
    return after and before


def _on_day(day: date, window: TimeWindow, naming: Naming) -> bool:
    if naming.weekdays:
        # "Thursday" is the Thursday that was offered, whichever week it is in.
        return day.weekday() in naming.weekdays
    if window.weekdays and day.weekday() not in window.weekdays:
        return False
    last = window.latest if window.latest is not None else day + timedelta(days=1)
    return window.earliest <= day <= last
