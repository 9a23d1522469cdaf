"""Which header of a file means which canonical column.

Must never guess: what is neither in a recognised export nor an exact synonym is only suggested,
and the founder confirms it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from functions.customer_base.columns.canonical import BY_NAME, FEATURE_PREFIX, IDENTIFIERS
from functions.customer_base.columns.column import plain
from functions.customer_base.columns.header_words import HEADER_WORDS
from functions.customer_base.columns.presets.catalogue import PRESETS, recognise
from functions.customer_base.columns.presets.preset import Preset
from functions.customer_base.columns.refusing.refusal_lists import RefusalList
from functions.customer_base.columns.refusing.refusals import MEANINGS, meaning_of, read_header
from functions.customer_base.columns.row_kind import (
    RowKind,
    RowKindFound,
    decide_row_kind,
    read_as,
)
from functions.customer_base.columns.understanding.doubts import find_doubts
from functions.customer_base.columns.understanding.plausible import suggest_meanings
from functions.customer_base.columns.understanding.shared_addresses import (
    SharedAddresses,
    find_shared_addresses,
)
from functions.customer_base.columns.understanding.telling_cells import (
    holds_addresses,
    says_status,
    says_whether_real,
    suggest_by_cells,
)
from functions.customer_base.columns.vocabulary import NO, YES, squeezed
from functions.product.channels import CHANNELS
from tenancy.values.lazy_dataclass import dataclass


def _exact() -> dict[str, str]:
    table: dict[str, str] = {}
    for column in BY_NAME.values():
        for spelled in (column.name, column.label, *column.synonyms):
            table.setdefault(plain(spelled), column.name)
    for name, words in HEADER_WORDS.items():
        for spelled in words:
            table.setdefault(plain(spelled), name)
    return table


EXACT = _exact()
_EXPORTED = frozenset(spelled for preset in PRESETS for spelled in preset.meaning)


def is_known_header(header: str) -> bool:
    """Whether a cell is spelled as a header of some column or recognised export is."""
    spelled = plain(header)
    return spelled in EXACT or spelled in _EXPORTED


@dataclass(frozen=True, slots=True)
class Matching:
    """What the headers of one file mean, and how sure that is."""

    preset: str
    """Name of the recognised export, or empty."""
    rows: RowKindFound
    """What kind of row the file seems to hold."""
    mapping: dict[str, str]
    """Header → canonical column; headers without a meaning are absent."""
    suggestions: dict[str, str]
    """Header → column it resembles; needs the founder's yes."""
    certain: bool
    """Who a row means and what it is are known, and nothing has a meaning that is only likely."""
    doubts: tuple[str, ...] = ()
    """What stands in the first rows and is not understood, in the founder's words."""
    shared: SharedAddresses | None = None
    """Addresses that may be of somebody else than the customers."""


def header_hash(headers: list[str]) -> str:
    """Names a set of headers, so that a confirmed mapping is remembered. Order does not matter."""
    joined = "\x1f".join(sorted(plain(header) for header in headers))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def match_headers(headers: list[str], rows: Sequence[Sequence[str]] = ()) -> Matching:
    """Match headers by preset, then by exact synonym, then by resemblance (only suggested).

    The first rows of the file tell what its rows are, where the headers leave that open.
    """
    preset = recognise(headers, rows)
    mapping = _by_preset(headers, preset) if preset is not None else {}
    known = set(preset.left_out) if preset is not None else set()
    excluded = set(preset.elsewhere) if preset is not None else set()
    for header in headers:
        if header in mapping or plain(header) in known:
            continue
        taken = set(mapping.values())
        meaning = _feature(header) or EXACT.get(plain(header), "")
        refusal = _refusal(header, meaning, taken)
        if refusal:
            mapping[header] = refusal
            continue
        if meaning == "churned_on" and says_whether_they_left(header, headers, rows):
            meaning = "status"
        if not meaning and says_whether_real(header, headers, rows):
            meaning = "is_test"
        if meaning == "region" and says_status(header, headers, rows):
            meaning = "status"
        if meaning in taken:
            meaning = _FURTHER.get(meaning, meaning)
        if meaning and meaning not in taken and meaning not in excluded:
            mapping[header] = meaning
    kind = _row_kind(preset, mapping, headers, rows)
    if kind.sure:
        mapping = read_as(kind.kind, mapping)
    taken = set(mapping.values())
    left = [one for one in headers if one not in mapping and plain(one) not in known]
    suggestions = suggest_meanings(
        left, taken | excluded, EXACT, fits=lambda meaning: bool(read_as(kind.kind, {"": meaning}))
    )
    suggestions = {
        one: to
        for one, to in suggestions.items()
        if "email" in to or not holds_addresses(one, headers, rows)
    }
    unknown = [one for one in left if one not in suggestions]
    suggestions |= suggest_by_cells(
        unknown, headers, rows, {*taken, *excluded, *suggestions.values()}
    )
    if kind.sure and "health_flag" not in taken:
        suggestions |= {one: "health_flag" for one in left if EXACT.get(plain(one)) == _ESCALATED}
    identified = any(column in taken for column in IDENTIFIERS)
    likely = suggestions | mapping
    worded = {h: to for h, to in likely.items() if not says_whether_they_left(h, headers, rows)}
    doubts = find_doubts(headers, worded, rows, preset.statuses if preset is not None else {})
    # Of a recognised export it is known whose addresses it has.
    of_vendor = preset.meaning if preset is not None else {}
    shared = find_shared_addresses(headers, suggestions | mapping, rows)
    if shared is not None and of_vendor.get(plain(shared.header)) == "email":
        shared = None
    certain = identified and kind.sure and not suggestions and not doubts and shared is None
    name = preset.name if preset else ""
    return Matching(name, kind, mapping, suggestions, certain, doubts, shared)


