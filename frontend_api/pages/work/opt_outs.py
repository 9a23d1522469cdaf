"""Opt-outs nobody could be matched to: the founder says whose they are, or that nobody knows.

Attributing one is an event of that conversation; nothing is suppressed here. Putting one away keeps
what already holds for its sender.
"""

from __future__ import annotations

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.ports import Ports
from functions.outreach.domain.conversation.events import OptedOutByLink
from functions.outreach.domain.conversation.state import Conversation, ConversationId
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.channels import CHANNELS, Channel
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import TenantId


def opt_outs_to_attribute(ports: Ports, tenant: TenantId) -> tuple[InboxItem, ...]:
    return tuple(item for item in ports.inbox.open(tenant) if item.kind is InboxKind.OPT_OUT)


def likeliest_first(
    items: tuple[InboxItem, ...], conversations: tuple[Conversation, ...]
) -> tuple[Conversation, ...]:
    """Whom an opt-out may be from: those it was taken to be about before all others."""
    perhaps = {one for item in items for one in item.perhaps}
    return tuple(sorted(conversations, key=lambda one: one.id not in perhaps))


def attribute(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Say whose opt-out it is; without a conversation it is put away."""
    tenant, wanted = session.tenant.id, request.typed("item")
    item = next((one for one in opt_outs_to_attribute(ports, tenant) if one.id == wanted), None)
    if item is None or item.channel not in CHANNELS:
        return not_found(request, "This opt-out was attributed already.")
    detail = item.id
    if request.typed("do") == "attribute":
        loaded = ports.conversations.load(tenant, ConversationId(request.typed("conversation")))
        if loaded is None:
            return not_found(request, "There is no such conversation.")
        about = loaded.conversation.id
        event = OptedOutByLink(
            f"attributed-{item.id}", channel=Channel(item.channel), address=item.address
        )
        ports.replies.enqueue(tenant, about, event, dedupe=f"{about}-{item.id}")
        detail = f"{item.id} {about}"
    record_act(session, ports, Action.ATTRIBUTED_OPT_OUT, detail)
    ports.inbox.done(tenant, item.id)
    return see_other("/bookings?show=opt-outs&done=attributed")
