"""Records a Stripe webhook as changes of the objects it is about, and schedules a sync.

Decides only whether an event says anything about customers. Never changes the base, and asks for
it at most once at a time however many events arrive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from functions.stripe_source.change import Change
from functions.stripe_source.link import CHANGES_AT_MOST, StripeLink
from functions.stripe_source.rows import (
    customer_of,
    customer_row,
    is_described,
    subscription_row,
)
from tenancy.billing.stripe import StripeEvent
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

APPLY_AFTER_S = 10
"""What comes within ten seconds is put over the base together."""
MESSAGE_LOST = timedelta(minutes=15)
"""A message that did not come by then does not come any more."""

_CUSTOMER = {"customer.created": False, "customer.updated": False, "customer.deleted": True}
"""Event → whether it says that the object is gone."""
_SUBSCRIPTION = "customer.subscription."
"""Every event of a subscription carries it; one that ended stays, with its status."""
_TOUCHED = frozenset({"invoice.payment_failed"})
"""What they say of the invoice is a state of its subscription and customer, which are read."""


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
    changes = changes_of(event, link, now=now)
    if not changes:
        return False
    # An account where everything changes at once is read in full instead.
    if ports.links.count_change(tenant) <= CHANGES_AT_MOST:
        kept = [ports.links.keep_change(tenant, change) for change in changes]
        if not any(kept):
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


def changes_of(event: StripeEvent, link: StripeLink, *, now: datetime) -> tuple[Change, ...]:
    """What an event says about customers and subscriptions of this very account, if anything.

    Test data never gets into a live base, nor an account's own customers that are connected to the
    founder's platform.
    """
    body = event.body
    if bool(body.get("livemode")) != link.live or body.get("account"):
        return ()
    thing = body.get("data", {}).get("object", {})
    if not isinstance(thing, dict) or not thing.get("id"):
        return ()
    moment = int(event.created.timestamp())

    def change(kind: str, key: object, **fields: object) -> Change:
        known = {"event": event.id, "kind": kind, "object_id": str(key), "created": moment}
        return Change.model_validate({**known, "received_at": now, **fields})

    if event.type in _CUSTOMER:
        row = None if _CUSTOMER[event.type] else customer_row(thing)
        return (change("customer", thing["id"], row=row),)
    if event.type.startswith(_SUBSCRIPTION):
        row, partly = subscription_row(thing), not is_described(thing)
        return (change("subscription", thing["id"], row=row, doubted=partly),)
    if event.type in _TOUCHED:
        touched = {"subscription": _subscription_of(thing), "customer": customer_of(thing)}
        return tuple(change(kind, key, touched=True) for kind, key in touched.items() if key)
    return ()


def _subscription_of(invoice: Mapping[str, Any]) -> str:
    """The id of the subscription an invoice is for, in the words of new and old API versions."""
    parent = invoice.get("parent") or {}
    details = (parent.get("subscription_details") if isinstance(parent, Mapping) else None) or {}
    found = details.get("subscription") or invoice.get("subscription") or ""
    return str(found.get("id", "")) if isinstance(found, Mapping) else str(found)
