"""The customer base's ports on DynamoDB, S3 and SQS, under the tenant's own credentials."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from functions.customer_base.ports import LISTED_AT_MOST, OpenConversation
from functions.customer_base.store.records import (
    ImportRecord,
    LatestRun,
    RememberedMapping,
    RunRecord,
    SnapshotPointer,
)
from functions.product.offers import Catalogue
from functions.product.thresholds import Thresholds
from tenancy.data.bucket import ObjectKey, TenantBucket
from tenancy.data.credentials import acting_for
from tenancy.data.documents import (
    DocumentKind,
    create_document,
    edit_document,
    load_document,
    save_document,
)
from tenancy.data.due_index import due_time
from tenancy.data.table import TenantKeys, WorkspaceItem, WorkspaceKey, saved_if
from tenancy.identity import accounts
from tenancy.runtime.privacy import address_hash
from tenancy.runtime.secrets import secrets_from_environment
from tenancy.tenant import TenantId

SYNCED_RECORDS_LIVE = timedelta(days=30)
_CLOSED = "closed"


_IMPORT = DocumentKind(
    "import",
    ImportRecord.model_validate_json,
    ImportRecord.model_dump_json,
    lambda record: {"status": record.status},
)


def _read[T: BaseModel](key: WorkspaceKey, sort_key: str, kind: type[T]) -> T | None:
    return load_document(key, sort_key, _settings_kind(sort_key, kind))


def _write[T: BaseModel](key: WorkspaceKey, sort_key: str, record: T) -> None:
    save_document(key, sort_key, _settings_kind(sort_key, type(record)), record)


def _settings_kind[T: BaseModel](sort_key: str, kind: type[T]) -> DocumentKind[T]:
    return DocumentKind(
        sort_key.partition("#")[0],
        kind.model_validate_json,
        lambda record: record.model_dump_json(by_alias=True),
    )


class WorkspaceRows:
    """The `Rows` port."""

    def load_import(self, tenant: TenantId, import_id: str) -> ImportRecord | None:
        with acting_for(tenant):
            return load_document(TenantKeys.imports(tenant), import_id, _IMPORT)

    def create_import(self, tenant: TenantId, record: ImportRecord) -> None:
        """A synced import is one of many, so its record goes by itself after a while."""
        expires_at = record.created_at + SYNCED_RECORDS_LIVE if record.synced else None
        with acting_for(tenant):
            create_document(
                TenantKeys.imports(tenant), record.id, _IMPORT, record, expires_at=expires_at
            )

    def edit_import(
        self,
        tenant: TenantId,
        import_id: str,
        change: Callable[[ImportRecord], ImportRecord | None],
    ) -> ImportRecord | None:
        """Raises EditConflictError when others keep saving it."""
        with acting_for(tenant):
            return edit_document(TenantKeys.imports(tenant), import_id, _IMPORT, change)

    def load_run(self, tenant: TenantId, run: str) -> RunRecord | None:
        with acting_for(tenant):
            return _read(TenantKeys.runs(tenant), run, RunRecord)

    def save_run(self, tenant: TenantId, run: RunRecord) -> None:
        with acting_for(tenant):
            WorkspaceItem(
                pk=TenantKeys.runs(tenant),
                sk=run.id,
                kind="run",
                status=run.status,
                document=run.model_dump_json(),
                listing_pk=TenantKeys.runs_listing(tenant),
                listing_sk=due_time(run.started_at),
            ).save()

    def latest_run(self, tenant: TenantId) -> LatestRun | None:
        with acting_for(tenant):
            return _read(TenantKeys.settings(tenant), "run", LatestRun)

    def save_latest_run(self, tenant: TenantId, latest: LatestRun) -> None:
        with acting_for(tenant):
            _write(TenantKeys.settings(tenant), "run", latest)

    def snapshot(self, tenant: TenantId) -> SnapshotPointer | None:
        with acting_for(tenant):
            return _read(TenantKeys.settings(tenant), "snapshot", SnapshotPointer)

    def save_snapshot(self, tenant: TenantId, pointer: SnapshotPointer) -> None:
        with acting_for(tenant):
            _write(TenantKeys.settings(tenant), "snapshot", pointer)

    def no_longer_synced(self, tenant: TenantId, pointer: SnapshotPointer) -> None:
        after = pointer.model_copy(update={"synced": False})
        item = WorkspaceItem(
            pk=TenantKeys.settings(tenant),
            sk="snapshot",
            kind="snapshot",
            document=after.model_dump_json(by_alias=True),
        )
        before = pointer.model_dump_json(by_alias=True)
        with acting_for(tenant):
            saved_if(item, WorkspaceItem.document == before)

    def thresholds(self, tenant: TenantId) -> Thresholds:
        with acting_for(tenant):
            found = _read(TenantKeys.settings(tenant), "thresholds", Thresholds)
        return found or Thresholds()

    def catalogue(self, tenant: TenantId) -> Catalogue:
        with acting_for(tenant):
            found = _read(TenantKeys.settings(tenant), "catalogue", Catalogue)
        return found or Catalogue()

    def remembered(self, tenant: TenantId, headers: str) -> RememberedMapping | None:
        with acting_for(tenant):
            return _read(TenantKeys.settings(tenant), f"mapping#{headers}", RememberedMapping)

    def remember(self, tenant: TenantId, headers: str, mapping: RememberedMapping) -> None:
        with acting_for(tenant):
            _write(TenantKeys.settings(tenant), f"mapping#{headers}", mapping)

    def suppressed(self, tenant: TenantId) -> frozenset[str]:
        with acting_for(tenant):
            rows = WorkspaceItem.query(TenantKeys.suppression(tenant), consistent_read=True)
            return frozenset(row.sk for row in rows)

    def open_conversations(self, tenant: TenantId) -> tuple[OpenConversation, ...]:
        """From the heads of the tenant's conversations, as outreach stores them."""
        with acting_for(tenant):
            heads = WorkspaceItem.listing.query(TenantKeys.conversations_listing(tenant))
            return tuple(
                _open_conversation(json.loads(head.document))
                for head in heads
                if head.status != _CLOSED and head.document
            )


