"""Filters of a list under a name, shared by everybody of a tenant.

What may be kept of each list is a table. A search for a person is no filter of customers: it would
outlive them. Words that are looked for in conversations go with the person who is erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlencode

from frontend_api.http.session import Session
from frontend_api.ports import Ports
from frontend_api.ports.settings import SavedFilter

KEPT_AT_MOST = 20
"""Of one list."""
LONGEST_NAME = 60
LONGEST_VALUE = 100
LISTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "customers": ("/segments", ("motion", "reason")),
    "conversations": ("/conversations", ("show", "q", "state", "outcome", "channel")),
}
"""List → (its page, the fields of its filter that are kept)."""


class FilterRule(StrEnum):
    """Why a filter is not kept."""

    UNNAMED = "unnamed"
    """It has no name, or nothing is filtered."""
    FULL = "full"


def filter_fields(list_name: str, asked: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Those that are set, in one order; a tab alone is no filter."""
    _, names = LISTS[list_name]
    found = tuple(
        (name, asked[name][:LONGEST_VALUE])
        for name in names
        if asked.get(name) and (name, asked[name]) != ("show", "all")
    )
    return found if {name for name, _ in found} - {"show"} else ()


def keep_filter(
    session: Session, ports: Ports, list_name: str, name: str, asked: Mapping[str, str]
) -> SavedFilter | FilterRule:
    """One of the same name is replaced."""
    fields = filter_fields(list_name, asked)
    clean = " ".join(name.split())[:LONGEST_NAME]
    if not clean or not fields:
        return FilterRule.UNNAMED
    kept = ports.settings.saved_filters(session.tenant.id, list_name)
    same = next((one for one in kept if one.name.casefold() == clean.casefold()), None)
    if same is None and len(kept) >= KEPT_AT_MOST:
        return FilterRule.FULL
    saved = SavedFilter(
        same.id if same else ports.ids.new("filter"),
        list_name,
        clean,
        urlencode(fields),
        session.founder.id,
        ports.clock.now(),
    )
    ports.settings.save_filter(session.tenant.id, saved)
    return saved
