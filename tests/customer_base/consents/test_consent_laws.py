"""What holds for every sequence of imports: the consent record beside a plain model of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.customer_base.consenting import Row, day, granted, refused, story, written
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=1)

CHANNELS = ("sms", "email")
Import = list[dict[str, str]]
"""The rows of one file: which customers are in it, and what its consent cells say."""

DAYS = st.integers(-5, 5)
SAID = st.one_of(st.just(""), st.just("no"), DAYS.map(written), DAYS.map(written))
TAKEN_BACK = st.one_of(st.just(""), st.just(""), st.just("yes"), DAYS.map(written))


def person(number: int) -> dict[str, str]:
    return {
        "customer_id": f"c{number}",
        "email": f"person{number}@example.com",
        "phone": f"+3706000000{number}",
    }


@st.composite
def imports(draw: st.DrawFn) -> Import:
    """Some of four customers in any order; some files have no consent columns at all."""
    numbers = draw(st.lists(st.integers(1, 4), unique=True, min_size=1, max_size=4))
    cells: dict[str, st.SearchStrategy[str]] = {}
    for channel in CHANNELS:
        if draw(st.booleans()):
            cells[f"{channel}_consent"] = SAID
        if draw(st.booleans()):
            cells[f"{channel}_opt_out_at"] = TAKEN_BACK
    return [person(n) | {name: draw(cell) for name, cell in cells.items()} for n in numbers]


@dataclass
class Model:
    """The record as a person would keep it on paper, one customer and channel at a time."""

    yes: dict[tuple[str, str], set[datetime]] = field(default_factory=lambda: defaultdict(set))
    no: dict[tuple[str, str], set[datetime]] = field(default_factory=lambda: defaultdict(set))

    def hear(self, row: Row, now: datetime) -> None:
        for channel in CHANNELS:
            key = (row["customer_id"], channel)
            said, back = row.get(f"{channel}_consent", ""), row.get(f"{channel}_opt_out_at", "")
            if said not in {"", "no"}:
                self.yes[key].add(datetime.fromisoformat(said))
            if back not in {"", "yes"}:
                self.no[key].add(datetime.fromisoformat(back))
            if "no" in said or "yes" in back:
                self._hear_undated(key, now)

    def _hear_undated(self, key: tuple[str, str], now: datetime) -> None:
        last_yes, last_no = max(self.yes[key], default=None), max(self.no[key], default=None)
        if last_no is None or (last_yes is not None and last_yes > last_no):
            self.no[key].add(max(now, last_yes or now))

    def standing(self, customer: str, channel: str) -> tuple[list[datetime], datetime | None]:
        key = (customer, channel)
        last_no = max(self.no[key], default=None)
        return sorted(d for d in self.yes[key] if last_no is None or d > last_no), last_no


@pytest.mark.slow
@settings(max_examples=examples(20))
@given(st.lists(imports(), min_size=1, max_size=5))
def test_what_stands_is_what_everything_ever_said_leaves_standing(files: list[Import]) -> None:
    model = Model()
    with story() as told:
        for rows in files:
            customers = told.bring(rows)
            for row in rows:
                model.hear(row, day(told.today))
            assert set(customers) == {row["customer_id"] for row in rows}
            for identity, customer in customers.items():
                for channel in CHANNELS:
                    found = (granted(customer, channel), refused(customer, channel))
                    assert found == model.standing(identity, channel), (identity, channel)


@pytest.mark.slow
@settings(max_examples=examples(12))
@given(st.lists(imports(), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_a_file_again_in_any_order_adds_nothing_and_no_file_ever_changes(
    files: list[Import], chance: Any
) -> None:
    kept: dict[str, bytes] = {}
    with story() as told:
        for rows in files:
            customers = told.bring(rows)
            once = told.ledger()
            assert {name: once[name] for name in kept} == kept
            chance.shuffle(rows)
            assert told.bring(rows) == customers
            assert told.ledger() == once
            kept = once


@st.composite
def strangers(draw: st.DrawFn) -> Import:
    """Customers whose ids, addresses and numbers are dealt anew in each file."""
    ids = draw(st.lists(st.integers(1, 4), unique=True, min_size=1, max_size=3))
    addresses = draw(st.permutations(range(1, 5)))
    rows = []
    for number, address in zip(ids, addresses, strict=False):
        said = {f"{channel}_consent": draw(SAID) for channel in CHANNELS}
        phone = {"phone": draw(st.sampled_from(["", "+37060000001", "+37060000002"]))}
        rows.append(person(number) | {"email": f"person{address}@example.com"} | phone | said)
    return rows


@pytest.mark.slow
@settings(max_examples=examples(12))
@given(st.lists(strangers(), min_size=2, max_size=5))
def test_however_addresses_wander_no_no_is_outlived_and_no_consent_is_made_up(
    files: list[Import],
) -> None:
    with story() as told:
        heard: list[Row] = []
        for rows in files:
            customers = told.bring(rows)
            heard += rows
            noes = [one for one in told.statements() if not one["granted"]]
            for customer in customers.values():
                _no_no_is_outlived(customer, noes)
                _nothing_is_made_up(customer, heard)


def _no_no_is_outlived(customer: dict[str, Any], noes: list[dict[str, Any]]) -> None:
    for no in noes:
        keys = ("customer_id", "email") if no["channel"] == "email" else _EVERY_KEY
        if any(no[key] is not None and no[key] == customer[key] for key in keys):
            days = granted(customer, no["channel"])
            assert all(one > no["revoked_at"] for one in days)


_EVERY_KEY = ("customer_id", "email", "phone")


def _nothing_is_made_up(customer: dict[str, Any], heard: list[Row]) -> None:
    """Every consent was said by this id, or by somebody who had this or an earlier address."""
    own = {row["email"] for row in heard if row["customer_id"] == customer["customer_id"]}
    for channel in CHANNELS:
        said = {
            datetime.fromisoformat(row[f"{channel}_consent"])
            for row in heard
            if row[f"{channel}_consent"] not in {"", "no"}
            and (row["customer_id"] == customer["customer_id"] or _linked(row, own, heard))
        }
        assert set(granted(customer, channel)) <= said


def _linked(row: Row, own: set[str], heard: list[Row]) -> bool:
    """Whether an id can have come to this one over addresses they had in common."""
    reached, addresses = set[str](), set(own)
    while True:
        more = {one["customer_id"] for one in heard if one["email"] in addresses} - reached
        if not more:
            return row["customer_id"] in reached
        reached |= more
        addresses |= {one["email"] for one in heard if one["customer_id"] in reached}
