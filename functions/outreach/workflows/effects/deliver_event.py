"""Delivers one event to the founder's other tools: claims it, sends what is due, keeps the log.

A receiver may get an event twice and knows it by its id. One that fails for the last time is turned
off, and the founder is told. Must never send an event that no committed change wrote.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from functions.webhooks.deliveries import (
    LEASE,
    DeliveryStatus,
    EndpointDelivery,
    OutboxEvent,
    ReceiverAnswer,
    dropped,
    settle,
)
from functions.webhooks.endpoints import (
    EndpointStatus,
    WebhookEndpoint,
    edit_endpoint,
    list_endpoints,
    signing_secrets,
)
from functions.webhooks.outbox import claim_event, save_event
from tenancy.runtime.clock import Clock
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

A_BATCH_TAKES = timedelta(seconds=25)
"""After this long no further endpoint of any event in a batch is asked; with the last one it stays
below what the function may run. The rest is due at once, before those that were asked."""


class EventPost(Protocol):
    def send(
        self, url: str, *, id: str, body: str, secrets: tuple[str, ...], now: datetime
    ) -> ReceiverAnswer: ...


@dataclass(frozen=True, slots=True)
class DeliverEvents:
    clock: Clock
    post: EventPost
    keys: Callable[[], KeyRing]
    notify_off: Callable[[TenantId, WebhookEndpoint], None]
    """Tell the founder that an endpoint was turned off."""
    real_now: Callable[[], datetime]
    """What a signature is dated with: a receiver compares it with its own clock."""


def deliver_event(ports: DeliverEvents, *, tenant: TenantId, key: str, until: datetime) -> None:
    """Send what is due of one event. Safe to call again at any time.

    From `until` on, by the machine's own clock, nobody is asked any more: the sweep brings the
    event again.
    """
    if ports.real_now() >= until:
        return
    now = ports.clock.now()
    endpoints = {each.id: each for each in list_endpoints(tenant)}
    claimed = claim_event(
        tenant, key, lambda row: row.addressed(endpoints.values(), now=now), now=now
    )
    if claimed is None:
        return
    waiting = list(claimed.due(now=now))
    if not waiting:
        save_event(tenant, key, lambda latest: latest)
    while waiting:
        due = waiting.pop(0)
        settled = _delivered(ports, tenant, claimed, due, endpoints.get(due.endpoint))
        if ports.real_now() >= until:
            waiting = []
        _save_outcome(tenant, key, settled, leased_until=now + LEASE if waiting else None)
        _judge_endpoint(ports, tenant, settled, claimed)


def _save_outcome(
    tenant: TenantId, key: str, settled: EndpointDelivery, *, leased_until: datetime | None
) -> None:
    """Counted at once: a worker that ends early repeats nothing that was settled."""
    save_event(tenant, key, lambda latest: latest.with_delivery(settled), leased_until=leased_until)


def _delivered(
    ports: DeliverEvents,
    tenant: TenantId,
    row: OutboxEvent,
    delivery: EndpointDelivery,
    endpoint: WebhookEndpoint | None,
) -> EndpointDelivery:
    if endpoint is None or endpoint.status is EndpointStatus.OFF:
        return dropped(delivery, "The endpoint was removed or turned off.")
    now = ports.clock.now()
    secrets = signing_secrets(ports.keys(), tenant, endpoint, now=now)
    answered = ports.post.send(
        endpoint.url,
        id=f"{row.event.id}@{endpoint.id}",
        body=event_body(row),
        secrets=secrets,
        now=ports.real_now(),
    )
    return settle(delivery, answered, now=now)


def event_body(row: OutboxEvent) -> str:
    """The payload of the Standard Webhooks scheme: type, timestamp, data."""
    return json.dumps(
        {
            "type": row.event.kind,
            "timestamp": row.event.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "data": dict(row.event.data),
        },
        ensure_ascii=False,
    )


def _judge_endpoint(
    ports: DeliverEvents, tenant: TenantId, delivery: EndpointDelivery, row: OutboxEvent
) -> None:
    if delivery.status is DeliveryStatus.DELIVERED:
        edit_endpoint(
            tenant,
            delivery.endpoint,
            lambda found: replace(found, last_success_at=delivery.last_at),
        )
    elif delivery.status is DeliveryStatus.FAILED and delivery.tries:
        turned_off = edit_endpoint(
            tenant, delivery.endpoint, lambda found: _turned_off(found, delivery, row)
        )
        if turned_off is not None:
            ports.notify_off(tenant, turned_off)


def _turned_off(
    found: WebhookEndpoint, delivery: EndpointDelivery, row: OutboxEvent
) -> WebhookEndpoint | None:
    """None where it is off already, or took another event since this one happened."""
    alive = found.last_success_at is not None and found.last_success_at > row.event.at
    if found.status is EndpointStatus.OFF or (alive and delivery.http_status != 410):
        return None
    return replace(found, status=EndpointStatus.OFF, off_because=delivery.problem)
