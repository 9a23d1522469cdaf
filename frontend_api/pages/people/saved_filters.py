"""Filters of a list under a name, shared by everybody of a tenant.

What may be kept of each list is a table. A search for a person is no filter of customers: it would
outlive them. Words that are looked for in conversations go with the person who is erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.ports import Ports
from frontend_api.ports.settings import SavedFilter
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass

KEPT_AT_MOST = 20
"""Of one list."""
LONGEST_NAME = 60
LONGEST_VALUE = 100
_LISTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "customers": ("/segments", ("motion", "reason")),
    "conversations": ("/conversations", ("show", "q", "state", "outcome", "channel")),
}
"""List → (its page, the fields of its filter that are kept)."""


@dataclass(frozen=True, slots=True)
class KeptFilter:
    id: str
    name: str
    href: str
    now: bool
    """Whether the list is filtered so at the moment."""


@dataclass(frozen=True, slots=True)
class FiltersView:
    """The filters beside a list."""

    list: str
    kept: tuple[KeptFilter, ...]
    fields: tuple[tuple[str, str], ...]
    """What would be kept of the filter of now; empty where there is nothing to keep."""
    full: bool


def load_filters(
    session: Session, ports: Ports, list_name: str, asked: Mapping[str, str]
) -> FiltersView:
    """One request. `asked` is the filter of now, by field."""
    page, _ = _LISTS[list_name]
    fields = _fields(list_name, asked)
    query = urlencode(fields)
    kept = sorted(
        ports.settings.saved_filters(session.tenant.id, list_name),
        key=lambda one: one.name.casefold(),
    )
    return FiltersView(
        list_name,
        tuple(
            KeptFilter(one.id, one.name, f"{page}?{one.query}", one.query == query) for one in kept
        ),
        fields if not any(one.query == query for one in kept) else (),
        len(kept) >= KEPT_AT_MOST,
    )


def _fields(list_name: str, asked: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Those that are set, in one order; a tab alone is no filter."""
    _, names = _LISTS[list_name]
    found = tuple(
        (name, asked[name][:LONGEST_VALUE])
        for name in names
        if asked.get(name) and (name, asked[name]) != ("show", "all")
    )
    return found if {name for name, _ in found} - {"show"} else ()


def save_filter(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Keep the filter of now; one of the same name is replaced."""
    list_name = request.typed("list")
    if list_name not in _LISTS:
        return not_found(request, "There is no such list.")
    page, names = _LISTS[list_name]
    fields = _fields(list_name, {name: request.typed(name) for name in names})
    name = " ".join(request.typed("name").split())[:LONGEST_NAME]
    back = f"{page}?{urlencode(fields)}"
    if not name or not fields:
        return see_other(f"{back}&done=filter-unnamed")
    kept = ports.settings.saved_filters(session.tenant.id, list_name)
    same = next((one for one in kept if one.name.casefold() == name.casefold()), None)
    if same is None and len(kept) >= KEPT_AT_MOST:
        return see_other(f"{back}&done=filters-full")
    saved = SavedFilter(
        same.id if same else ports.ids.new("filter"),
        list_name,
        name,
        urlencode(fields),
        session.founder.id,
        ports.clock.now(),
    )
    ports.settings.save_filter(session.tenant.id, saved)
    return see_other(f"{back}&done=filter-saved")


def remove_filter(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    list_name = request.typed("list")
    if list_name not in _LISTS:
        return not_found(request, "There is no such list.")
    ports.settings.remove_filter(session.tenant.id, list_name, request.values["filter_id"])
    page, _ = _LISTS[list_name]
    return see_other(f"{page}?done=removed")
