"""The product's limits and how they are worded: sizes of uploads and the age of facts.

The browser, the console and the base all take them from here. Limits of one channel stand in its
row. Must never say anything about a single customer.
"""

from __future__ import annotations

from datetime import date, timedelta

MEGABYTE = 1024 * 1024
MAX_BYTES = 512 * MEGABYTE
"""Of one file."""
MAX_BYTES_TOGETHER = 1024 * MEGABYTE
"""Of all files of one import."""
MAX_ROWS = 1_000_000
"""Of one file."""
MAX_FILES = 5
"""Of one import."""

FACTS_FRESH_FOR = timedelta(days=14)
"""Older facts are not stated, and open no conversation or follow-up to a customer who never
answered, unless the base is synced."""
FACTS_STALE = f"facts are older than {FACTS_FRESH_FOR.days} days"

UPLOAD_HINT = (
    f"Up to {MAX_BYTES // MEGABYTE:,} MB or a million rows a file, "
    f"{MAX_BYTES_TOGETHER // MEGABYTE:,} MB together."
)
TOO_MANY_FILES = f"One import holds at most {MAX_FILES} files."


def facts_stale(*, as_of: date, today: date, synced: bool) -> bool:
    """Whether what is known of a customer is too old to be stated or to open with."""
    return not synced and today - as_of > FACTS_FRESH_FOR


def file_too_large(size: int) -> str:
    """The end of a sentence about one file of `size` bytes."""
    return (
        f"{size // MEGABYTE} MB; the most that can be read is {MAX_BYTES // MEGABYTE} MB. "
        "Split it into several files."
    )


def files_too_large(size: int) -> str:
    """About all files of one import, `size` bytes together."""
    return (
        f"These files have {size // MEGABYTE:,} MB together; the most that can be read at once is "
        f"{MAX_BYTES_TOGETHER // MEGABYTE:,} MB. Leave out customers who left long ago, or "
        "columns that are not needed."
    )


def too_many_rows(rows: str) -> str:
    """About one file of that many rows; `rows` is a number, or words before one."""
    return (
        f"This file has {rows} rows; the most that can be read at once is {MAX_ROWS:,}. "
        "Split it, or leave out customers who left long ago."
    )
