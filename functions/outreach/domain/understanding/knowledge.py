"""An approved answer as a reader sees it: its id and the ways customers ask for it.

It never holds the answer's words: a reader names an answer, and only approved text is sent.
"""

from __future__ import annotations

from typing import NewType

from tenancy.values.lazy_dataclass import dataclass

AnswerId = NewType("AnswerId", str)


@dataclass(frozen=True, slots=True)
class ApprovedQuestion:
    """An approved answer and the ways customers ask for it, as shown to a reader."""

    answer: AnswerId
    questions: tuple[str, ...]
