"""Chooses which of the wished times of a message are meant, and joins them into one window that is
never past."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from functions.outreach.domain.understanding.languages.phrase_set import PhraseSet
from functions.outreach.domain.understanding.languages.plain_text import ASKS, END
from functions.outreach.domain.understanding.time.values import (
    DAY,
    Days,
    Moment,
    Placed,
    Point,
    TimesOfDay,
    TimeWindow,
    Weekdays,
)
from tenancy.values.lazy_dataclass import dataclass

EARLIEST_HOUR = 6
"""Nobody arranges an earlier hour of the morning without saying so."""
_EARLY_PARTS = {"morning", "early", "first_thing"}
_LATE_HALVES = {
    *("afternoon", "evening", "tonight", "late_afternoon", "early_evening", "late_evening"),
}


@dataclass(frozen=True, slots=True)
class Turning:
    """The words between two times that leave only the second."""

    contrast: PhraseSet
    correction: PhraseSet
    """ "No wait", "sorry": the hour before it is wrong too."""
    reason: PhraseSet
    """What tells right behind a time why it is none: "Tuesday I've got the dentist, Wednesday"."""
    suits: PhraseSet
    conclusion: PhraseSet
    """What leads from a reason to an hour: "so", "then"."""

    def turns(self, between: str) -> bool:
        """Whether these words end a sentence or turn to something else."""
        if END in between or ASKS in between:
            return True
        words = f" {between}"
        if self.contrast.search(words) is not None or self.corrects(between):
            return True
        return self.reason.match(words, 1) is not None and self.suits.search(words) is None

    def leads_to_hour(self, between: str) -> bool:
        """ "We close at six, so 6.15", "At half one? That is my lecture. Half two"."""
        words = f" {between}"
        return ASKS in between or self.conclusion.search(words) is not None

    def corrects(self, between: str) -> bool:
        """Whether these words take back what stands before them."""
        return self.correction.search(f" {between}") is not None


def choose_points(
    wished: Sequence[Placed], words: str, turning: Turning, *, local_now: datetime
) -> list[Point]:
    """Of days that exclude each other the one named last is meant, unless both are offered in one
    breath: "The 1st is our open day, so the 2nd". A day that is turned down is not meant elsewhere.
    """
    today = local_now.date()
    turned_down = [
        one.bare_days(today) for one in wished if "not" in one.modifiers and one.point is None
    ]
    kept: list[Placed] = []
    one_named = any(_is_one_day(_days_meant(one, today)) and not one.modifiers for one in wished)
    for one in wished:
        if one_named and "not" in one.modifiers and isinstance(one.bare, Weekdays):
            # "Thursday, Friday I'm on leave": what is left of the week is not meant.
            continue
        days = _days_meant(one, today)
        if one.point is None or (days is not None and not one.modifiers and days in turned_down):
            continue
        replaced = [
            earlier
            for earlier in kept
            if _replaces(one, earlier, words[earlier.end : one.start], turning, today)
        ]
        if days is not None and any(_days_meant(other, today) is not None for other in replaced):
            # What turns from the nearest day turns from those before it too.
            replaced += [other for other in kept if _excluded(other, days, today)]
        kept = [earlier for earlier in kept if earlier not in replaced]
        kept.append(one)
    points = [point for point in _common_rest(kept) if point is not None]
    return [_without(point, turned_down) for point in points]


def _common_rest(kept: Sequence[Placed]) -> list[Point | None]:
    """The points, of weekdays turned down what all of them leave: each alone leaves the other."""
    rests = [
        set(one.point.days)
        for one in kept
        if isinstance(one.point, Weekdays) and "not" in one.modifiers
    ]
    common = tuple(sorted(set.intersection(*rests))) if rests else ()
    return [
        Weekdays(common, every=True)
        if common and isinstance(one.point, Weekdays) and "not" in one.modifiers
        else one.point
        for one in kept
    ]


def _replaces(one: Placed, earlier: Placed, between: str, turning: Turning, today: date) -> bool:
    if isinstance(one.point, TimesOfDay) and isinstance(earlier.point, TimesOfDay):
        exact = one.point.exact is not None and earlier.point.exact is not None
        return turning.corrects(between) or (exact and turning.leads_to_hour(between))
    days = _days_meant(one, today)
    return days is not None and _excluded(earlier, days, today) and turning.turns(between)


def _excluded(one: Placed, days: Days, today: date) -> bool:
    other = _days_meant(one, today)
    return other is not None and _exclude(other, days)


def _without(point: Point, turned_down: Sequence[Days | None]) -> Point:
    """ "Any day this week, not today": from tomorrow on."""
    if not isinstance(point, Days) or point.last is None:
        return point
    first = point.first
    while first < point.last and Days(first, first) in turned_down:
        first += DAY
    return Days(first, point.last)


def _days_meant(one: Placed, today: date) -> Days | None:
    return one.point if isinstance(one.point, Days) else one.bare_days(today)


def _is_one_day(days: Days | None) -> bool:
    return days is not None and days.first == days.last


def _exclude(one: Days, other: Days) -> bool:
    return (one.last is not None and one.last < other.first) or (
        other.last is not None and other.last < one.first
    )


def join_points(named: Iterable[Point], *, local_now: datetime) -> TimeWindow | None:
    """The window of all points together; None without any."""
    points = tuple(named)
    if not points:
        return None
    today = local_now.date()
    moment = next((point.at for point in points if isinstance(point, Moment)), None)
    if moment is not None:
        return TimeWindow(earliest=moment.date(), latest=moment.date(), at=moment)
    days = _days([point for point in points if isinstance(point, Days)])
    named_hours = [point for point in points if isinstance(point, TimesOfDay)]
    hours = _hours(named_hours)
    weekdays = [point for point in points if isinstance(point, Weekdays)]
    on_today = any(isinstance(point, TimesOfDay) and point.today for point in points)
    if days is None and not weekdays and on_today:
        days = Days(today, today)
    days, narrowed = _narrowed(days, weekdays, today=today)
    if days is None:
        bounded = any(not one.part and one.last is not None for one in named_hours)
        days = _days_of_hours(hours, local_now, bounded=bounded)
    earliest = max(days.first, today)
    latest = days.last if days.last is None or days.last >= earliest else None
    return _at_hours(earliest, latest, narrowed, hours, local_now)


def _days(ranges: list[Days]) -> Days | None:
    """Ranges that overlap narrow each other; ranges that do not are a choice between them."""
    if not ranges:
        return None
    joined = ranges[0]
    for days in ranges[1:]:
        first = max(joined.first, days.first)
        last = min((end for end in (joined.last, days.last) if end is not None), default=None)
        if last is None or first <= last:
            joined = Days(first, last)
        else:
            ends = (joined.last, days.last)
            known = [end for end in ends if end is not None]
            joined = Days(min(joined.first, days.first), max(known) if len(known) == 2 else None)
    return joined


def _hours(named: list[TimesOfDay]) -> TimesOfDay | None:
    if not named:
        return None
    named = _without_hours_before_a_range(named)
    exact = next((hours.exact for hours in named if hours.exact is not None), None)
    parts = [hours for hours in named if hours.part]
    if exact is not None:
        late = bool({hours.part for hours in parts} & _LATE_HALVES)
        early = bool({hours.part for hours in parts} & _EARLY_PARTS)
        if late and exact.hour < 12:
            exact = exact.replace(hour=exact.hour + 12)
        if early and 13 <= exact.hour <= 19:
            exact = exact.replace(hour=exact.hour - 12)
        return TimesOfDay(exact=exact, part="morning" if early else "")
    if len(parts) > 1 and len(parts) == len(named):
        return TimesOfDay(
            first=min(part.first for part in parts if part.first),
            last=max(part.last for part in parts if part.last),
        )
    late = bool({hours.part for hours in parts} & _LATE_HALVES)
    settled = [
        _in_late_half(hours) if late and not hours.part and not hours.today else hours
        for hours in named
    ]
    ranges = [hours for hours in settled if _is_range(hours)]
    if ranges and parts:
        # "Between one and two, the lads are at lunch": the range is the firmer word.
        settled = [hours for hours in settled if not hours.part]
    elif _is_between([hours for hours in settled if not hours.part]):
        # "After six, until nine, afternoons I teach": two limits are firmer than a part, too.
        settled = [hours for hours in settled if not hours.part]
    firsts = [hours.first for hours in settled if hours.first is not None]
    lasts = [hours.last for hours in settled if hours.last is not None]
    first, last = max(firsts, default=None), min(lasts, default=None)
    if first is not None and last is not None and last <= first:
        bounds = [hours for hours in settled if not (hours.first and hours.last)]
        if len(bounds) == len(settled) and first.hour >= 12 > last.hour:
            # "After six, until nine" is until nine in the evening.
            return TimesOfDay(first=first, last=last.replace(hour=last.hour + 12))
        return settled[-1]
    return TimesOfDay(first=first, last=last)


def _without_hours_before_a_range(named: list[TimesOfDay]) -> list[TimesOfDay]:
    """ "My yoga's at five. Two to four": of an hour and a range, the one named last is meant."""
    ranges = [at for at, hours in enumerate(named) if _is_range(hours)]
    if not ranges or any(hours.exact is not None for hours in named[ranges[-1] + 1 :]):
        return named
    return [hours for hours in named if hours.exact is None]


def _is_between(limits: list[TimesOfDay]) -> bool:
    """Whether one of these only begins and another only ends."""
    begins = any(one.first is not None and one.last is None for one in limits)
    return begins and any(one.last is not None and one.first is None for one in limits)


def _is_range(hours: TimesOfDay) -> bool:
    named = hours.first is not None and hours.last is not None
    return named and not hours.part and not hours.today


def _in_late_half(hours: TimesOfDay) -> TimesOfDay:
    """ "This evening after eight": eight in the evening."""
    first, last = _late(hours.first), _late(hours.last)
    if first is not None and last is not None and last <= first:
        # "Open nine to five, after work": nine stays in the morning.
        return hours
    return TimesOfDay(first=first, last=last)


def _late(clock: time | None) -> time | None:
    if clock is None or not 1 <= clock.hour < 12:
        return clock
    return clock.replace(hour=clock.hour + 12)


def _narrowed(
    days: Days | None, weekdays: list[Weekdays], *, today: date
) -> tuple[Days | None, tuple[int, ...]]:
    """Apply the named weekdays to the named dates."""
    if not weekdays:
        return days, ()
    wanted = tuple(sorted({day for one in weekdays for day in one.days}))
    every = any(one.every for one in weekdays)
    if days is None:
        if every:
            return Days(min(_next_day(today, day) for day in wanted), None), wanted
        dates = [today + timedelta(days=(day - today.weekday()) % 7 or 7) for day in wanted]
        return Days(min(dates), max(dates)), wanted if len(wanted) > 1 else ()
    start = max(days.first, today)
    dates = [start + timedelta(days=(day - start.weekday()) % 7) for day in wanted]
    fitting = [day for day in dates if days.last is None or day <= days.last]
    if not fitting:
        # "Thursday the 15th" that is no Thursday: the date is the firmer word.
        return days, ()
    if not every and (days.last is None or (days.last - start).days < 14) and len(wanted) == 1:
        return Days(fitting[0], fitting[0]), ()
    if days.last is None:
        return Days(min(fitting), None), wanted
    last = _last_of(wanted, days.last) if every else max(fitting)
    return Days(min(fitting), last), wanted


def _next_day(today: date, weekday: int) -> date:
    """The first such day from today on."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _last_of(wanted: tuple[int, ...], day: date) -> date:
    """The last day up to this one that is one of these weekdays."""
    return max(day - timedelta(days=(day.weekday() - weekday) % 7) for weekday in wanted)


