"""Builds the SQL that decides whether a subscription runs, what it costs and who has paid for it.

Must never take a creation date, a plan name or the absence of a failure as a proof of payment.
"""

from __future__ import annotations

from datetime import date

from functions.customer_base.columns.vocabulary import FAILED_REASON
from functions.customer_base.parsing.cell_sql import named_interval
from functions.customer_base.sql.literals import day, literal


def billing_interval(present: set[str]) -> str:
    """The period of one bill: the unit, times how many of them; empty where the file has none."""
    if "billing_interval" not in present:
        return ""
    if "interval_count" not in present:
        return "billing_interval"
    counted = named_interval("interval_count::VARCHAR || ' ' || billing_interval || 's'")
    return (
        "CASE WHEN interval_count > 1 AND billing_interval IN ('day', 'week', 'month', 'year') "
        f"THEN {counted} ELSE billing_interval END"
    )


_MONTHS_OF = {"month": "1.0", "year": "12.0", "quarter": "3.0", "half-year": "6.0"} | {
    "week": "7 * 12 / 365.0",
    "day": "12 / 365.0",
}


def _months(interval: str) -> str:
    """SQL: how many months a billing period lasts; NULL where it is unknown."""
    named = " ".join(f"WHEN {literal(name)} THEN {months}" for name, months in _MONTHS_OF.items())
    units = " ".join(
        f"WHEN {literal(name + 's')} THEN {months}" for name, months in _MONTHS_OF.items()
    )
    number = f"try_cast(split_part({interval}, ' ', 1) AS DOUBLE)"
    counted = f"{number} * CASE split_part({interval}, ' ', 2) {units} END"
    return f"CASE {interval} {named} ELSE {counted} END"


def mrr(present: set[str]) -> str:
    """The monthly amount; of an amount per period only where the period is known. Else empty."""
    parts: list[str] = [_in_hundredths(name, present) for name in ("mrr_cents", "mrr")]
    per_period = _per_period(present)
    interval = billing_interval(present)
    if per_period and interval:
        each = f"coalesce({', '.join(per_period)})"
        if interval == "billing_interval" and "interval_count" not in present:
            parts.append(f"round({each} / ({_months(interval)}))::BIGINT")
        else:
            parts.append(f"round({each} / ({_months(f'({interval})')}))::BIGINT")
    known = [part for part in parts if part]
    return f"coalesce({', '.join(known)})" if known else ""


# As ISO 4217 has them, and as Stripe counts: ISK and UGX are written in hundredths all the same.
_WITHOUT_DECIMALS = (
    *("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF"),
    *("XOF", "XPF"),
)
_WITH_THREE_DECIMALS = ("BHD", "JOD", "KWD", "OMR", "TND")


def _in_hundredths(name: str, present: set[str]) -> str:
    """A column of amounts in hundredths of the currency; empty where the file has none.

    What is in the smallest unit of a currency is a hundredth of it, except where the currency has
    none or three decimals.
    """
    if name not in present:
        return ""
    if not name.endswith("_cents") or "currency" not in present:
        return name
    none, three = (
        ", ".join(map(literal, codes)) for codes in (_WITHOUT_DECIMALS, _WITH_THREE_DECIMALS)
    )
    return (
        f"CASE WHEN upper(currency) IN ({none}) THEN {name} * 100 "
        f"WHEN upper(currency) IN ({three}) THEN {name} // 10 ELSE {name} END"
    )


def received_in_cents(present: set[str], in_cents: str, in_money: str) -> str:
    """An amount that a file gives in the smallest unit or in whole money; empty for neither."""
    known = [
        part for part in (_in_hundredths(one, present) for one in (in_cents, in_money)) if part
    ]
    return f"coalesce({', '.join(known)})" if known else ""


def _per_period(present: set[str]) -> list[str]:
    """What a subscription costs each time it is billed."""
    parts = [_in_hundredths(name, present) for name in ("amount_cents", "amount")]
    seats = "greatest(coalesce(seats, 1), 1)" if "seats" in present else "1"
    for name in ("unit_price_cents", "unit_price"):
        if name in present:
            parts.append(f"({_in_hundredths(name, present)}) * {seats}")
    return [part for part in parts if part]


CHARGE = "charge"
"""What a subscription costs, be it a month or a year: it proves a payment and is never shown."""


def charge(present: set[str]) -> str:
    """The amount of a subscription, whatever its period."""
    parts = [CHARGE] if CHARGE in present else []
    parts += _per_period(present)
    parts += [part for name in ("mrr", "mrr_cents") if (part := _in_hundredths(name, present))]
    return f"coalesce({', '.join(parts)})" if parts else "NULL::BIGINT"


_FIRST_INVOICE_DAYS = 40
"""A first invoice that was never paid is given up within about this time."""

RECEIVED = ("payment_count", "paid_total_cents", "paid_total")


