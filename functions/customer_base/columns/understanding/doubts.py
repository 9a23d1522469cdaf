"""What the first rows of a file say that we do not understand, in the founder's words.

A file with such a doubt is never imported unseen.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from functions.customer_base.columns.canonical import IDENTIFIERS
from functions.customer_base.columns.refusing.refusals import is_refusing
from functions.customer_base.columns.vocabulary import CHARGE_OUTCOMES, STATUSES, squeezed

_KNOWN = {
    "status": frozenset(map(squeezed, STATUSES)),
    "charge_status": frozenset(map(squeezed, CHARGE_OUTCOMES)),
}
_SHOWN = 5
_NAME = re.compile(r"[^\W\d_][\w.'’-]*([\s,&]+[^\W\d_][\w.'’-]*)+")
"""Several words: the name of a person or of a firm."""


def find_doubts(
    headers: Sequence[str],
    mapping: Mapping[str, str],
    rows: Sequence[Sequence[str]],
    own_statuses: Mapping[str, str],
) -> tuple[str, ...]:
    """Words of status that are in no vocabulary, and names where only an id would tell who it is.

    `own_statuses` are those of the export.
    """
    found = _names_for_ids(headers, mapping, rows)
    for place, header in enumerate(headers):
        known = _KNOWN.get(mapping.get(header, ""))
        if known is None:
            continue
        cells = dict.fromkeys(row[place].strip() for row in rows if place < len(row))
        understood = known | set(map(squeezed, own_statuses))
        unknown = [
            cell
            for cell in cells
            if cell and squeezed(cell) not in understood and not is_refusing(cell)
        ]
        if unknown:
            is_no = "is no status" if len(unknown) == 1 else "are no statuses"
            words = ", ".join(f"“{cell[:40]}”" for cell in unknown[:_SHOWN])
            found.append(
                f"{words} in “{header}” {is_no} we know. Whether those customers still pay "
                "stays unknown, and nobody of them is worked for what only a known status allows."
            )
    return tuple(found)


def _names_for_ids(
    headers: Sequence[str], mapping: Mapping[str, str], rows: Sequence[Sequence[str]]
) -> list[str]:
    who = [header for header in headers if mapping.get(header, "") in IDENTIFIERS]
    if len(who) != 1 or mapping[who[0]] != "customer_id":
        return []
    place = list(headers).index(who[0])
    cells = {row[place].strip() for row in rows if place < len(row)} - {""}
    if not cells or not all(map(_NAME.fullmatch, cells)):
        return []
    return [
        f"“{who[0]}” holds names, which tell no two customers apart. Rows without an id or an "
        "email address of the customer are not imported."
    ]
