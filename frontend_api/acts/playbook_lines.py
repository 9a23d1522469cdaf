"""Adds wordings to a playbook as drafts, changes drafts and takes them away.

Must never approve one, nor touch one that is approved: that needs a founder's eyes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.outreach.domain.playbooks.playbook import (
    Line,
    LineId,
    LineStatus,
    Part,
    Playbook,
    reword,
)
from functions.outreach.domain.playbooks.starter import starter_lines
from functions.product.channels import Channel
from functions.product.motions import Motion

LONGEST_LINE = 2000


def add_draft(
    session: Session,
    ports: Ports,
    *,
    motion: Motion,
    language: str,
    part: Part,
    text: str,
    channel: Channel | None,
) -> Line:
    """Another equal wording, or a variant for one channel. A new playbook has its starter lines."""
    clean = text.replace("\r\n", "\n")
    line = Line(LineId(ports.ids.new("line")), part, clean, channel=channel)
    ports.settings.edit_playbook(
        session.tenant.id,
        motion=motion,
        language=language,
        change=lambda book: replace(
            book, lines=(*(book.lines or starter_lines(motion, language)), line)
        ),
    )
    return line


class DraftRule(StrEnum):
    """Why a line stays as it is."""

    NOT_THERE = "not_there"
    APPROVED = "approved"


def change_draft(
    session: Session, ports: Ports, *, motion: Motion, language: str, wanted: LineId, text: str
) -> Line | DraftRule:
    """The draft with another text."""

    def reworded(line: Line) -> tuple[Line, ...]:
        return (reword(line, text.replace("\r\n", "\n")),)

    kept = _in_draft(
        session, ports, motion=motion, language=language, wanted=wanted, change=reworded
    )
    if isinstance(kept, DraftRule):
        return kept
    return next(line for line in kept.lines if line.id == wanted)


def remove_draft(
    session: Session, ports: Ports, *, motion: Motion, language: str, wanted: LineId
) -> DraftRule | None:
    """Why it stays; None once it is gone."""
    kept = _in_draft(
        session, ports, motion=motion, language=language, wanted=wanted, change=lambda _: ()
    )
    return kept if isinstance(kept, DraftRule) else None


def _in_draft(
    session: Session,
    ports: Ports,
    *,
    motion: Motion,
    language: str,
    wanted: LineId,
    change: Callable[[Line], tuple[Line, ...]],
) -> Playbook | DraftRule:
    """Judged on the latest playbook: a line that was approved meanwhile is none of a program's."""
    refused: DraftRule | None = None

    def changed(book: Playbook) -> Playbook:
        nonlocal refused
        lines = book.lines or starter_lines(motion, language)
        line = next((one for one in lines if one.id == wanted), None)
        refused = DraftRule.NOT_THERE if line is None else None
        if line is not None and line.status is LineStatus.APPROVED:
            refused = DraftRule.APPROVED
        if line is None or refused is not None:
            return book
        place = lines.index(line)
        return replace(book, lines=(*lines[:place], *change(line), *lines[place + 1 :]))

    kept = ports.settings.edit_playbook(
        session.tenant.id, motion=motion, language=language, change=changed
    )
    return refused or kept
