"""A playbook read before it is approved: as a customer would get it, channel by channel.

What was put in front of which founder is recorded here, by the server; all of it is approved at
once only after that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlencode

from frontend_api.http.session import Session
from frontend_api.launch.gate import parts_for
from frontend_api.pages.error import not_found
from frontend_api.pages.founder_names import founder_names
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.playbooks.opened_playbook import (
    OpenedPlaybook,
    approved_line,
    edit_lines,
    open_playbook,
    record_approval,
)
from frontend_api.pages.playbooks.scenes import OCCASIONS, ReadingPage, reading_pages
from frontend_api.pages.playbooks.text_changes import ChangedText, changed_text
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.settings import LinesShown, ShownLine
from frontend_api.rehearsal.engine import played_customer
from frontend_api.rehearsal.line_preview import (
    PreviewedLine,
    PreviewedOpening,
    preview_for,
)
from frontend_api.wording.facts import fact_of_slot, in_one_line
from frontend_api.wording.formats import joined, moment
from frontend_api.wording.terms import part_word, word
from functions.outreach.domain.playbooks.playbook import Line, LineId, LineStatus, Part
from functions.product.channels import CHANNELS, Channel
from functions.product.customer_facts import CustomerFacts
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass

_OF_OFFER = frozenset({"offer", "price"})
"""Slots that are filled from the offer alone."""


@dataclass(frozen=True, slots=True)
class LineInReading:
    """One line as it would reach the customer, with where it stands."""

    shown: PreviewedLine
    when: str
    spoken: bool
    omitted_because: str
    """Why it is left out for this customer; empty where it is not."""
    approved_by: str
    """Empty while it is a draft."""
    problems: tuple[str, ...]
    """What stands in the way of its approval, in the founder's words."""
    change: ChangedText | None
    """Against what was approved before."""
    changed_from: str
    """Which version that was, who approved it, and when it was."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    template: ClassVar[str] = "playbooks/read.html"
    frame: Frame
    address: str
    language: str
    title: str
    one_by_one: bool
    lines: tuple[LineInReading, ...]
    opening: PreviewedOpening | None
    """On the page of the first message alone."""
    place: int
    """Which page this is, from 0."""
    pages: int
    here: str
    """The page without its place, as an address to which a place is added."""
    channel: str
    channels: tuple[tuple[Channel, str], ...]
    """(channel, the page on it)."""
    views: tuple[tuple[str, str, bool], ...]
    """(way of reading, its address, whether it is this one)."""
    everything: bool
    scopes: tuple[tuple[str, str, bool], ...]
    customer: str
    situation: str
    made_up: bool
    next_customer: str
    read: int
    to_read: int
    """Drafts that this motion needs now, of which `read` were shown to who asks."""
    unread: int | None
    """The page of the first draft that was not shown yet."""
    seen: tuple[str, ...]
    """`line@hash` of every draft that was shown."""
    refused: tuple[tuple[str, str], ...]
    """(line, why it was not approved)."""


def read_playbook(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Three requests: settings, founders, what was shown; and one page of the pool."""
    book = open_playbook(request, session, ports)
    if book is None:
        return not_found(request, "There is no such playbook.")
    return _reading(request, session, ports, book, refused=())


