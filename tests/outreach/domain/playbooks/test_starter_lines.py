"""Starter playbooks are complete drafts that pass every lint, in three languages."""

from __future__ import annotations

import re

import pytest

from functions.outreach.domain.campaigns.motions import needed_parts
from functions.outreach.domain.playbooks.line_lint import SLOT_LENGTHS, lint
from functions.outreach.domain.playbooks.line_slots import FACT_SLOTS
from functions.outreach.domain.playbooks.needed_answers import NEEDED_ANSWERS
from functions.outreach.domain.playbooks.playbook import Line, LineStatus, Part
from functions.outreach.domain.playbooks.starter import (
    LANGUAGES,
    starter_answers,
    starter_id,
    starter_lines,
)
from functions.product.channels import Channel
from functions.product.motions import Motion

PLAYBOOKS = [(motion, language) for motion in Motion for language in LANGUAGES]


def slots(line: Line) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", line.text))


@pytest.mark.parametrize(("motion", "language"), PLAYBOOKS)
def test_every_starter_line_passes_every_lint(motion: Motion, language: str) -> None:
    problems = {
        line.id: found
        for line in starter_lines(motion, language)
        if (found := lint(line, motion=motion, language=language))
    }
    assert problems == {}


@pytest.mark.parametrize(("motion", "language"), PLAYBOOKS)
def test_every_part_a_motion_needs_is_there_as_a_draft(motion: Motion, language: str) -> None:
    lines = starter_lines(motion, language)
    needed = needed_parts(motion, tuple(Channel), has_band=True)
    assert needed <= {line.part for line in lines}
    assert {line.status for line in lines} == {LineStatus.DRAFT}
    assert len({line.id for line in lines}) == len(lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_together_the_motions_use_every_part(language: str) -> None:
    assert {line.part for motion in Motion for line in starter_lines(motion, language)} == set(Part)


@pytest.mark.parametrize(("motion", "language"), PLAYBOOKS)
def test_every_fact_has_an_opener_without_a_first_name(motion: Motion, language: str) -> None:
    openers = [line for line in starter_lines(motion, language) if line.part is Part.OPENER]
    facts = [slots(line) - {"first_name"} for line in openers]
    unnamed = [slots(line) for line in openers if "first_name" not in slots(line)]
    assert all(found & FACT_SLOTS for found in facts)
    assert all(found in unnamed for found in facts)


def test_a_language_without_a_starter_has_no_lines() -> None:
    assert starter_lines(Motion.UPSELL, "xx") == ()
    assert starter_answers("xx") == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_starter_answers_are_unapproved_and_slotless(language: str) -> None:
    answers = starter_answers(language)
    assert {starter_id(language, name) for name in NEEDED_ANSWERS} < {each.id for each in answers}
    assert 8 <= len(answers) <= 12
    assert all(6 <= len(set(answer.questions)) <= 20 for answer in answers)
    assert not any(answer.approved or "{" in answer.text for answer in answers)


def test_every_slot_used_is_a_known_one() -> None:
    used = {
        name for m, lang in PLAYBOOKS for line in starter_lines(m, lang) for name in slots(line)
    }
    assert used <= set(SLOT_LENGTHS)
