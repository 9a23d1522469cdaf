"""Asks a table for aggregates over its cells, of which the first rows of a large one settle most.

Whether some cell is odd is known as soon as one is: only what the first rows leave open is asked of
all others. Must never answer from the first rows what another row could change.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import duckdb

from tenancy.values.lazy_dataclass import dataclass

_ROWS_AT_FIRST = 10_000


@dataclass(frozen=True, slots=True)
class Look:
    """One aggregate."""

    sql: str
    is_settled: Callable[[Any], bool]
    """Whether no further row can change what follows from this value."""


def some(condition: str) -> Look:
    """Whether a condition holds for some row."""
    return Look(f"coalesce(bool_or({condition}), FALSE)", lambda found: found is True)


def count_up_to(condition: str, enough: int) -> Look:
    """For how many rows a condition holds; that it is more than `enough` says all there is."""
    return Look(f"count(*) FILTER ({condition})", lambda count: count > enough)


def ask(
    con: duckdb.DuckDBPyConnection,
    looks: Sequence[Look],
    rows: Callable[[str], str],
    table: str,
    *,
    large: bool,
) -> tuple[Any, ...]:
    """The value of each look over what `rows` makes of a table, from SQL to SQL.

    What the first rows of a large one settle has the value over those.
    """
    if not looks:
        return ()
    if not large:
        return _values(con, looks, rows(table))
    first = _values(con, looks, rows(f"(FROM {table} LIMIT {_ROWS_AT_FIRST})"))
    is_open = [not look.is_settled(value) for look, value in zip(looks, first, strict=True)]
    if not any(is_open):
        return first
    left = iter(_values(con, list(itertools.compress(looks, is_open)), rows(table)))
    return tuple(
        next(left) if unknown else value for value, unknown in zip(first, is_open, strict=True)
    )


def _values(con: duckdb.DuckDBPyConnection, looks: Sequence[Look], source: str) -> tuple[Any, ...]:
    asked = ", ".join(look.sql for look in looks)
    return con.execute(f"SELECT {asked} FROM {source}").fetchone() or ()
