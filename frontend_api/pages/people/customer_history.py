"""What was said and agreed with one customer: conversations, bookings, consents, opt-outs.

A part of the customer's page, fetched by it; changes nothing.
"""

from __future__ import annotations

from typing import ClassVar

from frontend_api.acts.people.customer_history import Statement, history_of
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.work import OptOutRow
from functions.outreach.domain.conversation.state import Conversation
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class CustomerHistoryPage:
    template: ClassVar[str] = "people/customer_history.html"
    frame: Frame
    customer: str
    conversations: tuple[Conversation, ...]
    opt_outs: tuple[OptOutRow, ...]
    statements: tuple[Statement, ...]
    """The newest first."""


def customer_history(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    wanted = request.asked("id")
    found = history_of(session, ports, wanted) if wanted else None
    if found is None:
        return not_found(request, "This customer is not in your current customer base.")
    context = CustomerHistoryPage(
        frame=frame_for(session, "Conversations and consents", section="segments"),
        customer=wanted,
        conversations=found.conversations,
        opt_outs=found.opt_outs,
        statements=found.statements,
    )
    return page(context)
