"""Each kind of fault is planted in what passes over a wire, and the provider's definition names it.

Every test with a sandbox is held to the same: see `serve` and `our_side` in the conftest above.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from infra.sandbox.app import Sandbox
from infra.sandbox.settings import ACCOUNT_SID, Settings
from infra.sandbox.stripe.events import API_VERSION
from infra.sandbox.stripe.shapes import whole_invoice, whole_subscription
from tests.infra.sandbox.conftest import ANN, OURS
from tests.infra.sandbox.definitions.contract import (
    STRIPE,
    TWILIO,
    Checked,
    definition,
    event_problems,
    operation_of,
    problems_in,
    sent_by_stripe_form,
    sent_by_twilio_form,
)

START = datetime(2027, 3, 1, 15, 0, tzinfo=UTC)
SUBSCRIPTION = whole_subscription(
    {
        "id": "sub_1",
        "customer": "cus_1",
        "created": 1,
        "items": {
            "data": [
                {
                    "id": "si_1",
                    "price": {
                        "id": "price_1",
                        "created": 1,
                        "currency": "eur",
                        "product": "prod_1",
                        "recurring": {
                            "interval": "month",
                            "interval_count": 1,
                            "usage_type": "licensed",
                        },
                    },
                }
            ]
        },
    }
)
MESSAGE = {
    **dict.fromkeys(definition("twilio")["$defs"]["message"]["properties"]),
    "direction": "outbound-api",
    "sid": "SM" + "5" * 32,
    "status": "queued",
}


def change(value: Any, path: str, to: object) -> Any:
    """A copy with one place changed, or without it where `to` is `GONE`."""
    copy = json.loads(json.dumps(value))
    *way, last = path.split(".")
    at = copy
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    if to is GONE:
        del at[last]
    else:
        at[last] = to
    return copy


GONE = object()


@pytest.mark.parametrize(
    ("provider", "name", "whole", "path", "to", "problem"),
    [
        ("twilio", "message", MESSAGE, "date_sent", GONE, ": 'date_sent' is a required property"),
        ("twilio", "message", MESSAGE, "error_code", "30005", "[error_code]: '30005' is not of"),
        ("twilio", "message", MESSAGE, "status", "on its way", "[status]: 'on its way' is not one"),
        ("twilio", "message", MESSAGE, "sid", "SM5", "[sid]: 'SM5' does not match"),
        ("twilio", "message", MESSAGE, "text", "x", ": Additional properties are not allowed"),
        ("stripe", "subscription", SUBSCRIPTION, "schedule", GONE, ": 'schedule' is a required"),
        ("stripe", "subscription", SUBSCRIPTION, "created", "1", "[created]: '1' is not of type"),
        ("stripe", "subscription", SUBSCRIPTION, "status", "lapsed", "[status]: 'lapsed' is not"),
        (
            "stripe",
            "subscription",
            SUBSCRIPTION,
            "items.data.0.price.recurring.usage_type",
            GONE,
            "[items][data][0][price][recurring]: 'usage_type' is a required property",
        ),
        ("stripe", "subscription", SUBSCRIPTION, "customer", 7, "[customer]: 7 is not valid under"),
    ],
)
def test_a_planted_fault_in_an_answer_is_named_with_its_place(
    provider: str, name: str, whole: Any, path: str, to: object, problem: str
) -> None:
    assert problems_in(provider, name, whole) == []
    found = " | ".join(problems_in(provider, name, change(whole, path, to)))
    assert f"{provider} {name}{problem}" in found


@pytest.mark.parametrize(
    ("name", "sent", "problem"),
    [
        ("CreateMessage", "To=%2B1&Body=Hi", ""),
        ("CreateMessage", "Body=Hi", ": 'To' is a required property"),
        ("CreateMessage", "To=%2B1&StatusCallbak=x", ": Additional properties are not allowed"),
        ("CreateMessage", "To=%2B1&ContentRetention=forget", "[ContentRetention]: 'forget' is not"),
        ("CreateMessage", "To=%2B1&ValidityPeriod=long", "[ValidityPeriod]: 'long' is not of type"),
        ("CreateCall", "To=%2B1&From=%2B2&StatusCallbackEvent=a&StatusCallbackEvent=b", ""),
        ("UpdateCall", "Status=over", "[Status]: 'over' is not one of"),
    ],
)
def test_a_planted_fault_in_what_twilio_is_sent_is_named(
    name: str, sent: str, problem: str
) -> None:
    found = problems_in("twilio", name, sent_by_twilio_form(sent, name))
    assert len(found) == bool(problem)
    assert problem in "".join(found)


@pytest.mark.parametrize(
    ("name", "sent", "problem"),
    [
        ("SubscriptionListParams", "status=all&limit=100&created[gte]=5", ""),
        ("SubscriptionListParams", "status=gone", "[status]: 'gone' is not one of"),
        ("SubscriptionListParams", "limit=many", "[limit]: 'many' is not of type 'number'"),
        ("MeterEventCreateParams", "event_name=a&payload[value]=1&timestamp=5", ""),
        ("MeterEventCreateParams", "event_name=a", ": 'payload' is a required property"),
        (
            "CheckoutSessionCreateParams",
            "mode=subscription&subscription_data[metdata][tenant]=t",
            "[subscription_data]: Additional properties are not allowed ('metdata'",
        ),
        ("CheckoutSessionCreateParams", "mode=rent", "[mode]: 'rent' is not one of"),
    ],
)
def test_a_planted_fault_in_what_stripe_is_sent_is_named(
    name: str, sent: str, problem: str
) -> None:
    found = problems_in("stripe", name, sent_by_stripe_form(sent, name))
    assert len(found) == bool(problem)
    assert problem in "".join(found)


INVOICE = whole_invoice({"id": "in_1", "customer": "cus_1", "status": "paid"})
EVENT = {
    "id": "evt_1",
    "object": "event",
    "api_version": API_VERSION,
    "created": 1,
    "data": {"object": INVOICE},
    "livemode": False,
    "pending_webhooks": 1,
    "request": None,
    "type": "invoice.paid",
}


@pytest.mark.parametrize(
    ("path", "to", "problem"),
    [
        ("api_version", "2026-10-28", "api_version 2026-10-28"),
        ("type", "invoice.was_paid", "[type]: 'invoice.was_paid' is not one of"),
        ("pending_webhooks", GONE, "'pending_webhooks' is a required property"),
        ("data.object.amount_due", GONE, "invoice: 'amount_due' is a required property"),
    ],
)
def test_a_planted_fault_in_an_event_is_named(path: str, to: object, problem: str) -> None:
    assert event_problems(json.dumps(EVENT)) == []
    assert problem in " | ".join(event_problems(json.dumps(change(EVENT, path, to))))


def test_the_definition_is_of_the_version_the_installed_sdk_speaks() -> None:
    assert definition("stripe")["source"]["api_version"] == API_VERSION


def test_a_sandbox_that_answers_otherwise_is_found_out() -> None:
    async def wrong(request: Request) -> JSONResponse:
        await request.body()
        return JSONResponse({**MESSAGE, "status": "gone"}, status_code=201)

    path = f"/twilio/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    checked = Checked(Starlette(routes=[Route(path, wrong, methods=["POST"])]))
    with TestClient(checked) as client:
        client.post(path, data={"To": ANN, "From": OURS, "Text": "Hello"})
    parameter, answer = checked.problems
    assert "twilio CreateMessage: Additional properties are not allowed ('Text'" in parameter
    assert "twilio message[status]: 'gone' is not one of" in answer


def test_every_call_the_sandbox_answers_has_its_definition() -> None:
    """A route without one would be looked at by nobody. A file is no part of the definition."""
    routes = Sandbox(Settings(hooks_url="http://127.0.0.1:9", start=START)).routes()
    calls = [
        (method, route.path.format(account=ACCOUNT_SID, call="x2", sid="x1", id="x1"))
        for route in routes
        for method in (route.methods or set()) - {"HEAD"}
        if route.path.startswith(("/twilio/2010", "/stripe/v1/")) and ":path" not in route.path
        if not route.path.endswith(".mp3")
    ]
    assert len(calls) == len(TWILIO) + len(STRIPE)
    assert [call for call in calls if operation_of(*call) is None] == []
