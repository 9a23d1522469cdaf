"""How far the deliveries of one event are: what was tried, when it is tried again, when it ends.

Pure. Tries follow the schedule of the Standard Webhooks scheme, about 28 hours in all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from functions.webhooks.endpoints import WebhookEndpoint
from functions.webhooks.events import WebhookEvent
from tenancy.values.lazy_dataclass import dataclass

PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=10),
)
MOST_TRIES = len(PAUSES) + 1
LEASE = timedelta(minutes=3)
"""One worker has an event for so long; longer than the function may run."""
KEPT = timedelta(days=30)


class DeliveryStatus(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Tried for the last time; only a replay tries again."""


@dataclass(frozen=True, slots=True)
class EndpointDelivery:
    """One event on its way to one endpoint."""

    endpoint: str
    status: DeliveryStatus = DeliveryStatus.WAITING
    tries: int = 0
    next_at: datetime | None = None
    last_at: datetime | None = None
    http_status: int = 0
    """0 where no answer came."""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class OutboxEvent:
    """An event that waits to be delivered, with its log."""

    event: WebhookEvent
    deliveries: tuple[EndpointDelivery, ...] | None = None
    """None until it is first looked at: the endpoints of that moment get it."""

    @property
    def next_at(self) -> datetime | None:
        """When something of it is due; None once nothing is."""
        if self.deliveries is None:
            return self.event.at
        due = [each.next_at for each in self.deliveries if each.next_at is not None]
        return min(due, default=None)

    def addressed(self, endpoints: Iterable[WebhookEndpoint], *, now: datetime) -> OutboxEvent:
        """With a delivery for each endpoint that wants it, at the first look."""
        if self.deliveries is not None:
            return self
        wanting = [each.id for each in endpoints if each.wants(self.event.kind)]
        return replace(
            self, deliveries=tuple(EndpointDelivery(each, next_at=now) for each in wanting)
        )

    def due(self, *, now: datetime) -> tuple[EndpointDelivery, ...]:
        every = self.deliveries or ()
        return tuple(each for each in every if each.next_at is not None and each.next_at <= now)

    def with_delivery(self, delivery: EndpointDelivery) -> OutboxEvent:
        others = tuple(x for x in self.deliveries or () if x.endpoint != delivery.endpoint)
        return replace(self, deliveries=(*others, delivery))

    def replayed(self, endpoint: str, *, now: datetime) -> OutboxEvent:
        """To be sent to the endpoint once more, with as many tries as a new one."""
        return self.with_delivery(EndpointDelivery(endpoint, next_at=now))


@dataclass(frozen=True, slots=True)
class ReceiverAnswer:
    """What became of one try. `problem` is empty if the receiver took it."""

    http_status: int = 0
    problem: str = ""
    gone: bool = False
    """The receiver answered that it wants nothing any more (410)."""


def settle(
    delivery: EndpointDelivery, answered: ReceiverAnswer, *, now: datetime
) -> EndpointDelivery:
    tries = delivery.tries + 1
    known = replace(
        delivery,
        tries=tries,
        last_at=now,
        http_status=answered.http_status,
        problem=answered.problem,
    )
    if not answered.problem:
        return replace(known, status=DeliveryStatus.DELIVERED, next_at=None)
    if answered.gone or tries >= MOST_TRIES:
        return replace(known, status=DeliveryStatus.FAILED, next_at=None)
    return replace(known, next_at=now + PAUSES[tries - 1])


def dropped(delivery: EndpointDelivery, why: str) -> EndpointDelivery:
    """Its endpoint takes nothing any more."""
    return replace(delivery, status=DeliveryStatus.FAILED, next_at=None, problem=why)
