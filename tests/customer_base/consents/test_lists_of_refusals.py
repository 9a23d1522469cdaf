"""A file whose every row is a refusal: recognised by its name and headers, else asked about."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from functions.customer_base.columns.refusing.refusal_lists import EVERYBODY
from functions.product.channels import CHANNELS
from functions.product.limits import MAX_FILES
from tests.probes.import_files import main

pytestmark = pytest.mark.costly(first=1)

BASE = (
    "email,phone,country,plan,status,mrr,first payment date\n"
    "ann@example.com,+12125550101,US,Pro,active,29,2024-01-01\n"
    "bob@example.com,+12125550102,US,Pro,active,29,2024-01-01\n"
)
Found = dict[str, Any]
EVERY_CHANNEL = sorted(map(str, CHANNELS))


Refused = dict[str, list[str]]


def imported(folder: Path, files: Mapping[str, str], *answers: str) -> tuple[Refused, Found]:
    """E-mail → refused channels, and all that the import printed."""
    paths = []
    for name, text in files.items():
        paths.append(folder / name)
        paths[-1].write_text(text)
    given = [part for answer in answers for part in ("--answer", answer)]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        main(["--today", "2026-11-29", *given, *map(str, paths)])
    found = json.loads(printed.getvalue())
    refused = {one["email"]: sorted(one["refused_channels"]) for one in found["customers"]}
    return refused, found


LISTS: dict[str, tuple[str, list[str]]] = {
    "suppression_unsubscribes.csv": ("email,created\n{0},1704067200\n", ["email"]),
    "bounces-2026-11.csv": (
        "status,reason,email,created\n5.1.1,550 no such user,{0},1704067200\n",
        ["email"],
    ),
    "spam_reports.csv": ("ip,email,created\n192.0.2.1,{0},1704067200\n", ["email"]),
    "mg-complaints.csv": (
        'address,created_at\n{0},"Mon, 01 Jan 2024 10:00:00 UTC"\n',
        ["email"],
    ),
    "export.csv": (
        "EmailAddress,SuppressionReason,Origin,CreatedAt\n"
        "{0},HardBounce,Recipient,2024-01-01T10:00:00Z\n",
        ["email"],
    ),
    "global unsubscribes.csv": ("Email\n{0}\n", EVERY_CHANNEL),
    "Abgemeldet.csv": ("E-Mail-Adresse;Datum\n{0};01.02.2026\n", EVERY_CHANNEL),
    "отписались.csv": ("почта;дата\n{0};01.02.2026\n", EVERY_CHANNEL),
}
"""Name of a list → its text with one address in it, and what that closes."""
PEOPLE = {name: f"p{number}@example.com" for number, name in enumerate(LISTS)}
AT_ONCE = MAX_FILES - 1


@dataclass(frozen=True)
class ManyLists:
    """The base with all lists beside it, as many at a time as an import takes."""

    refused: Refused
    questions: dict[str, list[Found]]
    counted: dict[str, list[tuple[str, int]]]
    """List → (header, how many refusals were read)."""


@pytest.fixture(scope="module")
def many_lists(tmp_path_factory: pytest.TempPathFactory) -> ManyLists:
    refused: Refused = {}
    questions, counted = {}, {}
    for some in itertools.batched(LISTS, AT_ONCE, strict=False):
        people = [PEOPLE[name] for name in some]
        rows = "".join(
            f"{email},+121255501{number:02d},US,Pro,active,29,2024-01-01\n"
            for number, email in enumerate(people, start=10)
        )
        files = {"base.csv": BASE + rows}
        files |= {name: LISTS[name][0].format(PEOPLE[name]) for name in some}
        closed, found = imported(tmp_path_factory.mktemp("lists"), files)
        assert set(closed) == {"ann@example.com", "bob@example.com", *people}
        refused |= {email: closed[email] for email in people}
        assert closed["ann@example.com"] == closed["bob@example.com"] == []
        for number, name in enumerate(some, start=2):
            questions[name] = found["files"][number - 1]["questions"]
            of_file = [one for one in found["accounting"]["refused"] if one["file"] == number]
            counted[name] = [(one["header"], one["count"]) for one in of_file]
    return ManyLists(refused, questions, counted)


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_refusals_refuses_for_everybody_in_it(name: str, many_lists: ManyLists) -> None:
    assert many_lists.refused[PEOPLE[name]] == LISTS[name][1]
    assert many_lists.questions[name] == []
    assert many_lists.counted[name] == [(EVERYBODY, 1)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("answer", "refused"), [("email", ["email"]), ("all", EVERY_CHANNEL), ("none", [])]
)
def test_where_only_the_headers_are_like_one_the_founder_is_asked(
    tmp_path: Path, answer: str, refused: list[str]
) -> None:
    text = "address,created_at\nann@example.com,2024-01-01\n"
    files = {"base.csv": BASE, "export-17.csv": text}
    closed, found = imported(tmp_path, files, f"export-17.csv:{EVERYBODY}={answer}")
    assert [one["question"] for one in found["files"][1]["questions"]] == [EVERYBODY]
    assert closed["ann@example.com"] == refused


@pytest.mark.slow
def test_no_other_file_is_taken_for_one_unasked(tmp_path: Path) -> None:
    others = {
        "customers.csv": "email,name\nann@example.com,Ann\n",
        "unsubscribe-links.csv": "email,name\nann@example.com,Ann\n",
        "newsletter.csv": "email,created\nann@example.com,1704067200\n",
        "unsubscribes.csv": "email,plan,team size\nann@example.com,Pro,4\n",
    }
    none = [f"{name}:{EVERYBODY}=none" for name in others]
    rows = [f"{name}:(rows)=customers" for name in others]
    closed, found = imported(tmp_path, {"base.csv": BASE, **others}, *none, *rows)
    assert closed["ann@example.com"] == []
    assert found["accounting"]["refused"] == []


@pytest.mark.slow
def test_the_accounting_says_of_each_column_how_many_refusals_were_read(tmp_path: Path) -> None:
    text = (
        "email,Unsubscribed,Accepts marketing,Do not call,Notes\n"
        "ann@example.com,yes,yes,,unsubscribed by phone\n"
        "bob@example.com,no,no,,\n"
    )
    _, found = imported(tmp_path, {"base.csv": BASE, "contacts.csv": text})
    assert {one["header"]: one["count"] for one in found["accounting"]["refused"]} == {
        "Unsubscribed": 1,
        "Accepts marketing": 1,
        "Do not call": 0,
        "Notes": 1,
    }
