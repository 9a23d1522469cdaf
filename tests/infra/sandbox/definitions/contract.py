"""What passes between us and a provider, held against the provider's own definition of its API.

Only what the sandbox took and answered is looked at: what it refused was not legal anyway.
`twilio.json` and `stripe.json` say where each definition comes from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infra.sandbox.stripe.wire import read_params
from tests.infra.sandbox.definitions import calcom_wire, google_wire
from tests.infra.sandbox.definitions.shapes import definition, problems_in


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of an API: the definition's names of what it takes and what it answers."""

    method: str
    path: str
    """A regular expression for the whole path."""
    takes: str
    """Empty where it takes no parameter."""
    answers: str
    """Empty where it answers nothing."""
    listed: bool = False
    """Whether the answer is Stripe's list of them."""


_TWILIO = r"/twilio/2010-04-01/Accounts/AC\w{32}"
_RECORDINGS = rf"{_TWILIO}/Calls/\w+/Recordings"
TWILIO = (
    Operation("POST", rf"{_TWILIO}/Messages\.json", "CreateMessage", "message"),
    Operation("GET", rf"{_TWILIO}/Messages\.json", "ListMessage", "message_page"),
    Operation("GET", rf"{_TWILIO}/Messages/\w+\.json", "", "message"),
    Operation("POST", rf"{_TWILIO}/Messages/\w+\.json", "UpdateMessage", "message"),
    Operation("DELETE", rf"{_TWILIO}/Messages/\w+\.json", "", ""),
    Operation("POST", rf"{_TWILIO}/Calls\.json", "CreateCall", "call"),
    Operation("GET", rf"{_TWILIO}/Calls\.json", "ListCall", "call_page"),
    Operation("GET", rf"{_TWILIO}/Calls/\w+\.json", "", "call"),
    Operation("POST", rf"{_TWILIO}/Calls/\w+\.json", "UpdateCall", "call"),
    Operation("DELETE", rf"{_TWILIO}/Calls/\w+\.json", "", ""),
    Operation("POST", rf"{_RECORDINGS}\.json", "CreateCallRecording", "recording"),
    Operation("GET", rf"{_RECORDINGS}\.json", "ListCallRecording", "recording_page"),
    Operation("GET", rf"{_RECORDINGS}/[\w.]+\.json", "", "recording"),
    Operation("POST", rf"{_RECORDINGS}/[\w.]+\.json", "UpdateCallRecording", "recording"),
    Operation("DELETE", rf"{_TWILIO}/Recordings/\w+\.json", "", ""),
)
_ID = r"/\w+"
_STRIPE = (
    ("POST", "customers", "CustomerCreateParams", "customer", False),
    ("GET", "customers", "CustomerListParams", "customer", True),
    ("GET", f"customers{_ID}", "CustomerRetrieveParams", "customer", False),
    ("POST", f"customers{_ID}", "CustomerUpdateParams", "customer", False),
    ("POST", "products", "ProductCreateParams", "product", False),
    ("GET", "products", "ProductListParams", "product", True),
    ("GET", f"products{_ID}", "ProductRetrieveParams", "product", False),
    ("POST", "prices", "PriceCreateParams", "price", False),
    ("GET", "prices", "PriceListParams", "price", True),
    ("GET", f"prices{_ID}", "PriceRetrieveParams", "price", False),
    ("GET", "subscriptions", "SubscriptionListParams", "subscription", True),
    ("GET", f"subscriptions{_ID}", "SubscriptionRetrieveParams", "subscription", False),
    ("DELETE", f"subscriptions{_ID}", "SubscriptionCancelParams", "subscription", False),
    ("POST", "checkout/sessions", "CheckoutSessionCreateParams", "checkout.session", False),
    ("GET", f"checkout/sessions{_ID}", "CheckoutSessionRetrieveParams", "checkout.session", False),
    (
        "POST",
        "billing_portal/sessions",
        "PortalSessionCreateParams",
        "billing_portal.session",
        False,
    ),
    ("POST", "billing/meters", "MeterCreateParams", "billing.meter", False),
    ("GET", "billing/meters", "MeterListParams", "billing.meter", True),
    ("GET", f"billing/meters{_ID}", "MeterRetrieveParams", "billing.meter", False),
    ("POST", "billing/meter_events", "MeterEventCreateParams", "billing.meter_event", False),
    (
        "POST",
        "billing/meter_event_adjustments",
        "MeterEventAdjustmentCreateParams",
        "billing.meter_event_adjustment",
        False,
    ),
    (
        "GET",
        f"billing/meters{_ID}/event_summaries",
        "MeterEventSummaryListParams",
        "billing.meter_event_summary",
        True,
    ),
)
STRIPE = tuple(
    Operation(method, f"/stripe/v1/{path}", takes, answers, listed)
    for method, path, takes, answers, listed in _STRIPE
)


def sent_by_twilio_form(text: str, name: str) -> dict[str, Any]:
    """A form as the definition writes it: lists, whole numbers, yes and no by their type."""
    kinds = definition("twilio")["$defs"][name]["properties"]
    read: dict[str, Any] = {}
    for field, value in parse_qsl(text, keep_blank_values=True):
        kind = kinds.get(field, {}).get("type")
        if kind == "array":
            read.setdefault(field, []).append(value)
        else:
            read[field] = _typed(value, kind)
    return read


