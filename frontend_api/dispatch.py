"""One request from its arrival to its answer: static files, sessions, form tokens, errors, headers.

Every answer leaves with the same security headers; a bug becomes a page with a reference, never a
trace.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from frontend_api import routes
from frontend_api.http.htmx import fragment_wanted
from frontend_api.http.problems import OVERTAKEN, not_signed_in
from frontend_api.http.session import (
    Visitor,
    form_token_fits,
    session_cookie_name,
    visitor_cookie,
    visitor_cookie_name,
)
from frontend_api.http.static_files import static_files
from frontend_api.pages.error import error, failed
from frontend_api.pages.render import HtmlPage
from frontend_api.ports import Ports
from tenancy.data.edit_conflict import EditConflictError
from tenancy.runtime.http import TOO_LARGE, HttpRequest, HttpResponse, see_other
from tenancy.tenant import Role

_LOG = logging.getLogger("warmline.console")

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


def answer(request: HttpRequest, ports: Ports) -> HttpResponse:
    """Answer one request. Never raises."""
    route = ""
    try:
        response = _static(request) or _document(request, ports)
        if response is None:
            matched = routes.match(request.method, request.path)
            route = _as_written(matched)
            response = _routed(request, matched, ports)
    except EditConflictError:
        response = error(409, request, OVERTAKEN, signed_in=True)
    except Exception:  # noqa: BLE001 - the last line: a bug becomes a page with a reference
        reference = ports.ids.new("ref")[-10:]
        _LOG.exception("a page failed", extra={"reference": reference, "route": route})
        response = failed(request, reference)
    return _with_headers(response, ports)


def _as_written(matched: routes.Matched | routes.WrongMethod | None) -> str:
    """As the table has it: a path may hold a token, or a customer's address as their id."""
    return matched.route.path if isinstance(matched, routes.Matched) else ""


def _static(request: HttpRequest) -> HttpResponse | None:
    if not request.path.startswith("/static/"):
        return None
    found = static_files().get(request.path.removeprefix("/static/"))
    if found is None:
        return error(404, request, "This file does not exist.")
    return HttpResponse(
        body=found.body,
        content_type=found.content_type,
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )


def _document(request: HttpRequest, ports: Ports) -> HttpResponse | None:
    """What the API takes and answers, for programs that read it; nothing in it is anybody's."""
    if request.path != "/api/v1/openapi.json" or request.method not in {"GET", "HEAD"}:
        return None
    from frontend_api.api.contract.openapi import ApiRoute, document_answer

    described = (
        ApiRoute(route.method, route.path, route.load(), route.scope)
        for route in routes.ROUTES
        if isinstance(route, routes.Private) and route.scope is not None
    )
    return document_answer(described, server=ports.addresses.console_url)


def _routed(
    request: HttpRequest, matched: routes.Matched | routes.WrongMethod | None, ports: Ports
) -> HttpResponse:
    if request.is_too_large:
        return error(413, request, TOO_LARGE)
    if matched is None:
        return error(404, request, "There is no page at this address.")
    if isinstance(matched, routes.WrongMethod):
        refused = error(405, request, "This address does not take that kind of request.")
        return replace(refused, headers={"Allow": ", ".join(matched.allowed)})
    asked = request.with_values(matched.values)
    if isinstance(matched.route, routes.Public):
        return _for_visitor(asked, matched.route, ports)
    return _for_founder(asked, matched.route, ports)


def _for_founder(request: HttpRequest, route: routes.Private, ports: Ports) -> HttpResponse:
    if route.scope is not None and "authorization" in request.headers:
        from frontend_api.api.door import answer_program

        page = route.load()
        return answer_program(request, ports, page, scope=route.scope, least=route.least)
    token = request.cookies.get(session_cookie_name(ports.addresses.console_url), "")
    now, proofs = ports.clock.now(), route.with_proofs
    session = ports.accounts.session(token, now=now, with_proofs=proofs) if token else None
    if session is None:
        return _sign_in_first(request, ports.addresses.console_url)
    if request.method == "POST" and not form_token_fits(request, session):
        return error(403, request, _FORM_EXPIRED, signed_in=True)
    if not session.founder.role.covers(route.least):
        return error(403, request, _NOT_ALLOWED[route.least], signed_in=True)
    return route.load()(request, session, ports)


