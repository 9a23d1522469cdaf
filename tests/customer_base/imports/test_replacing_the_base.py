"""One press never replaces a base: what is asked first, and how the base before comes back."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from functions.customer_base.imports.records import (
    ImportRecord,
    ImportStatus,
    accepted,
    declined,
    new_import,
    upload_key,
)
from functions.customer_base.imports.restore import restore
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key, start
from functions.customer_base.ports import OpenConversation
from functions.customer_base.store.snapshot import snapshot_key
from tests.customer_base.fakes_base import NOW, TENANT, Base, new_base

pytestmark = pytest.mark.costly(first=1)

_HEADER = "customer_id,email,name,status,payments,plan,do_not_contact,consent_email,consent_sms\n"


def _customers(*numbers: int, sms: str = "", refused: tuple[int, ...] = ()) -> bytes:
    no = {n: "yes" if n in refused else "no" for n in numbers}
    rows = (f"c{n},c{n}@example.com,Name {n},active,3,Starter,{no[n]},,{sms}\n" for n in numbers)
    return (_HEADER + "".join(rows)).encode()


def _import(base: Base, import_id: str, content: bytes, *, sample: bool = False) -> ImportRecord:
    base.rows.imports[TENANT, import_id] = new_import(
        tenant=TENANT,
        import_id=import_id,
        file_names=("customers.csv",),
        created_at=NOW,
        sample=sample,
    )
    key = upload_key(TENANT, import_id, 1)
    base.files.put(TENANT, key, content)
    uploaded = parse_upload_key(key)
    assert uploaded is not None
    file_arrived(uploaded, base.imports, now=NOW)
    return base.rows.imports[TENANT, import_id]


def _accept(base: Base, import_id: str) -> ImportRecord:
    base.rows.edit_import(TENANT, import_id, accepted)
    start(TENANT, import_id, base.imports, now=NOW)
    return base.rows.imports[TENANT, import_id]


def _talking_to(*numbers: int) -> tuple[OpenConversation, ...]:
    return tuple(OpenConversation(f"conv{n}", f"c{n}", "upsell", {}) for n in numbers)


def _current(base: Base) -> dict[str, tuple[object, ...]]:
    """Customer → (do_not_contact, channels consented to), of the current snapshot."""
    snapshot = base.rows.pointers[TENANT].snapshot
    path = base.files.folder / snapshot_key(TENANT, snapshot, "customers.parquet")
    columns = [row[0] for row in duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()]
    consents = "[one.channel for one in consents]" if "consents" in columns else "[]"
    rows = duckdb.sql(f"SELECT customer_id, do_not_contact, {consents} FROM '{path}'").fetchall()
    return {row[0]: (row[1], sorted(row[2])) for row in rows}


@pytest.fixture(scope="module")
def twenty_once(tmp_path_factory: pytest.TempPathFactory) -> Base:
    base = new_base(tmp_path_factory.mktemp("twenty"))
    assert _import(base, "i_1", _customers(*range(20))).status is ImportStatus.DONE
    return base


@pytest.fixture
def twenty(twenty_once: Base, tmp_path: Path) -> Base:
    """A base of twenty customers."""
    return twenty_once.copy_to(tmp_path)


@pytest.mark.slow
def test_a_file_without_a_tenth_of_the_base_is_asked_about(twenty: Base) -> None:
    twenty.rows.open = _talking_to(1, 17, 18)
    asked = _import(twenty, "i_2", _customers(*range(17), 50, 51))
    assert asked.status is ImportStatus.NEEDS_APPROVAL
    question = asked.replacement
    assert question is not None
    assert (question.customers, question.leaving, question.joining) == (20, 3, 2)
    assert question.leaving_in_conversation == 2
    assert twenty.rows.pointers[TENANT].import_id == "i_1"
    assert [message["run"] for message in twenty.queue.sent] == ["r_i_1"]


@pytest.mark.slow
def test_a_tenth_that_leaves_is_no_question(twenty: Base) -> None:
    assert _import(twenty, "i_2", _customers(*range(18))).status is ImportStatus.DONE


@pytest.mark.slow
def test_nothing_of_an_import_that_waits_is_kept(base: Base) -> None:
    _import(base, "i_1", _customers(*range(20), sms="2026-01-01"))
    before = base.files.list(TENANT, f"tenants/{TENANT}")
    _import(base, "i_2", _customers(*range(5), sms="2026-02-01"))
    assert base.files.list(TENANT, f"tenants/{TENANT}") == before


@pytest.mark.slow
def test_a_yes_replaces_the_base_and_holds_for_the_base_it_was_asked_about_only(
    twenty: Base,
) -> None:
    _import(twenty, "i_2", _customers(*range(5)))
    assert _accept(twenty, "i_2").status is ImportStatus.DONE
    assert twenty.rows.pointers[TENANT].import_id == "i_2"
    _import(twenty, "i_3", _customers(1))
    twenty.rows.edit_import(TENANT, "i_3", accepted)
    _import(twenty, "i_4", _customers(*range(5), 6))
    start(TENANT, "i_3", twenty.imports, now=NOW)
    assert twenty.rows.imports[TENANT, "i_3"].status is ImportStatus.NEEDS_APPROVAL
    assert twenty.rows.pointers[TENANT].import_id == "i_4"


def test_a_no_keeps_the_base_and_ends_the_import(twenty: Base) -> None:
    _import(twenty, "i_2", _customers(1))
    twenty.rows.edit_import(TENANT, "i_2", lambda found: declined(found, now=NOW))
    start(TENANT, "i_2", twenty.imports, now=NOW)
    assert twenty.rows.imports[TENANT, "i_2"].status is ImportStatus.DECLINED
    assert twenty.rows.pointers[TENANT].import_id == "i_1"


def test_waiting_for_the_answer_is_not_started_again_by_a_repeated_message(twenty: Base) -> None:
    _import(twenty, "i_2", _customers(1))
    stages = len(twenty.rows.stages)
    start(TENANT, "i_2", twenty.imports, now=NOW)
    assert len(twenty.rows.stages) == stages


def test_sample_data_over_a_real_base_is_asked_about_even_when_nobody_leaves(twenty: Base) -> None:
    asked = _import(twenty, "i_2", _customers(*range(21)), sample=True)
    assert asked.status is ImportStatus.NEEDS_APPROVAL
    assert _accept(twenty, "i_2").status is ImportStatus.DONE
    assert twenty.rows.pointers[TENANT].sample


def test_sample_data_never_takes_the_place_of_a_base_at_work(twenty: Base) -> None:
    twenty.rows.campaigns = 1
    asked = _import(twenty, "i_2", _customers(*range(100, 120)), sample=True)
    assert asked.replacement is not None
    assert asked.replacement.at_work
    assert accepted(asked) is None


def test_a_campaign_launched_after_the_yes_keeps_its_real_base(twenty: Base) -> None:
    _import(twenty, "i_2", _customers(*range(100, 120)), sample=True)
    twenty.rows.campaigns = 1
    assert _accept(twenty, "i_2").status is ImportStatus.NEEDS_APPROVAL
    assert twenty.rows.pointers[TENANT].import_id == "i_1"


def test_real_customers_over_sample_data_are_no_question(base: Base) -> None:
    assert _import(base, "i_1", _customers(*range(20)), sample=True).status is ImportStatus.DONE
    assert _import(base, "i_2", _customers(*range(100, 120))).status is ImportStatus.DONE


def test_the_base_before_is_restored_with_one_press_and_back_with_another(twenty: Base) -> None:
    _import(twenty, "i_2", _customers(*range(5)))
    _accept(twenty, "i_2")
    restore(TENANT, over="s_i_2", ports=twenty.imports, now=NOW)
    pointer = twenty.rows.pointers[TENANT]
    assert pointer.import_id == "i_1"
    assert set(_current(twenty)) == {f"c{n}" for n in range(20)}
    assert twenty.queue.sent[-1]["snapshot"] == pointer.snapshot
    runs = len(twenty.queue.sent)
    restore(TENANT, over="s_i_2", ports=twenty.imports, now=NOW)
    assert len(twenty.queue.sent) == runs, "the message came twice"
    restore(TENANT, over=pointer.snapshot, ports=twenty.imports, now=NOW)
    assert set(_current(twenty)) == {f"c{n}" for n in range(5)}


def test_a_restored_base_does_not_bring_back_what_was_taken_back(base: Base) -> None:
    _import(base, "i_1", _customers(*range(10), sms="2026-01-01"))
    assert _current(base)["c3"] == (False, ["sms"])
    later = _customers(3, sms="no") + _customers(*range(4, 10), refused=(4,)).split(b"\n", 1)[1]
    _import(base, "i_2", later)
    assert _accept(base, "i_2").status is ImportStatus.DONE
    restore(TENANT, over="s_i_2", ports=base.imports, now=NOW)
    assert _current(base)["c1"] == (False, ["sms"])
    assert _current(base)["c3"] == (False, [])
    assert _current(base)["c4"][0] is True


def test_a_base_whose_files_are_gone_is_not_offered_again(base: Base) -> None:
    _import(base, "i_1", _customers(*range(10)))
    _import(base, "i_2", _customers(*range(10)))
    base.files.delete(TENANT, snapshot_key(TENANT, "s_i_1", "customers.parquet"))
    restore(TENANT, over="s_i_2", ports=base.imports, now=NOW)
    pointer = base.rows.pointers[TENANT]
    assert (pointer.import_id, pointer.previous) == ("i_2", None)


def test_what_a_sync_keeps_current_is_one_base(base: Base, tmp_path: Path) -> None:
    """A sync of every few minutes must not push out the base the founder had before."""
    _import(base, "i_1", _customers(*range(10)))
    for import_id in ("i_2", "i_3"):
        base.rows.imports[TENANT, import_id] = new_import(
            tenant=TENANT,
            import_id=import_id,
            file_names=("customers.csv",),
            created_at=NOW,
            synced=True,
        )
        key = upload_key(TENANT, import_id, 1)
        base.files.put(TENANT, key, _customers(*range(10)))
        uploaded = parse_upload_key(key)
        assert uploaded is not None
        file_arrived(uploaded, base.imports, now=NOW)
    previous = base.rows.pointers[TENANT].previous
    assert previous is not None
    assert previous.import_id == "i_1"
