"""Puts Google together: its sign-in, its Calendar API, and the founders who use them by hand."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.sandbox.google.calendars import GoogleCalendars
from infra.sandbox.google.channels import GoogleChannels
from infra.sandbox.google.events import GoogleEvents
from infra.sandbox.google.founder import FoundersHands
from infra.sandbox.google.sign_in import GoogleSignIn
from infra.sandbox.google.wire import GoogleRefused, GoogleWire
from infra.sandbox.ledger import Ledger
from infra.sandbox.settings import Settings
from infra.sandbox.webhooks import Webhooks

_UNKNOWN = GoogleRefused(404, "notFound", "This sandbox does not play this method of Google's.")


class PlayedGoogle:
    """Every part, wired once."""

    def __init__(self, *, settings: Settings, ledger: Ledger, webhooks: Webhooks) -> None:
        wire = GoogleWire(ledger)
        self.sign_in = GoogleSignIn(settings=settings, ledger=ledger)
        self.calendars = GoogleCalendars(wire=wire, ledger=ledger)
        self.events = GoogleEvents(wire=wire, ledger=ledger, calendars=self.calendars)
        self.channels = GoogleChannels(
            wire=wire, ledger=ledger, calendars=self.calendars, webhooks=webhooks
        )
        self.events.on_change = self.channels.tell_of_change
        self.founder = FoundersHands(
            ledger=ledger, sign_in=self.sign_in, calendars=self.calendars, events=self.events
        )

    def routes(self) -> list[Route]:
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]
        return [
            *self.sign_in.routes(),
            *self.calendars.routes(),
            *self.channels.routes(),
            *self.events.routes(),
            *self.founder.routes(),
            Route("/google/{path:path}", _refuse_unknown, methods=methods),
        ]


async def _refuse_unknown(_request: Request) -> Response:
    return _UNKNOWN.response()
