"""Takes out of the approved answers' wordings what names an erased person.

A founder may have made a customer's question one more wording of an answer. Must never touch a
wording that names nobody: it is the founder's, and other customers are understood by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from functions.erasure.person import PersonIdentity
from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.store.erasure.person_rows import SHORTEST_NAME, holds
from functions.outreach.store.settings import keep_answer, load
from tenancy.data.edit_conflict import EditConflictError
from tenancy.tenant import TenantId

TRIES_AT_MOST = 5
"""A founder may save the same answer meanwhile."""


def remove_wordings(tenant: TenantId, person: PersonIdentity) -> int:
    """How many went. Raises EditConflictError where one was saved at every try."""
    # A name of one word is a word of the language too: "Max", "Mark", "Price".
    names = [name for name in person.called if " " in name.strip()]
    identifiers = (*person.emails, *person.phones, *person.customer_ids)
    sought = [*names, *(one for one in identifiers if len(one) >= SHORTEST_NAME)]
    for _ in range(TRIES_AT_MOST):
        named = [
            (answer, kept)
            for answer in load(tenant).answers
            if len(kept := _without(answer, sought)) < len(answer.questions)
        ]
        saved = [
            keep_answer(tenant, replace(answer, questions=kept), over=answer)
            for answer, kept in named
        ]
        if all(saved):
            return sum(len(answer.questions) - len(kept) for answer, kept in named)
    raise EditConflictError("knowledge")


def _without(answer: Answer, sought: Iterable[str]) -> tuple[str, ...]:
    every = tuple(sought)
    return tuple(
        wording for wording in answer.questions if not any(holds(wording, one) for one in every)
    )
