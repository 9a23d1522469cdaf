"""Whether a request comes from htmx, which asks for a part of a page and swaps it in."""

from __future__ import annotations

from tenancy.runtime.http import HttpRequest


def fragment_wanted(request: HttpRequest) -> bool:
    return request.headers.get("hx-request", "") == "true"
