"""What the console asks about customers: preview, search, the why-page, plans, thresholds.

Answers from the current snapshot and its last finished run, read from local copies. Every answer
is plain JSON; a question that cannot be answered says so in `problem`. Nothing is written.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from functions.customer_base.imports.pipeline import plans_found
from functions.customer_base.parsing.snapshot_table import SNAPSHOT_TYPES
from functions.customer_base.segmentation.changed_facts import Base, judged_alone
from functions.customer_base.segmentation.codes import filter_sql
from functions.customer_base.segmentation.criteria_sql import TRIGGER_COLUMNS
from functions.customer_base.segmentation.judge import Judged, judge, load_judged
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.customer_base.segmentation.rules import MOTIONS, REASON_TEXTS
from functions.customer_base.segmentation.run_comparison import Page, compare_runs, no_longer_kept
from functions.customer_base.segmentation.summary import DIAL_ORDER, summarise
from functions.customer_base.segmentation.workflow import (
    SegmentPorts,
    criteria_of,
    facts_beside,
    is_kept,
    judged_by,
    pinned_motions,
)
from functions.customer_base.sql.connection import connect
from functions.customer_base.store.snapshot import LocalCopies
from functions.product.offers import suggest_plans
from functions.product.thresholds import Thresholds, founder_words
from tenancy.tenant import TenantId, tenant_id

Answer = dict[str, Any]
PAGE_AT_MOST = 200


class Question(BaseModel):
    """One question of the console."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    tenant: str
    query: str
    text: str = Field(default="", max_length=200)
    motion: str = ""
    """A motion, `none`, or empty for all."""
    reason: str = ""
    offset: int = Field(default=0, ge=0, le=10_000_000)
    limit: int = Field(default=25, ge=1, le=PAGE_AT_MOST)
    customer_id: str = ""
    thresholds: dict[str, Any] = Field(default_factory=dict)
    was: str = Field(default="", max_length=100)
    now: str = Field(default="", max_length=100)
    """Ids of two finished runs, the earlier one first."""
    moved_from: str = Field(default="", max_length=20)
    moved_to: str = Field(default="", max_length=20)
    """Motions, `none`, `new` or `gone`; empty for any."""


@dataclass(frozen=True, slots=True)
class QueryPorts:
    """What answering works with."""

    base: SegmentPorts
    copies: LocalCopies


@dataclass(frozen=True, slots=True)
class _Open:
    """The files a question is answered from."""

    con: duckdb.DuckDBPyConnection
    tenant: TenantId
    question: Question
    ports: QueryPorts
    now: datetime
    run: RunRecord
    snapshot: str
    customers: Path

    def judged(self) -> Judged:
        """The run's customers with its verdicts."""
        return judged_by(self.tenant, self.run, self.ports.copies, self.con)


def answer(event: dict[str, Any], ports: QueryPorts, *, now: datetime) -> Answer:
    """Answer one question; `problem` instead when there is nothing to answer from."""
    try:
        question = Question.model_validate(event)
        tenant = tenant_id(question.tenant)
    except ValueError:
        return {"problem": "not a question we know"}
    handle = _ANSWERS.get(question.query)
    if handle is None:
        return {"problem": "not a question we know"}
    pointer = ports.base.rows.snapshot(tenant)
    latest = ports.base.rows.latest_run(tenant)
    run = ports.base.rows.load_run(tenant, latest.run) if latest else None
    if pointer is None:
        return {"problem": "There are no customers yet. Upload your customer base first."}
    if run is None and question.query not in _NEED_NO_RUN:
        return {"problem": "Your customers are being sorted. Look again in a moment."}
    # A run's rows go with the snapshot it judged, also while a newer one is being judged.
    snapshot = run.snapshot if run and question.query not in _NEED_NO_RUN else pointer.snapshot
    path = ports.copies.snapshot(tenant, snapshot)
    con = connect(ports.base.work)
    try:
        opened = _Open(
            con,
            tenant,
            question,
            ports,
            now,
            run or RunRecord(id="", snapshot=snapshot, status=RunStatus.RUNNING, started_at=now),
            snapshot,
            path,
        )
        return handle(opened)
    finally:
        con.close()


# --- lists

_LISTED = (
    "customer_id AS id, coalesce(name, '') AS name, coalesce(email, '') AS email, "
    "coalesce(phone, '') AS phone, coalesce(plan, '') AS plan, coalesce(status, '') AS status, "
    "coalesce(currency, '') AS currency, motion, reason, strength, value_cents, offer_id"
)
_OF_A_LIST = (
    *("code", "customer_id", "name", "email", "phone", "plan", "status", "currency"),
    *("motion", "reason", "strength", "value_cents", "offer_id"),
)


