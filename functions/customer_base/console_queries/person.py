"""All that the base holds of one person, for an export: rows, statements on consent, kept facts.

Reads the current snapshot and the earlier ones that still exist, as far as one answer may take;
what was not read is counted. Must never answer with somebody who only shares a phone, unless a
phone is all that was asked with.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from functions.customer_base.consents.ledger_files import fetch_ledger
from functions.customer_base.console_queries.answers import PersonInBase
from functions.customer_base.console_queries.opened import OpenedBase, read_rows
from functions.customer_base.imports.uploaded_facts import fetch_facts
from functions.customer_base.parsing.snapshot_table import columns_of, relation
from functions.customer_base.ports import LISTED_AT_MOST
from functions.customer_base.sql.literals import literal
from functions.customer_base.store.snapshot import snapshot_key, snapshots_folder
from functions.erasure.person import EMAIL, PHONE, PersonIdentity
from functions.product.equal_forms import known_forms

ROWS_AT_MOST = 500
"""Of one kind; nobody has as many."""
EARLIER_BYTES_AT_MOST = 500_000_000
EARLIER_FILES_AT_MOST = 60
"""Of earlier snapshots: what can be fetched and read while the console waits for its answer."""


def export_person(opened: OpenedBase) -> PersonInBase:
    """`customer_id` or `text`, a mail address or a phone, says who is meant."""
    base = opened.ports.base
    asked = _asked(opened)
    customers = _rows(opened, relation(opened.con, opened.customers), asked, "customer base")
    whole = asked
    for row in customers:
        whole = whole.united(PersonIdentity((row["customer_id"],), (row["email"] or "",)))
    with tempfile.TemporaryDirectory(dir=base.work) as place:
        ledger = fetch_ledger(
            opened.con,
            opened.tenant,
            base.files,
            Path(place) / "consents",
            import_id="export",
            # A query writes nothing, so it makes no digest.
            loose_at_most=LISTED_AT_MOST,
        )
        facts = fetch_facts(opened.tenant, (), base.files, Path(place) / "facts")
        earlier, unread = _earlier_rows(opened, whole, Path(place))
        return PersonInBase(
            snapshot=opened.snapshot,
            customers=tuple(customers),
            earlier_rows=tuple(earlier),
            earlier_files_unread=unread,
            statements=tuple(_of_files(opened, ledger.paths, whole)),
            kept_facts=tuple(_of_files(opened, facts, whole)),
        )


def _asked(opened: OpenedBase) -> PersonIdentity:
    text = opened.query.text.strip()
    ids = (opened.query.customer_id,) if opened.query.customer_id else ()
    if "@" in text:
        return PersonIdentity(ids, (text,))
    return PersonIdentity(ids, (), (text,) if text else ())


def _earlier_rows(
    opened: OpenedBase, person: PersonIdentity, place: Path
) -> tuple[list[dict[str, Any]], int]:
    """Rows of the person in what earlier imports left, and how many files were not read."""
    files = opened.ports.base.files
    current = snapshot_key(opened.tenant, opened.snapshot, "customers.parquet")
    keys = files.list(opened.tenant, snapshots_folder(opened.tenant))
    earlier = [key for key in keys if key.endswith(".parquet") and key != current]
    found: list[dict[str, Any]] = []
    left, read = EARLIER_BYTES_AT_MOST, 0
    for key in earlier[:EARLIER_FILES_AT_MOST]:
        left -= files.size(opened.tenant, key) or 0
        if left < 0:
            break
        path = place / "earlier.parquet"
        files.download(opened.tenant, key, path)
        source = f"(SELECT *, 0 AS row FROM read_parquet({literal(str(path))}))"
        name = key.removeprefix(f"{snapshots_folder(opened.tenant)}/")
        rows = _rows(opened, source, person, name, had=columns_of(opened.con, path))
        found += [{"matched_by": _matched_by(person, row), **row} for row in rows]
        path.unlink()
        read += 1
    return found, len(earlier) - read


def _matched_by(person: PersonIdentity, row: dict[str, Any]) -> str:
    """An id may have been another customer's in another base, so a row says how it was found."""
    theirs = {form for one in person.emails for form in known_forms(EMAIL, one)}
    if row.get("email") in theirs:
        return "email"
    return "customer_id" if row.get("customer_id") in person.customer_ids else "phone"


def _of_files(
    opened: OpenedBase, paths: tuple[Path, ...], person: PersonIdentity
) -> Iterator[dict[str, Any]]:
    for path in paths:
        source = f"(SELECT *, 0 AS row FROM read_parquet({literal(str(path))}))"
        yield from _rows(opened, source, person, path.stem, had=columns_of(opened.con, path))


def _rows(
    opened: OpenedBase,
    source: str,
    person: PersonIdentity,
    name: str,
    *,
    had: frozenset[str] = frozenset({"customer_id", "email", "phone"}),
) -> list[dict[str, Any]]:
    """Rows of the person with where each was found."""
    named: list[tuple[str, str]] = [("customer_id", one) for one in person.customer_ids]
    named += [("email", form) for one in person.emails for form in known_forms(EMAIL, one)]
    if person.by_phone_alone:
        named += [("phone", form) for one in person.phones for form in known_forms(PHONE, one)]
    wanted = [(column, value) for column, value in named if column in had]
    if not wanted:
        return []
    condition = " OR ".join(f"{column} = ?" for column, _ in wanted)
    sql = f"SELECT * EXCLUDE (row) FROM {source} WHERE {condition} LIMIT {ROWS_AT_MOST:d}"
    found = read_rows(opened.con, sql, [value for _, value in wanted])
    return [{"found_in": name, **row} for row in found]
