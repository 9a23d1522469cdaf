"""What every Stripe resource shares at the wire: form parameters, errors, idempotency, lists.

Which parameters exist and which are required is read from the SDK's own parameter types, so a
misspelt one is refused here as it is by Stripe.
"""

from __future__ import annotations

import functools
import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from stripe._request_options import RequestOptions

from infra.sandbox.clock import parse_instant
from infra.sandbox.ledger import Ledger, Record
from infra.sandbox.settings import Settings

KEPT_IDEMPOTENCY = timedelta(hours=24)
Params = dict[str, Any]
_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)\Z")


@dataclass(frozen=True, slots=True)
class StripeRefused:
    """An error as Stripe's API words it."""

    message: str
    status: int = 400
    kind: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None

    def response(self) -> Response:
        error: dict[str, Any] = {"type": self.kind, "message": self.message}
        if self.code:
            error |= {
                "code": self.code,
                "doc_url": f"https://stripe.com/docs/error-codes/{self.code}",
            }
        if self.param:
            error["param"] = self.param
        headers = {"Stripe-Should-Retry": "false"} if self.status == 400 else {}
        return JSONResponse({"error": error}, status_code=self.status, headers=headers)


def missing(kind: str, key: str, *, param: str = "id", status: int = 404) -> StripeRefused:
    return StripeRefused(
        f"No such {kind}: '{key}'", status=status, code="resource_missing", param=param
    )


def read_params(encoded: str) -> Params:
    """`a[b][0][c]=1` as nested values; indexed and empty brackets make lists."""
    found: Params = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        match = _NAME.match(name)
        if match is None:
            found[name] = value
            continue
        path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        _place(found, path, value)
    return {name: _lists(value) for name, value in found.items()}


def _place(into: Params, path: list[str], value: str) -> None:
    for step in path[:-1]:
        into = into.setdefault(step, {})
    last = path[-1] or str(len(into))
    into[last] = value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _lists(inner) for name, inner in value.items()}


def check_params(params: Params, spec: type[Any]) -> StripeRefused | None:
    """Unknown parameters at any depth and missing ones at the top, by the SDK's type of this
    request."""
    if unknown := _unknown(params, spec):
        return StripeRefused(
            f"Received unknown parameter: {unknown}", code="parameter_unknown", param=unknown
        )
    required: frozenset[str] = spec.__required_keys__
    for name in sorted(required):
        if params.get(name) in (None, ""):
            return StripeRefused(
                f"Missing required param: {name}.", code="parameter_missing", param=name
            )
    return None


def _unknown(given: Any, kind: Any, at: str = "") -> str:
    """The first parameter that a type does not have, as Stripe writes it: `a[b][c]`."""
    known = _mapping_in(kind)
    if isinstance(given, list):
        inner = _element_in(kind)
        found = (_unknown(each, inner, f"{at}[{n}]") for n, each in enumerate(given))
        return next((name for name in found if name), "")
    if known is None or not isinstance(given, dict):
        return ""
    for name, value in given.items():
        here = f"{at}[{name}]" if at else name
        if name not in known:
            return here
        if deeper := _unknown(value, known[name], here):
            return deeper
    return ""


@functools.cache
def _fields(spec: type[Any]) -> dict[str, Any]:
    """What a request may carry, without the SDK's own options."""
    module = vars(sys.modules[spec.__module__])
    names = {"StripeContext": object, "Mapping": Mapping, **module}
    hints = get_type_hints(spec, globalns=names)
    return {name: hints[name] for name in hints if name not in RequestOptions.__annotations__}


def _mapping_in(kind: Any) -> dict[str, Any] | None:
    """The fields of the one typed mapping a type allows; None where any keys may stand."""
    found = [one for one in _choices(kind) if hasattr(one, "__required_keys__")]
    return _fields(found[0]) if len(found) == 1 else None


def _element_in(kind: Any) -> Any:
    lists = [one for one in _choices(kind) if get_origin(one) is list]
    return get_args(lists[0])[0] if lists else None


