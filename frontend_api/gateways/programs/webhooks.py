"""Webhooks on the workspace table. Sends nothing: the sweep finds what is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from frontend_api.gateways.ids import RandomIds
from frontend_api.http.forms import FieldRefusal
from functions.webhooks.endpoints import (
    MOST_ENDPOINTS,
    EndpointStatus,
    WebhookEndpoint,
    check_url,
    create_endpoint,
    edit_endpoint,
    list_endpoints,
    remove_endpoint,
    rolled,
    signing_secret,
)
from functions.webhooks.events import WebhookKind
from functions.webhooks.outbox import LoggedEvent, list_events, load_event, save_event
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class StoredWebhooks:
    """The `Webhooks` port."""

    ids: RandomIds
    keys: Callable[[], KeyRing]
    http_allowed: bool
    """On the local stage alone."""

    def endpoints(self, tenant: TenantId) -> tuple[WebhookEndpoint, ...]:
        return list_endpoints(tenant)

    def add(
        self,
        tenant: TenantId,
        *,
        url: str,
        kinds: tuple[WebhookKind, ...],
        by: FounderId,
        now: datetime,
    ) -> WebhookEndpoint | FieldRefusal:
        wrong = check_url(url, http_allowed=self.http_allowed)
        if wrong:
            return FieldRefusal(wrong, "url")
        if len(list_endpoints(tenant)) >= MOST_ENDPOINTS:
            return FieldRefusal(f"There are {MOST_ENDPOINTS} already. Remove one first.", "url")
        endpoint = WebhookEndpoint(self.ids.new("hook"), url, kinds, by, now)
        create_endpoint(tenant, endpoint)
        return endpoint

    def secret(self, tenant: TenantId, endpoint: WebhookEndpoint) -> str:
        return signing_secret(self.keys(), tenant, endpoint)

    def roll_secret(
        self, tenant: TenantId, endpoint: str, *, now: datetime
    ) -> WebhookEndpoint | None:
        return edit_endpoint(tenant, endpoint, lambda found: rolled(found, now=now))

    def turn(self, tenant: TenantId, endpoint: str, *, on: bool) -> WebhookEndpoint | None:
        status = EndpointStatus.ON if on else EndpointStatus.OFF
        return edit_endpoint(
            tenant, endpoint, lambda found: replace(found, status=status, off_because="")
        )

    def remove(self, tenant: TenantId, endpoint: str) -> bool:
        if not any(known.id == endpoint for known in list_endpoints(tenant)):
            return False
        remove_endpoint(tenant, endpoint)
        return True

    def log(self, tenant: TenantId) -> tuple[LoggedEvent, ...]:
        return list_events(tenant)

    def replay(self, tenant: TenantId, key: str, endpoint: str, *, now: datetime) -> bool:
        known = any(each.id == endpoint for each in list_endpoints(tenant))
        if not known or load_event(tenant, key) is None:
            return False
        return save_event(tenant, key, lambda row: row.replayed(endpoint, now=now)) is not None
