"""Digits are an hour where a day or a word of time leads to them, and never a piece of a number."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.understanding.time.phrases import parse_window

NOW = datetime(2026, 5, 12, 10)  # noqa: DTZ001 - local wall time of the customer, a Tuesday


def _moment(language: str, text: str) -> str | None:
    window = parse_window(text, language=language, local_now=NOW)
    return window.at.isoformat(" ", "minutes") if window and window.at else None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "my number is 415 555 12 45, thanks"),
        ("en", "order 12 30"),
        ("en", "we're at unit 4 15"),
        ("en", "it costs 12 30"),
        ("lt", "Mano numeris 8 612 12 30"),
        ("lt", "Kainuoja 12 30"),
        ("ru", "мой номер 8 912 345 12 30"),
        ("ru", "нас 20-50 человек"),
        ("ru", "скидка до 20-50 процентов"),
        ("ru", "мой телефон 8-912-345-12-30"),
    ],
)
def test_a_number_of_something_is_no_time(language: str, text: str) -> None:
    assert parse_window(text, language=language, local_now=NOW) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("мы делаем 20-50 заказов в день, позвоните завтра", 13),
        ("займёт 20-45 минут, завтра", 13),
        ("у нас 10-50 сотрудников, звоните завтра", 13),
        ("платим 9-50 в месяц, звоните в пятницу", 15),
        ("офис 12-30, приезжайте в среду", 13),
        ("кабинет 10-05, во вторник", 19),
        ("кабинет 12-30 завтра", 13),
        ("ждать 15-10 минут не буду, завтра", 13),
        ("завтра 20-50 заказов", 13),
    ],
)
def test_a_range_of_things_changes_no_day(text: str, day: int) -> None:
    window = parse_window(text, language="ru", local_now=NOW)
    assert window is not None
    assert (window.earliest.day, window.latest, window.at) == (day, window.earliest, None)
    assert (window.from_time, window.to_time) == (None, None)


@pytest.mark.parametrize(
    ("language", "text", "moment"),
    [
        ("en", "12 30", "2026-05-12 12:30"),
        ("en", "ok 12 30, thanks", "2026-05-12 12:30"),
        ("en", "Tuesday at 14 30 please", "2026-05-19 14:30"),
        ("en", "my office is 4 15 High Street, Tuesday 9 30", "2026-05-19 09:30"),
        ("lt", "rytoj 9 30, ačiū", "2026-05-13 09:30"),
        ("lt", "Dėl sąskaitos: antradienį 14 30", "2026-05-19 14:30"),
        ("lt", "birželio 9 d. 14 30", "2026-06-09 14:30"),
        ("ru", "четверк 14 30", "2026-05-14 14:30"),
        ("ru", "9 июня 14 30", "2026-06-09 14:30"),
        ("ru", "16-15", "2026-05-12 16:15"),
        ("ru", "Прошу назначить на 9 июня, 16-15.", "2026-06-09 16:15"),
        ("ru", "Позвоните в четверг в 15-30", "2026-05-14 15:30"),
        ("ru", "встреча 18-00 завтра", "2026-05-13 18:00"),
        ("ru", "завтра в 18-00 звоните", "2026-05-13 18:00"),
        ("ru", "в пятницу 9-00, если можно", "2026-05-15 09:00"),
    ],
)
def test_an_hour_typed_in_a_hurry_is_one(language: str, text: str, moment: str) -> None:
    assert _moment(language, text) == moment


@pytest.mark.parametrize("text", ["с 9-30 до 11-00 в среду", "в среду между 9-30 и 11-00"])
def test_two_such_hours_make_a_range(text: str) -> None:
    window = parse_window(text, language="ru", local_now=NOW)
    assert window is not None
    assert (str(window.from_time), str(window.to_time)) == ("09:30:00", "11:00:00")


_groups = st.lists(
    st.sampled_from(["8", "12", "15", "30", "45", "00", "555", "612", "7946"]),
    min_size=3,
    max_size=6,
)


@given(
    _groups,
    st.sampled_from([("en", "my number is"), ("lt", "mano numeris"), ("ru", "мой номер")]),
)
def test_no_phone_number_is_a_wish_for_a_time(groups: list[str], said: tuple[str, str]) -> None:
    language, words = said
    for mark in ("", ".", ", ok"):
        text = f"{words} {' '.join(groups)}{mark}"
        assert parse_window(text, language=language, local_now=NOW) is None
