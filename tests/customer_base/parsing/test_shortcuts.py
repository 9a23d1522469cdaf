"""What stands in place of a costly expression has its values: words in one list, edges of cells."""

from __future__ import annotations

import pytest

from functions.customer_base.columns.vocabulary import INTERVALS, STATUSES
from functions.customer_base.parsing.column_format import ColumnFormat, cell_text
from functions.customer_base.sql.connection import connect
from functions.customer_base.sql.literals import looked_up, word_list


@pytest.mark.parametrize(
    "words", [STATUSES, INTERVALS, {"a'b": "x", "": "empty", "a": "'", "a'": "y"}]
)
def test_a_word_is_looked_up_as_in_the_table(words: dict[str, str]) -> None:
    texts = [*words, *(f"{word}x" for word in words), "nobody knows", " ", "\n", None]
    with connect(threads=1) as con:
        con.execute("CREATE OR REPLACE TEMP TABLE cells AS SELECT unnest(?) AS t", [texts])
        found = con.execute(
            f"SELECT t, {looked_up('t', words)}, {looked_up('t', words, 'upper(t)')} FROM cells"
        ).fetchall()
    assert len(found) == len(texts)
    for text, alone, otherwise in found:
        known = words.get(text) if text is not None else None
        assert alone == known
        assert otherwise == (text and text.upper() if known is None else known)


def test_a_word_that_would_be_two_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        word_list(["past due", "past\ndue"])


def test_of_no_words_none_is_found() -> None:
    with connect(threads=1) as con:
        row = con.execute(f"SELECT {looked_up("'a'", {}, "'other'")}").fetchone()
    assert row == ("other",)


def test_a_cell_without_wide_spaces_is_trimmed_alike() -> None:
    edges = ("", " ", "  ", "\t", "\n ", " \r", "\0")
    texts = [
        f"{left}{cell}{right}"
        for left in edges
        for cell in ("", "a", "a b", "é")
        for right in edges
    ]
    alike, narrow = (cell_text(0, ColumnFormat(wide=wide)) for wide in (True, False))
    assert alike != narrow
    with connect(threads=1) as con:
        con.execute(
            "CREATE OR REPLACE TEMP TABLE cells AS SELECT unnest(?) AS c0", [[*texts, None]]
        )
        query = f"SELECT c0 FROM cells WHERE ({alike}) IS DISTINCT FROM ({narrow})"
        assert con.execute(query).fetchall() == []
