"""Who is asking: the session cookie, the form token, and what an anonymous visitor carries.

A page that needs a session is never called without one, and no form is acted on without its token.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from tenancy.runtime.http import HttpRequest
from tenancy.tenant import Founder, Tenant
from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from tenancy.identity.address_proofs import PendingProof

SESSION_COOKIE = "warmline_session"
VISITOR_COOKIE = "warmline_visitor"
TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a form field, not a secret
_HOST_PREFIX = "__Host-"
"""A browser takes such a cookie only over TLS, for all paths, and from this very host: no other
host of the domain can plant one."""
_SESSION_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Session:
    """A founder who signed in, or a program that has a key of theirs."""

    tenant: Tenant
    founder: Founder
    csrf: str
    """Sent with every form; known to the server side of the session and to our pages only."""
    key: str = ""
    """The id of the API key by which a program asks; empty for a person at a browser."""
    waiting: tuple[PendingProof, ...] | None = None
    """Addresses that wait for their code, as they came with the session; None: not asked for."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody without a session. The form token is the cookie's own value (double submit)."""

    csrf: str


def form_token_fits(request: HttpRequest, who: Session | Visitor) -> bool:
    """Whether the form was ours. Compared in constant time; an empty token never fits."""
    sent = request.typed(TOKEN_FIELD) or request.headers.get("x-form-token", "")
    return bool(who.csrf) and hmac.compare_digest(sent.encode(), who.csrf.encode())


def session_cookie_name(console_url: str) -> str:
    return _named(SESSION_COOKIE, console_url)


def visitor_cookie_name(console_url: str) -> str:
    return _named(VISITOR_COOKIE, console_url)


def session_cookie(token: str, *, console_url: str) -> str:
    name = session_cookie_name(console_url)
    return _cookie(name, token, console_url, max_age_seconds=_SESSION_SECONDS)


def cleared_session_cookie(*, console_url: str) -> str:
    return _cookie(session_cookie_name(console_url), "", console_url, max_age_seconds=0)


def visitor_cookie(token: str, *, console_url: str) -> str:
    name = visitor_cookie_name(console_url)
    return _cookie(name, token, console_url, max_age_seconds=86400)


def _named(name: str, console_url: str) -> str:
    """Without TLS, as on the local platform, there is no prefix to be had."""
    return f"{_HOST_PREFIX}{name}" if _is_secure(console_url) else name


def _is_secure(console_url: str) -> bool:
    return console_url.startswith("https:")


def _cookie(name: str, value: str, console_url: str, *, max_age_seconds: int) -> str:
    """A `Set-Cookie` value no script can read and no other site's form can carry."""
    parts = [f"{name}={value}", "Path=/", "HttpOnly", "SameSite=Lax", f"Max-Age={max_age_seconds}"]
    if _is_secure(console_url):
        parts.append("Secure")
    return "; ".join(parts)
