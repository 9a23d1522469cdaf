"""Playbooks: every line the agent may say, to edit, and to approve one by one.

Approving approves exactly the text the founder saw: each approval carries the hash of that text.
All of them at once are approved where they are read (`reading`).
"""

# ruff: noqa: ARG001 - every page takes (request, who is asking, ports), needed or not.

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from frontend_api.acts.playbook_lines import LONGEST_LINE, add_draft
from frontend_api.http.forms import SEEN
from frontend_api.http.session import Session
from frontend_api.launch.gate import parts_for
from frontend_api.launch.next_step import following, missing_parts
from frontend_api.pages.error import not_found
from frontend_api.pages.founder_names import founder_names
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.playbooks.opened_playbook import (
    OpenedPlaybook,
    approved_line,
    edit_lines,
    open_playbook,
    record_approval,
    replace_line,
)
from frontend_api.pages.playbooks.scenes import SCENES
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.authoring import Drafting, LineBrief, NoDrafts
from frontend_api.wording.terms import MOTION_AIMS, word
from frontend_api.wording.whatsapp_texts import TemplateUse, whatsapp_texts
from functions.outreach.domain.playbooks.line_lint import SLOT_LENGTHS as SLOTS
from functions.outreach.domain.playbooks.line_lint import Problem
from functions.outreach.domain.playbooks.playbook import (
    Line,
    LineId,
    LineStatus,
    Part,
    Playbook,
    reword,
)
from functions.outreach.domain.playbooks.starter import starter_lines
from functions.outreach.store.settings import ProductDescription
from functions.product.channels import CHANNELS, Channel
from functions.product.motions import MOTIONS
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass

LONGEST_PRODUCT = 4000
TRANSLATED_AT_ONCE = 30
"""What is left is translated with the next press."""


@dataclass(frozen=True, slots=True)
class PlaybookRow:
    motion: str
    language: str
    approved: int
    lines: int
    missing: int
    """Parts that are needed now and have no approved line."""
    customers: int


@dataclass(frozen=True, slots=True)
class PlaybooksPage:
    template: ClassVar[str] = "playbooks/playbooks.html"
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
class SceneView:
    """Parts that a conversation meets together."""

    title: str
    parts: tuple[PartView, ...]
    lines: int
    drafts: int
    opened: bool
    """Whether it is unfolded: something in it was just typed, changed or asked for."""


@dataclass(frozen=True, slots=True)
class PlaybookPage:
    template: ClassVar[str] = "playbooks/playbook.html"
    frame: Frame
    motion: str
    language: str
    languages: tuple[str, ...]
    scenes: tuple[SceneView, ...]
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
    drafting: Drafting
    product: str
    product_mark: str
    """Of the text that stands, so that what a teammate writes meanwhile is not written over."""
    product_refused: bool
    sources: tuple[str, ...]
    """Languages with wordings that this one has not."""