def _days_of_hours(hours: TimesOfDay | None, local_now: datetime, *, bounded: bool) -> Days:
    """A time without a day: today if it is still to come, else tomorrow; a part is any day, and so
    is an hour from which on (`bounded` tells that an hour ends it)."""
    today = local_now.date()
    end = hours.exact or (hours.last if bounded else None) if hours is not None else None
    if end is None:
        return Days(today, None)
    day = today if datetime.combine(today, end) > local_now else today + DAY
    return Days(day, day)


def _at_hours(
    earliest: date,
    latest: date | None,
    weekdays: tuple[int, ...],
    hours: TimesOfDay | None,
    local_now: datetime,
) -> TimeWindow:
    window = TimeWindow(earliest=earliest, latest=latest, weekdays=weekdays)
    if hours is None:
        return window
    if hours.exact is not None:
        return _at_exact(window, _still_today(window, hours, local_now), local_now)
    over = hours.last is not None and hours.last <= local_now.time()
    gone = earliest == local_now.date() and latest is not None and over
    day = earliest + DAY if gone else earliest
    return TimeWindow(
        earliest=day,
        latest=max(day, latest) if latest is not None else None,
        from_time=hours.first,
        to_time=hours.last,
        weekdays=weekdays,
    )


def _still_today(window: TimeWindow, hours: TimesOfDay, local_now: datetime) -> time:
    """ "Today at half eight", said at noon, is in the evening, where no morning is named."""
    clock = hours.exact or time(0)
    over = window.latest == local_now.date() and clock <= local_now.time()
    if over and not hours.part and EARLIEST_HOUR <= clock.hour < 12:
        return clock.replace(hour=clock.hour + 12)
    return clock


def _at_exact(window: TimeWindow, clock: time, local_now: datetime) -> TimeWindow:
    """One named time: exact on one day or from an open date on, else an hour of each day."""
    one_day = window.latest is None or window.latest == window.earliest
    at = datetime.combine(window.earliest, clock)
    if one_day and (window.latest or not window.weekdays) and at > local_now:
        return TimeWindow(earliest=window.earliest, latest=window.latest, at=at)
    if one_day and not window.weekdays:
        day = window.earliest + DAY
        return TimeWindow(earliest=day, latest=day, at=datetime.combine(day, clock))
    end = clock.replace(hour=clock.hour + 1) if clock.hour < 23 else time(23, 59)
    return TimeWindow(
        earliest=window.earliest,
        latest=window.latest,
        from_time=clock,
        to_time=end,
        weekdays=window.weekdays,
    )
