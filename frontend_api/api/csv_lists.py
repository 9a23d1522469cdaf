"""Every list as a CSV file, for people and their spreadsheets; the rows are those of the API.

A file is bounded, names where the next one begins, and is written down in the audit. A cell never
begins with what a spreadsheet takes for a formula.
"""

from __future__ import annotations

import csv
import importlib
import io
import json
from collections.abc import Iterator, Mapping
from typing import cast, get_args

from pydantic import BaseModel

from frontend_api.acts.audit_record import record_act
from frontend_api.api.contract.endpoint import MOST_ON_A_PAGE, OPERATIONS, Page
from frontend_api.http.cells import safe_text
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.pages.tenant.api_keys import LISTS
from frontend_api.ports import Ports
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse

MOST_ROWS = 5_000
MOST_BYTES = 4_000_000
"""A function's answer may have 6 MB."""
_WHERE = {
    "customers": "customers:list_customers",
    "imports": "imports:list_imports",
    "offers": "settings.offers:list_offers",
    "playbooks": "playbooks:list_playbooks",
    "answers": "settings.answers:list_answers",
    "channels": "settings.channels:list_channels",
    "campaigns": "campaigns:list_campaigns",
    "conversations": "conversations:list_conversations",
    "bookings": "bookings:list_bookings",
    "suppressions": "conversations:list_suppressions",
    "inbox": "conversations:list_inbox",
    "audit": "account:list_acts",
    "webhooks": "webhooks:list_webhooks",
    "webhook-events": "webhooks:list_webhook_events",
    "corrections": "corrections:list_corrections",
    "rehearsals": "reports.rehearsals:list_rehearsals",
    "runs": "reports.runs:list_runs",
    "team": "account:list_team",
}


def download(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """One list from `cursor` on; where more rows follow, `X-Next-Cursor` says from where."""
    name = request.values["list"]
    if name not in _WHERE or name not in LISTS:
        return not_found(request, "There is no such list.")
    module, _, function = _WHERE[name].partition(":")
    page = cast(Page, getattr(importlib.import_module(f"frontend_api.api.{module}"), function))
    columns = _columns(page)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    cursor = request.asked("cursor")
    for rows, following in _parts(page, session, ports, cursor):
        cursor = following
        writer.writerows([[_cell(row.get(name)) for name in columns] for row in rows])
        if text.tell() > MOST_BYTES:
            break
    record_act(session, ports, Action.EXPORTED, name)
    return HttpResponse(
        # A spreadsheet reads UTF-8 only with its mark before it.
        body=b"\xef\xbb\xbf" + text.getvalue().encode(),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="warmline-{name}.csv"',
            **({"X-Next-Cursor": cursor} if cursor else {}),
        },
    )


def _parts(
    page: Page, session: Session, ports: Ports, cursor: str
) -> Iterator[tuple[list[dict[str, object]], str]]:
    """Parts of the list as the API answers them, each with the place of the next one."""
    read = 0
    takes_limit = "limit" in OPERATIONS[page].query.model_fields
    pages = "cursor" in OPERATIONS[page].query.model_fields
    while read < MOST_ROWS:
        query = {"cursor": cursor} if pages else {}
        if takes_limit:
            query["limit"] = str(MOST_ON_A_PAGE)
        answered = page(HttpRequest("GET", "/api/v1", query=query), session, ports)
        if answered.status != 200:
            return
        body = json.loads(answered.body)
        items: list[dict[str, object]] = [_flat(item) for item in body["items"]]
        cursor = body.get("next_cursor", "")
        read += len(items)
        yield items, cursor
        if not cursor:
            return


def _columns(page: Page) -> list[str]:
    """The fields of an item, and of what stands inside it."""
    items = OPERATIONS[page].answer.model_fields["items"].annotation
    return list(_names(get_args(items)[0]))


def _names(model: type[BaseModel], before: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = [kind for kind in (field.annotation, *get_args(field.annotation)) if _model(kind)]
        if inner and not _is_many(field.annotation):
            yield from _names(cast(type[BaseModel], inner[0]), f"{before}{name}.")
        else:
            yield f"{before}{name}"


def _model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _is_many(kind: object) -> bool:
    return getattr(kind, "__origin__", None) is tuple


def _flat(item: Mapping[str, object], before: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in item.items():
        if isinstance(value, dict):
            found |= _flat(value, f"{before}{name}.")
            found[f"{before}{name}"] = value
        else:
            found[f"{before}{name}"] = value
    return found


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return safe_text("; ".join(value))
    return safe_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
