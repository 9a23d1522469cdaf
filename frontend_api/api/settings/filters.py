"""Filters of a list under a name, as everybody of the business sees them.

Answers of a change name none of what is filtered for: they are kept for a retry.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import parse_qsl

from pydantic import Field

from frontend_api.acts.saved_filters import (
    KEPT_AT_MOST,
    LISTS,
    LONGEST_NAME,
    LONGEST_VALUE,
    FilterRule,
    keep_filter,
)
from frontend_api.api.contract.endpoint import ApiModel, AskedModel, Call, Nothing, endpoint
from frontend_api.http.problems import ApiProblem, FieldProblem, not_there
from frontend_api.ports.settings import SavedFilter

FilteredList = Literal["customers", "conversations"]


class FilterShown(ApiModel):
    id: str
    list: str
    name: str
    fields: dict[str, str]
    made_at: datetime


class FiltersShown(ApiModel):
    filters: tuple[FilterShown, ...]


_Value = Annotated[str, Field(max_length=LONGEST_VALUE)]


class FilterWanted(AskedModel):
    """One of the same name is replaced."""

    list: FilteredList
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    fields: Annotated[dict[str, _Value], Field(min_length=1, max_length=10)]
    """Of customers `motion` and `reason`; of conversations `show`, `q`, `state`, `outcome` and
    `channel`."""


class FilterChanged(ApiModel):
    id: str


def _all(call: Call[Nothing, Nothing]) -> tuple[SavedFilter, ...]:
    tenant = call.session.tenant.id
    return tuple(one for name in LISTS for one in call.ports.settings.saved_filters(tenant, name))


@endpoint("Saved filters, by list and name", answer=FiltersShown, body=Nothing, query=Nothing)
def show_filters(call: Call[Nothing, Nothing]) -> FiltersShown | ApiProblem:
    ordered = sorted(_all(call), key=lambda one: (one.list, one.name.casefold(), one.id))
    return FiltersShown(
        filters=tuple(
            FilterShown(
                id=one.id,
                list=one.list,
                name=one.name,
                fields=dict(parse_qsl(one.query)),
                made_at=one.at,
            )
            for one in ordered
        )
    )


@endpoint(
    "Save a filter under a name",
    answer=FilterChanged,
    body=FilterWanted,
    query=Nothing,
    status=201,
    problems=(409,),
)
def save_filter(call: Call[FilterWanted, Nothing]) -> FilterChanged | ApiProblem:
    sent = call.body
    _, names = LISTS[sent.list]
    errors = tuple(
        FieldProblem(f"/fields/{name}", f"One of {', '.join(names)}.")
        for name in sent.fields
        if name not in names
    )
    if errors:
        return ApiProblem(422, "This list is not filtered by that.", errors)
    kept = keep_filter(call.session, call.ports, sent.list, sent.name, sent.fields)
    match kept:
        case FilterRule.FULL:
            words = f"A list has at most {KEPT_AT_MOST} saved filters. Remove one first."
            return ApiProblem(409, words)
        case FilterRule.UNNAMED:
            return ApiProblem(422, "Give it a name, and something to filter by.")
        case SavedFilter():
            return FilterChanged(id=kept.id)


@endpoint(
    "Remove a saved filter", answer=FilterChanged, body=Nothing, query=Nothing, problems=(404,)
)
def remove_filter(call: Call[Nothing, Nothing]) -> FilterChanged | ApiProblem:
    wanted = call.values["filter_id"]
    known = next((one for one in _all(call) if one.id == wanted), None)
    if known is None:
        return not_there("This filter")
    call.ports.settings.remove_filter(call.session.tenant.id, known.list, known.id)
    return FilterChanged(id=known.id)
