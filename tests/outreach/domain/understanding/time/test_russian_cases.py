"""Dates and hours in every Russian case and form: a stranger's may be any of them.

Every month, day of a month, weekday and hour is put into each form of its kind; a line of the
tables below is a form, not a phrase somebody used.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

import pytest

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.understanding.acts import ReadingRequest
from functions.outreach.domain.understanding.rule_reader import time_in
from functions.product.channels import Channel
from tests.probes.read_times import span_of

NOW = datetime(2026, 3, 3, 9, 40)  # noqa: DTZ001 - local wall time of the customer; a Tuesday
TODAY, DAY = NOW.date(), timedelta(days=1)
TOMORROW = TODAY + DAY
Span = tuple[datetime, datetime | None]
Case = tuple[str, Span]

MONTHS = [
    *(
        (stem + "ь", stem + "я", stem + "ю", stem + "ём", stem + "е")
        for stem in ("январ", "феврал")
    ),
    ("март", "марта", "марту", "мартом", "марте"),
    ("апрель", "апреля", "апрелю", "апрелем", "апреле"),
    ("май", "мая", "маю", "маем", "мае"),
    *((stem + "ь", stem + "я", stem + "ю", stem + "ем", stem + "е") for stem in ("июн", "июл")),
    ("август", "августа", "августу", "августом", "августе"),
    *(
        (stem + "ь", stem + "я", stem + "ю", stem + "ём", stem + "е")
        for stem in ("сентябр", "октябр", "ноябр", "декабр")
    ),
]
SHORT_MONTHS = ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"]
STEMS = [
    "перв",
    "втор",
    "трет",
    "четверт",
    "пят",
    "шест",
    "седьм",
    "восьм",
    "девят",
    "десят",
    "одиннадцат",
    "двенадцат",
    "тринадцат",
    "четырнадцат",
    "пятнадцат",
    "шестнадцат",
    "семнадцат",
    "восемнадцат",
    "девятнадцат",
    "двадцат",
]
HOURS = [
    ("час", "часа", "часу", "часом"),
    ("два", "двух", "двум", "двумя"),
    ("три", "трёх", "трём", "тремя"),
    ("четыре", "четырёх", "четырём", "четырьмя"),
    ("пять", "пяти", "пяти", "пятью"),
    ("шесть", "шести", "шести", "шестью"),
    ("семь", "семи", "семи", "семью"),
    ("восемь", "восьми", "восьми", "восемью"),
    ("девять", "девяти", "девяти", "девятью"),
    ("десять", "десяти", "десяти", "десятью"),
    ("одиннадцать", "одиннадцати", "одиннадцати", "одиннадцатью"),
    ("двенадцать", "двенадцати", "двенадцати", "двенадцатью"),
]
WEEKDAYS = [
    ("понедельник", "понедельника", "понедельнику", "понедельником", "ий"),
    ("вторник", "вторника", "вторнику", "вторником", "ий"),
    ("среду", "среды", "среде", "средой", "ую"),
    ("четверг", "четверга", "четвергу", "четвергом", "ий"),
    ("пятницу", "пятницы", "пятнице", "пятницей", "ую"),
    ("субботу", "субботы", "субботе", "субботой", "ую"),
    ("воскресенье", "воскресенья", "воскресенью", "воскресеньем", "ее"),
]
SHORT_WEEKDAYS = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"]


def months() -> Iterator[Case]:
    for number, (name, of, to, before, within) in enumerate(MONTHS, 1):
        if number == TODAY.month:
            continue
        first = date(TODAY.year + (number < TODAY.month), number, 1)
        last = first.replace(day=monthrange(first.year, number)[1])
        yield f"в {within}", _whole(first, last)
        yield f"на {name}", _whole(first, last)
        yield f"после {of}", _since(last + DAY)
        yield f"не раньше {of}", _since(first)
        yield f"перед {before}", _until(first - DAY)
        yield f"ближе к {to}", _until(last)
        yield f"в первых числах {of}", _whole(first, first.replace(day=10))
        yield f"в середине {of}", _whole(first.replace(day=10), first.replace(day=20))
        yield f"в конце {of}", _whole(first.replace(day=21), last)
        for written in ("двадцатых", "20х", "20-х"):
            yield f"в {written} числах {of}", _whole(first.replace(day=21), last)


def dates() -> Iterator[Case]:
    for number, ((_, of, *_), short) in enumerate(zip(MONTHS, SHORT_MONTHS, strict=True), 1):
        day = date(TODAY.year + (number < TODAY.month), number, 17)
        for written in (
            *(f"17 {of}", f"17-го {of}", f"17го {of}", f"семнадцатого {of}", f"17 {short}"),
            *(f"17.{number:02}", f"17.{number:02}.{day.year % 100}", f"на семнадцатое {of}"),
            *(f"17ого {of}", f"17-ого {of}"),
        ):
            yield written, _whole(day, day)
        for written in (f"к 17 {of}", f"к 17му {of}", f"к 17-му {of}", f"к семнадцатому {of}"):
            yield written, _until(day)
        yield f"после 17 {of}", _since(day + DAY)
        yield f"17 {of} в три часа дня", _at(day, 15)
        yield f"с 17 по 19 {of}", _whole(day, day + 2 * DAY)
        yield f"с семнадцатого по девятнадцатое {of}", _whole(day, day + 2 * DAY)


def ordinals() -> Iterator[Case]:
    for number in range(1, 32):
        day = date(TODAY.year, TODAY.month + (number < TODAY.day), number)
        whole = _whole(day, day)
        yield f"{_ordinal(number, 'ого')} числа", whole
        yield f"числа {_ordinal(number, 'ого')}", whole
        yield f"на {_ordinal(number, 'ое')}", whole
        yield f"на {_ordinal(number, 'ое')} число", whole
        yield f"{number}го", whole
        yield f"{number}ого", whole
        yield f"на {number}-е", whole
        yield f"{_ordinal(number, 'ого')} в 15:00", _at(day, 15)
        yield f"после {_ordinal(number, 'ого')} числа", _since(day + DAY)
        if day > TODAY:
            yield f"к {_ordinal(number, 'ому')} числу", _until(day)
            yield f"перед {_ordinal(number, 'ым')} числом", _until(day - DAY)
        if number > 3:
            yield f"к {_ordinal(number, 'ому')}", _until(day)


def hours() -> Iterator[Case]:
    for hour, (name, of, to, _) in enumerate(HOURS, 1):
        at = _at(TOMORROW, _working(hour))
        for written in (
            *(f"в {name}", f"ровно в {name}", f"около {of}", f"в районе {of}", f"к {to}"),
            *(f"ближе к {to}", f"в {hour}", f"в {hour}:00", f"в {hour}ч", f"к {hour}", f"{hour}ч"),
        ):
            yield f"завтра {written}", at
        since, until = time(_working(hour)), time(_working(hour))
        yield f"завтра после {of}", _between(since, time(21))
        yield f"завтра не раньше {of}", _between(since, time(21))
        if hour != 8:
            yield f"завтра до {of}", _between(time(8), until)
            yield f"завтра не позже {of}", _between(time(8), until)
    for hour, name in enumerate(
        [
            "тринадцать",
            "четырнадцать",
            "пятнадцать",
            "шестнадцать",
            "семнадцать",
            "восемнадцать",
            "девятнадцать",
            "двадцать",
        ],
        13,
    ):
        for written in (f"в {name}", f"в {name} часов", f"в {name} ноль-ноль", f"к {name[:-1]}и"):
            yield f"завтра {written}", _at(TOMORROW, hour)
        for written in (
            *(f"в {name} тридцать", f"в {hour}-30", f"в {hour} часов 30 минут"),
            *(f"в {hour}ч30", f"в{hour}:30", f"в {hour}ч 30мин"),
        ):
            yield f"завтра {written}", _at(TOMORROW, hour, 30)


def parts_of_hours() -> Iterator[Case]:
    for hour, (name, *_) in enumerate(HOURS, 1):
        following = HOURS[hour % 12][0]
        running = _ordinal(hour % 12 + 1, "ого")
        for written, minute in (
            (f"в пол{running}", 30),
            (f"в половине {running}", 30),
            (f"в пол {running}", 30),
            (f"к половине {running}", 30),
            (f"в {name} тридцать", 30),
            (f"без четверти {following}", 45),
            (f"без пятнадцати {following}", 45),
            (f"без десяти {following}", 50),
            (f"без двадцати пяти {following}", 35),
            (f"в четверть {running}", 15),
            (f"пятнадцать минут {running}", 15),
            (f"десять минут {running}", 10),
            (f"в {name} сорок", 40),
            (f"в {name} двадцать", 20),
        ):
            yield f"завтра {written}", _at(TOMORROW, _working(hour), minute)
        if hour > 1:
            yield f"завтра в {name} с половиной", _at(TOMORROW, _working(hour), 30)
        start = time(_working(hour))
        yield (
            f"завтра в {_ordinal(hour % 12 + 1, 'ом')} часу",
            _between(start, time(start.hour + 1)),
        )


def ranges_of_hours() -> Iterator[Case]:
    for hour in (*range(1, 7), *range(8, 12)):
        (_, of, _, by), (_, of_next, _, by_next) = HOURS[hour - 1], HOURS[hour]
        between = _between(time(_working(hour)), time(_working(hour + 1)))
        for written in (
            *(f"между {by} и {by_next}", f"с {of} до {of_next}", f"от {of} до {of_next}"),
            *(f"с {hour} до {hour + 1}", f"между {hour} и {hour + 1}", f"{hour}-{hour + 1}"),
        ):
            yield f"завтра {written}", between


def weekdays() -> Iterator[Case]:
    monday = TODAY - TODAY.weekday() * DAY
    for number, (name, of, to, before, ending) in enumerate(WEEKDAYS):
        day = TODAY + DAY * ((number - TODAY.weekday()) % 7 or 7)
        at, towards = ("во", "ко") if number == 1 else ("в", "к")
        for written in (f"{at} {name}", f"на {name}", f"{at} ближайш{ending} {name}"):
            yield written, _whole(day, day)
        yield SHORT_WEEKDAYS[number], _whole(day, day)
        next_week = monday + DAY * (7 + number)
        for adjective in ("следующ", "будущ"):
            yield f"{at} {adjective}{ending} {name}", _whole(next_week, next_week)
        yield f"{at} {name} на той неделе", _whole(next_week, next_week)
        yield f"после {of}", _since(day + DAY)
        yield f"не раньше {of}", _since(day)
        yield f"{towards} {to}", _until(day)
        if day > TOMORROW:
            yield f"перед {before}", _until(day - DAY)
        yield f"утром {of}", _between(time(8), time(12), day)
        yield f"{at} {name} днём", _between(time(12), time(17), day)
        yield f"{at} {name} вечером", _between(time(17), time(21), day)


def lengths() -> Iterator[Case]:
    for written, minutes in (
        ("через полчаса", 30),
        ("полчасика дайте", 30),
        ("дайте полчаса", 30),
        ("через часок", 60),
        ("дайте мне часик", 60),
        ("через полтора часа", 90),
        ("часа через два", 120),
        ("через 2 ч", 120),
        ("через пару часов", 120),
        ("минут через двадцать", 20),
        ("дайте минут десять", 10),
        ("через четверть часа", 15),
        ("через сорок пять минут", 45),
        ("через тридцать пять минут", 35),
        ("через 15мин", 15),
        ("через 2часа", 120),
    ):
        at = NOW + timedelta(minutes=minutes)
        yield written, (at, at)


KINDS = (months, dates, ordinals, hours, parts_of_hours, ranges_of_hours, weekdays, lengths)


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_means_its_time(kind: Callable[[], Iterator[Case]]) -> None:
    cases = list(kind())
    assert len(cases) > 10
    misread = [
        (written, meant, shown) for written, meant in cases if (shown := _shown(written)) != meant
    ]
    assert misread == []


@pytest.mark.parametrize(
    ("latin", "meant"),
    [
        ("na sleduyuschey nedele", "2026-03-09"),
        ("v iyune", "2026-06-01"),
        ("v iyule", "2026-07-01"),
        ("posle 20go", "2026-03-21"),
        ("v konce maya", "2026-05-21"),
        ("v pyatnicu v desyat utra", "2026-03-06T10:00"),
        ("poslezavtra v pol tretego", "2026-03-05T14:30"),
    ],
)
def test_the_same_is_read_in_latin_letters(latin: str, meant: str) -> None:
    shown = _shown(latin)
    assert shown is not None
    assert shown[0] == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    "words",
    [
        "отель «Янтарь»",
        "нас четверо",
        "по следам бремени",
        "среди прочего",
        "он меня спас",
        "к пятому клиенту",
        "по второму вопросу",
        "работаем без выходных",
        "за два часа",
        "по шесть часов",
        "займёт около часа",
        "тариф 17.3",
    ],
)
def test_words_one_letter_from_a_name_and_numbers_of_other_things_are_no_times(words: str) -> None:
    assert _shown(words) is None


def _ordinal(number: int, ending: str) -> str:
    if number == 30:
        return f"тридцат{ending}"
    tens, ones = ("", number) if number <= 20 else divmod(number, 10)
    first = {"": "", 2: "двадцать ", 3: "тридцать "}[tens]
    soft = {"ое": "ье", "ого": "ьего", "ому": "ьему", "ым": "ьим", "ом": "ьем"}
    return first + STEMS[ones - 1] + (soft[ending] if ones == 3 else ending)


def _working(hour: int) -> int:
    """A bare hour is one at which people are called."""
    return hour + 12 if hour < 8 else hour


def _whole(first: date, last: date) -> Span:
    start = datetime.combine(first, time(0))
    return max(NOW, start), datetime.combine(last, time(23, 59))


def _since(first: date) -> Span:
    return datetime.combine(first, time(0)), None


def _until(last: date) -> Span:
    return NOW, datetime.combine(last, time(23, 59))


def _at(day: date, hour: int, minute: int = 0) -> Span:
    at = datetime.combine(day, time(hour, minute))
    return at, at


def _between(first: time, last: time, day: date = TOMORROW) -> Span:
    return datetime.combine(day, first), datetime.combine(day, last)


def _shown(text: str) -> Span | None:
    request = ReadingRequest(text, "ru", Channel.SMS, NOW, ALWAYS)
    window = time_in(request).window
    return span_of(window, NOW) if window is not None else None
