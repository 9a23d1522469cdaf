"""Records a Stripe webhook as one object change and schedules a sync.

Decides only whether an event says anything about customers. Never changes the base, and asks for
it at most once at a time however many events arrive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from functions.stripe_source.link import CHANGES_AT_MOST, Change, StripeLink
from functions.stripe_source.rows import customer_row, subscription_row
from tenancy.billing.stripe import StripeEvent
from tenancy.tenant import TenantId

APPLY_AFTER_S = 300
"""What comes within five minutes is put over the base together."""
MESSAGE_LOST = timedelta(hours=1)
"""A message that did not come by then does not come any more."""

_CUSTOMER = {"customer.created": False, "customer.updated": False, "customer.deleted": True}
"""Event → whether it says that the object is gone."""
_SUBSCRIPTION = frozenset(
    {
        "customer.subscription.created",
        "customer.subscription.updated",
        # An ended subscription stays, with its status.
        "customer.subscription.deleted",
    }
)


class StripeLinkStore(Protocol):
    def edit(
        self, tenant: TenantId, change: Callable[[StripeLink], StripeLink | None]
    ) -> StripeLink | None: ...
    def count_change(self, tenant: TenantId) -> int: ...
    def keep_change(self, tenant: TenantId, change: Change) -> bool: ...


class Messages(Protocol):
    def apply_changes(self, tenant: TenantId, *, delay_s: int) -> None: ...


@dataclass(frozen=True, slots=True)
class FollowPorts:
    """What the workflow works with."""

    links: StripeLinkStore
    messages: Messages


def follow(
    ports: FollowPorts, tenant: TenantId, link: StripeLink, event: StripeEvent, *, now: datetime
) -> bool:
    """Keep what a verified event says; False where it says nothing new about customers."""
    change = change_of(event, link, now=now)
    if change is None:
        return False
    # An account where everything changes at once is read in full instead.
    if ports.links.count_change(tenant) <= CHANGES_AT_MOST and not ports.links.keep_change(
        tenant, change
    ):
        return False
    due = now + timedelta(seconds=APPLY_AFTER_S)
    asked = ports.links.edit(tenant, lambda found: _asking(found, due, now))
    if asked is not None:
        ports.messages.apply_changes(tenant, delay_s=APPLY_AFTER_S)
    return True


def _asking(link: StripeLink, due: datetime, now: datetime) -> StripeLink | None:
    """The link with a message on its way; None where one is already."""
    if link.changes_due_at is not None and now < link.changes_due_at + MESSAGE_LOST:
        return None
    return link.model_copy(update={"changes_due_at": due})


def change_of(event: StripeEvent, link: StripeLink, *, now: datetime) -> Change | None:
    """What an event says about one customer or subscription of this very account, if anything.

    Test data never gets into a live base, nor an account's own customers that are connected to the
    founder's platform.
    """
    body = event.body
    if bool(body.get("livemode")) != link.live or body.get("account"):
        return None
    thing = body.get("data", {}).get("object", {})
    if not isinstance(thing, dict) or not thing.get("id"):
        return None
    if event.type in _CUSTOMER:
        kind, row = "customer", None if _CUSTOMER[event.type] else customer_row(thing)
    elif event.type in _SUBSCRIPTION:
        kind, row = "subscription", subscription_row(thing)
    else:
        return None
    return Change(
        event=event.id,
        kind=kind,
        object_id=str(thing["id"]),
        created=int(event.created.timestamp()),
        received_at=now,
        row=row,
    )
