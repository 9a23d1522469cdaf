"""Asks the provider how a call ended, when nobody reported it.

The answer goes the way of the provider's own report, so that a call is metered once whichever of
the two comes first, and however often. Must never take silence for an end.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from functions.outreach.call_ports import CallUnderWay, PlacedCalls
from functions.outreach.domain.conversation.effects import EffectKind
from functions.outreach.domain.conversation.events import CallEnded
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import EffectRecord, LoadedConversation, Postbox, ProviderBusy
from tenancy.tenant import TenantId

log = logging.getLogger(__name__)

LOOK_AFTER = timedelta(minutes=15)
"""A few minutes more than a call may ring and last. A conversation waits longer than that for the
end of its call, so what it decides next already knows the end."""
LOOK_AGAIN_AFTER = timedelta(minutes=15)
"""While it goes on: a caller who was put through may talk for two hours."""
GIVE_UP_AFTER = timedelta(days=1)
"""No call lasts that long; what the provider cannot tell by then is the operator's."""


def report_call_end(
    postbox: Postbox, *, tenant: TenantId, conversation: ConversationId, event: CallEnded
) -> None:
    """Queue the end of a call; the same end again is dropped by the queue or by the step."""
    dedupe = f"{event.call}|{event.end}|{event.seconds}"
    postbox.reply(tenant=tenant, conversation=conversation, event=event, dedupe=dedupe)


def may_look(record: EffectRecord, *, now: datetime) -> bool:
    """Whether the call has had the time to end and to be reported."""
    return record.claimed_at is not None and now - record.claimed_at >= LOOK_AFTER


def find_call_end(
    calls: PlacedCalls,
    postbox: Postbox,
    loaded: LoadedConversation,
    record: EffectRecord,
    *,
    now: datetime,
) -> datetime | None:
    """Report the end of the call that `record` placed or watches. When to look again; None when it
    is known or given up."""
    conversation, call = loaded.conversation, record.provider_id
    if call in conversation.calls_ended:
        return None
    watched = record.effect.kind is EffectKind.WATCH_CALL
    found = calls.look_up(call, effect=EffectId("") if watched else record.effect.id)
    if isinstance(found, CallEnded):
        report_call_end(
            postbox, tenant=conversation.tenant, conversation=conversation.id, event=found
        )
        return None
    young = record.claimed_at is not None and now - record.claimed_at < GIVE_UP_AFTER
    if young and isinstance(found, CallUnderWay | ProviderBusy):
        return now + LOOK_AGAIN_AFTER
    log.error("call_end_unknown", extra={"tenant": conversation.tenant, "call": call})
    return None
