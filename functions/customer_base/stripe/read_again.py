"""Reads single objects of the founder's account again where webhooks leave in doubt what they are.

Decides which and how many at once; what is left waits for the next application. Must never take
an answer that did not come for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from functions.customer_base.stripe.ports import StripeLists, SyncLinks
from functions.stripe_source.account import Busy, OneObject
from functions.stripe_source.change import Change, as_read, in_doubt
from functions.stripe_source.rows import customer_row, subscription_row
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

READ_AGAIN_AT_MOST = 100
"""Objects in one application: seconds, and few enough for the account's own rate limit."""
READ_AGAIN_S = 20.0


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """The changes as they stand now."""

    changes: Mapping[str, Change]
    left: int = 0
    """In doubt still, and to be read the next time."""
    wait_s: float = 0.0
    """What a busy Stripe asks for before that."""


def read_again(
    tenant: TenantId,
    changes: Mapping[str, Change],
    account: StripeLists | None,
    links: SyncLinks,
    *,
    read_until: datetime | None,
    now: Callable[[], datetime],
) -> ReadAgain:
    """Read what is in doubt, the one that waits longest first.

    What cannot be read (the key is refused, or may not read this) stays as it was reported until
    the night.
    """
    doubted = [one for one in changes.values() if in_doubt(one, read_until=read_until)]
    doubted.sort(key=lambda one: (one.received_at, one.object_id))
    if account is None or not doubted:
        return ReadAgain(changes)
    known, began = dict(changes), now()
    for place, change in enumerate(doubted):
        late = (now() - began).total_seconds() >= READ_AGAIN_S
        if place >= READ_AGAIN_AT_MOST or late:
            return ReadAgain(known, len(doubted) - place)
        read_of = account.subscription if change.kind == "subscription" else account.customer
        # Before asking: what happens meanwhile is newer than the answer.
        at = now()
        found = read_of(change.object_id)
        if isinstance(found, Busy):
            return ReadAgain(known, len(doubted) - place, found.wait_s or 0.0)
        if not isinstance(found, OneObject):
            break
        row_of = subscription_row if change.kind == "subscription" else customer_row
        settled = as_read(change, None if found.thing is None else row_of(found.thing), at=at)
        # What was reported meanwhile is in the store, and asked for a message of its own.
        links.replace_change(tenant, change, settled)
        known[change.object_id] = settled
    return ReadAgain(known)
