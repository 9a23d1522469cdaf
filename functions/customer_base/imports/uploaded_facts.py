"""Facts of files a founder uploaded beside a synced base, kept so that they outlive the next sync.

Decides which facts are kept, for how long, and which file replaces which. A kept fact only fills
what the sync leaves empty; it must never make a customer, nor let a kept refusal go.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from pathlib import Path

import duckdb

from functions.customer_base.columns.cldr_names import UNREADABLE
from functions.customer_base.imports.records import FileRecord, KeptFile
from functions.customer_base.merging.linking import NAMED
from functions.customer_base.parsing.normalised_rows import stored_columns, type_of
from functions.customer_base.parsing.snapshot_table import columns_of
from functions.customer_base.ports import Files
from functions.customer_base.sql.literals import literal
from functions.product.limits import facts_stale
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

REFUSAL = "do_not_contact"
LASTING = ("phone", "country", "region", "time_zone", "language", "whatsapp", REFUSAL)
"""True until somebody says otherwise."""
DATED = (
    "team_size",
    "usage_30d",
    "usage_prev_30d",
    "limit_used",
    "feature_uses",
    "support_asks",
    "open_escalations",
    "last_billing_issue_on",
    "health_score",
    "health_flag",
)
"""True of the days before the upload; as old as any fact may be, they count as unknown."""


@dataclass(frozen=True, slots=True)
class UploadedFacts:
    """What an import fills in from earlier uploads, and of which of its files it keeps facts."""

    kept: tuple[Path, ...] = ()
    keep: Mapping[int, str] = field(default_factory=dict)
    """File of this import → its name."""


def facts_folder(tenant: TenantId) -> str:
    return f"tenants/{tenant}/uploaded-facts"


def facts_key(tenant: TenantId, file: FileRecord) -> str:
    """A file with the same headers is a newer version of the same file."""
    return f"{facts_folder(tenant)}/{file.remembered_as}.parquet"


def fetch_facts(
    tenant: TenantId, uploads: tuple[FileRecord, ...], files: Files, folder: Path
) -> tuple[Path, ...]:
    """Bring what is kept to `folder`, but for files that `uploads` replaces."""
    replaced = {facts_key(tenant, file) for file in uploads}
    keys = [key for key in files.list(tenant, facts_folder(tenant)) if key not in replaced]
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for key in sorted(keys):
        path = folder / Path(key).name
        files.download(tenant, key, path)
        paths.append(path)
    return tuple(paths)


def keep_facts(
    con: duckdb.DuckDBPyConnection, number: int, name: str, *, as_of: date, target: Path
) -> bool:
    """Write what file `number` says of this import's customers; False where it is nothing.

    Reads the rows of all files as they were joined, so that a file may have named its people by
    any of the import's ids.
    """
    alone = con.execute("FROM duckdb_tables() WHERE table_name = ?", [NAMED]).fetchone() is None
    had = stored_columns(con, "merged" if alone else NAMED)
    facts = [one for one in (*LASTING, *DATED) if one in had]
    if not facts:
        return False
    source = f"(SELECT *, customer_id AS who, 0 AS line FROM merged WHERE file = {number:d})"
    if not alone:
        source = (
            f"(SELECT {NAMED}.* EXCLUDE (email), joined.email FROM {NAMED} "
            f"JOIN merged AS joined ON who = joined.customer_id WHERE file = {number:d})"
        )
    picked = ", ".join(f"{_picked(one)} AS {one}" for one in facts)
    some = " OR ".join(f"{one} IS NOT NULL" for one in facts)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE facts_kept AS
        SELECT * FROM (SELECT who AS customer_id, any_value(email) AS email, {picked}
                       FROM {source} AS stated GROUP BY who) WHERE {some}"""
    )
    columns = [
        one
        for one in facts
        if con.execute(f"SELECT count({one}) FROM facts_kept").fetchone() != (0,)
    ]
    if not columns:
        return False
    con.execute(
        f"COPY (SELECT customer_id, email, {', '.join(columns)}, "
        f"DATE {literal(as_of.isoformat())} AS as_of, {literal(name)} AS file_name "
        f"FROM facts_kept) TO {literal(str(target))} (FORMAT parquet)"
    )
    return True


