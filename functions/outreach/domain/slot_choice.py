"""Which offered time a message chooses: by number, by its place in the list, or by its time.

It chooses only what is certain; a time that was not offered is a wish for other times.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from functions.outreach.domain.phrases.pattern import compiled, meaning
from functions.outreach.domain.phrases.plain_text import words_of
from functions.outreach.domain.phrases.reading_words import ReadingWords
from functions.outreach.domain.reading import TimeWindow
from functions.outreach.domain.time_phrases import Naming

_CHOICE = "<choice>"


def slot_named(
    plain_text: str,
    *,
    words: ReadingWords,
    offered: tuple[datetime, ...],
    window: TimeWindow | None,
    naming: Naming,
) -> int | None:
    """Index of the chosen slot, or None. A named time goes before a number."""
    if len(words_of(plain_text)) <= 2 and not naming.weekdays and (window is None or not window.at):
        # "Первое" is the first of the offered, not of the month.
        named = _by_place(plain_text, words, len(offered))
        if named is not None:
            return named
    if window is not None:
        return _by_time(window, offered, naming=naming)
    named = _by_place(plain_text, words, len(offered))
    if named is not None:
        return named
    return _by_bare_hour(plain_text, offered)


def _by_place(plain_text: str, words: ReadingWords, count: int) -> int | None:
    """ "The second one", "2", "last": digits count only when they are nearly all that is said."""
    choice = compiled((_CHOICE,), {"choice": words.choices})
    found = list(choice.finditer(plain_text))
    # "The second one": "one" is a number only when no other word is.
    found = [hit for hit in found if hit["choice"] != "one "] or found
    if not found:
        return None
    places = {int(str(meaning(words.choices, hit["choice"]))) for hit in found}
    short = len(words_of(plain_text)) <= 6
    if len(places) != 1 or not short:
        return None
    place = places.pop()
    place = count - 1 if place == -1 else place
    return place if place < count else None


def _by_bare_hour(plain_text: str, offered: tuple[datetime, ...]) -> int | None:
    said = words_of(plain_text)
    if len(said) != 1 or not said[0].isdigit() or len(said[0]) > 2:
        return None
    hour = int(said[0])
    fitting = [
        place for place, start in enumerate(offered) if start.hour in (hour, (hour + 12) % 24)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _by_time(window: TimeWindow, offered: tuple[datetime, ...], *, naming: Naming) -> int | None:
    if len(naming.weekdays) > 1:
        # "Not Tuesday" leaves four days: a wish, no choice.
        return None
    if window.at is not None and window.at in offered:
        return offered.index(window.at)
    fitting = [place for place, start in enumerate(offered) if _fits(start, window, naming=naming)]
    return fitting[0] if len(fitting) == 1 else None


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