def _for_visitor(request: HttpRequest, route: routes.Public, ports: Ports) -> HttpResponse:
    console_url = ports.addresses.console_url
    known = request.cookies.get(visitor_cookie_name(console_url), "")
    visitor = Visitor(known or ports.ids.new("v"))
    if request.method == "POST" and not (known and form_token_fits(request, visitor)):
        return error(403, request, _FORM_EXPIRED)
    response = route.load()(request, visitor, ports)
    if known:
        return response
    kept = visitor_cookie(visitor.csrf, console_url=console_url)
    return replace(response, cookies=(*response.cookies, kept))


_NOT_ALLOWED = {
    Role.MEMBER: (
        "You may look at everything here, but not change it. An owner can change what you may do "
        "on the Settings page."
    ),
    Role.OWNER: (
        "Only an owner may do this: billing, the people who sign in, and keys are theirs. Ask one "
        "of them; the Settings page says who they are."
    ),
}
"""Why somebody is refused, by the least role that may."""
_FORM_EXPIRED = (
    "This form is from an older session, so nothing was changed. Go back, reload the page and "
    "send it again."
)


def _sign_in_first(request: HttpRequest, console_url: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return not_signed_in().answer()
    is_part, sent = fragment_wanted(request), request.method == "POST"
    back = _way_back(request.path, request.query)
    if is_part or sent:
        # What was typed is not saved; the page it was typed on is where it is put back.
        shown = request.headers.get("hx-current-url" if is_part else "referer", "")
        page = urlsplit(shown.removeprefix(console_url))
        way = _way_back(page.path, dict(parse_qsl(page.query)))
        back = way if way.startswith("/") else "/"
    named = {"next": back} if back != "/" or sent else {}
    asked = urlencode(
        {**named, **({"done": "not-sent"} if sent else {})}, safe="/", quote_via=quote
    )
    address = "/sign-in" + (f"?{asked}" if asked else "")
    return (
        HttpResponse(status=401, headers={"HX-Redirect": address})
        if is_part
        else see_other(address)
    )


_LONGEST_WAY_CHARS = 1000
_CARRIED_NOWHERE = frozenset({"password", "secret", "token", "code", "key"})
"""Names, or parts of names, of what proves something, such as a code a provider hands over once."""


def _way_back(path: str, query: Mapping[str, str]) -> str:
    """The page with what was asked of it, without the note of what was done a moment ago."""
    asked = {name: value for name, value in query.items() if name != "done"}
    way = f"{path}?{urlencode(asked)}"
    secret = any(_CARRIED_NOWHERE & set(re.split(r"\W|_", name.lower())) for name in asked)
    return path if not asked or secret or len(way) > _LONGEST_WAY_CHARS else way


def _with_headers(response: HttpResponse, ports: Ports) -> HttpResponse:
    headers = {"Cache-Control": "no-store", **response.headers, **_HEADERS}
    headers["Content-Security-Policy"] = _content_policy(response)
    if ports.addresses.console_url.startswith("https:"):
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return replace(response, headers=headers)


def _content_policy(response: HttpResponse) -> str:
    """Ourselves only, plus the origins this very page uploads to, pays at or plays from."""
    own = response if isinstance(response, HtmlPage) else HtmlPage()
    connect = " ".join(("'self'", *own.connect))
    targets = " ".join(("'self'", *own.form_targets))
    played = " ".join(("'self'", *own.media))
    media = f"media-src {played}; " if own.media else ""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"{media}font-src 'self'; connect-src {connect}; form-action {targets}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
