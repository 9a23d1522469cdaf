"""One pass that puts every customer into exactly one motion, or into none with a stated reason.

Writes one code per customer, in the order of the snapshot; what else there is to say of a judged
customer is a relation over both files. Must never reach a customer, and never reads a clock.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import duckdb

from functions.customer_base.parsing.cell_sql import OTHER_ADDRESSES
from functions.customer_base.parsing.snapshot_table import (
    SNAPSHOT_TYPES,
    columns_of,
    relation,
    relation_of,
)
from functions.customer_base.segmentation.codes import (
    CODES,
    is_in,
    motion_sql,
    pinned_sql,
    reason_sql,
)
from functions.customer_base.segmentation.criteria_sql import TRIGGER_COLUMNS, Criteria, Judgement
from functions.customer_base.segmentation.rules import MOTIONS
from functions.customer_base.sql.literals import literal
from functions.product.equal_forms import known_forms
from tenancy.values.lazy_dataclass import dataclass

Hasher = Callable[[str, str], tuple[str, ...]]
"""(kind, address) → keyed hash; kind is `phone`, `email` or `customer` (an id)."""

NAMES = MappingProxyType({"phone": "phone", "email": "email", "customer": "customer_id"})
"""Kind under which an opt-out is kept → the column of a customer that holds such a name."""


def judge(
    con: duckdb.DuckDBPyConnection,
    *,
    customers: Path,
    criteria: Criteria,
    target: Path,
    hasher: Hasher | None = None,
) -> None:
    """Write the verdicts: row n is the code of the snapshot's row n.

    Raises ValueError when people are suppressed but there is no key to recognise them by: a run
    that cannot see opt-outs must not happen.
    """
    if criteria.suppressed and hasher is None:
        raise ValueError("suppressed addresses cannot be recognised without the key")
    source = relation(con, customers)
    code = Judgement(criteria).code()
    facts, order = _facts(con, source, criteria, hasher)
    decided = f"SELECT {code} AS code FROM {facts}"
    if criteria.pinned:
        coded = f"SELECT {code} AS code, pinned_motion, row FROM {facts}"
        decided = f"SELECT {pinned_sql()} AS code FROM ({coded})"
    con.execute(
        f"COPY ({decided}{order}) TO {literal(str(target))} "
        "(FORMAT parquet, COMPRESSION snappy, WRITE_BLOOM_FILTER false)"
    )


def _facts(
    con: duckdb.DuckDBPyConnection, source: str, criteria: Criteria, hasher: Hasher | None
) -> tuple[str, str]:
    """The relation that is judged, and how it must be ordered: only a join loses the order."""
    if not criteria.suppressed and not criteria.pinned:
        nobody = "FALSE AS suppressed, NULL::VARCHAR AS pinned_motion"
        return f"(SELECT *, {nobody} FROM {source})", ""
    _name_suppressed(con, source, criteria.suppressed, hasher)
    _name_pinned(con, criteria.pinned)
    gone = "SELECT name FROM suppressed_names WHERE kind = '{0}'"
    suppressed = " OR ".join(
        f"coalesce({column} IN ({gone.format(kind)}), FALSE)" for kind, column in NAMES.items()
    )
    for others, kind in OTHER_ADDRESSES.items():
        listed = f"(SELECT list(name) FROM ({gone.format(kind)}))"
        suppressed += f" OR coalesce(list_has_any({others}, {listed}), FALSE)"
    joined = (
        f"(SELECT facts.*, ({suppressed}) AS suppressed, pinned_motion "
        f"FROM {source} AS facts LEFT JOIN pinned USING (customer_id))"
    )
    return joined, " ORDER BY row"


def _name_suppressed(
    con: duckdb.DuckDBPyConnection,
    source: str,
    suppressed: frozenset[str],
    hasher: Hasher | None,
) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE suppressed_names (kind VARCHAR, name VARCHAR)")
    kept = {key.partition("#")[0] for key in suppressed}
    if not kept or hasher is None:
        return
    found: list[tuple[str, str]] = []
    for kind in (kind for kind in NAMES if kind in kept):
        column = NAMES[kind]
        cursor = con.cursor()
        names = [column, *(f"unnest({more})" for more, of in OTHER_ADDRESSES.items() if of == kind)]
        every = " UNION ALL ".join(f"SELECT {name} AS name FROM {source}" for name in names)
        cursor.execute(f"SELECT DISTINCT name FROM ({every}) WHERE name IS NOT NULL")
        while rows := cursor.fetchmany(50_000):
            found += [(kind, name) for (name,) in rows if opted_out(kind, name, suppressed, hasher)]
    if found:
        con.executemany("INSERT INTO suppressed_names VALUES (?, ?)", found)


def opted_out(kind: str, name: str, suppressed: frozenset[str], hasher: Hasher) -> bool:
    """Whether an opt-out stands under any form of an address or id."""
    return any(
        f"{kind}#{hashed}" in suppressed
        for form in known_forms(kind, name)
        for hashed in hasher(kind, form)
    )


def _name_pinned(con: duckdb.DuckDBPyConnection, pinned: Mapping[str, str]) -> None:
    con.execute("CREATE OR REPLACE TEMP TABLE pinned (customer_id VARCHAR, pinned_motion VARCHAR)")
    if pinned:
        con.executemany("INSERT INTO pinned VALUES (?, ?)", list(pinned.items()))


@dataclass(frozen=True, slots=True)
class Judged:
    """Customers and their verdicts of one run, as SQL."""

    customers: str
    """The snapshot with every canonical column and `row`."""
    codes: str
    """`row` and `code`: the cheap half, enough to filter and count."""
    judgement: Judgement
    kept: frozenset[str] = frozenset(SNAPSHOT_TYPES)
    """Columns that the snapshot's file has; all others of `customers` are empty."""

    def select(
        self,
        *columns: str,
        where: str = "TRUE",
        facts_where: str = "TRUE",
        codes: str = "",
        motion: str = "",
    ) -> str:
        """A query for columns of the snapshot and of `derived`.

        `where` speaks of `code`, `facts_where` of the snapshot: each is applied before the join.
        `codes` stands for those of everybody. With a `motion`, only its customers are selected.
        """
        if motion:
            where = f"{where} AND {is_in(motion)}"
        derived = self.derived(motion)
        listed = {name: derived.get(name, name) for name in columns}
        people = (
            f"(SELECT * FROM (SELECT row, code FROM {codes or self.codes} WHERE {where}) "
            f"JOIN (SELECT * FROM {self.customers} WHERE {facts_where}) USING (row))"
        )
        source = self.judgement.with_names(people, listed.values())
        selected = ", ".join(
            name if sql == name else f"{sql} AS {name}" for name, sql in listed.items()
        )
        return f"SELECT {selected} FROM {source}"

    def derived(self, motion: str = "") -> dict[str, str]:
        """Name → SQL of all that follows from facts and code, over the names of `judgement`.

        With a `motion`, the SQL holds for its customers only.
        """
        judgement = self.judgement
        motions = (motion,) if motion else MOTIONS
        found = {"motion": motion_sql(), "reason": reason_sql()}
        found |= {name: judgement.trigger(name, motions) for name in TRIGGER_COLUMNS}
        found |= {f"v_{rule.name}": f"v_{rule.name}" for rule in judgement.rules}
        found |= {name: name for name in judgement.plan_columns}
        # Who opted out was known to the run alone; what it found is in the code.
        found["v_not_suppressed"] = f"(code <> {CODES[None, 'not_suppressed']})"
        return found


def load_judged(
    con: duckdb.DuckDBPyConnection, *, customers: Path, verdicts: Path, criteria: Criteria
) -> Judged:
    codes = f"(SELECT code, file_row_number AS row FROM read_parquet({literal(str(verdicts))}))"
    kept = columns_of(con, customers)
    return Judged(relation_of(customers, kept), codes, Judgement(criteria), kept)
