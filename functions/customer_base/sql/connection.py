"""A DuckDB connection that reaches no network, and which failures a second try would repeat.

The database is opened once a process, since that takes longer than most queries of the console.
What a connection makes is its own and gone with it, so it must never make a table that is not
temporary, and nothing is left of one tenant for the next.
"""

from __future__ import annotations

import functools
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb

PERMANENT_FAILURES = (duckdb.Error, ValueError, AssertionError, LookupError)
"""Failures of our own that a second try would repeat; all others are the network's or AWS's."""


SMALL_BYTES = 4 * 1024 * 1024
"""Of all that is read: one thread takes no longer than two, which spend up to a seventh more of the
processor on sharing. A CSV is shared out in blocks of 32 MB, a Parquet file by row groups."""
THREADS = 2


def threads_for(paths: Iterable[Path]) -> int:
    """How many threads pay for reading these files, which are on disk."""
    return 1 if sum(path.stat().st_size for path in paths) <= SMALL_BYTES else THREADS


def connect(*, memory_limit: str = "900MB", threads: int = THREADS) -> duckdb.DuckDBPyConnection:
    """A connection of our own, with no tables and no settings of an earlier one."""
    con = _database(memory_limit).cursor()
    con.execute("SET TimeZone = 'UTC'")
    # Settings of the database: what an earlier connection chose would hold for this one.
    con.execute("RESET preserve_insertion_order")
    con.execute(f"SET threads = {threads}")
    return con


@functools.cache
def _database(memory_limit: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={
            "memory_limit": memory_limit,
            "temp_directory": f"{tempfile.gettempdir()}/duckdb-{os.getpid()}",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            # The first: counting under many conditions takes more than twice as long with it,
            # planned and run. The second makes a join of a long list of words, which takes each
            # cell apart for it, also where a CASE would ask for the list in a few rows only.
            "disabled_optimizers": "partial_aggregate_pushdown,in_clause",
        }
    )
