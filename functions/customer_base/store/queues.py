"""The queues a segment run is asked for on, and on which it notifies open conversations."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any

from tenancy.runtime.aws_clients import make_client
from tenancy.tenant import TenantId


class SqsSegmentQueue:
    """The `SegmentQueue` port; fair between tenants by the message group."""

    def __init__(self) -> None:
        self._client: Any = None

    def send(self, tenant: TenantId, *, run: str, snapshot: str) -> None:
        if self._client is None:
            self._client = make_client("sqs")
        self._client.send_message(
            QueueUrl=os.environ["WARMLINE_SEGMENTS_QUEUE_URL"],
            MessageBody=json.dumps({"tenant": tenant, "run": run, "snapshot": snapshot}),
            MessageGroupId=tenant,
        )


class SqsReplies:
    """The `Replies` port: ordered with everything else that happens to the conversation."""

    def __init__(self) -> None:
        self._client: Any = None

    def facts_changed(
        self, tenant: TenantId, conversation: str, *, facts: Mapping[str, Any], run: str
    ) -> None:
        if self._client is None:
            self._client = make_client("sqs")
        event = {"type": "FactsChanged", "facts": facts}
        idempotency_key = f"{conversation}|facts_changed|{run}"
        self._client.send_message(
            QueueUrl=os.environ["WARMLINE_REPLIES_QUEUE_URL"],
            MessageBody=json.dumps(
                {"tenant": tenant, "conversation": conversation, "event": event}
            ),
            MessageGroupId=conversation,
            MessageDeduplicationId=hashlib.sha256(idempotency_key.encode()).hexdigest(),
        )
