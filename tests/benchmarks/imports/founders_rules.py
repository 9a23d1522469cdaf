"""The motions of the founders' file as people write the rules by hand, in pandas and in polars.

They read days, amounts and words as far as a day's work would: what they cannot read is unknown.
None merges, accounts for a row, reads a number of a telephone or keeps its verdicts.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.benchmarks.imports.rules_elsewhere import Counts

MOMENT = "%Y-%m-%d %H:%M"


def founders_with_pandas(file: Path, today: date) -> Counts:
    import numpy
    import pandas

    rows = pandas.read_csv(file, dtype=str)
    now = pandas.Timestamp(today)

    def days(header: str) -> pandas.Series:
        return pandas.to_datetime(rows[header], format=MOMENT, errors="coerce").dt.normalize()

    def number(header: str) -> pandas.Series:
        return pandas.to_numeric(rows[header].str.lstrip("$€"), errors="coerce")

    status = rows["Status"].str.strip().str.lower()
    began = days("Start (UTC)").fillna(days("Created (UTC)"))
    ended, renews = days("Ended At (UTC)"), days("Current Period End (UTC)")
    lasted, left = (ended - began).dt.days, (now - ended).dt.days
    old_debt = (status == "past_due") & ((now - began).dt.days > 40)
    outlived = (status == "canceled") & (lasted > 40)
    paid = (number("Amount") > 0) & ((status == "active") | old_debt | outlived)
    inside = paid & (rows["Customer Email"].notna() | rows["Phone Number"].notna())
    has_left = (status == "canceled") & (left >= 0)
    near = (rows["Interval"] == "year") & (renews - now).dt.days.between(0, 60)
    usage, before = number("Usage last 30 days"), number("Usage previous 30 days")
    fell = (before > 0) & (usage <= before * 0.5)
    leaving = rows["Cancel At Period End"] == "true"
    unhealthy = status.isin(["active", "past_due"]) & (fell | leaving | (status == "past_due"))
    motion = numpy.select(
        [~inside, has_left & left.between(30, 180), has_left, near, unhealthy],
        ["none", "win_back", "none", "renewal", "retention"],
        default="none",
    )
    names, counts = numpy.unique(motion, return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def founders_with_polars(file: Path, today: date) -> Counts:
    import polars
    from polars import Expr, col, lit, when

    now = lit(today)

    def day(header: str) -> Expr:
        return col(header).str.to_datetime(MOMENT, strict=False).dt.date()

    def number(header: str) -> Expr:
        return col(header).str.strip_chars_start("$€").cast(polars.Float64, strict=False)

    status = col("Status").str.strip_chars().str.to_lowercase()
    began = day("Start (UTC)").fill_null(day("Created (UTC)"))
    ended, renews = day("Ended At (UTC)"), day("Current Period End (UTC)")
    left, lasted = (now - ended).dt.total_days(), (ended - began).dt.total_days()
    old_debt = (status == "past_due") & ((now - began).dt.total_days() > 40)
    outlived = (status == "canceled") & (lasted > 40)
    paid = (number("Amount") > 0) & ((status == "active") | old_debt | outlived)
    inside = paid & (col("Customer Email").is_not_null() | col("Phone Number").is_not_null())
    has_left = (status == "canceled") & (left >= 0)
    near = (col("Interval") == "year") & (renews - now).dt.total_days().is_between(0, 60)
    before = number("Usage previous 30 days")
    fell = (before > 0) & (number("Usage last 30 days") <= before * 0.5)
    leaving = col("Cancel At Period End") == "true"
    unhealthy = status.is_in(["active", "past_due"]) & (fell | leaving | (status == "past_due"))
    motion = (
        when(~inside.fill_null(value=False))
        .then(lit("none"))
        .when(has_left & left.is_between(30, 180))
        .then(lit("win_back"))
        .when(has_left)
        .then(lit("none"))
        .when(near)
        .then(lit("renewal"))
        .when(unhealthy)
        .then(lit("retention"))
        .otherwise(lit("none"))
    )
    rows = polars.scan_csv(file, infer_schema=False)
    found = rows.select(motion.alias("motion")).group_by("motion").len().collect()
    return dict(found.iter_rows())
