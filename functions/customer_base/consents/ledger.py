"""The consent record of the customer base: every statement, and what of it stands today.

Decides which statements of an import are new, whom they reach, and which consents a customer has
now. Only ever adds: must never forget a statement, nor let a consent stand over a later no.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from functions.customer_base.consents.number_lists import REFUSED_NUMBERS
from functions.customer_base.parsing.refusing.cells import UNDATED
from functions.customer_base.parsing.snapshot_table import (
    CONSENTS_TYPE,
    REFUSALS_TYPE,
    columns_of,
    relation,
)
from functions.customer_base.sql.literals import literal
from functions.product.channels import CHANNELS
from tenancy.values.lazy_dataclass import dataclass

PURPOSE = "conversations about the customer's own subscription"
"""What a consent of the customer base is used for, and nothing else (see docs/data-processing)."""

FROM_FILE = "customer file"
"""Where a no was given, when no file tells more."""

LEDGER_COLUMNS: dict[str, str] = {
    "customer_id": "VARCHAR",
    "email": "VARCHAR",
    "phone": "VARCHAR",
    "channel": "VARCHAR",
    "granted": "BOOLEAN",
    "granted_at": "TIMESTAMP",
    "revoked_at": "TIMESTAMP",
    "purpose": "VARCHAR",
    "source": "VARCHAR",
    "wording": "VARCHAR",
    "written": "BOOLEAN",
    "imported_by": "VARCHAR",
    "import_id": "VARCHAR",
    "noted_at": "TIMESTAMP",
}
"""One statement: a consent with `granted_at`, or a no with `revoked_at`; times are UTC."""

STANDING = "consents_standing"
"""customer_id, consents, refusals: of those customers only of whom anything was ever stated."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The record before an import, on local disk, and what the import's own rows say of it."""

    files: tuple[Path, ...] = ()
    import_id: str = ""
    imported_by: str = ""
    """The founder who started the import; empty where nobody knows any more."""


@dataclass(frozen=True, slots=True)
class NewConsents:
    """What an import leaves: table `STANDING`, and its new rows as a file if there are any."""

    new_rows: Path | None


def note_consents(
    con: duckdb.DuckDBPyConnection,
    ledger: Ledger,
    *,
    meanings: Collection[str],
    now: datetime,
    previous: Path | None,
    target: Path,
    numbers: bool = False,
    in_order: bool = False,
) -> NewConsents | None:
    """Add what `merged` says to the ledger; None, at no cost, if there never was a statement.

    `meanings` are the canonical columns the import's files have; `numbers` says whether some of
    them are lists of refused numbers. `in_order` says that `merged` comes in the same order each
    time it is read. New rows go to `target`, in the same order each time they are written.
    """
    spoken = tuple(
        channel
        for channel in CHANNELS
        if {f"consent_{channel}", f"consent_{channel}_revoked_at"} & set(meanings)
    )
    older = previous is not None and unledgered(con, previous)
    if not spoken and not ledger.files and not older and not numbers:
        return None
    first = not (ledger.files or older)
    _open(con, ledger)
    beside = _beside(ledger, now)
    before = relation(con, previous) if previous is not None else ""
    if older:
        con.execute(_seed_sql(before, beside))
        stated = spoken or ledger.files or numbers
        if not stated and not _count(con, "consents_noted"):
            return None
    if ledger.files or older:
        con.execute(_taken_over_sql(before, beside))
    if spoken:
        con.execute(_dated_sql(spoken, beside, first=first))
        con.execute(_denied_sql(spoken, beside, now))
    if numbers:
        con.execute(_numbers_sql(beside, now))
    one_consent = first and sum(f"consent_{channel}" in meanings for channel in spoken) <= 1
    con.execute(_standing_sql(first=first, one_consent=one_consent))
    return NewConsents(_written(con, target, in_order=first and in_order and not numbers))


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def unledgered(con: duckdb.DuckDBPyConnection, snapshot: Path) -> bool:
    """Whether a snapshot holds consents, and was written when there was no ledger beside it."""
    kept = columns_of(con, snapshot)
    return "consents" in kept and "refusals" not in kept


