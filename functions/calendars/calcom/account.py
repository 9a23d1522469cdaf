"""What a founder entrusts to us to reach Cal.com with, and where Cal.com is. Never logged."""

from __future__ import annotations

from dataclasses import field
from urllib.parse import urlsplit

from tenancy.values.lazy_dataclass import dataclass

HOSTED = "https://api.cal.com/v2"
VERSION_PATH = "/v2"
"""What every address of the API ends with."""


@dataclass(frozen=True, slots=True)
class CalComAccount:
    """One founder's account and the event type that takes bookings."""

    address: str
    """Of the API, `/v2` at its end, without a slash after it."""
    key: str = field(repr=False)
    user: str = field(repr=False)
    """The account's own mail address: who attends what we book, so that Cal.com writes to nobody
    but the founder."""
    time_zone: str = "UTC"
    event_type: int = 0
    """0: none is chosen yet."""
    minutes: int = 0
    """How long conversations of that event type are."""
    secret: str = field(default="", repr=False)
    """What Cal.com signs its messages to us with."""
    former_users: tuple[str, ...] = field(default=(), repr=False)
    """Addresses the account had when earlier bookings were made, newest first."""


def api_address(typed: str, *, sandbox_url: str = "") -> str:
    """Where the API is, from what a founder typed; Cal.com's own without anything typed, or a
    sandbox's where there is one. Empty for what is no address."""
    if not typed:
        return f"{sandbox_url}/calcom{VERSION_PATH}" if sandbox_url else HOSTED
    try:
        parts = urlsplit(typed)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("https", "http") or not host or parts.username is not None:
        return ""
    if parts.query or parts.fragment:
        return ""
    return typed.rstrip("/").removesuffix(VERSION_PATH) + VERSION_PATH