def _rows(con: duckdb.DuckDBPyConnection, sql: str, values: list[Any]) -> list[Answer]:
    cursor = con.execute(sql, values)
    names = [column[0] for column in cursor.description or ()]
    return [
        {name: _plain(value) for name, value in zip(names, row, strict=True)}
        for row in cursor.fetchall()
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


def _search(text: str) -> tuple[str, list[Any]]:
    """Neither case nor accents matter. What looks like a phone number is sought in those too."""
    wanted = text.strip().lower()
    if not wanted:
        return "TRUE", []
    columns = [
        # Only a name of more bytes than characters has accents to strip.
        "CASE WHEN strlen(name) = length(name) THEN contains(lower(name), strip_accents(?)) "
        "ELSE contains(strip_accents(lower(name)), strip_accents(?)) END",
        "contains(email, ?)",
        "contains(lower(customer_id), ?)",
    ]
    values = [wanted, wanted, wanted, wanted]
    digits = _phone_digits(wanted)
    if digits and not wanted.isdigit():
        # Written as only a phone number is: no name, address or id is meant.
        return "contains(phone, ?)", [digits]
    if digits:
        columns.append("contains(phone, ?)")
        values.append(digits)
    return "(" + " OR ".join(columns) + ")", values


_LIKE_A_PHONE = re.compile(r"[\d\s+()./\u00a0-]{3,}")
_TRUNK = re.compile(r"^(00|0)")
"""Written before a number at home or abroad, and no part of it in E.164."""


def _phone_digits(wanted: str) -> str:
    """The digits to look for in phone numbers, or none when the text is no phone number."""
    if not _LIKE_A_PHONE.fullmatch(wanted):
        return ""
    digits = _TRUNK.sub("", "".join(one for one in wanted if one.isdigit()))
    return digits if len(digits) >= 3 else ""


def _customers(opened: _Open) -> Answer:
    """One page of customers, by motion, reason and search: motion by motion, in dial order."""
    question, judged = opened.question, opened.judged()
    where = filter_sql(motion=question.motion, reason=question.reason)
    search, sought = _search(question.text)
    codes = judged.codes
    if sought:
        opened.con.execute(
            f"CREATE OR REPLACE TEMP TABLE hits AS SELECT row FROM {judged.customers} "
            f"WHERE {search}",
            sought,
        )
        codes = f"(SELECT * FROM {codes} SEMI JOIN hits USING (row))"
    counted = opened.con.execute(
        f"SELECT code // 10 AS motion, count(*) FROM {codes} WHERE {where} GROUP BY 1"
    ).fetchall()
    part = _part(dict(counted), question.offset, question.limit)
    ranked = judged.select(
        *("row", "code", "strength", "value_cents", "customer_id"),
        where=f"({where}) AND {part.where}",
        codes=codes,
    )
    page = (
        f"(SELECT row, code FROM ({ranked}) ORDER BY code // 10 DESC, {DIAL_ORDER} "
        f"LIMIT {question.limit} OFFSET {part.offset})"
    )
    # Only the page's own rows are looked up in all their columns.
    listed = judged.select(*_OF_A_LIST, codes="page")
    rows = _rows(
        opened.con,
        f"WITH page AS MATERIALIZED {page} "
        f"SELECT {_LISTED} FROM ({listed}) ORDER BY code // 10 DESC, {DIAL_ORDER}",
        [],
    )
    return {"rows": rows, "total": sum(count for _, count in counted), "run": opened.run.id}


@dataclass(frozen=True, slots=True)
class _Part:
    """The motions that a page of a list lies in, and where it begins among their customers."""

    where: str
    offset: int


def _part(counts: dict[int, int], offset: int, limit: int) -> _Part:
    """`counts`: first digit of the code → customers; higher digits are listed first.

    A page mostly lies in one motion, so that only its customers need to be put in order.
    """
    touched: list[int] = []
    before = passed = 0
    for digit in sorted(counts, reverse=True):
        if passed + counts[digit] <= offset:
            before = passed = passed + counts[digit]
            continue
        if passed < offset + limit:
            touched.append(digit)
        passed += counts[digit]
    wanted = " OR ".join(f"code // 10 = {digit}" for digit in touched)
    return _Part(f"({wanted or 'FALSE'})", offset - before)


def _preview(opened: _Open) -> Answer:
    """Counts, what is missing, and a sample of each motion."""
    first = {"limit": 5, "offset": 0, "text": "", "reason": ""}
    samples = {
        motion: _customers(
            replace(opened, question=opened.question.model_copy(update={**first, "motion": motion}))
        )["rows"]
        for motion in MOTIONS
    }
    return {"run": opened.run.model_dump(mode="json"), "samples": samples}


# --- one customer


def _why(opened: _Open) -> Answer:
    """One customer: motion, reason, and every rule with its verdict and the facts behind it."""
    judged = opened.judged()
    rules = judged.judgement.rules
    columns = [*SNAPSHOT_TYPES, "motion", "reason", *TRIGGER_COLUMNS]
    columns += [f"v_{rule.name}" for rule in rules]
    plan_role = f"{judged.judgement.over_facts('plan_role')} AS plan_role"
    found = _rows(
        opened.con,
        judged.select(*columns, plan_role, facts_where="customer_id = ?"),
        [opened.question.customer_id],
    )
    if not found:
        return {"problem": "There is no such customer in the current customer base."}
    row = found[0]
    row["v_not_suppressed"] = row["v_not_suppressed"] and not _opted_out(opened, row)
    verdicts = [
        {
            "name": rule.name,
            "group": rule.group,
            "text": rule.text,
            "verdict": _verdict(row[f"v_{rule.name}"]),
            "facts": {name: row[name] for name in rule.needs if name in row},
        }
        for rule in rules
        if f"v_{rule.name}" in row
    ]
    return {
        "customer": {name: row[name] for name in SNAPSHOT_TYPES},
        "motion": row["motion"],
        "reason": row["reason"],
        "reason_text": REASON_TEXTS.get(row["reason"], ""),
        "trigger": {
            "offer_id": row["offer_id"],
            "kind": row["trigger_kind"],
            "fact": row["trigger_fact"],
            "value": row["trigger_value"],
            "strength": row["strength"],
        },
        "value_cents": row["value_cents"],
        "rules": verdicts,
    }


def _opted_out(opened: _Open, row: Answer) -> bool:
    """Whether the customer is suppressed now, also where an earlier rule decided the run."""
    base = opened.ports.base
    suppressed = base.rows.suppressed(opened.tenant)
    return any(
        f"{kind}#{base.hasher(kind, row[kind])}" in suppressed
        for kind in ("phone", "email")
        if suppressed and row[kind]
    )


def _facts(opened: _Open) -> Answer:
    """One customer as today judges them, for a conversation that goes on after weeks.

    Its own conversation is open, so the run left it in that motion: here it is judged alone.
    """
    base = opened.ports.base
    pointer = base.rows.snapshot(opened.tenant)
    if pointer is None or pointer.snapshot != opened.run.snapshot:
        return {"problem": "Your customers are being sorted. Look again in a moment."}
    criteria = criteria_of(opened.tenant, base, now=opened.now)
    wanted = opened.question.customer_id
    today = Base(opened.customers, criteria, base.hasher, facts_beside(pointer))
    return {"customer": judged_alone(opened.con, today, [wanted]).get(wanted)}


def _verdict(value: bool | None) -> str:
    return "unknown" if value is None else "pass" if value else "fail"


# --- plans and thresholds


def _plans(opened: _Open) -> Answer:
    """Plans found in the base, and what each probably is."""
    found = plans_found(opened.con, opened.customers)
    return {
        "plans": [plan.model_dump() for plan in found],
        "suggested": [plan.model_dump() for plan in suggest_plans(found)],
    }


def _thresholds_preview(opened: _Open) -> Answer:
    """The counts as they would be with other thresholds; nothing is saved."""
    try:
        thresholds = Thresholds.model_validate(opened.question.thresholds)
    except ValidationError as error:
        return {"problem": founder_words([dict(one) for one in error.errors()])}
    base, pinned = opened.ports.base, pinned_motions(opened.tenant, opened.ports.base.rows)
    saved = criteria_of(opened.tenant, base, now=opened.now, pinned=pinned)
    criteria = replace(saved, thresholds=thresholds)
    with tempfile.TemporaryDirectory(dir=base.work) as folder:
        verdicts = Path(folder) / "verdicts.parquet"
        judge(
            opened.con,
            customers=opened.customers,
            criteria=criteria,
            target=verdicts,
            hasher=base.hasher,
        )
        summary = summarise(
            opened.con,
            load_judged(
                opened.con, customers=opened.customers, verdicts=verdicts, criteria=criteria
            ),
        )
    preview = opened.run.model_copy(
        update={
            "snapshot": opened.snapshot,
            "today": criteria.today,
            "customers": summary.customers,
            "counts": summary.counts,
            "reasons": summary.reasons,
            "reach": summary.reach,
            "missing": summary.missing,
            "motions_without_offer": summary.motions_without_offer,
        }
    )
    return {"run": preview.model_dump(mode="json")}


# --- two runs


def _compare_runs(opened: _Open) -> Answer:
    """Who moved between two finished runs; `problem` when a run's details are no longer kept."""
    question, tenant = opened.question, opened.tenant
    rows, copies = opened.ports.base.rows, opened.ports.copies
    compared: list[Judged] = []
    for wanted in (question.was, question.now):
        run = rows.load_run(tenant, wanted)
        if run is None or run.status is not RunStatus.DONE:
            return {"problem": "There is no such run. Choose two runs of the list."}
        if not is_kept(tenant, run, opened.ports.base.files):
            return {"problem": no_longer_kept(run.today or run.started_at)}
        compared.append(judged_by(tenant, run, copies, opened.con))
    page = Page(question.moved_from, question.moved_to, question.limit, question.offset)
    was, now = compared
    return compare_runs(opened.con, was, now, page)


_Handler = Callable[[_Open], Answer]
_ANSWERS: dict[str, _Handler] = {
    "preview": _preview,
    "customers": _customers,
    "why": _why,
    "facts": _facts,
    "plans": _plans,
    "thresholds_preview": _thresholds_preview,
    "compare_runs": _compare_runs,
}
_NEED_NO_RUN = frozenset({"plans", "thresholds_preview"})
