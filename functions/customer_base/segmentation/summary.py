"""The counts of a segment run: customers per motion and reason, reach, and what is missing.

Counts what was judged; must never judge anybody.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from functions.customer_base.segmentation.codes import FIRST_IN_MOTION, VERDICTS
from functions.customer_base.segmentation.judge import Judged
from functions.customer_base.segmentation.records import MissingFacts
from functions.customer_base.segmentation.rules import MOTIONS, SOURCES, Group, SegmentRule, Source
from functions.product import motions
from functions.product.channels import CHANNELS, ContactPoint
from functions.product.offers import motions_without_offer


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
        f"count(*) FILTER (list_contains(agreed, '{channel}')) AS consent_{channel}"
        for channel in CHANNELS
    )
    refused: dict[str, str] = {
        channel: f"list_contains(refused, '{channel}')" for channel in CHANNELS
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
        FROM (SELECT motion, email, phone, whatsapp,
          list_transform(consents, lambda c: c.channel) AS agreed,
          list_transform(refusals, lambda r: r.channel) AS refused FROM ({people}))
        GROUP BY motion"""
    )
    names = [column[0] for column in cursor.description or ()][1:]
    return {motion: dict(zip(names, values, strict=True)) for motion, *values in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class _Gate:
    """What stands between a customer and a motion, and the file that may answer it."""

    motion: str
    source: Source
    rules: tuple[SegmentRule, ...]
    for_those_who_left: bool

    @property
    def answered(self) -> bool:
        return any(self.source.columns & set(rule.needs) for rule in self.rules)

    def would_open(self, alike: _Alike) -> bool:
        """Whether nothing fails, something is unknown, and the file would answer all of that."""
        if alike.verdicts["has_left"] and not self.for_those_who_left:
            return False
        unknown = False
        for rule in self.rules:
            verdict = alike.verdicts[rule.name]
            if verdict is False:
                return False
            if verdict is None:
                unknown = True
                if not any(self.source.brings(need, alike.unknown) for need in rule.needs):
                    return False
        return unknown


@dataclass(frozen=True, slots=True)
class _Alike:
    """Customers of whom the same is known and unknown."""

    verdicts: Mapping[str, bool | None]
    unknown: frozenset[str]
    customers: int


def missing_facts(con: duckdb.DuckDBPyConnection, judged: Judged) -> tuple[MissingFacts, ...]:
    """What one more file would change.

    A customer counts for a file when it has no motion, nothing failed, something is unknown, and
    every unknown rule would be answered by columns of that file.
    """
    gates = _gates(judged.judgement.rules)
    more = [0] * len(gates)
    for alike in _without_motion(con, judged, gates):
        for place, gate in enumerate(gates):
            if gate.would_open(alike):
                more[place] += alike.customers
    found = [
        MissingFacts(
            source=gate.source.name, label=gate.source.label, more=count, motion=gate.motion
        )
        for gate, count in zip(gates, more, strict=True)
        if count
    ]
    return tuple(sorted(found, key=lambda one: (-one.more, one.motion, one.source)))


def _gates(rules: tuple[SegmentRule, ...]) -> tuple[_Gate, ...]:
    by_name = {rule.name: rule for rule in rules}
    perimeter = [rule for rule in rules if rule.group is Group.PERIMETER]
    gates = (
        _Gate(
            spec.motion.value,
            source,
            (*perimeter, *(by_name[name] for name in spec.gate)),
            "has_left" in spec.gate,
        )
        for spec in motions.MOTIONS.as_decided
        if spec.gate
        for source in SOURCES
    )
    return tuple(gate for gate in gates if gate.answered)


_ASKED_OF = tuple(sorted({column for source in SOURCES for column in source.columns}))
"""Columns that some file would bring."""


def _without_motion(
    con: duckdb.DuckDBPyConnection, judged: Judged, gates: tuple[_Gate, ...]
) -> Iterator[_Alike]:
    """Those without a motion whom the perimeter does not leave out, grouped by what is known.

    There are few groups, however many customers.
    """
    names = {"has_left", *(rule.name for gate in gates for rule in gate.rules)}
    rules = [f"v_{name}" for name in sorted(names)]
    inside = " AND ".join(
        f"coalesce(v_{rule.name}, TRUE)"
        for rule in judged.judgement.rules
        if rule.group is Group.PERIMETER
    )
    people = judged.select(*rules, *_ASKED_OF, where=f"code < {FIRST_IN_MOTION}")
    absent = ", ".join(f"{column} IS NULL" for column in _ASKED_OF)
    groups = con.execute(
        f"SELECT count(*), {', '.join(rules)}, {absent} FROM ({people}) WHERE {inside} GROUP BY ALL"
    )
    while some := groups.fetchmany(1_000):
        for count, *known in some:
            verdicts = {
                name.removeprefix("v_"): verdict
                for name, verdict in zip(rules, known, strict=False)
            }
            unknown = frozenset(itertools.compress(_ASKED_OF, known[len(rules) :]))
            yield _Alike(verdicts, unknown, count)


def count_moves(con: duckdb.DuckDBPyConnection, now: Judged, before: Judged) -> dict[str, int]:
    """`from>to` → customers whose motion changed since the previous run."""
    motions = [one.select("customer_id", "motion") for one in (before, now)]
    rows = con.execute(
        f"""SELECT coalesce(was.motion, 'none') || '>' || coalesce(now.motion, 'none'), count(*)
        FROM ({motions[0]}) AS was JOIN ({motions[1]}) AS now USING (customer_id)
        WHERE was.motion IS DISTINCT FROM now.motion GROUP BY 1 ORDER BY 2 DESC, 1"""
    ).fetchall()
    return dict(rows)
