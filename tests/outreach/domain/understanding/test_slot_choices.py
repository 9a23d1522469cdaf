"""Which of the offered times a customer chooses; where two are possible, none is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.understanding.acts import ActKind, ReadingRequest
from functions.outreach.domain.understanding.counted_acts import counted, first_of
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.outreach.domain.understanding.understand import understand
from functions.product.channels import Channel

NOW = datetime(2026, 11, 30, 9)  # noqa: DTZ001 - local wall time of the customer, a Monday
OFFERED = (
    datetime(2026, 12, 1, 10),  # noqa: DTZ001
    datetime(2026, 12, 2, 14, 30),  # noqa: DTZ001
    datetime(2026, 12, 3, 16),  # noqa: DTZ001
)
CORPUS = Path(__file__).parent / "corpus" / "slot_choices.tsv"
ROWS = [line.split("\t") for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def request(language: str, text: str, offered: tuple[datetime, ...] = OFFERED) -> ReadingRequest:
    legal = (*ALWAYS, ActKind.CHOOSES_SLOT)
    return ReadingRequest(text, language, Channel.SMS, NOW, legal, offered=offered)


def chosen(language: str, text: str, offered: tuple[datetime, ...] = OFFERED) -> str:
    """The place of the chosen time, counted from 1."""
    acts = RuleReader().read(request(language, text, offered)).acts
    slots = [act.slot for act in acts if act.kind is ActKind.CHOOSES_SLOT]
    return "-" if not slots or slots[0] is None else str(slots[0] + 1)


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(("language", "slot", "text"), ROWS, ids=[row[2] for row in ROWS])
def test_a_choice_is_the_one_that_is_meant(language: str, slot: str, text: str) -> None:
    assert chosen(language, text) == slot


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(("language", "slot", "text"), ROWS, ids=[row[2] for row in ROWS])
def test_nothing_is_booked_that_was_not_chosen(language: str, slot: str, text: str) -> None:
    asked = request(language, text)
    acts = counted(understand(asked, load_embedded_readers()), channel=asked.channel)
    deciding = first_of(acts) or acts[0]
    assert deciding.kind is not ActKind.CHOOSES_SLOT or str((deciding.slot or 0) + 1) == slot


def test_of_two_times_the_other_one_is_left() -> None:
    two = OFFERED[:2]
    assert chosen("en", "anything but Tuesday", two) == "2"
    assert chosen("en", "not Tuesday", two) == "-"
    assert chosen("en", "the later one", two) == "2"


def test_places_follow_the_clock_and_not_the_list() -> None:
    turned = (OFFERED[2], OFFERED[0], OFFERED[1])
    assert chosen("en", "the earliest", turned) == "2"
    assert chosen("en", "the latest", turned) == "1"
    assert chosen("en", "the last one", turned) == "3"
    assert chosen("en", "the middle one", turned) == "3"


def test_a_number_that_is_one_place_and_another_hour_is_asked_about() -> None:
    hours = (OFFERED[0].replace(hour=15), OFFERED[1].replace(minute=0), OFFERED[2])
    assert chosen("en", "3", hours) == "-"
    assert chosen("en", "number 3", hours) == "3"


texts = st.lists(st.sampled_from([row[2] for row in ROWS]), min_size=1, max_size=3).map(", ".join)


@given(texts, st.sampled_from(["en", "lt", "ru"]), st.integers(0, 3))
def test_no_text_chooses_what_was_not_offered(text: str, language: str, count: int) -> None:
    place = chosen(language, text, OFFERED[:count])
    assert place == "-" or 1 <= int(place) <= count


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "yes", "1"),
        ("en", "that's right", "1"),
        ("en", "yes tuesday at ten", "1"),
        ("en", "no the second one", "2"),
        ("en", "no thursday", "3"),
        ("en", "no", "other_times"),
        ("en", "not that one", "other_times"),
        ("en", "no tuesday", "unclear"),
        ("en", "STOP", "opt_out"),
        ("lt", "taip", "1"),
        ("lt", "teisingai", "1"),
        ("lt", "ne antrą", "2"),
        ("lt", "ne", "other_times"),
        ("ru", "да", "1"),
        ("ru", "верно", "1"),
        ("ru", "нет, второй", "2"),
        ("ru", "нет", "other_times"),
    ],
)
def test_the_time_that_was_read_back_is_confirmed_corrected_or_turned_down(
    language: str, text: str, expected: str
) -> None:
    asked = replace(request(language, text), channel=Channel.VOICE, read_back=0)
    acts = counted(understand(asked, load_embedded_readers()), channel=asked.channel)
    deciding = first_of(acts) or acts[0]
    chosen_slot = deciding.kind is ActKind.CHOOSES_SLOT and deciding.slot is not None
    assert (str((deciding.slot or 0) + 1) if chosen_slot else deciding.kind.value) == expected
