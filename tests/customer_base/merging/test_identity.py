"""Equal text is not the same identity: which rows of which files are one customer."""

from __future__ import annotations

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from functions.customer_base.imports.pipeline import AnswersNeeded
from tests.customer_base.reading import Read, done, read
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=1)

BASE = "customer_id,email,plan,status,mrr,first payment date\n"


def by_email(outcome: Read) -> dict[str | None, dict[str, object]]:
    return {one["email"]: one for one in outcome.customers.values()}


@pytest.mark.slow
def test_two_systems_that_count_from_one_are_not_joined() -> None:
    own = BASE + "101,ann@example.com,Starter,active,29,2024-01-01\n"
    crm = (
        "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage\n"
        "101,Zoe,Zelkova,zoe@example.com,+12125550199,lead\n"
    )
    for files in ((own, crm), (crm, own)):
        outcome = done(read(*files))
        ann = outcome.only()
        assert (ann["customer_id"], ann["email"], ann["name"], ann["phone"]) == (
            "101",
            "ann@example.com",
            None,
            None,
        )
        assert outcome.rejects.count("no customer with this id or email address") == 1


ACCOUNTS = (
    "account_id,company,plan,status,mrr,first_payment_date\n"
    "1,Ash Ltd,Starter,active,29,2024-01-01\n2,Birch Ltd,Starter,canceled,29,2024-01-01\n"
)


@pytest.mark.slow
def test_an_account_and_a_user_of_equal_number_are_two_things() -> None:
    users = (
        "user_id,account_id,email,phone,first_name\n"
        "1,2,bob@birch.example,+12125550102,Bob\n2,1,ann@ash.example,+12125550101,Ann\n"
    )
    for files in ((ACCOUNTS, users), (users, ACCOUNTS)):
        found = by_email(done(read(*files)))
        assert {
            mail: (one["status"], one["phone"], one["name"]) for mail, one in found.items()
        } == {
            "ann@ash.example": ("active", "+12125550101", "Ann"),
            "bob@birch.example": ("canceled", "+12125550102", "Bob"),
        }


@pytest.mark.slow
def test_the_people_of_one_account_do_not_become_one_person() -> None:
    users = (
        "user_id,account_id,email,phone\n"
        "7,1,ann@ash.example,+12125550101\n8,1,,+12125550102\n9,2,bob@birch.example,\n"
    )
    outcome = done(read(ACCOUNTS, users))
    found = by_email(outcome)
    assert set(found) == {"bob@birch.example"}
    assert "several people" in outcome.rejects


NOBODY = ["N/A", "n/a", "0", "000", "-", "--", "null", "None", "unknown", "test", "?", "гость"]


@pytest.fixture(scope="module")
def nobodies() -> Read:
    """Each of these values beside two people's addresses, and beside none."""
    rows = (
        f"{nobody},ann{n}@example.com,Starter,active,29,2024-01-01\n"
        f"{nobody},bob{n}@example.com,Growth,active,79,2024-01-01\n"
        f"{nobody},,Growth,active,79,2024-01-01\n"
        for n, nobody in enumerate(NOBODY)
    )
    return done(read(BASE + "".join(rows)))


@pytest.mark.parametrize("nobody", NOBODY)
def test_a_value_that_identifies_nobody_is_no_id(nobody: str, nobodies: Read) -> None:
    place = NOBODY.index(nobody)
    found = by_email(nobodies)
    for email in (f"ann{place}@example.com", f"bob{place}@example.com"):
        assert found[email]["customer_id"] == email
    assert nobody not in nobodies.customers
    line = 4 + 3 * place
    assert f"upload-1.csv,{line},no customer id and no readable email address" in nobodies.rejects


def test_rows_of_values_that_identify_nobody_are_counted_and_told(nobodies: Read) -> None:
    assert nobodies.sums == (3 * len(NOBODY), 2 * len(NOBODY), 0, len(NOBODY))
    (unread,) = nobodies.accounting.unread
    assert (unread.column, unread.count) == ("customer_id", 3 * len(NOBODY))


def test_a_value_beside_many_addresses_is_no_id() -> None:
    rows = [f"walk-in,p{n}@example.com,Starter,active,29,2024-01-01\n" for n in range(9)]
    outcome = done(read(BASE + "".join(rows), "customer_id,phone\nwalk-in,+12125550101\n"))
    assert set(outcome.customers) == {f"p{n}@example.com" for n in range(9)}
    assert {one["phone"] for one in outcome.customers.values()} == {None}
    assert outcome.rejects.count("its id stands for several people") == 1


