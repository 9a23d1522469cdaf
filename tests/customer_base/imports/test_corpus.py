"""Real files as they arrive, each with a `.toml` beside it that says what must become of it.

A `.toml` holds what the file `shows` and then what comes out: the `accounting`, the `rejects` with
their lines, cells of the `customers`, cells that could not be read (`unread`), `questions` that
have to be asked first, or the words by which the file is `refused`. An export of a vendor also says
which `preset` and kind of `rows` it is recognised as, whether all its columns are `certain`, and
which of them are `asked` about; and once more which are where it is `varied`: with a `header`
`spelled` as no version of it that we know does, and a column the founder `added`. `known_fault`
marks what is wrong today; such a file fails the suite as soon as it is right.
"""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import dataclass, replace
from typing import Any

import pytest

from functions.customer_base.columns.header_matching import match_headers
from functions.customer_base.columns.presets.catalogue import PRESET_BY_NAME
from functions.customer_base.files.dialect import Refusal
from functions.customer_base.imports.pipeline import AnswersNeeded
from tests.customer_base.awkward_files import CORPUS, awkward
from tests.customer_base.reading import (
    SETTINGS,
    Read,
    as_utf16,
    assert_both_parsers_read_alike,
    inspected,
    looked_at,
    read,
)

Expected = dict[str, Any]


@dataclass(frozen=True)
class Case:
    name: str
    expected: Expected

    @property
    def contents(self) -> list[bytes]:
        return [(CORPUS / name).read_bytes() for name in files_of(self)]

    def outcome(self, *, answered: bool) -> Read | Refusal | AnswersNeeded:
        given = self.expected.get("settings", {})
        return read(
            *self.contents,
            settings=replace(SETTINGS, **given),
            answers=self.expected.get("answers", {}) if answered else {},
            mapping=self.expected.get("mapping"),
        )


def files_of(case: Case) -> list[str]:
    return case.expected.get("files", [f"{case.name}.csv"])


