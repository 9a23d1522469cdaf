"""Opt-outs nobody could be matched to: the founder says whose they are, or that nobody knows."""

from __future__ import annotations

from frontend_api.acts.corrections import attribute_opt_out, find_opt_out, put_away
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.ports import Ports
from functions.outreach.domain.conversation.state import Conversation, ConversationId
from functions.outreach.store.inbox import InboxItem
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other


def likeliest_first(
    items: tuple[InboxItem, ...], conversations: tuple[Conversation, ...]
) -> tuple[Conversation, ...]:
    """Whom an opt-out may be from: those it was taken to be about before all others."""
    perhaps = {one for item in items for one in item.perhaps}
    return tuple(sorted(conversations, key=lambda one: one.id not in perhaps))


def attribute(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Say whose opt-out it is; without a conversation it is put away."""
    item = find_opt_out(ports, session.tenant.id, request.typed("item"))
    if item is None:
        return not_found(request, "This opt-out was attributed already.")
    if request.typed("do") != "attribute":
        put_away(session, ports, item)
    elif not attribute_opt_out(session, ports, item, ConversationId(request.typed("conversation"))):
        return not_found(request, "There is no such conversation.")
    return see_other("/bookings?show=opt-outs&done=attributed")
