"""What Warmline costs, before anybody signs up: the price table in force, and an example."""

from __future__ import annotations

from typing import ClassVar

from frontend_api.http.session import Visitor
from frontend_api.pages.frame import Frame, visitor_frame
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from tenancy.billing.prices import METER_WORDS, price_table_at
from tenancy.billing.spending import DEFAULT_SPENDING_LIMIT_CENTS, TRIAL_CREDIT_CENTS
from tenancy.billing.usage import Meter
from tenancy.runtime.http import HttpRequest, HttpResponse
from tenancy.values.lazy_dataclass import dataclass

EXAMPLE = {Meter.REACHED_CONVERSATIONS: 60, Meter.VOICE_MINUTES: 40, Meter.BOOKED_CONVERSATIONS: 6}
"""A month of a small campaign."""


@dataclass(frozen=True, slots=True)
class PricingPage:
    template: ClassVar[str] = "tenant/pricing.html"
    frame: Frame
    currency: str
    prices: tuple[tuple[str, int, int, int], ...]
    """(what is counted, its price, how many in the example, what they cost)."""
    example_cents: int
    trial_cents: int
    limit_cents: int


def pricing(request: HttpRequest, visitor: Visitor, ports: Ports) -> HttpResponse:
    table = price_table_at(ports.clock.now())
    rows = tuple(
        (
            METER_WORDS[meter],
            table.unit_cents[meter],
            EXAMPLE[meter],
            EXAMPLE[meter] * table.unit_cents[meter],
        )
        for meter in Meter
    )
    context = PricingPage(
        frame=visitor_frame(visitor, "What it costs", done=request.asked("done")),
        currency=table.currency,
        prices=rows,
        example_cents=sum(cents for *_, cents in rows),
        trial_cents=TRIAL_CREDIT_CENTS,
        limit_cents=DEFAULT_SPENDING_LIMIT_CENTS,
    )
    return page(context)
