"""What a caller nobody knows hears: one approved line, with nothing of any customer in it."""

from __future__ import annotations

from collections.abc import Iterable

from functions.outreach.domain.playbooks.disclosure_words import discloses
from functions.outreach.domain.playbooks.line_slots import label
from functions.outreach.domain.playbooks.playbook import LineStatus, Part, Playbook
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class SpokenLine:
    text: str
    language: str


def stranger_line(
    playbooks: Iterable[Playbook], *, language: str, business_name: str
) -> SpokenLine | None:
    """The approved line, in the business's own language if there is one, of any motion."""
    ordered = sorted(playbooks, key=lambda book: (book.language != language, book.motion.value))
    for book in ordered:
        for line in book.lines:
            if line.part is not Part.STRANGER_CALL or line.status is not LineStatus.APPROVED:
                continue
            text = _filled(line.text, label(business_name))
            if text and discloses(text, language=book.language, business_name=business_name):
                return SpokenLine(text, book.language)
    return None


def _filled(template: str, business: str) -> str:
    """Empty if the line asks for more than the business's name."""
    try:
        return template.format(business=business) if business else ""
    except (KeyError, IndexError):
        return ""
