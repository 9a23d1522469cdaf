"""One customer explained: every rule with its verdict and facts, and the facts as of today.

Must never decide anything of its own: verdicts are the run's, opt-outs are as they are now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.customer_base.console_queries.answers import (
    CustomerWhy,
    FactsToday,
    MotionTrigger,
    NoAnswer,
    RuleVerdict,
    Verdict,
)
from functions.customer_base.console_queries.opened import OpenedBase, read_rows
from functions.customer_base.parsing.cell_sql import OTHER_ADDRESSES
from functions.customer_base.parsing.snapshot_table import SNAPSHOT_TYPES
from functions.customer_base.segmentation.changed_facts import CurrentBase, judged_alone
from functions.customer_base.segmentation.criteria_sql import TRIGGER_COLUMNS
from functions.customer_base.segmentation.judge import NAMES, opted_out
from functions.customer_base.segmentation.workflow import criteria_of, facts_beside

BEING_SORTED = "Your customers are being sorted. Look again in a moment."


def explain_customer(opened: OpenedBase) -> CustomerWhy | NoAnswer:
    """One customer: motion, reason, and every rule with its verdict and the facts behind it."""
    judged = opened.judged()
    rules = judged.judgement.rules
    columns = [*SNAPSHOT_TYPES, "motion", "reason", *TRIGGER_COLUMNS]
    columns += [f"v_{rule.name}" for rule in rules]
    found = read_rows(
        opened.con,
        judged.select(*columns, "plan_role", "plan_family", facts_where="customer_id = ?"),
        [opened.query.customer_id],
    )
    if not found:
        return NoAnswer(problem="There is no such customer in the current customer base.")
    row = found[0]
    row["v_not_suppressed"] = row["v_not_suppressed"] and not _opted_out(opened, row)
    verdicts = tuple(
        RuleVerdict(
            name=rule.name,
            group=str(rule.group),
            text=rule.text,
            verdict=_verdict(row[f"v_{rule.name}"]),
            facts={name: row[name] for name in rule.needs if name in row},
        )
        for rule in rules
        if f"v_{rule.name}" in row
    )
    return CustomerWhy(
        customer={name: row[name] for name in SNAPSHOT_TYPES},
        motion=row["motion"],
        reason=row["reason"],
        trigger=MotionTrigger(
            offer_id=row["offer_id"] or "",
            kind=row["trigger_kind"] or "none",
            fact=row["trigger_fact"] or "",
            value=row["trigger_value"],
            strength=row["strength"],
        ),
        value_cents=row["value_cents"],
        rules=verdicts,
    )


def _opted_out(opened: OpenedBase, row: Mapping[str, Any]) -> bool:
    """Whether the customer is suppressed now, also where an earlier rule decided the run."""
    base = opened.ports.base
    suppressed = base.rows.suppressed(opened.tenant)
    if not suppressed:
        return False
    named = [(kind, row[column]) for kind, column in NAMES.items() if row[column]]
    named += [(kind, one) for others, kind in OTHER_ADDRESSES.items() for one in row[others] or ()]
    return any(opted_out(kind, name, suppressed, base.hasher) for kind, name in named)


def newest_facts(opened: OpenedBase) -> FactsToday | NoAnswer:
    """One customer as today judges them, for a conversation that goes on after weeks.

    Its own conversation is open, so the run left it in that motion: here it is judged alone.
    """
    base = opened.ports.base
    pointer = base.rows.snapshot(opened.tenant)
    if pointer is None or pointer.snapshot != opened.run.snapshot:
        return NoAnswer(problem=BEING_SORTED)
    criteria = criteria_of(opened.tenant, base, now=opened.now)
    wanted = opened.query.customer_id
    today = CurrentBase(opened.customers, criteria, base.hasher, facts_beside(pointer))
    return FactsToday(customer=judged_alone(opened.con, today, [wanted]).get(wanted))


def _verdict(value: bool | None) -> Verdict:
    return Verdict.UNKNOWN if value is None else Verdict.PASS if value else Verdict.FAIL
