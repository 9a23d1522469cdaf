"""The real ports of the base, made once a process. Decides nothing."""

from __future__ import annotations

import functools
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from functions.customer_base.columns.remembered_mapping import StoredMappings
from functions.customer_base.console_queries.opened import QueryPorts
from functions.customer_base.erasure.erase_person import BaseErasePorts
from functions.customer_base.erasure.expire_files import ExpirePorts
from functions.customer_base.imports.stored_imports import StoredImports
from functions.customer_base.imports.workflow import ImportPorts
from functions.customer_base.segmentation.stored_runs import StoredRuns
from functions.customer_base.segmentation.workflow import SegmentPorts
from functions.customer_base.store.bucket_files import BucketFiles
from functions.customer_base.store.queues import SqsReplies, SqsSegmentQueue
from functions.customer_base.store.snapshot import LocalCopies
from functions.customer_base.store.snapshot_pointer import StoredSnapshots
from functions.customer_base.store.workspace import WorkspaceFacts
from functions.customer_base.stripe.sync import SyncPorts
from functions.erasure.person import is_among
from functions.erasure.stored_erasures import StoredErasures
from functions.erasure.stored_retention import load_retention
from functions.stripe_source.account import StripeAccount
from functions.stripe_source.link import StoredLinks
from functions.stripe_source.queue import sync_queue_from_environment
from tenancy.identity import accounts
from tenancy.runtime.privacy import address_hash
from tenancy.runtime.secrets import secrets_from_environment
from tenancy.runtime.tenant_secrets import tenant_secrets_from_environment
from tenancy.tenant import Tenant, TenantId


class WorkspaceRows(StoredImports, StoredRuns, StoredMappings, StoredSnapshots, WorkspaceFacts):
    """Every record of the base together: `ImportRows`, `SegmentRows` and `SyncRows` in one."""


class ControlTenants:
    """The `Tenants` port, on the control table."""

    def time_zone(self, tenant: TenantId) -> str:
        return _existing(tenant).time_zone

    def currency(self, tenant: TenantId) -> str:
        return _existing(tenant).currency

    def list_tenants(self) -> Iterator[TenantId]:
        return accounts.tenants()


def _existing(tenant: TenantId) -> Tenant:
    found = accounts.load_tenant(tenant)
    if found is None:
        raise LookupError(tenant)
    return found


def keyed_hashes(kind: str, address: str) -> tuple[str, ...]:
    """The `AddressHash` port, with every key of this deployment that may have been used."""
    keys = secrets_from_environment().suppression.valid
    return tuple(address_hash(key, kind=kind, address=address) for key in keys)


@functools.cache
def _work() -> Path:
    """One folder a process; a warm Lambda keeps its copies of snapshots in it."""
    return Path(tempfile.mkdtemp(prefix="customer-base-"))


@functools.cache
def import_ports() -> ImportPorts:
    return ImportPorts(WorkspaceRows(), BucketFiles(), SqsSegmentQueue(), ControlTenants(), _work())


@functools.cache
def segment_ports() -> SegmentPorts:
    return SegmentPorts(
        WorkspaceRows(),
        BucketFiles(),
        SqsSegmentQueue(),
        ControlTenants(),
        keyed_hashes,
        SqsReplies(),
        _work(),
    )


@functools.cache
def query_ports() -> QueryPorts:
    return QueryPorts(segment_ports(), LocalCopies(BucketFiles(), _work() / "copies"))


def erase_ports() -> BaseErasePorts:
    """Made for each message: erasures are rare."""
    keys = secrets_from_environment().suppression
    return BaseErasePorts(
        log=StoredErasures(),
        rows=WorkspaceRows(),
        files=BucketFiles(),
        links=StoredLinks(),
        hashed=lambda kind, text: address_hash(keys.current, kind=kind, address=text),
        is_among=lambda names, kind, name: is_among(names, keys.valid, kind=kind, name=name),
        work=_work(),
    )


def expire_ports() -> ExpirePorts:
    return ExpirePorts(WorkspaceRows(), BucketFiles(), load_retention)


def sync_ports() -> SyncPorts:
    """Made for each message: a sync needs to know how long its function has run."""
    began = time.monotonic()
    return SyncPorts(
        links=StoredLinks(),
        rows=WorkspaceRows(),
        files=BucketFiles(),
        messages=sync_queue_from_environment(),
        account=_stripe_account,
        pause=_pause,
        elapsed_s=lambda: time.monotonic() - began,
        work=_work(),
    )


def _pause(seconds: float) -> None:
    threading.Event().wait(seconds)


def _stripe_account(tenant: TenantId) -> StripeAccount | None:
    key = tenant_secrets_from_environment().stripe(tenant).read_key
    return StripeAccount(key=key, url=os.environ.get("WARMLINE_STRIPE_URL", "")) if key else None
