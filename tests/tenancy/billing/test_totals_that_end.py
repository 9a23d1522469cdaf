"""A total of which Stripe keeps saying that there is more is an error, never a number."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tenancy.billing.stripe import SUMMARIES_AT_MOST, StripeBilling
from tenancy.billing.usage import Meter, month_of
from tests.infra.sandbox.conftest import serve

NUMBERS = itertools.count()


def meters(_: Request) -> Response:
    found = [{"id": f"mtr_{each}", "object": "billing.meter", "event_name": each} for each in Meter]
    return JSONResponse({"object": "list", "data": found, "has_more": False, "url": "/v1/x"})


def summaries(request: Request) -> Response:
    found = [
        {"id": f"s_{next(NUMBERS)}", "object": "billing.meter_event_summary", "aggregated_value": 1}
        for _ in range(SUMMARIES_AT_MOST)
    ]
    assert next(NUMBERS) < 10 * SUMMARIES_AT_MOST, "it is asked without end"
    return JSONResponse(
        {"object": "list", "data": found, "has_more": True, "url": request.url.path}
    )


@pytest.fixture
def stripe() -> Iterator[StripeBilling]:
    listed = Route("/v1/billing/meters", meters)
    of_one = Route("/v1/billing/meters/{meter}/event_summaries", summaries)
    running = serve(Starlette(routes=[listed, of_one]))
    yield StripeBilling(key="rk_test_sample", url=f"http://127.0.0.1:{running.port}")
    running.stop()


def test_summaries_without_end_are_an_error(stripe: StripeBilling) -> None:
    period = month_of(datetime(2026, 11, 23, tzinfo=UTC))
    with pytest.raises(RuntimeError, match="no end"):
        stripe.total(next(iter(Meter)), period, stripe_customer="cus_1")
