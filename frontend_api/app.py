"""The console's trigger table: one REST API, handed whole to the route table in `routes.py`."""

from __future__ import annotations

from chalice.app import Chalice, Response

from frontend_api.dispatch import answer
from frontend_api.wiring import ports
from tenancy.runtime.http import request_from_event, response_parts

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
    response = answer(request_from_event(request.to_original_event()), ports())
    return Response(**response_parts(response, binary_types=app.api.binary_types))
