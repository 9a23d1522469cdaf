"""Received mail as SES left it in the bucket: read once, and deleted with the person who wrote it.

Must never touch a key outside `mail/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MAIL_BYTES_AT_MOST = 10 * 1024 * 1024
"""The words stand at the front of a mail; attachments behind this are not read."""


class MailBucket:
    """Works under `mail/` alone; the tenant is not known before a mail is read."""

    def __init__(self, *, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str) -> bytes:
        """Raises ValueError for a key outside `mail/`."""
        _check(key)
        body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
        return body.read(MAIL_BYTES_AT_MOST)

    def delete(self, key: str) -> None:
        """No older version is left; deleting what is not there is fine.

        Raises ValueError for a key outside `mail/`.
        """
        # Reading mail needs nothing of what deleting it does.
        from tenancy.data.bucket import remove_older_versions

        _check(key)
        self._client.delete_object(Bucket=self._bucket, Key=key)
        remove_older_versions(self._client, bucket=self._bucket, key=key)


def _check(key: str) -> None:
    if not key.startswith("mail/"):
        raise ValueError("not a received mail")
