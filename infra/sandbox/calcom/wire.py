"""What every endpoint of Cal.com's API shares: keys, versions, parameters, bodies and errors.

Parameters and fields are those of `docs/api-reference/v2/openapi.json` of calcom/cal.com, errors
are shaped as its `http-exception.filter` shapes them. Cal.com answers a missing version with an
older endpoint and drops fields that it does not know: here both are refused, as they are mistakes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from infra.sandbox.ledger import Ledger, Record

API = "/calcom/v2"


@dataclass(frozen=True, slots=True)
class CalComRefused:
    """An error as the API words it."""

    status: int
    code: str
    message: str

    def response(self, request: Request, *, at: str) -> Response:
        error = {"code": self.code, "message": self.message, "details": {}}
        body = {"status": "error", "timestamp": at, "path": request.url.path, "error": error}
        return JSONResponse(body, status_code=self.status)


def bad_request(message: str) -> CalComRefused:
    return CalComRefused(400, "BadRequestException", message)


def not_found(message: str) -> CalComRefused:
    return CalComRefused(404, "NotFoundException", message)


_UNAUTHORIZED = CalComRefused(
    401, "UnauthorizedException", "ApiAuthStrategy - api key - Your api key is not valid"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request by somebody who may make it."""

    account: Record
    params: Mapping[str, str]
    body: Record


class CalComWire:
    """Stands in front of every endpoint of the API."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def admit(
        self,
        request: Request,
        *,
        version: str = "",
        params: Iterable[str] = (),
        fields: Iterable[str] | None = None,
    ) -> Asked | CalComRefused:
        """Who asks for what; `fields` are those of the body, None where it takes none."""
        account = self._account(request)
        if account is None:
            return _UNAUTHORIZED
        given = request.headers.get("cal-api-version", "")
        if not given or (version and given != version):
            return bad_request(f"This sandbox plays version {version or 'any'} of it, not {given}.")
        known = frozenset(params)
        for name, value in request.query_params.multi_items():
            if name not in known:
                return bad_request(f"property {name} should not exist")
            if not value:
                return bad_request(f"{name} should not be empty")
        body = await self._body(request, fields)
        if isinstance(body, CalComRefused):
            return body
        number = f"{len(self._ledger.table('calcom_requests')):06d}"
        asked = dict(request.query_params)
        about = {"method": request.method, "path": request.url.path, "account": account["email"]}
        self._ledger.save_record("calcom_requests", number, {**about, "query": asked, "body": body})
        return Asked(account, asked, body)

    async def _body(self, request: Request, fields: Iterable[str] | None) -> Record | CalComRefused:
        if fields is None:
            has_body = request.headers.get("content-length", "0") != "0"
            return bad_request("This takes no body.") if has_body else {}
        content = await request.body()
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return bad_request("This takes application/json.")
        try:
            body = json.loads(content)
        except ValueError:
            return bad_request("Unexpected token in JSON")
        if not isinstance(body, dict):
            return bad_request("The body is an object.")
        if unknown := sorted(set(body) - set(fields)):
            return bad_request(f"property {unknown[0]} should not exist")
        return body

    def _account(self, request: Request) -> Record | None:
        kind, _, key = request.headers.get("authorization", "").partition(" ")
        if kind != "Bearer":
            return None
        accounts = self._ledger.table("calcom_accounts").values()
        return next((one for one in accounts if one["key"] == key), None)

    def refuse(self, request: Request, refused: CalComRefused) -> Response:
        return refused.response(request, at=self._ledger.stamp())


def answered(data: Any, *, status: int = 200, **beside: Any) -> Response:
    return JSONResponse({"status": "success", "data": data, **beside}, status_code=status)


def milliseconds(stamp: str) -> str:
    """A moment as Cal.com writes it."""
    return stamp if "." in stamp else f"{stamp.removesuffix('Z')}.000Z"
