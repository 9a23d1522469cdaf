"""The business's own Stripe account as a source of its customers: how it stands, and a sync now.

Must never take, show or end its key: that is done on the page.
"""

from __future__ import annotations

from datetime import datetime

from frontend_api.api.contract.endpoint import ApiModel, Call, Nothing, endpoint
from frontend_api.http.problems import ApiProblem


class StripeShown(ApiModel):
    connected: bool
    live: bool
    """Whether the key is of live mode."""
    connected_at: datetime | None
    asked_at: datetime | None
    """Since when a sync that was asked for waits for its turn."""
    phase: str
    """Of the sync under way; empty while there is none."""
    subscriptions_read: int
    customers_read: int


class SyncAsked(ApiModel):
    id: str


@endpoint(
    "How the connected Stripe account stands", answer=StripeShown, body=Nothing, query=Nothing
)
def show_stripe(call: Call[Nothing, Nothing]) -> StripeShown | ApiProblem:
    link = call.ports.stripe.link(call.session.tenant.id)
    sync = link.sync if link else None
    return StripeShown(
        connected=link is not None,
        live=link is not None and link.live,
        connected_at=link.connected_at if link else None,
        asked_at=link.asked_at if link else None,
        phase=sync.phase if sync else "",
        subscriptions_read=sync.subscriptions if sync else 0,
        customers_read=sync.customers if sync else 0,
    )


@endpoint(
    "Read the connected Stripe account now",
    answer=SyncAsked,
    body=Nothing,
    query=Nothing,
    status=202,
    problems=(409,),
)
def sync_now(call: Call[Nothing, Nothing]) -> SyncAsked | ApiProblem:
    tenant = call.session.tenant.id
    if call.ports.stripe.link(tenant) is None:
        return ApiProblem(409, "No Stripe account is connected.")
    call.ports.stripe.sync_now(tenant)
    return SyncAsked(id="stripe")
