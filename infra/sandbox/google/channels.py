"""Push channels: `events.watch`, `channels.stop`, and what Google then sends.

After the guide "Push notifications" (headers of a message, the first one of the state `sync`, https
alone) and the Channel resource of the discovery document. This sandbox also takes plain http to
this machine, where it runs.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.sandbox.google.calendars import GoogleCalendars
from infra.sandbox.google.sign_in import EVENTS
from infra.sandbox.google.wire import API, GoogleRefused, GoogleWire, invalid, partial
from infra.sandbox.ledger import Ledger, Record
from infra.sandbox.webhooks import Webhooks, is_loopback

_FIELDS = frozenset(
    {"address", "expiration", "id", "kind", "params", "payload", "resourceId", "resourceUri",
     "token", "type"}
)  # fmt: skip
_ID = re.compile(r"[A-Za-z0-9\-_+/=]{1,64}\Z")
TOKEN_LETTERS_AT_MOST = 256
SECONDS_AT_MOST = 604_800
"""What a channel of events lasts without a wish, and at most."""


class GoogleChannels:
    """Who wants to hear of which calendar."""

    def __init__(
        self, *, wire: GoogleWire, ledger: Ledger, calendars: GoogleCalendars, webhooks: Webhooks
    ) -> None:
        self._wire = wire
        self._ledger = ledger
        self._calendars = calendars
        self._webhooks = webhooks

    def routes(self) -> list[Route]:
        return [
            Route(f"{API}/calendars/{{calendar}}/events/watch", self._watch, methods=["POST"]),
            Route(f"{API}/channels/stop", self._stop, methods=["POST"]),
        ]

    async def _watch(self, request: Request) -> Response:
        asked = await self._wire.admit(request, scopes=(EVENTS,), fields=_FIELDS)
        if isinstance(asked, GoogleRefused):
            return asked.response()
        name = request.path_params["calendar"]
        calendar = self._calendars.find_calendar(asked.account, name, least="reader")
        if isinstance(calendar, GoogleRefused):
            return calendar.response()
        if refused := self._wrong(asked.body):
            return refused.response()
        seconds = int(asked.body.get("params", {}).get("ttl", SECONDS_AT_MOST))
        ends = int(self._ledger.now().timestamp()) + min(seconds, SECONDS_AT_MOST)
        resource = hashlib.sha256(calendar["id"].encode()).hexdigest()[:27]
        channel = {
            "kind": "api#channel",
            "id": asked.body["id"],
            "resourceId": resource,
            "resourceUri": f"https://www.googleapis.com{request.url.path.removesuffix('/watch')}",
            "token": asked.body.get("token", ""),
            "expiration": str(ends * 1000),
        }
        kept = {**channel, "address": asked.body["address"], "calendar": calendar["id"],
                "account": asked.account, "sent": 0}  # fmt: skip
        self._ledger.save_record("google_channels", channel["id"], kept)
        self._send(kept, "sync")
        return partial(asked, channel)

    def _wrong(self, body: Record) -> GoogleRefused | None:
        if body.get("type") not in {"web_hook", "webhook"}:
            return invalid("type", "Unknown channel type")
        if not _ID.match(str(body.get("id", ""))):
            return invalid("id", "Invalid channel id")
        if body["id"] in self._ledger.table("google_channels"):
            message = f"Channel id {body['id']} not unique"
            return GoogleRefused(400, "channelIdNotUnique", message)
        if len(str(body.get("token", ""))) > TOKEN_LETTERS_AT_MOST:
            return invalid("token", "Channel token is too long")
        address = str(body.get("address", ""))
        if not (address.startswith("https://") or is_loopback(address)):
            message = f"WebHook callback must be HTTPS: {address}"
            return GoogleRefused(400, "push.webhookUrlNotHttps", message)
        return None

    async def _stop(self, request: Request) -> Response:
        asked = await self._wire.admit(request, scopes=(EVENTS,), fields=_FIELDS)
        if isinstance(asked, GoogleRefused):
            return asked.response()
        kept = self._ledger.table("google_channels").get(str(asked.body.get("id", "")))
        known = kept is not None and kept["resourceId"] == asked.body.get("resourceId")
        if kept is None or not known or kept["account"] != asked.account:
            message = f"Channel '{asked.body.get('id')}' not found"
            return GoogleRefused(404, "notFound", message).response()
        self._ledger.table("google_channels").pop(kept["id"])
        return Response(status_code=204)

    def tell_of_change(self, calendar: str) -> None:
        for channel in list(self._ledger.table("google_channels").values()):
            ends = int(channel["expiration"]) / 1000
            if channel["calendar"] == calendar and ends > self._ledger.now().timestamp():
                self._send(channel, "exists")

    def _send(self, channel: dict[str, Any], state: str) -> None:
        channel["sent"] += 1
        ends = datetime.fromtimestamp(int(channel["expiration"]) / 1000, UTC)
        headers = {
            "X-Goog-Channel-ID": channel["id"],
            "X-Goog-Channel-Token": channel["token"],
            "X-Goog-Channel-Expiration": f"{ends:%a, %d %b %Y %H:%M:%S GMT}",
            "X-Goog-Resource-ID": channel["resourceId"],
            "X-Goog-Resource-URI": channel["resourceUri"],
            "X-Goog-Resource-State": state,
            "X-Goog-Message-Number": str(channel["sent"]),
        }
        self._webhooks.later(self._webhooks.bare(channel["address"], headers))
