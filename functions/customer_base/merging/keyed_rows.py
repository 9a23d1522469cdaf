"""The rows of one file on their way to be joined: their columns, and the ids they join by.

Must never decide which ids are the same: `id_spaces` does.
"""
# ruff: noqa: S608  Names are ours.

from __future__ import annotations

from functions.customer_base.merging.id_spaces import IdSpace
from functions.customer_base.merging.linking import id_of
from functions.customer_base.merging.roles import FileRole
from functions.customer_base.parsing.normalised_rows import CONSENT_COLUMNS, JOINED, normalised
from tenancy.values.lazy_dataclass import dataclass

ROW = tuple(name for name in (*JOINED, *CONSENT_COLUMNS) if name != "customer_id")
"""Columns of a row on its way to be joined, besides its ids."""
COUNTED = {
    "events": frozenset({"usage_30d", "usage_prev_30d", "feature_uses"}),
    "tickets": frozenset({"open_escalations", "support_asks"}),
    "payments": frozenset(
        {
            *("name", "country", "region", "currency", "paid", "paid_since", "last_paid_on"),
            *("payment_count", "paid_total_cents", "last_billing_issue_on"),
        }
    ),
}
"""Role → facts that are counted from its rows."""


@dataclass(frozen=True, slots=True)
class KeyedRows:
    """The rows of a file, with their ids as the columns of the import's spaces."""

    part: FileRole
    spaces: tuple[IdSpace, ...]

    @property
    def _meanings(self) -> tuple[str, ...]:
        """Canonical column of each space, or empty where the file does not link by it."""
        had = [space.meaning_in(self.part.number) for space in self.spaces]
        if self.part.role not in COUNTED:
            return tuple(had)
        # What is counted belongs to one customer: ids of the people of an account would make of
        # several customers one.
        shared = [len(space.columns) > 1 for space in self.spaces]
        places = [place for place, meaning in enumerate(had) if meaning]
        best = min(places, key=lambda place: (not shared[place], place), default=-1)
        return tuple(meaning if place == best else "" for place, meaning in enumerate(had))

    @property
    def source(self) -> str:
        named = (
            f"{meaning or 'NULL::VARCHAR'} AS {id_of(place)}"
            for place, meaning in enumerate(self._meanings)
        )
        return f"(SELECT {', '.join(['*', *named])} FROM {normalised(self.part.number)})"

    @property
    def defines(self) -> str:
        """SQL: whether its rows make customers."""
        return str(self.part.defines).upper()

    @property
    def keys(self) -> tuple[str, ...]:
        return (*(id_of(place) for place in range(len(self.spaces))), "email")

    @property
    def ids(self) -> str:
        """The id columns of a select list, with a comma behind each."""
        return "".join(f"{id_of(place)}, " for place in range(len(self.spaces)))

    @property
    def known(self) -> str:
        """SQL: whether a row says whom it is about."""
        return " OR ".join(f"{key} IS NOT NULL" for key in self.keys)
