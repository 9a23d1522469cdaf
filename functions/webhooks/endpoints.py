"""Where a founder has events sent, and what they are signed with.

A signing secret is derived from a key that is never taken away, and is written down nowhere.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from functions.webhooks.events import WebhookKind
from tenancy.data.credentials import acting_for
from tenancy.data.documents import DocumentKind, create_document, edit_document
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import TenantId
from tenancy.values.json_text import decode_json, encode_json
from tenancy.values.lazy_dataclass import dataclass

MOST_ENDPOINTS = 10
LONGEST_URL = 500
LONGEST_LABEL = 63
LONGEST_HOST = 253
ROLLING = timedelta(hours=24)
"""For so long after a change of the secret, events are signed with the one before too."""
ROWS = "webhook#"
_PURPOSE = b"warmline webhook v1\0"


class EndpointStatus(StrEnum):
    ON = "on"
    OFF = "off"
    """Events failed for too long, or the founder turned it off."""


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    id: str
    url: str
    kinds: tuple[WebhookKind, ...]
    """Empty: all of them, also those of later versions."""
    made_by: str
    made_at: datetime
    status: EndpointStatus = EndpointStatus.ON
    off_because: str = ""
    generation: int = 1
    rolled_at: datetime | None = None
    last_success_at: datetime | None = None

    def wants(self, kind: WebhookKind) -> bool:
        return self.status is EndpointStatus.ON and (not self.kinds or kind in self.kinds)


_ENDPOINT = DocumentKind(
    "webhook",
    lambda text: decode_json(WebhookEndpoint, text),
    encode_json,
    attributes=lambda endpoint: {"status": endpoint.status},
)


def check_url(url: str, *, http_allowed: bool = False) -> str:
    """Why nothing can be sent to an address, in the founder's words; empty if it may be tried.

    Where a name leads is looked at when something is sent: by then it may lead elsewhere.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    if not host or not plain or len(url) > LONGEST_URL or port == 0:
        return "Give a whole address such as https://hooks.example.com/warmline"
    if parts.scheme != "https" and not (http_allowed and parts.scheme == "http"):
        return "The address has to begin with https://"
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "Leave names, passwords and # out of the address."
    named = "." in host.strip(".") or http_allowed
    if not named or not _is_host_name(host):
        return "Give the name of a server on the internet."
    return ""


def _is_host_name(host: str) -> bool:
    """Whether the name can be looked up: one with an empty or over-long label cannot."""
    name = host.removesuffix(".")
    labels = name.split(".")
    return len(name) <= LONGEST_HOST and all(0 < len(label) <= LONGEST_LABEL for label in labels)


def list_endpoints(tenant: TenantId) -> tuple[WebhookEndpoint, ...]:
    """In the order they were made."""
    with acting_for(tenant):
        rows = tuple(
            WorkspaceItem.query(
                TenantKeys.settings(tenant),
                WorkspaceItem.sk.startswith(ROWS),
                consistent_read=True,
            )
        )
    found = (decode_json(WebhookEndpoint, row.document or "{}") for row in rows)
    return tuple(sorted(found, key=lambda endpoint: (endpoint.made_at, endpoint.id)))


def any_endpoint_on(tenant: TenantId) -> bool:
    return any(endpoint.status is EndpointStatus.ON for endpoint in list_endpoints(tenant))


def create_endpoint(tenant: TenantId, endpoint: WebhookEndpoint) -> None:
    with acting_for(tenant):
        create_document(TenantKeys.settings(tenant), f"{ROWS}{endpoint.id}", _ENDPOINT, endpoint)


def edit_endpoint(
    tenant: TenantId, endpoint: str, change: Callable[[WebhookEndpoint], WebhookEndpoint | None]
) -> WebhookEndpoint | None:
    with acting_for(tenant):
        return edit_document(TenantKeys.settings(tenant), f"{ROWS}{endpoint}", _ENDPOINT, change)


def remove_endpoint(tenant: TenantId, endpoint: str) -> None:
    with acting_for(tenant):
        WorkspaceItem(TenantKeys.settings(tenant), f"{ROWS}{endpoint}").delete()


def rolled(endpoint: WebhookEndpoint, *, now: datetime) -> WebhookEndpoint:
    """With a new secret; the one before signs too for a day."""
    return replace(endpoint, generation=endpoint.generation + 1, rolled_at=now)


def signing_secret(
    keys: KeyRing, tenant: TenantId, endpoint: WebhookEndpoint, *, generation: int | None = None
) -> str:
    """As the receiver keeps it: `whsec_` and base64 of 32 bytes."""
    number = endpoint.generation if generation is None else generation
    text = f"{tenant}\0{endpoint.id}\0{number}"
    made = hmac.digest(keys.oldest, _PURPOSE + text.encode(), "sha256")
    return f"whsec_{base64.b64encode(made).decode()}"


def signing_secrets(
    keys: KeyRing, tenant: TenantId, endpoint: WebhookEndpoint, *, now: datetime
) -> tuple[str, ...]:
    """The newest first."""
    rolling = endpoint.rolled_at is not None and now < endpoint.rolled_at + ROLLING
    numbers = (endpoint.generation, *((endpoint.generation - 1,) if rolling else ()))
    return tuple(signing_secret(keys, tenant, endpoint, generation=each) for each in numbers)
