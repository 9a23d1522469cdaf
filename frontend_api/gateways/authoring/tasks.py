"""What a model is asked to draft: our instruction, and the founder's own material as data."""

from __future__ import annotations

from frontend_api.gateways.authoring.author import DraftTask
from functions.outreach.domain.playbooks.playbook import Answer, Part
from functions.product.motions import Motion

WORDINGS, QUESTIONS = 3, 6


def line_task(
    part: Part,
    *,
    motion: Motion,
    language: str,
    business: str,
    product: str,
    wordings: tuple[str, ...],
    slots: tuple[str, ...],
) -> DraftTask:
    """Other wordings of one part of a playbook."""
    return DraftTask(
        f"Write {WORDINGS} wordings, each saying what the examples say in other words, in the "
        'language "language" (ISO 639-1). Each is one or two sentences for the moment "part" of a '
        'conversation with the aim "aim". Use what "product" says where it helps.',
        {
            "part": part.value,
            "aim": motion.value,
            "language": language,
            "business": business,
            "product": product,
            "examples": list(wordings),
            "slots": [f"{{{slot}}}" for slot in slots],
        },
        WORDINGS,
    )


def translation_task(texts: tuple[str, ...], *, source: str, target: str) -> DraftTask:
    """The same texts in another language, in the same order."""
    return DraftTask(
        f'Translate each of the {len(texts)} texts from the language "from" into "to" (ISO 639-1), '
        "as a native speaker would write to a customer. One draft for each text, in their order.",
        {"from": source, "to": target, "texts": list(texts)},
        len(texts),
    )


def question_task(answer: Answer, *, product: str) -> DraftTask:
    """Other ways in which customers ask what an answer answers."""
    return DraftTask(
        f"Write {QUESTIONS} other ways in which customers ask what the answer answers, in the "
        'language "language" (ISO 639-1): short and long, formal and hasty, with other words than '
        "the examples. Each must be answered fully by the answer.",
        {
            "language": answer.language,
            "answer": answer.text,
            "examples": list(answer.questions),
            "product": product,
        },
        QUESTIONS,
    )
