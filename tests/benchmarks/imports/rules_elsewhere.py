"""The same perimeter, motions and five rules as people write them by hand: pandas, polars, a loop.

Each reads the benchmark's CSV, puts every customer into a motion or into none, and answers the
counts, which are the same for all of them and for ours. None of them cleans, merges or accounts for
a row, and none keeps its verdicts.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

Counts = dict[str, int]
DATES = ("plan_since", "paid_since", "renews_on", "churned_on")


def with_pandas(file: Path, today: date) -> Counts:
    import numpy
    import pandas

    rows = pandas.read_csv(file, parse_dates=list(DATES))
    now = pandas.Timestamp(today)
    left = (now - rows.churned_on).dt.days
    to_renewal = (rows.renews_on - now).dt.days
    on_plan, paying = (now - rows.plan_since).dt.days, (now - rows.paid_since).dt.days
    old_debt = (rows.status == "past_due") & (on_plan > 40)
    outlived = (rows.status == "canceled") & (rows.churned_on > rows.plan_since)
    by_status = (rows.mrr_cents > 0) & ((rows.status == "active") | old_debt | outlived)
    # A day of the first payment proves one, whatever the subscription is now.
    paid = by_status | (rows.paid_since <= now)
    inside = paid & (rows.email.notna() | rows.phone.notna())
    has_left = (rows.status == "canceled") & (left >= 0)
    near = (rows.billing_interval == "year") & (to_renewal >= 0) & (to_renewal <= 60)
    is_paying = rows.status.isin(["active", "past_due"])
    fell = (rows.usage_prev_30d > 0) & (rows.usage_30d <= rows.usage_prev_30d * 0.5)
    unhealthy = fell | (rows.status == "past_due")
    grown = (paying > 90) & (rows.seats <= 1) & (rows.team_size >= 3)
    long_enough = (rows.plan == "Starter") & (on_plan > 90) & (paying > 90)
    upsell = long_enough & (rows.limit_used >= 0.8) & (rows.status == "active")
    motion = numpy.select(
        [
            ~inside,
            has_left & (left >= 30) & (left <= 180),
            has_left,
            near,
            is_paying & unhealthy,
            grown,
            upsell,
        ],
        ["none", "win_back", "none", "renewal", "retention", "cross_sell", "upsell"],
        default="none",
    )
    names, counts = numpy.unique(motion, return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def with_polars(file: Path, today: date) -> Counts:
    import polars
    from polars import col, lit, when

    now = lit(today)
    left = (now - col("churned_on")).dt.total_days()
    to_renewal = (col("renews_on") - now).dt.total_days()
    on_plan = (now - col("plan_since")).dt.total_days()
    paying = (now - col("paid_since")).dt.total_days()
    old_debt = (col("status") == "past_due") & (on_plan > 40)
    outlived = (col("status") == "canceled") & (col("churned_on") > col("plan_since"))
    by_status = (col("mrr_cents") > 0) & ((col("status") == "active") | old_debt | outlived)
    paid = by_status | (col("paid_since") <= now)
    inside = paid & (col("email").is_not_null() | col("phone").is_not_null())
    has_left = (col("status") == "canceled") & (left >= 0)
    near = (col("billing_interval") == "year") & to_renewal.is_between(0, 60)
    fell = (col("usage_prev_30d") > 0) & (col("usage_30d") <= col("usage_prev_30d") * 0.5)
    unhealthy = fell | (col("status") == "past_due")
    grown = (paying > 90) & (col("seats") <= 1) & (col("team_size") >= 3)
    upsell = (
        (col("plan") == "Starter")
        & (on_plan > 90)
        & (paying > 90)
        & (col("limit_used") >= 0.8)
        & (col("status") == "active")
    )
    motion = (
        when(~inside.fill_null(value=False))
        .then(lit("none"))
        .when(has_left & left.is_between(30, 180))
        .then(lit("win_back"))
        .when(has_left)
        .then(lit("none"))
        .when(near)
        .then(lit("renewal"))
        .when(col("status").is_in(["active", "past_due"]) & unhealthy)
        .then(lit("retention"))
        .when(grown)
        .then(lit("cross_sell"))
        .when(upsell)
        .then(lit("upsell"))
        .otherwise(lit("none"))
    )
    rows = polars.scan_csv(file, try_parse_dates=True)
    found = rows.select(motion.alias("motion")).group_by("motion").len().collect()
    return dict(found.iter_rows())


def with_a_loop(file: Path, today: date) -> Counts:
    with file.open(newline="", encoding="utf-8") as source:
        return dict(Counter(_motion(row, today) for row in csv.DictReader(source)))


def _motion(row: dict[str, str], today: date) -> str:
    status = row["status"]
    on_plan = (today - date.fromisoformat(row["plan_since"])).days
    left = (today - date.fromisoformat(row["churned_on"])).days if row["churned_on"] else None
    outlived = status == "canceled" and row["churned_on"] > row["plan_since"]
    proved = status == "active" or (status == "past_due" and on_plan > 40) or outlived
    paid = (int(row["mrr_cents"]) > 0 and proved) or row["paid_since"] <= today.isoformat()
    if not (paid and (row["email"] or row["phone"])):
        return "none"
    if status == "canceled" and left is not None and left >= 0:
        return "win_back" if 30 <= left <= 180 else "none"
    to_renewal = (date.fromisoformat(row["renews_on"]) - today).days
    if row["billing_interval"] == "year" and 0 <= to_renewal <= 60:
        return "renewal"
    before, now = int(row["usage_prev_30d"]), int(row["usage_30d"])
    fell = before > 0 and now <= before * 0.5
    if status == "past_due" or (status == "active" and fell):
        return "retention"
    paying = (today - date.fromisoformat(row["paid_since"])).days
    if paying > 90 and int(row["seats"]) <= 1 and int(row["team_size"]) >= 3:
        return "cross_sell"
    base = row["plan"] == "Starter" and on_plan > 90 and paying > 90
    return "upsell" if base and float(row["limit_used"]) >= 0.8 and status == "active" else "none"
