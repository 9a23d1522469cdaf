"""Misreadings that were found once: idioms with a no in them, short replies, places, questions."""

from __future__ import annotations

from datetime import datetime

import pytest

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.understanding.acts import Act, ActKind, ReadingRequest
from functions.outreach.domain.understanding.counted_acts import counted
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.understand import understand
from functions.product.channels import Channel

NOW = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - a Monday, local wall time of the customer
OFFERED = (
    datetime(2026, 11, 24, 13, 0),  # noqa: DTZ001
    datetime(2026, 11, 24, 16, 0),  # noqa: DTZ001
    datetime(2026, 11, 26, 9, 30),  # noqa: DTZ001
)


def read(
    text: str,
    language: str = "en",
    *,
    offered: tuple[datetime, ...] = (),
    now: datetime = NOW,
) -> tuple[Act, ...]:
    """The acts that count, in a state where everything may be said."""
    legal = (*ALWAYS, ActKind.CHOOSES_SLOT) if offered else ALWAYS
    request = ReadingRequest(text, language, Channel.SMS, now, legal, None, offered)
    return counted(understand(request, load_embedded_readers()), channel=Channel.SMS)


def kinds(acts: tuple[Act, ...]) -> list[ActKind]:
    return [act.kind for act in acts]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Sure, why not"),
        ("en", "why not?"),
        ("en", "no problem, go ahead"),
        ("en", "can't hurt"),
        ("en", "no, I wouldn't mind"),
        ("lt", "kodėl ne"),
        ("lt", "nieko prieš"),
        ("ru", "почему бы и нет"),
        ("ru", "не против"),
        ("lt", "Sure, why not"),
        ("ru", "Sure, why not"),
    ],
)
def test_agreement_said_with_a_no_in_it_is_interest(language: str, text: str) -> None:
    assert kinds(read(text, language)) == [ActKind.INTERESTED]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "no"), ("en", "no thanks"), ("lt", "ne"), ("ru", "нет")]
)
def test_a_plain_no_stays_a_no(language: str, text: str) -> None:
    assert ActKind.DECLINED in kinds(read(text, language))


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "In a month", ActKind.NOT_NOW),
        ("en", "next month", ActKind.NOT_NOW),
        ("lt", "po mėnesio", ActKind.NOT_NOW),
        ("ru", "в следующем месяце", ActKind.NOT_NOW),
        ("en", "Please call me instead", ActKind.CHOOSES_CHANNEL),
        ("lt", "Geriau paskambinkite", ActKind.CHOOSES_CHANNEL),
        ("ru", "Лучше позвоните", ActKind.CHOOSES_CHANNEL),
    ],
)
def test_a_short_plain_reply_is_sure(language: str, text: str, kind: ActKind) -> None:
    acts = read(text, language)
    assert kinds(acts) == [kind]
    assert acts[0].confidence >= 0.85


@pytest.mark.parametrize(
    ("language", "text"), [("en", "call me tomorrow at 3"), ("ru", "не звоните мне на работу")]
)
def test_a_call_wished_for_later_or_not_at_all_is_no_call_now(language: str, text: str) -> None:
    assert ActKind.CHOOSES_CHANNEL not in kinds(read(text, language))


@pytest.mark.parametrize(
    ("language", "text", "slot"),
    [
        ("en", "Tuesday at 1pm", 0),
        ("en", "Tuesday 1 p.m.", 0),
        ("en", "tomorrow at 1 works", 0),
        ("en", "1pm", 0),
        ("en", "tuesday 1", 0),
        ("en", "the one at 9:30", 2),
        ("en", "Tue 13:00", 0),
        ("en", "the first one please", 0),
        ("en", "number two", 1),
        ("en", "number 2 works best for me thank you", 1),
        ("en", "the later one", 2),
        ("lt", "antradienį 13 val.", 0),
        ("lt", "rytoj 13:00 tinka", 0),
        ("lt", "numeris du", 1),
        ("lt", "ankstesnis", 0),
        ("ru", "во вторник в час дня", 0),
        ("ru", "вторник 13", 0),
        ("ru", "первый пожалуйста", 0),
        ("ru", "№2", 1),
    ],
)
def test_a_named_offered_time_is_chosen(language: str, text: str, slot: int) -> None:
    choice = read(text, language, offered=OFFERED)[0]
    assert (choice.kind, choice.slot) == (ActKind.CHOOSES_SLOT, slot)


@pytest.mark.parametrize("day", [23, 24])
@pytest.mark.parametrize("slot", [datetime(2026, 11, 24, 13), datetime(2026, 12, 1, 13)])  # noqa: DTZ001
def test_a_weekday_is_the_one_offered_whatever_day_it_is_said(day: int, slot: datetime) -> None:
    now = datetime(2026, 11, day, 9)  # noqa: DTZ001
    assert kinds(read("Tuesday at 1pm", offered=(slot,), now=now)) == [ActKind.CHOOSES_SLOT]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "not the first one"),
        ("en", "later on thursday"),
        ("lt", "tik ne pirmas"),
        ("ru", "можно в четверг попозже"),
        ("ru", "есть что-то через три дня?"),
    ],
)
def test_what_only_resembles_a_choice_books_nothing(language: str, text: str) -> None:
    assert ActKind.CHOOSES_SLOT not in kinds(read(text, language, offered=OFFERED))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Does it work with my toaster?"),
        ("en", "does it work on weekends?"),
        ("en", "can I use it in May?"),
        ("lt", "ar veikia savaitgaliais?"),
        ("lt", "ar galėsiu naudotis gegužę?"),
        ("ru", "а по выходным работает?"),
        ("ru", "смогу ли я пользоваться в мае?"),
    ],
)
def test_a_question_about_the_product_is_no_wish_for_a_time(language: str, text: str) -> None:
    assert kinds(read(text, language)) == [ActKind.ASKS_QUESTION]


@pytest.mark.parametrize(
    "text",
    ["do you have anything on friday?", "can we talk on friday?", "does friday work for you?"],
)
def test_a_question_about_the_conversation_stays_a_wish_for_a_time(text: str) -> None:
    assert ActKind.OTHER_TIMES in kinds(read(text, offered=OFFERED))


def test_a_question_with_a_condition_declines_nothing() -> None:
    assert kinds(read("что будет с моими данными если я откажусь", "ru")) == [ActKind.ASKS_QUESTION]