def _open(con: duckdb.DuckDBPyConnection, ledger: Ledger) -> None:
    """`people` of this import, `consents_noted` (new rows, none yet), `consents_known` (all)."""
    con.execute(
        "CREATE OR REPLACE TEMP TABLE people AS SELECT customer_id, email, phone FROM merged"
    )
    columns = ", ".join(f"{name} {kind}" for name, kind in LEDGER_COLUMNS.items())
    con.execute(f"CREATE OR REPLACE TEMP TABLE consents_noted ({columns})")
    parts = ["SELECT * FROM consents_noted"]
    if ledger.files:
        parts.append(f"SELECT {', '.join(LEDGER_COLUMNS)} FROM {_parquet(ledger.files)}")
    con.execute(
        "CREATE OR REPLACE TEMP VIEW consents_known AS "
        "SELECT *, coalesce(granted_at, revoked_at) AS said_at "
        f"FROM ({' UNION ALL '.join(parts)})"
    )


def _parquet(files: tuple[Path, ...]) -> str:
    return f"read_parquet([{', '.join(literal(str(path)) for path in files)}])"


def _beside(ledger: Ledger, now: datetime) -> str:
    """The columns that are the same in every row an import adds, as LEDGER_COLUMNS ends."""
    by, import_id = literal(ledger.imported_by), literal(ledger.import_id)
    return f"{by} AS imported_by, {import_id} AS import_id, {_moment(now)} AS noted_at"


def _moment(instant: datetime) -> str:
    return f"TIMESTAMP {literal(instant.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S.%f'))}"


_SAME = "(customer_id, channel, granted, said_at, source, wording, written)"
"""Two statements alike in these say the same, whenever and in whichever import."""


def _noting_sql(statements: str, beside: str, *, new: bool = False) -> str:
    """Add those of `statements` that nobody noted before.

    They have the columns of `_SAME`, and email and phone as they are now. With `new`, no two of
    them are alike and none was noted.
    """
    noted = f"(SELECT DISTINCT * FROM ({statements})) ANTI JOIN consents_known USING {_SAME}"
    return f"""
INSERT INTO consents_noted
SELECT customer_id, email, phone, channel, granted,
  CASE WHEN granted THEN said_at END, CASE WHEN NOT granted THEN said_at END,
  {literal(PURPOSE)}, source, wording, written, {beside}
FROM {f"({statements})" if new else noted}"""


def _seed_sql(previous: str, beside: str) -> str:
    """Consents of a snapshot from before there was a ledger."""
    return _noting_sql(
        f"""SELECT customer_id, email, phone, one.channel AS channel, TRUE AS granted,
          one.granted_at AS said_at, one.source AS source, one.wording AS wording,
          one.written AS written
        FROM (SELECT customer_id, email, phone, unnest(consents) AS one
              FROM {previous} WHERE len(consents) > 0)""",
        beside,
    )


def _dated_sql(spoken: tuple[str, ...], beside: str, *, first: bool) -> str:
    """Dated consents, and no's whose day a column gives."""
    parts = []
    for channel in spoken:
        stem = f"consent_{channel}"
        parts += [
            f"""SELECT customer_id, email, phone, '{channel}' AS channel, TRUE AS granted,
              {stem} AS said_at, coalesce({stem}_source, '') AS source,
              coalesce({stem}_wording, '') AS wording,
              coalesce({stem}_written, FALSE) AS written
            FROM merged WHERE isfinite({stem})""",
            f"""SELECT customer_id, email, phone, '{channel}', FALSE, {stem}_revoked_at,
              {literal(FROM_FILE)}, '', FALSE
            FROM merged WHERE isfinite({stem}_revoked_at)""",
        ]
    # Each customer says one thing of a kind in one import.
    return _noting_sql(" UNION ALL ".join(parts), beside, new=first)


