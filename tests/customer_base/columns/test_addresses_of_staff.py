"""Whose address a column holds: the founder's own staff is never taken for the customer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.customer_base.columns.header_matching import match_headers
from functions.customer_base.columns.understanding.shared_addresses import (
    CUSTOMERS,
    STAFF,
    WHOSE,
    find_shared_addresses,
)
from functions.customer_base.imports.pipeline import AnswersNeeded
from tests.customer_base.reading import SETTINGS, Read, looked_at, read

STAFF_WORDS = [
    *("owner", "contact owner", "account owner", "Assigned to", "account manager", "Sales rep"),
    *("Created by", "CSM", "Handled by", "Kundenbetreuer", "Zuständig", "Verantwortlicher"),
    *("Vadybininkas", "Atsakingas asmuo", "Ответственный", "Менеджер", "Propriétaire du contact"),
    *("Responsable", "Propietario", "Asignado a", "Proprietario", "Eigenaar", "Opiekun", "Ägare"),
]
FACTS = ["email", "E-mail", "email address", "mail", "phone", "Telefon", "mobile", "name"]
OF_A_PERSON = {"email", "phone", "name", "first_name", "last_name", "other_emails", "other_phones"}


@given(st.sampled_from(STAFF_WORDS), st.sampled_from(["", *FACTS]), st.booleans())
def test_what_is_of_the_founders_staff_is_neither_matched_nor_suggested(
    word: str, fact: str, behind: bool
) -> None:
    header = (f"{word} {fact}" if behind else f"{fact} {word}").strip()
    cells = ["sales@founder.example", "+37061234567", "Ann Ash"]
    for cell in cells:
        found = match_headers(["customer id", header, "plan"], [["c1", cell, "Pro"]])
        meant = {**found.suggestions, **found.mapping}.get(header, "")
        assert meant not in OF_A_PERSON, (header, cell)


def people(count: int, addresses: int, *, of_one: int = 1) -> list[list[str]]:
    """Rows of (e-mail, name): so many people with so few addresses, each `of_one` times."""
    return [
        [f"rep{number % addresses}@founder.example", f"Person {number}"]
        for number in range(count)
        for _ in range(of_one)
    ]


@pytest.mark.parametrize("header", ["Email", "User", "Contact e-mail", "Mail"])
def test_few_addresses_for_many_people_are_asked_about_and_never_certain(header: str) -> None:
    rows = [[*row, "Pro", "active"] for row in people(12, 2)]
    found = match_headers([header, "Name", "Plan", "Status"], rows)
    assert not found.certain
    assert found.shared is not None
    assert (found.shared.header, found.shared.people, len(found.shared.addresses)) == (
        header,
        12,
        2,
    )


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 4))
def test_addresses_are_in_doubt_only_where_each_is_of_several_people(
    count: int, addresses: int, of_one: int
) -> None:
    rows = people(count, addresses, of_one=of_one)
    found = find_shared_addresses(["e", "n"], {"e": "email", "n": "name"}, rows)
    used = min(count, addresses)
    assert (found is not None) == (count >= 4 and count >= 3 * used)


@pytest.mark.slow
def test_the_founders_answer_decides_whose_they_are() -> None:
    rows = "".join(f"c{n},rep{n % 2}@founder.example,Person {n},Pro\n" for n in range(8))
    text = f"customer id,Email,Name,Plan\n{rows}"
    (question,) = looked_at(text).questions
    assert (question.header, question.kind) == ("Email", WHOSE)
    assert "2 different addresses for 8 people" in question.text
    found = {}
    for answer in (STAFF, CUSTOMERS):
        outcome = read(text, answers={"Email": answer}, settings=replace(SETTINGS))
        assert isinstance(outcome, Read), outcome
        found[answer] = {name: one["email"] for name, one in outcome.customers.items()}
    assert found[STAFF] == {f"c{n}": None for n in range(8)}
    assert found[CUSTOMERS] == {f"c{n}": f"rep{n}@founder.example" for n in range(2)}
    assert not isinstance(outcome, AnswersNeeded)


def test_an_export_whose_address_is_known_to_be_the_customers_is_not_asked_about() -> None:
    headers = "id,Customer ID,Customer Email,Plan,Status,Created (UTC),Start (UTC),Customer Name"
    rows = [
        [f"sub_{n}", f"cus_{n}", "a@example.com", "Pro", "active", "", "", f"Person {n}"]
        for n in range(9)
    ]
    found = match_headers(headers.split(","), rows)
    assert found.preset == "stripe_subscriptions"
    assert found.shared is None
