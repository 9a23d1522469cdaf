"""What a founder reads where Stripe does not answer: words beside the form, never a broken page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from frontend_api import wiring
from frontend_api.http.forms import FieldRefusal
from tenancy.billing.payment_state import attach_customer
from tenancy.tenant import Tenant, tenant_id
from tests.console.gateways.deployed_console import OpenPool, deployed_console
from tests.infra.sandbox.conftest import serve

TENANT = Tenant(tenant_id("t_aaaaaaaaaaaa"), "Acme", "UTC", "en", ("en",), "US", "USD")
AWAY = FieldRefusal("Stripe did not answer just now. Try again in a minute.", "form")


async def away(_: Request) -> Response:
    """Of which the SDK is told that asking again at once is no use."""
    body = {"error": {"type": "api_error", "message": "Away"}}
    return JSONResponse(body, 503, headers={"stripe-should-retry": "false"})


@contextmanager
def running_stripe_that_is_away() -> Iterator[str]:
    running = serve(Starlette(routes=[Route("/{path:path}", away, methods=["GET", "POST"])]))
    try:
        yield f"http://127.0.0.1:{running.port}"
    finally:
        running.stop()


@pytest.mark.usefixtures("aws")
def test_a_checkout_that_cannot_be_made_now_is_said_in_words() -> None:
    with running_stripe_that_is_away() as stripe, deployed_console(stripe_url=stripe):
        billing = wiring.AwsPorts(OpenPool()).billing
        assert billing.checkout_url(TENANT, founder_email="ann@example.com") == AWAY
        attach_customer(TENANT.id, "cus_1")
        assert billing.portal_url(TENANT) == AWAY
