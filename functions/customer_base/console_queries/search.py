"""The console's list of customers: by motion, reason and text, motion by motion in dial order.

Must never list a customer twice or leave one out between two pages of one run.
"""
# ruff: noqa: S608  Names are ours; every text from outside passes `literal` or a parameter.

from __future__ import annotations

import re
from typing import Any

from functions.customer_base.console_queries.answers import CustomersFound, ListedCustomer
from functions.customer_base.console_queries.opened import OpenedBase, read_rows
from functions.customer_base.segmentation.codes import filter_sql
from functions.customer_base.segmentation.dial_pool import DIAL_ORDER
from tenancy.values.lazy_dataclass import dataclass

_LISTED = (
    "customer_id AS id, coalesce(name, '') AS name, coalesce(email, '') AS email, "
    "coalesce(phone, '') AS phone, coalesce(plan, '') AS plan, coalesce(status, '') AS status, "
    "coalesce(currency, '') AS currency, motion, coalesce(reason, '') AS reason, "
    "strength, coalesce(value_cents, 0) AS value_cents, coalesce(offer_id, '') AS offer_id"
)
_OF_A_LIST = (
    *("code", "customer_id", "name", "email", "phone", "plan", "status", "currency"),
    *("motion", "reason", "strength", "value_cents", "offer_id"),
)


def _search_sql(text: str) -> tuple[str, list[Any]]:
    """Neither case nor accents matter. What looks like a phone number is sought in those too."""
    wanted = text.strip().lower()
    if not wanted:
        return "TRUE", []
    name = (
        # Only a name of more bytes than characters has accents to strip.
        "CASE WHEN strlen(name) = length(name) THEN contains(lower(name), strip_accents(?)) "
        "ELSE contains(strip_accents(lower(name)), strip_accents(?)) END"
    )
    customer = "contains(lower(customer_id), ?)"
    caseless = max(_CASELESS.findall(wanted), key=len, default="")
    if caseless:
        # What has neither case nor accents is looked for first, in the cell as it stands.
        columns = [f"(contains(name, ?) AND {name})", f"(contains(customer_id, ?) AND {customer})"]
        values = [caseless, wanted, wanted, caseless, wanted]
    else:
        columns, values = [name, customer], [wanted, wanted, wanted]
    columns.append("contains(email, ?)")
    values.append(wanted)
    digits = _phone_digits(wanted)
    if digits and not wanted.isdigit():
        # Written as only a phone number is: no name, address or id is meant.
        return "contains(phone, ?)", [digits]
    if digits:
        columns.append("contains(phone, ?)")
        values.append(digits)
    return "(" + " OR ".join(columns) + ")", values


_CASELESS = re.compile(r"[0-9@._-]+")
_LIKE_A_PHONE = re.compile(r"[\d\s+()./\u00a0-]{3,}")
_TRUNK = re.compile(r"^(00|0)")
"""Written before a number at home or abroad, and no part of it in E.164."""


def _phone_digits(wanted: str) -> str:
    """The digits to look for in phone numbers, or none when the text is no phone number."""
    if not _LIKE_A_PHONE.fullmatch(wanted):
        return ""
    digits = _TRUNK.sub("", "".join(one for one in wanted if one.isdigit()))
    return digits if len(digits) >= 3 else ""


def find_customers(opened: OpenedBase) -> CustomersFound:
    """One page of customers, by motion, reason and search: motion by motion, in dial order."""
    query, judged = opened.query, opened.judged()
    where = filter_sql(motion=query.motion, reason=query.reason)
    search, sought = _search_sql(query.text)
    codes = judged.codes
    if sought:
        opened.con.execute(
            f"CREATE OR REPLACE TEMP TABLE hits AS SELECT row FROM {judged.customers} "
            f"WHERE {search}",
            sought,
        )
        codes = f"(SELECT * FROM {codes} SEMI JOIN hits USING (row))"
    counted = opened.con.execute(
        f"SELECT code // 10 AS motion, count(*) FROM {codes} WHERE {where} GROUP BY 1"
    ).fetchall()
    part = _part(dict(counted), query.offset, query.limit)
    ranked = judged.select(
        *("row", "code", "strength", "value_cents", "customer_id"),
        where=f"({where}) AND {part.where}",
        codes=codes,
    )
    page = (
        f"(SELECT row, code FROM ({ranked}) ORDER BY code // 10 DESC, {DIAL_ORDER} "
        f"LIMIT {query.limit} OFFSET {part.offset})"
    )
    # Only the page's own rows are looked up in all their columns.
    listed = judged.select(*_OF_A_LIST, codes="page")
    rows = read_rows(
        opened.con,
        f"WITH page AS MATERIALIZED {page} "
        f"SELECT {_LISTED} FROM ({listed}) ORDER BY code // 10 DESC, {DIAL_ORDER}",
        [],
    )
    return CustomersFound(
        rows=tuple(ListedCustomer.model_validate(row) for row in rows),
        total=sum(count for _, count in counted),
        run=opened.run.id,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """The motions that a page of a list lies in, and where it begins among their customers."""

    where: str
    offset: int


def _part(counts: dict[int, int], offset: int, limit: int) -> _Part:
    """`counts`: first digit of the code → customers; higher digits are listed first.

    A page mostly lies in one motion, so that only its customers need to be put in order.
    """
    touched: list[int] = []
    before = passed = 0
    for digit in sorted(counts, reverse=True):
        if passed + counts[digit] <= offset:
            before = passed = passed + counts[digit]
            continue
        if passed < offset + limit:
            touched.append(digit)
        passed += counts[digit]
    wanted = " OR ".join(f"code // 10 = {digit}" for digit in touched)
    return _Part(f"({wanted or 'FALSE'})", offset - before)
