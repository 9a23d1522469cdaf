"""A browser in small: keeps cookies, finds the form token on a page, follows nothing by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from frontend_api.dispatch import answer
from frontend_api.http.session import SESSION_COOKIE
from frontend_api.ports import Ports
from tenancy.runtime.http import HttpRequest, HttpResponse
from tests.console.fakes import World

_TOKEN = re.compile(r'name="form_token" value="([^"]*)"')


@dataclass
class Visit:
    """One person at the console."""

    ports: Ports
    cookies: dict[str, str] = field(default_factory=dict)
    at: str = ""
    """The page that was asked for last, from which a form is sent."""

    def get(self, address: str, /, **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.at = address
        return self._answered("GET", address, headers=named)

    def post(self, address: str, token: str, /, **form: str | tuple[str, ...]) -> HttpResponse:
        body = urlencode({**form, "form_token": token}, doseq=True).encode()
        referer = f"{self.ports.addresses.console_url}{self.at}"
        headers = {"content-type": "application/x-www-form-urlencoded", "referer": referer}
        return self._answered("POST", address, headers=headers, body=body)

    def send(self, page: str, action: str, /, **form: str | tuple[str, ...]) -> HttpResponse:
        """Open a page, take its form token, and send a form."""
        return self.post(action, token_on(text(self.get(page))), **form)

    def _answered(
        self, method: str, address: str, *, headers: Mapping[str, str], body: bytes = b""
    ) -> HttpResponse:
        parts = urlsplit(address)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        request = HttpRequest(
            method,
            parts.path,
            query=dict(parse_qsl(parts.query)),
            headers={**headers, "cookie": kept},
            body=body,
        )
        response = answer(request, self.ports)
        for cookie in response.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response


def text(response: HttpResponse) -> str:
    return response.text


def token_on(page: str) -> str:
    found = _TOKEN.search(page)
    assert found, "the page has no form"
    return found.group(1)


def location(response: HttpResponse) -> str:
    return response.headers["Location"]


def signed_in(world: World) -> Visit:
    return Visit(world.ports(), {SESSION_COOKIE: world.with_founder()})
