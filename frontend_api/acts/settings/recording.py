"""Whether customers are asked in calls if the call may be recorded: off until a founder says so.

Switched on, the lines it needs join every playbook as drafts; the launch gate asks for them.
"""

from __future__ import annotations

from dataclasses import replace

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.outreach.domain.campaigns.motions import RECORDING_PARTS
from functions.outreach.domain.playbooks.playbook import Playbook
from functions.outreach.domain.playbooks.starter import starter_lines
from functions.outreach.domain.settings import RecordingRules
from tenancy.identity.audit import Action


def set_recording(session: Session, ports: Ports, *, asks: bool) -> None:
    """Keep the choice, and offer its lines where a playbook has none."""
    tenant = session.tenant.id
    ports.settings.save_recording_rules(tenant, RecordingRules(asks=asks))
    record_act(session, ports, Action.CHANGED_SETTINGS, f"recording:{'on' if asks else 'off'}")
    if not asks:
        return
    for book in ports.settings.load(tenant).playbooks:
        if book.lines and with_recording_lines(book) != book:
            ports.settings.edit_playbook(
                tenant, motion=book.motion, language=book.language, change=with_recording_lines
            )


def with_recording_lines(book: Playbook) -> Playbook:
    """The playbook with a draft of each line about recording that it has none for."""
    present = {line.part for line in book.lines}
    offered = tuple(
        line
        for line in starter_lines(book.motion, book.language)
        if line.part in RECORDING_PARTS and line.part not in present
    )
    return replace(book, lines=(*book.lines, *offered))
