"""Times that are wished for, and times that are only told: habits, the product, what others do.

Written to work on (six persons' voices a language), so nothing here says how well strangers are
understood. A line holds what it means (local start and end, `..` for an open end, or `none`) and
ends with `open` where it is not understood yet.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.understanding.acts import ReadingRequest
from functions.outreach.domain.understanding.rule_reader import time_in
from functions.product.channels import Channel
from tests.probes.read_times import span_of

LINES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent.parent / "corpus" / "times_wished_and_told.tsv")
    .read_text(encoding="utf-8")
    .splitlines()
]
READ = [line[:4] for line in LINES if line[4] == "read"]
LEAST_WISHED, LEAST_TOLD = 140, 50
"""Of a language; the corpus only grows."""


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("language", ["en", "lt", "ru"])
def test_a_time_is_read_as_it_is_meant(language: str) -> None:
    rows = [row for row in READ if row[0] == language]
    misread = [
        (now, text, meant, shown)
        for _, now, text, meant in rows
        if not _is(shown := _shown(language, now, text), meant)
    ]
    assert misread == []
    told = [meant for *_, meant in rows if meant == "none"]
    assert len(told) >= LEAST_TOLD
    assert len(rows) - len(told) >= LEAST_WISHED


@pytest.mark.parametrize(
    ("language", "told", "wished"),
    [
        ("en", "choir meets thursdays at seven", "thursdays at seven suit me"),
        ("en", "your calendar shows Wednesday twice", "could your calendar put me on Wednesday"),
        ("en", "my lad starts his exams in may", "my lad starts his exams so call me in may"),
        ("en", "customers can book until ten at night", "you can call until ten at night"),
        ("en", "can the invoices go out at 7 instead of noon", "can you call at 7"),
        ("en", "the receipts were late on monday again", "about the receipts: monday at ten"),
        ("en", "my girl's birthday is tomorrow", "tomorrow, my girl's birthday is on sunday"),
        ("en", "exams start in a month", "in a month, once the exams are over"),
        ("en", "our lodgers pay at the end of the month", "talk to me at the end of the month"),
        ("lt", "programa penktadienį išsiuntė dvigubai, ar galima kitaip", "sąskaita: penktadienį"),
        ("lt", "sesuo kitą savaitę skrenda į Oslą", "kitą savaitę, kai sesuo išvyks"),
        ("lt", "naudojam tik rudenį, spalį", "geriausia spalį"),
        ("ru", "сосед улетает в пятницу в Сочи", "в пятницу, когда сосед улетит"),
        ("ru", "система в 5:00 делает отчёт, а можно позже", "про отчёт: в пятницу в 15:00"),
        ("ru", "у мамы операция в среду", "в среду не раньше трёх, операция у мамы"),
        ("en", "my mate's wedding is next saturday", "regarding the invoice, thursday at 3 works"),
        ("lt", "mama už dviejų savaičių operuojasi", "mano kalendoriuje ketvirtadienis laisvas"),
        ("ru", "у друга свадьба в субботу", "в моём календаре четверг свободен"),
        ("lt", "protmūšiai pas mus ketvirtadieniais", "ketvirtadieniais tinka"),
        ("lt", "programa rašo trečiadienį", "skambinkit trečiadienį"),
        ("ru", "квизы у нас по четвергам", "мне удобно по четвергам"),
        ("ru", "программа показывает среду", "звоните в среду"),
    ],
)
def test_what_is_told_is_no_wish_and_what_is_asked_is_one(
    language: str, told: str, wished: str
) -> None:
    now = "2026-12-01T10:00"
    assert _shown(language, now, told) is None
    assert isinstance(_shown(language, now, wished), tuple)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("lt", "rytoj, o šeštadienį žmonos gimtadienis"),
        ("ru", "завтра, а в субботу у жены день рождения"),
    ],
)
def test_the_day_of_an_event_is_not_the_one_that_is_left(language: str, text: str) -> None:
    shown = _shown(language, "2026-12-02T10:00", text)
    assert shown is not None
    assert shown[0].date() == date(2026, 12, 3)


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("en", "The website is fine so Thursday 10am", "2026-05-14T10:00"),
        ("en", "The invoice is fine, Thursday 3pm", "2026-05-14T15:00"),
        ("en", "The website looks great, happy with it, tomorrow 2pm", "2026-05-13T14:00"),
        ("en", "I think the dashboard is excellent, tomorrow 2pm", "2026-05-13T14:00"),
        ("en", "the website looks great tomorrow 2pm", "2026-05-13T14:00"),
        ("en", "The app works well, maybe Thursday afternoon", "2026-05-14T12:00"),
        ("en", "The booking page won't load, Thursday at 2?", "2026-05-14T14:00"),
        ("lt", "Programa veikia gerai, gal rytoj po pietų", "2026-05-13T12:00"),
        ("lt", "Priminimai puikūs, kitą savaitę", "2026-05-18"),
        ("lt", "Ataskaita neveikia, rytoj 10 val.", "2026-05-13T10:00"),
        ("lt", "Kaina per didelė, bet antradienį 10 val.", "2026-05-19T10:00"),
        ("ru", "Программа работает хорошо, может завтра после обеда", "2026-05-13T12:00"),
        ("ru", "Напоминания отличные, на следующей неделе", "2026-05-18"),
        ("ru", "Счёт не пришёл, завтра в 10", "2026-05-13T10:00"),
        ("ru", "Скидка 10 процентов, завтра обсудим", "2026-05-13"),
    ],
)
def test_what_a_clause_says_of_the_product_is_not_said_of_the_next_ones_time(
    language: str, text: str, meant: str
) -> None:
    shown = _shown(language, "2026-05-12T10:00", text)
    assert shown is not None
    assert _same(shown[0], meant)


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("en", "Guests arrive Saturday, Friday 3pm", "2026-05-15T15:00/2026-05-15T15:00"),
        ("en", "Guests arrive on Saturday, can we do Friday 3pm", "2026-05-15T15:00/2026-05-15"),
        ("en", "Students leave in June, the first week of July", "2026-07-01/2026-07-07"),
        ("en", "My daughter graduates in July, August is better", "2026-08-01/2026-08-31"),
        ("en", "Tomorrow at 4, my son starts school in the morning", "2026-05-13T16:00/2026-05-13"),
        ("en", "Wednesday after the dentist, 3pm", "2026-05-13T15:00/2026-05-13T15:00"),
        ("lt", "Vadovas išeina penktadienį, pirmadienį 9", "2026-05-18T09:00/2026-05-18T09:00"),
        ("lt", "Sesuo tuokiasi šeštadienį, antradienį 15 val.", "2026-05-19T15:00/2026-05-19"),
        ("ru", "Сестра выходит замуж в субботу, в понедельник в 10", "2026-05-18T10:00/2026-05-18"),
        ("ru", "Жена рожает в июне, в июле", "2026-07-01/2026-07-31"),
        ("ru", "Свадьба 10 июня, можно 15 июня", "2026-06-15/2026-06-15"),
        ("en", "my daughter's wedding is on Saturday at 3", "none"),
        ("en", "I have my exam on Friday and Monday", "none"),
        ("en", "We only use it in summer, June to August", "none"),
    ],
)
def test_an_event_tells_the_nearest_time_of_its_own_clause(
    language: str, text: str, meant: str
) -> None:
    assert _is(_shown(language, "2026-05-12T10:00", text), meant)


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("en", "Busy: Monday, free: Wednesday at 10", "2026-05-13T10:00/2026-05-13T10:00"),
        ("en", "Can't do: Monday but Tuesday at 10 works", "2026-05-19T10:00/2026-05-19T10:00"),
        ("en", "I cannot do mornings: Tuesday at 3pm", "2026-05-19T15:00/2026-05-19T15:00"),
        ("en", "No problem: Tuesday at 10", "2026-05-19T10:00/2026-05-19T10:00"),
        (
            "en",
            "I can do the following: Tuesday 10am, Wednesday 2pm",
            "2026-05-19T10:00/2026-05-19",
        ),
        ("en", "between 9: and 11 tomorrow", "2026-05-13T09:00/2026-05-13T11:00"),
        ("lt", "Užimta: rytoj", "none"),
        ("ru", "Занята: завтра", "none"),
    ],
)
def test_a_colon_ends_no_sentence(language: str, text: str, meant: str) -> None:
    assert _is(_shown(language, "2026-05-12T10:00", text), meant)


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", "Busy: Tuesday", (0, 2, 3, 4)),
        ("en", "Not: Friday", (0, 1, 2, 3)),
        ("en", "Unavailable: Monday, Tuesday", (2, 3, 4)),
        ("en", "I cannot do these days: Monday, Tuesday", (2, 3, 4)),
        ("lt", "Negaliu: pirmadienį, antradienį", (2, 3, 4)),
        ("ru", "Не могу: понедельник, вторник", (2, 3, 4)),
        ("ru", "занят: вторник", (0, 2, 3, 4)),
    ],
)
def test_what_is_refused_before_a_colon_is_what_stands_behind_it(
    language: str, text: str, left: tuple[int, ...]
) -> None:
    now = datetime(2026, 5, 12, 10)  # noqa: DTZ001 - local wall time of the customer
    window = time_in(ReadingRequest(text, language, Channel.SMS, now, ALWAYS)).window
    assert window is not None
    assert window.weekdays == left


def _shown(language: str, now: str, text: str) -> tuple[datetime, datetime | None] | None:
    local_now = datetime.fromisoformat(now)
    window = time_in(ReadingRequest(text, language, Channel.SMS, local_now, ALWAYS)).window
    return span_of(window, local_now) if window is not None else None


def _is(shown: tuple[datetime, datetime | None] | None, meant: str) -> bool:
    if meant == "none" or shown is None:
        return shown is None and meant == "none"
    return all(_same(found, said) for found, said in zip(shown, meant.split("/"), strict=True))


def _same(found: datetime | None, said: str) -> bool:
    """To the minute where an hour was said, else to the day."""
    if found is None or said == "..":
        return found is None and said == ".."
    if "T" in said:
        return found == datetime.fromisoformat(said)
    return found.date() == date.fromisoformat(said)
