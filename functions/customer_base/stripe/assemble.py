"""The files of a Stripe sync: parts as they are pulled, and the two exports they become.

Every object appears once, as it was last read or as a later webhook reported it. Never
decides when to pull, and never changes what a row says.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import field
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from functions.customer_base.imports.records import import_of, run_of, staying_of, upload_key
from functions.customer_base.ports import Files
from functions.customer_base.store.snapshot import DIFFERENCE, run_key, snapshot_key
from functions.customer_base.stripe.ports import SyncRows
from functions.stripe_source.change import CLOCKS_APART, Change, has_ended
from functions.stripe_source.link import StripeLink
from functions.stripe_source.rows import (
    CUSTOMER_COLUMNS,
    SUBSCRIPTION_COLUMNS,
    Row,
    with_names,
    with_plan_start,
)
from tenancy.data.bucket import tenant_file, upload_part
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

COLUMNS = {"customer": CUSTOMER_COLUMNS, "subscription": SUBSCRIPTION_COLUMNS}
FILE_NUMBERS = {"customer": 1, "subscription": 2}
IMPORTS_KEPT = 3
IMPORTS_OF_CHANGES_KEPT = 30
"""Half an hour of them at least: a founder may be looking at one, and add a file to it."""
FILE_NAMES = {"customer": "Customers from Stripe", "subscription": "Subscriptions from Stripe"}


@dataclass(slots=True)
class Batch:
    """Rows of some pages, before they are safe."""

    customer: list[Row] = field(default_factory=list)
    subscription: list[Row] = field(default_factory=list)

    def rows_of(self, kind: str) -> list[Row]:
        return self.customer if kind == "customer" else self.subscription


@dataclass(frozen=True, slots=True)
class Exports:
    """The files of one import and how many rows each has."""

    paths: Mapping[str, Path]
    rows: Mapping[str, int]
    digest: str
    """The same for the same rows in any order."""


def write_part(
    tenant: TenantId, sync: str, number: int, batch: Batch, *, files: Files, work: Path
) -> None:
    """Put a batch where a repeated try would put it too, so that nothing is ever doubled."""
    for kind, columns in COLUMNS.items():
        path = work / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(batch.rows_of(kind))
        files.upload(tenant, path, _part_key(tenant, sync, number, kind))


def drop_parts(tenant: TenantId, sync: str, parts: int, *, files: Files) -> None:
    """One more than is known: a crash may have left it. Repeating it does no harm."""
    for number in range(1, parts + 2):
        for kind in COLUMNS:
            files.delete(tenant, _part_key(tenant, sync, number, kind))


def part_rows(
    tenant: TenantId, sync: str, parts: int, kind: str, *, files: Files, work: Path
) -> Iterator[Row]:
    """Rows of all parts, the one read last first."""
    for number in range(parts, 0, -1):
        path = work / "part.csv"
        files.download(tenant, _part_key(tenant, sync, number, kind), path)
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        yield from reversed(rows)


def import_rows(
    tenant: TenantId, import_id: str, kind: str, *, files: Files, work: Path
) -> Iterator[Row]:
    """Rows of an earlier import's file; none where it is gone or had no such rows."""
    key = import_key(tenant, import_id, kind)
    if not import_id or files.size(tenant, key) is None:
        return
    path = work / f"earlier-{kind}.csv"
    files.download(tenant, key, path)
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def import_key(tenant: TenantId, import_id: str, kind: str) -> str:
    return upload_key(tenant, import_id, FILE_NUMBERS[kind])


def _part_key(tenant: TenantId, sync: str, number: int, kind: str) -> str:
    """Beside the uploads, so that what a crash leaves behind expires with them."""
    return upload_part(tenant, sync, f"part-{number:05d}-{kind}.csv")


def drop_old(
    tenant: TenantId, link: StripeLink, *, rows: SyncRows, files: Files
) -> tuple[str, ...]:
    """Delete the files of synced imports that nothing points to any more; which they were.

    A busy account makes many a day.
    """
    full = [one for one in link.made if not is_of_changes(one)]
    few = [one for one in link.made if is_of_changes(one)]
    old = (*full[:-IMPORTS_KEPT], *few[:-IMPORTS_OF_CHANGES_KEPT])
    if not old:
        return ()
    pointer = rows.snapshot(tenant)
    before = pointer.previous if pointer else None
    snapshots = (
        pointer.snapshot if pointer else "",
        before.snapshot if before else "",
        rows.judged_snapshot(tenant),
    )
    used = {link.full_import, *(import_of(one) for one in snapshots if one)}
    gone = tuple(one for one in old if one not in used)
    for import_id in gone:
        for name in ("customers.parquet", "rejects.csv", DIFFERENCE):
            for made in (import_id, staying_of(import_id)):
                files.delete(tenant, snapshot_key(tenant, f"s_{made}", name))
        for kind in FILE_NAMES:
            files.delete(tenant, import_key(tenant, import_id, kind))
        if is_of_changes(import_id):
            for run in (run_of(import_id), run_of(staying_of(import_id))):
                for key in files.list(tenant, run_key(tenant, run, "")):
                    files.delete(tenant, key)
            rows.forget_import(tenant, import_id)
    return gone


