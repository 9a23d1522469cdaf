"""Filters of a list under a name: those beside it, and what their buttons do."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from frontend_api.acts.saved_filters import (
    KEPT_AT_MOST,
    LISTS,
    FilterRule,
    filter_fields,
    keep_filter,
)
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.ports import Ports
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.values.lazy_dataclass import dataclass


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
    page, _ = LISTS[list_name]
    fields = filter_fields(list_name, asked)
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


def save_filter(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Keep the filter of now; one of the same name is replaced."""
    list_name = request.typed("list")
    if list_name not in LISTS:
        return not_found(request, "There is no such list.")
    page, names = LISTS[list_name]
    asked = {name: request.typed(name) for name in names}
    kept = keep_filter(session, ports, list_name, request.typed("name"), asked)
    done = _DONE[kept] if isinstance(kept, FilterRule) else "filter-saved"
    return see_other(f"{page}?{urlencode(filter_fields(list_name, asked))}&done={done}")


_DONE = {FilterRule.UNNAMED: "filter-unnamed", FilterRule.FULL: "filters-full"}


def remove_filter(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    list_name = request.typed("list")
    if list_name not in LISTS:
        return not_found(request, "There is no such list.")
    ports.settings.remove_filter(session.tenant.id, list_name, request.values["filter_id"])
    page, _ = LISTS[list_name]
    return see_other(f"{page}?done=removed")
