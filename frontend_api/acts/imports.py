"""Begins an import and takes the founder's word on its columns.

Files never pass through the console; nothing is guessed here that the founder did not say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from frontend_api.acts.audit_record import record_act
from frontend_api.http.forms import FieldRefusal
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from frontend_api.ports.customer_base import NewImport, UploadTicket
from frontend_api.wording.columns import column_choices, meaning_of
from functions.customer_base.columns.canonical import FEATURE_PREFIX, IDENTIFIERS
from functions.customer_base.columns.refusing.refusal_lists import is_number_list
from functions.customer_base.columns.refusing.refusals import MEANINGS as REFUSALS
from functions.customer_base.imports.records import FileRecord, ImportRecord, ImportStatus
from functions.product.consent import SoftOptInAnswers
from functions.product.limits import MAX_FILES, TOO_MANY_FILES
from tenancy.identity.audit import Action

_ENDINGS = (".csv", ".tsv", ".txt")


def begin_import(
    session: Session, ports: Ports, new: NewImport, *, add_to: str = ""
) -> UploadTicket | tuple[FieldRefusal, ...]:
    """`add_to` names a finished import whose files these are added to."""
    refused, added = _with_earlier(session, ports, new, add_to)
    wrong = [name for name in new.file_names if not name.lower().endswith(_ENDINGS)]
    attested = new.attestation
    halfway = not attested.complete and attested != SoftOptInAnswers()
    if not new.file_names:
        refused.append(FieldRefusal("Choose at least one CSV file.", "files"))
    if len(added.earlier) + len(new.file_names) > MAX_FILES:
        refused.append(FieldRefusal(TOO_MANY_FILES, "files"))
    if wrong:
        words = f"“{wrong[0]}” is not a CSV file. Export it as CSV (comma, semicolon or tab) first."
        refused.append(FieldRefusal(words, "files"))
    if halfway:
        refused.append(FieldRefusal(HALF_ATTESTED, "attest"))
    if refused:
        return tuple(refused)
    ticket = ports.base.begin_import(session.tenant.id, added)
    actions = (Action.UPLOADED, *((Action.ATTESTED,) if attested.complete else ()))
    for action in actions:
        record_act(session, ports, action, ticket.import_id)
    return ticket


HALF_ATTESTED = "Email by soft opt-in needs all four facts. Tick all or none."


def _with_earlier(
    session: Session, ports: Ports, new: NewImport, add_to: str
) -> tuple[list[FieldRefusal], NewImport]:
    """The files that others are added to; raw files are deleted a week after their upload."""
    if not add_to:
        return [], new
    record = ports.base.load_import(session.tenant.id, add_to)
    if record is None or record.status is not ImportStatus.DONE:
        return [FieldRefusal("A file can be added to a finished import only.", "files")], new
    if not ports.base.still_kept(session.tenant.id, record):
        return [FieldRefusal(_deleted(record), "files")], new
    return [], replace(new, earlier=record.files)


def _deleted(record: ImportRecord) -> str:
    names = ", ".join(f"“{file.name}”" for file in record.files)
    return (
        f"Uploaded files are deleted after 7 days, so {names} is not here any more. "
        "Choose it once more on the Customers page, together with the new one."
    )


def confirm_columns(
    session: Session, ports: Ports, record: ImportRecord, answer: Callable[[str], str]
) -> dict[str, str]:
    """Go on with what the columns mean; what is wrong by its field, and empty if nothing is.

    `answer` is asked for `column:<file>:<place>` and `answer:<file>:<place>`, and knows no other.
    """
    legal = {name for name, _ in column_choices(record)}
    errors: dict[str, str] = {}
    mapping, answers = {}, {}
    for file in record.files:
        mapping[file.number] = _file_mapping(file, answer, legal, errors)
        answers[file.number] = _file_answers(file, answer, errors)
    if not errors:
        ports.base.confirm_mapping(session.tenant.id, record.id, mapping=mapping, answers=answers)
    return errors


def _file_answers(
    file: FileRecord, answer: Callable[[str], str], errors: dict[str, str]
) -> dict[str, str]:
    answers = {}
    for place, question in enumerate(file.questions):
        name = f"answer:{file.number}:{place}"
        answers[question.header] = answer(name)
        if answers[question.header] not in dict(question.choices):
            errors[name] = "Please choose what these values mean."
    return answers


def _file_mapping(
    file: FileRecord, answer: Callable[[str], str], legal: set[str], errors: dict[str, str]
) -> dict[str, str]:
    chosen: dict[str, str] = {}
    first: dict[str, tuple[str, str]] = {}
    for place, header in enumerate(file.headers):
        name = f"column:{file.number}:{place}"
        target = answer(name)
        if target not in legal and target != FEATURE_PREFIX + header:
            errors[name] = "Please choose one of the list."
        elif target in first and target not in REFUSALS:
            earlier, other = first[target]
            meaning = meaning_of(target)
            errors[name] = f"“{other}” means “{meaning}” too. Keep one and leave the other out."
            errors.setdefault(
                earlier, f"“{header}” means “{meaning}” too. Keep one and leave the other out."
            )
        elif target:
            chosen[header] = target
            first[target] = (name, header)
    named = set(IDENTIFIERS) & set(chosen.values())
    if not named and not is_number_list(chosen, file.answers):
        errors[f"file:{file.number}"] = (
            f"“{file.name}” needs one column that tells customers apart: a customer id or an "
            "email. If it has none, export the list again with one of them."
        )
    return chosen


class ReplacementRule(StrEnum):
    """Why an import did not take the place of the base."""

    FILES_EXPIRED = "files_expired"
    NOT_WAITING = "not_waiting"


def replace_base(session: Session, ports: Ports, record: ImportRecord) -> ReplacementRule | None:
    """Somebody saw who would leave and join, and agreed."""
    tenant = session.tenant.id
    if not ports.base.still_kept(tenant, record):
        return ReplacementRule.FILES_EXPIRED
    if not ports.base.accept_replacement(tenant, record.id):
        return ReplacementRule.NOT_WAITING
    record_act(session, ports, Action.CHANGED_SETTINGS, f"base replaced by {record.id}")
    return None


def forget_columns(session: Session, ports: Ports, record: ImportRecord) -> None:
    """The next file with these headers is asked about again."""
    ports.base.forget_columns(session.tenant.id, record.id)
    record_act(session, ports, Action.CHANGED_SETTINGS, "columns")


def restore_base(session: Session, ports: Ports, *, over: str) -> bool:
    """Ask for the base before; False where `over`, which was looked at, is the base no more, or
    there is none before it."""
    pointer = ports.base.current_base(session.tenant.id)
    if pointer is None or pointer.previous is None or pointer.snapshot != over:
        return False
    ports.base.restore_previous(session.tenant.id, over=pointer.snapshot)
    detail = f"base of {pointer.previous.import_id} restored"
    record_act(session, ports, Action.CHANGED_SETTINGS, detail)
    return True


def offer_rejects(session: Session, ports: Ports, import_id: str) -> str | None:
    """An address of the rejected rows that ends by itself; None where there are none."""
    record = ports.base.load_import(session.tenant.id, import_id)
    if record is None or not record.rejects_key:
        return None
    record_act(session, ports, Action.DOWNLOADED, f"rejected rows of {record.id}")
    return ports.base.rejects_url(session.tenant.id, record.id)
