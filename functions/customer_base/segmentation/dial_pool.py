"""The dial pool a segment run leaves: pages of customers in the order they would be opened.

A page is at most 200 customers, each a line as `product.dial_pool_line` has it. Must never list a
customer without a motion.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import gzip
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import duckdb

from functions.customer_base.consents.ledger import FROM_FILE
from functions.customer_base.parsing.snapshot_table import absent_sql
from functions.customer_base.segmentation.codes import motion_sql
from functions.customer_base.segmentation.criteria_sql import TRIGGER_COLUMNS
from functions.customer_base.segmentation.judge import Judged
from functions.customer_base.segmentation.rules import MOTIONS
from functions.customer_base.sql.literals import day, literal
from functions.product.consent import Consent, SoftOptIn
from functions.product.customer_facts import Trigger
from functions.product.dial_pool_line import COLUMNS, LINE_FIELDS, page_name
from tenancy.values.lazy_dataclass import dataclass

PAGE = 200
LISTED_AT_MOST = 20_000
"""Customers listed per motion: more than any founder can talk to before the next nightly run."""


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """What the pages say beside the customer's own columns."""

    as_of: date
    synced: bool = False
    soft_opt_in: SoftOptIn | None = None


def write_pages(
    con: duckdb.DuckDBPyConnection, judged: Judged, facts: SnapshotFacts, folder: Path
) -> tuple[dict[str, int], dict[str, int]]:
    """Write `pool-<motion>-<00000>.jsonl.gz`; return pages and customers listed per motion."""
    found = con.execute(f"SELECT DISTINCT {motion_sql()} FROM {judged.codes}").fetchall()
    pages, listed = dict.fromkeys(MOTIONS, 0), dict.fromkeys(MOTIONS, 0)
    # Planning a motion's query costs more than a thousand of its rows.
    some = [motion for motion in MOTIONS if (motion,) in found]
    chosen = _choose(con, judged, some)
    # Packing lets go of Python, so that the next page is packed beside it.
    with ThreadPoolExecutor(max_workers=2) as packers:
        for motion in some:
            texts = _texts(con, chosen, facts, motion, listed)
            for number, packed in enumerate(packers.map(_gzipped, texts)):
                (folder / page_name(motion, number)).write_bytes(packed)
                pages[motion] += 1
    return pages, listed


