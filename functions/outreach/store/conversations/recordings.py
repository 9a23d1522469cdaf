"""Recordings of calls in the tenant's bucket, encrypted there with the stage's own key.

`tenants/<tenant>/recordings/<conversation>/<when it began>-<the provider's id>.mp3`. Must never
leave an older version behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from functions.outreach.domain.conversation.state import ConversationId
from tenancy.data.bucket import ObjectKey, TenantBucket, tenant_file
from tenancy.data.credentials import acting_for
from tenancy.tenant import TenantId

MEDIA_TYPE = "audio/mpeg"
REMOVED_AT_MOST = 2_000
"""In one night; the rest waits for the next."""
_FOLDER, _ENDING = "recordings", ".mp3"
_TIME = "%Y%m%dT%H%M%SZ"


class StoredRecordings:
    """A `RecordingStore` port."""

    def files(self, tenant: TenantId, conversation: ConversationId) -> frozenset[str]:
        with acting_for(tenant):
            return frozenset(map(_file_of, _keys(tenant, conversation)))

    def save(
        self,
        tenant: TenantId,
        conversation: ConversationId,
        *,
        file: str,
        began_at: datetime,
        audio: bytes,
    ) -> None:
        name = f"{began_at.astimezone(UTC).strftime(_TIME)}-{file}{_ENDING}"
        with acting_for(tenant):
            key = tenant_file(tenant, _FOLDER, conversation, name)
            TenantBucket().write(key, audio, content_type=MEDIA_TYPE)

    def read(self, tenant: TenantId, conversation: ConversationId, file: str) -> bytes | None:
        """None if it is not kept, or no longer."""
        with acting_for(tenant):
            key = _key_of(tenant, conversation, file)
            return TenantBucket().get(key) if key is not None else None

    def listen_link(
        self, tenant: TenantId, conversation: ConversationId, file: str, *, seconds: int
    ) -> str | None:
        """An address from which it can be heard for a while; None if it is not kept any more."""
        with acting_for(tenant):
            key = _key_of(tenant, conversation, file)
            return TenantBucket().listen_link(key, seconds=seconds) if key is not None else None

    def delete_all(self, tenant: TenantId, conversation: ConversationId) -> int:
        """Everything recorded in one conversation, with older versions; how many files went."""
        with acting_for(tenant):
            return _remove(tuple(_keys(tenant, conversation)))


def expire_recordings(tenant: TenantId, *, before: datetime) -> int:
    """Remove those that began before then; how many went."""
    limit = before.astimezone(UTC).strftime(_TIME)
    with acting_for(tenant):
        every = TenantBucket().keys(tenant_file(tenant, _FOLDER))
        old = [key for key in every if key.rsplit("/", 1)[1] < limit]
        return _remove(old[:REMOVED_AT_MOST])


def _keys(tenant: TenantId, conversation: str) -> Iterator[ObjectKey]:
    return TenantBucket().keys(tenant_file(tenant, _FOLDER, conversation))


def _key_of(tenant: TenantId, conversation: str, file: str) -> ObjectKey | None:
    return next((key for key in _keys(tenant, conversation) if _file_of(key) == file), None)


def _file_of(key: str) -> str:
    return key.rsplit("-", 1)[1].removesuffix(_ENDING)


def _remove(keys: tuple[ObjectKey, ...] | list[ObjectKey]) -> int:
    bucket = TenantBucket()
    for key in keys:
        bucket.delete(key)
        bucket.purge_versions(key)
    return len(keys)
