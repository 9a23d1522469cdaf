"""A tenant's files: keys that cannot lie outside its prefixes, and the few things done with them.

What a file means is decided elsewhere. Usable inside `credentials.acting_for` only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NewType

from botocore.exceptions import ClientError

from tenancy.data.credentials import TenantSession, current_session
from tenancy.tenant import TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

ObjectKey = NewType("ObjectKey", str)
"""A key inside one tenant's prefixes; made by the functions here only."""


def tenant_file(tenant: TenantId, *segments: str) -> ObjectKey:
    """`tenants/<tenant>/<segments…>`. Raises ValueError for a segment that is no plain name."""
    return ObjectKey("/".join(("tenants", tenant_id(tenant), *map(_plain, segments))))


def upload_file(tenant: TenantId, import_id: str, number: int) -> ObjectKey:
    """`uploads/<tenant>/<import>/<n>.csv`: raw, expires after 7 days."""
    return ObjectKey(f"uploads/{tenant_id(tenant)}/{_plain(import_id)}/{number}.csv")


def upload_part(tenant: TenantId, sync: str, name: str) -> ObjectKey:
    """`uploads/<tenant>/<sync>/<name>`: a part of what is being pulled; expires like an upload."""
    return ObjectKey(f"uploads/{tenant_id(tenant)}/{_plain(sync)}/{_plain(name)}")


def remove_older_versions(client: S3Client, *, bucket: str, key: str) -> None:
    """Remove what was overwritten or deleted under exactly this key."""
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key):
        for version in page.get("Versions", ()):
            if version["Key"] == key and not version["IsLatest"]:
                client.delete_object(Bucket=bucket, Key=key, VersionId=version["VersionId"])


def _plain(segment: str) -> str:
    if not segment or "/" in segment or segment in {".", ".."}:
        raise ValueError("not a plain name for a part of an object key")
    return segment


@dataclass(frozen=True, slots=True)
class UploadForm:
    """A form a browser may post a file with, straight to the bucket."""

    url: str
    fields: dict[str, str]


class TenantBucket:
    """The bucket, as far as the tenant being acted for owns it."""

    def __init__(self, session: TenantSession | None = None) -> None:
        self._session = session or current_session()
        self._client = self._session.s3_client()
        self._name = self._session.boundary.bucket

    def write(self, key: ObjectKey, body: bytes, *, content_type: str = "") -> None:
        extra: dict[str, Any] = {"ContentType": content_type} if content_type else {}
        self._client.put_object(Bucket=self._name, Key=key, Body=body, **extra)

    def get(self, key: ObjectKey) -> bytes | None:
        """Return the whole file, or None if there is none."""
        try:
            return self._client.get_object(Bucket=self._name, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                return None
            raise

    def size(self, key: ObjectKey) -> int | None:
        """Bytes, or None if there is no such file."""
        try:
            return self._client.head_object(Bucket=self._name, Key=key)["ContentLength"]
        except ClientError as error:
            if error.response["Error"]["Code"] in {"NoSuchKey", "NotFound", "404"}:
                return None
            raise

    def download(self, key: ObjectKey, path: Path) -> None:
        """Raises botocore's ClientError if there is no such file."""
        self._client.download_file(self._name, key, str(path))

    def upload(self, path: Path, key: ObjectKey) -> None:
        """Any size: in parts where it is large."""
        self._client.upload_file(str(path), self._name, key)

    def keys(self, prefix: ObjectKey) -> Iterator[ObjectKey]:
        """Keys below a folder, in order."""
        pages = self._client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=self._name, Prefix=f"{prefix}/"):
            for entry in page.get("Contents", []):
                yield ObjectKey(entry["Key"])

    def delete(self, key: ObjectKey) -> None:
        """Deleting what is not there is fine."""
        self._client.delete_object(Bucket=self._name, Key=key)

    def purge_versions(self, key: ObjectKey) -> None:
        """Remove every version of a file but the current one, for good."""
        remove_older_versions(self._client, bucket=self._name, key=key)

    def upload_form(self, key: ObjectKey, *, bytes_at_most: int, seconds: int) -> UploadForm:
        """Sign a form for exactly this key; the bucket itself refuses larger files."""
        signed = self._client.generate_presigned_post(
            self._name,
            key,
            Conditions=[["content-length-range", 1, bytes_at_most]],
            ExpiresIn=seconds,
        )
        return UploadForm(url=signed["url"], fields=signed["fields"])

    def listen_link(self, key: ObjectKey, *, seconds: int) -> str:
        """A link that plays one file for a while, in the page that asked for it."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._name,
                "Key": key,
                "ResponseContentDisposition": "inline",
                "ResponseCacheControl": "no-store",
            },
            ExpiresIn=seconds,
        )

    def download_link(self, key: ObjectKey, *, seconds: int, file_name: str) -> str:
        """A link that reads one file for a while; the browser saves it under `file_name`."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._name,
                "Key": key,
                "ResponseContentDisposition": f'attachment; filename="{_plain(file_name)}"',
            },
            ExpiresIn=seconds,
        )