def test_a_persons_name_is_no_id_and_becomes_the_name() -> None:
    outcome = done(
        read(
            "Customer,Email,Phone,Plan,Status,MRR,First payment\n"
            "John Smith,john@acme.example,+12125550101,Starter,active,29,2024-01-01\n"
            "John Smith,js@birch.example,+12125550102,Growth,active,79,2025-01-01\n"
        )
    )
    found = {
        one["email"]: (one["name"], one["phone"], one["plan"]) for one in by_email(outcome).values()
    }
    assert found == {
        "john@acme.example": ("John Smith", "+12125550101", "Starter"),
        "js@birch.example": ("John Smith", "+12125550102", "Growth"),
    }


@pytest.mark.parametrize("written", ["'7210448301122", '"=""7210448301122"""', "7210448301122.0"])
def test_a_spreadsheets_mark_is_no_part_of_an_id(written: str) -> None:
    own = "customer id,plan,status,mrr\n7210448301122,Starter,active,29\n"
    shop = f"Customer ID,Email,Phone\n{written},ann@example.com,'+12125550101\n"
    customer = done(read(own, shop)).only()
    assert (customer["customer_id"], customer["email"], customer["phone"], customer["plan"]) == (
        "7210448301122",
        "ann@example.com",
        "+12125550101",
        "Starter",
    )


def test_an_id_of_lost_digits_is_no_id() -> None:
    rows = [
        f"1.00012E+11,{name}@example.com,Starter,active,29,2024-01-01\n" for name in ("a", "b", "c")
    ]
    outcome = done(read(BASE + "".join(rows) + "1.00012345678E+11,d@example.com,Pro,active,9,\n"))
    assert set(outcome.customers) == {
        "a@example.com",
        "b@example.com",
        "c@example.com",
        "100012345678",
    }
    (unread,) = outcome.accounting.unread
    assert (unread.column, unread.lines) == ("customer_id", (2, 3, 4))
    assert "lost digits" in unread.reason


def test_ids_whose_tail_a_spreadsheet_made_noughts_join_nobody() -> None:
    own = BASE + (
        "123456789012345000,ann@example.com,Starter,active,29,2024-01-01\n"
        "123456789012346000,bob@example.com,Starter,active,29,2024-01-01\n"
    )
    phones = "customer_id,phone\n123456789012345000,+12125550101\n"
    outcome = done(read(own, phones))
    assert set(outcome.customers) == {"ann@example.com", "bob@example.com"}
    assert {one["phone"] for one in outcome.customers.values()} == {None}


USAGE = (
    "user_id,timestamp,event\n"
    "{0}1,2026-11-20T10:00:00Z,Reports\n{0}2,2026-10-02T10:00:00Z,Reports\n"
)


def test_ids_with_one_prefix_are_of_one_space_whatever_their_columns_are_called() -> None:
    own = BASE + (
        "u1,ann@example.com,Starter,active,29,2024-01-01\n"
        "u2,bob@example.com,Starter,active,29,2024-01-01\n"
    )
    outcome = done(read(own, USAGE.format("u")))
    assert {name: one["usage_30d"] for name, one in outcome.customers.items()} == {"u1": 1, "u2": 0}


def test_where_nothing_shows_that_ids_are_the_same_the_founder_is_asked_which_they_are() -> None:
    own = BASE + (
        "1,ann@example.com,Starter,active,29,2024-01-01\n"
        "2,bob@example.com,Starter,active,29,2024-01-01\n"
    )
    asked = read(own, USAGE.format(""))
    assert isinstance(asked, AnswersNeeded)
    ((file, (question,)),) = asked.questions.items()
    assert (file, question.header, question.kind) == (2, "user_id", "same_ids")
    assert [value for value, _ in question.choices] == ["customer id", "own"]
    joined = done(read(own, USAGE.format(""), answers={"user_id": "customer id"}))
    assert {name: one["usage_30d"] for name, one in joined.customers.items()} == {"1": 1, "2": 0}
    apart = done(read(own, USAGE.format(""), answers={"user_id": "own"}))
    assert {one["usage_30d"] for one in apart.customers.values()} == {None}
    assert apart.sums == (4, 2, 0, 2)


