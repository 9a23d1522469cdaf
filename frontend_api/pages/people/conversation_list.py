"""The list of conversations: by who needs the founder, by state, by words; newer and older ones.

One request reads the newest; older ones are looked through when that is asked for, with a limit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import ClassVar
from urllib.parse import urlencode

from frontend_api.http.listing import place_in_list, place_within
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.people.saved_filters import FiltersView, load_filters
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.work import ConversationPart
from functions.outreach.domain.conversation.state import Conversation, Outcome, State
from functions.product.channels import CHANNELS
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

LONGEST_SEARCH = 100
ROWS_A_PAGE = 12
NEWEST = 200
"""Conversations read for the first page, and in one request."""
LOOKED_THROUGH_AT_ONCE = 1000
"""Older conversations that one press looks through at most."""
ENOUGH = 40
"""Finds after which an older part is not followed by the next one."""
_TALKS = {State.TALKING, State.OFFERING}
_SHOWN: Mapping[str, Callable[[Conversation], bool]] = {
    "needs-you": lambda talk: talk.waits_for_founder,
    "talking": lambda talk: talk.state in _TALKS,
    "all": lambda _: True,
}
"""What the tabs show."""


@dataclass(frozen=True, slots=True)
class ConversationsPage:
    template: ClassVar[str] = "people/conversations.html"
    frame: Frame
    rows: tuple[Conversation, ...]
    found: int
    """Among those looked through, of which `rows` are a page."""
    offset: int
    step: int
    any_at_all: bool
    show: str
    """One of the keys of `counts`."""
    counts: Mapping[str, int]
    """How many need the founder, talk, and are there at all, among those looked through."""
    text: str
    """What is looked for in names, addresses and words."""
    query: str
    """The filters as part of an address."""
    here: str
    """The list of now as an address, to which the offset of a page is added."""
    looked: int
    """Conversations looked through for this page."""
    since: datetime | None
    """When the oldest of them was opened."""
    older: str
    """Where those before them are looked through; empty behind the last."""
    among_older: bool
    state: str
    outcome: str
    channel: str
    states: tuple[str, ...]
    outcomes: tuple[str, ...]
    channels: tuple[str, ...]
    filters: FiltersView


def conversations(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Two requests, the filters and the newest; a few more where older ones are asked for."""
    asked = {name: request.asked(name) for name in ("state", "outcome", "channel")}
    text, place = request.asked("q")[:LONGEST_SEARCH], request.asked("after")
    show = request.asked("show") if request.asked("show") in _SHOWN else "all"
    asked = {"show": show, "q": text, **asked}

    def fits(talk: Conversation) -> bool:
        return (
            _SHOWN[show](talk)
            and _mentions(talk, text)
            and asked["state"] in ("", talk.state)
            and asked["outcome"] in ("", talk.outcome)
            and asked["channel"] in ("", talk.channel)
        )

    part = _look_through(ports, session.tenant.id, place, fits)
    if part is None:
        return not_found(request, "There is no such place in the list.")
    every = part.conversations
    found = tuple(talk for talk in every if fits(talk))
    query = urlencode({name: value for name, value in asked.items() if value})
    here = query + (f"&{urlencode({'after': place})}" if place else "")
    begin = place_within(place_in_list(request), len(found), ROWS_A_PAGE)
    context = ConversationsPage(
        frame=frame_for(
            session, "Conversations", section="conversations", done=request.asked("done")
        ),
        rows=found[begin : begin + ROWS_A_PAGE],
        found=len(found),
        offset=begin,
        step=ROWS_A_PAGE,
        any_at_all=bool(every) or bool(place),
        show=show,
        counts={name: sum(map(one, every)) for name, one in _SHOWN.items()},
        text=text,
        query=query,
        here=f"/conversations?{here}&offset=",
        looked=len(every),
        since=min((talk.created_at for talk in every), default=None),
        older=(
            f"/conversations?{query}&{urlencode({'after': part.next_place})}"
            if part.next_place
            else ""
        ),
        among_older=bool(place),
        state=asked["state"],
        outcome=asked["outcome"],
        channel=asked["channel"],
        states=tuple(State),
        outcomes=tuple(Outcome),
        channels=tuple(CHANNELS),
        filters=load_filters(session, ports, "conversations", asked),
    )
    return page(context)


def _look_through(
    ports: Ports, tenant: TenantId, place: str, fits: Callable[[Conversation], bool]
) -> ConversationPart | None:
    """The newest; or, from a place on, as many as one press looks through or finds enough in.

    None where the place is none in the list.
    """
    looked: list[Conversation] = []
    found = 0
    most = LOOKED_THROUGH_AT_ONCE if place else NEWEST
    while True:
        part = ports.conversations.list_part(tenant, limit=NEWEST, after=place)
        if part is None:
            return None
        looked += part.conversations
        found += sum(map(fits, part.conversations))
        place = part.next_place
        if not place or len(looked) >= most or found >= ENOUGH:
            return ConversationPart(tuple(looked), place)


def _mentions(talk: Conversation, text: str) -> bool:
    """Whether it stands in a name, an address or the words a list knows."""
    facts = talk.facts
    last = talk.turns[-1].text if talk.turns else ""
    known = (facts.name, facts.email, facts.phone, facts.customer_id, talk.customer_words, last)
    return text.casefold() in "\n".join(known).casefold()
