"""What a founder puts right: what a message meant, and whose an opt-out is.

A correction counts from the next message on. Only one that ends contact for good acts at once:
the customer must not wait for another message of ours to be heard. Attributing an opt-out is an
event of that conversation; nothing is suppressed here.
"""

from __future__ import annotations

from frontend_api.acts.audit_record import record_act
from frontend_api.http.session import Session
from frontend_api.ports import Ports
from functions.outreach.domain.conversation.events import OptedOutByLink
from functions.outreach.domain.conversation.state import Conversation, ConversationId, Turn, Who
from functions.outreach.domain.conversation.turns import situation_before
from functions.outreach.domain.understanding.acts import ActKind, Correction
from functions.outreach.store.inbox import InboxItem, InboxKind
from functions.product.channels import CHANNELS, Channel
from tenancy.identity.audit import Action
from tenancy.tenant import TenantId

LONGEST_TEXT = 600
"""Of a customer's message that is kept as an exemplar."""
FOR_GOOD = frozenset({ActKind.OPT_OUT, ActKind.WRONG_PERSON})


def correct_reading(
    session: Session, ports: Ports, found: Conversation, number: str, act: ActKind
) -> bool:
    """Keep what one message meant; False where the conversation has no such message of theirs."""
    turn = _turn(found, number)
    if turn is None or turn.reading is None:
        return False
    correction = Correction(
        conversation=found.id,
        turn=turn.number,
        text=turn.text[:LONGEST_TEXT],
        language=found.language,
        channel=turn.channel.value,
        situation=situation_before(found, turn),
        act=act,
        read_as=tuple(each.kind for each in turn.reading.acts),
        by=session.founder.id,
        at=ports.clock.now(),
    )
    ports.settings.save_correction(session.tenant.id, correction)
    detail = f"{found.id} {turn.number} {act}"
    record_act(session, ports, Action.CORRECTED_READING, detail)
    if act in FOR_GOOD:
        event = OptedOutByLink(f"founder-{session.founder.id}-{turn.number}", channel=turn.channel)
        ports.replies.enqueue(
            session.tenant.id, found.id, event, dedupe=f"{found.id}-{turn.number}-{act}"
        )
    return True


def _turn(conversation: Conversation, number: str) -> Turn | None:
    return next(
        (t for t in conversation.turns if t.who is Who.CUSTOMER and str(t.number) == number), None
    )


def opt_outs_to_attribute(ports: Ports, tenant: TenantId) -> tuple[InboxItem, ...]:
    return tuple(item for item in ports.inbox.open(tenant) if item.kind is InboxKind.OPT_OUT)


def find_opt_out(ports: Ports, tenant: TenantId, wanted: str) -> InboxItem | None:
    """One that still waits for a founder's word."""
    found = (one for one in opt_outs_to_attribute(ports, tenant) if one.channel in CHANNELS)
    return next((one for one in found if one.id == wanted), None)


def attribute_opt_out(
    session: Session, ports: Ports, item: InboxItem, about: ConversationId
) -> bool:
    """Say whose opt-out it is; False where there is no such conversation."""
    tenant = session.tenant.id
    if ports.conversations.load(tenant, about) is None:
        return False
    event = OptedOutByLink(
        f"attributed-{item.id}", channel=Channel(item.channel), address=item.address
    )
    ports.replies.enqueue(tenant, about, event, dedupe=f"{about}-{item.id}")
    record_act(session, ports, Action.ATTRIBUTED_OPT_OUT, f"{item.id} {about}")
    ports.inbox.done(tenant, item.id)
    return True


def put_away(session: Session, ports: Ports, item: InboxItem) -> None:
    """Nothing is left to do about it. What already holds for the sender of an opt-out stays."""
    if item.kind is InboxKind.OPT_OUT:
        record_act(session, ports, Action.ATTRIBUTED_OPT_OUT, item.id)
    ports.inbox.done(session.tenant.id, item.id)
