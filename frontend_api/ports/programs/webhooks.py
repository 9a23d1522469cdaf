"""Where a founder has events sent, and the log of them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from frontend_api.http.forms import FieldRefusal
    from functions.webhooks.endpoints import WebhookEndpoint
    from functions.webhooks.events import WebhookKind
    from functions.webhooks.outbox import LoggedEvent
    from tenancy.tenant import FounderId, TenantId


class Webhooks(Protocol):
    def endpoints(self, tenant: TenantId) -> tuple[WebhookEndpoint, ...]: ...
    def add(
        self,
        tenant: TenantId,
        *,
        url: str,
        kinds: tuple[WebhookKind, ...],
        by: FounderId,
        now: datetime,
    ) -> WebhookEndpoint | FieldRefusal: ...
    def secret(self, tenant: TenantId, endpoint: WebhookEndpoint) -> str:
        """What its events are signed with."""
        ...

    def roll_secret(
        self, tenant: TenantId, endpoint: str, *, now: datetime
    ) -> WebhookEndpoint | None: ...
    def turn(self, tenant: TenantId, endpoint: str, *, on: bool) -> WebhookEndpoint | None: ...
    def remove(self, tenant: TenantId, endpoint: str) -> bool: ...
    def log(self, tenant: TenantId) -> tuple[LoggedEvent, ...]:
        """The newest first."""
        ...

    def replay(self, tenant: TenantId, key: str, endpoint: str, *, now: datetime) -> bool:
        """Send an event of the log to an endpoint once more; False if either is gone."""
        ...
