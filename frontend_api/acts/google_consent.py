"""What goes with a founder to Google's consent page and comes back: bound to their session.

Pure. Nothing is kept meanwhile: the state is signed with a secret of the session, and the PKCE
verifier follows from that secret, so neither serves anybody else (RFC 6749 10.12, RFC 7636 4.1).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from tenancy.values.lazy_dataclass import dataclass

LASTS = timedelta(minutes=15)
"""How long a founder may look at Google's page."""


@dataclass(frozen=True, slots=True)
class ConsentAsked:
    """One way to Google and back."""

    nonce: str
    """Never used before; letters, digits and underscores."""
    all_day_busy: bool
    tentative_busy: bool


def sign_state(asked: ConsentAsked, *, session: str, now: datetime) -> str:
    """The state that Google hands back. `session` is the session's own secret."""
    ends = int((now + LASTS).timestamp())
    content = f"{asked.nonce}.{asked.all_day_busy:d}{asked.tentative_busy:d}.{ends}"
    return f"{content}.{_mac(session, 'state', content)}"


def read_state(state: str, *, session: str, now: datetime) -> ConsentAsked | None:
    """None for a state of another session, for an old one, and for any other text."""
    content, _, mac = state.rpartition(".")
    if not state.isascii() or not hmac.compare_digest(mac, _mac(session, "state", content)):
        return None
    nonce, flags, ends = content.split(".")
    if now.timestamp() >= int(ends):
        return None
    return ConsentAsked(nonce, all_day_busy=flags[0] == "1", tentative_busy=flags[1] == "1")


def code_verifier(asked: ConsentAsked, *, session: str) -> str:
    """Forty-three letters that nobody without the session's secret can know."""
    return _mac(session, "verifier", asked.nonce)


def _mac(session: str, purpose: str, content: str) -> str:
    text = f"google|{purpose}|{content}".encode()
    digest = hmac.new(session.encode(), text, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
