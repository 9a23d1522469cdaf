"""The readers that ship with the code and need no network: rules, what was learned, and
what the founder put right."""

from __future__ import annotations

from functools import cache

from functions.outreach.domain.understanding.corrections_reader import CorrectionsReader
from functions.outreach.domain.understanding.learned.reader import load_learned_reader
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.outreach.domain.understanding.understand import Reader


@cache
def load_embedded_readers() -> tuple[Reader, ...]:
    """In the order of precedence."""
    return (RuleReader(), load_learned_reader(), CorrectionsReader())
