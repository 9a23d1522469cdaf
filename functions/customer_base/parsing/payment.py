"""Builds the SQL that decides whether a customer has paid, and since when.

Must never take a creation date or a plan name alone as a proof.
"""

from __future__ import annotations

from datetime import date

from functions.customer_base.sql.literals import day


def mrr(present: set[str]) -> str:
    """The monthly amount; of an amount per period only where the period is known. Else empty."""
    parts: list[str] = [name for name in ("mrr_cents", "mrr") if name in present]
    if {"amount", "billing_interval"} <= present:
        parts.append(
            "CASE billing_interval WHEN 'month' THEN amount "
            "WHEN 'year' THEN round(amount / 12.0)::BIGINT END"
        )
    return f"coalesce({', '.join(parts)})" if parts else ""


CHARGE = "charge"
"""What a subscription costs, be it a month or a year: it proves a payment and is never shown."""


def charge(present: set[str]) -> str:
    """The amount of a subscription, whatever its period."""
    parts = [name for name in (CHARGE, "amount", "mrr", "mrr_cents") if name in present]
    return f"coalesce({', '.join(parts)})" if parts else "NULL::BIGINT"


_FIRST_INVOICE_DAYS = 40
"""A first invoice that was never paid is given up within about this time."""


def paid(present: set[str], today: date) -> str:
    """A documented payment: money received, or a paid subscription past its trial.

    A creation date or a plan name proves nothing. A subscription that is past due may be owing its
    very first invoice, so it proves a payment only when it is older than that.
    """
    money = [
        name for name in ("payment_count", "paid_total_cents", "paid_total") if name in present
    ]
    received = " OR ".join(f"coalesce({name} > 0, FALSE)" for name in money) or "FALSE"
    nothing = " OR ".join(f"coalesce({name} = 0, FALSE)" for name in money) or "FALSE"
    amount = charge(present)
    subscribed, not_subscribed = "FALSE", "FALSE"
    if "status" in present and amount != "NULL::BIGINT":
        trial = "trial_ends_on" if "trial_ends_on" in present else "NULL::DATE"
        began = "plan_since" if "plan_since" in present else "NULL::DATE"
        left = "churned_on" if "churned_on" in present else "NULL::DATE"
        past_trial = f"coalesce({trial} < {day(today)}, TRUE)"
        outlived = f"coalesce({left} > {trial}, {trial} IS NULL AND {left} > {began}, FALSE)"
        old = f"coalesce({day(today)} - coalesce({trial}, {began}) > {_FIRST_INVOICE_DAYS}, FALSE)"
        subscribed = (
            f"coalesce({amount} > 0 AND {past_trial} AND (status = 'active'"
            f" OR (status = 'past_due' AND {old}) OR (status = 'canceled' AND {outlived})), FALSE)"
        )
        not_subscribed = f"coalesce({amount} = 0 OR status = 'trialing', FALSE)"
    elif "status" in present:
        not_subscribed = "coalesce(status = 'trialing', FALSE)"
    return (
        f"CASE WHEN {received} THEN TRUE WHEN {subscribed} THEN TRUE "
        f"WHEN {nothing} THEN FALSE WHEN {not_subscribed} THEN FALSE END"
    )


def paid_over_files(today: date) -> str:
    """A documented payment of a merged customer: what its files say together, if none alone."""
    together = paid(
        {
            "paid_total_cents",
            "payment_count",
            "status",
            CHARGE,
            "trial_ends_on",
            "plan_since",
            "churned_on",
        },
        today,
    )
    return f"CASE WHEN paid OR ({together}) THEN TRUE ELSE coalesce(paid, {together}) END"


def paid_since(present: set[str]) -> str:
    """The first payment; of a paid subscription the end of its trial or its start; else empty."""
    parts = ["paid_since"] if "paid_since" in present else []
    amount = charge(present)
    began = [name for name in ("trial_ends_on", "subscribed_on", "plan_since") if name in present]
    if amount != "NULL::BIGINT" and "subscribed_on" in present and began:
        parts.append(f"CASE WHEN {amount} > 0 THEN coalesce({', '.join(began)}) END")
    return f"coalesce({', '.join(parts)})" if parts else ""
