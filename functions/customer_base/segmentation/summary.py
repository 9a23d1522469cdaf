"""The counts of a segment run: customers per motion and reason, reach, and what is missing.

Counts what was judged; must never judge anybody.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import duckdb

from functions.customer_base.segmentation.codes import FIRST_IN_MOTION, VERDICTS
from functions.customer_base.segmentation.judge import Judged
from functions.customer_base.segmentation.records import MissingFacts
from functions.customer_base.segmentation.rules import MOTIONS
from functions.customer_base.segmentation.unlocks import missing_facts
from functions.product.channels import CHANNELS, ContactPoint
from functions.product.offers import motions_without_offer
from tenancy.values.lazy_dataclass import dataclass


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


def count_moves(con: duckdb.DuckDBPyConnection, now: Judged, before: Judged) -> dict[str, int]:
    """`from>to` → customers whose motion changed since the previous run."""
    motions = [one.select("customer_id", "motion") for one in (before, now)]
    rows = con.execute(
        f"""SELECT coalesce(was.motion, 'none') || '>' || coalesce(now.motion, 'none'), count(*)
        FROM ({motions[0]}) AS was JOIN ({motions[1]}) AS now USING (customer_id)
        WHERE was.motion IS DISTINCT FROM now.motion GROUP BY 1 ORDER BY 2 DESC, 1"""
    ).fetchall()
    return dict(rows)