def is_of_changes(import_id: str) -> bool:
    """Whether an import only put reports over an earlier reading: there may be one a minute."""
    return import_id.startswith("im_changes_")


def save_products(tenant: TenantId, names: Mapping[str, str], *, files: Files, work: Path) -> None:
    path = work / "products.json"
    path.write_text(json.dumps(names), encoding="utf-8")
    files.upload(tenant, path, tenant_file(tenant, "stripe", "products.json"))


def load_products(tenant: TenantId, *, files: Files, work: Path) -> dict[str, str]:
    key = tenant_file(tenant, "stripe", "products.json")
    if files.size(tenant, key) is None:
        return {}
    path = work / "products.json"
    files.download(tenant, key, path)
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """What is put over the rows."""

    changes: Mapping[str, Change]
    """Object id → the newest report of it; none that does not say what the object is."""
    products: Mapping[str, str]
    before: Mapping[str, Row]
    """Subscription id → its row in the base as it is, for the day its plan began."""
    now: datetime


def changes_since(changes: Iterable[Change], read_from: datetime) -> dict[str, Change]:
    """What was reported since Stripe was read.

    A report of what happened before is older than the reading, however late it came.
    """
    earliest = (read_from - CLOCKS_APART).timestamp()
    return {
        one.object_id: one
        for one in changes
        if one.received_at >= read_from and one.created >= earliest
    }


def plans_before(rows: Iterable[Row]) -> dict[str, Row]:
    """Of each subscription only what `with_plan_start` reads: there may be a million."""
    kept = ("Plan Key", "Start (UTC)")
    return {row["id"]: {name: row.get(name, "") for name in kept} for row in rows}


def assemble(
    sources: Mapping[str, Iterable[Row]], known: Known, *, work: Path, rows_at_most: int
) -> Exports | None:
    """Write the exports; None when one would hold more rows than an upload may."""
    paths, rows, digest = {}, {}, 0
    with ExitStack() as open_files:
        for kind, source in sources.items():
            path = work / f"export-{kind}.csv"
            file = open_files.enter_context(path.open("w", encoding="utf-8", newline=""))
            writer = csv.DictWriter(file, COLUMNS[kind], extrasaction="ignore")
            writer.writeheader()
            count = 0
            for row in _current(kind, source, known):
                count += 1
                if count > rows_at_most:
                    return None
                writer.writerow(row)
                digest += _digest_of(kind, row)
            paths[kind], rows[kind] = path, count
    return Exports(paths, rows, f"{digest % 2**64:016x}")


def _digest_of(kind: str, row: Row) -> int:
    text = "\0".join((kind, *(row.get(name, "") for name in COLUMNS[kind])))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _current(kind: str, source: Iterable[Row], known: Known) -> Iterator[Row]:
    """Each object once, as it is now."""
    seen: set[str] = set()
    ended: set[str] = set()
    for row in source:
        if row["id"] in seen:
            continue
        seen.add(row["id"])
        reported = known.changes.get(row["id"])
        if reported is None:
            yield _finished(kind, row, known, noticed=known.now)
        elif has_ended(kind, row) and not reported.final:
            # Read as ended: nothing that is reported of it later makes it active again.
            ended.add(row["id"])
            yield _finished(kind, row, known, noticed=known.now)
    for change in known.changes.values():
        if change.object_id in ended:
            continue
        if change.kind == kind and change.row is not None:
            noticed = datetime.fromtimestamp(change.created, UTC)
            yield _finished(kind, change.row, known, noticed=noticed)


def _finished(kind: str, row: Row, known: Known, *, noticed: datetime) -> Row:
    if kind != "subscription":
        return row
    dated = with_plan_start(row, known.before.get(row["id"]), noticed=noticed)
    return with_names(dated, known.products)
