"""Names, for each row of an import, the customer it means.

Rows mean the same customer when they share an id of one space, or an email address. An id that
stands beside different addresses is no id of one customer. Must never link two rows whose
addresses conflict, however many rows lie between them.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from functions.customer_base.merging.id_spaces import IdSpace
from functions.customer_base.parsing.cell_sql import OTHER_ADDRESSES
from functions.customer_base.parsing.normalised_rows import stored_columns
from functions.customer_base.sql.literals import literal
from functions.product.channels import CHANNELS
from tenancy.values.lazy_dataclass import dataclass

NAMED = "named_rows"
"""The rows of all files, each with its ids, facts and, once named, its customer `who`."""

AMBIGUOUS = "its id stands for several people with different email addresses"
NOBODY = "no customer with this id or email address in the customer files"


def id_of(place: int) -> str:
    """Column of `NAMED` that holds the id of the space at this place."""
    return f"id_{place}"


@dataclass(frozen=True, slots=True)
class _Link:
    """A column whose equal values link rows, and how its values name a customer."""

    column: str
    prefix: str


def name_customers(con: duckdb.DuckDBPyConnection, spaces: tuple[IdSpace, ...]) -> None:
    """Fill `NAMED.who`, and `nobody` with the keys of rows that mean no customer, and why.

    The smallest id of the first space names a customer, then an address, then an id of another
    space with its header before it, so neither the order of rows nor of files matters.
    """
    links = _links(con, spaces)
    linking = {one.column for one in links}
    apart = [place for place in range(len(spaces)) if id_of(place) not in linking]
    if links != _all_links(spaces):
        con.execute(f"UPDATE {NAMED} SET who = {_who(links)}")
    while sum(_link(con, one.column) for one in links):
        pass
    if _find_conflicts(con, "who"):
        con.execute(
            f"UPDATE {NAMED} SET who = '1' || email WHERE who IN (SELECT id FROM conflicting)"
        )
    con.execute(f"UPDATE {NAMED} SET who = who[2:]")
    _spread_addresses(con, apart)
    keys = ", ".join([*(id_of(place) for place in range(len(spaces))), "email"])
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE nobody AS SELECT DISTINCT file, {keys}, "
        f"CASE WHEN who IS NULL THEN {literal(AMBIGUOUS)} ELSE {literal(NOBODY)} END AS reason "
        f"FROM {NAMED} WHERE who IS NULL OR who NOT IN "
        f"(SELECT who FROM {NAMED} WHERE defines AND who IS NOT NULL)"
    )
    con.execute(f"DELETE FROM {NAMED} WHERE who IS NULL")


def who_sql(spaces: tuple[IdSpace, ...]) -> str:
    """The customer a row means by itself."""
    return _who(_all_links(spaces))


def _who(links: list[_Link]) -> str:
    return f"coalesce({', '.join(f'{literal(one.prefix)} || {one.column}' for one in links)})"


def _all_links(spaces: tuple[IdSpace, ...]) -> list[_Link]:
    return _in_order(_link_of(space, place, id_of(place)) for place, space in enumerate(spaces))


def _link_of(space: IdSpace, place: int, column: str) -> _Link:
    return _Link(column, f"2{space.label} " if place else "0")


def _in_order(ids: Iterable[_Link]) -> list[_Link]:
    """An id of the first space names a customer sooner than an address, and that than others."""
    return sorted((*ids, _Link("email", "1")), key=lambda link: link.prefix)


def _links(con: duckdb.DuckDBPyConnection, spaces: tuple[IdSpace, ...]) -> list[_Link]:
    """What links rows: ids, but for those of several people, and addresses."""
    found: list[_Link] = []
    for place, space in enumerate(spaces):
        column, some = id_of(place), _find_conflicts(con, id_of(place))
        for member, other in enumerate(spaces):
            if _holds_several(space, other):
                some += _find_members(con, id_of(place), id_of(member), already=bool(some))
        if some:
            _spread_refusals(con, id_of(place))
            con.execute(
                f"CREATE OR REPLACE TEMP TABLE {_shared(place)} AS SELECT {id_of(place)} AS id, "
                f"{_all_of(con, 'email')} AS email, {_all_of(con, 'phone')} AS phone FROM {NAMED} "
                f"WHERE {id_of(place)} IN (SELECT id FROM conflicting) GROUP BY {id_of(place)} "
                f"HAVING count(DISTINCT email) <= {_FEW}"
            )
            # The id stays as it is written, so that rows it named can be given the reason why they
            # were not taken.
            column = f"link_{place}"
            con.execute(f"ALTER TABLE {NAMED} ADD COLUMN {column} VARCHAR")
            con.execute(
                f"UPDATE {NAMED} SET {column} = {id_of(place)} "
                f"WHERE {id_of(place)} NOT IN (SELECT id FROM conflicting)"
            )
        found.append(_link_of(space, place, column))
    return _in_order(found)


_FEW = 5
"""Addresses: an id beside more of them is no id of anybody."""


def _spread_refusals(con: duckdb.DuckDBPyConnection, column: str) -> None:
    """Any of the people an id may mean may have refused, so none is contacted."""
    stored = stored_columns(con, NAMED)
    refusals = {f"consent_{channel}_revoked_at" for channel in CHANNELS} & stored
    if "do_not_contact" in stored:
        refusals.add("do_not_contact")
    for name in sorted(refusals):
        con.execute(
            f"""UPDATE {NAMED} SET {name} = refused.latest FROM (
              SELECT {column} AS id, max({name}) AS latest FROM {NAMED}
              WHERE {column} IN (SELECT id FROM conflicting)
              GROUP BY {column} HAVING count(DISTINCT email) <= {_FEW}) AS refused
            WHERE {column} = refused.id AND refused.latest IS NOT NULL"""
        )


def _shared(place: int) -> str:
    return f"shared_{place}"


def _spread_addresses(con: duckdb.DuckDBPyConnection, places: Iterable[int]) -> None:
    """An opt-out from one address beside an id holds for all whom the id may mean.

    The rows stay apart; each knows the others' addresses as further ones, which are looked at for
    opt-outs and never written to.
    """
    for place in places:
        for others, used in OTHER_ADDRESSES.items():
            if others not in stored_columns(con, NAMED):
                con.execute(f"ALTER TABLE {NAMED} ADD COLUMN {others} VARCHAR[]")
            own = f"{NAMED}.{used}" if used in stored_columns(con, NAMED) else "NULL"
            con.execute(
                f"""UPDATE {NAMED} SET {others} = list_sort(list_filter(list_distinct(
                  coalesce({NAMED}.{others}, []) || shared.{used}),
                  lambda one: one IS NOT NULL AND one IS DISTINCT FROM {own}))
                FROM {_shared(place)} AS shared WHERE {NAMED}.{id_of(place)} = shared.id"""
            )


def _all_of(con: duckdb.DuckDBPyConnection, used: str) -> str:
    """Every address of a kind in a group of rows."""
    stored = stored_columns(con, NAMED)
    parts = [f"list({used})"] if used in stored else []
    parts += [
        f"flatten(list({o}))" for o, of in OTHER_ADDRESSES.items() if of == used and o in stored
    ]
    return " || ".join(f"coalesce({part}, [])" for part in parts) or "[]::VARCHAR[]"


def _holds_several(space: IdSpace, other: IdSpace) -> bool:
    """Whether one id of `space` may stand for several of `other`, who are people of their own."""
    outer = {one.meaning for one in space.columns}
    inner = {one.meaning for one in other.columns}
    if "user_id" in inner:
        return "user_id" not in outer
    return "account_id" in outer and "customer_id" not in outer and "customer_id" in inner


def _find_members(con: duckdb.DuckDBPyConnection, outer: str, inner: str, *, already: bool) -> int:
    """Add the ids beside which several others stand to `conflicting`."""
    found = (
        f"SELECT {outer} AS id FROM {NAMED} WHERE {outer} IS NOT NULL AND {inner} IS NOT NULL "
        f"GROUP BY {outer} HAVING min({inner}) <> max({inner})"
    )
    if already:
        con.execute(f"INSERT INTO conflicting {found}")
    else:
        con.execute(f"CREATE OR REPLACE TEMP TABLE conflicting AS {found}")
    return _count(con, "conflicting")


def _find_conflicts(con: duckdb.DuckDBPyConnection, key: str) -> int:
    """Make `conflicting`: values of a key beside which different addresses stand; how many.

    Several addresses are one person's where one row lists them all.
    """
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE conflicting AS SELECT {key} AS id FROM {NAMED} "
        f"WHERE {key} IS NOT NULL AND email IS NOT NULL GROUP BY {key} "
        "HAVING min(email) <> max(email)"
    )
    count = _count(con, "conflicting")
    if count and "other_emails" in stored_columns(con, NAMED):
        con.execute(
            f"""DELETE FROM conflicting WHERE id IN (
            SELECT id FROM {NAMED} JOIN (
              SELECT {key} AS id, list(DISTINCT email) AS addresses FROM {NAMED}
              WHERE email IS NOT NULL AND {key} IN (SELECT id FROM conflicting) GROUP BY {key})
            ON {key} = id
            WHERE list_has_all(list_append(coalesce(other_emails, []), email), addresses))"""
        )
        count = _count(con, "conflicting")
    return count


def _link(con: duckdb.DuckDBPyConnection, name: str) -> int:
    row = con.execute(
        f"""UPDATE {NAMED} SET who = smallest.who FROM (
          SELECT {name} AS link, min(who) AS who FROM {NAMED} WHERE {name} IS NOT NULL
          GROUP BY {name} HAVING min(who) <> max(who)) AS smallest
        WHERE {NAMED}.{name} = smallest.link AND {NAMED}.who > smallest.who"""
    ).fetchone()
    return int(row[0]) if row else 0


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0
