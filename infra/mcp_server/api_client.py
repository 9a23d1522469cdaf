"""The API as the MCP server asks it: one key, one address, JSON. Must never print the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from mcp.server.mcpserver.exceptions import ToolError


@dataclass(frozen=True)
class WarmlineApi:
    """Raises ApiRefusedError with the words of the API's problem."""

    url: str
    key: str = field(repr=False)
    transport: httpx.BaseTransport | None = None

    def get(self, path: str, **query: str | int) -> Any:
        return self._ask("GET", path, query={k: v for k, v in query.items() if v != ""})

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        return self._ask("POST", path, body=body)

    def _ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Any:
        with httpx.Client(
            base_url=f"{self.url.rstrip('/')}/api/v1",
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=30,
            transport=self.transport,
        ) as client:
            answered = client.request(method, path, params=query, json=body)
        if answered.status_code >= 400:
            raise ApiRefusedError(_words(answered))
        return answered.json()


class ApiRefusedError(ToolError):
    """The API's answer, for the assistant to read."""


def _words(answered: httpx.Response) -> str:
    try:
        problem = answered.json()
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        return f"The API answered {answered.status_code}."
    errors = "; ".join(
        f"{error['pointer']}: {error['detail']}" for error in problem.get("errors", ())
    )
    return " ".join(filter(None, (str(problem.get("detail", "")), errors)))
