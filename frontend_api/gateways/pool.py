"""The dial pool of the newest segment run, page by page, with who of a page opted out."""

from __future__ import annotations

from frontend_api.ports.customer_base import PoolPage
from functions.outreach.store.conversations.people import opt_out_keys, person_of
from functions.outreach.store.dial_pool import BucketDialPool
from functions.outreach.store.dynamo import rows_of
from functions.product.motions import Motion
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import TenantId


class StoredPool:
    """The `PoolRecords` port."""

    def __init__(self, *, hash_keys: KeyRing) -> None:
        self._hash_keys = hash_keys
        self._pool = BucketDialPool()

    def page(self, tenant: TenantId, *, run: str, motion: Motion, page: int) -> PoolPage:
        customers = self._pool.page(tenant, run=run, motion=motion, page=page) if run else ()
        if not customers:
            return PoolPage()
        with acting_for(tenant):
            kept = {item.sk for item in rows_of(TenantKeys.suppression(tenant))}
        return PoolPage(
            customers,
            frozenset(
                facts.customer_id
                for facts in customers
                if kept.intersection(opt_out_keys(self._hash_keys, person_of(facts)))
            ),
        )
