"""Lists of numbers that must not be called or texted, which name nobody by an id or an address.

Decides which numbers are refused what. Goes to the consent record alone, by which they hold for
everybody with such a number in this import or a later one; must never make a customer.
"""
# ruff: noqa: S608  Names are ours.

from __future__ import annotations

from collections.abc import Iterable, Mapping

import duckdb

from functions.customer_base.columns.refusing.refusals import PHONE, SCOPES
from functions.customer_base.parsing.normalised_rows import normalised
from functions.product.channels import CHANNELS
from tenancy.values.lazy_dataclass import dataclass

REFUSED_NUMBERS = "refused_numbers"
"""phone, channel, said_at (infinite where no day is given)."""

NO_NUMBER = "no phone number that can be read"
NOTHING_REFUSED = "nothing is refused for this number"
ALONE = (
    "This list has only phone numbers, which say nothing of who your customers are. Add it to the "
    "file of your customers, or send it again once they are here: then nobody in it is called."
)


@dataclass(frozen=True, slots=True)
class NumbersKept:
    """How many rows of a list were taken, and how many say nothing."""

    taken: int
    rejected: int


def gather_numbers(
    con: duckdb.DuckDBPyConnection, files: Iterable[int]
) -> Mapping[int, NumbersKept]:
    """Fill `REFUSED_NUMBERS` from these lists, and add their other rows to `rejected_rows`."""
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {REFUSED_NUMBERS} "
        "(phone VARCHAR, channel VARCHAR, said_at TIMESTAMP)"
    )
    found: dict[int, NumbersKept] = {}
    for number in files:
        rows = normalised(number)
        refused = {channel: _refused_at(channel) for channel in CHANNELS}
        for channel in SCOPES[PHONE]:
            con.execute(
                f"INSERT INTO {REFUSED_NUMBERS} SELECT phone, '{channel}', max({refused[channel]}) "
                f"FROM {rows} WHERE phone IS NOT NULL AND {refused[channel]} IS NOT NULL "
                "GROUP BY phone"
            )
        some = " OR ".join(f"{refused[channel]} IS NOT NULL" for channel in SCOPES[PHONE])
        con.execute(
            f"INSERT INTO rejected_rows SELECT file, line, CASE WHEN phone IS NULL "
            f"THEN '{NO_NUMBER}' ELSE '{NOTHING_REFUSED}' END FROM {rows} "
            f"WHERE phone IS NULL OR NOT ({some})"
        )
        row = con.execute(
            f"SELECT count(*) FILTER (phone IS NOT NULL AND ({some})), count(*) FROM {rows}"
        ).fetchone()
        taken, every = row or (0, 0)
        found[number] = NumbersKept(taken, every - taken)
    return found


def count_listed(con: duckdb.DuckDBPyConnection) -> int:
    """How many customers of `merged` have a number of these lists."""
    row = con.execute(
        f"SELECT count(*) FROM merged SEMI JOIN {REFUSED_NUMBERS} USING (phone)"
    ).fetchone()
    return int(row[0]) if row else 0


def _refused_at(channel: str) -> str:
    """SQL: when it was refused for the channel; NULL where it was not."""
    everything = "CASE WHEN do_not_contact THEN TIMESTAMP 'infinity' END"
    return f"coalesce(consent_{channel}_revoked_at, {everything})"
