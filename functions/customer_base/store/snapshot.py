"""Where the files of snapshots and runs are in the bucket, and copies of them on local disk.

A snapshot and a finished run change by an erasure alone, so a copy once fetched is good until the
next one; the oldest copies are removed when the disk fills.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from functions.customer_base.ports import Files
from tenancy.tenant import TenantId

DIFFERENCE = "difference.parquet"
"""Beside the customers: who would leave and who would join, as the founder was last asked."""
KEPT_BYTES = 1024 * 1024 * 1024


def snapshots_folder(tenant: TenantId) -> str:
    return f"tenants/{tenant}/snapshots"


def snapshot_key(tenant: TenantId, snapshot: str, name: str) -> str:
    return f"{snapshots_folder(tenant)}/{snapshot}/{name}"


def run_key(tenant: TenantId, run: str, name: str) -> str:
    return f"tenants/{tenant}/runs/{run}/{name}"


class LocalCopies:
    """Copies of immutable files under one folder, each tenant's apart."""

    def __init__(self, files: Files, folder: Path, *, kept_bytes: int = KEPT_BYTES) -> None:
        self._files = files
        self._folder = folder
        self._kept_bytes = kept_bytes
        self._seen: dict[TenantId, int] = {}

    def snapshot(self, tenant: TenantId, snapshot: str) -> Path:
        """The customers of a snapshot, as a local Parquet file."""
        return self._fetch(tenant, snapshot_key(tenant, snapshot, "customers.parquet"))

    def verdicts(self, tenant: TenantId, run: str) -> Path:
        """The verdicts of a finished run, as a local Parquet file."""
        return self._fetch(tenant, run_key(tenant, run, "verdicts.parquet"))

    def _fetch(self, tenant: TenantId, key: str) -> Path:
        path = self._folder / key
        if path.exists():
            path.touch()
            return path
        self._make_room(self._files.size(tenant, key) or 0)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Fetched aside and moved, so that a torn download is never taken for a copy.
        aside = path.with_suffix(".part")
        self._files.download(tenant, key, aside)
        aside.replace(path)
        return path

    def _make_room(self, wanted: int) -> None:
        copies = sorted(self._folder.rglob("*.parquet"), key=lambda path: path.stat().st_mtime)
        held = sum(path.stat().st_size for path in copies)
        for path in copies:
            if held + wanted <= self._kept_bytes:
                return
            held -= path.stat().st_size
            path.unlink()

    def renew(self, tenant: TenantId, *, rewritten: int) -> None:
        """Drop a tenant's copies if an erasure rewrote its files since they were fetched."""
        if self._seen.setdefault(tenant, rewritten) != rewritten:
            self._seen[tenant] = rewritten
            shutil.rmtree(self._folder / "tenants" / tenant, ignore_errors=True)

    def forget(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