def _reading(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    book: OpenedPlaybook,
    *,
    refused: tuple[tuple[str, str], ...],
) -> HttpResponse:
    everything = request.asked("all") == "1"
    one_by_one = request.asked("view") == "line"
    wanted = _wanted(book, everything=everything)
    parts = reading_pages(wanted)
    if one_by_one:
        parts = tuple(ReadingPage(each.title, (line,)) for each in parts for line in each.lines)
    shown = _shown(book)
    place = _place(request.asked("at"), parts, shown)
    here = parts[place] if parts else ReadingPage("", ())
    shown = _record_shown(session, ports, book, shown, here.lines)
    channel = _channel(request.asked("channel"), book)
    number = _number(request.asked("customer"))
    facts, made_up = _customer(session, ports, book, number)
    preview = preview_for(
        facts,
        book.playbook,
        tenant=session.tenant,
        founder=session.founder,
        offer=book.offer,
        settings=book.settings,
        hooks_url=ports.addresses.hooks_url,
        now=ports.clock.now(),
    )
    approvers = (line.approval.by for line in here.lines if line.approval)
    names = founder_names(session, ports, approvers)
    drafts = [line for line in wanted if line.status is not LineStatus.APPROVED]
    asked = {
        "all": "1" if everything else "",
        "view": "line" if one_by_one else "",
        "channel": channel.value,
        "customer": str(number) if number else "",
    }

    def address(**changed: str) -> str:
        kept = {name: value for name, value in {**asked, **changed}.items() if value}
        return f"{book.address}/read?{urlencode(kept)}"

    at = str(place)
    context = ReadPage(
        frame=frame_for(
            session,
            f"{word(book.motion)}, {word(book.language)}: read and approve",
            section="playbooks",
            done=request.asked("done"),
        ),
        address=book.address,
        language=book.language,
        title=here.title,
        one_by_one=one_by_one,
        lines=tuple(
            _in_reading(
                book, preview.line(line, channel), names=names, zone=session.tenant.time_zone
            )
            for line in here.lines
        ),
        opening=(
            preview.opening(channel)
            if any(line.part is Part.DISCLOSURE for line in here.lines) and not one_by_one
            else None
        ),
        place=place,
        pages=len(parts),
        here=f"{address()}&at=",
        channel=channel.value,
        channels=tuple((one, address(channel=one.value, at=at)) for one in CHANNELS),
        views=(
            ("As a conversation", address(view=""), not one_by_one),
            ("One line at a time", address(view="line"), one_by_one),
        ),
        everything=everything,
        scopes=(
            ("Needed now", address(all=""), not everything),
            ("Everything", address(all="1"), everything),
        ),
        customer=facts.name or facts.email or facts.phone or facts.customer_id,
        situation=_situation(facts),
        made_up=made_up,
        next_customer=address(customer=str(number + 1), at=at),
        read=sum(_is_shown(line, shown) for line in drafts),
        to_read=len(drafts),
        unread=_first_unread(parts, shown),
        seen=tuple(f"{line.id}@{line.sha256}" for line in drafts if _is_shown(line, shown)),
        refused=refused,
    )
    return page(context, status=422 if refused else 200)


def _wanted(book: OpenedPlaybook, *, everything: bool) -> tuple[Line, ...]:
    """Lines this motion needs now: of needed parts, and of no channel that is not ready."""
    if everything:
        return book.playbook.lines
    needed = parts_for(book.motion, book.offer, book.settings)
    ready = book.settings.ready_channels or tuple(CHANNELS)
    return tuple(
        line
        for line in book.playbook.lines
        if line.part in needed and (line.channel is None or line.channel in ready)
    )


def _number(asked: str) -> int:
    return int(asked) if asked.isdecimal() and len(asked) < 5 else 0


def _place(asked: str, parts: Sequence[ReadingPage], shown: Mapping[LineId, str]) -> int:
    """The page that is asked for, else that of the first draft nobody read yet."""
    if not asked:
        return _first_unread(parts, shown) or 0
    return min(_number(asked), max(0, len(parts) - 1))


def _first_unread(parts: Sequence[ReadingPage], shown: Mapping[LineId, str]) -> int | None:
    for place, each in enumerate(parts):
        for line in each.lines:
            if line.status is not LineStatus.APPROVED and not _is_shown(line, shown):
                return place
    return None


def _is_shown(line: Line, shown: Mapping[LineId, str]) -> bool:
    return shown.get(line.id) == line.sha256


def _shown(book: OpenedPlaybook) -> Mapping[LineId, str]:
    """Line → hash of the text that stood in front of who asks."""
    return {each.line: each.sha256 for each in book.shown.lines}


def _record_shown(
    session: Session,
    ports: Ports,
    book: OpenedPlaybook,
    shown: Mapping[LineId, str],
    lines: Sequence[Line],
) -> Mapping[LineId, str]:
    """Keep that these drafts are on the page that is answered now; written where one is new."""
    new = {
        line.id: line.sha256
        for line in lines
        if line.status is not LineStatus.APPROVED and not _is_shown(line, shown)
    }
    if not new:
        return shown
    after = {**shown, **new}
    now = ports.clock.now()
    drafts = {x.id: x.sha256 for x in book.playbook.lines if x.status is not LineStatus.APPROVED}
    kept = tuple(
        ShownLine(identity, sha256, now)
        for identity, sha256 in after.items()
        if drafts.get(identity) == sha256
    )
    ports.settings.save_lines_shown(
        session.tenant.id,
        LinesShown(kept),
        motion=book.motion,
        language=book.language,
        founder=session.founder.id,
    )
    return after


