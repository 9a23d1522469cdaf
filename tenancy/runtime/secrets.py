"""The deployment's own secrets, read once and again after a while. Never printed, never logged."""

from __future__ import annotations

import functools
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import field
from typing import Any

from tenancy.values.lazy_dataclass import dataclass

_KEPT_SECONDS = 900.0
"""A rotated secret is used everywhere after a quarter of an hour."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the one JSON object in Secrets Manager holds."""

    twilio_account_sid: str = field(repr=False)
    twilio_auth_token: str = field(repr=False)
    stripe_key: str = field(repr=False)
    stripe_webhook_secret: str = field(repr=False)
    token_key: bytes = field(repr=False)
    """Signs links and hashes suppressed addresses."""
    openai_key: str = field(default="", repr=False)
    """Empty where no model elsewhere may be asked."""


_OPTIONAL = frozenset({"openai_key"})


def parse_secrets(text: str) -> Secrets:
    """Read the object. Raises ValueError that names a missing or malformed entry, not its value."""
    try:
        found: dict[str, Any] = json.loads(text)
    except json.JSONDecodeError:
        raise ValueError("the secret is not a JSON object") from None
    found = dict.fromkeys(_OPTIONAL, "") | found
    names = Secrets.__dataclass_fields__
    missing = sorted(name for name in names if not isinstance(found.get(name), str))
    if missing:
        raise ValueError(f"the secret has no {', '.join(missing)}")
    try:
        key = bytes.fromhex(found["token_key"])
    except ValueError:
        raise ValueError("token_key is not hexadecimal") from None
    return Secrets(**{name: found[name] for name in names if name != "token_key"}, token_key=key)


class SecretsSource:
    """Reads the object when it is first wanted and when what it has grew old.

    If reading it again fails, that raises: a process does not go on with what may be revoked.
    """

    def __init__(self, secret_id: str, *, elapsed_s: Callable[[], float] = time.monotonic) -> None:
        self._secret_id = secret_id
        self._elapsed_s = elapsed_s
        self._lock = threading.Lock()
        self._client: Any = None
        self._kept: tuple[float, Secrets] | None = None

    def get(self) -> Secrets:
        with self._lock:
            now = self._elapsed_s()
            if self._kept is None or now - self._kept[0] >= _KEPT_SECONDS:
                self._kept = (now, parse_secrets(self._read()))
            return self._kept[1]

    def _read(self) -> str:
        if self._client is None:
            from tenancy.runtime.aws_clients import make_client

            self._client = make_client("secretsmanager")
        return str(self._client.get_secret_value(SecretId=self._secret_id)["SecretString"])


@functools.lru_cache(maxsize=2)
def _source(secret_id: str) -> SecretsSource:
    return SecretsSource(secret_id)


def secrets_from_environment() -> Secrets:
    """Return this deployment's secrets, by WARMLINE_SECRETS_ID. Raises KeyError without it."""
    return _source(os.environ["WARMLINE_SECRETS_ID"]).get()
