"""Finds what a person newly wrote in a mail: never what they quote, and never their signature."""

from __future__ import annotations

from functions.outreach.domain.understanding.mail.legal_notices import is_legal_notice
from functions.outreach.domain.understanding.mail.quoting_marks import (
    attribution_at,
    header_block_at,
    is_programs_line,
    is_quoted,
    is_separator,
    is_signature_rule,
)
from functions.outreach.domain.understanding.mail.sent_words import strike_sent


def latest_reply_text(mail_text: str, *, sent: tuple[str, ...] = ()) -> str:
    """The words a mail adds, wherever they stand, without quoted history and signature.

    `sent` is what we sent to this person before: it is recognised without any mark, and what
    stands below or between it is the person's. Below a mark alone everything is history, unless
    quoting signs tell it apart. If a mail has nothing of its own, the result is empty.
    """
    text = mail_text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    lines = text.split("\n")
    struck = strike_sent(lines, sent) if sent else list[str | None](lines)
    return _without_notices(_own_lines(struck)).strip()


def _own_lines(struck: list[str | None]) -> list[str]:
    """The lines that are the person's. None stands for one of ours."""
    lines = [line or "" for line in struck]
    kept: list[str] = []
    at, theirs = 0, True
    while at < len(lines):
        if struck[at] is None:
            theirs, at = True, at + 1
            continue
        if not theirs or is_quoted(lines[at]):
            at += 1
            continue
        marks = _mark_at(lines, at)
        if marks:
            at += marks
            # Quoting signs tell their own end; without them nothing does.
            theirs = _follows_quoted(struck, at)
        elif is_signature_rule(lines[at]):
            at, theirs = at + 1, False
        elif is_programs_line(lines[at]):
            at += 1
        else:
            kept.append(lines[at])
            at += 1
    return kept


def _mark_at(lines: list[str], at: int) -> int:
    """How many lines from here announce an earlier mail; 0 if none do."""
    if is_separator(lines, at):
        return 1
    return attribution_at(lines, at) or header_block_at(lines, at)


def _follows_quoted(struck: list[str | None], at: int) -> bool:
    below = next((line for line in struck[at:] if line is None or line.strip()), "")
    return below is None or is_quoted(below)


def _without_notices(lines: list[str]) -> str:
    """Without the paragraphs a company's mail server appends to what its people write."""
    paragraphs = "\n".join(lines).split("\n\n")
    return "\n\n".join(
        paragraph for paragraph in paragraphs if not is_legal_notice(" ".join(paragraph.split()))
    )
