"""What holds for every import: no row is lost, and no order of rows or files changes anything."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.customer_base.reading import (
    SETTINGS,
    as_utf16,
    assert_both_parsers_read_alike,
    done,
    read,
)
from tests.customer_base.whole_runs import Row, assert_lawful, csv_of, whole, whole_each_time
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=1)

TODAY = SETTINGS.today
# An import takes a tenth of a second, so making a failing example smaller would take longer than
# a test may; add `Phase.shrink` while looking for the reason of one.
FOUND = (Phase.explicit, Phase.reuse, Phase.generate)


def day(*edges: int) -> st.SearchStrategy[str]:
    """Days around the edges of the rules, as a file writes them, or blank."""
    near = [edge + step for edge in edges for step in (-1, 0, 1)]
    written = [(TODAY - timedelta(days=number)).isoformat() for number in near]
    return st.sampled_from(["", *written])


def one_of(*cells: str) -> st.SearchStrategy[str]:
    return st.sampled_from(cells)


IDS = one_of("1", "2", "3", "04", "")
ADDRESSES = one_of("", "a@example.com", "A@Example.com", "b@example.com", "c@example.com", "none")
ODD_TEXT = st.lists(
    one_of(*"ab,;\t\n'=+@#\"\\ ", "\r\n", "ė", "Ж", "👩🏽", "\u0301"), max_size=6
).map("".join)

SUBSCRIPTION = {
    "plan": one_of("", "Starter", "Starter", "Growth"),
    "status": one_of("", "active", "active", "past_due", "canceled", "trialing", "weird"),
    "mrr": one_of("", "29.00", "79.00", "0", "much"),
    "billing_interval": one_of("month", "year", ""),
    "plan_since": day(90),
    "paid_since": day(90),
    "renews_on": day(-60, 0),
    "churned_on": day(30, 180),
    "payment_count": one_of("", "0", "4"),
    "source": one_of("billing"),
}
DETAILS = {
    "name": ODD_TEXT,
    "product": one_of("Sampleboard", "Otherboard", ""),
    "seats": one_of("1", "2", ""),
    "team_size": one_of("1", "3", ""),
    "usage_30d": one_of("100", "50", ""),
    "usage_prev_30d": one_of("100", ""),
    "limit_used": one_of("0.8", "0.79", ""),
    "open_escalations": one_of("0", "0", "1", ""),
    "health_flag": one_of("", "yes", "no"),
    "do_not_contact": one_of("", "", "yes", "no"),
    # A row that holds nothing but this is still a row.
    "note": one_of("n"),
}
COLUMNS = ("customer_id", "email", *SUBSCRIPTION, *DETAILS)

ROW = st.fixed_dictionaries({"customer_id": IDS, "email": ADDRESSES, **SUBSCRIPTION, **DETAILS})
TOO_LONG = ROW.map(lambda row: {**row, "": ["too", "much"]})
ROWS = st.lists(st.one_of(ROW, ROW, ROW, ROW, TOO_LONG), min_size=1, max_size=12)
CHANCE = st.randoms(use_true_random=False)


def shuffled(rows: list[Row], chance: random.Random) -> list[Row]:
    found = list(rows)
    chance.shuffle(found)
    return found


@pytest.mark.slow
@settings(max_examples=examples(10), phases=FOUND)
@given(ROWS, CHANCE)
def test_the_order_of_rows_changes_neither_customers_nor_sums_nor_motions(
    rows: list[Row], chance: random.Random
) -> None:
    first = whole(csv_of(rows, COLUMNS))
    assert_lawful(first)
    second = whole(csv_of(shuffled(rows, chance), COLUMNS))
    assert second.outcome == first.outcome
    assert second.summary == first.summary


@pytest.mark.slow
@settings(max_examples=examples(10), phases=FOUND)
@given(ROWS)
def test_importing_the_same_file_again_changes_nothing(rows: list[Row]) -> None:
    content = csv_of(rows, COLUMNS)
    once, again = whole_each_time(content, times=2, counts=False)
    assert again.outcome == once.outcome
    assert again.rejects == once.rejects
    assert again.comparison is not None
    assert (again.comparison.new, again.comparison.gone, again.comparison.changed_plan) == (0, 0, 0)


COMMAS_IN_LINES = [dict.fromkeys(COLUMNS, "") | {"customer_id": "1", "name": ",\n,\n,\n"}]


@pytest.mark.slow
@settings(max_examples=examples(10), phases=FOUND)
@example(COMMAS_IN_LINES, "\t", "utf-16")
@given(ROWS, one_of(",", ";", "\t"), one_of("utf-8", "utf-8-sig", "utf-16"))
def test_every_way_of_writing_a_file_says_the_same(
    rows: list[Row], delimiter: str, encoding: str
) -> None:
    plain = csv_of(rows, COLUMNS)
    found, in_utf16 = (whole(text, counts=False) for text in (plain, as_utf16(plain)))
    assert in_utf16.outcome == found.outcome
    assert in_utf16.rejects == found.rejects
    other = csv_of(rows, COLUMNS, delimiter=delimiter).decode().encode(encoding)
    written_otherwise = whole(other, counts=False)
    assert written_otherwise.customers == found.customers
    assert written_otherwise.sums == found.sums
    assert [row[1] for row in written_otherwise.rejects] == [row[1] for row in found.rejects]


SOUP = st.lists(
    one_of(
        *(",", ",", ",", "\n", "\n", "\r\n", "a", "1", "2", "é", " ", '"', '""', '"a"'),
        *('"b,c"', '"d\ne"', ",,", "x@example.com", "=", "\ufeff", "customer_id,name,email\n"),
    ),
    min_size=1,
    max_size=40,
).map("".join)


@pytest.mark.slow
@settings(max_examples=examples(30), phases=FOUND)
@given(SOUP)
def test_every_encoding_gives_the_same_rows_whatever_stands_under_the_header(soup: str) -> None:
    content = f"customer_id,name,email\n0,first,first@example.com\n{soup}"
    found = done(read(content))
    rows_in, accepted, merged, rejected = found.sums
    assert rows_in == accepted + merged + rejected
    assert accepted == len(found.customers)
    assert_both_parsers_read_alike(content)


PHONES = st.lists(
    st.fixed_dictionaries({"email": ADDRESSES, "phone": one_of("+37061234567", "861234568", "?")}),
    min_size=1,
    max_size=5,
)
EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": IDS,
            "event_at": one_of("2026-11-20 10:00:00", "2026-10-01 10:00:00", "2026-01-01 10:00:00"),
            "event_name": one_of("Reports", "Export", ""),
            "event_count": one_of("", "1", "9"),
        }
    ),
    min_size=1,
    max_size=6,
)
TICKETS = st.lists(
    st.fixed_dictionaries(
        {
            "email": ADDRESSES,
            "ticket_status": one_of("open", "closed"),
            "ticket_topic": one_of("Reports", ""),
            "ticket_escalated": one_of("yes", "no", ""),
        }
    ),
    min_size=1,
    max_size=5,
)
SUBSCRIPTIONS = st.lists(
    st.fixed_dictionaries({"customer_id": IDS, **SUBSCRIPTION}), min_size=1, max_size=6
)
PEOPLE = st.lists(
    st.fixed_dictionaries({"customer_id": IDS, "email": ADDRESSES, **DETAILS}),
    min_size=1,
    max_size=6,
)


@pytest.mark.slow
@settings(max_examples=examples(10), phases=FOUND)
@given(PEOPLE, SUBSCRIPTIONS, PHONES, EVENTS, TICKETS, CHANCE)
def test_the_order_of_five_files_and_of_their_rows_changes_nothing(
    people: list[Row],
    subscriptions: list[Row],
    phones: list[Row],
    events: list[Row],
    tickets: list[Row],
    chance: random.Random,
) -> None:
    bases = [people, subscriptions, phones, events, tickets]
    files = [(rows, tuple(rows[0])) for rows in bases]
    first = whole(*(csv_of(rows, columns) for rows, columns in files))
    assert_lawful(first)
    chance.shuffle(files)
    again = (csv_of(shuffled(rows, chance), columns) for rows, columns in files)
    second = whole(*again, counts=False)
    assert second.outcome == first.outcome
    assert second.accounting.reasons == first.accounting.reasons


UNIQUE = st.lists(st.fixed_dictionaries({**SUBSCRIPTION, **DETAILS}), min_size=1, max_size=10).map(
    lambda rows: [
        {"customer_id": f"c{place}", "email": f"c{place}@example.com", **row}
        for place, row in enumerate(rows)
    ]
)


@pytest.mark.slow
@settings(max_examples=examples(12), phases=FOUND)
@given(UNIQUE, st.sets(st.sampled_from(sorted(DETAILS))), one_of("customer_id", "email"), CHANCE)
def test_columns_split_over_two_files_say_what_one_file_said(
    rows: list[Row], moved: set[str], joined_by: str, chance: random.Random
) -> None:
    together = whole(csv_of(rows, COLUMNS), counts=False)
    left = tuple(name for name in COLUMNS if name not in moved)
    halves = [csv_of(rows, left), csv_of(shuffled(rows, chance), (joined_by, *sorted(moved)))]
    chance.shuffle(halves)
    apart = whole(*halves, counts=False)
    assert apart.sums == (2 * len(rows), len(rows), len(rows), 0)
    assert apart.customers == together.customers
    assert apart.judged == together.judged
