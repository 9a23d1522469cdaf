"""The `Files` port: a tenant's files in the bucket, under the tenant's own credentials."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from functions.customer_base.ports import LISTED_AT_MOST
from tenancy.data.bucket import ObjectKey, TenantBucket
from tenancy.data.credentials import acting_for
from tenancy.tenant import TenantId


class BucketFiles:
    """The `Files` port."""

    def list(self, tenant: TenantId, folder: str) -> tuple[str, ...]:
        with acting_for(tenant):
            found = tuple(islice(TenantBucket().keys(ObjectKey(folder)), LISTED_AT_MOST + 1))
        if len(found) > LISTED_AT_MOST:
            raise ValueError("more files in a folder than can be listed")
        return found

    def size(self, tenant: TenantId, key: str) -> int | None:
        with acting_for(tenant):
            return TenantBucket().size(ObjectKey(key))

    def download(self, tenant: TenantId, key: str, target: Path) -> None:
        with acting_for(tenant):
            TenantBucket().download(ObjectKey(key), target)

    def upload(self, tenant: TenantId, source: Path, key: str) -> None:
        with acting_for(tenant):
            TenantBucket().upload(source, ObjectKey(key))

    def purge_versions(self, tenant: TenantId, key: str) -> None:
        with acting_for(tenant):
            TenantBucket().purge_versions(ObjectKey(key))

    def delete(self, tenant: TenantId, key: str) -> None:
        with acting_for(tenant):
            TenantBucket().delete(ObjectKey(key))
