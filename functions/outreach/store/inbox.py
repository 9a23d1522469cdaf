"""What waits for the founder: unknown questions, and messages no conversation waits for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from functions.erasure.record import PROMISED_WITHIN
from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.ports import InboundMessage
from functions.outreach.store.conversations.people import StoredPeople
from functions.outreach.store.dynamo import row, rows_of, time_text
from functions.product.channels import Channel
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.runtime.clock import Clock
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

SHOWN_AT_MOST = 200


class InboxKind(StrEnum):
    UNKNOWN_QUESTION = "unknown_question"
    STRANGER = "stranger"
    """A message from an address no conversation knows."""
    OPT_OUT = "opt_out"
    """An opt-out from such an address: the founder may know whose it is."""


@dataclass(frozen=True, slots=True)
class InboxItem:
    id: str
    kind: InboxKind
    at: datetime
    text: str
    language: str = ""
    conversation: ConversationId | None = None
    channel: str = ""
    address: str = ""
    done: bool = False
    sender_name: str = ""
    """As the sender calls themself on the channel."""
    perhaps: tuple[ConversationId, ...] = ()
    """Conversations that an opt-out may be about."""


def save_item(tenant: TenantId, item: InboxItem) -> None:
    """Idempotent by the item's id."""
    with acting_for(tenant):
        to_row(tenant, item).save()


def to_row(tenant: TenantId, item: InboxItem) -> WorkspaceItem:
    return WorkspaceItem(
        pk=TenantKeys.inbox(tenant),
        sk=item.id,
        kind=item.kind,
        at=time_text(item.at),
        status="done" if item.done else "open",
        document=to_json(item),
    )


def stranger_item(message: InboundMessage, *, at: datetime) -> InboxItem:
    return InboxItem(
        id=f"stranger#{message.id}",
        kind=InboxKind.STRANGER,
        at=at,
        text=message.text,
        channel=message.channel,
        address=message.address,
        sender_name=message.sender_name,
    )


def list_all(tenant: TenantId, *, kind: InboxKind | None = None) -> tuple[InboxItem, ...]:
    """The newest first."""
    with acting_for(tenant):
        items = [
            from_json(InboxItem, item.document or "") for item in rows_of(TenantKeys.inbox(tenant))
        ]
    chosen = [item for item in items if kind is None or item.kind is kind]
    return tuple(sorted(chosen, key=lambda item: item.at, reverse=True)[:SHOWN_AT_MOST])


def mark_done(tenant: TenantId, item_id: str) -> InboxItem | None:
    with acting_for(tenant):
        found = row(TenantKeys.inbox(tenant), item_id)
        if found is None:
            return None
        item = replace(from_json(InboxItem, found.document or ""), done=True)
        to_row(tenant, item).save()
    return item


class StoredStrangers:
    """A `Strangers` port."""

    def __init__(self, *, people: StoredPeople, clock: Clock) -> None:
        self._people = people
        self._clock = clock

    def save_message(self, tenant: TenantId, message: InboundMessage) -> None:
        now = self._clock.now()
        if self._people.was_erased(
            tenant, channel=message.channel, address=message.address, since=now - PROMISED_WITHIN
        ):
            # It was under way when the person was erased: what the queues still held goes with it.
            return
        save_item(tenant, stranger_item(message, at=now))

    def save_opt_out(
        self, tenant: TenantId, message: InboundMessage, *, perhaps: tuple[ConversationId, ...]
    ) -> None:
        item = stranger_item(message, at=self._clock.now())
        save_item(tenant, replace(item, kind=InboxKind.OPT_OUT, perhaps=perhaps))

    def suppress(self, tenant: TenantId, *, channel: Channel, address: str, evidence: str) -> None:
        self._people.suppress(
            tenant,
            channel=channel,
            address=address,
            evidence=evidence,
            at=time_text(self._clock.now()),
        )
