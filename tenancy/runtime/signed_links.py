"""Signed links: a token proves that we made a link, and until when it holds, if it has an end.

It is signed, not secret, so it must never carry personal data: ids and a purpose only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer

from tenancy.runtime.privacy import check_key
from tenancy.runtime.secrets import KeyRing
from tenancy.values.lazy_dataclass import dataclass

_TOKEN_PURPOSE = b"warmline link v2"


@dataclass(frozen=True, slots=True)
class BadToken:
    """A token that is refused; `reason` is `malformed`, `forged` or `expired`."""

    reason: str


def sign_token(key: bytes, payload: Mapping[str, str], *, expires_at: datetime | None) -> str:
    """Return a URL-safe token that carries `payload` until `expires_at` (aware); None has no end.

    Anyone who reads it can also decode it: put tenant, conversation and purpose in it, never an
    address.
    """
    content: dict[str, object] = {"p": dict(payload)}
    if expires_at is not None:
        content["x"] = int(expires_at.timestamp())
    return str(_links(key).dumps(content))


def read_token(key: bytes, token: str, *, now: datetime | None) -> dict[str, str] | BadToken:
    """Return the payload of a token we signed, or why it is refused.

    Without `now` an end in the token does not count: for links that must work for ever, those
    that were once given an end among them.

    The signature is compared in constant time and before anything inside is looked at. Only the one
    canonical spelling of a token is accepted, so a token can serve as a key.
    """
    links = _links(key)
    value, separator, _ = token.rpartition(".")
    if not separator or not token.isascii():
        return BadToken("malformed")
    try:
        content = links.loads(token)
    except BadSignature:
        return BadToken("forged")
    # A signature in base64 has more than one spelling that decodes to the same bytes.
    if links.make_signer().sign(value) != token.encode():
        return BadToken("malformed")
    ends = content.get("x")
    if now is not None and ends is not None and now.timestamp() >= ends:
        return BadToken("expired")
    return {str(name): str(value) for name, value in content["p"].items()}


def read_token_of(keys: KeyRing, token: str, *, now: datetime | None) -> dict[str, str] | BadToken:
    """As `read_token`, with whichever valid key signed it."""
    read: dict[str, str] | BadToken = BadToken("forged")
    for key in keys.valid:
        read = read_token(key, token, now=now)
        if not isinstance(read, BadToken) or read.reason != "forged":
            break
    return read


def _links(key: bytes) -> URLSafeSerializer:
    """The expiry is ours and not the library's, which would read the machine's clock."""
    check_key(key)
    return URLSafeSerializer(
        key,
        salt=_TOKEN_PURPOSE,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
