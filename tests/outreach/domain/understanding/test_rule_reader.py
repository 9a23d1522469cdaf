"""The rule reader names what a customer did, in order, and only what is legal now."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.playbooks.starter import starter_answers
from functions.outreach.domain.understanding.acts import (
    MUST_NOT_MISS,
    POSSIBLE,
    Act,
    ActKind,
    OpenQuestion,
    ReadingRequest,
)
from functions.outreach.domain.understanding.knowledge import ApprovedQuestion
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.outreach.domain.understanding.understand import understand
from functions.product.channels import Channel

NOW = datetime(2026, 11, 25, 14, 0)  # noqa: DTZ001 - local wall time of the customer
OFFERED = (
    datetime(2026, 12, 1, 10, 30),  # noqa: DTZ001
    datetime(2026, 12, 1, 15, 0),  # noqa: DTZ001
    datetime(2026, 12, 3, 9, 0),  # noqa: DTZ001
)

CALM = (ActKind.INTERESTED, ActKind.DECLINED, ActKind.NOT_NOW, ActKind.UNSURE)
"""Not looked at beside an act nobody may miss."""


def read(
    text: str,
    language: str = "en",
    *,
    offered: tuple[datetime, ...] = (),
    asked: OpenQuestion | None = None,
    more: tuple[ActKind, ...] = (),
) -> tuple[Act, ...]:
    legal = (*ALWAYS, *more)
    legal += (ActKind.CHOOSES_SLOT,) if offered else ()
    legal += (ActKind.ANSWERS,) if asked else ()
    answers = tuple(ApprovedQuestion(a.id, a.questions) for a in starter_answers(language))
    request = ReadingRequest(text, language, Channel.SMS, NOW, legal, asked, offered, answers)
    found = find_must_not_miss(text)
    kinds_found = {act.kind for act in found}
    if ActKind.AUTOMATIC in kinds_found:
        return found
    acts = RuleReader().read(request).acts
    if found:
        acts = tuple(act for act in acts if act.kind not in CALM)
    return (*found, *acts) or (Act(ActKind.UNCLEAR),)


def kinds(acts: tuple[Act, ...]) -> list[str]:
    return [act.kind.value for act in acts]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "yes please", ["interested"]),
        ("en", "no thanks", ["declined", "thanks"]),
        ("en", "no, not now", ["not_now"]),
        ("en", "let me think about it", ["unsure"]),
        ("en", "how much is it", ["asks_price"]),
        ("en", "can you do 20% off?", ["negotiates"]),
        ("en", "are you a bot?", ["are_you_a_person"]),
        ("en", "call me tomorrow at 3", ["chooses_channel", "other_times"]),
        ("en", "Stop texting me, call me", ["chooses_channel"]),
        ("en", "in three months", ["not_now"]),
        ("en", "I'm busy until monday", ["not_now"]),
        ("en", "do you integrate with xero?", ["asks_question"]),
        ("en", "asdkjh", ["unclear"]),
        ("en", "I want to talk to a human", ["human_wanted"]),
        ("en", "please stop calling me", ["opt_out"]),
        ("lt", "taip, domina", ["interested"]),
        ("lt", "ne, ačiū", ["declined", "thanks"]),
        ("lt", "kiek kainuoja?", ["asks_price"]),
        ("lt", "ar jūs robotas?", ["are_you_a_person"]),
        ("lt", "pagalvosiu", ["unsure"]),
        ("lt", "o nuolaidą padarysit?", ["negotiates"]),
        ("lt", "geriau parašykit el. paštu", ["chooses_channel"]),
        ("ru", "да, интересно", ["interested"]),
        ("ru", "нет, не сейчас", ["not_now"]),
        ("ru", "сколько стоит?", ["asks_price"]),
        ("ru", "вы робот?", ["are_you_a_person"]),
        ("ru", "дорого, скидка есть?", ["negotiates"]),
        ("ru", "подумаю", ["unsure"]),
    ],
)
def test_a_message_is_read_as_its_acts(language: str, text: str, expected: list[str]) -> None:
    assert kinds(read(text, language)) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "ok thanks bye", ["thanks"]),
        ("en", "🙏", ["thanks"]),
        ("en", "hmm not really", ["declined"]),
        ("en", "what time works for you?", ["interested"]),
        ("en", "what about weekends", ["other_times"]),
        ("en", "speak to the founder? sure", ["interested"]),
        ("lt", "aš vairuoju, perskambinkit vakare", ["not_now", "chooses_channel"]),
        ("ru", "перезвоните завтра", ["not_now", "chooses_channel"]),
    ],
)
def test_a_message_that_was_once_misread_is_read_well(
    language: str, text: str, expected: list[str]
) -> None:
    assert kinds(read(text, language)) == expected


@pytest.mark.parametrize(
    ("language", "text"), [("en", "not tuesday"), ("ru", "ни один не подходит")]
)
def test_turning_down_offered_times_is_neither_a_choice_nor_a_decline(
    language: str, text: str
) -> None:
    assert kinds(read(text, language, offered=OFFERED)) == ["other_times"]


def test_first_is_an_offered_time_and_not_a_day_of_the_month() -> None:
    assert read("первое", "ru", offered=OFFERED)[0].slot == 0


def test_one_message_may_say_three_things() -> None:
    acts = read("yes, but not before March, and what does it cost?")
    assert set(kinds(acts)) == {"interested", "asks_price", "other_times"}
    window = next(act.window for act in acts if act.kind is ActKind.OTHER_TIMES)
    assert window is not None
    assert window.earliest == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "not now, ask me in a month"),
        ("lt", "dabar ne, paskambinkit po mėnesio"),
        ("ru", "напишите через месяц"),
    ],
)
def test_asking_to_return_in_a_month_carries_the_day(language: str, text: str) -> None:
    act = next(act for act in read(text, language) if act.kind is ActKind.NOT_NOW)
    assert act.window is not None
    assert act.window.earliest == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("language", "text", "slot"),
    [
        ("en", "the second one", 1),
        ("en", "2", 1),
        ("en", "Tuesday 10:30 works", 0),
        ("en", "tuesday at 3", 1),
        ("en", "the morning on thursday", 2),
        ("en", "the last one please", 2),
        ("en", "9", 2),
        ("lt", "antrą", 1),
        ("lt", "ketvirtadienį tinka", 2),
        ("ru", "второй вариант", 1),
        ("ru", "в четверг подходит", 2),
    ],
)
def test_an_offered_time_can_be_chosen_in_many_ways(language: str, text: str, slot: int) -> None:
    acts = read(text, language, offered=OFFERED)
    assert [(act.kind, act.slot) for act in acts] == [(ActKind.CHOOSES_SLOT, slot)]


@pytest.mark.parametrize("text", ["none of these work", "tomorrow at 10:30", "can we do friday?"])
def test_a_time_that_was_not_offered_is_a_wish(text: str) -> None:
    assert kinds(read(text, offered=OFFERED)) == ["other_times"]


def test_a_day_with_two_offered_times_is_not_guessed() -> None:
    assert kinds(read("tuesday", offered=OFFERED)) == ["other_times"]


def test_a_yes_to_one_offered_time_takes_it() -> None:
    assert read("yes", offered=OFFERED[:1])[0].slot == 0


def test_a_story_answers_the_question_that_invited_it() -> None:
    assert kinds(
        read("it got too expensive and we hardly used it", asked=OpenQuestion.LEAVING_REASON)
    ) == ["answers"]


def test_a_plain_yes_to_the_question_is_interest() -> None:
    assert kinds(read("yes", asked=OpenQuestion.QUALIFYING)) == ["interested"]


def test_a_booking_is_cancelled_or_moved_only_when_there_is_one() -> None:
    booked = (ActKind.CANCELS_BOOKING, ActKind.RESCHEDULES)
    assert kinds(read("cancel my booking", more=booked)) == ["cancels_booking"]
    assert "reschedules" in kinds(read("can we move the call to friday", more=booked))
    assert "cancels_booking" not in kinds(read("cancel my booking"))


def test_a_known_question_finds_its_answer_and_an_unknown_one_does_not() -> None:
    assert read("how did you get my number?")[0].answer == "starter-en-how-number"
    assert read("does it work on mars?")[0].answer is None
    assert read("iš kur turit mano numerį?", "lt")[0].answer == "starter-lt-how-number"
    assert read("откуда у вас мой номер", "ru")[0].answer == "starter-ru-how-number"


def test_after_the_end_only_an_opt_in_is_read() -> None:
    request = ReadingRequest(
        "START", "en", Channel.SMS, NOW, (*MUST_NOT_MISS, ActKind.OPT_IN, ActKind.UNCLEAR)
    )
    assert kinds(understand(request, (RuleReader(),)).acts) == ["opt_in"]


def test_an_automatic_reply_is_nothing_else() -> None:
    assert kinds(read("Please leave a message after the tone. Yes!")) == ["automatic"]


@settings(deadline=None)
@given(
    st.text(max_size=2000),
    st.sampled_from(["en", "lt", "ru", "de"]),
    st.sets(st.sampled_from(list(ActKind))),
)
def test_only_legal_acts_are_read_and_always_at_least_one(
    text: str, language: str, legal: set[ActKind]
) -> None:
    allowed = {*legal, *MUST_NOT_MISS, *POSSIBLE, ActKind.UNCLEAR}
    request = ReadingRequest(text, language, Channel.VOICE, NOW, tuple(allowed), None, OFFERED)
    acts = understand(request, (RuleReader(),)).acts
    assert acts
    assert {act.kind for act in acts} <= allowed
    assert all(act.slot is None or act.slot < len(OFFERED) for act in acts)
