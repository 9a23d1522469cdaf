"""Asks the customer base to erase or to expire, on the queue of imports. Decides nothing."""

from __future__ import annotations

import json
import os
from typing import Any

from tenancy.tenant import TenantId


class SqsBaseErasure:
    """A `BaseErasure` port; fair between tenants by the message group."""

    def __init__(self, url: str, *, client: Any = None) -> None:
        self._url = url
        self._made = client

    def ask(self, tenant: TenantId, erasure: str) -> None:
        self._send(tenant, {"kind": "erase", "tenant": tenant, "erasure": erasure})

    def expire(self, tenant: TenantId) -> None:
        """Ask it to remove the files that are older than the tenant keeps them."""
        self._send(tenant, {"kind": "expire", "tenant": tenant})

    def _send(self, tenant: TenantId, body: dict[str, str]) -> None:
        if self._made is None:
            from tenancy.runtime.aws_clients import make_client

            self._made = make_client("sqs")
        self._made.send_message(
            QueueUrl=self._url,
            MessageBody=json.dumps(body),
            MessageGroupId=tenant,
        )


def ask_base_from_environment() -> SqsBaseErasure:
    """Raises KeyError without WARMLINE_IMPORTS_QUEUE_URL."""
    return SqsBaseErasure(os.environ["WARMLINE_IMPORTS_QUEUE_URL"])
