"""What one more file would change, found by judging again as if the file were there.

Counts nobody whom the file would leave without the motion: what looks unknown for want of one file
is often unknown for want of another thing too.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import duckdb

from functions.customer_base.parsing.snapshot_table import SNAPSHOT_TYPES
from functions.customer_base.segmentation.codes import CODES, FIRST_IN_MOTION, is_in
from functions.customer_base.segmentation.criteria_sql import Criteria, Judgement
from functions.customer_base.segmentation.judge import Judged
from functions.customer_base.segmentation.records import MissingFacts
from functions.customer_base.segmentation.rules import PERIMETER, SOURCES, SegmentRule, Source
from functions.customer_base.sql.literals import day, literal
from functions.product import motions
from functions.product.motions import Motion
from functions.product.offers import UPSELL_KINDS, Catalogue, PlanRole

PLANS_AT_MOST = 500
"""Plans without a role that are tried as base plans."""
_ASKED_OF = frozenset(column for source in SOURCES for column in source.columns)
"""Columns that some file would bring."""
_LACKING = "lacking"
"""Customers of whom something is unknown: for want of which file, and what they are judged by."""


def missing_facts(con: duckdb.DuckDBPyConnection, judged: Judged) -> tuple[MissingFacts, ...]:
    """What one more file would change.

    A customer counts for a file when it has no motion, nothing failed, something is unknown, every
    unknown rule would be answered by columns of that file, and judging the customer again with the
    best that file could say puts it into the motion.
    """
    found = [
        MissingFacts(source=source.name, label=source.label, more=more, motion=motion)
        for source, motion, lacks in _looked_for(con, judged)
        if (more := _would_join(con, judged, source, motion, lacks))
    ]
    return tuple(sorted(found, key=lambda one: (-one.more, one.motion, one.source)))


def _looked_for(con: duckdb.DuckDBPyConnection, judged: Judged) -> list[tuple[Source, Motion, str]]:
    """(source, motion, column of `_LACKING` that is TRUE of who lacks only this), if there is any.

    Makes that table: who lacks what is asked once, however many files are tried.
    """
    rules = {rule.name: rule for rule in judged.judgement.rules}
    perimeter = [rule for rule in rules.values() if rule.group == PERIMETER]
    wanted: list[tuple[Source, Motion, str]] = []
    for spec in motions.MOTIONS.as_decided:
        if not spec.gate:
            continue
        judged_by = [*perimeter, *(rules[name] for name in spec.gate)]
        for source in SOURCES:
            answers = [rule for rule in judged_by if source.columns & set(rule.needs)]
            if answers:
                left = "has_left" in spec.gate
                only = _only_unknown(judged_by, answers, source, left=left)
                wanted.append((source, spec.motion, only))
    names = [f"lacks_{number}" for number in range(len(wanted))]
    lacks = ", ".join(f"{one} AS {name}" for name, (*_, one) in zip(names, wanted, strict=True))
    facts = ", ".join(_judged_by(judged))
    # Materialised, or the condition on the rows would work out every rule again for each question.
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {_LACKING} AS WITH undecided AS MATERIALIZED "
        f"(SELECT {facts}, {lacks} FROM ({_undecided(judged)})) "
        f"SELECT * FROM undecided WHERE {' OR '.join(names)}"
    )
    counters = ", ".join(f"count(*) FILTER ({name})" for name in names)
    row = con.execute(f"SELECT {counters} FROM {_LACKING}").fetchone() or ()
    return [
        (source, motion, name)
        for (source, motion, _), name, count in zip(wanted, names, row, strict=True)
        if count
    ]


def _judged_by(judged: Judged) -> list[str]:
    """Columns of a snapshot by which a customer comes into a motion, or which a file brings."""
    return sorted(_ASKED_OF & SNAPSHOT_TYPES.keys() | judged.judgement.facts())


def _undecided(judged: Judged) -> str:
    """Who has no motion and may lack a file for one, with verdicts and what they are judged by.

    No file brings a customer into a motion who has not paid, has opted out, or has left at another
    time than win-back asks for: these are left out before all other rules are worked out.
    """
    failed = ", ".join(str(CODES[None, name]) for name in _FAILED)
    return judged.select(
        *(f"v_{rule.name}" for rule in judged.judgement.rules),
        *sorted(_ASKED_OF | set(_judged_by(judged))),
        where=f"code < {FIRST_IN_MOTION} AND code NOT IN ({failed})",
        facts_where="paid IS DISTINCT FROM FALSE",
    )


_FAILED = ("not_suppressed", "left_long_enough_ago", "left_not_too_long_ago")
"""Reasons that say that a rule failed, and not that it may be unknown."""


def _only_unknown(
    judged_by: list[SegmentRule], answered: list[SegmentRule], source: Source, *, left: bool
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
    return f"({' AND '.join(conditions)} AND ({some}))"


def _would_join(
    con: duckdb.DuckDBPyConnection, judged: Judged, source: Source, motion: Motion, lacks: str
) -> int:
    """How many of those who lack only this file come into the motion by the best it could say."""
    people = f"{_LACKING} WHERE {lacks}"
    criteria = judged.judgement.criteria
    best = _best(motion, criteria)
    brought = ", ".join(
        f"CASE WHEN {source.brings(column)} THEN {best[column]}::{SNAPSHOT_TYPES[column]} "
        f"ELSE {column} END AS {column}"
        for column in sorted(source.columns & best.keys())
    )
    facts = f"* REPLACE ({brought})" if brought else "*"
    relation = (
        f"(SELECT {facts}, FALSE AS suppressed, NULL::VARCHAR AS pinned_motion FROM {people})"
    )
    tried = [criteria]
    if source.name == "catalogue":
        plans = con.execute(
            f"SELECT DISTINCT plan FROM {people} AND plan IS NOT NULL LIMIT {PLANS_AT_MOST}"
        ).fetchall()
        tried = list(_completed(criteria, [plan for (plan,) in plans]))
    return max(_count(con, relation, one, motion) for one in tried)


def _count(
    con: duckdb.DuckDBPyConnection, relation: str, criteria: Criteria, motion: Motion
) -> int:
    code = Judgement(replace(criteria, suppressed=frozenset(), pinned={})).code()
    row = con.execute(
        f"SELECT count(*) FROM (SELECT {code} AS code FROM {relation}) WHERE {is_in(motion)}"
    ).fetchone()
    return int(row[0]) if row else 0


def _completed(criteria: Criteria, plans: Iterable[str]) -> Iterable[Criteria]:
    """The catalogue with what it leaves open of these plans, once for each product offered."""
    catalogue = criteria.catalogue
    known = {plan.plan: plan for plan in catalogue.plans}
    families = {one.product_family for one in catalogue.offers if one.kind in UPSELL_KINDS} or {""}
    for family in sorted(families):
        completed = [
            replace(known[plan], family=known[plan].family or family)
            if plan in known
            else PlanRole(plan, "base", family)
            for plan in plans
        ]
        others = [
            plan for name, plan in known.items() if name not in {one.plan for one in completed}
        ]
        offered = Catalogue((*others, *completed), catalogue.offers)
        yield replace(criteria, catalogue=offered)


def _best(motion: Motion, criteria: Criteria) -> Mapping[str, str]:
    """Column → the best a file could say of a customer, for this motion; SQL."""
    t, today = criteria.thresholds, day(criteria.today)
    features = {one.trigger_feature for one in criteria.catalogue.offers if one.trigger_feature}
    uses = ", ".join(f"{literal(feature)}: 1000000" for feature in sorted(features))
    base = next((plan.plan for plan in criteria.catalogue.plans if plan.role == "base"), None)
    tenure = max(t.upsell_tenure_days, t.cross_sell_tenure_days) + 1
    left, renews = motion is Motion.WIN_BACK, motion is Motion.RENEWAL
    return {
        "usage_30d": "100",
        "usage_prev_30d": "100",
        "limit_used": "1.0",
        "feature_uses": f"MAP {{{uses}}}" if uses else "NULL",
        "status": "'canceled'" if left else "'active'",
        "plan": literal(base) if base else "NULL",
        "plan_since": f"({today} - {tenure})",
        "paid_since": f"({today} - {tenure})",
        "billing_interval": "'year'" if renews else "'month'",
        "renews_on": f"({today} + {t.renewal_days if renews else t.renewal_days + 1})",
        "churned_on": f"({today} - {t.win_back_from_days})" if left else "NULL",
        "paid": "TRUE",
        "seats": "1",
        "team_size": str(t.team_grown + 1_000),
        "email": "'somebody@example.com'",
        "phone": "'+12025550100'",
    }
