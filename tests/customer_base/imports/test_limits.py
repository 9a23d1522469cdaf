"""The limits of an import, each answered in a sentence that says the limit and the way out."""

from __future__ import annotations

import os
import tracemalloc
from contextlib import closing

import pytest

from functions.customer_base.files.dialect import Refusal
from functions.customer_base.imports.pipeline import Imported, inspect, run_import
from functions.customer_base.imports.reading.settings import SourceFile
from functions.customer_base.imports.records import ImportStatus, new_import, upload_key
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key, start
from functions.customer_base.sql.connection import connect
from tests.customer_base.fakes_base import NOW, TENANT, Base
from tests.customer_base.reading import SETTINGS, Read, read
from tests.customer_base.whole_runs import workplace


def test_a_file_above_512_megabytes_is_refused_without_being_read() -> None:
    with workplace() as work:
        path = work / "upload.csv"
        path.write_bytes(b"customer_id,name\n")
        os.truncate(path, 513 * 1024 * 1024)
        found = inspect(path)
    assert isinstance(found, Refusal)
    assert found.problem.startswith("This file has 513 MB; the most that can be read is 512 MB.")
    assert "Split it" in found.problem


@pytest.mark.slow
def test_a_file_of_more_than_a_million_rows_is_refused() -> None:
    found = read(b"customer_id,name\n" + b"1,A\n" * 1_000_001)
    assert isinstance(found, Refusal)
    assert "1,000,001 rows; the most that can be read at once is 1,000,000" in found.problem
    assert "Split it" in found.problem


@pytest.mark.slow
@pytest.mark.parametrize(
    "row",
    [b",Sample Person of a long name,\n", b"1,Sample Person of a long name,,one too many\n"],
    ids=["of nobody", "of a wrong shape"],
)
def test_rows_that_are_all_rejected_are_never_held_in_memory_together(row: bytes) -> None:
    rows = 40_000
    with workplace() as work, closing(connect()) as con:
        path = work / "upload.csv"
        path.write_bytes(b"customer_id,name,email\n" + row * rows)
        file = SourceFile(1, path.name, path, {"customer_id": "customer_id", "name": "name"})
        tracemalloc.start()
        try:
            outcome = run_import(con, (file,), SETTINGS, work=work)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert isinstance(outcome, Imported)
        assert outcome.accounting.rejected == rows
        # A file is looked through by pieces of 4 MB; the rejects together would be 20 MB.
        assert peak < 12_000_000
        assert outcome.rejects.read_text(encoding="utf-8-sig").count("\n") == rows + 1


def test_a_sixth_file_is_one_too_many(base: Base) -> None:
    names = tuple(f"{number}.csv" for number in range(1, 7))
    base.rows.imports[TENANT, "i_1"] = new_import(
        tenant=TENANT, import_id="i_1", file_names=names, created_at=NOW
    )
    for number, _ in enumerate(names, start=1):
        key = upload_key(TENANT, "i_1", number)
        base.files.put(TENANT, key, b"customer_id,email\n1,one@example.com\n")
        uploaded = parse_upload_key(key)
        assert uploaded is not None
        file_arrived(uploaded, base.imports, now=NOW)
    record = base.rows.imports[TENANT, "i_1"]
    assert record.status is ImportStatus.FAILED
    assert "at most 5 files" in record.problem
    assert TENANT not in base.rows.pointers


def test_a_zero_byte_far_down_is_no_more_text_than_one_at_the_top() -> None:
    found = read(b"customer_id,name\n" + b"1,A\n" * 200_000 + b"2,\x00\n")
    assert isinstance(found, Refusal)
    assert "not text" in found.problem


def test_one_odd_letter_is_no_proof_of_another_encoding() -> None:
    names = "".join(f"{place},Zoë Müller\n" for place in range(30))
    found = read(f"customer_id,name\n{names}31,Don¹t call\n".encode("cp1252"))
    assert isinstance(found, Read)
    assert found.customers["31"]["name"] == "Don¹t call"


def test_files_that_would_not_fit_the_disk_together_are_refused(base: Base) -> None:
    names = ("customers.csv", "usage.csv", "tickets.csv")
    record = new_import(tenant=TENANT, import_id="i_1", file_names=names, created_at=NOW)
    looked_at = {"arrived": True, "inspected": True, "certain": True}
    sizes = (512, 512, 1)
    base.rows.imports[TENANT, "i_1"] = record.model_copy(
        update={
            "files": tuple(
                file.model_copy(update={**looked_at, "size_bytes": size * 1024 * 1024})
                for file, size in zip(record.files, sizes, strict=True)
            )
        }
    )
    start(TENANT, "i_1", base.imports, now=NOW)
    found = base.rows.imports[TENANT, "i_1"]
    assert found.status is ImportStatus.FAILED
    assert "have 1,025 MB together; the most that can be read at once is 1,024 MB" in found.problem
