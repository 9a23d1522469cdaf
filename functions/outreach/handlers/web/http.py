"""One HTTP request and one answer as plain values, and the bridge to API Gateway's REST events.

Handlers see these values only, so they are tested without AWS. The bridge never decides anything
about a request, and never rebuilds a URL from the Host header: signatures are checked against the
configured public URL.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request; header names are lower case and `path` has no stage prefix."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    path_params: Mapping[str, str] = field(default_factory=dict)

    def form(self) -> dict[str, str]:
        """Fields of an urlencoded body, blank ones kept: Twilio signs those too."""
        content_type = self.headers.get("content-type", "")
        if not content_type.startswith("application/x-www-form-urlencoded"):
            return {}
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One answer; the body is text or bytes already encoded as the content type says."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | bytes = ""


def request_from_event(event: Mapping[str, Any]) -> HttpRequest:
    """Read a REST proxy event; the last value wins where a name was sent twice."""
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    return HttpRequest(
        method=event["httpMethod"],
        path=event["path"],
        query=dict(event.get("queryStringParameters") or {}),
        headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
        body=raw,
        path_params=dict(event.get("pathParameters") or {}),
    )


def response_parts(response: HttpResponse) -> dict[str, Any]:
    """The keyword arguments of a Chalice `Response`."""
    body = response.body if isinstance(response.body, str) else response.body.decode()
    return {"body": body, "status_code": response.status, "headers": dict(response.headers)}
