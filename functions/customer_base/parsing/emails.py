"""Builds the SQL that reads the email addresses of a cell: the one that is used, and the others.

Must never put together an address that does not stand in the cell.
"""

from __future__ import annotations

from collections.abc import Mapping

from functions.customer_base.sql.literals import literal

ONE_EMAIL = "one email"
"""Shape of a column each of whose cells is one address and nothing else, or empty."""


def may_list_emails(shapes: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether some row may have more addresses than one; `shapes` are by canonical column."""
    return "other_emails" in shapes or ONE_EMAIL not in shapes.get("email", (ONE_EMAIL,))


def email_sql(text: str) -> str:
    lowered = f"lower({text})"
    plain_one = is_one_email(lowered)
    inside = f"nullif(regexp_extract({lowered}, {literal(_EMAIL)}, 1), '')"
    return f"CASE WHEN {plain_one} THEN {lowered} ELSE {inside} END"


def other_emails_sql(text: str, further: str = "") -> str:
    """The addresses of a cell after the first, and all of another cell; NULL for none.

    Either may be empty: a file need not have both columns.
    """

    def addresses_in(one: str) -> str:
        return f"regexp_extract_all(lower({one}), {literal(_EMAIL)}, 1)"

    if not text:
        return f"nullif(list_sort(list_distinct({addresses_in(further)})), [])"
    found = addresses_in(text)
    plain_one = is_one_email(f"lower({text})")
    if further:
        found = f"list_concat(coalesce({found}, []), {addresses_in(further)})"
        plain_one = f"{plain_one} AND {further} IS NULL"
    used = email_sql(text)
    others = (
        f"list_filter(list_sort(list_distinct({found})), lambda one: one IS DISTINCT FROM {used})"
    )
    return f"CASE WHEN {plain_one} THEN NULL ELSE nullif({others}, []) END"


# `mailto:` and a subject may stand around a copied address.
_EMAIL = r'([^\s,;:<>"()@]+@[^\s,;:?<>"()@]+\.[^\s,;:?<>"()@.]{2,})'


def is_one_email(text: str) -> str:
    """SQL: whether a cell is an address and nothing else, in whichever case it is written."""
    # Several plain searches are three times faster than one regular expression.
    never = "".join(f" AND NOT contains({text}, '{mark}')" for mark in ' ,;:<>"()')
    return f"{text} LIKE '%_@_%.__%' AND {text} NOT LIKE '%@%@%'{never}"
