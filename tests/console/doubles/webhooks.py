"""Webhooks in memory: what was set up, and what was asked to be sent again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from frontend_api.http.forms import FieldRefusal
from functions.webhooks.endpoints import EndpointStatus, WebhookEndpoint, check_url
from functions.webhooks.events import WebhookKind
from functions.webhooks.outbox import LoggedEvent
from tenancy.tenant import FounderId, TenantId


@dataclass
class FakeWebhooks:
    hooks: dict[str, WebhookEndpoint] = field(default_factory=dict)
    logged: tuple[LoggedEvent, ...] = ()
    replayed: list[tuple[str, str]] = field(default_factory=list)

    def endpoints(self, tenant: TenantId) -> tuple[WebhookEndpoint, ...]:
        return tuple(self.hooks.values())

    def add(
        self,
        tenant: TenantId,
        *,
        url: str,
        kinds: tuple[WebhookKind, ...],
        by: FounderId,
        now: datetime,
    ) -> WebhookEndpoint | FieldRefusal:
        wrong = check_url(url)
        if wrong:
            return FieldRefusal(wrong, "url")
        made = WebhookEndpoint(f"hook_{len(self.hooks) + 1}", url, kinds, by, now)
        self.hooks[made.id] = made
        return made

    def secret(self, tenant: TenantId, endpoint: WebhookEndpoint) -> str:
        return f"whsec_{endpoint.id}_{endpoint.generation}"

    def roll_secret(
        self, tenant: TenantId, endpoint: str, *, now: datetime
    ) -> WebhookEndpoint | None:
        return self._changed(endpoint, generation=2, rolled_at=now)

    def turn(self, tenant: TenantId, endpoint: str, *, on: bool) -> WebhookEndpoint | None:
        return self._changed(endpoint, status=EndpointStatus.ON if on else EndpointStatus.OFF)

    def _changed(self, endpoint: str, **changes: object) -> WebhookEndpoint | None:
        if endpoint not in self.hooks:
            return None
        self.hooks[endpoint] = replace(self.hooks[endpoint], **changes)  # type: ignore[arg-type]
        return self.hooks[endpoint]

    def remove(self, tenant: TenantId, endpoint: str) -> bool:
        return self.hooks.pop(endpoint, None) is not None

    def log(self, tenant: TenantId) -> tuple[LoggedEvent, ...]:
        return self.logged

    def replay(self, tenant: TenantId, key: str, endpoint: str, *, now: datetime) -> bool:
        there = endpoint in self.hooks and any(each.key == key for each in self.logged)
        if there:
            self.replayed.append((key, endpoint))
        return there
