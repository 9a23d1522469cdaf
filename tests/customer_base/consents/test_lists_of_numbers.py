"""A do-not-call list of numbers alone refuses for whoever has one, now and in later imports."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from functions.customer_base.columns.refusing.refusal_lists import (
    EVERYBODY,
    find_refusal_list,
    is_number_list,
)
from functions.customer_base.columns.refusing.refusals import PHONE
from functions.customer_base.imports.attempt import BaseMovedError, pointer_of
from functions.customer_base.imports.pipeline import Imported
from functions.customer_base.imports.records import ImportRecord, new_import, upload_key
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key
from functions.customer_base.store.snapshot import snapshot_key
from functions.product.channels import CHANNELS, ContactPoint
from tests.customer_base.fakes_base import NOW, TENANT, Base

pytestmark = pytest.mark.costly(first=2)

HEAD = "customer_id,email,phone,country,plan,status,mrr,first payment date\n"
NUMBERS = {name: f"+1212555010{name[1]}" for name in ("c1", "c2", "c3", "c4", "c5")}
NUMBER = sorted(
    str(row.channel) for row in CHANNELS.rows if row.contact_point is ContactPoint.PHONE
)


def customers(*names: str) -> tuple[str, bytes]:
    rows = (
        f"{name},{name}@example.com,{NUMBERS[name]},US,Pro,active,29,2024-01-01\n" for name in names
    )
    return "base.csv", (HEAD + "".join(rows)).encode()


def imported(base: Base, import_id: str, *files: tuple[str, bytes]) -> ImportRecord:
    """Import files that say by themselves what they are."""
    names = tuple(name for name, _ in files)
    record = new_import(tenant=TENANT, import_id=import_id, file_names=names, created_at=NOW)
    base.rows.create_import(TENANT, record)
    for number, (_, content) in enumerate(files, start=1):
        base.files.put(TENANT, upload_key(TENANT, import_id, number), content)
    for number in range(1, len(files) + 1):
        uploaded = parse_upload_key(upload_key(TENANT, import_id, number))
        assert uploaded is not None
        file_arrived(uploaded, base.imports, now=NOW)
    return base.rows.imports[TENANT, import_id]


def refused(base: Base) -> dict[str, list[str]]:
    """Customer → refused channels, of the current base."""
    snapshot = base.rows.pointers[TENANT].snapshot
    path = base.files.folder / snapshot_key(TENANT, snapshot, "customers.parquet")
    rows = duckdb.sql(f"SELECT customer_id, refusals FROM '{path}'").fetchall()
    return {customer: [one["channel"] for one in found] for customer, found in rows}


@pytest.mark.slow
def test_a_refused_number_stays_refused_for_people_of_later_imports(base: Base) -> None:
    listed = ("do-not-call.csv", b"phone\n+1 212 555 0101\n+1 (212) 555-0103\ncall me\n")
    everything = ("dnc.csv", b"phone number\n+12125550104\n")
    by_row = ("crm.csv", b"phone,do not text\n+12125550105,yes\n+12125550102,no\n")
    first = imported(base, "i_1", customers("c1", "c2"), listed, everything, by_row)
    assert first.status == "needs_mapping", "a column beside numbers is looked at once"
    base.rows.edit_import(TENANT, "i_1", lambda one: one.model_copy(update={"confirmed": True}))
    first = imported(base, "i_1", customers("c1", "c2"), listed, everything, by_row)
    assert first.accounting is not None, first.problem
    rows = [(one.accepted, one.merged, one.rejected) for one in first.accounting.files]
    assert rows == [(2, 0, 0), (0, 2, 1), (0, 1, 0), (0, 1, 1)]
    assert refused(base) == {"c1": ["voice"], "c2": []}
    assert imported(base, "i_2", customers("c1", "c2", "c3", "c4", "c5")).status == "done"
    assert refused(base) == {
        "c1": ["voice"],
        "c2": [],
        "c3": ["voice"],
        "c4": NUMBER,
        "c5": ["sms"],
    }


def test_a_list_of_numbers_by_itself_says_where_it_belongs(base: Base) -> None:
    record = imported(base, "i_1", ("do-not-call.csv", b"phone\n+12125550103\n"))
    assert record.status == "failed"
    assert "Add it to the file of your customers" in record.problem


@pytest.mark.parametrize(
    ("name", "header", "scope"),
    [
        ("do-not-call.csv", "Phone", "voice"),
        ("Neskambinti.csv", "telefonas", "voice"),
        ("не звонить.csv", "телефон", "voice"),
        ("dnc.csv", "phone number", PHONE),
        ("Sperrliste.csv", "Rufnummer", PHONE),
        ("do not text.csv", "mobile", "sms"),
        ("numbers.csv", "Do not call", "voice"),
        ("numbers.csv", "Do not contact by phone", PHONE),
    ],
)
def test_what_a_list_of_numbers_refuses(name: str, header: str, scope: str) -> None:
    rows = [["+12125550101"], ["+1 (212) 555-0102"]]
    found = find_refusal_list(name, [header], {header: "phone"}, rows)
    assert found is not None
    assert (found.scope, found.sure, dict(found.who)) == (scope, True, {header: "phone"})
    assert is_number_list(found.who, {EVERYBODY: found.scope})


def test_numbers_of_which_nothing_is_refused_are_no_such_list() -> None:
    rows = [["+12125550101"]]
    assert find_refusal_list("phones.csv", ["phone"], {"phone": "phone"}, rows) is None
    assert not is_number_list({"phone": "phone"}, {})
    mapping = {"phone": "phone", "no calls": "consent_voice_revoked_at"}
    assert is_number_list(mapping, {})
    assert not is_number_list({**mapping, "id": "customer_id"}, {})
    assert not is_number_list({**mapping, "plan": "plan"}, {}), "its ids are still to be found"


def test_a_list_of_numbers_by_itself_is_put_over_the_base_there_is(base: Base) -> None:
    imported(base, "i_1", customers("c1", "c2", "c3"))
    before = base.rows.pointers[TENANT]
    record = imported(base, "i_2", ("do-not-call.csv", b"phone\n+12125550102\ncall me\n+12\n"))
    assert record.status == "done", record.problem
    assert record.accounting is not None
    (file,) = record.accounting.files
    assert (file.rows_in, file.accepted, file.merged, file.rejected) == (3, 0, 1, 2)
    assert record.listed == 1
    assert refused(base) == {"c1": [], "c2": ["voice"], "c3": []}
    after = base.rows.pointers[TENANT]
    assert after.snapshot == "s_i_2"
    assert base.queue.sent[-1]["snapshot"] == "s_i_2", "who may be dialled is decided again"
    assert after.model_copy(update={"snapshot": before.snapshot}) == before, "the base it was"


def test_a_list_put_over_the_base_holds_for_its_other_facts_and_later_files(base: Base) -> None:
    imported(base, "i_1", customers("c1", "c2"))
    path = base.files.folder / snapshot_key(TENANT, "s_i_1", "customers.parquet")
    imported(base, "i_2", ("dnc.csv", b"phone\n+12125550103\n"))
    listed = base.files.folder / snapshot_key(TENANT, "s_i_2", "customers.parquet")
    facts = "SELECT * EXCLUDE (refusals, consents) FROM '{}' ORDER BY customer_id"
    had = duckdb.sql(f"SELECT * FROM '{path}' ORDER BY customer_id").fetchall()
    assert duckdb.sql(facts.format(listed)).fetchall() == had
    assert imported(base, "i_3", customers("c1", "c2", "c3")).status == "done"
    assert refused(base) == {"c1": [], "c2": [], "c3": NUMBER}


def test_a_list_is_put_over_no_base_but_the_newest(base: Base) -> None:
    imported(base, "i_1", customers("c1"))
    newest = base.rows.pointers[TENANT].model_copy(update={"snapshot": "s_i_3"})
    record = base.rows.imports[TENANT, "i_1"]
    assert record.accounting is not None
    numbers = Imported(
        Path(), Path(), record.accounting, None, (), (), rows=1, listed=0, over="s_i_1"
    )
    with pytest.raises(BaseMovedError):
        pointer_of(record, numbers, newest, today=NOW.date())
