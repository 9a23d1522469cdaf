"""Turns words for hours into times of day: "half past two", "10 in the morning", "evenings"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta

from functions.outreach.domain.understanding.time.values import PhraseWords, Point, TimesOfDay

_HOUR = timedelta(hours=1)
PARTS = {
    "morning": (time(8), time(12)),
    "noon": (time(12), time(13)),
    "lunch": (time(12), time(13)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time(21)),
    "tonight": (time(17), time(21)),
    "work": (time(9), time(17)),
    "early": (time(8), time(9)),
    "first_thing": (time(8), time(10)),
    "midmorning": (time(10), time(11)),
    "midafternoon": (time(14), time(16)),
    "day_end": (time(16), time(18)),
    "late_afternoon": (time(16), time(18)),
    "early_evening": (time(17), time(19)),
    "late_evening": (time(19), time(21)),
    "before_lunch": (time(10), time(12)),
}


def _clock_text(written: str) -> time:
    """ "14", "14:30", "2.30pm", "14h30", "230pm"."""
    digits = re.sub(r"(?<=\d)h(?=\d)", ":", written)
    parts = [int(part) for part in re.split(r"[:.]", re.sub(r"[a-z]+", "", digits))]
    if len(parts) == 1 and parts[0] >= 100:
        parts = [parts[0] // 100, parts[0] % 100]
    return time(parts[0], parts[1] if len(parts) > 1 else 0)


def _likely(clock: time, half: str, *, written: str) -> time:
    """ "3" means 15:00 unless the morning is named; "03:00" and "15:00" mean themselves."""
    if half == "morning":
        return clock.replace(hour=0) if clock.hour == 12 else clock
    if half == "night":
        # "Two at night" is past midnight, "eleven at night" is before it.
        return clock.replace(hour=(clock.hour + (12 if clock.hour > 5 else 0)) % 24)
    if half in {"pm", "afternoon", "evening", "tonight"}:
        return clock.replace(hour=clock.hour + 12) if clock.hour < 12 else clock
    if written.startswith("0") or not 1 <= clock.hour <= 7:
        return clock
    return clock.replace(hour=clock.hour + 12)


def _clock(phrase: PhraseWords) -> Point:
    named = ("time", "clock", "lonehour", "anhour", "hour", "military", "ish")
    group = next(name for name in named if name in phrase.groups)
    written = phrase.groups[group]
    half = phrase.half()
    if group == "time":
        half = half or {"am": "morning", "pm": "pm"}.get(written[-2:], "")
        return TimesOfDay(exact=_likely(_clock_text(written), half, written=written))
    written, own_half = _without_half(written)
    half = half or own_half
    clock = _clock_text(written) if written[0].isdigit() else time(phrase.number(group))
    if "minutes" in phrase.groups:
        clock = clock.replace(minute=phrase.index("minutes"))
    part = "morning" if half == "morning" else ""
    return TimesOfDay(exact=_likely(clock, half, written=written), part=part)


def _without_half(written: str) -> tuple[str, str]:
    """ "1pm" as "1" and the half of the day."""
    if written.endswith(("am", "pm")):
        return written[:-2], "morning" if written.endswith("am") else "pm"
    return written, ""


def _clock_range(phrase: PhraseWords) -> Point:
    if "clocks" in phrase.groups:
        one, two = phrase.groups["clocks"].split("-")
    elif "time2" in phrase.groups:
        one, two = phrase.groups["time"], phrase.groups["time2"]
    elif "hour2" in phrase.groups:
        one, two = str(phrase.number("hour")), str(phrase.number("hour2"))
    elif "lonehour2" in phrase.groups:
        one = _hour_text(phrase, "lonehour") + _minutes_text(phrase, "minutes")
        two = _hour_text(phrase, "lonehour2") + _minutes_text(phrase, "minutes2")
    else:
        one, two = phrase.groups["clock"], phrase.groups["clock2"]
    one, half_of_one = _without_half(one)
    two, half_of_two = _without_half(two)
    early, later = phrase.half() or half_of_one, phrase.half("half2") or half_of_two
    first = _likely(_clock_text(one), early or later, written=one)
    last = _likely(_clock_text(two), later or ("" if early == "morning" else early), written=two)
    if last <= first:
        first = _likely(_clock_text(one), early or "morning", written=one)
    if last <= first:
        raise ValueError("ends before it begins")
    return TimesOfDay(first=first, last=last)


def _back_of(phrase: PhraseWords) -> Point:
    """ "The back of four", as Scots say it: shortly after."""
    clock = _likely(time(phrase.number("hour")), "", written=phrase.groups["hour"])
    return TimesOfDay(first=clock, last=clock.replace(minute=30))


def _hour_under_way(phrase: PhraseWords) -> Point:
    """ "В девятом часу": between eight and nine."""
    before = _hour_before(phrase.number("underway"), phrase.half())
    clock = _likely(time(before), phrase.half(), written=str(before))
    return TimesOfDay(first=clock, last=(datetime.combine(phrase.today, clock) + _HOUR).time())


def _minutes_into(phrase: PhraseWords) -> Point:
    """ "Пять минут десятого": so many minutes of the tenth hour."""
    hour = _hour_before(phrase.number("ord"), phrase.half())
    clock = _likely(time(hour), phrase.half(), written=str(hour))
    return TimesOfDay(exact=clock.replace(minute=phrase.number("n")))


def _hour_before(number: int, half: str) -> int:
    """The hour that is over when the one with this number runs: "the first" runs from twelve, from
    midnight only where the night is named."""
    return (number - 1) % 24 or (0 if half == "night" else 12)


def _now(phrase: PhraseWords) -> Point:
    return TimesOfDay(first=phrase.now.time().replace(second=0, microsecond=0), today=True)


def _hour_and_minutes(phrase: PhraseWords) -> Point:
    """ "17 hours 15 minutes"."""
    written = phrase.groups["hour"]
    clock = _likely(time(phrase.number("hour")), "", written=written)
    return TimesOfDay(exact=clock.replace(minute=phrase.number("n")))


def _service_clock(phrase: PhraseWords) -> Point:
    """ "Oh nine thirty", "oh seven hundred hours": as the armed forces say it, never of the
    afternoon."""
    clock = time(phrase.number("hour"))
    minute = phrase.index("minutes") if "minutes" in phrase.groups else 0
    return TimesOfDay(exact=clock.replace(minute=minute))


def _hour_text(phrase: PhraseWords, group: str) -> str:
    written = phrase.groups[group]
    return written if written[0].isdigit() else str(phrase.number(group))


def _minutes_text(phrase: PhraseWords, group: str) -> str:
    return f":{phrase.index(group)}" if group in phrase.groups else ""


def _same_time(phrase: PhraseWords) -> Point:
    return TimesOfDay(exact=phrase.now.time().replace(second=0, microsecond=0))


def _minutes_past_hour(phrase: PhraseWords) -> Point:
    return _past_hour(phrase.number("n"))(phrase)


def _minutes_to_hour(phrase: PhraseWords) -> Point:
    return _past_hour(-phrase.number("n"))(phrase)


def _spoken_minutes_to_hour(phrase: PhraseWords) -> Point:
    return _past_hour(-phrase.index("minutes"))(phrase)


def _past_hour(minutes: int) -> Callable[[PhraseWords], Point]:
    def clock(phrase: PhraseWords) -> Point:
        group = next(name for name in ("halfhour", "lonehour", "hour") if name in phrase.groups)
        written, half = _without_half(phrase.groups[group])
        half = phrase.half() or half
        hour = _likely(time(phrase.number(group) % 24), half, written=written)
        whole = datetime.combine(phrase.today, hour) + timedelta(minutes=minutes)
        # "Quarter to eight" is in the evening as "seven" is.
        exact = whole.time() if half else _likely(whole.time(), half, written=written)
        return TimesOfDay(exact=exact)

    return clock


def _part(phrase: PhraseWords) -> Point:
    part = phrase.text("cpart" if "cpart" in phrase.groups else "part")
    first, last = PARTS[part]
    if part == "noon":
        return TimesOfDay(exact=first)
    return TimesOfDay(first=first, last=last, part=part, today=part in ("tonight", "day_end"))


def _this_part(phrase: PhraseWords) -> Point:
    part = phrase.text("part")
    first, last = PARTS[part]
    return TimesOfDay(first=first, last=last, part=part, today=True)


RULES: Mapping[str, Callable[[PhraseWords], Point]] = {
    "clock": _clock,
    "clock_range": _clock_range,
    "back_of": _back_of,
    "minutes_into": _minutes_into,
    "now": _now,
    "hour_under_way": _hour_under_way,
    "clock_hour_minutes": _hour_and_minutes,
    "quarter_into": _past_hour(-45),
    "half_past": _past_hour(30),
    "half_to": _past_hour(-30),
    "minutes_past": _minutes_past_hour,
    "minutes_before": _spoken_minutes_to_hour,
    "minutes_to": _minutes_to_hour,
    "quarter_past": _past_hour(15),
    "quarter_to": _past_hour(-15),
    "same_time": _same_time,
    "service_clock": _service_clock,
    "part": _part,
    "this_part": _this_part,
}
