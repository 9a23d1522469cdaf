"""What a search of the list finds does not hang on which of its shortcuts may be taken."""

from __future__ import annotations

import unicodedata

import pytest

from functions.customer_base.console_queries.search import _search_sql
from functions.customer_base.sql.connection import connect

PEOPLE = (
    ("cus_42A", "Zoë Person 42", "zoe42@example.com"),
    ("CUS-42b", "ZOË PERSON 4242", "person4242@example.com"),
    ("7", "person_42@home", None),
    ("I9", "İnci 9 O'Neil", "inci.9@example.com"),
    ("x.1", "Ada-Lou", "ada-lou@example.com"),
    ("y", None, "ÿ1@example.com"),
)
SOUGHT = (
    "zoe",
    "ZOË person 42",
    "42",
    "4242",
    "person4242@",
    "cus_42a",
    "cus-42B",
    "ada-lou",
    "9 o",
)
MORE = ("n 4", "@example", "@home", ".9", "x.1", "i9", "inci 9", "_42@", "nobody")


def _bare(text: str | None) -> str:
    apart = unicodedata.normalize("NFD", (text or "").lower())
    return "".join(one for one in apart if not unicodedata.combining(one))


@pytest.mark.parametrize("sought", [*SOUGHT, *MORE])
def test_a_search_finds_names_addresses_and_ids_that_hold_the_text(sought: str) -> None:
    with connect() as con:
        con.execute("CREATE OR REPLACE TEMP TABLE people (customer_id TEXT, name TEXT, email TEXT)")
        con.executemany("INSERT INTO people VALUES (?, ?, ?)", list(PEOPLE))
        con.execute("ALTER TABLE people ADD COLUMN phone TEXT")
        where, values = _search_sql(sought)
        found = con.execute(f"SELECT customer_id FROM people WHERE {where}", values).fetchall()
    plain = sought.lower()
    assert {one for (one,) in found} == {
        one
        for one, name, email in PEOPLE
        if (name is not None and _bare(plain) in _bare(name))
        or plain in (email or "")
        or plain in one.lower()
    }
