"""The dial pool a segment run left: compressed JSON lines in the bucket, 200 customers a page."""

from __future__ import annotations

import gzip
import os
from collections import OrderedDict

import botocore.exceptions

from functions.outreach.codec import from_json
from functions.outreach.domain.customer import CustomerFacts, Motion
from tenancy.credentials import acting_for
from tenancy.tenant import TenantId

PAGES_KEPT = 16
PAGE_BYTES_AT_MOST = 16 * 1024 * 1024


class BucketDialPool:
    """A `DialPool` port. Pages never change, so some are kept in memory."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[CustomerFacts, ...]] = OrderedDict()

    def page(
        self, tenant: TenantId, *, run: str, motion: Motion, page: int
    ) -> tuple[CustomerFacts, ...]:
        key = f"tenants/{tenant}/runs/{run}/pool-{motion}-{page:05d}.jsonl.gz"
        if key not in self._kept:
            self._kept[key] = self._read(tenant, key)
            if len(self._kept) > PAGES_KEPT:
                self._kept.popitem(last=False)
        return self._kept[key]

    @staticmethod
    def _read(tenant: TenantId, key: str) -> tuple[CustomerFacts, ...]:
        with acting_for(tenant) as session:
            try:
                body = session.s3_client().get_object(
                    Bucket=os.environ["WARMLINE_BUCKET"], Key=key
                )["Body"]
            except botocore.exceptions.ClientError as missing:
                if missing.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                    return ()
                raise
            with gzip.GzipFile(fileobj=body) as lines:
                text = lines.read(PAGE_BYTES_AT_MOST)
        return tuple(from_json(CustomerFacts, line) for line in text.splitlines() if line)
