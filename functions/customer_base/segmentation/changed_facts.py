"""Notifies open conversations when a new run changes their customer's facts.

A run leaves a customer with an open conversation in that conversation's motion; here they are
judged as if none were open. What follows from a change is decided by outreach, which gets it as an
event on a queue; nothing here can reach a customer.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import hashlib
import json
import logging
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from functions.customer_base.parsing.cell_sql import OTHER_ADDRESSES
from functions.customer_base.ports import OpenConversation, Replies
from functions.customer_base.segmentation.criteria_sql import Criteria
from functions.customer_base.segmentation.dial_pool import SnapshotFacts, lines_by_customer
from functions.customer_base.segmentation.judge import Hasher, judge, load_judged
from functions.customer_base.sql.literals import literal
from functions.product.equal_forms import equal_form
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

log = logging.getLogger(__name__)

Line = dict[str, Any]
"""One customer as on a dial-pool page."""

COMPARED_AT_MOST = 2_000
"""Conversations compared after one run. Bandwidth keeps a tenant far below; above it, each run
takes others, and who was left out still differs the next time."""
NOT_IN_BASE = "not_in_base"
"""Reason of a customer whom the newest snapshot does not hold any more."""

_OWN = frozenset({"phone", "email", *OTHER_ADDRESSES})
"""A conversation stays at the addresses it holds its locks on, whatever the file says."""
_DERIVED = frozenset({"trigger", "value_cents", "reason"})
"""Follow from the facts and the day; alone they are no change."""


@dataclass(frozen=True, slots=True)
class CurrentBase:
    """What customers are judged from: one snapshot, by today's criteria."""

    customers: Path
    criteria: Criteria
    hasher: Hasher
    facts: SnapshotFacts


def notify_conversations(
    con: duckdb.DuckDBPyConnection,
    base: CurrentBase,
    tenant: TenantId,
    found: Sequence[OpenConversation],
    replies: Replies,
    *,
    run: str,
    at_most: int = COMPARED_AT_MOST,
) -> int:
    """Queue `FactsChanged` for every conversation whose facts differ; return how many."""
    compared = sorted(found, key=lambda one: _order(run, one.id))[:at_most]
    if len(found) > at_most:
        log.warning("open_conversations_not_compared", extra={"more": len(found) - at_most})
    lines = judged_alone(con, base, [one.customer_id for one in compared])
    notified = 0
    for one in compared:
        line = lines.get(one.customer_id) or _gone(one.facts, base.facts)
        if differs(one.facts, line):
            replies.facts_changed(tenant, one.id, facts=line, run=run)
            notified += 1
    return notified


def judged_alone(
    con: duckdb.DuckDBPyConnection, base: CurrentBase, customer_ids: Sequence[str]
) -> dict[str, Line]:
    """The customers as if no conversation with them were open; who is not in the base is missing.

    Only these few rows of the snapshot are judged, as a snapshot of their own.
    """
    con.execute("CREATE OR REPLACE TEMP TABLE wanted (customer_id VARCHAR)")
    wanted = sorted(set(customer_ids))
    if not wanted:
        return {}
    con.executemany("INSERT INTO wanted VALUES (?)", [[one] for one in wanted])
    with tempfile.TemporaryDirectory(dir=base.customers.parent) as folder:
        few, verdicts = Path(folder) / "few.parquet", Path(folder) / "verdicts.parquet"
        con.execute(
            f"COPY (SELECT * FROM read_parquet({literal(str(base.customers))}) "
            f"SEMI JOIN wanted USING (customer_id)) TO {literal(str(few))} (FORMAT parquet)"
        )
        criteria = replace(base.criteria, pinned={})
        judge(con, customers=few, criteria=criteria, target=verdicts, hasher=base.hasher)
        result = load_judged(con, customers=few, verdicts=verdicts, criteria=criteria)
        lines = lines_by_customer(con, result, base.facts)
    return {customer_id: json.loads(line) for customer_id, line in lines.items()}


def differs(held: Mapping[str, Any], line: Line) -> bool:
    """Whether a line says something of the customer that the conversation does not know."""
    unlike = {name for name in line if _plain(name, held.get(name)) != _plain(name, line[name])}
    ignored = set(_OWN | _DERIVED)
    if line["motion"] is None:
        ignored -= {"reason"}
    # What a file states of another number or address does not hold for the one in use.
    if "phone" in unlike:
        ignored |= {"whatsapp", "consents"}
    if "email" in unlike:
        ignored |= {"soft_opt_in", "consents"}
    return bool(unlike - ignored)


def _plain(name: str, value: Any) -> Any:
    """One spelling for what two writers of JSON spell in two ways; unknown is None."""
    if value in (None, "", [], {}):
        return None
    if name in ("phone", "email"):
        return equal_form(name, str(value))
    if name == "consents":
        return sorted(
            (
                one["channel"],
                datetime.fromisoformat(one["granted_at"]),
                one["source"],
                one["wording"],
            )
            for one in value
        )
    if name == "soft_opt_in":
        # Attested again with every file; only whether it is attested at all is a change.
        return True
    return round(value, 9) if isinstance(value, float) else value


def _gone(held: Mapping[str, Any], facts: SnapshotFacts) -> Line:
    """Nothing newer is known of them than that they are gone."""
    return {
        **held,
        "as_of": facts.as_of.isoformat(),
        "motion": None,
        "reason": NOT_IN_BASE,
        "trigger": None,
    }


def _order(run: str, conversation: str) -> str:
    return hashlib.sha256(f"{run}|{conversation}".encode()).hexdigest()
