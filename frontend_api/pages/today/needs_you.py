"""Who waits for the founder: conversations handed over, questions, and opt-outs without an owner.

Names them, the newest first; decides nothing about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from frontend_api.http.session import Session
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.wording.terms import in_words
from functions.outreach.domain.conversation.state import Conversation, State
from functions.outreach.store.inbox import InboxItem, InboxKind
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass

LISTED_AT_MOST = 6
_TALKS, _QUESTIONS, _OPT_OUTS = (
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
    since: datetime
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
    """Two requests: the newest conversations, and the inbox."""
    tenant = session.tenant.id
    talks = ports.conversations.list_recent(tenant)
    found = sorted(
        [
            *(_talk(talk) for talk in talks if talk.waits_for_founder),
            *(_item(item) for item in ports.inbox.open(tenant)),
        ],
        key=lambda one: one.since,
        reverse=True,
    )
    context = NeedsYouPage(
        frame=frame_for(session, "Who needs you", section="home", done=request.asked("done")),
        waiting=tuple(found[:LISTED_AT_MOST]),
        more=_more(found[LISTED_AT_MOST:]),
        talking=sum(talk.state in {State.TALKING, State.OFFERING} for talk in talks),
    )
    return page(context)


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
