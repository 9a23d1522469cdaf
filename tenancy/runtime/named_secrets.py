"""Secrets by name, in Secrets Manager: read, kept for a minute, saved, deleted. Never logged.

Who may read which is the functions' policies; what a secret's text holds is its owner's.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from tenancy.runtime.aws_clients import make_client

KEPT_SECONDS = 60.0
"""A secret need not be asked for each time; a changed one counts after a minute."""
KEPT_AT_MOST = 200
_ABSENT = frozenset({"ResourceNotFoundException", "InvalidRequestException"})
"""Never there, or deleted a moment ago."""


class SecretGoing(Exception):  # noqa: N818 - named for what happened
    """The secret was deleted a moment ago and cannot be made again yet."""


class NamedSecrets:
    """Under the function's own credentials."""

    def __init__(
        self, *, client: Any = None, elapsed_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._made = client
        self._elapsed_s = elapsed_s
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, str | None]] = {}

    @property
    def _client(self) -> Any:
        if self._made is None:
            self._made = make_client("secretsmanager")
        return self._made

    def load(self, name: str) -> str | None:
        """The text as it is now; None where there is none."""
        try:
            found = self._client.get_secret_value(SecretId=name)
        except ClientError as error:
            if _code(error) in _ABSENT:
                return None
            raise
        return str(found["SecretString"])

    def load_recent(self, name: str) -> str | None:
        """As `load`, but up to a minute old."""
        with self._lock:
            now = self._elapsed_s()
            known = self._kept.get(name)
            if known is None or now - known[0] >= KEPT_SECONDS:
                if len(self._kept) >= KEPT_AT_MOST:
                    self._kept.clear()
                known = (now, self.load(name))
                self._kept[name] = known
            return known[1]

    def refresh(self, name: str) -> str | None:
        """As `load`, and what `load_recent` answers from now on."""
        text = self.load(name)
        with self._lock:
            self._kept[name] = (self._elapsed_s(), text)
        return text

    def save(self, name: str, text: str) -> None:
        """Raises SecretGoing."""
        try:
            try:
                self._client.put_secret_value(SecretId=name, SecretString=text)
            except ClientError as error:
                if _code(error) != "ResourceNotFoundException":
                    raise
                self._client.create_secret(Name=name, SecretString=text)
        except ClientError as error:
            if _code(error) in {"InvalidRequestException", "ResourceExistsException"}:
                raise SecretGoing from None
            raise

    def delete(self, name: str) -> None:
        """At once, without the days in which it could be brought back."""
        try:
            self._client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
        except ClientError as error:
            if _code(error) not in _ABSENT:
                raise


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
