"""The approved answers' wordings that name a person: found for an export, removed by an erasure.

A founder may have made a customer's question one more wording of an answer. Must never touch a
wording that names nobody: it is the founder's, and other customers are understood by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from functions.erasure.person import PersonIdentity
from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.store.erasure.named_in_text import names_person
from functions.outreach.store.settings import keep_answer, load
from tenancy.data.edit_conflict import EditConflictError
from tenancy.tenant import TenantId

TRIES_AT_MOST = 5
"""A founder may save the same answer meanwhile."""


def find_wordings(tenant: TenantId, person: PersonIdentity) -> tuple[tuple[Answer, str], ...]:
    """Each wording that names the person, with its answer."""
    # A name of one word is a word of the language too: "Max", "Mark", "Price".
    called = tuple(name for name in person.called if " " in name.strip())
    return tuple(
        (answer, wording)
        for answer in load(tenant).answers
        for wording in answer.questions
        if names_person(wording, person, called=called)
    )


def remove_wordings(tenant: TenantId, person: PersonIdentity) -> int:
    """How many went. Raises EditConflictError where one was saved at every try."""
    for _ in range(TRIES_AT_MOST):
        found = find_wordings(tenant, person)
        answers = {answer.id: answer for answer, _ in found}
        saved = [
            keep_answer(tenant, replace(answer, questions=_without(answer, found)), over=answer)
            for answer in answers.values()
        ]
        if all(saved):
            return len(found)
    raise EditConflictError("knowledge")


def _without(answer: Answer, found: Sequence[tuple[Answer, str]]) -> tuple[str, ...]:
    named = {wording for one, wording in found if one.id == answer.id}
    return tuple(wording for wording in answer.questions if wording not in named)