def paid(present: set[str], today: date) -> str:
    """A documented payment: money received, or a paid subscription past its trial.

    A creation date or a plan name proves nothing. A subscription that is past due, or was cancelled
    soon after its trial, may owe its very first invoice. One that costs nothing now may have cost
    something before it was cancelled.
    """
    money = [name for name in RECEIVED if name in present]
    received = " OR ".join(f"coalesce({name} > 0, FALSE)" for name in money) or "FALSE"
    nothing = " OR ".join(f"coalesce({name} = 0, FALSE)" for name in money) or "FALSE"
    dates = [name for name in ("paid_since", "last_paid_on") if name in present]
    dated = " OR ".join(f"coalesce({name} <= {day(today)}, FALSE)" for name in dates) or "FALSE"
    subscribed, not_subscribed = _by_subscription(present, today)
    flags = {"is_test": "coalesce(is_test, FALSE)", "is_live": "NOT coalesce(is_live, TRUE)"}
    test = " OR ".join(sql for name, sql in flags.items() if name in present) or "FALSE"
    return (
        f"CASE WHEN {test} THEN FALSE WHEN {received} THEN TRUE "
        f"WHEN {dated} THEN TRUE WHEN {subscribed} THEN TRUE WHEN {nothing} THEN FALSE "
        f"WHEN {not_subscribed} THEN FALSE END"
    )


def _by_subscription(present: set[str], today: date) -> tuple[str, str]:
    """SQL: the subscription proves a payment, or that there was none."""
    if "status" not in present:
        return "FALSE", "FALSE"
    before = "coalesce(status IN ('trialing', 'not_started'), FALSE)"
    amount = charge(present)
    if amount == "NULL::BIGINT":
        return "FALSE", before

    def column(name: str, kind: str) -> str:
        return name if name in present else f"NULL::{kind}"

    trial, left = column("trial_ends_on", "DATE"), column("churned_on", "DATE")
    starts = [one for one in ("plan_since", "activated_on", "subscribed_on") if one in present]
    began = f"coalesce({', '.join(starts)}, NULL::DATE)" if starts else "NULL::DATE"
    past_trial = f"coalesce({trial} < {day(today)}, TRUE)"
    unsettled = "never_settled" if "never_settled" in present else "FALSE"
    old = f"coalesce({day(today)} - coalesce({trial}, {began}) > {_FIRST_INVOICE_DAYS}, FALSE)"
    reason = column("cancel_reason", "VARCHAR")
    failed = f"coalesce(regexp_matches(lower({reason}), {literal(FAILED_REASON)}), FALSE)"
    lasted = f"coalesce({left} - coalesce({trial}, {began}) > {_FIRST_INVOICE_DAYS}, FALSE)"
    by_choice = f"({reason} IS NOT NULL AND coalesce({left} > {trial}, FALSE))"
    # Only a file that names trials and the reasons of cancellations says that there was none.
    names_both = {"trial_ends_on", "cancel_reason"} <= present
    without_trial = f"({trial} IS NULL AND coalesce({left} > {began}, FALSE))"
    without_trial = without_trial if names_both else "FALSE"
    outlived = f"({lasted} OR (NOT {failed} AND ({by_choice} OR {without_trial})))"
    subscribed = (
        f"coalesce({amount} > 0 AND {past_trial} AND (status = 'active'"
        f" OR (status = 'past_due' AND NOT {unsettled} AND {old})"
        f" OR (status = 'canceled' AND {outlived})), FALSE)"
    )
    free = f"coalesce({amount} = 0 AND status IN ('active', 'past_due'), FALSE)"
    return subscribed, f"({free} OR {before})"


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
    # The greatest of what is known: TRUE outweighs FALSE, and both of them what is not known.
    return f"greatest(paid, {together})"


def paid_since(present: set[str]) -> str:
    """The first payment; of a paid subscription the end of its trial or its start; else empty."""
    parts = ["paid_since"] if "paid_since" in present else []
    amount = charge(present)
    starts = ("trial_ends_on", "activated_on", "subscribed_on", "plan_since")
    began = [name for name in starts if name in present]
    if amount != "NULL::BIGINT" and {"subscribed_on", "activated_on"} & present:
        parts.append(f"CASE WHEN {amount} > 0 THEN coalesce({', '.join(began)}) END")
    return f"coalesce({', '.join(parts)})" if parts else ""


def _still_runs(present: set[str], today: date) -> str:
    """Cancelled, and the day it ends is still to come: until then it is an active subscription."""
    if not {"status", "churned_on"} <= present:
        return "FALSE"
    return f"(status = 'canceled' AND coalesce(churned_on > {day(today)}, FALSE))"


def running_status(present: set[str], today: date) -> str:
    """The status; one that was cancelled for a day to come is still active."""
    if "churned_on" not in present or "status" not in present:
        return "status" if "status" in present else ""
    return f"CASE WHEN {_still_runs(present, today)} THEN 'active' ELSE status END"


def cancellation_scheduled(present: set[str], today: date) -> str:
    """Cancellation scheduled: stated, or asked for while the subscription still runs."""
    parts = []
    if "status" in present:
        parts.append("CASE WHEN cancels_later THEN TRUE END")
    if {"status", "churned_on"} <= present:
        parts.append(f"CASE WHEN {_still_runs(present, today)} THEN TRUE END")
    if "cancel_at_period_end" in present:
        parts.append("cancel_at_period_end")
    if "scheduled_change" in present:
        parts.append("CASE WHEN lower(scheduled_change) LIKE 'cancel%' THEN TRUE END")
    if {"canceled_at", "status"} <= present:
        parts.append("(canceled_at IS NOT NULL AND status IN ('active', 'past_due', 'trialing'))")
    return f"coalesce({', '.join(parts)})" if parts else ""
