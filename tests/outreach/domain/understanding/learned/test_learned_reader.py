"""The learned reader weighs as it was trained to, in bounded time, and says nothing impossible."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.understanding.learned.features import (
    CLAUSES_AT_MOST,
    HEAD_CHARS,
    TAIL_CHARS,
    clauses_of,
    features_of,
)
from functions.outreach.domain.understanding.learned.weights import (
    ZERO,
    BrokenWeightsError,
    Weights,
    format_weights,
    load_weights,
    parse_weights,
)

SMALL = Weights(
    acts=("declined", "interested"),
    rows=8,
    table=bytes(
        (value + ZERO) for value in (1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 8, -8)
    ),
    scale=(0.5, 0.25),
    bias=(0.1, -0.1),
    slope=(1.0, 2.0),
    offset=(0.0, -0.5),
)


def test_a_probability_is_the_sum_of_its_rows() -> None:
    found = features_of("no", asked="question", channel="sms", found=("sure declined",), rows=8)
    scores = [0.0, 0.0]
    for rows, weight in found.weighted():
        for row in rows:
            scores[0] += weight * (row + 1)
            scores[1] -= weight * (row + 1)
    wanted = [
        1 / (1 + exp(-(SMALL.slope[column] * odds + SMALL.offset[column])))
        for column, odds in enumerate((scores[0] * 0.5 + 0.1, scores[1] * 0.25 - 0.1))
    ]
    assert list(SMALL.probabilities(found).values()) == pytest.approx(wanted)


def test_one_act_alone_is_as_likely_as_among_all() -> None:
    found = features_of("no", asked="question", channel="sms", found=("sure declined",), rows=8)
    every = SMALL.probabilities(found)
    assert {act: SMALL.probability(act, found) for act in SMALL.acts} == pytest.approx(every)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("no more of this", ()),
        ("thanks!", ()),
        ("block you go, thanks for all 🙏 bye now", ("block you go", "thanks for all", "bye now")),
        (
            "Where's my number from? Delete it - or I do\nok.",
            ("Where's my number from", "Delete it", "or I do"),
        ),
        ("10:30 works, the rest not really", ("10:30 works", "the rest not really")),
        ("по-русски можно", ()),
        ("one two. " * 20, ("one two",) * CLAUSES_AT_MOST),
    ],
)
def test_clauses_stand_between_signs_and_are_few(text: str, clauses: tuple[str, ...]) -> None:
    assert clauses_of(text) == clauses


def test_of_a_long_message_both_ends_have_clauses() -> None:
    clauses = clauses_of("one two " * 400 + ", last words")
    assert clauses[-1] == "last words"
    assert sum(map(len, clauses)) <= HEAD_CHARS + TAIL_CHARS


def test_a_file_of_weights_is_read_as_it_was_written() -> None:
    assert parse_weights(format_weights(SMALL)) == SMALL
    assert format_weights(parse_weights(format_weights(SMALL))) == format_weights(SMALL)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", format_weights(SMALL)[:-1]])
def test_a_broken_file_is_named(data: bytes) -> None:
    with pytest.raises(BrokenWeightsError):
        parse_weights(data)


def test_capitals_diacritics_and_other_digits_change_nothing() -> None:
    def features(text: str) -> object:
        return features_of(text, asked="slots", channel="sms", found=(), rows=1 << 16)

    assert features("Ačiū, 10:30 TINKA") == features("aciu 11:45 tinka")
    assert features("tinka?") != features("tinka")


def test_what_stands_first_and_last_is_told_apart() -> None:
    def words(text: str) -> set[int]:
        found = features_of(text, asked="slots", channel="sms", found=(), rows=1 << 20)
        return {*found.words}

    both = ["not for us this year to be honest but do ring again", "do ring again but not for us"]
    assert words(both[0]) != words(both[1])


def test_other_endings_leave_what_stands_near_first_and_last() -> None:
    def words(text: str) -> set[int]:
        found = features_of(text, asked="slots", channel="sms", found=(), rows=1 << 20)
        return {*found.words}

    # Three short stems, three pairs, one of three, three at the beginning and three at the end.
    assert len(words("atsiliepsiu rytoj vakare") & words("atsiliepsime rytojui vakarop")) == 13


def test_a_long_message_is_weighed_at_both_ends() -> None:
    def features(text: str) -> object:
        return features_of(text, asked="slots", channel="email", found=(), rows=1 << 16)

    head, tail = "a" * HEAD_CHARS, "z" * TAIL_CHARS
    assert features(head + "STOP " * 5000 + tail) == features(head + "b" * 9 + tail)


@given(st.text(max_size=400), st.sampled_from(["question", "slots", "booked", "other"]))
def test_every_text_has_probabilities(text: str, asked: str) -> None:
    weights = load_weights()
    found = features_of(text, asked=asked, channel="sms", found=(), rows=weights.rows)
    probabilities = weights.probabilities(found)
    assert set(probabilities) == set(weights.acts)
    assert all(0 <= each <= 1 for each in probabilities.values())


def test_weights_of_another_width_are_refused() -> None:
    data = format_weights(replace(SMALL, rows=9))
    with pytest.raises(BrokenWeightsError):
        parse_weights(data)
