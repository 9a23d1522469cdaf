"""Finds what a person newly wrote in a mail: never what they quote, and never their signature."""

from __future__ import annotations

import re

_QUOTE = re.compile(r"\s*(>|\|\s)")
_HISTORY_STARTS = (
    re.compile(
        r"\s*-{2,}\s*(original message|forwarded message|reply above|pradin[eė] žinut[eė])", re.I
    ),
    re.compile(
        r"\s*-{2,}\s*(исходное сообщение|пересылаемое сообщение|пересланное сообщение)", re.I
    ),
    re.compile(r"\s*_{20,}\s*$"),
    re.compile(r"\s*-{20,}\s*$"),
    re.compile(r"\s*begin forwarded message:", re.I),
    re.compile(r"\s*##-? ?please type your reply above", re.I),
    re.compile(
        r"\s*(on|am|le|el|il)\b.{4,200}\b(wrote|schrieb|a [eé]crit|escribi[oó]|ha scritto)\s*:\s*$",
        re.I,
    ),
    re.compile(r".{4,200}\b(raš[eė]|parašė|para[sš]e)\s*(<[^>]*>)?\s*:\s*$", re.I),
    re.compile(
        r".{4,200}\b(пишет|писал|писала|написал|написала|написал\(а\))\s*(<[^>]*>)?\s*:\s*$", re.I
    ),
    re.compile(r".{4,200}<[^<>\s]+@[^<>\s]+>\s*:\s*$"),
)
_HEADER = re.compile(
    r"\s*\*?(from|sent|to|cc|subject|date|nuo|išsiųsta|kam|tema|data|от|отправлено|дата|кому|тема)\*?\s*:\s?\S",
    re.I,
)
_SIGNATURE = (
    re.compile(r"--\s*$"),
    re.compile(r"\s*(sent|get outlook) (from|for|via) (my |the )?\w+", re.I),
    re.compile(r"\s*(išsiųsta iš|siųsta iš)\s+\w+", re.I),
    re.compile(r"\s*(отправлено (с|из|от)|послано (с|из))\s+\w+", re.I),
)


def latest_reply_text(mail_text: str) -> str:
    """The newest part of a mail, without quoted history and signature.

    If a mail has nothing of its own (only quotes), the result is empty.
    """
    lines = mail_text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
    kept: list[str] = []
    for index, line in enumerate(lines):
        if _history_starts_at(lines, index) or any(mark.match(line[:400]) for mark in _SIGNATURE):
            break
        if not _QUOTE.match(line):
            kept.append(line)
    return "\n".join(kept).strip()


def _history_starts_at(lines: list[str], index: int) -> bool:
    line = lines[index][:400]
    # Clients wrap "On Monday … Anna <anna@…> wrote:" over two lines.
    joined = f"{line} {lines[index + 1].strip()}"[:400] if index + 1 < len(lines) else line
    if any(start.match(line) for start in _HISTORY_STARTS):
        return True
    if _opens_attribution(line) and any(start.match(joined) for start in _HISTORY_STARTS):
        return True
    # Outlook writes a block of headers; two in a row are no sentence of a person.
    return all(
        _HEADER.match(lines[at][:400]) is not None if at < len(lines) else False
        for at in (index, index + 1)
    )


def _opens_attribution(line: str) -> bool:
    """Whether a line may be the first half of a wrapped attribution: it names a year or a time."""
    return re.search(r"\b(19|20)\d\d\b|\d{1,2}:\d\d", line) is not None
