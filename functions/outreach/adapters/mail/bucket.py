"""Received mail as SES left it in the bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MAIL_BYTES_AT_MOST = 10 * 1024 * 1024
"""The words stand at the front of a mail; attachments behind this are not read."""


class MailBucket:
    """Reads under `mail/` alone; the tenant is not known before a mail is read."""

    def __init__(self, *, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def read(self, key: str) -> bytes:
        """Raises ValueError for a key outside `mail/`."""
        if not key.startswith("mail/"):
            raise ValueError("not a received mail")
        body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"]
        return body.read(MAIL_BYTES_AT_MOST)