def _channel(asked: str, book: OpenedPlaybook) -> Channel:
    """The one that is asked for, else the first that is ready, in the order they are tried."""
    ready = book.settings.ready_channels
    return next(
        (one for one in CHANNELS if one == asked),
        next((one for one in CHANNELS if one in ready), Channel.EMAIL),
    )


def _customer(
    session: Session, ports: Ports, book: OpenedPlaybook, number: int
) -> tuple[CustomerFacts, bool]:
    """A customer of the pool whom this playbook is for; a made-up one before there is a pool."""
    tenant, settings = session.tenant, book.settings
    found = ports.pool.first_customers(tenant.id, run=settings.latest_run, motion=book.motion)
    spoken = [
        facts
        for facts in found
        if facts.language == book.language
        or (book.language == tenant.default_language and facts.language not in tenant.languages)
    ]
    if spoken:
        return spoken[number % len(spoken)], False
    today = ports.clock.now().date()
    return played_customer(book.motion, book.offer, settings, today=today), True


def _situation(facts: CustomerFacts) -> str:
    known = {"plan": facts.plan, "plan_since": facts.plan_since, "renews_on": facts.renews_on}
    return in_one_line({name: str(value) for name, value in known.items() if value})


def _in_reading(
    book: OpenedPlaybook, shown: PreviewedLine, *, names: Mapping[FounderId, str], zone: str
) -> LineInReading:
    line = shown.line
    earlier = line.earlier[0] if line.earlier else None
    approved = line.approval if line.status is LineStatus.APPROVED else None
    return LineInReading(
        shown=shown,
        when=OCCASIONS[line.part],
        spoken=CHANNELS[shown.channel].spoken,
        omitted_because=_omitted_because(shown.missing, book),
        approved_by=names.get(approved.by, "a teammate") if approved else "",
        problems=tuple(problem.words for problem in book.problems(line)),
        change=changed_text(earlier.text, line.text) if earlier else None,
        changed_from=(
            f"version {earlier.version}, approved by {names.get(earlier.by, 'a teammate')}"
            f" on {moment(earlier.at, zone)}"
            if earlier
            else ""
        ),
    )


def _omitted_because(missing: Sequence[str], book: OpenedPlaybook) -> str:
    """In words: what is not on file, or that there is no offer yet to speak of."""
    if _OF_OFFER & set(missing) and book.offer is None:
        return "no offer fits this motion yet"
    names = joined([fact_of_slot(name) for name in missing]) if missing else ""
    return f"{names} {'is' if len(missing) == 1 else 'are'} not on file" if names else ""


def approve_all(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Approve every line of the form that this founder was shown with the text it has now."""
    book = open_playbook(request, session, ports)
    if book is None:
        return not_found(request, "There is no such playbook.")
    seen = dict(pair.rpartition("@")[::2] for pair in request.all_typed("seen"))
    shown = _shown(book)
    now = ports.clock.now()

    def may(line: Line) -> bool:
        return seen.get(line.id) == line.sha256 and _is_shown(line, shown)

    fine = {
        line.id
        for line in book.playbook.lines
        if may(line) and line.status is not LineStatus.APPROVED and not book.problems(line)
    }
    after = edit_lines(
        session,
        ports,
        book,
        lambda lines: tuple(
            approved_line(x, session.founder.id, now) if x.id in fine and may(x) else x
            for x in lines
        ),
    )
    for identity in sorted(fine):
        record_approval(session, ports, identity)
    left = tuple(
        (part_word(line.part), _why_not(line, book, shown))
        for line in after.lines
        if line.id in seen and line.status is not LineStatus.APPROVED
    )
    if left:
        book = replace(book, playbook=after)
        return _reading(request, session, ports, book, refused=left)
    return see_other(f"{book.address}?done=approved")


def _why_not(line: Line, book: OpenedPlaybook, shown: Mapping[LineId, str]) -> str:
    if line.id not in shown:
        return "You were not shown it yet. Read it first."
    if not _is_shown(line, shown):
        return "It was changed after you were shown it. Read it once more."
    return " ".join(problem.words for problem in book.problems(line)) or (
        "It was changed while you were reading. Read it once more."
    )
