"""Turns words for hours into times of day: "half past two", "10 in the morning", "evenings"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from functions.outreach.domain.understanding.time.values import PhraseWords, Point, TimesOfDay

PARTS = {
    "morning": (time(8), time(12)),
    "noon": (time(12), time(13)),
    "lunch": (time(12), time(13)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(21)),
    "tonight": (time(17), time(21)),
    "work": (time(9), time(17)),
    "early": (time(8), time(9)),
}


def _clock_text(written: str) -> time:
    parts = [int(part) for part in re.split(r"[:.]", re.sub(r"[a-z]+", "", written))]
    return time(parts[0], parts[1] if len(parts) > 1 else 0)


def _likely(clock: time, half: str, *, written: str) -> time:
    """ "3" means 15:00 unless the morning is named; "03:00" and "15:00" mean themselves."""
    if half == "morning":
        return clock.replace(hour=0) if clock.hour == 12 else clock
    if half in {"pm", "afternoon", "evening", "tonight"}:
        return clock.replace(hour=clock.hour + 12) if clock.hour < 12 else clock
    if written.startswith("0") or not 1 <= clock.hour <= 7:
        return clock
    return clock.replace(hour=clock.hour + 12)


def _clock(phrase: PhraseWords) -> Point:
    group = next(name for name in ("time", "clock", "hour") if name in phrase.groups)
    written = phrase.groups[group]
    half = phrase.half()
    if group == "time":
        half = half or {"am": "morning", "pm": "pm"}.get(written[-2:], "")
        return TimesOfDay(exact=_likely(_clock_text(written), half, written=written))
    clock = _clock_text(written) if written[0].isdigit() else time(phrase.number(group))
    return TimesOfDay(exact=_likely(clock, half, written=written))


def _clock_range(phrase: PhraseWords) -> Point:
    if "clocks" in phrase.groups:
        one, two = phrase.groups["clocks"].split("-")
    else:
        one, two = phrase.groups["clock"], phrase.groups["clock2"]
    later = phrase.half("half2")
    first = _likely(_clock_text(one), phrase.half() or later, written=one)
    last = _likely(_clock_text(two), later or phrase.half(), written=two)
    if last <= first:
        first = _likely(_clock_text(one), phrase.half() or "morning", written=one)
    if last <= first:
        raise ValueError("ends before it begins")
    return TimesOfDay(first=first, last=last)


def _past_hour(minutes: int) -> Callable[[PhraseWords], Point]:
    def clock(phrase: PhraseWords) -> Point:
        group = "halfhour" if "halfhour" in phrase.groups else "hour"
        hour = _likely(time(phrase.number(group) % 24), phrase.half(), written=phrase.groups[group])
        whole = datetime.combine(phrase.today, hour) + timedelta(minutes=minutes)
        return TimesOfDay(exact=whole.time())

    return clock


def _part(phrase: PhraseWords) -> Point:
    part = phrase.text("cpart" if "cpart" in phrase.groups else "part")
    first, last = PARTS[part]
    if part == "noon":
        return TimesOfDay(exact=first)
    return TimesOfDay(first=first, last=last, part=part, today=part == "tonight")


def _this_part(phrase: PhraseWords) -> Point:
    part = phrase.text("part")
    first, last = PARTS[part]
    return TimesOfDay(first=first, last=last, part=part, today=True)


RULES: Mapping[str, Callable[[PhraseWords], Point]] = {
    "clock": _clock,
    "clock_range": _clock_range,
    "half_past": _past_hour(30),
    "half_to": _past_hour(-30),
    "quarter_past": _past_hour(15),
    "quarter_to": _past_hour(-15),
    "part": _part,
    "this_part": _this_part,
}
