"""Contexts of the pages about what is said and when: playbooks, knowledge, rehearsal, bandwidth,
channels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from frontend_api.contexts.shared import Frame
from frontend_api.http.forms import Form
from functions.outreach.domain.conversation.state import Turn
from functions.outreach.domain.playbooks.line_lint import Problem
from functions.outreach.domain.playbooks.playbook import Answer, Line
from functions.outreach.domain.settings import Sender
from functions.outreach.store.inbox import InboxItem
from functions.product.channels import Channel


@dataclass(frozen=True, slots=True)
class PlaybookRow:
    motion: str
    language: str
    approved: int
    lines: int
    customers: int


@dataclass(frozen=True, slots=True)
class PlaybooksPage:
    template: ClassVar[str] = "playbooks.html"
    frame: Frame
    rows: tuple[PlaybookRow, ...]
    aims: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LineView:
    """One line as it stands on the page: stored, or typed and refused."""

    line: Line
    text: str
    content_sid: str
    problems: tuple[Problem, ...]
    approved_by: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class PartView:
    part: str
    needed: bool
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True)
class TemplateView:
    """One text to submit to WhatsApp, ready to copy."""

    line: Line
    text: str
    rows: int
    variables: tuple[tuple[int, str, str], ...]
    """(number, slot, sample for the reviewer)."""
    too_long: bool


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """The templates of one kind of touch; one with a ContentSid is enough."""

    title: str
    words: str
    templates: tuple[TemplateView, ...]
    missing: tuple[str, ...]

    @property
    def ready(self) -> int:
        return sum(bool(template.line.content_sid) for template in self.templates)


@dataclass(frozen=True, slots=True)
class PlaybookPage:
    template: ClassVar[str] = "playbook.html"
    frame: Frame
    motion: str
    language: str
    languages: tuple[str, ...]
    parts: tuple[PartView, ...]
    show: str
    approved: int
    total: int
    missing: tuple[str, ...]
    """Needed parts that have no line at all."""
    all_parts: tuple[str, ...]
    channels: tuple[str, ...]
    slots: tuple[str, ...]
    whatsapp: tuple[TemplateUse, ...]
    """Empty while WhatsApp is not connected."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    answer: Answer
    questions: str
    text: str
    error: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class KnowledgePage:
    template: ClassVar[str] = "knowledge.html"
    frame: Frame
    language: str
    languages: tuple[str, ...]
    answers: tuple[AnswerView, ...]
    inbox: tuple[InboxItem, ...]
    form: Form
    """Of the new answer, or of the inbox item in `form.values['item']`."""


@dataclass(frozen=True, slots=True)
class BandwidthPage:
    template: ClassVar[str] = "bandwidth.html"
    frame: Frame
    form: Form
    weekdays: tuple[str, ...]
    zones: tuple[tuple[str, str], ...]
    days_off: int
    feed_url: str
    is_set: bool
    next_slots: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class ChannelView:
    channel: Channel
    sender: Sender | None
    state: str
    """`ready`, `pending` or `missing`."""
    words: str
    address_label: str


@dataclass(frozen=True, slots=True)
class ChannelsPage:
    template: ClassVar[str] = "channels.html"
    frame: Frame
    views: tuple[ChannelView, ...]
    forms: Mapping[str, Form]
    rules: Form
    weekdays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WalkView:
    title: str
    state: str
    """`done`, `outdated` or `open`."""
    hint: str


@dataclass(frozen=True, slots=True)
class RehearsalPage:
    template: ClassVar[str] = "rehearsal.html"
    frame: Frame
    motion: str
    language: str
    motions: tuple[str, ...]
    languages: tuple[str, ...]
    turns: tuple[Turn, ...]
    ended: str
    blocked: str
    """Why the rehearsal cannot begin, in the founder's words; empty if it can."""
    blocked_href: str
    walks: tuple[WalkView, ...]
    complete: bool
    customer: str
    form: Form


@dataclass(frozen=True, slots=True)
class RehearsalTalk:
    """The part of the rehearsal that changes with each message."""

    template: ClassVar[str] = "rehearsal_talk.html"
    frame: Frame
    motion: str
    language: str
    turns: tuple[Turn, ...]
    ended: str
    walks: tuple[WalkView, ...]
    complete: bool
    form: Form
