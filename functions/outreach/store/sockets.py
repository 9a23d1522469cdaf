"""Open voice sockets: which call, tenant and conversation a connection belongs to.

In the control table, because a frame arrives with nothing but its connection id.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from datetime import datetime, timedelta

from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.ports import LiveCall
from tenancy.data.table import ControlItem
from tenancy.tenant import tenant_id

KEPT = 256
LONGEST_CONNECTION = timedelta(hours=2)
"""API Gateway's limit for one connection."""


class StoredSockets:
    """Remembered in this process too, so that most frames cost no read."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, LiveCall] = OrderedDict()

    def remember(self, live: LiveCall, *, now: datetime) -> None:
        ControlItem(
            pk=_key(live.connection),
            sk="head",
            kind="socket",
            tenant=live.tenant,
            document=json.dumps({"conversation": live.conversation, "call": live.call}),
            expires_at=now + LONGEST_CONNECTION,
        ).save()
        self._keep(live)

    def find(self, connection: str) -> LiveCall | None:
        if connection in self._kept:
            return self._kept[connection]
        try:
            row = ControlItem.get(_key(connection), "head", consistent_read=True)
        except ControlItem.DoesNotExist:
            return None
        document = json.loads(row.document or "{}")
        live = LiveCall(
            connection=connection,
            call=document["call"],
            tenant=tenant_id(row.tenant or ""),
            conversation=ConversationId(document["conversation"]),
        )
        self._keep(live)
        return live

    def forget(self, connection: str) -> None:
        self._kept.pop(connection, None)
        ControlItem(_key(connection), "head").delete()

    def _keep(self, live: LiveCall) -> None:
        self._kept[live.connection] = live
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)


def _key(connection: str) -> str:
    return f"socket#{connection}"
