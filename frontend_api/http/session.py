"""Who is asking: the session cookie, the form token, and what an anonymous visitor carries.

A page that needs a session is never called without one, and no form is acted on without its token.
"""

from __future__ import annotations

import hmac

from tenancy.runtime.http import HttpRequest
from tenancy.tenant import Founder, Tenant
from tenancy.values.lazy_dataclass import dataclass

SESSION_COOKIE = "warmline_session"
VISITOR_COOKIE = "warmline_visitor"
TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a form field, not a secret
_SESSION_SECONDS = 14 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Session:
    """A founder who signed in."""

    tenant: Tenant
    founder: Founder
    csrf: str
    """Sent with every form; known to the server side of the session and to our pages only."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody without a session. The form token is the cookie's own value (double submit)."""

    csrf: str


def form_token_fits(request: HttpRequest, who: Session | Visitor) -> bool:
    """Whether the form was ours. Compared in constant time; an empty token never fits."""
    sent = request.typed(TOKEN_FIELD) or request.headers.get("x-form-token", "")
    return bool(who.csrf) and hmac.compare_digest(sent.encode(), who.csrf.encode())


def cookie(name: str, value: str, *, secure: bool, max_age_seconds: int = _SESSION_SECONDS) -> str:
    """A `Set-Cookie` value no script can read and no other site's form can carry."""
    parts = [f"{name}={value}", "Path=/", "HttpOnly", "SameSite=Lax", f"Max-Age={max_age_seconds}"]
    if secure:
        parts.append("Secure")
    return "; ".join(parts)


def session_cookie(token: str, *, console_url: str) -> str:
    return cookie(SESSION_COOKIE, token, secure=console_url.startswith("https:"))


def cleared_session_cookie(*, console_url: str) -> str:
    return cookie(SESSION_COOKIE, "", secure=console_url.startswith("https:"), max_age_seconds=0)
