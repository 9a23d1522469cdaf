"""A founder's Google calendar says that it changed: it is looked at, and nothing else is believed.

The message carries no event; its token is one we signed for one connection of one founder.
"""

from __future__ import annotations

import logging

from functions.outreach import wiring
from functions.outreach.calendar_wiring import WATCHED_GOOGLE, sync_ports
from functions.outreach.workflows.calendar.sync_calendar import sync_pushed
from tenancy.runtime.http import HttpRequest, HttpResponse, plain_text
from tenancy.runtime.signed_links import BadToken, read_token_of
from tenancy.tenant import FounderId, tenant_id

log = logging.getLogger(__name__)
_FIRST = "sync"
"""The state of a channel's first message: nothing changed yet."""


def handle(request: HttpRequest) -> HttpResponse:
    token = request.headers.get("x-goog-channel-token", "")
    claims = read_token_of(wiring.secrets().signing, token, now=None)
    if isinstance(claims, BadToken) or claims.get("for") != WATCHED_GOOGLE:
        log.warning("unsigned_hook", extra={"path": "/hooks/google-calendar"})
        return plain_text(403, "token does not match")
    if request.headers.get("x-goog-resource-state") != _FIRST:
        tenant, founder = tenant_id(claims["t"]), FounderId(claims["f"])
        sync_pushed(sync_ports(), tenant, founder, connection=claims["c"])
    return plain_text(200, "ok")
