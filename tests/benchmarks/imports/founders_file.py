"""The benchmark's file as founders have it: Stripe's subscriptions beside HubSpot's contacts.

Moments with minutes, amounts with decimals, numbers of telephones as people write them, mixed case,
consents and refusals, and one cell in a hundred that is odd. The same for the same number of rows,
and nobody in it exists.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from functions.customer_base.sql.literals import day, literal
from tests.benchmarks.generated_files import TODAY

ODD_ONE_IN = 100
"""Cells of a column of which one is odd."""


def generate_founders(path: Path, rows: int, *, first: int = 0) -> None:
    """A CSV of `rows` customers and 20 columns; those of other files begin with another `first`."""
    columns = ", ".join(f"{sql} AS {_quoted(header)}" for header, sql in _COLUMNS.items())
    con = duckdb.connect(config={"threads": 2})
    con.execute(
        f"COPY (SELECT {columns} FROM (SELECT i, {_STATUS} AS status, {_PLACE} AS place "
        f"FROM range({first}, {first + rows}) AS numbers(i))) "
        f"TO {literal(str(path))} (FORMAT csv, HEADER)"
    )
    con.close()


def _quoted(header: str) -> str:
    return f'"{header}"'


def _chance(what: str, most: int) -> str:
    """SQL: a number from 0 to `most` - 1, the same for the same row and the same `what`."""
    return f"(hash(i, {literal(what)}) % {most})::INT"


def _one_of(what: str, *values: str) -> str:
    listed = ", ".join(literal(value) for value in values)
    return f"[{listed}][{_chance(what, len(values))} + 1]"


def _odd(what: str, usual: str, *odd: str) -> str:
    """Nearly always as usual; else one of these texts of SQL."""
    listed = ", ".join(f"({one})::VARCHAR" for one in odd)
    picked = f"[{listed}][{_chance(f'which {what}', len(odd))} + 1]"
    return f"CASE WHEN {_chance(f'odd {what}', ODD_ONE_IN)} = 0 THEN {picked} ELSE {usual} END"


def _moment(what: str, first: int, last: int) -> str:
    """A moment as Stripe writes it, so many days from today."""
    days = f"{_chance(what, last - first)} + {first}"
    minutes = f"to_minutes({_chance(f'minute of {what}', 1440)})"
    return f"strftime({day(TODAY)}::TIMESTAMP + to_days({days}) + {minutes}, '%Y-%m-%d %H:%M')"


_STATUS = _one_of("status", *("active",) * 7, "canceled", "past_due", "trialing")
_PLACE = _chance("place", 10)
_COUNTRIES = (
    *("United States",) * 5,
    *("Germany", "United Kingdom", "France", "Netherlands", "Lithuania"),
)
_CODES = ("+1",) * 5 + ("+49", "+44", "+33", "+31", "+370")
_FIRST = ("Ada", "Björn", "Chloé", "Daiva", "Erik", "Fatma", "Giulia", "Hans", "Inés", "Jonas")
_LAST = ("Person", "Sample", "Example", "Nobody", "Muster", "Pavyzdys", "Dupont", "de Vries")


def _digits(what: str, count: int) -> str:
    least = 10 ** (count - 1)
    return f"(({_chance(what, 8 * least)} + {2 * least})::VARCHAR)"


_SEVEN = _digits("line", 7)
_PHONE = (
    f"CASE place WHEN 5 THEN '+49 30 ' || {_SEVEN} WHEN 6 THEN '+44 20 7' || {_SEVEN} "
    f"WHEN 7 THEN '+33 6 4' || {_SEVEN} WHEN 8 THEN '+31 6 1' || {_SEVEN} "
    f"WHEN 9 THEN '+370 6' || {_SEVEN} ELSE CASE {_chance('form', 3)} "
    f"WHEN 0 THEN '(415) ' || {_SEVEN}[:3] || '-' || {_SEVEN}[4:] "
    f"WHEN 1 THEN '+1 415-' || {_SEVEN}[:3] || '-' || {_SEVEN}[4:] "
    f"ELSE '+1415' || {_SEVEN} END END"
)
_EMAIL = (
    f"CASE {_chance('spelling', 4)} WHEN 0 THEN 'Person' || i || '@Example.com' "
    "ELSE 'person' || i || '@example.com' END"
)
_CURRENCY = _one_of("currency", "usd", "usd", "eur")
_SIGN = f"CASE {_CURRENCY} WHEN 'usd' THEN '$' ELSE '€' END"
_AMOUNT = f"printf('%.2f', {_chance('amount', 90_000)} / 100.0 + 9)"

_COLUMNS = {
    "Customer ID": "'cus_' || translate(to_base64(unhex(md5(i::VARCHAR)))[:14], '+/', 'xy')",
    "Customer Name": f"{_one_of('first', *_FIRST)} || ' ' || {_one_of('last', *_LAST)} || ' ' || i",
    "Customer Email": _odd("email", _EMAIL, "' ' || upper('person' || i || '@example.com') || ' '"),
    "Phone Number": _odd("phone", _PHONE, "'ask first'", "'+14155550' || (i % 90 + 10) || ' x12'"),
    "Country/Region": _odd(
        "country", f"{list(_COUNTRIES)}[place + 1]", "''", f"upper({list(_COUNTRIES)}[place + 1])"
    ),
    "Plan": _one_of("plan", "Starter", "Growth", "Scale"),
    "Quantity": _odd("seats", f"({_chance('seats', 5)} + 1)::VARCHAR", "''", "'3.0'"),
    "Currency": _CURRENCY,
    "Interval": _one_of("interval", "month", "year"),
    "Amount": _odd("amount", _AMOUNT, f"{_SIGN} || {_AMOUNT}", "''"),
    "Status": _odd("status", "status", "upper(status[1]) || status[2:]"),
    "Created (UTC)": _moment("created", -900, -1),
    "Start (UTC)": _odd("start", _moment("start", -900, -1), "''", "'soon'"),
    "Current Period End (UTC)": _odd("renewal", _moment("renewal", 1, 360), "'2026-02-30 10:00'"),
    "Ended At (UTC)": f"CASE WHEN status = 'canceled' THEN {_moment('end', -300, -1)} END",
    "Cancel At Period End": f"CASE WHEN {_chance('leaving', 30)} = 0 THEN 'true' ELSE 'false' END",
    "Unsubscribed from all email": f"CASE WHEN {_chance('refused', 20)} = 0 THEN 'true' "
    f"WHEN {_chance('answered', 2)} = 0 THEN 'false' END",
    "WhatsApp consent at": f"CASE WHEN {_chance('agreed', 4)} = 0 "
    f"THEN {_moment('agreed at', -400, -1)} END",
    "Usage last 30 days": _odd("usage", f"{_chance('usage', 900)}::VARCHAR", "'n/a'"),
    "Usage previous 30 days": _odd(
        "usage before", f"{_chance('usage before', 900)}::VARCHAR", "''"
    ),
}
