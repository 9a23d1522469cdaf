"""A mail's subject as words of its writer, which it is where they began a mail of their own.

The subject of an answer or a forwarded mail is never the writer's: it repeats somebody else's.
"""

from __future__ import annotations

import re

_ANSWERS = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*)?(?:re|aw|antw|wg|fwd?|sv|vs|vb|vl|vá|tr|rv|res|enc|odp|pd|ats?|per"
    r"|fs|rif|i|r|ha|ynt|ilt|ang|doorst|отв|пер|ответ|返信|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：]",
    re.IGNORECASE,
)
"""How mail programs begin the subject of an answer or a forwarded mail, by language."""


def own_subject(subject: str) -> str:
    """The words of a subject that the writer chose; empty for an answer or a forwarded mail."""
    return "" if _ANSWERS.match(subject) else " ".join(subject.split())
