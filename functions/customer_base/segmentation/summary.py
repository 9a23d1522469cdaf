"""What a segment run leaves behind: verdicts, ordered dial-pool pages, and the preview's counts.

A dial-pool page is at most 200 customers as one JSON object a line, in the order in which they
would be opened, with the facts a conversation needs. Must never list a customer without a motion.
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
from functions.customer_base.segmentation.codes import FIRST_IN_MOTION, VERDICTS, is_in
from functions.customer_base.segmentation.criteria_sql import TRIGGER_COLUMNS
from functions.customer_base.segmentation.judge import Judged
from functions.customer_base.segmentation.records import MissingFacts
from functions.customer_base.segmentation.rules import MOTIONS, SOURCES, Group, Rule, Source
from functions.customer_base.sql.literals import day, literal
from functions.product.channels import CHANNELS, ContactPoint
from functions.product.offers import motions_without_offer
from functions.product.soft_opt_in import SoftOptInAttestation

PAGE = 200
LISTED_AT_MOST = 20_000
"""Customers listed per motion: more than any founder can talk to before the next nightly run."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the pages say beside the customer's own columns."""

    as_of: date
    import_id: str
    synced: bool = False
    attestation: SoftOptInAttestation | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts of one run."""

    customers: int
    counts: dict[str, int]
    reasons: dict[str, int]
    reach: dict[str, dict[str, int]]
    missing: tuple[MissingFacts, ...]
    motions_without_offer: tuple[str, ...]


def summarise(con: duckdb.DuckDBPyConnection, judged: Judged) -> Summary:
    """Counts per motion and reason, reach per channel, and what one more file would change."""
    groups = con.execute(f"SELECT code, count(*) FROM {judged.codes} GROUP BY code").fetchall()
    counts = dict.fromkeys((*MOTIONS, "none"), 0)
    reasons: dict[str, int] = {}
    for code, count in groups:
        motion, reason = VERDICTS[code]
        counts[motion or "none"] += count
        if motion is None:
            reasons[reason] = reasons.get(reason, 0) + count
    return Summary(
        sum(counts.values()),
        counts,
        dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        _reach(con, judged),
        missing_facts(con, judged),
        motions_without_offer(judged.judgement.criteria.catalogue),
    )


def _reach(con: duckdb.DuckDBPyConnection, judged: Judged) -> dict[str, dict[str, int]]:
    """Per motion: who has an address that is not closed by a no, and who consented, per channel."""
    consents = ", ".join(
        f"count(*) FILTER (list_contains(list_transform(consents, lambda c: c.channel),"
        f" '{channel}')) AS consent_{channel}"
        for channel in CHANNELS
    )
    refused: dict[str, str] = {
        channel: f"list_contains(list_transform(refusals, lambda r: r.channel), '{channel}')"
        for channel in CHANNELS
    }
    by_phone = " AND ".join(
        refused[row.channel] for row in CHANNELS.rows if row.contact_point is ContactPoint.PHONE
    )
    facts = ("email", "phone", "whatsapp", "consents", "refusals")
    people = judged.select("motion", *facts, where=f"code >= {FIRST_IN_MOTION}")
    cursor = con.execute(
        f"""SELECT motion, count(email) FILTER (NOT {refused["email"]}) AS email,
          count(phone) FILTER (NOT ({by_phone})) AS phone,
          count(*) FILTER (whatsapp) AS whatsapp, {consents}
        FROM ({people}) GROUP BY motion"""
    )
    names = [column[0] for column in cursor.description or ()][1:]
    return {motion: dict(zip(names, values, strict=True)) for motion, *values in cursor.fetchall()}


_MOTION_GATES: dict[str, tuple[str, ...]] = {
    "win_back": ("has_left", "left_long_enough_ago", "left_not_too_long_ago"),
    "renewal": ("renewal_near",),
    "cross_sell": ("paid_long_enough", "team_grown"),
}


def missing_facts(con: duckdb.DuckDBPyConnection, judged: Judged) -> tuple[MissingFacts, ...]:
    """What one more file would change.

    A customer counts for a file when it has no motion, nothing failed, something is unknown, and
    every unknown rule would be answered by columns of that file.
    """
    judgement = judged.judgement
    rules = {rule.name: rule for rule in judgement.rules}
    perimeter = [rule for rule in rules.values() if rule.group is Group.PERIMETER]
    upsell = [rule for rule in rules.values() if rule.group is Group.UPSELL]
    wanted = {"upsell": [*perimeter, *upsell]}
    for motion, names in _MOTION_GATES.items():
        wanted[motion] = [*perimeter, *(rules[name] for name in names)]
    counters: list[str] = []
    keys: list[tuple[str, str, str]] = []
    for motion, judged_by in wanted.items():
        if motion == "upsell" and motion in motions_without_offer(judgement.criteria.catalogue):
            continue
        for source in SOURCES:
            answers = [rule for rule in judged_by if source.columns & set(rule.needs)]
            if answers:
                counters.append(
                    _only_unknown(judged_by, answers, source, left=motion == "win_back")
                )
                keys.append((source.name, source.label, motion))
    verdicts = judged.select(
        *(f"v_{name}" for name in rules),
        *sorted(_ASKED_OF - {"plan_role"}),
        f"{judgement.over_facts('plan_role')} AS plan_role",
        where=f"code < {FIRST_IN_MOTION}",
    )
    row = con.execute(f"SELECT {', '.join(counters)} FROM ({verdicts})").fetchone()
    found = [
        MissingFacts(source=source, label=label, more=more, motion=motion)
        for (source, label, motion), more in zip(keys, row or (), strict=True)
        if more
    ]
    return tuple(sorted(found, key=lambda one: (-one.more, one.motion, one.source)))


_ASKED_OF = frozenset(column for source in SOURCES for column in source.columns)
"""Columns that some file would bring."""


def _only_unknown(
    judged_by: list[Rule], answered: list[Rule], source: Source, *, left: bool
) -> str:
    """Customers for whom only `answered` rules are unknown, each for want of `source`."""
    names = {rule.name for rule in answered}
    conditions = [f"coalesce(v_{rule.name}, FALSE)" for rule in judged_by if rule.name not in names]
    for rule in answered:
        absent = " OR ".join(source.brings(need) for need in rule.needs if need in source.columns)
        conditions.append(f"coalesce(v_{rule.name}, {absent})")
    if not left:
        conditions.append("NOT coalesce(v_has_left, FALSE)")
    some = " OR ".join(f"v_{rule.name} IS NULL" for rule in answered)
    return f"count(*) FILTER ({' AND '.join(conditions)} AND ({some}))"


def write_pages(
    con: duckdb.DuckDBPyConnection, judged: Judged, facts: Facts, folder: Path
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
    con: duckdb.DuckDBPyConnection, judged: Judged, facts: Facts, motion: str
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
    con: duckdb.DuckDBPyConnection, judged: Judged, facts: Facts
) -> dict[str, str]:
    """Every judged customer as a line of a pool page, in a motion or in none.

    One query for all of them: planning it costs more than a thousand of its rows.
    """
    every = judged.select(*_LINE_COLUMNS)
    rows = con.execute(f"SELECT customer_id, {_line_sql(facts)} FROM ({every})").fetchall()
    return dict(rows)


DIAL_ORDER = "strength DESC, value_cents DESC, customer_id"
"""The strongest trigger first, then the yearly value."""


def _page_sql(judged: Judged, facts: Facts, motion: str) -> str:
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


def _line_sql(facts: Facts) -> str:
    """One customer with its verdict as JSON, the columns named as outreach knows them."""
    soft = "NULL"
    if facts.attestation is not None:
        soft = (
            f"struct_pack(attested_by := {literal(facts.attestation.attested_by)}, "
            f"attested_at := {literal(facts.attestation.attested_at.isoformat())}, "
            f"import_id := {literal(facts.import_id)})"
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


def moved(con: duckdb.DuckDBPyConnection, now: Judged, before: Judged) -> dict[str, int]:
    """`from>to` → customers whose motion changed since the previous run."""
    motions = [one.select("customer_id", "motion") for one in (before, now)]
    rows = con.execute(
        f"""SELECT coalesce(was.motion, 'none') || '>' || coalesce(now.motion, 'none'), count(*)
        FROM ({motions[0]}) AS was JOIN ({motions[1]}) AS now USING (customer_id)
        WHERE was.motion IS DISTINCT FROM now.motion GROUP BY 1 ORDER BY 2 DESC, 1"""
    ).fetchall()
    return dict(rows)