def _picked(name: str) -> str:
    if name == REFUSAL:
        return f"nullif(bool_or(stated.{name}), FALSE)"
    known = f"stated.{name} IS NOT NULL"
    if name in {"country", "language"}:
        known = f"stated.{name} <> {literal(UNREADABLE)}"
    return f"first(stated.{name} ORDER BY line) FILTER ({known})"


def fill_in_facts(
    con: duckdb.DuckDBPyConnection, paths: tuple[Path, ...], *, today: date
) -> tuple[tuple[KeptFile, ...], tuple[str, ...]]:
    """Fill what `merged` leaves empty; which files did, and which columns they have.

    A customer is found by its id, else by its address where the file has that once. Of several
    files the newest has the say, and a refusal in any of them stands.
    """
    kept, columns = [], set[str]()
    for path in sorted(paths, key=lambda one: _age(con, one)):
        found = _fill_in(con, path, today=today)
        if found is not None:
            kept.append(found[0])
            columns |= found[1]
    return tuple(kept), tuple(sorted(columns))


def _age(con: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, str]:
    """The newest first."""
    return -_origin_of(con, path)[1].toordinal(), path.name


def _origin_of(con: duckdb.DuckDBPyConnection, path: Path) -> tuple[str, date]:
    row = con.execute(
        "SELECT file_name, as_of FROM read_parquet(?) LIMIT 1", [str(path)]
    ).fetchone()
    return row or ("", date.min)


def _fill_in(
    con: duckdb.DuckDBPyConnection, path: Path, *, today: date
) -> tuple[KeptFile, frozenset[str]] | None:
    name, as_of = _origin_of(con, path)
    stale = facts_stale(as_of=as_of, today=today, synced=False)
    usable = {*LASTING, *(() if stale else DATED)} & columns_of(con, path)
    if not usable:
        return None
    source = f"read_parquet({literal(str(path))})"
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE found_facts AS
        SELECT now.customer_id, kept.* EXCLUDE (customer_id, email, as_of, file_name)
        FROM (SELECT customer_id, email FROM merged) AS now JOIN {source} AS kept
          ON kept.customer_id = now.customer_id
        UNION ALL BY NAME
        SELECT now.customer_id, kept.* EXCLUDE (customer_id, email, as_of, file_name)
        FROM (SELECT customer_id, email FROM merged) AS now JOIN {source} AS kept
          ON kept.email = now.email
        WHERE kept.customer_id NOT IN (SELECT customer_id FROM merged)
          AND now.customer_id NOT IN (SELECT customer_id FROM {source})
          AND kept.email IN (SELECT email FROM {source} GROUP BY email HAVING count(*) = 1)"""
    )
    row = con.execute("SELECT count(*) FROM found_facts").fetchone()
    if not row or not row[0]:
        return None
    filled = ", ".join(f"{_filled(one)} AS {one}" for one in sorted(usable))
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE filled_in AS
        SELECT now.* REPLACE ({filled})
        FROM merged AS now LEFT JOIN found_facts AS kept USING (customer_id)"""
    )
    con.execute("CREATE OR REPLACE TEMP TABLE merged_with_facts AS FROM filled_in")
    con.execute("CREATE OR REPLACE TEMP VIEW merged AS FROM merged_with_facts")
    return KeptFile(name=name, as_of=as_of, customers=row[0]), frozenset(usable)


def _filled(name: str) -> str:
    if name == REFUSAL:
        return f"CASE WHEN kept.{name} THEN TRUE ELSE now.{name} END"
    return f"coalesce(now.{name}, kept.{name}::{type_of(name)})"
