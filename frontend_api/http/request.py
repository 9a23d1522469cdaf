"""The console's side of HTTP: one request and one response value, and the bridge to API Gateway.

Pages see these values only, so they can be tested without AWS. The bridge never decides anything
about a page.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request. Header names are lower case; `values` are the placeholders of the route."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def typed(self, name: str) -> str:
        """What was typed into one form field, trimmed; empty if it was not sent."""
        sent = self.form.get(name, ())
        return sent[0].strip() if sent else ""

    def secret(self, name: str) -> str:
        """A form field exactly as typed: a password's spaces count."""
        sent = self.form.get(name, ())
        return sent[0] if sent else ""

    def all_typed(self, name: str) -> tuple[str, ...]:
        return tuple(value.strip() for value in self.form.get(name, ()))

    def asked(self, name: str) -> str:
        """One query parameter, trimmed; empty if absent."""
        return self.query.get(name, "").strip()

    @property
    def fragment_wanted(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return self.headers.get("hx-request", "") == "true"

    def with_values(self, values: Mapping[str, str]) -> HttpRequest:
        return replace(self, values=values)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One response; `connect` and `form_targets` widen the page's content policy by origins."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[str, ...] = ()
    connect: tuple[str, ...] = ()
    form_targets: tuple[str, ...] = ()


def see_other(location: str, *, cookies: tuple[str, ...] = ()) -> HttpResponse:
    """The answer to every form that succeeded, so that reloading never sends it twice."""
    return HttpResponse(status=303, headers=(("Location", location),), cookies=cookies)


def request_from_event(event: Mapping[str, Any]) -> HttpRequest:
    """Read an API Gateway REST proxy event."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    return HttpRequest(
        method=event["httpMethod"],
        path=event["path"],
        query=dict(event.get("queryStringParameters") or {}),
        form=form_from_body(raw, content_type=headers.get("content-type", "")),
        cookies=cookies_from_header(headers.get("cookie", "")),
        headers=headers,
        body=raw,
    )


def form_from_body(raw: bytes, *, content_type: str) -> Mapping[str, tuple[str, ...]]:
    """Fields of an urlencoded form; anything else carries none."""
    if not content_type.startswith("application/x-www-form-urlencoded"):
        return {}
    form: dict[str, tuple[str, ...]] = {}
    for name, value in parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True):
        form[name] = (*form.get(name, ()), value)
    return form


def cookies_from_header(header: str) -> Mapping[str, str]:
    """Cookies by name; a header a browser would not send carries none."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
