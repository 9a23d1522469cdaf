"""What every endpoint of OpenAI shares at the wire: the key, strict bodies, errors, known models.

A body is checked by the parameter types of the SDK, so a misspelt or missing field is refused here
as it is by the real server.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.sandbox.ledger import Ledger
from infra.sandbox.openai.models import Models
from infra.sandbox.openai.script import Script
from infra.sandbox.openai.sdk_types import first_problem, strict_checker

TABLE = "openai_requests"
PREFIX = "/openai/v1/"


@dataclass(frozen=True, slots=True)
class OpenAiRefused:
    """An error as the API words it."""

    message: str
    status: int = 400
    kind: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None

    def response(self) -> Response:
        error = {
            "message": self.message,
            "type": self.kind,
            "param": self.param,
            "code": self.code,
        }
        return JSONResponse({"error": error}, status_code=self.status)


Handler = Callable[[dict[str, Any]], dict[str, Any] | OpenAiRefused]


class OpenAiWire:
    """Puts authentication, the models and the ledger in front of an endpoint."""

    def __init__(self, *, key: str, ledger: Ledger, models: Models, script: Script) -> None:
        self._key = key
        self._ledger = ledger
        self._models = models
        self._script = script

    def post(self, path: str, handler: Handler, params: Callable[[], Any]) -> Route:
        """`params` names the SDK's type; it is loaded by the first request, not by every start."""
        checker = functools.cache(lambda: strict_checker(params()))

        async def answer(request: Request) -> Response:
            if refused := self._unauthorised(request):
                return refused.response()
            try:
                body = json.loads(await request.body())
            except ValueError:
                return OpenAiRefused("The body is not JSON.").response()
            if problem := first_problem(checker(), json.dumps(body)):
                message, where = problem
                refused = OpenAiRefused(f"{message}: '{where}'.", param=where or None)
            else:
                refused = self._unknown_model(body["model"])
            if refused is not None:
                self._remember(path, body, status=refused.status, answered={})
                return refused.response()
            result = handler(body)
            if isinstance(result, OpenAiRefused):
                self._remember(path, body, status=result.status, answered={})
                return result.response()
            self._remember(path, body, status=200, answered=result)
            if self._script.garbled:
                return Response("<html>Bad gateway</html>", media_type="application/json")
            return JSONResponse(result)

        return Route(f"{PREFIX}{path}", answer, methods=["POST"])

    def model(self) -> Route:
        async def answer(request: Request) -> Response:
            if refused := self._unauthorised(request):
                return refused.response()
            name = request.path_params["model"]
            unknown = self._unknown_model(name)
            return unknown.response() if unknown else JSONResponse(self._models.describe(name))

        return Route(f"{PREFIX}models/{{model}}", answer, methods=["GET"])

    def unknown(self) -> Route:
        """Everything of the API that is not played here; goes behind all other routes."""

        async def answer(request: Request) -> Response:
            path = request.url.path.removeprefix("/openai")
            return OpenAiRefused(f"Invalid URL ({request.method} {path})", status=404).response()

        return Route(f"{PREFIX}{{path:path}}", answer, methods=["GET", "POST", "DELETE"])

    def _unauthorised(self, request: Request) -> OpenAiRefused | None:
        if request.headers.get("authorization", "") == f"Bearer {self._key}":
            return None
        return OpenAiRefused("Incorrect API key provided.", status=401, code="invalid_api_key")

    def _unknown_model(self, name: str) -> OpenAiRefused | None:
        if self._models.answers(name):
            return None
        message = f"The model `{name}` does not exist or you do not have access to it."
        return OpenAiRefused(message, status=404, code="model_not_found", param="model")

    def _remember(
        self, path: str, body: dict[str, Any], *, status: int, answered: dict[str, Any]
    ) -> None:
        count = len(self._ledger.table(TABLE)) + 1
        record = {"path": path, "at": self._ledger.stamp(), "status": status, "body": body}
        self._ledger.save_record(TABLE, f"{count:06}", {**record, "answered": answered})
