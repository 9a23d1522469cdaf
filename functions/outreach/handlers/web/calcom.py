"""Cal.com says that something changed for a founder: it is looked at, and nothing else is believed.

The address of the hook names one connection of one founder, and is signed by us; what arrives there
is signed by Cal.com with that connection's own secret. Nothing in it is read.
"""

from __future__ import annotations

import hashlib
import hmac
import logging

from functions.outreach import wiring
from functions.outreach.calendar_wiring import WATCHED_CALCOM, calcom_secret, sync_ports
from functions.outreach.workflows.calendar.sync_calendar import sync_pushed
from tenancy.runtime.http import HttpRequest, HttpResponse, plain_text
from tenancy.runtime.signed_links import BadToken, read_token_of
from tenancy.tenant import FounderId, tenant_id

log = logging.getLogger(__name__)


def handle(request: HttpRequest) -> HttpResponse:
    claims = read_token_of(wiring.secrets().signing, request.values.get("token", ""), now=None)
    if isinstance(claims, BadToken) or claims.get("for") != WATCHED_CALCOM:
        return _refused()
    tenant, founder, connection = tenant_id(claims["t"]), FounderId(claims["f"]), claims["c"]
    secret = calcom_secret(tenant, founder, connection=connection)
    signature = request.headers.get("x-cal-signature-256", "")
    if not secret or not _is_signed(request.body, signature, secret=secret):
        return _refused()
    sync_pushed(sync_ports(), tenant, founder, connection=connection)
    return plain_text(200, "ok")


def _is_signed(body: bytes, signature: str, *, secret: str) -> bool:
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode())


def _refused() -> HttpResponse:
    log.warning("unsigned_hook", extra={"path": "/hooks/cal-com"})
    return plain_text(403, "signature does not match")
