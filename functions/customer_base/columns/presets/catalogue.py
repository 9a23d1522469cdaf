"""All exports we recognise, and which of them a file is.

Must never recognise a file by everyday words: every signature holds headers that only its vendor
writes together. Imports no DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from collections.abc import Sequence

from functions.customer_base.columns.column import plain
from functions.customer_base.columns.presets.billing import BILLING
from functions.customer_base.columns.presets.contacts import CONTACTS
from functions.customer_base.columns.presets.metrics import METRICS
from functions.customer_base.columns.presets.preset import Preset
from functions.customer_base.columns.presets.stores import STORES

PRESETS: tuple[Preset, ...] = (*BILLING, *METRICS, *STORES, *CONTACTS)
"""The more specific first: a file is the first whose signature it has."""

PRESET_BY_NAME = {preset.name: preset for preset in PRESETS}


def recognise(headers: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> Preset | None:
    """The export whose signature these headers have; the first rows show what its ids are like."""
    present: dict[str, int] = {}
    for place, header in enumerate(headers):
        present.setdefault(plain(header), place)
    return next((preset for preset in PRESETS if _has_signature(preset, present, rows)), None)


def _has_signature(preset: Preset, present: dict[str, int], rows: Sequence[Sequence[str]]) -> bool:
    signature = preset.signature
    if not all(header in present for header in signature.all_of):
        return False
    if sum(header in present for header in signature.any_of) >= signature.at_least:
        return True
    header, prefix = signature.ids
    if not prefix or header not in present:
        return False
    cells = [row[present[header]].strip() for row in rows if present[header] < len(row)]
    return any(cells) and all(cell.startswith(prefix) for cell in cells if cell)