def _typed(text: str, kind: object) -> Any:
    kinds = kind if isinstance(kind, list) else [kind]
    if "boolean" in kinds and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    if {"integer", "number"} & set(kinds) and re.fullmatch(r"-?\d+", text):
        return int(text)
    return text


def sent_by_stripe_form(text: str, name: str) -> dict[str, Any]:
    """`a[b][0]=1` as nested values, numbers and yes and no where the definition has them."""
    known = definition("stripe")
    shape = {"$ref": f"#/$defs/{known['named'][name]}"}
    typed = _fitted(read_params(text), shape)
    return typed if isinstance(typed, dict) else {}


def _fitted(value: Any, shape: dict[str, Any]) -> Any:
    choices = list(_choices(shape))
    if isinstance(value, dict):
        inner = {
            key: one for choice in choices for key, one in choice.get("properties", {}).items()
        }
        return {key: _fitted(one, inner.get(key, {})) for key, one in value.items()}
    if isinstance(value, list):
        items = next((choice["items"] for choice in choices if "items" in choice), {})
        return [_fitted(one, items) for one in value]
    kinds = [kind for choice in choices for kind in _kinds(choice)]
    return value if "string" in kinds else _typed(value, kinds)


def _choices(shape: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "$ref" in shape:
        shape = definition("stripe")["$defs"][shape["$ref"].removeprefix("#/$defs/")]
    if "anyOf" not in shape:
        yield shape
    for one in shape.get("anyOf", ()):
        yield from _choices(one)


def _kinds(shape: dict[str, Any]) -> list[str]:
    kind = shape.get("type", [])
    return kind if isinstance(kind, list) else [kind]


def event_problems(body: str) -> list[str]:
    """What a Stripe event breaks: its envelope, its kind, and the object it carries."""
    event = json.loads(body)
    carried = event["data"]["object"]
    within = problems_in("stripe", str(carried.get("object")), carried)
    version = definition("stripe")["source"]["api_version"]
    wrong = [] if event["api_version"] == version else [f"api_version {event['api_version']}"]
    return [*problems_in("stripe", "event", event), *within, *wrong]


class Checked:
    """A sandbox whose every taken request and answer is held against the definitions.

    Google's by `google_wire`, Cal.com's by `calcom_wire`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.problems: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        http = scope["type"] == "http"
        operation = operation_of(scope["method"], scope["path"]) if http else None
        # A calendar is named by an address, whose slash would otherwise be one of the path's.
        raw = scope["raw_path"].decode().partition("?")[0] if http else ""
        google = google_wire.call_of(scope["method"], raw) if http else None
        calcom = calcom_wire.call_of(scope["method"], raw) if http else None
        if operation is None and google is None and calcom is None:
            await self._app(scope, receive, send)
            return
        asked: list[bytes] = []
        answered: list[bytes] = []
        status = 0

        async def receive_and_keep() -> Message:
            message = await receive()
            asked.append(message.get("body", b""))
            return message

        async def send_and_keep(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            answered.append(message.get("body", b""))
            await send(message)

        await self._app(scope, receive_and_keep, send_and_keep)
        if not 200 <= status < 300:
            return
        if google is not None:
            self.problems += google_wire.problems_of(
                google,
                query=scope["query_string"].decode(),
                sent=b"".join(asked),
                answered=b"".join(answered),
            )
        if calcom is not None:
            headers = dict(scope["headers"])
            self.problems += calcom_wire.problems_of(
                calcom,
                version=headers.get(b"cal-api-version", b"").decode(),
                query=scope["query_string"].decode(),
                sent=b"".join(asked),
                status=status,
                answered=b"".join(answered),
            )
        if operation is not None:
            reads = scope["method"] in {"GET", "DELETE"}
            sent = scope["query_string"] if reads else b"".join(asked)
            self.problems += exchange_problems(operation, sent.decode(), b"".join(answered))


def operation_of(method: str, path: str) -> Operation | None:
    """The call a request makes, if it is one of Twilio's or Stripe's."""
    for one in (*TWILIO, *STRIPE):
        if one.method == method and re.fullmatch(one.path, path):
            return one
    return None


def exchange_problems(operation: Operation, sent: str, answered: bytes) -> list[str]:
    """What one taken request and its answer break of the definition."""
    provider = "twilio" if operation in TWILIO else "stripe"
    read = sent_by_twilio_form if provider == "twilio" else sent_by_stripe_form
    found: list[str] = []
    if operation.takes:
        given = read(sent, operation.takes)
        found += problems_in(provider, operation.takes, given)
    elif sent:
        found.append(f"{provider} {operation.path} takes no parameter: {sent}")
    if not operation.answers:
        return found + [f"{operation.path} answers nothing"] * bool(answered)
    body = json.loads(answered)
    if not operation.listed:
        return found + answer_problems(provider, operation.answers, body)
    frame = {"object": "list", "has_more": bool(body.get("has_more")), "url": body.get("url")}
    if {key: body.get(key) for key in frame} != frame or "data" not in body:
        found.append(f"{operation.path} answers no list")
    return found + [
        problem
        for one in body.get("data", [])
        for problem in answer_problems(provider, operation.answers, one)
    ]


def answer_problems(provider: str, name: str, body: Any) -> list[str]:
    """Of a deleted customer Stripe keeps that there was one."""
    gone = name == "customer" and body.get("deleted") is True
    return problems_in(provider, "deleted_customer" if gone else name, body)
