"""A country nobody can read is unknown: never the founder's own, and never one of lenient rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.customer_base.columns.cldr_names import country_code, language_code
from functions.outreach.domain.permission.contact_facts import ChannelRules, PersonHistory, Purpose
from functions.outreach.domain.permission.decide import Allowed, Refused, Rule, decide
from functions.product.channels import Channel
from functions.product.customer_facts import CustomerFacts, CustomerId
from tests.customer_base.reading import SETTINGS, Read, done, read
from tests.hypothesis_profiles import examples

pytestmark = pytest.mark.costly(first=2)

IN_AMERICA = replace(SETTINGS, default_country="US", default_language="en")
NOON = datetime(2026, 9, 15, 15, 30, tzinfo=UTC)
RULES = ChannelRules(a2p_campaign="CM01", sms_outside_us=True, postal_address="1 Sample Street")


def unread(outcome: Read) -> dict[tuple[int, str], tuple[int, ...]]:
    return {(one.file, one.column): one.lines for one in outcome.accounting.unread}


def asked(customer: dict[str, Any], channel: Channel) -> Allowed | Refused:
    """What permission says of a customer nobody has a consent of."""
    return decide(
        facts=CustomerFacts(
            customer_id=CustomerId(customer["customer_id"]),
            as_of=date(2026, 9, 14),
            email=customer["email"] or "",
            phone=customer["phone"] or "",
            country=customer["country"] or "",
            paid=True,
        ),
        earned=(),
        channel=channel,
        purpose=Purpose.OPENING,
        now=NOON,
        rules=RULES,
        person=PersonHistory(),
        customer_wrote_at=None,
    )


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Luxembourg", "LU"),
        ("Malta", "MT"),
        ("Cyprus", "CY"),
        ("Iceland", "IS"),
        ("Liechtenstein", "LI"),
        ("China", "CN"),
    ],
)
def test_a_country_by_its_name_is_under_its_own_rules_whatever_the_default(
    cell: str, code: str
) -> None:
    outcome = done(
        read(f"customer_id,email,country\n1,a@example.com,{cell}\n", settings=IN_AMERICA)
    )
    assert outcome.only()["country"] == code
    answer = asked(outcome.only(), Channel.EMAIL)
    assert isinstance(answer, Refused)
    assert answer.rule in {Rule.CONSENT, Rule.CONSENT_OR_SOFT_OPT_IN}
    assert unread(outcome) == {}


def test_the_default_fills_empty_cells_only_and_what_is_unread_is_reported() -> None:
    outcome = done(
        read(
            "customer_id,country,language\n1,Atlantis,Atlantic\n2,,\n3,LT,lt\n4,ZZ,zz\n",
            settings=IN_AMERICA,
        )
    )
    found = {name: (one["country"], one["language"]) for name, one in outcome.customers.items()}
    assert found == {"1": (None, None), "2": ("US", "en"), "3": ("LT", "lt"), "4": (None, None)}
    assert unread(outcome) == {(1, "country"): (2, 5), (1, "language"): (2, 5)}
    reasons = {one.column: one.reason for one in outcome.accounting.unread}
    assert reasons == {"country": "not a country", "language": "not a language"}


def test_a_number_without_its_country_code_is_unread_beside_an_unreadable_country() -> None:
    outcome = done(
        read(
            "customer_id,phone,country\n"
            "1,(212) 555-0101,Atlantis\n2,12125550102,Atlantis\n3,+1 212 555 0103,Atlantis\n"
            "4,(212) 555-0104,\n5,0044 7700 900123,Atlantis\n6,1.2125550102E+10,Atlantis\n",
            settings=IN_AMERICA,
        )
    )
    assert {name: one["phone"] for name, one in outcome.customers.items()} == {
        "1": None,
        "2": None,
        "3": "+12125550103",
        "4": "+12125550104",
        "5": "+447700900123",
        "6": None,
    }
    assert unread(outcome)[1, "phone"] == (2, 3, 7)


@pytest.mark.parametrize("reverse", [False, True])
def test_an_unreadable_country_in_one_file_keeps_the_default_from_a_number_in_another(
    reverse: bool,
) -> None:
    people = "customer_id,plan,country\n1,Pro,Atlantis\n2,Pro,\n3,Pro,Atlantis\n"
    phones = "customer_id,phone\n1,(212) 555-0101\n2,(212) 555-0102\n3,+12125550103\n"
    files = (phones, people) if reverse else (people, phones)
    outcome = done(read(*files, settings=IN_AMERICA))
    found = {name: (one["country"], one["phone"]) for name, one in outcome.customers.items()}
    assert found == {"1": (None, None), "2": ("US", "+12125550102"), "3": (None, "+12125550103")}
    phones_file, people_file = (1, 2) if reverse else (2, 1)
    assert unread(outcome) == {(people_file, "country"): (2, 4), (phones_file, "phone"): (2,)}


def test_of_two_rows_of_a_customer_the_readable_country_counts() -> None:
    rows = ["1,Atlantis", "1,Latvia", "2,Atlantis", "2,"]
    for ordered in (rows, rows[::-1]):
        text = "\n".join(["customer_id,country", *ordered]) + "\n"
        outcome = done(read(text, settings=IN_AMERICA))
        found = {name: one["country"] for name, one in outcome.customers.items()}
        assert found == {"1": "LV", "2": None}


def _is_no_place(cell: str) -> bool:
    return bool(cell) and not country_code(cell) and not language_code(cell)


UNREADABLE = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Z"), exclude_characters='",=\ufeff\u200b'),
    min_size=1,
    max_size=9,
).filter(lambda cell: cell.isprintable() and _is_no_place(cell.lstrip("'")))
"""A spreadsheet's mark of a text says nothing: a mark alone is an empty cell."""
NATIONAL = st.sampled_from(["", "(212) 555-0101", "2125550101", "8 612 34567", "07700 900123"])


@settings(max_examples=examples(25))
@given(
    st.lists(st.tuples(UNREADABLE, NATIONAL), min_size=1, max_size=8),
    st.sampled_from(["US", "LT", "GB", ""]),
)
def test_an_unreadable_country_is_never_under_other_rules_than_the_strictest(
    cells: list[tuple[str, str]], default: str
) -> None:
    lines = [
        f'{n},p{n}@example.com,"{country}",{phone}' for n, (country, phone) in enumerate(cells)
    ]
    text = "\n".join(["customer_id,email,country,phone", *lines]) + "\n"
    outcome = done(read(text, settings=replace(IN_AMERICA, default_country=default)))
    assert unread(outcome)[1, "country"] == tuple(range(2, len(cells) + 2))
    for customer in outcome.customers.values():
        assert customer["country"] is None
        mail = asked(customer, Channel.EMAIL)
        assert isinstance(mail, Refused)
        assert (mail.rule, mail.evidence) == (Rule.CONSENT, "elsewhere.email")
        for channel in (Channel.SMS, Channel.VOICE, Channel.WHATSAPP):
            refused = asked(customer, channel)
            assert isinstance(refused, Refused)
            assert refused.rule == Rule.NO_ADDRESS
