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
