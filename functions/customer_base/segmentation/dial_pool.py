"""The dial pool a segment run leaves: pages of customers in the order they would be opened.

A page is at most 200 customers as one JSON object a line, with the facts a conversation needs. Must
never list a customer without a motion.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from functions.customer_base.consents.ledger import FROM_FILE
from functions.customer_base.segmentation.codes import is_in
from functions.customer_base.segmentation.criteria_sql import TRIGGER_COLUMNS
from functions.customer_base.segmentation.judge import Judged
from functions.customer_base.segmentation.rules import MOTIONS
from functions.customer_base.sql.literals import day, literal
from functions.product.consent import SoftOptIn

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
    pages: dict[str, int] = {}
    listed: dict[str, int] = {}
    for motion in MOTIONS:
        pages[motion] = listed[motion] = 0
        for number, lines in enumerate(_batches(con, judged, facts, motion)):
            text = "".join(f"{line}\n" for line in lines)
            name = f"pool-{motion}-{number:05d}.jsonl.gz"
            # No time of writing inside, so that the same run is the same bytes.
            packed = gzip.compress(text.encode(), compresslevel=1, mtime=0)
            (folder / name).write_bytes(packed)
            pages[motion] += 1
            listed[motion] += len(lines)
    return pages, listed


def _batches(
    con: duckdb.DuckDBPyConnection, judged: Judged, facts: SnapshotFacts, motion: str
) -> Iterator[list[str]]:
    con.execute(_page_sql(judged, facts, motion))
    while rows := con.fetchmany(PAGE):
        yield [line for (line,) in rows]


_TEXTS = (
    "name",
    "email",
    "phone",
    "country",
    "region",
    "time_zone",
    "language",
    "product",
    "plan",
    "billing_interval",
    "status",
    "currency",
)
_VALUES = (
    "plan_since",
    "paid_since",
    "renews_on",
    "churned_on",
    "seats",
    "team_size",
    "mrr_cents",
    "usage_30d",
    "usage_prev_30d",
    "limit_used",
    "whatsapp",
)


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


def _page_sql(judged: Judged, facts: SnapshotFacts, motion: str) -> str:
    """The first of a motion in dial order; only their facts are looked up."""
    order = judged.select("row", "customer_id", "strength", "value_cents", where=is_in(motion))
    people = judged.select(*_LINE_COLUMNS, "row")
    return f"""
WITH chosen AS MATERIALIZED (
  SELECT row FROM ({order}) ORDER BY {DIAL_ORDER} LIMIT {LISTED_AT_MOST})
SELECT {_line_sql(facts)} FROM ({people}) SEMI JOIN chosen USING (row) ORDER BY {DIAL_ORDER}"""


_LINE_COLUMNS = (
    "customer_id",
    *_TEXTS,
    *_VALUES,
    "feature_uses",
    "support_asks",
    "do_not_contact",
    "paid",
    "consents",
    "refusals",
    "motion",
    "reason",
    *TRIGGER_COLUMNS,
)


def _consents_sql() -> str:
    """Consents that stand, then every no as a record that was taken back when it was said.

    Outreach must know of a no even where no consent is on file: it outweighs a consent earned
    before it in a conversation, and the founder's attestation of the soft opt-in.
    """
    as_text = "strftime({}, '%Y-%m-%dT%H:%M:%S+00:00')"
    day = as_text.format("c.revoked_at")
    return (
        "list_concat(list_transform(consents, lambda c: struct_pack(channel := c.channel, "
        f"granted_at := {as_text.format('c.granted_at')}, source := c.source, "
        "wording := c.wording, written := c.written, revoked_at := NULL::VARCHAR)), "
        "list_transform(refusals, lambda c: struct_pack(channel := c.channel, "
        f"granted_at := {day}, source := {literal(FROM_FILE)}, wording := '', "
        f"written := FALSE, revoked_at := {day})))"
    )


def _line_sql(facts: SnapshotFacts) -> str:
    """One customer with its verdict as JSON, the columns named as outreach knows them."""
    soft = "NULL"
    if facts.soft_opt_in is not None:
        soft = (
            f"struct_pack(attested_by := {literal(facts.soft_opt_in.attested_by)}, "
            f"attested_at := {literal(facts.soft_opt_in.attested_at.isoformat())}, "
            f"import_id := {literal(facts.soft_opt_in.import_id)})"
        )
    fields = [
        "customer_id := customer_id",
        f"as_of := {day(facts.as_of)}",
        *(f"{name} := coalesce({name}, '')" for name in _TEXTS),
        *(f"{name} := {name}" for name in _VALUES),
        "feature_uses := coalesce(feature_uses, map())",
        "support_asks := coalesce(support_asks, [])",
        "do_not_contact := coalesce(do_not_contact, FALSE)",
        "paid := coalesce(paid, FALSE)",
        f"consents := {_consents_sql()}",
        f"soft_opt_in := {soft}",
        "motion := motion",
        "reason := coalesce(reason, '')",
        # Retention and renewal need no offer, so there may be nothing that asked for one.
        "trigger := CASE WHEN trigger_kind IS NULL THEN NULL ELSE struct_pack("
        "offer_id := coalesce(offer_id, ''), kind := trigger_kind, "
        "fact := coalesce(trigger_fact, ''), value := coalesce(trigger_value, 0.0), "
        "strength := coalesce(strength, 0.0)) END",
        "value_cents := coalesce(value_cents, 0)",
        f"synced := {str(facts.synced).upper()}",
    ]
    return f"to_json(struct_pack({', '.join(fields)}))::VARCHAR"
