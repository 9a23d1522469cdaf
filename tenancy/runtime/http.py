"""One HTTP request and one response as plain values, and the bridge to API Gateway's REST events.

Every page and webhook sees these values only, so it is tested without AWS. The bridge must never
decide anything about a request, nor rebuild an address from the Host header: signatures are checked
against the configured public address.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Collection, Mapping
from dataclasses import field, replace
from typing import Any, Self
from urllib.parse import parse_qsl

from tenancy.values.lazy_dataclass import dataclass

MOST_BODY_BYTES = 1_000_000
"""Of one request: the largest form is a knowledge page full of wordings, a tenth of it."""
MOST_FIELDS = 2_000
"""Of one form: a column check of three hundred columns sends about nine hundred."""

_LINES_AND_TABS = frozenset(b"\t\n\r")
_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if code not in _LINES_AND_TABS}


@dataclass(frozen=True)
class HttpRequest:
    """One request. Header names are lower case; `values` are the placeholders of the route.

    The form and the cookies are read off the body and the headers, so they cannot differ from what
    was sent.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    values: Mapping[str, str] = field(default_factory=dict)
    source: str = ""
    """The network address it came from, as the gateway saw it; no header of the sender's."""

    @functools.cached_property
    def form(self) -> Mapping[str, tuple[str, ...]]:
        """Fields of an urlencoded body, blank ones too; any other body has none."""
        if not self._is_form or self.is_too_large:
            return {}
        form: dict[str, list[str]] = {}
        for name, value in parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True):
            form.setdefault(name, []).append(value)
        return {name: tuple(values) for name, values in form.items()}

    @property
    def is_too_large(self) -> bool:
        """Whether the body is more than any form or hook of ours sends; it is never parsed then."""
        return len(self.body) > MOST_BODY_BYTES or (
            self._is_form and self.body.count(b"&") >= MOST_FIELDS
        )

    @property
    def _is_form(self) -> bool:
        content_type = self.headers.get("content-type", "")
        return content_type.startswith("application/x-www-form-urlencoded")

    @functools.cached_property
    def cookies(self) -> Mapping[str, str]:
        """Cookies by name; a header no browser would send has none."""
        from http.cookies import CookieError, SimpleCookie

        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(self.headers.get("cookie", ""))
        except CookieError:
            return {}
        return {name: morsel.value for name, morsel in jar.items()}

    def last_values(self) -> dict[str, str]:
        """One value of each form field: the last where it was sent twice."""
        return {name: sent[-1] for name, sent in self.form.items()}

    def typed(self, name: str) -> str:
        """What was typed into one form field, trimmed; empty if it was not sent.

        Without control characters but tabs and ends of lines: nobody types them, and no mail and
        no call could carry them.
        """
        return _plain(self.secret(name))

    def secret(self, name: str) -> str:
        """A form field exactly as typed: a password's spaces count."""
        sent = self.form.get(name, ())
        return sent[0] if sent else ""

    def all_typed(self, name: str) -> tuple[str, ...]:
        """Every value of one field, each as `typed` gives one."""
        return tuple(_plain(value) for value in self.form.get(name, ()))

    def asked(self, name: str) -> str:
        """One query parameter, trimmed; empty if absent."""
        return self.query.get(name, "").strip()

    def with_values(self, values: Mapping[str, str]) -> Self:
        return replace(self, values=values)


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """One response. The content type and the cookies are not among the headers."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    """Whole `Set-Cookie` values."""

    @property
    def text(self) -> str:
        return self.body.decode()


def plain_text(status: int, words: str) -> HttpResponse:
    return HttpResponse(status, words.encode(), "text/plain")


TOO_LARGE = "This request is larger than anything that belongs here."


def see_other(
    location: str, *, headers: Mapping[str, str] | None = None, cookies: tuple[str, ...] = ()
) -> HttpResponse:
    """The answer to every form that succeeded, so that reloading never sends it twice."""
    return HttpResponse(303, headers={"Location": location, **(headers or {})}, cookies=cookies)


def request_from_event(event: Mapping[str, Any]) -> HttpRequest:
    """Read a REST proxy event."""
    body = event.get("body") or ""
    return HttpRequest(
        method=event["httpMethod"],
        path=event["path"],
        query=dict(event.get("queryStringParameters") or {}),
        headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
        body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(),
        values=dict(event.get("pathParameters") or {}),
        source=event.get("requestContext", {}).get("identity", {}).get("sourceIp") or "",
    )


def response_parts(response: HttpResponse, *, binary_types: Collection[str] = ()) -> dict[str, Any]:
    """The keyword arguments of a Chalice `Response`."""
    headers: dict[str, str | list[str]] = dict(response.headers)
    headers["Content-Type"] = response.content_type
    if len(response.cookies) == 1:
        # A single one as a plain header: not every gateway passes multi-value headers on.
        headers["Set-Cookie"] = response.cookies[0]
    elif response.cookies:
        headers["Set-Cookie"] = list(response.cookies)
    body = response.body if response.content_type in binary_types else response.text
    return {"body": body, "status_code": response.status, "headers": headers}


def _plain(text: str) -> str:
    return text.translate(_CONTROLS).strip()