def _open_conversation(head: dict[str, Any]) -> OpenConversation:
    facts, motion = head["facts"], head["terms"]["motion"]
    return OpenConversation(head["id"], facts["customer_id"], motion, facts)


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

    def delete(self, tenant: TenantId, key: str) -> None:
        with acting_for(tenant):
            TenantBucket().delete(ObjectKey(key))


class SqsSegmentQueue:
    """The `SegmentQueue` port; fair between tenants by the message group."""

    def __init__(self) -> None:
        self._client: Any = None

    def send(self, tenant: TenantId, *, run: str, snapshot: str) -> None:
        if self._client is None:
            import boto3

            self._client = boto3.client("sqs")
        self._client.send_message(
            QueueUrl=os.environ["WARMLINE_SEGMENTS_QUEUE_URL"],
            MessageBody=json.dumps({"tenant": tenant, "run": run, "snapshot": snapshot}),
            MessageGroupId=tenant,
        )


class SqsReplies:
    """The `Replies` port: ordered with everything else that happens to the conversation."""

    def __init__(self) -> None:
        self._client: Any = None

    def facts_changed(
        self, tenant: TenantId, conversation: str, *, facts: Mapping[str, Any], run: str
    ) -> None:
        if self._client is None:
            import boto3

            self._client = boto3.client("sqs")
        event = {"type": "FactsChanged", "facts": facts}
        told = f"{conversation}|facts_changed|{run}"
        self._client.send_message(
            QueueUrl=os.environ["WARMLINE_REPLIES_QUEUE_URL"],
            MessageBody=json.dumps(
                {"tenant": tenant, "conversation": conversation, "event": event}
            ),
            MessageGroupId=conversation,
            MessageDeduplicationId=hashlib.sha256(told.encode()).hexdigest(),
        )


class ControlTenants:
    """The `Tenants` port, on the control table."""

    def time_zone(self, tenant: TenantId) -> str:
        found = accounts.load_tenant(tenant)
        if found is None:
            raise LookupError(tenant)
        return found.time_zone

    def every(self) -> Iterator[TenantId]:
        return accounts.tenants()


def keyed_hash(kind: str, address: str) -> str:
    """The `AddressHash` port, with this deployment's key."""
    return address_hash(secrets_from_environment().token_key, kind=kind, address=address)
