"""The deployment's own secrets, one for each provider and use. Never printed, never logged.

Each is read when it is first wanted and again after a while, so a changed one counts everywhere
within a quarter of an hour. During a change the one before is valid too.
"""

from __future__ import annotations

import functools
import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from tenancy.values.lazy_dataclass import dataclass

KEPT_SECONDS = 300.0
"""A function that reads a secret at the end of this time uses it for ten minutes at most."""


@dataclass(frozen=True, slots=True)
class TwilioSecrets:
    """The account, and the token that signs its requests and ours."""

    account_sid: str = field(repr=False)
    auth_token: str = field(repr=False)
    auth_token_before: str = field(default="", repr=False)

    @property
    def hook_tokens(self) -> tuple[str, ...]:
        return _filled(self.auth_token, self.auth_token_before)


@dataclass(frozen=True, slots=True)
class StripeAccountSecrets:
    """Our own Stripe account, and what its webhooks are signed with."""

    key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    webhook_secret_before: str = field(default="", repr=False)

    @property
    def hook_secrets(self) -> tuple[str, ...]:
        return _filled(self.webhook_secret, self.webhook_secret_before)


@dataclass(frozen=True, slots=True)
class GoogleSecrets:
    """Our registration with Google, by which founders let us into their calendars. Empty: none."""

    client_id: str = ""
    client_secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """A key of our own and those before it, which are still accepted."""

    current: bytes = field(repr=False)
    before: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def valid(self) -> tuple[bytes, ...]:
        """Every key that may have been used, the current one first."""
        return (self.current, *self.before)

    @property
    def oldest(self) -> bytes:
        return self.valid[-1]


def _filled(*values: str) -> tuple[str, ...]:
    """An empty token verifies nothing: anybody could sign with it."""
    return tuple(value for value in values if value)


def parse_twilio(name: str, text: str) -> TwilioSecrets:
    values = _values(name, text, needed=("account_sid", "auth_token"))
    return TwilioSecrets(
        values["account_sid"], values["auth_token"], values.get("auth_token_before", "")
    )


def parse_stripe(name: str, text: str) -> StripeAccountSecrets:
    values = _values(name, text, needed=("key", "webhook_secret"))
    return StripeAccountSecrets(
        values["key"], values["webhook_secret"], values.get("webhook_secret_before", "")
    )


def parse_openai(name: str, text: str) -> str:
    """Empty where no model elsewhere may be asked."""
    return _values(name, text, needed=()).get("key", "")


def parse_google(name: str, text: str) -> GoogleSecrets:
    values = _values(name, text, needed=())
    return GoogleSecrets(values.get("client_id", ""), values.get("client_secret", ""))


@functools.lru_cache(maxsize=4)
def parse_key_ring(name: str, text: str) -> KeyRing:
    values = _values(name, text, needed=("key",))
    before = [text for part in values.get("key_before", "").split(",") if (text := part.strip())]
    return KeyRing(_key(name, values["key"]), tuple(_key(name, text) for text in before))


def _values(name: str, text: str, *, needed: tuple[str, ...]) -> dict[str, str]:
    """Raises ValueError that names the secret and its entries, none of their values."""
    try:
        found: Any = json.loads(text)
    except json.JSONDecodeError:
        found = None
    entries = found if isinstance(found, dict) else {}
    texts = {str(entry): value for entry, value in entries.items() if isinstance(value, str)}
    if entries is not found or not texts.keys() >= set(needed):
        raise ValueError(f"the secret {name} is no JSON object with {', '.join(needed)}")
    return texts


def _key(name: str, text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise ValueError(f"a key of the secret {name} is not hexadecimal") from None


class SecretsSource:
    """Reads each secret when it is first wanted and when what it has grew old.

    If reading it again fails, that raises: a process does not go on with what may be revoked.
    """

    def __init__(self, prefix: str, *, elapsed_s: Callable[[], float] = time.monotonic) -> None:
        self._prefix = prefix
        self._elapsed_s = elapsed_s
        self._lock = threading.RLock()
        self._client: Any = None
        self._kept: dict[str, tuple[float, str]] = {}
        self._changes = 0

    @property
    def changes(self) -> int:
        """How often a secret that was read before was found changed; looks at the old ones."""
        with self._lock:
            for name in tuple(self._kept):
                self._text(name)
            return self._changes

    @property
    def twilio(self) -> TwilioSecrets:
        return parse_twilio("twilio", self._text("twilio"))

    @property
    def stripe(self) -> StripeAccountSecrets:
        return parse_stripe("stripe", self._text("stripe"))

    @property
    def openai_key(self) -> str:
        return parse_openai("openai", self._text("openai"))

    @property
    def google(self) -> GoogleSecrets:
        return parse_google("google", self._text("google"))

    @property
    def signing(self) -> KeyRing:
        """Signs what we hand out and want back: links, calendar feeds, codes, calls' tokens."""
        return parse_key_ring("signing", self._text("signing"))

    @property
    def suppression(self) -> KeyRing:
        """Hashes suppressed addresses. A key that was used is never taken away, only followed."""
        return parse_key_ring("suppression", self._text("suppression"))

    def _text(self, name: str) -> str:
        with self._lock:
            now, kept = self._elapsed_s(), self._kept.get(name)
            if kept is not None and now - kept[0] < KEPT_SECONDS:
                return kept[1]
            text = self._read(name)
            if kept is not None and kept[1] != text:
                self._changes += 1
            self._kept[name] = (now, text)
            return text

    def _read(self, name: str) -> str:
        if self._client is None:
            from tenancy.runtime.aws_clients import make_client

            self._client = make_client("secretsmanager")
        return str(self._client.get_secret_value(SecretId=f"{self._prefix}-{name}")["SecretString"])


@functools.lru_cache(maxsize=2)
def _source(prefix: str) -> SecretsSource:
    return SecretsSource(prefix)


def secrets_from_environment() -> SecretsSource:
    """Return this deployment's secrets, by WARMLINE_SECRETS_PREFIX. Raises KeyError without it."""
    return _source(os.environ["WARMLINE_SECRETS_PREFIX"])


class MadeFromSecrets[T]:
    """A function without arguments whose answer is kept for as long as no secret changes."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._kept: tuple[int, T] | None = None
        functools.update_wrapper(self, make)

    def __call__(self) -> T:
        changes = secrets_from_environment().changes
        if self._kept is None or self._kept[0] != changes:
            self._kept = (changes, self._make())
        return self._kept[1]

    def cache_clear(self) -> None:
        self._kept = None


def remake_with_secrets[T](make: Callable[[], T]) -> MadeFromSecrets[T]:
    """As `functools.cache`, but made again once a secret that was read before has changed."""
    return MadeFromSecrets(make)


@dataclass(frozen=True, slots=True)
class SecretKind:
    """How one secret is read."""

    parse: Callable[[str, str], object]
    """From its name and its text."""
    entries: tuple[str, ...] = ()
    """What a provider's is filled with by hand; none for a key of our own, which is born with the
    deployment. The later of a pair is what was valid before a change."""


SECRETS: Mapping[str, SecretKind] = {
    "twilio": SecretKind(parse_twilio, ("account_sid", "auth_token", "auth_token_before")),
    "stripe": SecretKind(parse_stripe, ("key", "webhook_secret", "webhook_secret_before")),
    "openai": SecretKind(parse_openai, ("key",)),
    "google": SecretKind(parse_google, ("client_id", "client_secret")),
    "signing": SecretKind(parse_key_ring),
    "suppression": SecretKind(parse_key_ring),
}
"""Every secret of a deployment, by the end of its name."""
