"""The probe prints what an import through the console comes to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.probes.import_files import main

pytestmark = pytest.mark.costly(first=1)

CUSTOMERS = """email,plan,status,mrr,first payment date,payments
ann@example.com,Pro,active,29,2024-01-01,9
bob@example.com,Pro,past due,29,2024-01-01,9
"""
DATES_EITHER_WAY = """email,plan,status,mrr,first payment date
ann@example.com,Pro,active,29,03/04/2024
"""


def probe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], *more: str
) -> dict[str, Any]:
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    main(["--today", "2026-11-23", *(str(tmp_path / name) for name in files), *more])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


@pytest.mark.slow
def test_files_rows_and_customers_are_printed_as_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = probe(tmp_path, capsys, {"base.csv": CUSTOMERS}, "--currency", "usd")

    (file,) = found["files"]
    assert (file["name"], file["row_kind"]) == ("base.csv", "customers")
    assert file["mapping"]["first payment date"] == "paid_since"
    assert found["accounting"]["rows_in"] == found["accounting"]["accepted"] == 2
    ann, bob = found["customers"]
    assert (ann["email"], ann["paid"], ann["mrr_cents"]) == ("ann@example.com", "pass", 2900)
    assert (ann["currency"], ann["refused_channels"]) == ("USD", [])
    assert (bob["motion"], bob["reason"]) == ("retention", "billing_issue")


@pytest.mark.slow
def test_a_brevo_number_begins_with_its_countrys_code_and_no_other_files_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    brevo = (
        "EMAIL;LASTNAME;SMS;EMAIL_BLACKLISTED;SMS_BLACKLISTED;ADDED_TIME\n"
        "ann@example.com;Ash;31612345678;No;No;01-12-2023 10:00:00\n"
        "bob@example.com;Birch;0612345678;No;No;01-12-2023 10:00:00\n"
    )
    found = probe(tmp_path, capsys, {"base.csv": CUSTOMERS, "brevo.csv": brevo})
    assert [one["phone"] for one in found["customers"]] == ["+31612345678", None]
    own = "email,phone\nann@example.com,31612345678\n"
    found = probe(tmp_path, capsys, {"base.csv": CUSTOMERS, "own.csv": own})
    assert [one["phone"] for one in found["customers"]] == [None, None]


@pytest.mark.slow
def test_what_the_console_would_ask_is_listed_and_left_out_without_an_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = probe(tmp_path, capsys, {"base.csv": DATES_EITHER_WAY})

    (question,) = found["questions"]
    assert (question["file"], question["question"]) == ("base.csv", "first payment date")
    assert (question["kind"], question["answer"]) == ("date_order", None)
    assert found["files"][0]["columns_left_out"] == ["first payment date"]
    assert len(found["customers"]) == 1


@pytest.mark.slow
def test_an_answer_is_taken_as_the_founders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = ("--answer", "base.csv:first payment date=dmy")
    found = probe(tmp_path, capsys, {"base.csv": DATES_EITHER_WAY}, *answer)

    assert found["questions"][0]["answer"] == "dmy"
    assert found["files"][0]["columns_left_out"] == []
    assert found["status"] == "done"


def test_a_file_that_cannot_be_read_is_a_result_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = probe(tmp_path, capsys, {"base.csv": "plan,status\nPro,active\n"})

    assert found["status"] == "failed"
    assert "customer id or an email address" in found["problem"]
    assert (found["customers"], found["accounting"]) == ([], None)
