"""What may leave a trace of a person: keyed hashes of addresses and signed links.

A suppressed address is kept as its hash only, so a copied table names nobody. A link's token proves
that we made it and until when it holds; it is signed, not secret, so it carries ids and no personal
data.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

_KEY_BYTES_AT_LEAST = 16
_ADDRESS_PURPOSE = b"warmline address v1\0"
_TOKEN_PURPOSE = b"warmline link v1\0"


def address_hash(key: bytes, *, kind: str, address: str) -> str:
    """HMAC-SHA256 in hex of one address; `kind` is `phone` or `email`.

    Phones are E.164; mail addresses are compared without case, as people write them. The same
    person therefore has one hash, whichever spelling an import used.
    """
    _check_key(key)
    text = f"{kind}\0{address.strip().casefold()}"
    return hmac.new(key, _ADDRESS_PURPOSE + text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class BadToken:
    """A token we do not honour; `reason` is `malformed`, `forged` or `expired`."""

    reason: str


def sign_token(key: bytes, payload: Mapping[str, str], *, expires_at: datetime) -> str:
    """Return a URL-safe token that carries `payload` until `expires_at` (aware).

    Who reads it can also decode it: put tenant, conversation and purpose in it, never an address.
    """
    _check_key(key)
    body = json.dumps(
        {"p": dict(payload), "x": int(expires_at.timestamp())},
        separators=(",", ":"),
        sort_keys=True,
    ).encode()
    return f"{_encode(body)}.{_encode(_signature(key, body))}"


def read_token(key: bytes, token: str, *, now: datetime) -> dict[str, str] | BadToken:
    """Return the payload of a token we signed, or why it is not honoured.

    The signature is compared in constant time and before anything inside is looked at. Only the one
    canonical spelling of a token is taken, so a token can serve as a key.
    """
    _check_key(key)
    encoded, separator, signature = token.partition(".")
    body = _decode(encoded)
    signed = _decode(signature)
    if not separator or body is None or signed is None:
        return BadToken("malformed")
    if not hmac.compare_digest(_signature(key, body), signed):
        return BadToken("forged")
    content = json.loads(body)
    if now.timestamp() >= content["x"]:
        return BadToken("expired")
    return {str(name): str(value) for name, value in content["p"].items()}


def _signature(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, _TOKEN_PURPOSE + body, hashlib.sha256).digest()


def _check_key(key: bytes) -> None:
    if len(key) < _KEY_BYTES_AT_LEAST:
        raise ValueError("the token key is missing or too short")


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(text: str) -> bytes | None:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if _encode(raw) == text else None
