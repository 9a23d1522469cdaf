"""A file whose every row is a refusal: recognised by its name and headers, else asked about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from functions.customer_base.columns.refusing.refusal_lists import EVERYBODY
from tests.probes.import_files import main

BASE = (
    "email,phone,country,plan,status,mrr,first payment date\n"
    "ann@example.com,+12125550101,US,Pro,active,29,2024-01-01\n"
    "bob@example.com,+12125550102,US,Pro,active,29,2024-01-01\n"
)
EVERY_CHANNEL = ["email", "sms", "voice", "whatsapp"]


def imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, *answers: str
) -> tuple[dict[str, list[str]], list[dict[str, Any]], dict[str, Any]]:
    """E-mail → refused channels, the questions of the list, and the accounting."""
    base, listed = tmp_path / "base.csv", tmp_path / name
    base.write_text(BASE)
    listed.write_text(text)
    given = [part for answer in answers for part in ("--answer", answer)]
    main(["--today", "2026-11-29", *given, str(base), str(listed)])
    found = json.loads(capsys.readouterr().out)
    refused = {one["email"]: sorted(one["refused_channels"]) for one in found["customers"]}
    return refused, found["files"][1]["questions"], found["accounting"]


@pytest.mark.parametrize(
    ("name", "text", "refused"),
    [
        ("suppression_unsubscribes.csv", "email,created\nann@example.com,1704067200\n", ["email"]),
        (
            "bounces-2026-11.csv",
            "status,reason,email,created\n5.1.1,550 no such user,ann@example.com,1704067200\n",
            ["email"],
        ),
        ("spam_reports.csv", "ip,email,created\n192.0.2.1,ann@example.com,1704067200\n", ["email"]),
        (
            "mg-complaints.csv",
            'address,created_at\nann@example.com,"Mon, 01 Jan 2024 10:00:00 UTC"\n',
            ["email"],
        ),
        (
            "export.csv",
            "EmailAddress,SuppressionReason,Origin,CreatedAt\n"
            "ann@example.com,HardBounce,Recipient,2024-01-01T10:00:00Z\n",
            ["email"],
        ),
        ("global unsubscribes.csv", "Email\nann@example.com\n", EVERY_CHANNEL),
        ("Abgemeldet.csv", "E-Mail-Adresse;Datum\nann@example.com;01.02.2026\n", EVERY_CHANNEL),
        ("отписались.csv", "почта;дата\nann@example.com;01.02.2026\n", EVERY_CHANNEL),
    ],
)
def test_a_list_of_refusals_refuses_for_everybody_in_it(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    text: str,
    refused: list[str],
) -> None:
    found, questions, accounting = imported(tmp_path, capsys, name, text)
    assert found == {"ann@example.com": refused, "bob@example.com": []}
    assert questions == []
    assert accounting["refused"] == [{"file": 2, "header": EVERYBODY, "count": 1}]


@pytest.mark.parametrize(
    ("answer", "refused"), [("email", ["email"]), ("all", EVERY_CHANNEL), ("none", [])]
)
def test_where_only_the_headers_are_like_one_the_founder_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: str, refused: list[str]
) -> None:
    text = "address,created_at\nann@example.com,2024-01-01\n"
    found, questions, _ = imported(
        tmp_path, capsys, "export-17.csv", text, f"export-17.csv:{EVERYBODY}={answer}"
    )
    assert [one["question"] for one in questions] == [EVERYBODY]
    assert found["ann@example.com"] == refused


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("customers.csv", "email,name\nann@example.com,Ann\n"),
        ("unsubscribe-links.csv", "email,name\nann@example.com,Ann\n"),
        ("newsletter.csv", "email,created\nann@example.com,1704067200\n"),
        ("unsubscribes.csv", "email,plan,team size\nann@example.com,Pro,4\n"),
    ],
)
def test_no_other_file_is_taken_for_one_unasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, text: str
) -> None:
    found, _, accounting = imported(
        tmp_path, capsys, name, text, f"{name}:{EVERYBODY}=none", f"{name}:(rows)=customers"
    )
    assert found["ann@example.com"] == []
    assert accounting["refused"] == []


def test_the_accounting_says_of_each_column_how_many_refusals_were_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (
        "email,Unsubscribed,Accepts marketing,Do not call,Notes\n"
        "ann@example.com,yes,yes,,unsubscribed by phone\n"
        "bob@example.com,no,no,,\n"
    )
    _, _, accounting = imported(tmp_path, capsys, "contacts.csv", text)
    assert {one["header"]: one["count"] for one in accounting["refused"]} == {
        "Unsubscribed": 1,
        "Accepts marketing": 1,
        "Do not call": 0,
        "Notes": 1,
    }
