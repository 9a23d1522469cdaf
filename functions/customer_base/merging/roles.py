"""What each file of an import is for, from what its rows are and what its headers mean.

Files that only add facts never make a customer, unless no file says what anybody pays: then every
file of people or of payments does.
"""

from __future__ import annotations

from collections.abc import Mapping

from functions.customer_base.columns.row_kind import RowKind
from tenancy.values.lazy_dataclass import dataclass

_DEFINES = frozenset(
    {
        *("paid_total", "paid_total_cents", "payment_count", "status", "plan", "amount", "mrr"),
        *("mrr_cents", "amount_cents", "unit_price", "unit_price_cents", "paid_since"),
    }
)


@dataclass(frozen=True, slots=True)
class FileRole:
    """What one normalised file of an import is for."""

    number: int
    role: str
    """`customers`, `details`, `payments`, `events` or `tickets`."""
    defines: bool = False
    """Its rows make customers, rather than only adding facts to those of other files."""


_ROLE_OF = {
    RowKind.EVENTS: "events",
    RowKind.TICKETS: "tickets",
    RowKind.PAYMENTS: "payments",
    RowKind.SUBSCRIPTIONS: "customers",
}


def assign_roles(
    kinds: Mapping[int, RowKind], meanings: Mapping[int, frozenset[str]]
) -> tuple[FileRole, ...]:
    """What each file is for, from what its rows are and what its headers mean."""
    roles = {
        number: _ROLE_OF.get(kind, "customers" if meanings[number] & _DEFINES else "details")
        for number, kind in sorted(kinds.items())
    }
    if "customers" not in roles.values():
        roles = {n: "customers" if role == "details" else role for n, role in roles.items()}
        # Who has paid is a customer, where no other file says who is one.
        defining = {"customers", "payments"}
    else:
        defining = {"customers"}
    return tuple(FileRole(number, role, role in defining) for number, role in roles.items())
