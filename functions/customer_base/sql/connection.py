"""A DuckDB connection that reaches no network, and which failures a second try would repeat."""

from __future__ import annotations

from pathlib import Path

import duckdb

PERMANENT_FAILURES = (duckdb.Error, ValueError, AssertionError, LookupError)
"""Failures of our own that a second try would repeat; all others are the network's or AWS's."""


def connect(
    work: Path, *, memory_limit: str = "1GB", threads: int = 2
) -> duckdb.DuckDBPyConnection:
    """A DuckDB of our own that spills to `work` and reaches no network."""
    con = duckdb.connect(
        config={
            "memory_limit": memory_limit,
            "threads": threads,
            "temp_directory": str(work / "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            # Counting under many conditions takes more than twice as long with it, planned and run.
            "disabled_optimizers": "partial_aggregate_pushdown",
        }
    )
    con.execute("SET TimeZone = 'UTC'")
    return con
