"""The console's trigger table: one REST API, handed whole to the route table in `routes.py`."""

from __future__ import annotations

from chalice.app import Chalice, Response

from frontend_api.dispatch import answer
from frontend_api.http.request import HttpResponse, request_from_event
from frontend_api.wiring import ports

app = Chalice(app_name="console")

_METHODS = ["GET", "POST"]
_BODIES = ["application/x-www-form-urlencoded", "application/json"]


@app.route("/", methods=_METHODS, content_types=_BODIES)
def root() -> Response:
    """The first page of a founder."""
    return _answered()


@app.route("/{proxy+}", methods=_METHODS, content_types=_BODIES)
def elsewhere() -> Response:
    """Every other address, so that a wrong one gets our own page too."""
    return _answered()


def _answered() -> Response:
    request = app.current_request
    if request is None:
        raise RuntimeError("a page is answered inside a request only")
    return _to_chalice(answer(request_from_event(request.to_original_event()), ports()))


def _to_chalice(response: HttpResponse) -> Response:
    headers: dict[str, str | list[str]] = dict(response.headers)
    headers["Content-Type"] = response.content_type
    if len(response.cookies) == 1:
        # A single one as a plain header: not every gateway passes multi-value headers on.
        headers["Set-Cookie"] = response.cookies[0]
    elif response.cookies:
        headers["Set-Cookie"] = list(response.cookies)
    binary = response.content_type in app.api.binary_types
    body = response.body if binary else response.body.decode()
    return Response(body=body, status_code=response.status, headers=headers)
