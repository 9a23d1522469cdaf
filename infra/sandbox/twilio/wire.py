"""What every Twilio resource shares at the wire: who may ask, how errors and lists look.

Error codes and shapes: https://www.twilio.com/docs/api/errors.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.sandbox.clock import parse_instant
from infra.sandbox.ledger import Record
from infra.sandbox.settings import Settings

API_VERSION = "2010-04-01"


@dataclass(frozen=True, slots=True)
class TwilioRefused:
    """What the API says no with."""

    status: int
    code: int
    message: str

    def response(self) -> Response:
        body = {
            "code": self.code,
            "message": self.message,
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
        return JSONResponse(body, status_code=self.status)


def not_found(path: str) -> TwilioRefused:
    return TwilioRefused(404, 20404, f"The requested resource {path} was not found")


def authorised(request: Request, settings: Settings) -> TwilioRefused | None:
    """Basic authentication with the account's SID and token, for that account's own resources."""
    if not _credentials_match(request.headers.get("authorization", ""), settings):
        return TwilioRefused(401, 20003, "Authenticate")
    if request.path_params.get("account") != settings.account_sid:
        return not_found(request.url.path)
    return None


def _credentials_match(header: str, settings: Settings) -> bool:
    kind, _, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return False
    try:
        given = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return False
    return hmac.compare_digest(given, f"{settings.account_sid}:{settings.auth_token}".encode())


def parameters_of(method: Callable[..., Any]) -> frozenset[str]:
    """The API's names of what the SDK's method sends: `status_callback` is `StatusCallback`."""
    names = (name for name in inspect.signature(method).parameters if name != "self")
    return frozenset("".join(word.capitalize() for word in name.split("_")) for name in names)


def unknown_parameter(form: Iterable[str], known: frozenset[str]) -> TwilioRefused | None:
    """Stricter than Twilio, which ignores what it does not know: a misspelt one is a fault."""
    unknown = sorted(set(form) - known)
    if not unknown:
        return None
    return TwilioRefused(400, 20001, f"Unknown parameter: {unknown[0]}")


async def _unknown(request: Request) -> Response:
    return not_found(request.url.path.removeprefix("/twilio")).response()


UNKNOWN = Route("/twilio/{path:path}", _unknown, methods=["GET", "POST", "DELETE"])
"""Everything of Twilio's API that is not played here; goes behind all other routes."""


def rfc2822(stamp: str | None) -> str | None:
    """Twilio's date format, from the ledger's ISO stamp."""
    moment = parse_instant(stamp) if stamp else None
    return format_datetime(moment) if moment else None


def own_record(
    request: Request, settings: Settings, records: Mapping[str, Record]
) -> Record | TwilioRefused:
    """The record a path names by its sid, if the caller may see it."""
    if refused := authorised(request, settings):
        return refused
    return records.get(request.path_params["sid"]) or not_found(request.url.path)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list may be narrowed by: exact fields, and a span of time."""

    exact: tuple[str, ...]
    span: str
    moment: Callable[[Record], str | None]

    def let_through(self, request: Request, record: Record) -> bool:
        asked = request.query_params
        same = all(
            asked.get(name, record[name.lower()]) == record[name.lower()] for name in self.exact
        )
        return same and within(request, self.span, self.moment(record))


def own_listing(
    request: Request,
    settings: Settings,
    *,
    key: str,
    records: Iterable[Record],
    filters: Filters,
    show: Callable[[Record], dict[str, Any]],
) -> Response:
    """The account's records that pass the filters asked for."""
    if refused := authorised(request, settings):
        return refused.response()
    passed = [record for record in records if filters.let_through(request, record)]
    return listing(request, key=key, records=passed, show=show)


def listing(
    request: Request, *, key: str, records: list[Record], show: Callable[[Record], dict[str, Any]]
) -> Response:
    """One page of a list, newest first, in the shape the SDK pages through."""
    size = _number(request, "PageSize", default=50, most=1000)
    page = _number(request, "Page", default=0, most=10**9)
    rows = list(reversed(records))
    shown = rows[page * size : (page + 1) * size]
    path = request.url.path.removeprefix("/twilio")
    more = len(rows) > (page + 1) * size
    others = [(k, v) for k, v in request.query_params.multi_items() if k not in {"Page"}]

    def uri(number: int) -> str:
        query = str(request.url.include_query_params(Page=number).query) if others else ""
        return f"{path}?{query}" if query else f"{path}?PageSize={size}&Page={number}"

    return JSONResponse(
        {
            key: [show(record) for record in shown],
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + max(0, len(shown) - 1),
            "uri": uri(page),
            "first_page_uri": uri(0),
            "next_page_uri": uri(page + 1) if more else None,
            "previous_page_uri": uri(page - 1) if page else None,
        }
    )


def _number(request: Request, name: str, *, default: int, most: int) -> int:
    text = request.query_params.get(name, "")
    return min(int(text), most) if text.isdigit() else default


def within(request: Request, name: str, moment: str | None) -> bool:
    """Whether a record's time passes the filters `name`, `name<` and `name>` (all inclusive)."""
    asked = {sign: request.query_params.get(name + sign) for sign in ("", "<", ">")}
    if not any(asked.values()):
        return True
    at = parse_instant(moment) if moment else None
    if at is None:
        return False
    limits = {sign: parse_instant(text) for sign, text in asked.items() if text}
    return all(limit is not None and _passes(sign, at, limit) for sign, limit in limits.items())


def _passes(sign: str, at: datetime, limit: datetime) -> bool:
    if sign == "<":
        return at <= limit
    return at >= limit if sign == ">" else at.date() == limit.date()
