"""Messages that ask the base to pull, or to put changes over what it pulled. Decides nothing."""

from __future__ import annotations

import json
import os
from typing import Any

from tenancy.tenant import TenantId

LONGEST_DELAY_S = 900
"""SQS holds a message back for a quarter of an hour at most."""


class SyncQueue:
    """The `imports` queue; fair between tenants by the message group."""

    def __init__(self, url: str, *, client: Any = None) -> None:
        self._url = url
        self._made = client

    def pull(self, tenant: TenantId, *, sync: str, delay_s: int = 0) -> None:
        """Begin this sync, or go on with it."""
        self._send(tenant, {"kind": "sync", "tenant": tenant, "sync": sync}, delay_s)

    def apply_changes(self, tenant: TenantId, *, delay_s: int) -> None:
        self._send(tenant, {"kind": "sync_changes", "tenant": tenant}, delay_s)

    def _send(self, tenant: TenantId, body: dict[str, str], delay_s: int) -> None:
        if self._made is None:
            from tenancy.runtime.aws_clients import make_client

            self._made = make_client("sqs")
        self._made.send_message(
            QueueUrl=self._url,
            MessageBody=json.dumps(body),
            MessageGroupId=tenant,
            DelaySeconds=max(0, min(delay_s, LONGEST_DELAY_S)),
        )


def sync_queue_from_environment() -> SyncQueue:
    """Raises KeyError without WARMLINE_IMPORTS_QUEUE_URL."""
    return SyncQueue(os.environ["WARMLINE_IMPORTS_QUEUE_URL"])
