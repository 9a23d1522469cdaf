"""Who waits for the founder: conversations handed over, questions, and opt-outs without an owner.

Names them, the newest first; decides nothing about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from frontend_api.http.session import Session
from frontend_api.launch.next_step import missing_parts
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.wording.terms import in_words, part_word, word
from functions.outreach.domain.conversation.state import Conversation, State
from functions.outreach.domain.playbooks.playbook import LineStatus
from functions.outreach.domain.settings import TenantSettings
from functions.outreach.store.inbox import InboxItem, InboxKind
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass

LISTED_AT_MOST = 6
_PLAYBOOKS, _TALKS, _QUESTIONS, _OPT_OUTS = (
    "/playbooks",
    "/conversations?show=needs-you",
    "/knowledge#inbox",
    "/bookings?show=opt-outs",
)
_INBOX = {
    InboxKind.UNKNOWN_QUESTION: ("Question to answer", _QUESTIONS),
    InboxKind.STRANGER: ("Message from an unknown sender", _QUESTIONS),
    InboxKind.OPT_OUT: ("Opt-out to attribute", _OPT_OUTS),
}
_LISTS = (
    (_PLAYBOOKS, "more playbook", "more playbooks"),
    (_TALKS, "more conversation", "more conversations"),
    (_QUESTIONS, "more question or message", "more questions and messages"),
    (_OPT_OUTS, "more opt-out", "more opt-outs"),
)


@dataclass(frozen=True, slots=True)
class WaitingForFounder:
    """One thing to do: what it is, whom it is about, why, and where it is done."""

    what: str
    who: str
    why: str
    since: datetime | None
    """None where it waits since something was set up, whenever that was."""
    href: str
    listed: str
    """Where everything of its kind stands."""


@dataclass(frozen=True, slots=True)
class NeedsYouPage:
    template: ClassVar[str] = "today/needs_you.html"
    frame: Frame
    waiting: tuple[WaitingForFounder, ...]
    more: tuple[tuple[int, str, str, str], ...]
    """Of what is not listed: how many, what one and what several are called, and where they are."""
    talking: int
    """Conversations the agent is in at the moment."""


def needs_you(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Three requests: the newest conversations, the inbox, and the settings."""
    tenant = session.tenant.id
    talks = ports.conversations.list_recent(tenant)
    waiting = sorted(
        [
            *(_talk(talk) for talk in talks if talk.waits_for_founder),
            *(_item(item) for item in ports.inbox.open(tenant)),
        ],
        key=lambda one: one.since or ports.clock.now(),
        reverse=True,
    )
    found = [*_lines(session, ports.settings.load(tenant)), *waiting]
    context = NeedsYouPage(
        frame=frame_for(session, "Who needs you", section="home", done=request.asked("done")),
        waiting=tuple(found[:LISTED_AT_MOST]),
        more=_more(found[LISTED_AT_MOST:]),
        talking=sum(talk.state in {State.TALKING, State.OFFERING} for talk in talks),
    )
    return page(context)


def _lines(session: Session, settings: TenantSettings) -> Iterator[WaitingForFounder]:
    """Playbooks in use that need more lines than were approved, because something was set up."""
    for book in settings.playbooks:
        in_use = any(line.status is LineStatus.APPROVED for line in book.lines)
        missing = missing_parts(book, settings) if in_use else ()
        if missing and book.language in session.tenant.languages:
            yield WaitingForFounder(
                what="Lines to approve",
                who=f"{word(book.motion)} in {word(book.language)}",
                why="; ".join(map(part_word, missing)),
                since=None,
                href=f"/playbooks/{book.motion}/{book.language}/read",
                listed=_PLAYBOOKS,
            )


def _more(rest: Sequence[WaitingForFounder]) -> tuple[tuple[int, str, str, str], ...]:
    """Each kind leads to its own list: questions stand in none of the conversations'."""
    counted = Counter(one.listed for one in rest)
    return tuple(
        (counted[href], one, several, href) for href, one, several in _LISTS if counted[href]
    )


def _talk(talk: Conversation) -> WaitingForFounder:
    taken = talk.state is State.TAKEN_OVER
    touched = [touch.at for touch in talk.touches]
    return WaitingForFounder(
        what="With you" if taken else "Needs you",
        who=talk.facts.name or talk.facts.email or talk.facts.phone or talk.facts.customer_id,
        why=talk.customer_words or in_words(talk.reason),
        since=max(touched, default=talk.created_at),
        href=f"/conversations/{talk.id}",
        listed=_TALKS,
    )


def _item(item: InboxItem) -> WaitingForFounder:
    what, listed = _INBOX[item.kind]
    href = listed
    if item.conversation is not None and item.kind is InboxKind.STRANGER:
        href = f"/conversations/{item.conversation}"
    return WaitingForFounder(
        what, item.sender_name or item.address, item.text, item.at, href, listed
    )
