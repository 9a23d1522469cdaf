"""Which of the offered times a day or an hour in a message can mean."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from functions.outreach.domain.understanding.languages.plain_text import words_of
from functions.outreach.domain.understanding.rules.slots.lexicon import SlotLexicon
from functions.outreach.domain.understanding.rules.slots.mention import Mention
from functions.outreach.domain.understanding.time.phrases import WishedTimes
from functions.outreach.domain.understanding.time.values import (
    Days,
    Moment,
    Placed,
    TimesOfDay,
    TimeWindow,
    Weekdays,
)
from functions.outreach.domain.understanding.time.window import join_points
from tenancy.values.lazy_dataclass import dataclass


def find_named_times(
    times: WishedTimes,
    lexicon: SlotLexicon,
    offered: tuple[datetime, ...],
    local_now: datetime,
) -> list[Mention]:
    """Each day with its hour, each hour by itself."""
    groups: list[list[Placed]] = []
    for one in times.wished:
        if one.bare is None:
            continue
        if groups and _goes_on(groups[-1], one, times.words, lexicon):
            groups[-1].append(one)
        else:
            groups.append([one])
    found = [
        mention
        for group in groups
        if (mention := _mention_of(group, offered, local_now)) is not None
    ]
    return found + _written_hours(times, offered, found)


def _goes_on(group: list[Placed], one: Placed, words: str, lexicon: SlotLexicon) -> bool:
    """Whether a point is the hour of the day before it, or the day of the hour before it."""
    between = words[group[-1].end : one.start].split()
    if not all(word in lexicon.at_time for word in between):
        return False
    if isinstance(one.bare, TimesOfDay):
        return not (_is_exact(one) and any(_is_exact(other) for other in group))
    return not any(isinstance(other.bare, Days | Weekdays | Moment) for other in group)


def _is_exact(one: Placed) -> bool:
    return isinstance(one.bare, TimesOfDay) and one.bare.exact is not None


def _mention_of(
    group: list[Placed], offered: tuple[datetime, ...], local_now: datetime
) -> Mention | None:
    points = [
        one.bare if "not" in one.modifiers or one.point is None else one.point for one in group
    ]
    known = [point for point in points if point is not None]
    window = join_points(known, local_now=local_now)
    if window is None:
        return None
    weekdays = tuple(day for point in known if isinstance(point, Weekdays) for day in point.days)
    dated = any(isinstance(point, Days | Moment) for point in known)
    naming = _Naming(day=dated or bool(weekdays), weekdays=() if dated else weekdays)
    fits = frozenset(slot for slot, start in enumerate(offered) if _fits(start, window, naming))
    hours = [point for point in known if isinstance(point, TimesOfDay)]
    timed = bool(hours) or any(isinstance(point, Moment) for point in known)
    only_bounds = bool(hours) and not any(hour.exact or hour.part for hour in hours)
    one_day = window.at is not None or window.earliest == window.latest or len(weekdays) == 1
    relative = all(one.relative for one in group)
    # "After three" or "tomorrow" may fit one time by chance; "tomorrow at ten" is that one.
    alone = only_bounds and not naming.day
    chooses = (timed and not alone) or (one_day and not timed and not relative)
    return Mention(group[0].start, group[-1].end, fits, chooses=chooses, timed=timed)


def _written_hours(
    times: WishedTimes, offered: tuple[datetime, ...], found: list[Mention]
) -> list[Mention]:
    """ "1430" is an offered hour in four digits; one number alone is an hour of the day."""
    hours = {start.strftime("%H%M"): slot for slot, start in enumerate(offered)}
    alone = len(words_of(times.words)) == 1
    written, at = [], 0
    for word in times.words.split(" "):
        taken = any(one.start <= at < one.end for one in found)
        if word in hours and not taken:
            written.append(Mention(at, at + len(word) + 1, frozenset({hours[word]})))
        elif alone and not taken and word.isdigit() and len(word) <= 2:
            fitting = frozenset(
                slot
                for slot, start in enumerate(offered)
                if start.minute == 0 and int(word) in (start.hour, start.hour - 12)
            )
            if fitting:
                written.append(Mention(at, at + len(word) + 1, fitting))
        at += len(word) + 1
    return written


@dataclass(frozen=True, slots=True)
class _Naming:
    """What kinds of time a mention names: an hour alone is no day, a weekday is no date."""

    day: bool
    weekdays: tuple[int, ...]


def _fits(start: datetime, window: TimeWindow, naming: _Naming) -> bool:
    if naming.day and not _on_day(start.date(), window, naming):
        return False
    if window.at is not None:
        return start.time() == window.at.time()
    clock = start.time()
    after = window.from_time is None or clock >= window.from_time
    before = window.to_time is None or clock < window.to_time
    return after and before


def _on_day(day: date, window: TimeWindow, naming: _Naming) -> bool:
    if naming.weekdays:
        # "Thursday" is the Thursday that was offered, whichever week it is in.
        return day.weekday() in naming.weekdays
    if window.weekdays and day.weekday() not in window.weekdays:
        return False
    last = window.latest if window.latest is not None else day + timedelta(days=1)
    return window.earliest <= day <= last
