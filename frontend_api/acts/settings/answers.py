"""Approved answers and their drafts: what there is, and what is kept.

An approval is of the very text that was read; a new text has none until a founder gives it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.outreach.domain.playbooks.needed_answers import is_needed, needed_answers
from functions.outreach.domain.playbooks.playbook import Answer, Approval
from functions.outreach.domain.playbooks.starter import starter_answers
from tenancy.identity.audit import Action
from tenancy.tenant import TenantId

LONGEST_TEXT = 600
LONGEST_QUESTION = 300
QUESTIONS_AT_MOST = 20
CHANGED_MEANWHILE = "This answer was changed or removed meanwhile. Read it again."
NEEDED = "Nothing launches without this answer: change it instead."


def missing_starters(stored: Sequence[Answer], language: str) -> tuple[Answer, ...]:
    """Drafts that belong there: all starters at first, later the needed ones that are gone."""
    known = {answer.id for answer in stored if answer.language == language}
    starters = needed_answers(language) if known else starter_answers(language)
    return tuple(starter for starter in starters if starter.id not in known)


def answers_in(stored: Sequence[Answer], language: str) -> tuple[Answer, ...]:
    """The answers of one language with the drafts that belong there: what waits for approval
    first, then what a launch needs."""
    known = [answer for answer in stored if answer.language == language]
    every = [*known, *missing_starters(stored, language)]
    return tuple(sorted(every, key=lambda one: (one.approved, not is_needed(one), one.id)))


def distinct_questions(questions: Sequence[str]) -> tuple[str, ...]:
    """Each once, whatever its capitals; the later spelling stays in the earlier place."""
    return tuple({question.casefold(): question for question in questions}.values())


def changed_answer(known: Answer, *, questions: tuple[str, ...], text: str) -> Answer:
    """Other ways of asking keep the approval, unless it rests on text and questions together;
    another text loses it."""
    changed = replace(known, questions=questions, text=text)
    lost = known.text != text or (known.speaks_of_product and not changed.speaks_of_product)
    return replace(changed, approval=None, about_product=None) if lost else changed


def keep_starters(ports: Ports, tenant: TenantId, language: str) -> None:
    """Store the drafts that belong there, which nobody stored yet; no stored answer is replaced."""
    for starter in missing_starters(ports.settings.load(tenant).answers, language):
        ports.settings.add_answer(tenant, starter)


def mark_of(answer: Answer) -> str:
    """What a form remembers of the answer it was opened on, so that it takes no other's place."""
    approved = answer.approval.at.isoformat() if answer.approval else ""
    seen = "\0".join((*answer.questions, answer.text, approved))
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def keep_answer(
    session: Session,
    ports: Ports,
    answer: Answer,
    *,
    over: Answer | None = None,
    approve: bool = False,
    about_product: bool = False,
) -> bool:
    """Keep a new one, or one in the place of `over`; False where another stands there by now.

    `approve` only where the founder reads the text now; `about_product` where they say with it that
    it speaks of calls in their own product. The first answer stored in a language
    would end the starters that are only listed, so they are stored before it.
    """
    keep_starters(ports, session.tenant.id, answer.language)
    if approve:
        now = ports.clock.now()
        answer = replace(answer, approval=Approval(session.founder.id, now, answer.sha256))
    if approve and about_product:
        confirmed = Approval(session.founder.id, ports.clock.now(), answer.sha256_with_questions)
        answer = replace(answer, about_product=confirmed)
    tenant = session.tenant.id
    kept = (
        ports.settings.add_answer(tenant, answer)
        if over is None
        else ports.settings.keep_answer(tenant, answer, over=over)
    )
    if kept and approve:
        which = " as speaking of the product" if about_product else ""
        record_act(session, ports, Action.APPROVED_ANSWER, f"{answer.id}{which}")
    return kept


def remove_answer(session: Session, ports: Ports, answer: Answer) -> str:
    """Why it stays; empty once it is gone, though it was a starter that nobody stored."""
    if is_needed(answer):
        return NEEDED
    keep_starters(ports, session.tenant.id, answer.language)
    removed = ports.settings.remove_answer(session.tenant.id, answer)
    return "" if removed else CHANGED_MEANWHILE
