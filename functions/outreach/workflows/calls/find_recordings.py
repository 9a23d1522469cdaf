"""Asks the provider what it still has of a recorded call, in case nobody reported it.

What is found goes the way of the provider's own report, so that it is kept or dropped once,
whichever of the two comes first.
"""

from __future__ import annotations

import logging
from datetime import datetime

from functions.outreach.call_ports import RecordedFiles
from functions.outreach.domain.conversation.events import RecordingReady
from functions.outreach.ports import EffectRecord, LoadedConversation, Postbox, ProviderBusy
from functions.outreach.workflows.calls.find_call_end import GIVE_UP_AFTER, LOOK_AGAIN_AFTER

log = logging.getLogger(__name__)


def find_recordings(
    recordings: RecordedFiles,
    postbox: Postbox,
    loaded: LoadedConversation,
    record: EffectRecord,
    *,
    now: datetime,
) -> datetime | None:
    """Report each file of the call that `record` began to record. When to look again; None once
    nothing more can come of it, or it is given up."""
    conversation, call = loaded.conversation, record.effect.notice
    found = recordings.list_of(call)
    listed = () if isinstance(found, ProviderBusy) else found
    for one in listed:
        if not one.under_way:
            postbox.reply(
                tenant=conversation.tenant,
                conversation=conversation.id,
                event=RecordingReady(call, file=one.file, seconds=one.seconds),
                dedupe=one.file,
            )
    waits = isinstance(found, ProviderBusy) or any(one.under_way for one in listed)
    if not waits and conversation.call != call:
        return None
    young = record.claimed_at is not None and now - record.claimed_at < GIVE_UP_AFTER
    if young:
        return now + LOOK_AGAIN_AFTER
    if waits:
        log.error("recordings_unknown", extra={"tenant": conversation.tenant, "call": call})
    return None
