"""Commas, colons and dashes between words part clauses, wherever the plain text puts its words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.understanding.languages.plain_text import ASKS, END, plain
from functions.outreach.domain.understanding.time.clauses import Clauses, find_clauses


def _parts(clauses: Clauses) -> list[str]:
    edges = [0, *clauses.starts, len(clauses.words)]
    cut = [clauses.words[one:other] for one, other in pairwise(edges)]
    return [part.strip(f" {END}{ASKS}") for part in cut if part.strip(f" {END}{ASKS}")]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The site is fine, Friday at 10", ["the site is fine", "friday at 10"]),
        ("Busy: Monday, Tuesday. Bye", ["busy", "monday", "tuesday", "bye"]),
        ("Works well - tomorrow (or later)?", ["works well", "tomorrow", "or later"]),
        ("10:30, 4.5 or 1,000 - 2", ["10:30", "4.5 or 1,000 2"]),
        ("Срок – 31 марта", ["срок 31 марта"]),
    ],
)
def test_a_message_falls_into_its_clauses(text: str, parts: list[str]) -> None:
    assert _parts(find_clauses(text, plain(text))) == parts


def test_what_stands_behind_a_colon_is_known() -> None:
    clauses = find_clauses("Well, free: Monday", plain("Well, free: Monday"))
    assert [clauses.words[at:].split()[0] for at in sorted(clauses.answers)] == ["monday"]


def test_clauses_move_with_words_that_are_put_right() -> None:
    clauses = find_clauses("On wensday, at ten", plain("On wensday, at ten"))
    moved = clauses.moved_to(clauses.words.replace("wensday", "wednesday"))
    assert _parts(moved) == ["on wednesday", "at ten"]


@given(st.text(max_size=400), st.integers(0, 400))
def test_every_clause_begins_at_a_word(text: str, length: int) -> None:
    words = plain(text)[:length]
    clauses = find_clauses(text, words)
    assert all(words[at - 1] == " " for at in clauses.starts if at <= len(words))
    assert clauses.answers <= set(clauses.starts)
    spans = [clauses.around(at, at + 1) for at in range(len(words))]
    assert all(first <= at < max(last, at + 1) for at, (first, last) in enumerate(spans))
