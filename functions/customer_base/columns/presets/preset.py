"""What is known of one vendor's export: how it is recognised, what its rows are and say.

Data only. Imports no DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from functions.customer_base.columns.row_kind import RowKind
from tenancy.values.lazy_dataclass import dataclass

FOUNDERS_OWN = "own"
"""The id space of ids that the founder's own system gave to the vendor."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Headers that only this export has together, in plain spelling."""

    all_of: tuple[str, ...]
    any_of: tuple[str, ...] = ()
    at_least: int = 0
    """So many of `any_of` must be there too."""
    ids: tuple[str, str] = ("", "")
    """A header and how all its cells begin: this stands in for `any_of`, never for `all_of`."""


@dataclass(frozen=True, slots=True)
class Preset:
    """An export we recognise. Headers are in plain spelling (`column.plain`)."""

    name: str
    label: str
    rows: RowKind
    signature: Signature
    id_space: str
    """Whose numbers its customer ids are; equal ids of two spaces mean nothing."""
    meaning: Mapping[str, str]
    """Header → canonical column. The first header present wins a column. Amounts in the smallest
    unit of money go to a column in cents."""
    read_at: str
    """Where the vendor documents it, or where such a file was seen."""
    checked: bool
    """Whether the headers of the signature were seen there."""
    from_memory: tuple[str, ...] = ()
    """Headers written down without having been seen; empty where all were."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    """Word of this vendor → subscription status, or `cancels_later`, where it means another."""
    left_out: tuple[str, ...] = ()
    """Headers known to hold nothing for us. Any other header is matched or asked about."""
    phones_with_code: bool = False
    """Its phone numbers begin with their country's code, without a plus."""
    elsewhere: tuple[str, ...] = ()
    """Canonical columns whose everyday words mean something else in this export."""
