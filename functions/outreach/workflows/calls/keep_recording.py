"""What was recorded of a call is fetched once, kept encrypted among the tenant's files, and deleted
at the provider; what no yes is stored for, or cannot be kept, is deleted unheard.

Safe to repeat at any step. Must never leave a file behind for a conversation that was erased.
"""

from __future__ import annotations

import logging

from functions.outreach.call_ports import RecordingFiles, RecordingStore
from functions.outreach.domain.conversation.events import RecordingReady
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.domain.conversation.withdrawal import may_record
from functions.outreach.ports import (
    ConversationStore,
    Delivery,
    NotSent,
    Outgoing,
    Postbox,
    ProviderBusy,
    Sent,
)
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptRecordings:
    """A `ChannelSender` of files that are kept."""

    files: RecordingFiles
    store: RecordingStore
    conversations: ConversationStore

    def send(self, outgoing: Outgoing) -> Delivery:
        tenant, talk, file = outgoing.tenant, outgoing.conversation, outgoing.effect.notice
        if file not in self.store.files(tenant, talk):
            began = outgoing.begins
            audio = self.files.fetch(file) if began is not None else NotSent("not_agreed")
            if isinstance(audio, ProviderBusy):
                return audio
            if isinstance(audio, NotSent) or began is None:
                # It is not ours to keep, and so not the provider's either.
                log.warning("recording_not_kept", extra={"recording": file})
                return _deleted(self.files, file)
            self.store.save(tenant, talk, file=file, began_at=began, audio=audio)
            if self.conversations.load(tenant, talk) is None:
                # Erased while it was fetched.
                self.store.delete_all(tenant, talk)
        return _deleted(self.files, file)

    def find(self, outgoing: Outgoing) -> Sent | None:
        """Every step of `send` looks by itself whether it was done."""
        del outgoing
        return None


@dataclass(frozen=True, slots=True)
class DroppedRecordings:
    """A `ChannelSender` of files that nobody may hear."""

    files: RecordingFiles

    def send(self, outgoing: Outgoing) -> Delivery:
        return _deleted(self.files, outgoing.effect.notice)

    def find(self, outgoing: Outgoing) -> Sent | None:
        del outgoing
        return None


def _deleted(files: RecordingFiles, file: str) -> Delivery:
    return Sent(provider_id=file) if files.delete(file) else ProviderBusy("recording_not_deleted")


def may_record_now(conversations: ConversationStore, outgoing: Outgoing) -> bool:
    """Whether the call may be recorded by what is stored at this moment."""
    loaded = conversations.load(outgoing.tenant, outgoing.conversation)
    return loaded is not None and may_record(loaded.conversation, outgoing.effect.notice)


def note_recording(
    conversations: ConversationStore,
    postbox: Postbox,
    files: RecordingFiles,
    *,
    tenant: TenantId,
    conversation: ConversationId,
    event: RecordingReady,
) -> bool:
    """The provider has a file: the conversation decides what becomes of it. False if the file of
    one that was erased could not be deleted."""
    if conversations.load(tenant, conversation) is None:
        return files.delete(event.file)
    postbox.reply(tenant=tenant, conversation=conversation, event=event, dedupe=event.file)
    return True
