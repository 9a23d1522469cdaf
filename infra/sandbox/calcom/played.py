"""Puts Cal.com together: its API, its webhooks, and the founders who use it by hand."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.sandbox.calcom.bookings import CalComBookings
from infra.sandbox.calcom.event_types import CalComEventTypes
from infra.sandbox.calcom.founder import FoundersHands
from infra.sandbox.calcom.webhooks import CalComWebhooks
from infra.sandbox.calcom.wire import CalComWire, not_found
from infra.sandbox.ledger import Ledger
from infra.sandbox.webhooks import Webhooks


class PlayedCalCom:
    """Every part, wired once."""

    def __init__(self, *, ledger: Ledger, webhooks: Webhooks) -> None:
        self._wire = CalComWire(ledger)
        self.event_types = CalComEventTypes(wire=self._wire, ledger=ledger)
        self.bookings = CalComBookings(wire=self._wire, ledger=ledger, event_types=self.event_types)
        self.webhooks = CalComWebhooks(wire=self._wire, ledger=ledger, webhooks=webhooks)
        self.bookings.on_change = self.webhooks.send_change
        self.founder = FoundersHands(
            ledger=ledger, event_types=self.event_types, bookings=self.bookings
        )

    def routes(self) -> list[Route]:
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        return [
            *self.event_types.routes(),
            *self.bookings.routes(),
            *self.webhooks.routes(),
            *self.founder.routes(),
            Route("/calcom/{path:path}", self._refuse_unknown, methods=methods),
        ]

    async def _refuse_unknown(self, request: Request) -> Response:
        message = f"Cannot {request.method} {request.url.path}"
        return self._wire.refuse(request, not_found(message))
