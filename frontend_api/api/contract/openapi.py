"""The OpenAPI 3.1 document of the API, written from its routes and models.

What is not in a route or a model is not in the document; nothing of it is kept by hand beside them.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from frontend_api.api.contract.endpoint import (
    IDEMPOTENCY_HEADER,
    JSON_TYPE,
    LONGEST_IDEMPOTENCY_KEY,
    OPERATIONS,
    Operation,
    Page,
)
from frontend_api.http.problems import PROBLEM_TYPE, TITLES
from tenancy.api_access.scopes import Scope
from tenancy.runtime.http import HttpResponse
from tenancy.values.lazy_dataclass import dataclass

_REF = "#/components/schemas/{model}"
_VALUE = r"^[A-Za-z0-9_.~:@+-]{1,400}$"
_ALL_MAY_ANSWER = (401, 403, 422, 429, 500)
_LIMITS = {
    "RateLimit-Limit": "How many requests a key may make in a minute.",
    "RateLimit-Remaining": "How many are left of them.",
    "RateLimit-Reset": "Seconds until there are all of them again.",
}


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """A route of the API as the document needs it."""

    method: str
    path: str
    page: Page
    scope: Scope


def document_answer(routes: Iterable[ApiRoute], *, server: str) -> HttpResponse:
    body = json.dumps(document(tuple(routes), server=server), ensure_ascii=False)
    return HttpResponse(body=body.encode(), content_type=JSON_TYPE)


@functools.lru_cache(maxsize=2)
def document(routes: tuple[ApiRoute, ...], *, server: str) -> Mapping[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    schemas = _schemas(OPERATIONS[route.page] for route in routes)
    for route in routes:
        written = _operation(route, OPERATIONS[route.page])
        paths.setdefault(route.path, {})[route.method.lower()] = written
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Warmline",
            "version": "1",
            "description": "What the console does, for a founder's own programs.",
        },
        "servers": [{"url": server}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": {**schemas, "Problem": _PROBLEM},
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key that an owner makes on the page “API keys”.",
                }
            },
        },
    }


_PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "reference": {"type": "string", "description": "What to tell us."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


def _schemas(operations: Iterable[Operation]) -> dict[str, Any]:
    wanted: dict[type[BaseModel], str] = {}
    for operation in operations:
        wanted[operation.answer] = "serialization"
        if operation.body.model_fields:
            wanted[operation.body] = "validation"
    pairs: Any = list(wanted.items())
    _, definitions = models_json_schema(pairs, ref_template=_REF)
    found: dict[str, Any] = definitions["$defs"]
    return found


def _operation(route: ApiRoute, operation: Operation) -> dict[str, Any]:
    written: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"Needs a key of the scope `{route.scope}` or more.",
        "parameters": [*_path(route.path), *_query(operation.query)],
        "responses": _responses(route, operation),
    }
    if route.method == "POST":
        written["parameters"].append(_IDEMPOTENCY)
    if operation.body.model_fields:
        name = operation.body.__name__
        written["requestBody"] = {
            "required": True,
            "content": {JSON_TYPE: {"schema": {"$ref": _REF.format(model=name)}}},
        }
    return written


_IDEMPOTENCY = {
    "name": IDEMPOTENCY_HEADER.title(),
    "in": "header",
    "required": False,
    "description": "The same request under the same key is done once in 24 hours.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_IDEMPOTENCY_KEY,
        "pattern": r"^[!-~]+$",
    },
}


def _path(path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "pattern": _VALUE},
        }
        for name in re.findall(r"\{(\w+)\}", path)
    ]


def _query(model: type[BaseModel]) -> list[dict[str, Any]]:
    properties = model.model_json_schema().get("properties", {})
    return [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in properties.items()
    ]


def _responses(route: ApiRoute, operation: Operation) -> dict[str, Any]:
    headers = {
        name: {"description": words, "schema": {"type": "string"}}
        for name, words in _LIMITS.items()
    }
    answer = {"$ref": _REF.format(model=operation.answer.__name__)}
    responses: dict[str, Any] = {
        str(operation.status): {
            "description": operation.summary,
            "headers": headers,
            "content": {JSON_TYPE: {"schema": answer}},
        }
    }
    posts = (409, 413, 415) if route.method == "POST" else ()
    for status in sorted({*_ALL_MAY_ANSWER, *posts, *operation.problems}):
        responses[str(status)] = {
            "description": TITLES[status],
            "content": {PROBLEM_TYPE: {"schema": {"$ref": _REF.format(model="Problem")}}},
        }
    return responses
