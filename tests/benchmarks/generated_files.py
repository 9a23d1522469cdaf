"""Files that benchmarks measure on: the same for the same size, and nobody in them exists."""

from __future__ import annotations

import csv
import random
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from functions.customer_base.segmentation.records import LatestRunPointer, RunRecord, RunStatus
from functions.customer_base.store.snapshot import run_key, snapshot_key
from functions.customer_base.store.snapshot_pointer import SnapshotPointer
from tests.customer_base.fakes_base import CATALOGUE, TENANT, Base

TODAY = date(2026, 11, 23)
HEADERS = (
    "customer_id",
    "name",
    "email",
    "phone",
    "country",
    "language",
    "plan",
    "plan_since",
    "billing_interval",
    "status",
    "paid_since",
    "renews_on",
    "churned_on",
    "seats",
    "team_size",
    "mrr_cents",
    "currency",
    "usage_30d",
    "usage_prev_30d",
    "limit_used",
)


def generate(path: Path, rows: int) -> None:
    """A CSV of `rows` customers and 20 columns, the same for the same number of rows."""
    chance = random.Random(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for number in range(rows):
            status = chance.choice(("active",) * 7 + ("canceled", "past_due", "trialing"))
            left = TODAY - timedelta(chance.randint(1, 300)) if status == "canceled" else ""
            writer.writerow(
                [
                    f"cus_{number:07d}",
                    f"Sample Person {number}",
                    f"person{number}@example.com",
                    f"+1415{chance.randint(2_000_000, 9_999_999)}",
                    "US",
                    "en",
                    chance.choice(("Starter", "Growth", "Scale")),
                    TODAY - timedelta(chance.randint(1, 900)),
                    chance.choice(("month", "year")),
                    status,
                    TODAY - timedelta(chance.randint(1, 900)),
                    TODAY + timedelta(chance.randint(1, 360)),
                    left,
                    chance.randint(1, 5),
                    chance.randint(1, 12),
                    chance.randint(1000, 90000),
                    "USD",
                    chance.randint(0, 900),
                    chance.randint(0, 900),
                    round(chance.random(), 2),
                ]
            )


_ODD_PHONES = (
    "(415) 555-01{:02d}",
    "415.555.01{:02d}",
    "0014155550{:02d}",
    "call me",
    "1415555{:02d}",
)


def make_messy(tidy: Path, messy: Path) -> None:
    """One row in twenty is odd: phones in any shape, days that are none, nobody, somebody twice."""
    chance = random.Random(tidy.stat().st_size)
    with tidy.open(encoding="utf-8") as source, messy.open("w", encoding="utf-8") as target:
        target.write(next(source))
        before = ""
        for line in source:
            written = line if chance.random() > 0.05 else _oddly(line, before or line, chance)
            target.write(written)
            before = line


def _oddly(line: str, before: str, chance: random.Random) -> str:
    cells = line.rstrip("\n").split(",")
    match chance.randrange(6):
        case 0 | 1:
            cells[3] = chance.choice(_ODD_PHONES).format(chance.randrange(100))
        case 2:
            cells[7] = chance.choice(("2026-02-30", "soon", ""))
        case 3:
            cells[2] = f" {cells[2].upper()} "
        case 4:
            return before
        case _:
            cells[0] = cells[2] = ""
    return ",".join(cells) + "\n"


def publish_run(base: Base, folder: Path, counts: dict[str, int]) -> None:
    """The snapshot and the verdicts in `folder` as what the tenant has now."""
    for name, key in (
        ("customers.parquet", snapshot_key(TENANT, "s_bench", "customers.parquet")),
        ("verdicts.parquet", run_key(TENANT, "r_bench", "verdicts.parquet")),
    ):
        place = base.files.folder / key
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / name, place)
    base.rows.save_snapshot(
        TENANT,
        SnapshotPointer(
            snapshot="s_bench", import_id="im_bench", as_of=TODAY, rows=sum(counts.values())
        ),
    )
    base.rows.save_run(
        TENANT,
        RunRecord(
            id="r_bench",
            snapshot="s_bench",
            status=RunStatus.DONE,
            started_at=datetime(2026, 11, 23, tzinfo=UTC),
            today=TODAY,
            catalogue=CATALOGUE,
            counts=counts,
        ),
    )
    base.rows.save_latest_run(TENANT, LatestRunPointer(run="r_bench"))
