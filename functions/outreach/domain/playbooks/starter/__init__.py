"""Starter playbooks and answers: drafts a founder edits and approves, never approved by themselves.

The words live in one TOML file per language, `[motion.part]` with a list of equal wordings per
channel (`any` serves every channel that has none of its own); `[common.part]` belongs to all
motions, and a motion's own part replaces it.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import Any

from functions.outreach.domain.playbooks.playbook import Answer, Line, LineId, Part
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.product.channels import Channel
from functions.product.motions import Motion

LANGUAGES = ("en", "lt", "ru")
"""Languages a starter ships in."""


def starter_lines(motion: Motion, language: str) -> tuple[Line, ...]:
    """Draft lines of one motion in the order of `Part`; empty for a language without a starter.

    Ids are `<motion>-<language>-<part>-<channel or any>-<n>`, so they never change by themselves.
    """
    if language not in LANGUAGES:
        return ()
    words = _words(language)
    parts = {**words["common"], **words.get(motion.value, {})}
    return tuple(
        Line(
            id=LineId(f"{motion.value}-{language}-{part.value}-{channel}-{number}"),
            part=part,
            text=text,
            channel=None if channel == "any" else Channel(channel),
        )
        for part in Part
        for channel, wordings in parts.get(part.value, {}).items()
        for number, text in enumerate(wordings, start=1)
    )


def starter_answers(language: str) -> tuple[Answer, ...]:
    """Draft answers to what customers of any business ask; empty without a starter."""
    if language not in LANGUAGES:
        return ()
    return tuple(
        Answer(
            id=starter_id(language, answer["id"]),
            language=language,
            questions=tuple(answer["questions"]),
            text=answer["text"],
        )
        for answer in _words(language)["answer"]
    )


def starter_id(language: str, name: str) -> AnswerId:
    """The id of a starter answer; it stays when the founder changes the words."""
    return AnswerId(f"starter-{language}-{name}")


@functools.cache
def _words(language: str) -> dict[str, Any]:
    # A reply needs the ids of starters and none of their words.
    import tomllib

    file = resources.files(__name__).joinpath(f"{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
