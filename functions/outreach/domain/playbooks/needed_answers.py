"""Which answers a founder has to approve before a launch: who writes, with what right, and how to
make it stop. It never approves anything by itself."""

from __future__ import annotations

from collections.abc import Iterable

from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.domain.playbooks.starter import starter_answers, starter_id

NEEDED_ANSWERS = (
    "who-are-you",
    "are-you-ai",
    "how-number",
    "how-long",
    "who-founder",
    "my-data",
    "how-stop",
)
"""Names of starter answers. Every customer may ask these, whatever is sold; without them the agent
could not even say who it is."""


def needed_answers(language: str) -> tuple[Answer, ...]:
    """The needed answers as the starter words them; empty for a language without a starter."""
    needed = {starter_id(language, name) for name in NEEDED_ANSWERS}
    return tuple(answer for answer in starter_answers(language) if answer.id in needed)


def is_needed(answer: Answer) -> bool:
    """Whether this is one of the needed answers, in the founder's words or the starter's."""
    return answer.id in {starter_id(answer.language, name) for name in NEEDED_ANSWERS}


def unapproved_answers(answers: Iterable[Answer], language: str) -> tuple[Answer, ...]:
    """The needed answers of a language that the founder has not approved as they stand."""
    approved = {answer.id for answer in answers if answer.approved}
    return tuple(answer for answer in needed_answers(language) if answer.id not in approved)