def cases() -> list[Case]:
    return [
        Case(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
        for path in sorted(CORPUS.glob("*.toml"))
    ]


IMPORTED_BY_FAST = 8
"""Of so many files one is imported wholly while one works, and each is loaded."""


def marked(number: int, case: Case) -> Any:
    fault = case.expected.get("known_fault")
    marks = [pytest.mark.xfail(strict=True, reason=fault)] if fault else []
    if number % IMPORTED_BY_FAST:
        marks.append(pytest.mark.slow)
    return pytest.param(case, id=case.name, marks=marks)


@pytest.mark.costly(first=20)
@pytest.mark.parametrize("name", sorted(path.name for path in CORPUS.glob("*.csv")))
def test_the_encoding_of_a_file_changes_nothing_of_what_is_loaded(name: str) -> None:
    content = (CORPUS / name).read_bytes()
    seen = inspected(content)
    if isinstance(seen, Refusal):
        return
    assert_both_parsers_read_alike(content)
    rewritten = looked_at(as_utf16(content))
    assert replace(rewritten, dialect=seen.dialect) == seen


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("case", [marked(number, case) for number, case in enumerate(cases())])
def test_what_becomes_of_a_file_is_what_was_written_beside_it(case: Case) -> None:
    expected = case.expected
    if "questions" in expected:
        _asks(case.outcome(answered=False), expected["questions"])
    if "questions" in expected and "answers" not in expected:
        return
    if "preset" in expected:
        _recognises(case)
    outcome = case.outcome(answered=True)
    if "refused" in expected:
        assert isinstance(outcome, Refusal), outcome
        assert expected["refused"] in outcome.problem
        assert len(outcome.problem) < 300, "a founder reads this"
        return
    assert isinstance(outcome, Read), outcome
    _accounts(outcome, expected)
    _rejects(outcome, expected.get("rejects", []))
    _unread(outcome, expected.get("unread", []))
    _holds(outcome, expected.get("customers", {}))


def _recognises(case: Case) -> None:
    (content,) = case.contents
    found = looked_at(content)
    expected = {name: case.expected[name] for name in ("preset", "rows", "certain", "asked")}
    assert expected == {
        "preset": found.preset,
        "rows": found.row_kind,
        "certain": found.certain,
        "asked": list(found.suggestions),
    }


def _asks(outcome: Read | Refusal | AnswersNeeded, expected: list[Expected]) -> None:
    assert isinstance(outcome, AnswersNeeded), outcome
    asked = [
        (number, question) for number, asked in outcome.questions.items() for question in asked
    ]
    found = [(number, question.header, question.kind) for number, question in asked]
    assert found == [(one.get("file", 1), one["header"], one["kind"]) for one in expected]
    for one, (_, question) in zip(expected, asked, strict=True):
        assert one["sample"] in question.text, "the founder decides by a cell of their own"


def _accounts(outcome: Read, expected: Expected) -> None:
    rows_in, accepted, merged, rejected = outcome.sums
    found = {"rows_in": rows_in, "accepted": accepted, "merged": merged, "rejected": rejected}
    assert found == expected["accounting"]
    assert rows_in == accepted + merged + rejected
    assert accepted == len(outcome.customers)
    by_file = expected.get("by_file")
    if by_file:
        files = outcome.accounting.files
        assert [[f.rows_in, f.accepted, f.merged, f.rejected] for f in files] == by_file


def _rejects(outcome: Read, expected: list[Expected]) -> None:
    # The rows of each file stand under that file's headers.
    head, *below = csv.reader(io.StringIO(outcome.rejects))
    rows = [row for row in below if row[:3] != head[:3]]
    assert head[:3] == ["file", "line", "reason"]
    assert len(rows) == outcome.sums[3], "every rejected row can be downloaded"
    named = [(f"upload-{one.get('file', 1)}.csv", str(one["line"])) for one in expected]
    assert [(file, line) for file, line, *_ in rows] == named
    for (_, _, reason, *cells), one in zip(rows, expected, strict=True):
        assert reason.startswith(one["reason"])
        assert any(cells), "the founder sees what the row held"
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        if "cells" in one:
            assert cells == one["cells"]


def _unread(outcome: Read, expected: list[Expected]) -> None:
    found = {(one.file, one.column): list(one.lines) for one in outcome.accounting.unread}
    assert found == {(one.get("file", 1), one["column"]): one["lines"] for one in expected}
    assert all(one.reason for one in outcome.accounting.unread)


def _holds(outcome: Read, expected: Expected) -> None:
    for customer_id, facts in expected.items():
        customer = outcome.customers[customer_id]
        unknown = facts.get("unknown", [])
        if "refused" in facts:
            assert {one["channel"] for one in customer["refusals"]} == set(facts["refused"])
        assert {name: customer[name] for name in unknown} == dict.fromkeys(unknown)
        known = {name: value for name, value in facts.items() if name not in {"unknown", "refused"}}
        assert {name: customer[name] for name in known} == known


def test_every_file_of_the_corpus_has_its_expectation_and_is_used() -> None:
    used = {name for case in cases() for name in files_of(case)}
    assert used == {path.name for path in CORPUS.glob("*.csv")}
    assert all(case.expected["shows"] for case in cases())
    assert len(cases()) >= 40


def test_every_export_we_recognise_has_a_file_that_says_what_is_asked_of_it() -> None:
    named = {case.expected["preset"] for case in cases() if "preset" in case.expected}
    assert named == set(PRESET_BY_NAME)


@pytest.mark.costly(first=5)
@pytest.mark.parametrize("name", sorted(PRESET_BY_NAME))
def test_an_export_with_a_header_it_never_had_is_asked_about(name: str) -> None:
    (case,) = (one for one in cases() if one.expected.get("preset") == name)
    varied = case.expected["varied"]
    (content,) = case.contents
    text = content.decode("utf-8-sig")
    mark = ";" if ";" in text.splitlines()[0] else ","
    head, *rows = csv.reader(io.StringIO(text), delimiter=mark)
    headers = [varied["spelled"] if one == varied["header"] else one for one in head]
    found = match_headers([*headers, varied["added"]], [[*row, "4"] for row in rows])
    assert found.preset == name
    assert not found.certain
    assert list(found.suggestions) == varied["asked"]


def test_the_awkward_files_are_what_they_are_made_to_be() -> None:
    made = awkward()
    assert {name: (CORPUS / name).read_bytes() for name in made} == made
