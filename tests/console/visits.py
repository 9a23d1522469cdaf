"""A browser in small: keeps cookies, finds the form token on a page, follows nothing by itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from frontend_api.dispatch import answer
from frontend_api.http.request import HttpRequest, HttpResponse
from frontend_api.http.session import SESSION_COOKIE
from frontend_api.ports import Ports
from tests.console.fakes import World

_TOKEN = re.compile(r'name="form_token" value="([^"]*)"')


@dataclass
class Visit:
    """One person at the console."""

    ports: Ports
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, /, **headers: str) -> HttpResponse:
        parts = urlsplit(address)
        request = HttpRequest(
            "GET",
            parts.path,
            query=dict(parse_qsl(parts.query)),
            cookies=dict(self.cookies),
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        return self._answered(request)

    def post(self, address: str, token: str, /, **form: str | tuple[str, ...]) -> HttpResponse:
        parts = urlsplit(address)
        sent = {n: (v,) if isinstance(v, str) else v for n, v in form.items()}
        request = HttpRequest(
            "POST",
            parts.path,
            query=dict(parse_qsl(parts.query)),
            form={**sent, "form_token": (token,)},
            cookies=dict(self.cookies),
        )
        return self._answered(request)

    def send(self, page: str, action: str, /, **form: str | tuple[str, ...]) -> HttpResponse:
        """Open a page, take its form token, and send a form."""
        return self.post(action, token_on(text(self.get(page))), **form)

    def _answered(self, request: HttpRequest) -> HttpResponse:
        response = answer(request, self.ports)
        for cookie in response.cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return response


def text(response: HttpResponse) -> str:
    return response.body.decode()


def token_on(page: str) -> str:
    found = _TOKEN.search(page)
    assert found, "the page has no form"
    return found.group(1)


def location(response: HttpResponse) -> str:
    return dict(response.headers)["Location"]


def signed_in(world: World) -> Visit:
    return Visit(world.ports(), {SESSION_COOKIE: world.with_founder()})
