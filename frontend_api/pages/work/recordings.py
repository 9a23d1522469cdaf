"""A recorded call, heard in the console: its address is signed for some minutes at each press.

Must never answer with a file that no yes of this conversation's customer is stored for.
"""

from __future__ import annotations

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.ports import Ports
from functions.outreach.domain.conversation.state import (
    CallRecording,
    Conversation,
    ConversationId,
)
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

LISTEN_SECONDS = 600
"""How long an address plays: a call with the agent lasts no longer."""


@dataclass(frozen=True, slots=True)
class RecordedCall:
    """One call of a conversation, as its page shows whether it was recorded."""

    recording: CallRecording
    kept: bool
    """Whether it can be heard: not before it was fetched, nor after its time."""


def recorded_calls(conversation: Conversation, kept: frozenset[str]) -> tuple[RecordedCall, ...]:
    return tuple(RecordedCall(one, one.file in kept) for one in conversation.recordings)


def listen(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    wanted = ConversationId(request.values["conversation_id"])
    loaded = ports.conversations.load(session.tenant.id, wanted)
    found = loaded.conversation if loaded is not None else None
    known = found.recordings if found is not None else ()
    calls = {one.file: number for number, one in enumerate(known, start=1) if one.agreed_at}
    file = request.values["file"]
    link = (
        ports.recordings.listen_link(session.tenant.id, wanted, file, seconds=LISTEN_SECONDS)
        if file and file in calls
        else None
    )
    if link is None:
        return not_found(request, "This recording is not kept, or no longer.")
    record_act(session, ports, Action.HEARD_RECORDING, f"{wanted} call {calls[file]}")
    return see_other(link)
