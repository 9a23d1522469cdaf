"""Which header of a file means which canonical column.

Must never guess: what is neither in a recognised export nor an exact synonym is only suggested,
and the founder confirms it.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from dataclasses import dataclass

from functions.customer_base.columns.canonical import BY_NAME, FEATURE_PREFIX, IDENTIFIERS
from functions.customer_base.columns.column import plain
from functions.customer_base.columns.presets import PRESETS, Preset
from functions.customer_base.columns.refusals import MEANINGS, meaning_of, read_header
from functions.product.channels import CHANNELS


def _exact() -> dict[str, str]:
    table: dict[str, str] = {}
    for column in BY_NAME.values():
        for spelled in (column.name, column.label, *column.synonyms):
            table.setdefault(plain(spelled), column.name)
    return table


EXACT = _exact()


@dataclass(frozen=True, slots=True)
class Matching:
    """What the headers of one file mean, and how sure that is."""

    preset: str
    """Name of the recognised export, or empty."""
    mapping: dict[str, str]
    """Header → canonical column; headers without a meaning are absent."""
    suggestions: dict[str, str]
    """Header → column it resembles; needs the founder's yes."""
    certain: bool
    """A preset, or every header that matters matched exactly."""


def header_hash(headers: list[str]) -> str:
    """Names a set of headers, so that a confirmed mapping is remembered. Order does not matter."""
    joined = "\x1f".join(sorted(plain(header) for header in headers))
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def recognise(headers: list[str]) -> Preset | None:
    """The export whose proving headers are all there, most specific first."""
    present = {plain(header) for header in headers}
    for preset in PRESETS:
        if all(proof in present for proof in preset.proof):
            return preset
    return None


def match_headers(headers: list[str]) -> Matching:
    """Match headers by preset, then by exact synonym, then by resemblance (only suggested)."""
    preset = recognise(headers)
    mapping: dict[str, str] = {}
    taken: set[str] = set()
    if preset is not None:
        by_plain = {plain(header): header for header in reversed(headers)}
        for spelled, column in preset.meaning:
            if spelled in by_plain and column not in taken:
                mapping[by_plain[spelled]] = column
                taken.add(column)
    for header in headers:
        if header in mapping:
            continue
        meaning = _feature(header) or EXACT.get(plain(header), "")
        refusal = _refusal(header, meaning, taken)
        if refusal:
            mapping[header] = refusal
            continue
        if meaning in taken:
            meaning = _FURTHER.get(meaning, meaning)
        excluded = preset is not None and meaning in _PRESET_EXCLUDES.get(preset.name, frozenset())
        if meaning and meaning not in taken and not excluded:
            mapping[header] = meaning
            taken.add(meaning)
    left = [one for one in headers if one not in mapping and read_header(one) is None]
    suggestions = _suggestions(left, taken)
    identified = any(column in taken for column in IDENTIFIERS)
    certain = identified and (preset is not None or not suggestions)
    return Matching(preset.name if preset else "", mapping, suggestions, certain)


_FURTHER = {"email": "other_emails", "phone": "other_phones"}
"""Where a second header of a meaning goes: all addresses of a record are the person's."""

_PRESET_EXCLUDES = {
    "paddle": frozenset({"status"}),
    "stripe_subscriptions": frozenset({"paid_since"}),
    "hubspot": frozenset({"status", "paid_since", "team_size"}),
}
"""Words that mean something else in that export than they do elsewhere."""


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


def _suggestions(headers: list[str], taken: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for header in headers:
        close = difflib.get_close_matches(plain(header), EXACT, n=3, cutoff=0.82)
        free = [EXACT[spelled] for spelled in close if EXACT[spelled] not in taken]
        if free:
            found[header] = free[0]
    return found
