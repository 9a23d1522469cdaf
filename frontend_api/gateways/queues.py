"""What the console puts on queues: files to import, customers to sort, acts of founders.

It cannot put an effect on a queue: whatever reaches a customer is decided by outreach.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from frontend_api.ports.work import SenderTestAsked
from functions.outreach.codec import event_to_plain
from functions.outreach.domain.conversation.events import Event
from functions.outreach.domain.conversation.state import ConversationId
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Queues:
    """Also the `Replies` port. Standard queues are fair between tenants by the message group."""

    client: Any
    imports_url: str
    segments_url: str
    replies_url: str

    def start_import(self, tenant: TenantId, import_id: str) -> None:
        body = {"kind": "start", "tenant": tenant, "import": import_id}
        self._send(self.imports_url, tenant, body)

    def restore_base(self, tenant: TenantId, *, over: str) -> None:
        self._send(self.imports_url, tenant, {"kind": "restore", "tenant": tenant, "over": over})

    def segment(self, tenant: TenantId, *, run: str, snapshot: str) -> None:
        self._send(self.segments_url, tenant, {"tenant": tenant, "run": run, "snapshot": snapshot})

    def _send(self, url: str, tenant: TenantId, body: dict[str, str]) -> None:
        self.client.send_message(QueueUrl=url, MessageBody=json.dumps(body), MessageGroupId=tenant)

    def ask_sender_test(self, tenant: TenantId, asked: SenderTestAsked, *, dedupe: str) -> None:
        group = f"sender_test#{tenant}"
        self.client.send_message(
            QueueUrl=self.replies_url,
            MessageBody=json.dumps({"tenant": tenant, "sender_test": asdict(asked)}),
            MessageGroupId=group,
            MessageDeduplicationId=hashlib.sha256(f"{group}|{dedupe}".encode()).hexdigest(),
        )

    def ask_invitation(self, tenant: TenantId, founder: FounderId, *, by: FounderId) -> None:
        group = f"invitation#{tenant}"
        self.client.send_message(
            QueueUrl=self.replies_url,
            MessageBody=json.dumps(
                {"tenant": tenant, "invitation": {"founder": founder, "by": by}}
            ),
            MessageGroupId=group,
            MessageDeduplicationId=hashlib.sha256(f"{group}|{founder}".encode()).hexdigest(),
        )

    def enqueue(
        self, tenant: TenantId, conversation: ConversationId, event: Event, *, dedupe: str
    ) -> None:
        """Ordered within the conversation. SQS takes few characters in an id; a hash fits."""
        plain = event_to_plain(event)
        self.client.send_message(
            QueueUrl=self.replies_url,
            MessageBody=json.dumps(
                {"tenant": tenant, "conversation": conversation, "event": plain}
            ),
            MessageGroupId=conversation,
            MessageDeduplicationId=hashlib.sha256(f"{conversation}|{dedupe}".encode()).hexdigest(),
        )
