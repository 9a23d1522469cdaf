"""The queues between the parts, on SQS."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from functions.calendars.provider import CalendarTrouble
from functions.outreach.codec import event_to_plain
from functions.outreach.domain.conversation.events import Event
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import InboundMessage
from tenancy.tenant import FounderId, TenantId

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsPostbox:
    """A `Postbox`: replies and wakes ordered within a conversation, effects fair by tenant.

    `client` is called at each message: a step of a call sends none and needs no client.
    """

    def __init__(
        self,
        *,
        client: Callable[[], SQSClient],
        replies_url: str,
        wakes_url: str,
        effects_url: str,
    ) -> None:
        self._client = client
        self._replies_url = replies_url
        self._wakes_url = wakes_url
        self._effects_url = effects_url

    def reply(
        self,
        *,
        tenant: TenantId,
        conversation: ConversationId,
        event: Event | InboundMessage,
        dedupe: str,
    ) -> None:
        self._client().send_message(
            QueueUrl=self._replies_url,
            MessageBody=json.dumps(
                {"tenant": tenant, "conversation": conversation, "event": event_to_plain(event)}
            ),
            MessageGroupId=conversation,
            MessageDeduplicationId=_dedupe_id(f"{conversation}|{dedupe}"),
        )

    def wake(self, *, tenant: TenantId, conversation: ConversationId, due_at: str) -> None:
        self._client().send_message(
            QueueUrl=self._wakes_url,
            MessageBody=json.dumps(
                {"tenant": tenant, "conversation": conversation, "due_at": due_at}
            ),
            MessageGroupId=conversation,
            MessageDeduplicationId=_dedupe_id(f"{conversation}|{due_at}"),
        )

    def perform(self, *, tenant: TenantId, conversation: ConversationId, effect: EffectId) -> None:
        self._client().send_message(
            QueueUrl=self._effects_url,
            MessageBody=json.dumps(
                {"tenant": tenant, "conversation": conversation, "effect": effect}
            ),
            MessageGroupId=tenant,
        )

    def erase_person(self, tenant: TenantId, erasure: str) -> None:
        """An erasure to go on with, by the function that reaches the providers."""
        self._client().send_message(
            QueueUrl=self._effects_url,
            MessageBody=json.dumps({"tenant": tenant, "erasure": erasure}),
            MessageGroupId=tenant,
        )

    def deliver_event(self, tenant: TenantId, key: str) -> None:
        """An event for the founder's other tools, by the function that sends."""
        self._client().send_message(
            QueueUrl=self._effects_url,
            MessageBody=json.dumps({"tenant": tenant, "webhook_event": key}),
            MessageGroupId=tenant,
        )

    def tell_founders(self, tenant: TenantId, key: str) -> None:
        """A notice of the tenant or a founder's mail of the day, by the function that may send."""
        self._client().send_message(
            QueueUrl=self._effects_url,
            MessageBody=json.dumps({"tenant": tenant, "notice": key}),
            MessageGroupId=tenant,
        )

    def founder_mail(self, tenant: TenantId, kind: str, asked: Mapping[str, str]) -> None:
        """A mail to a founder (`sender_test`, `invitation`), on to the function that may send."""
        self._client().send_message(
            QueueUrl=self._effects_url,
            MessageBody=json.dumps({"tenant": tenant, kind: dict(asked)}),
            MessageGroupId=tenant,
        )

    def calendar_trouble(
        self, tenant: TenantId, founder: FounderId, trouble: CalendarTrouble
    ) -> None:
        """A mail to a founder whose own calendar cannot be used any more."""
        self.founder_mail(tenant, "calendar_trouble", {"founder": founder, "trouble": trouble})


def _dedupe_id(text: str) -> str:
    """SQS takes at most 128 characters of a narrow alphabet; a hash always fits."""
    return hashlib.sha256(text.encode()).hexdigest()