def test_the_founders_yes_joins_no_conflicting_addresses() -> None:
    own = BASE + "1,ann@example.com,Starter,active,29,2024-01-01\n"
    other = "user_id,email,phone\n1,zoe@example.com,+12125550101\n"
    outcome = done(read(own, other, answers={"user_id": "customer id"}))
    assert outcome.only()["phone"] is None


def test_a_file_with_a_pair_of_ids_joins_two_files_that_share_none() -> None:
    own = BASE + (
        "1,ann@example.com,Starter,active,29,2024-01-01\n"
        "2,bob@example.com,Starter,active,29,2024-01-01\n"
    )
    pairs = "subscription_id,customer_id\n2,1\n1,2\n"
    usage = "subscription_id,event_at,event\n2,2026-11-20T10:00:00Z,Reports\n"
    for files in ((own, pairs, usage), (usage, pairs, own)):
        found = by_email(done(read(*files)))
        assert found["ann@example.com"]["usage_30d"] == 1
        assert found["bob@example.com"]["usage_30d"] is None


def test_a_refusal_under_an_id_of_two_people_holds_for_both() -> None:
    outcome = done(
        read(
            "customer_id,email,paid_total,do_not_contact\n"
            "7,ann@example.com,10,yes\n7,ann.work@example.com,10,\n8,cy@example.com,10,\n"
        )
    )
    found = {mail: one["do_not_contact"] for mail, one in by_email(outcome).items()}
    assert found["ann@example.com"] is found["ann.work@example.com"] is True
    assert not found["cy@example.com"]


def test_several_addresses_that_one_row_lists_are_one_person() -> None:
    outcome = done(
        read(
            'customer_id,email,paid_total\n7,"ann@example.com; ann.work@example.com",10\n',
            "customer_id,email,phone\n7,ann.work@example.com,+12125550101\n",
        )
    )
    assert outcome.only()["phone"] == "+12125550101"
    assert outcome.only()["email"] == "ann@example.com"


PEOPLE = ("ann", "bob", "cy", "di")
IDS = st.sampled_from(["1", "2", "3", "c1", "c2", "7210448301122", "N/A", ""])
ROWS = st.lists(st.tuples(IDS, st.sampled_from([*PEOPLE, ""])), min_size=1, max_size=6)
HEADERS = st.sampled_from(["customer_id", "Customer ID", "user_id", "account id", "Record ID"])
NUMBERS = {name: f"+1212555010{place}" for place, name in enumerate(("", *PEOPLE))}


@pytest.mark.slow
@settings(max_examples=examples(30), phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(ROWS, ROWS, HEADERS, HEADERS, st.booleans())
@example([("1", "ann")], [("", "")], "customer_id", "user_id", True)
def test_no_customer_has_what_stands_beside_another_address(
    first: list[tuple[str, str]],
    second: list[tuple[str, str]],
    head: str,
    other_head: str,
    answered: bool,
) -> None:
    def text(rows: list[tuple[str, str]], header: str, paid: str) -> str:
        lines = [
            f"{one},{name}@example.com,{name},{NUMBERS[name]},{paid},n"
            if name
            else f"{one},,,,{paid},n"
            for one, name in rows
        ]
        # A row that holds nothing but a note is still a row.
        return "\n".join([f"{header},email,name,phone,paid_total,note", *lines]) + "\n"

    files = (text(first, head, "10"), text(second, other_head, ""))
    answers = {head: "own", other_head: "own"}
    if answered:
        answers = {
            one: other.lower().replace("_", " ")
            for one, other in ((head, other_head), (other_head, head))
        }
    outcome = done(read(*files, answers=answers))
    for customer in outcome.customers.values():
        if customer["email"]:
            person = customer["email"].split("@")[0]
            assert customer["name"] == person
            assert customer["phone"] == NUMBERS[person]
        # Those whom an ambiguous id may mean as well are known for their opt-outs alone.
        assert customer["email"] not in (customer["other_emails"] or ())
    # Nobody's address is lost in somebody else: rows with two of them never become one.
    assert {one["email"] for one in outcome.customers.values() if one["email"]} == {
        f"{name}@example.com" for _, name in (*first, *second) if name
    }
    both = done(read(*reversed(files), answers=answers))
    assert {one["email"] for one in both.customers.values()} == {
        one["email"] for one in outcome.customers.values()
    }
