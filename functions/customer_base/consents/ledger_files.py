"""The files of the consent record: fetched before an import, one more published after it.

A file once in the bucket is written again by an erasure alone, and never removed. When many have
gathered, their rows are written once more as one digest, which is read in their place; the files
themselves stay.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import duckdb

from functions.customer_base.consents.ledger import covered_by, write_digest
from functions.customer_base.ports import Files
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

LOOSE_AT_MOST = 200
"""Files that are fetched one by one before a digest of them is made."""
SAME_IMPORT_AT_MOST = 9
"""Files of one import: a second one only if it was cut off and something new came between."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The whole record as local files, and the keys that were in the bucket when it was read."""

    paths: tuple[Path, ...]
    keys: frozenset[str]


def ledger_folder(tenant: TenantId) -> str:
    return f"tenants/{tenant}/consents"


def ledger_key(tenant: TenantId, import_id: str, number: int = 1) -> str:
    suffix = "" if number == 1 else f"-{number}"
    return f"{ledger_folder(tenant)}/{import_id}{suffix}.parquet"


def digest_key(tenant: TenantId, import_id: str, *, covers: int) -> str:
    """Digests are named by how many files they stand for, so that the largest name is the last."""
    return f"{ledger_folder(tenant)}/digests/{covers:06d}-{import_id}.parquet"


def fetch_ledger(
    con: duckdb.DuckDBPyConnection,
    tenant: TenantId,
    files: Files,
    folder: Path,
    *,
    import_id: str,
    loose_at_most: int = LOOSE_AT_MOST,
) -> Fetched:
    """Bring the record to `folder`. Writes a digest first when too many files are loose."""
    keys = frozenset(files.list(tenant, ledger_folder(tenant)))
    if not keys:
        return Fetched((), keys)
    folder.mkdir(parents=True, exist_ok=True)
    digests = sorted(key for key in keys if "/digests/" in key)
    paths: list[Path] = []
    covered: frozenset[str] = frozenset()
    if digests:
        paths.append(_brought(tenant, digests[-1], files, folder))
        covered = covered_by(con, paths[0])
    own = sorted(key for key in keys if "/digests/" not in key)
    loose = [key for key in own if PurePosixPath(key).name not in covered]
    paths += [_brought(tenant, key, files, folder) for key in loose]
    if len(loose) <= loose_at_most:
        return Fetched(tuple(paths), keys)
    names = covered | {PurePosixPath(key).name for key in loose}
    digest = folder / "digest.parquet"
    write_digest(con, tuple(paths), names, digest)
    key = digest_key(tenant, import_id, covers=len(names))
    if key not in keys:
        files.upload(tenant, digest, key)
    return Fetched((digest,), keys | {key})


def _brought(tenant: TenantId, key: str, files: Files, folder: Path) -> Path:
    local = folder / PurePosixPath(key).name
    files.download(tenant, key, local)
    return local


def publish(
    tenant: TenantId,
    files: Files,
    *,
    import_id: str,
    new_rows: Path | None,
    read: frozenset[str],
) -> bool:
    """Add the import's own rows; False, and nothing done, if the record grew since it was `read`.

    Raises ValueError when one import was cut off more often than anything explains.
    """
    keys = frozenset(files.list(tenant, ledger_folder(tenant)))
    if keys != read:
        return False
    if new_rows is None:
        return True
    for number in range(1, SAME_IMPORT_AT_MOST + 1):
        key = ledger_key(tenant, import_id, number)
        if key not in keys:
            files.upload(tenant, new_rows, key)
            return True
    raise ValueError("too many consent files of one import")
