"""Imports one after another into one consent record, and what is on file afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from functions.customer_base.imports.records import (
    ImportRecord,
    ImportStatus,
    new_import,
    upload_key,
    with_mapping,
)
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key, start
from functions.customer_base.parsing.snapshot_table import SNAPSHOT_TYPES, relation
from tests.customer_base.fakes_base import TENANT, Base, new_base

Row = Mapping[str, str]
Customer = dict[str, Any]
FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC)


def day(number: int) -> datetime:
    """Noon UTC of the n-th day of the story, as a snapshot holds it."""
    return (FIRST + timedelta(days=number)).replace(tzinfo=None)


def written(number: int) -> str:
    return f"{day(number):%Y-%m-%d %H:%M:%S}"


@dataclass
class Story:
    """A customer base that is imported again and again, a day apart unless told otherwise."""

    base: Base
    today: int = 0
    told: list[str] = field(default_factory=list)

    def copy_to(self, folder: Path) -> Story:
        """The same story for one test of many, which may go on with it: nothing is shared."""
        return Story(self.base.copy_to(folder), self.today, list(self.told))

    def bring(self, rows: Sequence[Row], *, on: int | None = None) -> dict[str, Customer]:
        """Import these rows; the snapshot's customers by id."""
        names = list(dict.fromkeys(name for row in rows for name in row))
        lines = [",".join(names), *(",".join(row.get(name, "") for name in names) for row in rows)]
        return self.send("\n".join(lines) + "\n", on=on)

    def send(self, content: str, *, on: int | None = None) -> dict[str, Customer]:
        self.today = self.today + 1 if on is None else on
        identity = f"i_{len(self.told):03d}"
        self.told.append(identity)
        now = FIRST + timedelta(days=self.today)
        record = new_import(
            tenant=TENANT,
            import_id=identity,
            file_names=("customers.csv",),
            created_at=now,
            imported_by="f_grace",
        )
        # These files say nothing of payments and most leave customers out, which the founder is
        # shown and accepts: agreed to beforehand, nothing is imported twice.
        before = self.base.rows.snapshot(TENANT)
        agreed = {"confirmed": True, "accepted_over": before.snapshot if before else ""}
        self.base.rows.imports[TENANT, identity] = record.model_copy(update=agreed)
        key = upload_key(TENANT, identity, 1)
        self.base.files.put(TENANT, key, content.encode())
        uploaded = parse_upload_key(key)
        assert uploaded is not None
        file_arrived(uploaded, self.base.imports, now=now)
        if self.record.status is ImportStatus.NEEDS_MAPPING:
            confirmed = with_mapping(self.record, mapping={}, answers={})
            self.base.rows.imports[TENANT, identity] = confirmed
            start(TENANT, identity, self.base.imports, now=now)
        assert self.record.status is ImportStatus.DONE, self.record
        return self.customers()

    @property
    def record(self) -> ImportRecord:
        return self.base.rows.imports[TENANT, self.told[-1]]

    def customers(self) -> dict[str, Customer]:
        snapshot = self.base.rows.pointers[TENANT].snapshot
        path = self.base.files.folder / f"tenants/{TENANT}/snapshots/{snapshot}/customers.parquet"
        kept = f"(SELECT {', '.join(SNAPSHOT_TYPES)} FROM {relation(_READER, path)})"
        return {row["customer_id"]: row for row in _rows(kept)}

    def ledger(self) -> dict[str, bytes]:
        """Every file of the consent record as it lies in the bucket."""
        folder = self.base.files.folder / f"tenants/{TENANT}/consents"
        return {path.name: path.read_bytes() for path in sorted(folder.rglob("*.parquet"))}

    def statements(self) -> list[Customer]:
        """Every row of the record, digests aside."""
        folder = self.base.files.folder / f"tenants/{TENANT}/consents"
        return [row for path in sorted(folder.glob("*.parquet")) for row in _rows(f"'{path}'")]


# One for all stories: opening a database costs more than what is read here.
_READER = duckdb.connect(config={"threads": 1})


def _rows(source: str) -> list[Customer]:
    cursor = _READER.execute(f"SELECT * FROM {source}")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def granted(customer: Customer, channel: str) -> list[datetime]:
    """Days of the consents that stand."""
    return [one["granted_at"] for one in customer["consents"] if one["channel"] == channel]


def refused(customer: Customer, channel: str) -> datetime | None:
    """When the last no was said."""
    found = [one["revoked_at"] for one in customer["refusals"] if one["channel"] == channel]
    assert len(found) <= 1
    return found[0] if found else None


@contextmanager
def story() -> Iterator[Story]:
    with tempfile.TemporaryDirectory() as folder:
        yield Story(new_base(Path(folder)))