def playbooks(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    kept = ports.settings.load_all(session.tenant.id)
    settings, run = kept.settings, kept.run
    rows = []
    for motion in MOTIONS:
        for language in session.tenant.languages:
            book = settings.playbook(motion, language)
            lines = book.lines if book else starter_lines(motion, language)
            missing = missing_parts(book or Playbook(motion, language, lines), settings)
            approved = sum(line.status is LineStatus.APPROVED for line in lines)
            customers = run.counts.get(motion, 0) if run else 0
            rows.append(
                PlaybookRow(motion, language, approved, len(lines), len(missing), customers)
            )
    frame = frame_for(session, "Playbooks", section="playbooks")
    return page(PlaybooksPage(frame, tuple(rows), MOTION_AIMS))


def playbook(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    book = open_playbook(request, session, ports)
    if book is None:
        return not_found(request, "There is no such playbook.")
    return _playbook_page(request, session, ports, book, typed={})


def _playbook_page(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    book: OpenedPlaybook,
    *,
    typed: Mapping[LineId, LineView],
    refused_product: str | None = None,
) -> HttpResponse:
    lines = book.playbook.lines
    approvers = (line.approval.by for line in lines if line.approval)
    names = founder_names(session, ports, approvers)
    needed = parts_for(book.motion, book.offer, book.settings)
    show = request.asked("show")
    views = [typed.get(line.id) or _view(book, line, names) for line in lines]
    shown = [
        view for view in views if show != "draft" or view.line.status is not LineStatus.APPROVED
    ]
    present = {line.part for line in lines}
    title = f"{word(book.motion)}, {word(book.language)}"
    context = PlaybookPage(
        frame=frame_for(
            session,
            title,
            section="playbooks",
            done=request.asked("done"),
            following=following(request, session, ports),
        ),
        motion=book.motion,
        language=book.language,
        languages=session.tenant.languages,
        scenes=_scenes(shown, needed, asked=request.asked("line")),
        show=show,
        approved=sum(line.status is LineStatus.APPROVED for line in lines),
        total=len(lines),
        missing=tuple(part for part in needed if part not in present),
        all_parts=tuple(Part),
        channels=tuple(CHANNELS),
        slots=tuple(SLOTS),
        whatsapp=whatsapp_texts(book.playbook, book.settings, business=book.business),
        drafting=ports.authoring.state(book.settings.reading),
        product=book.settings.product if refused_product is None else refused_product,
        product_mark=ProductDescription(book.settings.product).mark,
        product_refused=refused_product is not None,
        sources=tuple(
            language for language in session.tenant.languages if _untranslated(book, language)
        ),
    )
    return page(context, status=422 if typed or context.product_refused else 200)


def _scenes(
    shown: Sequence[LineView], needed: Collection[Part], *, asked: str
) -> tuple[SceneView, ...]:
    """Scenes that have a line; one with what was just typed or is asked for stands open."""
    found = []
    for scene in SCENES:
        views = [view for view in shown if view.line.part in scene.parts]
        parts = tuple(
            PartView(part, part in needed, own)
            for part in scene.parts
            if (own := tuple(view for view in views if view.line.part is part))
        )
        drafts = sum(view.line.status is not LineStatus.APPROVED for view in views)
        opened = any(view.refused or view.line.id == asked for view in views)
        if views:
            found.append(SceneView(scene.title, parts, len(views), drafts, opened))
    return tuple(found)


def _view(book: OpenedPlaybook, line: Line, names: Mapping[FounderId, str]) -> LineView:
    by = names.get(line.approval.by, "a teammate") if line.approval else ""
    return LineView(line, line.text, line.content_sid, book.problems(line), by)


def change_line(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Save one line as typed, approve it, or take it away."""
    book = open_playbook(request, session, ports)
    wanted = LineId(request.values["line_id"])
    line = next((x for x in book.playbook.lines if x.id == wanted), None) if book else None
    if book is None or line is None:
        return not_found(request, "There is no such line.")
    removes = request.typed("do") == "remove"
    text = request.typed("text").replace("\r\n", "\n")
    typed = replace(reword(line, text), content_sid=request.typed("content_sid"))
    problems = book.problems(typed) if len(text) <= LONGEST_LINE else (_TOO_LONG,)
    if typed.content_sid and not _CONTENT_SID.match(typed.content_sid):
        problems = (*problems, _NO_SID)
    approve = request.typed("do") == "approve"
    overtaken = request.typed(SEEN) not in {"", line.mark} and (removes or typed != line)
    if overtaken:
        problems = (Problem("overtaken", _saved_meanwhile(line)), *problems)
    if removes and not overtaken:
        replace_line(session, ports, book, line)
        return see_other(f"{book.address}?done=removed")
    unsaved = overtaken or {_TOO_LONG, _NO_SID} & set(problems) or not text
    if unsaved or (approve and problems):
        view = LineView(line, text, typed.content_sid, problems, refused=True)
        return _playbook_page(request, session, ports, book, typed={wanted: view})
    if approve:
        typed = approved_line(typed, session.founder.id, ports.clock.now())
    replace_line(session, ports, book, line, typed)
    if approve:
        record_approval(session, ports, wanted)
    done = "approved" if approve else "saved"
    after = request.typed("read_on")
    if after.isdecimal() and len(after) < 5:
        return see_other(f"{book.address}/read?view=line&at={after}&done={done}")
    return see_other(f"{book.address}?done={done}&line={wanted}#{wanted}")


_CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}\Z")
_NO_SID = Problem("content_sid", "A ContentSid begins with HX and has 34 characters in all.")
_TOO_LONG = Problem("length", f"Please keep a line to {LONGEST_LINE} characters.")


def _saved_meanwhile(line: Line) -> str:
    now = "approved" if line.status is LineStatus.APPROVED else "a draft"
    return (
        f"Saved elsewhere after you opened it, and now {now}: “{line.text}”. Press once more to "
        "put yours in its place."
    )


def add_line(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Another equal wording, or a variant for one channel."""
    book = open_playbook(request, session, ports)
    part, channel = request.typed("part"), request.typed("channel")
    if book is None or part not in set(Part) or channel not in {"", *CHANNELS}:
        return not_found(request, "There is no such part.")
    text = request.typed("text")[:LONGEST_LINE]
    if not text:
        return see_other(book.address)
    add_draft(
        session,
        ports,
        motion=book.motion,
        language=book.language,
        part=Part(part),
        text=text,
        channel=Channel(channel) if channel else None,
    )
    return see_other(f"{book.address}?done=saved#part-{part}")


def draft_lines(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Other wordings of one part, written from the founder's description; all of them drafts."""
    book, part = open_playbook(request, session, ports), request.typed("part")
    if book is None or part not in set(Part):
        return not_found(request, "There is no such part.")
    product = request.typed("product").replace("\r\n", "\n")[:LONGEST_PRODUCT]
    if not ports.settings.keep_product(session.tenant.id, product, seen=request.typed("seen")):
        # The mark is of what stands there by now, which the page names as theirs.
        now = open_playbook(request, session, ports) or book
        return _playbook_page(request, session, ports, now, typed={}, refused_product=product)
    brief = LineBrief(
        part=Part(part),
        motion=book.motion,
        language=book.language,
        business=book.business,
        product=product,
        wordings=tuple(line.text for line in book.playbook.lines if line.part == part),
        slots=tuple(SLOTS),
    )
    found = ports.authoring.draft_lines(session.tenant.id, brief, book.settings.reading)
    if isinstance(found, NoDrafts):
        return _no_drafts(book, found)
    lines = tuple(Line(LineId(ports.ids.new("line")), Part(part), text) for text in found)
    edit_lines(session, ports, book, lambda kept: (*kept, *lines))
    return see_other(f"{book.address}?done=drafted#part-{part}")


def translate_lines(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """What this language lacks, translated from another; all of it drafts."""
    book, source = open_playbook(request, session, ports), request.typed("source")
    if book is None or source not in session.tenant.languages:
        return not_found(request, "There is no such playbook.")
    lacking = _untranslated(book, source)[:TRANSLATED_AT_ONCE]
    if not lacking:
        return see_other(f"{book.address}?done=all-there")
    found = ports.authoring.translate(
        session.tenant.id,
        tuple(line.text for line in lacking),
        book.settings.reading,
        source=source,
        target=book.language,
    )
    if isinstance(found, NoDrafts):
        return _no_drafts(book, found)
    lines = tuple(
        Line(LineId(ports.ids.new("line")), line.part, text, channel=line.channel)
        for line, text in zip(lacking, found, strict=True)
    )
    edit_lines(session, ports, book, lambda kept: (*kept, *lines))
    return see_other(f"{book.address}?show=draft&done=drafted")


def _untranslated(book: OpenedPlaybook, source: str) -> tuple[Line, ...]:
    """Lines of the other language for which this one has none."""
    other = book.settings.playbook(book.motion, source)
    if other is None or source == book.language:
        return ()
    present = {(line.part, line.channel) for line in book.playbook.lines}
    return tuple(line for line in other.lines if (line.part, line.channel) not in present)


def _no_drafts(book: OpenedPlaybook, why: NoDrafts) -> HttpResponse:
    return see_other(f"{book.address}?done={'no-money' if why.limit_reached else 'no-drafts'}")