def of_refusals(found: Matching, refusing: RefusalList) -> Matching:
    """The same file as a list of people who refused: its rows say who, and nothing of money."""
    if not refusing.sure:
        mapping = {**refusing.who, **found.mapping}
        return replace(found, mapping=mapping, certain=False)
    kind = RowKindFound(RowKind.CUSTOMERS)
    return Matching("", kind, dict(refusing.who), {}, certain=True)


_EITHER_WAY = frozenset(map(squeezed, (*YES, *NO)))
WHETHER_LEFT: Mapping[str, str] = dict.fromkeys(YES, "canceled") | dict.fromkeys(NO, "active")
"""What yes and no mean in a column that says whether a customer has left."""


def says_whether_they_left(
    header: str, headers: Sequence[str], rows: Sequence[Sequence[str]]
) -> bool:
    """Whether a column called `Churned` holds yes and no rather than days."""
    if EXACT.get(plain(header)) != "churned_on":
        return False
    place = list(headers).index(header)
    cells = {squeezed(row[place]) for row in rows if place < len(row)} - {""}
    return bool(cells) and cells <= _EITHER_WAY


def _by_preset(headers: list[str], preset: Preset) -> dict[str, str]:
    by_plain = {plain(header): header for header in reversed(headers)}
    mapping: dict[str, str] = {}
    for spelled, column in preset.meaning.items():
        if spelled in by_plain and (column in MEANINGS or column not in mapping.values()):
            mapping[by_plain[spelled]] = column
    return mapping


def _row_kind(
    preset: Preset | None,
    mapping: dict[str, str],
    headers: list[str],
    rows: Sequence[Sequence[str]],
) -> RowKindFound:
    if preset is not None:
        return RowKindFound(preset.rows)
    return decide_row_kind(mapping, headers, rows)


_ESCALATED = "ticket_escalated"
"""Of a customer rather than a ticket, it may say that something is wrong with them."""

_FURTHER = {"email": "other_emails", "phone": "other_phones"}
"""Where a second header of a meaning goes: all addresses of a record are the person's."""


def _refusal(header: str, exact: str, taken: set[str]) -> str:
    """The column of refusals or agreements that a header means; empty for any other header.

    Of evidence of consent there is one column a file; a second one may still hold a no.
    """
    if exact in _CONSENTS and exact in taken:
        return f"agrees_{exact.removeprefix('consent_')}"
    if exact and exact not in MEANINGS:
        return ""
    found = read_header(header)
    return exact if found is None or exact.startswith("consent_") else meaning_of(found)


_CONSENTS = frozenset(f"consent_{channel}" for channel in CHANNELS)


def _feature(header: str) -> str:
    """`feature: Reports`, `feature_reports` and `uses: Reports` count uses of one feature."""
    found = re.match(r"\s*(?:feature[ _]uses|feature|uses)\s*[:_]\s*(\S.*)$", header, re.IGNORECASE)
    if found is None or plain(header) in EXACT:
        return ""
    return FEATURE_PREFIX + found.group(1).strip()