def _denied_sql(spoken: tuple[str, ...], beside: str, now: datetime) -> str:
    """A no without a day counts as given now, and says something only where no no stands yet.

    It takes back all that is known, so a consent dated after `now` (clocks and zones of exports
    differ) pushes it to that time.
    """
    parts = " UNION ALL ".join(
        f"SELECT customer_id, email, phone, '{channel}' AS channel FROM merged "
        f"WHERE consent_{channel} = {UNDATED} OR consent_{channel}_revoked_at = {UNDATED}"
        for channel in spoken
    )
    return _noting_sql(
        f"""WITH denied AS ({parts}),
        so_far AS (
          SELECT customer_id, channel, max(granted_at) AS yes, max(revoked_at) AS no
          FROM consents_known SEMI JOIN denied USING (customer_id, channel)
          GROUP BY customer_id, channel)
        SELECT denied.*, FALSE AS granted, greatest({_moment(now)}, yes) AS said_at,
          {literal(FROM_FILE)} AS source, '' AS wording, FALSE AS written
        FROM denied LEFT JOIN so_far USING (customer_id, channel)
        WHERE no IS NULL OR yes > no ORDER BY ALL""",
        beside,
        # Where it says something, no statement like it stands.
        new=True,
    )


def _numbers_sql(beside: str, now: datetime) -> str:
    """Refusals of a number by itself: only where none of that number stands yet."""
    return f"""
INSERT INTO consents_noted
SELECT NULL, NULL, phone, channel, FALSE, NULL,
  CASE WHEN isfinite(stated.said_at) THEN stated.said_at ELSE greatest({_moment(now)}, yes) END,
  {literal(PURPOSE)}, {literal(FROM_FILE)}, '', FALSE, {beside}
FROM (SELECT phone, channel, max(said_at) AS said_at FROM {REFUSED_NUMBERS} GROUP BY ALL) AS stated
  LEFT JOIN (
    SELECT phone, channel, max(granted_at) AS yes, max(revoked_at) AS no
    FROM consents_known WHERE phone IS NOT NULL GROUP BY phone, channel) AS so_far
  USING (phone, channel)
WHERE no IS NULL OR yes > no"""


def _taken_over_sql(previous: str, beside: str) -> str:
    """Statements that follow an address to a new customer id (docs/decisions/11-…).

    A customer who was not in the previous snapshot, and is not known by another address, takes over
    from the last customer known by this address, if that one is not in this import. A consent to
    be texted or called follows only if the two numbers are not known to differ.
    """
    before = (
        f"SELECT customer_id, email FROM {previous}"
        if previous
        else "SELECT NULL::VARCHAR AS customer_id, NULL::VARCHAR AS email WHERE FALSE"
    )
    statements = f"""
WITH before AS ({before}),
noted AS (
  SELECT customer_id, arg_max(email, (noted_at, import_id)) AS email,
    max((noted_at, import_id)) AS place
  FROM consents_known WHERE email IS NOT NULL GROUP BY customer_id
), known_by AS (
  SELECT customer_id, coalesce(before.email, noted.email) AS email,
    (before.customer_id IS NOT NULL, place, customer_id) AS place
  FROM noted LEFT JOIN before USING (customer_id)
), holder AS (
  SELECT email, arg_max(customer_id, place) AS held_by FROM known_by GROUP BY email
), newcomer AS (
  SELECT people.customer_id, people.email, people.phone
  FROM people ANTI JOIN before USING (customer_id)
    LEFT JOIN noted ON noted.customer_id = people.customer_id
  WHERE people.email IS NOT NULL
    AND coalesce(noted.email = people.email, noted.customer_id IS NULL)
), follows AS (
  SELECT newcomer.*, held_by FROM newcomer JOIN holder USING (email)
    ANTI JOIN people ON people.customer_id = holder.held_by
  WHERE held_by <> newcomer.customer_id
)
SELECT follows.customer_id, follows.email, follows.phone, channel, granted, said_at, source,
  wording, written
FROM follows JOIN consents_known AS known ON known.customer_id = follows.held_by
WHERE NOT granted OR channel = 'email' OR coalesce(known.phone = follows.phone, TRUE)"""
    return _noting_sql(statements, beside)


