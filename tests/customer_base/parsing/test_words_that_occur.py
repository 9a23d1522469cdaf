"""SQL that names only the words which occur in a column reads it as SQL that names all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from functions.customer_base.columns.refusing.refusals import NOTHING_REFUSED, REFUSED
from functions.customer_base.columns.vocabulary import (
    CHARGE_OUTCOMES,
    INTERVALS,
    NO,
    STATUSES,
    YES,
    letters,
    occurring,
)
from functions.customer_base.parsing.cell_sql import value_sql
from functions.customer_base.parsing.column_format import ColumnFormat, ParseOptions
from functions.customer_base.sql.connection import connect

pytestmark = pytest.mark.costly(first=2)

SPELLINGS = ("{}", " {} ", "-{}_", "x{}")
UNKNOWN = ("", "?", "nobody knows", "3 months", "every 2 weeks", "12 mo", "–", "İ")


def spelled(words: Iterable[str]) -> list[str]:
    """Words as people write them."""
    found = [form.format(word) for word in words for form in SPELLINGS]
    apart = [word.replace(" ", mark) for word in words for mark in ("_", "-", "  ")]
    return [*found, *apart, *(word.upper() for word in words), *(word.title() for word in words)]


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        ("status", tuple(STATUSES)),
        ("charge_status", tuple(CHARGE_OUTCOMES)),
        ("billing_interval", tuple(INTERVALS)),
        ("cancel_at_period_end", (*YES, *NO)),
        ("do_not_contact", tuple(sorted(NOTHING_REFUSED | REFUSED))),
        ("consent_email_revoked_at", tuple(sorted(NOTHING_REFUSED))),
    ],
)
def test_a_column_is_read_alike_by_the_words_that_occur_and_by_all(
    meaning: str, words: Sequence[str]
) -> None:
    with connect() as con:
        for some in (words[::2], ()):
            con.execute(
                "CREATE OR REPLACE TEMP TABLE cells AS SELECT unnest(?) AS t",
                [[*spelled(some), *UNKNOWN]],
            )
            lowered = con.execute("SELECT DISTINCT lower(t) FROM cells").fetchall()
            cells = frozenset(letters(cell) for (cell,) in lowered)
            every, few = (
                value_sql(meaning, "t", ColumnFormat(("iso",), cells=known), ParseOptions({}))
                for known in (None, cells)
            )
            assert len(few) < len(every)
            query = (
                f"SELECT * FROM (SELECT t, {every} AS every, {few} AS few FROM cells) "
                "WHERE every IS DISTINCT FROM few"
            )
            assert con.execute(query).fetchall() == []


def test_words_occur_by_their_letters() -> None:
    words = ["past_due", "past due", "paid", "–"]
    assert occurring(words, frozenset({letters(" past-due ")})) == ["past_due", "past due"]
    assert occurring(words, frozenset({letters("–")})) == ["–"]
    assert occurring(words, None) == words
