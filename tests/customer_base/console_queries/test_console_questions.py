"""What the console asks the base, beyond counts: search, the facts behind a rule, columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from functions.customer_base.imports.records import ImportStatus, with_mapping
from functions.customer_base.imports.workflow import start
from tests.customer_base.fakes_base import NOW, TENANT, Base, new_base
from tests.customer_base.imports.test_workflow import ask, begin, deliver, record_of, run_segments

pytestmark = pytest.mark.costly(first=2)

_PEOPLE = (
    "customer_id,name,email,phone,plan,status,payment_count,plan_since\n"
    "cus_123,Jonas Žukas,jonas@example.com,+37061234567,Starter,active,3,2025-01-01\n"
    "cus_9,Ann O'Sample,Ann@Example.com,+12025550123,Legacy,active,3,2025-01-01\n"
)


@pytest.fixture(scope="module")
def people_once(tmp_path_factory: pytest.TempPathFactory) -> Base:
    base = new_base(tmp_path_factory.mktemp("people"))
    begin(base, "people.csv")
    deliver(base, 1, _PEOPLE.encode())
    assert record_of(base).status is ImportStatus.DONE, record_of(base).problem
    run_segments(base)
    return base


@pytest.fixture
def people(people_once: Base, tmp_path: Path) -> Base:
    return people_once.copy_to(tmp_path)


def _ids(base: Base, text: str) -> list[str]:
    rows: Any = ask(base, "customers", text=text)["rows"]
    return [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("jonas zukas", ["cus_123"]),
        ("ŽUKAS", ["cus_123"]),
        ("o'sample", ["cus_9"]),
        ("ANN@example.com", ["cus_9"]),
        ("(202) 555-0123", ["cus_9"]),
        ("+370 612 34567", ["cus_123"]),
        ("00370 612 34567", ["cus_123"]),
        ("cus_123", ["cus_123"]),
        ("123", ["cus_123", "cus_9"]),
        ("%", []),
        ("' OR 1=1 --", []),
    ],
)
def test_a_customer_is_found_by_name_mail_phone_or_id(
    people: Base, text: str, found: list[str]
) -> None:
    assert sorted(_ids(people, text)) == found


def _rule(base: Base, customer: str, name: str) -> dict[str, Any]:
    why: Any = ask(base, "why", customer_id=customer)
    (rule,) = [rule for rule in why["rules"] if rule["name"] == name]
    return dict(rule)


def test_a_plan_the_founder_said_nothing_about_is_a_missing_fact(people: Base) -> None:
    named = _rule(people, "cus_123", "base_plan_long_enough")
    unnamed = _rule(people, "cus_9", "base_plan_long_enough")
    assert named["facts"]["plan_role"] == "base"
    assert unnamed["verdict"] == "unknown"
    assert unnamed["facts"]["plan_role"] is None


def test_a_preview_says_which_snapshot_it_counted(people: Base) -> None:
    preview: Any = ask(people, "thresholds_preview", thresholds={})
    assert preview["run"]["snapshot"] == record_of(people).snapshot


_ODD = b"Kunde,Adresse,Ende\nk1,one@example.com,03/04/2027\n"
_MEANING = {1: {"Kunde": "customer_id", "Adresse": "email", "Ende": "renews_on"}}


def _answer(base: Base, mapping: dict[int, dict[str, str]], answers: dict[int, Any]) -> None:
    base.rows.edit_import(
        TENANT, "i_1", lambda found: with_mapping(found, mapping=mapping, answers=answers)
    )
    start(TENANT, "i_1", base.imports, now=NOW)


def test_a_question_that_arises_after_the_column_check_waits_for_the_founder_again(
    base: Base,
) -> None:
    begin(base, "kunden.csv")
    deliver(base, 1, _ODD)
    _answer(base, _MEANING, {})
    asked = record_of(base)
    assert asked.status is ImportStatus.NEEDS_MAPPING
    assert asked.files[0].questions
    assert not asked.confirmed, "the page would wait for us while we wait for the founder"
    _answer(base, {}, {1: {"Ende": "dmy"}})
    assert record_of(base).status is ImportStatus.DONE


def test_columns_and_answers_are_remembered_with_the_day_they_were_given(base: Base) -> None:
    begin(base, "kunden.csv")
    deliver(base, 1, _ODD)
    _answer(base, _MEANING, {})
    _answer(base, {}, {1: {"Ende": "dmy"}})
    begin(base, "kunden.csv", import_id="i_2")
    deliver(base, 1, _ODD, import_id="i_2")
    second = record_of(base, "i_2")
    assert second.status is ImportStatus.DONE
    assert second.files[0].remembered_at == NOW
    assert second.files[0].mapping == _MEANING[1]


def test_what_nobody_confirmed_is_not_remembered(people: Base) -> None:
    assert not people.rows.memory


def test_a_column_named_by_the_founder_counts_the_uses_of_a_feature(base: Base) -> None:
    begin(base, "kunden.csv")
    deliver(base, 1, b"Kunde,Adresse,Berichte\nk1,one@example.com,7\n")
    mapping = {"Kunde": "customer_id", "Adresse": "email", "Berichte": "feature_uses:Berichte"}
    _answer(base, {1: mapping}, {})
    assert record_of(base).status is ImportStatus.DONE, record_of(base).problem
    run_segments(base)
    why: Any = ask(base, "why", customer_id="k1")
    assert why["customer"]["feature_uses"] == {"Berichte": 7}
