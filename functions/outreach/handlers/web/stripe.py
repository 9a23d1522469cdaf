"""What Stripe tells us. An event is only a reason to look; nothing unsigned is read."""

from __future__ import annotations

import logging

from functions.outreach import wiring
from tenancy.billing.stripe import BadSignature, Followed, read_event
from tenancy.runtime.http import HttpRequest, HttpResponse, plain_text

log = logging.getLogger(__name__)


def handle(request: HttpRequest) -> HttpResponse:
    event = read_event(
        request.body,
        request.headers.get("stripe-signature", ""),
        secrets=wiring.secrets().stripe.hook_secrets,
    )
    if isinstance(event, BadSignature):
        log.warning("unsigned_hook", extra={"path": request.path})
        return plain_text(403, "signature does not match")
    outcome = wiring.stripe_billing().apply(event)
    if isinstance(outcome, Followed):
        # A failed payment stops openings at once, a settled one starts them again.
        wiring.meters().stop_if_spent(outcome.tenant)
    return plain_text(200, "ok")
