"""Whether customers are asked in calls if the call may be recorded: off until a founder says so.

Switched on, the lines it needs join every playbook as drafts, and an answer that may say that no
call is recorded waits to be approved again.
"""

from __future__ import annotations

from dataclasses import replace

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.outreach.domain.campaigns.motions import RECORDING_PARTS
from functions.outreach.domain.playbooks.playbook import Answer, Playbook
from functions.outreach.domain.playbooks.recording_denials import (
    may_be_vouched,
    untrue_in_recorded_calls,
)
from functions.outreach.domain.playbooks.starter import (
    starter_answers,
    starter_id,
    starter_lines,
)
from functions.outreach.domain.settings import RecordingRules, TenantSettings
from tenancy.data.edit_conflict import EditConflictError
from tenancy.identity.audit import Action

DENIES_IT = (
    "Calls may be recorded once a customer agreed, so this would be untrue. "
    "Say what it depends on, as in “Nothing is recorded unless you said yes to it.”"
)
DENIES_THIS_CALL = (
    f"{DENIES_IT} Customers ask about this very call with it, so that it cannot speak of your "
    "product alone: give your product an answer of its own, to questions that name it."
)


def set_recording(session: Session, ports: Ports, *, asks: bool) -> None:
    """Keep the choice; switched on, first see to it that no approved answer would be untrue.

    Raises EditConflictError where an answer is changed at this very moment.
    """
    tenant = session.tenant.id
    if asks:
        _prepare(session, ports)
    ports.settings.save_recording_rules(tenant, RecordingRules(asks=asks))
    record_act(session, ports, Action.CHANGED_SETTINGS, f"recording {'on' if asks else 'off'}")


def _prepare(session: Session, ports: Ports) -> None:
    tenant = session.tenant.id
    settings = ports.settings.load(tenant)
    for answer in settings.answers:
        if answer.approved and _may_deny_it(answer):
            waits = replace(answer, approval=None)
            if not ports.settings.keep_answer(tenant, waits, over=answer):
                raise EditConflictError(answer.id)
    for book in settings.playbooks:
        if book.lines and with_recording_lines(book) != book:
            ports.settings.edit_playbook(
                tenant, motion=book.motion, language=book.language, change=with_recording_lines
            )


def _may_deny_it(answer: Answer) -> bool:
    """Whether it says so, or answers if calls are recorded in other words than the starter's,
    which are true either way."""
    if untrue_in_recorded_calls(answer):
        return True
    starter = {one.id: one.text for one in starter_answers(answer.language)}
    known = starter_id(answer.language, "recorded")
    return answer.id == known and answer.text != starter.get(known)


def untrue_while_recording(settings: TenantSettings, answer: Answer) -> str:
    """Why an answer cannot be approved now; empty where it can.

    `DENIES_IT` alone leaves it to the founder to say that it speaks of their product.
    """
    if not settings.recording.asks or not untrue_in_recorded_calls(answer):
        return ""
    return DENIES_IT if may_be_vouched(answer) else DENIES_THIS_CALL


def with_recording_lines(book: Playbook) -> Playbook:
    """The playbook with a draft of each line about recording that it has none for."""
    present = {line.part for line in book.lines}
    offered = tuple(
        line
        for line in starter_lines(book.motion, book.language)
        if line.part in RECORDING_PARTS and line.part not in present
    )
    return replace(book, lines=(*book.lines, *offered))
