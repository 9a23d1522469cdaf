"""Facts that are counted from files with several rows of a customer: events, tickets, payments.

Each becomes SQL with one row per customer, in the columns of a joined row. A payment counts only if
it went through and was kept.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from functions.customer_base.merging.keyed_rows import KeyedRows
from functions.customer_base.parsing.normalised_rows import (
    normalised,
    normalised_table,
    stored_columns,
    type_of,
)
from functions.customer_base.sql.literals import day
from functions.product.channels import CHANNELS


def _aggregated(keyed: KeyedRows, facts: dict[str, str], source: str, wanted: Sequence[str]) -> str:
    columns = []
    # A refusal counts in a row of any file, be it an event, a ticket or a payment.
    facts = facts | _REFUSALS
    for name in wanted:
        if name == "email":
            columns.append(name)
        else:
            columns.append(f"{facts.get(name, f'NULL::{type_of(name)}')} AS {name}")
    return (
        f"SELECT {keyed.part.number} AS file, min(line) AS line, {keyed.defines} AS defines, "
        f"sum(represents)::BIGINT AS represents, {keyed.ids}{', '.join(columns)} FROM ({source}) "
        f"GROUP BY {', '.join(keyed.keys)}"
    )


_REFUSALS = {"do_not_contact": "bool_or(do_not_contact)"} | {
    f"consent_{channel}_revoked_at": f"max(consent_{channel}_revoked_at)" for channel in CHANNELS
}


def count_events(keyed: KeyedRows, today: date, wanted: Sequence[str]) -> str:
    """Usage of the last 30 days and of the 30 before, counted back from the newest event."""
    table, keys = normalised(keyed.part.number), ", ".join(keyed.keys)
    age = f"(least({day(today)}, (SELECT max(event_at)::DATE FROM {table})) - event_at::DATE)"
    source = f"""
      SELECT {keys}, event_name, min(line) AS line, count(*) AS represents,
        {", ".join(f"{sql} AS {name}" for name, sql in _REFUSALS.items())},
        sum(coalesce(event_count, 1)) FILTER ({age} BETWEEN 0 AND 29) AS recent,
        sum(coalesce(event_count, 1)) FILTER ({age} BETWEEN 30 AND 59) AS before
      FROM {keyed.source} WHERE {keyed.known} GROUP BY {keys}, event_name"""
    used = "event_name IS NOT NULL AND recent > 0"
    facts = {
        "usage_30d": "sum(coalesce(recent, 0))::BIGINT",
        "usage_prev_30d": "sum(coalesce(before, 0))::BIGINT",
        "feature_uses": (
            "map_from_entries(coalesce(list(struct_pack(k := event_name, v := recent::BIGINT) "
            f"ORDER BY event_name) FILTER ({used}), []))"
        ),
    }
    return _aggregated(keyed, facts, source, wanted)


def count_tickets(keyed: KeyedRows, wanted: Sequence[str]) -> str:
    """Open escalations are counted, topics become what support was asked about."""
    closed = "lower(coalesce(ticket_status, '')) IN ('closed', 'solved', 'resolved', 'done')"
    source = (
        f"SELECT {', '.join(keyed.keys)}, line, 1 AS represents, ticket_topic, "
        f"{', '.join(_REFUSALS)}, "
        f"(coalesce(ticket_escalated, FALSE) AND NOT {closed}) AS escalated "
        f"FROM {keyed.source} WHERE {keyed.known}"
    )
    facts = {
        "open_escalations": "count(*) FILTER (escalated)",
        "support_asks": "list_sort(list(DISTINCT ticket_topic) FILTER (ticket_topic IS NOT NULL))",
    }
    return _aggregated(keyed, facts, source, wanted)


def count_payments(con: duckdb.DuckDBPyConnection, keyed: KeyedRows, wanted: Sequence[str]) -> str:
    """Payments that went through and were kept: their first and last day, number and sum.

    Of a customer with other payments alone it is not known whether they ever paid.
    """
    has = stored_columns(con, normalised_table(keyed.part.number))
    kept = "(coalesce(charge_amount_cents, 0) - coalesce(charge_refunded, 0))"
    # Without a word on how payments end, only a day on which money was received proves one.
    conditions = [
        "charge_status = 'succeeded'" if "charge_status" in has else "charge_settled_at IS NOT NULL"
    ]
    if "charge_amount_cents" in has:
        conditions.append(f"{kept} > 0")
    elif "charge_status" not in has:
        conditions.append("FALSE")
    if "charge_dispute" in has:
        conditions.append("coalesce(lower(charge_dispute), '') IN ('', 'won', 'warning_closed')")
    conditions += ["charge_refunded_at IS NULL", "NOT coalesce(charge_trial, FALSE)"]
    if "paid" in has:
        conditions.append("paid IS DISTINCT FROM FALSE")
    refused = "charge_status IN ('failed', 'disputed')"
    source = (
        f"SELECT {', '.join(keyed.keys)}, line, 1 AS represents, name, country, region, currency, "
        f"{', '.join(_REFUSALS)}, "
        f"{kept} AS kept, coalesce(charge_settled_at, charge_at)::DATE AS day, "
        f"coalesce({' AND '.join(conditions)}, FALSE) AS received, {refused} AS refused "
        f"FROM {keyed.source} WHERE {keyed.known}"
    )
    one_currency = "count(DISTINCT currency) FILTER (received) <= 1"
    total = f"CASE WHEN {one_currency} THEN sum(kept) FILTER (received) END"
    facts = {
        "name": "max(name)",
        "country": "max(country)",
        "region": "max(region)",
        "currency": f"CASE WHEN {one_currency} THEN max(currency) FILTER (received) END",
        "paid": "CASE WHEN bool_or(received) THEN TRUE END",
        "paid_since": "min(day) FILTER (received)",
        "last_paid_on": "max(day) FILTER (received)",
        "payment_count": "nullif(count(*) FILTER (received), 0)",
        "paid_total_cents": f"nullif({total}, 0)::BIGINT",
        "last_billing_issue_on": "max(day) FILTER (refused)",
    }
    return _aggregated(keyed, facts, source, wanted)
