"""Reading a founder's Stripe account page by page into parts, as far as Stripe and time allow.

Each step answers where the sync stands now, why it ended, or that it is put off. Never decides who
works on a sync, and never touches the base.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from functions.customer_base.ports import Files
from functions.customer_base.stripe.assemble import Batch, save_products, write_part
from functions.customer_base.stripe.ports import StripeLists
from functions.product.limits import MAX_ROWS
from functions.stripe_source.account import (
    Busy,
    CursorGone,
    KeyRefused,
    ListAnswer,
    ListPosition,
    NotPermitted,
    ObjectPage,
)
from functions.stripe_source.link import Sync, SyncPhase
from functions.stripe_source.queue import LONGEST_DELAY_S
from functions.stripe_source.rows import customer_row, subscription_row
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

PAGES_A_PART = 10
PRODUCT_PAGES_AT_MOST = 20
TRIES = 3
"""Of one page in one go, before the sync is put off."""
PATIENCE_S = 5.0
"""Longer waits are not sat out: a message comes back later."""
HELD_UP_AT_MOST = 30
"""About six hours of a busy Stripe; the next night tries again."""
STANDS = "Your customers stay as they were."
KEY_REFUSED = (
    "Stripe no longer accepts the key you gave. Make a new restricted key and connect it. " + STANDS
)
NOT_PERMITTED = (
    "The key may not read {what} in Stripe. Give it read access to Customers and Subscriptions, "
    "then sync again. " + STANDS
)
TOO_BUSY = f"Stripe was too busy for hours. We try again tonight. {STANDS}"
TOO_MANY = (
    f"Your Stripe account has more than {MAX_ROWS:,} customers or subscriptions, which is the most "
    f"that can be read. {STANDS}"
)


@dataclass(frozen=True, slots=True)
class Ended:
    """The sync cannot go on; why, in the founder's words."""

    problem: str


@dataclass(frozen=True, slots=True)
class PutOff:
    """The sync goes on in another function; `sync` holds what is safe."""

    sync: Sync
    delay_s: int = 0


@dataclass(frozen=True, slots=True)
class Pulling:
    """What reading works with."""

    tenant: TenantId
    account: StripeLists
    files: Files
    pause: Callable[[float], None]
    folder: Path


def read_step(pull: Pulling, sync: Sync) -> Sync | Ended | PutOff:
    """Read one part of the list the sync is at. Raises KeyError once there is nothing to read."""
    return _STEPS[sync.phase](pull, sync)


def _listed(
    pull: Pulling, read: Callable[[ListPosition], ListAnswer], where: ListPosition
) -> ListAnswer:
    """One page, asked for again after a short wait where Stripe is busy."""
    found = read(where)
    for attempt in range(1, TRIES):
        if not isinstance(found, Busy):
            return found
        wait_s = float(attempt) if found.wait_s is None else found.wait_s
        if wait_s > PATIENCE_S:
            return found
        pull.pause(wait_s)
        found = read(where)
    return found


def _read_products(pull: Pulling, sync: Sync) -> Sync | Ended | PutOff:
    """Names of products; without permission for them plans are called by their prices."""
    names: dict[str, str] = {}
    where = ListPosition()
    for _ in range(PRODUCT_PAGES_AT_MOST):
        found = _listed(pull, pull.account.products, where)
        match found:
            case ObjectPage():
                names |= {str(one["id"]): str(one.get("name") or "") for one in found.things}
                if not found.more or not found.things:
                    break
                where = ListPosition(str(found.things[-1]["id"]))
            case NotPermitted() | CursorGone():
                break
            case KeyRefused():
                return Ended(KEY_REFUSED)
            case Busy():
                return _held_up(sync, found)
    save_products(pull.tenant, names, files=pull.files, work=pull.folder)
    return sync.model_copy(update={"phase": SyncPhase.SUBSCRIPTIONS, "held_up": 0})


