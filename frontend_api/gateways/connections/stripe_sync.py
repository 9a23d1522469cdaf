"""Connects a founder's own Stripe account: keeps its key as a secret, its link, and queues syncs.

The key goes from the form to Stripe and to Secrets Manager and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from frontend_api.gateways.ids import RandomIds
from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.stripe_source import StripeConnection
from functions.customer_base.store.snapshot_pointer import (
    SnapshotPointer,
    pointer_place,
    read_pointer,
)
from functions.stripe_source.account import Busy, KeyRefused, NotPermitted, StripeAccount
from functions.stripe_source.link import StoredLinks, StripeLink, link_place, read_link
from functions.stripe_source.queue import SyncQueue
from tenancy.data.credentials import acting_for
from tenancy.data.documents import load_together
from tenancy.runtime.clock import Clock
from tenancy.runtime.tenant_secrets import SecretGoing, TenantSecrets
from tenancy.tenant import TenantId

_REFUSALS = {
    KeyRefused: "Stripe does not know this key. Copy it once more, whole.",
    NotPermitted: (
        "The key works, but it may not read both Customers and Subscriptions. Give it read access "
        "to both in Stripe, then try again."
    ),
    Busy: "Stripe did not answer just now. Try again in a minute.",
}
MESSAGE_LOST = timedelta(hours=1)
"""A sync that did not begin by then is asked for again."""
_GOING = "You disconnected a moment ago. Try again in a minute."


class StoredStripeSource:
    """The `StripeSource` port."""

    def __init__(
        self,
        *,
        secrets: TenantSecrets,
        queue: SyncQueue,
        account: Callable[[str], StripeAccount],
        ids: RandomIds,
        clock: Clock,
        hooks_url: str,
    ) -> None:
        """`account` opens an account by its key."""
        self._links = StoredLinks()
        self._secrets = secrets
        self._queue = queue
        self._account = account
        self._ids = ids
        self._clock = clock
        self._hooks_url = hooks_url

    def link(self, tenant: TenantId) -> StripeLink | None:
        return self._links.load(tenant)

    def link_and_base(self, tenant: TenantId) -> tuple[StripeLink | None, SnapshotPointer | None]:
        places = link_place(tenant), pointer_place(tenant)
        with acting_for(tenant):
            found = load_together(places)
        link, base = (found.get(place) for place in places)
        return read_link(link) if link else None, read_pointer(base) if base else None

    def hook_url(self, tenant: TenantId) -> str:
        return f"{self._hooks_url}/hooks/stripe/{tenant}"

    def connect(self, tenant: TenantId, wanted: StripeConnection) -> FieldRefusal | None:
        account = self._account(wanted.key)
        refused = account.check()
        account.close()
        if refused is not None:
            return FieldRefusal(_REFUSALS[type(refused)], "read_key")
        try:
            self._secrets.keep_read_key(tenant, wanted.key)
        except SecretGoing:
            return FieldRefusal(_GOING, "read_key")
        self._links.connect(tenant, lambda before: _linked(before, wanted))
        self._pull(tenant)
        return None

    def keep_hook_secret(self, tenant: TenantId, secret: str) -> FieldRefusal | None:
        if self._links.load(tenant) is None:
            return FieldRefusal("Connect the account first.", "hook_secret")
        try:
            self._secrets.keep_hook_secret(tenant, secret)
        except SecretGoing:
            return FieldRefusal(_GOING, "hook_secret")
        self._links.edit(tenant, lambda link: link.model_copy(update={"hook_ending": secret[-4:]}))
        return None

    def sync_now(self, tenant: TenantId) -> None:
        """Nothing while one is asked for; one that is under way does not let another begin."""
        link = self._links.load(tenant)
        if link is None:
            return
        lost = self._clock.now() - MESSAGE_LOST
        if link.asked_at is None or link.asked_at < lost:
            self._pull(tenant)

    def _pull(self, tenant: TenantId) -> None:
        now = self._clock.now()
        self._links.edit(tenant, lambda link: link.model_copy(update={"asked_at": now}))
        self._queue.pull(tenant, sync=self._ids.new("sync"))

    def disconnect(self, tenant: TenantId) -> None:
        """The link first: from then on nobody asks for the key any more."""
        self._links.remove(tenant)
        self._secrets.forget(tenant)


def _linked(before: StripeLink | None, wanted: StripeConnection) -> StripeLink:
    """The link as the founder wants it now.

    Another key of a connected account keeps its webhook and what is known of its imports. A sync
    under way ends: it may be reading with the old key.
    """
    fresh = StripeLink(
        connected_at=wanted.at,
        connected_by=wanted.by,
        key_ending=wanted.key[-4:],
        live=wanted.key.startswith("rk_live_"),
        default_country=wanted.default_country,
        attested=wanted.attestation.attest(by=wanted.by, at=wanted.at),
    )
    if before is None:
        return fresh
    kept = {"import_id", "full_import", "made", "ended", "rows"}
    kept |= {"hook_ending", "synced_at"} if before.live == fresh.live else set()
    return fresh.model_copy(update={name: getattr(before, name) for name in kept})