def _choose(con: duckdb.DuckDBPyConnection, judged: Judged, motions: list[str]) -> Judged:
    """The first customers of each motion in dial order alone.

    All facts of a snapshot are read once, for all motions, and only those of who is listed kept.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE chosen (row BIGINT)")
    for motion in motions:
        order = judged.select("row", "customer_id", "strength", "value_cents", motion=motion)
        con.execute(
            f"INSERT INTO chosen SELECT row FROM ({order}) "
            f"ORDER BY {DIAL_ORDER} LIMIT {LISTED_AT_MOST}"
        )
    # What the file does not have is added again, and not stored: most snapshots lack half of all.
    had = ", ".join(("row", *sorted(judged.kept)))
    for name, columns, source in (
        ("chosen_facts", had, judged.customers),
        ("chosen_codes", "*", judged.codes),
    ):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS "
            f"SELECT {columns} FROM {source} SEMI JOIN chosen USING (row)"
        )
    facts = f"(SELECT {', '.join(('*', *absent_sql(judged.kept)))} FROM chosen_facts)"
    return replace(judged, customers=facts, codes="chosen_codes")


def _texts(
    con: duckdb.DuckDBPyConnection,
    judged: Judged,
    facts: SnapshotFacts,
    motion: str,
    listed: dict[str, int],
) -> Iterator[str]:
    """The lines of each page; counts them in `listed`."""
    people = judged.select(*_LINE_COLUMNS, motion=motion)
    con.execute(f"SELECT {_line_sql(facts)} FROM ({people}) ORDER BY {DIAL_ORDER}")
    while rows := con.fetchmany(PAGE):
        listed[motion] += len(rows)
        yield "".join(f"{line}\n" for (line,) in rows)


def _gzipped(text: str) -> bytes:
    # No time of writing inside, so that the same run is the same bytes.
    return gzip.compress(text.encode(), compresslevel=1, mtime=0)


def lines_by_customer(
    con: duckdb.DuckDBPyConnection, judged: Judged, facts: SnapshotFacts
) -> dict[str, str]:
    """Every judged customer as a line of a pool page, in a motion or in none.

    One query for all of them: planning it costs more than a thousand of its rows.
    """
    every = judged.select(*_LINE_COLUMNS)
    rows = con.execute(f"SELECT customer_id, {_line_sql(facts)} FROM ({every})").fetchall()
    return dict(rows)


DIAL_ORDER = "strength DESC, value_cents DESC, customer_id"
"""The strongest trigger first, then the yearly value."""


_LINE_COLUMNS = (*COLUMNS, "refusals", *(name for name in TRIGGER_COLUMNS if name not in COLUMNS))


def _packed(kind: type[Consent | SoftOptIn | Trigger], /, **values: str) -> str:
    """A value of a line. Raises ValueError unless each of its fields is there and no other."""
    names = [field.name for field in fields(kind)]
    if set(names) != set(values):
        raise ValueError(f"{kind.__name__} is {names}, not {sorted(values)}")
    return f"struct_pack({', '.join(f'{name} := {values[name]}' for name in names)})"


def _consents_sql() -> str:
    """Consents that stand, then every no as a record that was taken back on its day.

    Outreach must know of a no even where no consent is on file: it outweighs a consent earned
    before it in a conversation, and the founder's attestation of the soft opt-in.
    """
    as_text = "strftime({}, '%Y-%m-%dT%H:%M:%S+00:00')"
    day = as_text.format("c.revoked_at")
    standing = _packed(
        Consent,
        channel="c.channel",
        granted_at=as_text.format("c.granted_at"),
        source="c.source",
        wording="c.wording",
        written="c.written",
        revoked_at="NULL::VARCHAR",
    )
    taken_back = _packed(
        Consent,
        channel="c.channel",
        granted_at=day,
        source=literal(FROM_FILE),
        wording="''",
        written="FALSE",
        revoked_at=day,
    )
    return (
        f"list_concat(list_transform(consents, lambda c: {standing}), "
        f"list_transform(refusals, lambda c: {taken_back}))"
    )


def _soft_opt_in_sql(attested: SoftOptIn | None) -> str:
    if attested is None:
        return "NULL"
    return _packed(
        SoftOptIn,
        attested_by=literal(attested.attested_by),
        attested_at=literal(attested.attested_at.isoformat()),
        import_id=literal(attested.import_id),
        channels=f"[{', '.join(map(literal, attested.channels))}]::VARCHAR[]",
    )


def _trigger_sql() -> str:
    """Retention and renewal need no offer, so there may be nothing that asked for one."""
    asked = _packed(
        Trigger,
        offer_id="coalesce(offer_id, '')",
        kind="trigger_kind",
        fact="coalesce(trigger_fact, '')",
        value="coalesce(trigger_value, 0.0)",
        strength="coalesce(strength, 0.0)",
    )
    return f"CASE WHEN trigger_kind IS NULL THEN NULL ELSE {asked} END"


def _line_sql(facts: SnapshotFacts) -> str:
    """One customer with its verdict as JSON: each field of the type, in its order."""
    made = {
        "as_of": day(facts.as_of),
        "consents": _consents_sql(),
        "soft_opt_in": _soft_opt_in_sql(facts.soft_opt_in),
        "trigger": _trigger_sql(),
        "synced": str(facts.synced).upper(),
    }
    values = {name: _known(name, unknown) for name, unknown in COLUMNS.items()} | made
    packed = ", ".join(f"{name} := {values[name]}" for name in LINE_FIELDS)
    return f"to_json(struct_pack({packed}))::VARCHAR"


def _known(name: str, unknown: object) -> str:
    """A column, or what stands where it is unknown."""
    match unknown:
        case None:
            return name
        case str():
            return f"coalesce({name}, {literal(unknown)})"
        case bool() | int():
            return f"coalesce({name}, {str(unknown).upper()})"
        case dict():
            return f"coalesce({name}, map())"
        case tuple():
            return f"coalesce({name}, [])"
    raise ValueError(f"{name} is unknown as what no column can hold")
