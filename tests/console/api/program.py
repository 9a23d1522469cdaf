"""A founder's own program: asks the API with a key, and reads JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from frontend_api.dispatch import answer
from frontend_api.ports import Ports
from frontend_api.ports.programs.api_access import MadeKey
from tenancy.api_access.scopes import Scope
from tenancy.runtime.http import HttpRequest, HttpResponse
from tests.console.fakes import NOON, World


@dataclass
class Program:
    ports: Ports
    key: str

    def get(self, address: str) -> HttpResponse:
        return self.ask("GET", address)

    def post(self, address: str, body: object = None, **headers: str) -> HttpResponse:
        sent = b"" if body is None else json.dumps(body).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("POST", address, headers=named, body=sent)

    def ask(
        self,
        method: str,
        address: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> HttpResponse:
        parts = urlsplit(address)
        request = HttpRequest(
            method,
            f"/api/v1{parts.path}",
            query=dict(parse_qsl(parts.query)),
            headers={
                "authorization": f"Bearer {self.key}",
                "content-type": "application/json",
                **(headers or {}),
            },
            body=body,
        )
        return answer(request, self.ports)


def read(response: HttpResponse) -> Any:
    assert response.status < 400, response.text
    return json.loads(response.body)


def problem(response: HttpResponse, status: int) -> Any:
    assert response.status == status, response.text
    assert response.content_type == "application/problem+json"
    return json.loads(response.body)


def with_key(world: World, scope: Scope = Scope.MANAGE) -> Program:
    """A program with a key of the founder who is there already, or of a new one."""
    if not world.accounts.accounts:
        world.with_founder()
    founder = next(iter(world.accounts.accounts.values())).session.founder
    made = world.api_access.make_key(founder, name="Our CRM", scope=scope, now=NOON)
    assert isinstance(made, MadeKey)
    return Program(world.ports(), made.text)