def _read_subscriptions(pull: Pulling, sync: Sync) -> Sync | Ended | PutOff:
    def take(batch: Batch, thing: Mapping[str, Any]) -> None:
        batch.subscription.append(subscription_row(thing))
        customer = thing.get("customer")
        if isinstance(customer, Mapping) and not customer.get("deleted"):
            batch.customer.append(customer_row(customer))

    return _read_part(pull, pull.account.subscriptions, take, sync, "Subscriptions")


def _read_customers(pull: Pulling, sync: Sync) -> Sync | Ended | PutOff:
    """Everybody, also those without a subscription."""

    def take(batch: Batch, thing: Mapping[str, Any]) -> None:
        batch.customer.append(customer_row(thing))

    return _read_part(pull, pull.account.customers, take, sync, "Customers")


_STEPS: Mapping[SyncPhase, Callable[[Pulling, Sync], Sync | Ended | PutOff]] = {
    SyncPhase.PRODUCTS: _read_products,
    SyncPhase.SUBSCRIPTIONS: _read_subscriptions,
    SyncPhase.CUSTOMERS: _read_customers,
}
_NEXT = {
    SyncPhase.SUBSCRIPTIONS: SyncPhase.CUSTOMERS,
    SyncPhase.CUSTOMERS: SyncPhase.ASSEMBLING,
}


def _read_part(
    pull: Pulling,
    read: Callable[[ListPosition], ListAnswer],
    take: Callable[[Batch, Mapping[str, Any]], None],
    sync: Sync,
    what: str,
) -> Sync | Ended | PutOff:
    """Some pages, written as one part; the sync as it stands once they are safe."""
    batch, after = Batch(), sync
    stopped: Busy | None = None
    for _ in range(PAGES_A_PART):
        found = _listed(pull, read, ListPosition(after.cursor, after.created_until))
        match found:
            case ObjectPage():
                for thing in found.things:
                    take(batch, thing)
                after = _after_page(after, found)
            case CursorGone():
                # The rows of that second come again; assembling takes each object once.
                update = {"cursor": "", "created_until": after.cursor_created}
                after = after.model_copy(update=update)
            case KeyRefused():
                return Ended(KEY_REFUSED)
            case NotPermitted():
                return Ended(NOT_PERMITTED.format(what=what))
            case Busy():
                stopped = found
        if stopped is not None or after.phase is not sync.phase:
            break
    after = _counted(after, batch)
    if max(after.subscriptions, after.customers) > 2 * MAX_ROWS:
        return Ended(TOO_MANY)
    if batch.customer or batch.subscription:
        write_part(
            pull.tenant,
            sync.id,
            after.parts,
            batch,
            files=pull.files,
            work=pull.folder,
        )
        after = after.model_copy(update={"held_up": 0})
    return after if stopped is None else _held_up(after, stopped)


def _after_page(sync: Sync, page: ObjectPage) -> Sync:
    if not page.more or not page.things:
        clean = {"cursor": "", "cursor_created": None, "created_until": None}
        return sync.model_copy(update={"phase": _NEXT[sync.phase], **clean})
    last = page.things[-1]
    return sync.model_copy(
        update={"cursor": str(last["id"]), "cursor_created": last.get("created")}
    )


def _counted(sync: Sync, batch: Batch) -> Sync:
    return sync.model_copy(
        update={
            "parts": sync.parts + bool(batch.customer or batch.subscription),
            "subscriptions": sync.subscriptions + len(batch.subscription),
            "customers": sync.customers + len(batch.customer),
        }
    )


def _held_up(sync: Sync, busy: Busy) -> Ended | PutOff:
    """Come back when Stripe asks, and later each time it does not help."""
    held_up = sync.held_up + 1
    if held_up > HELD_UP_AT_MOST:
        return Ended(TOO_BUSY)
    wait_s = max(busy.wait_s or 0.0, 2.0 ** min(held_up, 10))
    delay_s = round(min(wait_s, LONGEST_DELAY_S))
    return PutOff(sync.model_copy(update={"held_up": held_up}), delay_s)
