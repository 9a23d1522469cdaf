"""A changed line is a draft that still knows what was approved before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.playbooks.playbook import (
    Approval,
    EarlierWording,
    Line,
    LineId,
    LineStatus,
    Part,
    reword,
)
from tenancy.tenant import FounderId

_ADA = FounderId("f_ada")
_DAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _approved(line: Line) -> Line:
    return replace(line, approval=Approval(_ADA, _DAY, line.sha256))


def test_what_was_approved_is_kept_and_the_change_is_a_draft() -> None:
    line = _approved(Line(LineId("l1"), Part.CLOSING, "Bye."))
    changed = reword(line, "Goodbye.")
    assert (changed.text, changed.version, changed.status) == ("Goodbye.", 2, LineStatus.DRAFT)
    assert changed.earlier == (EarlierWording("Bye.", 1, _ADA, _DAY),)
    assert reword(changed, "Farewell.").earlier == changed.earlier
    assert from_json(Line, to_json(changed)) == changed


def test_a_text_that_stays_changes_nothing() -> None:
    line = _approved(Line(LineId("l1"), Part.CLOSING, "Bye."))
    assert reword(line, "Bye.") == line


def test_only_the_newest_wordings_are_kept() -> None:
    line = Line(LineId("l1"), Part.CLOSING, "Bye 0.")
    for number in range(1, 6):
        line = reword(_approved(line), f"Bye {number}.")
    assert [before.text for before in line.earlier] == ["Bye 4.", "Bye 3.", "Bye 2."]
