"""What founders' own Stripe accounts tell, each signed with that tenant's own secret.

Nothing of an event is read before its signature fits; a tenant that is not connected is not there.
"""

from __future__ import annotations

import logging

from functions.outreach import wiring
from functions.outreach.workflows.follow_stripe import follow
from functions.stripe_source.link import StripeLink
from tenancy.billing.stripe import BadSignature, read_event
from tenancy.runtime.http import HttpRequest, HttpResponse, plain_text
from tenancy.tenant import TenantId, tenant_id

log = logging.getLogger(__name__)


def handle(request: HttpRequest) -> HttpResponse:
    found = _connected(request.values.get("tenant", ""))
    if found is None:
        return plain_text(404, "nothing is connected here")
    tenant, link = found
    secret = wiring.tenant_secrets().recent_stripe(tenant).hook_secret
    signature = request.headers.get("stripe-signature", "")
    event = read_event(request.body, signature, secrets=(secret,))
    if isinstance(event, BadSignature):
        log.warning("unsigned_hook", extra={"path": "/hooks/stripe/{tenant}", "tenant": tenant})
        return plain_text(403, "signature does not match")
    follow(wiring.follow_ports(), tenant, link, event, now=wiring.clock().now())
    return plain_text(200, "ok")


def _connected(text: str) -> tuple[TenantId, StripeLink] | None:
    """The tenant of the address and its link. Who is no tenant costs one read and no more."""
    try:
        tenant = tenant_id(text)
    except ValueError:
        return None
    if not wiring.is_tenant(tenant):
        return None
    link = wiring.stripe_links().load(tenant)
    return (tenant, link) if link is not None and link.hook_ending else None