def _choices(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


Handler = Callable[[Request, Params], Record | StripeRefused]


class StripeWire:
    """Puts authentication and idempotency in front of a resource."""

    def __init__(
        self,
        *,
        settings: Settings,
        ledger: Ledger,
        restricted: Callable[[Request, str], Response],
    ) -> None:
        """`restricted` answers requests under restricted keys: they open another account."""
        self._settings = settings
        self._restricted = restricted
        self._ledger = ledger

    def route(self, method: str, path: str, handler: Handler, spec: type[Any] | None) -> Route:
        async def answer(request: Request) -> Response:
            key = request.headers.get("authorization", "").removeprefix("Bearer ")
            if key.startswith("rk_"):
                return self._restricted(request, key)
            if refused := self._unauthorised(request):
                return refused.response()
            encoded = request.url.query if method == "GET" else (await request.body()).decode()
            return self._idempotent(request, method, encoded, handler, spec)

        return Route(f"/stripe/v1/{path}", answer, methods=[method])

    def unknown(self) -> Route:
        """Everything of Stripe's API that is not played here; goes behind all other routes."""

        async def answer(request: Request) -> Response:
            path = request.url.path.removeprefix("/stripe")
            message = f"Unrecognized request URL ({request.method}: {path})."
            return StripeRefused(message, status=404).response()

        methods = ["GET", "POST", "DELETE"]
        return Route("/stripe/v1/{path:path}", answer, methods=methods)

    def _unauthorised(self, request: Request) -> StripeRefused | None:
        header = request.headers.get("authorization", "")
        key = header.removeprefix("Bearer ")
        if not header.startswith("Bearer ") or not key:
            return StripeRefused("You did not provide an API key.", status=401)
        if key != self._settings.stripe_key:
            return StripeRefused(f"Invalid API Key provided: {key[:7]}****", status=401)
        return None

    def _idempotent(
        self,
        request: Request,
        method: str,
        encoded: str,
        handler: Handler,
        spec: type[Any] | None,
    ) -> Response:
        key = request.headers.get("idempotency-key", "") if method == "POST" else ""
        asked = f"{request.url.path} {encoded}"
        kept = self._kept(key)
        if kept is not None:
            if kept["asked"] != asked:
                return StripeRefused(
                    "Keys for idempotent requests can only be used with the same parameters "
                    f"they were first used with. Try using a key other than '{key}' if you "
                    "meant to execute a different request.",
                    kind="idempotency_error",
                ).response()
            return JSONResponse(kept["body"], headers={"Idempotent-Replayed": "true"})
        params = read_params(encoded)
        if spec is not None and (refused := check_params(params, spec)):
            return refused.response()
        result = handler(request, params)
        if isinstance(result, StripeRefused):
            return result.response()
        # A snapshot: the record itself changes later, its first answer must not.
        body = json.loads(json.dumps(result))
        if key:
            kept = {"asked": asked, "body": body, "at": self._ledger.stamp()}
            self._ledger.save_record("stripe_idempotency", key, kept)
        return JSONResponse(body)

    def _kept(self, key: str) -> Record | None:
        kept = self._ledger.table("stripe_idempotency").get(key) if key else None
        if kept is None:
            return None
        at = parse_instant(kept["at"])
        return kept if at and self._ledger.now() - at < KEPT_IDEMPOTENCY else None


def page_of(request: Request, records: list[Record], params: Params) -> Record | StripeRefused:
    """One page of a list, newest first, by `limit`, `starting_after` and `ending_before`."""
    limit = str(params.get("limit", "10"))
    if not limit.isdigit() or not 1 <= int(limit) <= 100:
        return StripeRefused("Invalid limit: must be between 1 and 100", param="limit")
    rows = list(reversed(records))
    ids = [row["id"] for row in rows]
    size, begin = int(limit), 0
    for name in ("starting_after", "ending_before"):
        if (cursor := params.get(name)) is not None and cursor not in ids:
            return missing("object", cursor, param=name, status=400)
    if after := params.get("starting_after"):
        begin = ids.index(after) + 1
    end = begin + size
    if before := params.get("ending_before"):
        end = ids.index(before)
        begin = max(0, end - size)
    more = begin > 0 if params.get("ending_before") else end < len(rows)
    path = request.url.path.removeprefix("/stripe")
    return {"object": "list", "data": rows[begin:end], "has_more": more, "url": path}


def truth(value: Any) -> bool:
    return str(value).lower() == "true"
