"""An export of a person holds what earlier snapshots say of them, and says what it did not read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from functions.customer_base.console_queries.person import EARLIER_FILES_AT_MOST
from functions.customer_base.imports.records import ImportStatus
from functions.customer_base.store.snapshot import snapshot_key
from tests.customer_base.fakes_base import TENANT, Base
from tests.customer_base.imports.test_workflow import ask, begin, deliver, record_of

_PEOPLE = (
    "customer_id,name,email,phone,plan,status,payment_count,plan_since\n"
    "cus_1,Jonas Sample,jonas@example.com,+37061234567,Growth,active,3,2025-01-01\n"
)
_EARLIER = """COPY (SELECT * FROM (VALUES
    ('cus_1', 'jonas@example.com', 'Starter'),
    ('cus_2', 'gone@example.com', 'Starter'),
    ('erased-2', NULL, NULL)
) AS rows (customer_id, email, plan)) TO '{path}' (FORMAT parquet)"""


@pytest.fixture
def people(base: Base, tmp_path: Path) -> Base:
    begin(base, "people.csv")
    deliver(base, 1, _PEOPLE.encode())
    assert record_of(base).status is ImportStatus.DONE, record_of(base).problem
    path = tmp_path / "earlier.parquet"
    duckdb.connect().execute(_EARLIER.format(path=path))
    base.files.put(TENANT, snapshot_key(TENANT, "s_0", "customers.parquet"), path.read_bytes())
    base.files.put(TENANT, snapshot_key(TENANT, "s_0", "rejects.csv"), b"line,reason")
    return base


def plans(answered: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["found_in"], row["plan"]) for row in answered["earlier_rows"]]


def test_an_earlier_state_of_a_customer_is_in_the_export(people: Base) -> None:
    answered: Any = ask(people, "person", customer_id="cus_1")
    assert [row["plan"] for row in answered["customers"]] == ["Growth"]
    assert plans(answered) == [("s_0/customers.parquet", "Starter")]
    assert answered["earlier_files_unread"] == 0


def test_who_is_only_in_an_earlier_snapshot_is_found_by_their_address(people: Base) -> None:
    answered: Any = ask(people, "person", text="gone@example.com")
    assert answered["customers"] == []
    assert [row["customer_id"] for row in answered["earlier_rows"]] == ["cus_2"]


def test_a_row_says_what_it_has_in_common_with_the_person(people: Base) -> None:
    """An id alone may have been somebody else's in another base."""
    by_mail: Any = ask(people, "person", text="gone@example.com")
    by_id: Any = ask(people, "person", customer_id="cus_2")
    assert [row["matched_by"] for row in by_mail["earlier_rows"]] == ["email"]
    assert [row["matched_by"] for row in by_id["earlier_rows"]] == ["customer_id"]


@pytest.mark.slow
def test_what_there_is_no_time_for_is_counted(people: Base, tmp_path: Path) -> None:
    whole = (tmp_path / "earlier.parquet").read_bytes()
    for number in range(1, EARLIER_FILES_AT_MOST + 3):
        people.files.put(TENANT, snapshot_key(TENANT, f"s_{number}", "customers.parquet"), whole)
    answered: Any = ask(people, "person", customer_id="cus_1")
    assert len(answered["earlier_rows"]) == EARLIER_FILES_AT_MOST
    assert answered["earlier_files_unread"] == 3