def _listed(statements: str, name: str, *, single: bool) -> str:
    """SQL: the statements of each customer as a list; `single` where nobody made several.

    Most customers made one, and gathering many lists takes longer than all there is to do besides.
    """
    if single:
        return f"SELECT customer_id, [one] AS {name} FROM {statements}"
    several = f"(SELECT customer_id FROM {statements} GROUP BY customer_id HAVING count(*) > 1)"
    return f"""
  SELECT customer_id, [one] AS {name}
  FROM {statements} ANTI JOIN {several} AS several USING (customer_id)
  UNION ALL
  SELECT customer_id, list_sort(list_distinct(list(one))) AS {name}
  FROM {statements} SEMI JOIN {several} AS several USING (customer_id) GROUP BY customer_id"""


def _standing_sql(*, first: bool, one_consent: bool) -> str:
    """What stands today, of everybody in `merged`.

    Of the `first` with any statement, all are in it; with `one_consent` nobody gave several.

    A no reaches the customer who now has the id or the address it was given with, and, for channels
    of the phone, the number; only a consent of that customer's own from after it stands again.
    """
    by_key = " UNION ALL ".join(
        f"""SELECT people.customer_id, channel, revoked_at
        FROM people JOIN (
          SELECT {key}, channel, max(revoked_at) AS revoked_at
          FROM consents_known WHERE NOT granted AND {key} IS NOT NULL AND {channels}
          GROUP BY {key}, channel) AS stated ON stated.{key} = people.{key}"""
        for key, channels in (
            ("customer_id", "TRUE"),
            ("email", "TRUE"),
            ("phone", "channel <> 'email'"),
        )
    )
    ours = "" if first else "SEMI JOIN people USING (customer_id)"
    # Two imports at once may both note one statement, so equal ones are reduced to one here again.
    return f"""
CREATE OR REPLACE TEMP TABLE {STANDING} AS
WITH last_no AS MATERIALIZED (
  SELECT customer_id, channel, max(revoked_at) AS revoked_at
  FROM ({by_key}) GROUP BY customer_id, channel
), given AS MATERIALIZED (
  SELECT customer_id, struct_pack(channel := channel, granted_at := granted_at,
    source := source, wording := wording, written := written) AS one
  FROM consents_known {ours} LEFT JOIN last_no USING (customer_id, channel)
  WHERE granted AND (last_no.revoked_at IS NULL OR granted_at > last_no.revoked_at)
), refused AS (
  SELECT customer_id, struct_pack(channel := channel, revoked_at := revoked_at) AS one FROM last_no
), yes AS ({_listed("given", "consents", single=one_consent)}),
no AS ({_listed("refused", "refusals", single=False)})
SELECT customer_id, coalesce(consents, [])::{CONSENTS_TYPE} AS consents,
  coalesce(refusals, [])::{REFUSALS_TYPE} AS refusals
FROM yes FULL JOIN no USING (customer_id)"""


def _written(con: duckdb.DuckDBPyConnection, target: Path, *, in_order: bool) -> Path | None:
    if not _count(con, "consents_noted"):
        return None
    # Sorting takes longer than writing, and rows that were noted in order need none.
    rows = "consents_noted" if in_order else "(SELECT * FROM consents_noted ORDER BY ALL)"
    con.execute(f"COPY {rows} TO {literal(str(target))} {_WRITTEN}")
    return target


_WRITTEN = (
    # Hardly two rows have an id or an address in common: a dictionary of them is built in vain.
    "(FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 300, "
    "WRITE_BLOOM_FILTER false)"
)


def write_digest(
    con: duckdb.DuckDBPyConnection, files: tuple[Path, ...], covers: Collection[str], target: Path
) -> None:
    """All rows of many ledger files as one, which says of which files (`covers`) it is made."""
    names = literal(json.dumps(sorted(covers)))
    con.execute(
        f"COPY (SELECT {', '.join(LEDGER_COLUMNS)} FROM {_parquet(files)} ORDER BY ALL) "
        f"TO {literal(str(target))} (FORMAT parquet, COMPRESSION snappy, KV_METADATA "
        f"{{covers: {names}}})"
    )


def covered_by(con: duckdb.DuckDBPyConnection, digest: Path) -> frozenset[str]:
    """Names of the files that a digest stands for."""
    row = con.execute(
        f"SELECT decode(value) FROM parquet_kv_metadata({literal(str(digest))}) "
        "WHERE decode(key) = 'covers'"
    ).fetchone()
    return frozenset(json.loads(row[0])) if row else frozenset()
