"""Codes of short links: nobody without the key can guess one, and equal payloads share one.

A code carries nothing: what it stands for is kept in a row of its own, for as long as that row.
"""

from __future__ import annotations

import base64
import hmac
import json
import re
from collections.abc import Mapping

from tenancy.runtime.privacy import check_key

CODE_LENGTH = 16
"""Characters of 5 bits: one of 2^80, asked for over the network alone."""
_PURPOSE = b"warmline short code v1\0"
_CODE = re.compile(rf"[a-z2-7]{{{CODE_LENGTH}}}\Z")


def short_code(key: bytes, payload: Mapping[str, str]) -> str:
    """The code of a payload: lower-case letters and digits that a person can read out."""
    check_key(key)
    text = json.dumps(dict(payload), sort_keys=True, ensure_ascii=False)
    digest = hmac.digest(key, _PURPOSE + text.encode(), "sha256")
    return base64.b32encode(digest).decode()[:CODE_LENGTH].lower()


def is_short_code(text: str) -> bool:
    """Whether a text has the shape of a code; an old signed token never has."""
    return _CODE.match(text) is not None
