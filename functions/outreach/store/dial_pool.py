"""The dial pool a segment run left: compressed JSON lines in the bucket, 200 customers a page."""

from __future__ import annotations

import gzip
import io
from collections import OrderedDict

from functions.product.customer_facts import CustomerFacts
from functions.product.dial_pool_line import decode_line, page_name
from functions.product.motions import Motion
from tenancy.data.bucket import TenantBucket, tenant_file
from tenancy.data.credentials import acting_for
from tenancy.tenant import TenantId

PAGES_KEPT = 16
PAGE_BYTES_AT_MOST = 16 * 1024 * 1024


class BucketDialPool:
    """A `DialPool` port. Pages never change, so some are kept in memory."""

    def __init__(self) -> None:
        self._listed: OrderedDict[tuple[str, str], frozenset[str]] = OrderedDict()
        self._kept: OrderedDict[tuple[TenantId, str, str], tuple[CustomerFacts, ...]] = (
            OrderedDict()
        )

    def page(
        self, tenant: TenantId, *, run: str, motion: Motion, page: int
    ) -> tuple[CustomerFacts, ...]:
        name = page_name(motion, page)
        key = (tenant, run, name)
        if key not in self._kept:
            self._kept[key] = self._read(tenant, run=run, name=name)
            if len(self._kept) > PAGES_KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    def _read(self, tenant: TenantId, *, run: str, name: str) -> tuple[CustomerFacts, ...]:
        """S3 answers "access denied" for a missing key where the whole bucket may not be listed,
        so the run's own folder is listed to know where the pool ends."""
        with acting_for(tenant):
            bucket = TenantBucket()
            if (tenant, run) not in self._listed:
                folder = tenant_file(tenant, "runs", run)
                self._listed[tenant, run] = frozenset(bucket.keys(folder))
                if len(self._listed) > PAGES_KEPT:
                    self._listed.popitem(last=False)
            file = tenant_file(tenant, "runs", run, name)
            body = bucket.get(file) if file in self._listed[tenant, run] else None
        if body is None:
            return ()
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as lines:
            text = lines.read(PAGE_BYTES_AT_MOST)
        return tuple(decode_line(line) for line in text.splitlines() if line)
