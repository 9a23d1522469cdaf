"""Adds a wording to a playbook, as a draft. Must never approve one: that needs a founder's eyes."""

from __future__ import annotations

from dataclasses import replace

from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.outreach.domain.playbooks.playbook import Line, LineId, Part
from functions.outreach.domain.playbooks.starter import starter_lines
from functions.product.channels import Channel
from functions.product.motions import Motion

LONGEST_LINE = 2000


def add_draft(
    session: Session,
    ports: Ports,
    *,
    motion: Motion,
    language: str,
    part: Part,
    text: str,
    channel: Channel | None,
) -> Line:
    """Another equal wording, or a variant for one channel. A new playbook has its starter lines."""
    clean = text.replace("\r\n", "\n")
    line = Line(LineId(ports.ids.new("line")), part, clean, channel=channel)
    ports.settings.edit_playbook(
        session.tenant.id,
        motion=motion,
        language=language,
        change=lambda book: replace(
            book, lines=(*(book.lines or starter_lines(motion, language)), line)
        ),
    )
    return line
