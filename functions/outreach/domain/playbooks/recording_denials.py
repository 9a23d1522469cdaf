"""Which approved answers may deny that calls are recorded: those about the founder's own product.

A customer who asks about this very call gets the truth, even where a founder confirmed otherwise of
the answer. Must never keep or approve anything.
"""

from __future__ import annotations

from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.domain.playbooks.starter import starter_id
from functions.outreach.domain.understanding.matching.talk_table import (
    RECORDED,
    is_asked_about_talk,
)
from functions.outreach.domain.understanding.rules.recording_answer import denies_recording


def denies_it(answer: Answer) -> bool:
    """Whether it says that calls are not recorded, of whatever calls it speaks."""
    return denies_recording(answer.text, language=answer.language, questions=answer.questions)


def may_be_vouched(answer: Answer) -> bool:
    """Whether a founder can say that its denial speaks of their product.

    Not of the answer that tells every customer whether this call is recorded, nor of one with any
    question that may ask it: one wording is enough to be found by.
    """
    return (
        denies_it(answer)
        and answer.id != starter_id(answer.language, "recorded")
        and not any(
            is_asked_about_talk(question, RECORDED, language=answer.language)
            for question in answer.questions
        )
    )


def untrue_in_recorded_calls(answer: Answer) -> bool:
    """Whether it denies what this call may be: it denies recording, and nobody confirmed, or nobody
    can, that it speaks of the product."""
    return denies_it(answer) and not (answer.speaks_of_product and may_be_vouched(answer))
