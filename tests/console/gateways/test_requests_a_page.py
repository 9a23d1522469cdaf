"""How many requests a page makes of DynamoDB on the real wiring, the session's one among them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tenancy.tenant import TenantId
from tests.console.gateways.deployed_console import Browser, counted_requests, visited_console

MOST = 3
MORE = {
    "/today/funnel": 4,
    "/knowledge": 4,
    "/campaigns/campaign_1": 4,
    "/campaigns/campaign_2": 5,
}
"""Pages that gather from more places: exactly so many, and a number here may only fall.

Each further request reads a partition of its own, and DynamoDB reads one a query: the newest run
beside counters and bookings; names of teammates who approved answers beside the answers and the
inbox; a number that waits to be proved beside the limits and the calendar; the same and what became
of touches beside the senders; what a campaign won, and for a draft usage and the payment state.
"""
PAGES = (
    "/",
    "/?show=steps",
    "/today/needs-you",
    "/today/value",
    "/today/funnel",
    "/today/credit",
    "/customers",
    "/customers/stripe",
    "/customers/imports/im_done",
    "/segments",
    "/segments/contact",
    "/segments/contact/week",
    "/segments/customer?id=cus_1",
    "/segments/customer/history?id=cus_1",
    "/segments/runs",
    "/segments/thresholds",
    "/offers",
    "/offers/offer_reports",
    "/playbooks",
    "/playbooks/upsell/en",
    "/playbooks/upsell/en/read?at=0",
    "/knowledge",
    "/rehearsal",
    "/rehearsal/personas",
    "/rehearsal/personas/3",
    "/bandwidth",
    "/channels",
    "/campaigns",
    "/campaigns/new",
    "/campaigns/campaign_1",
    "/campaigns/campaign_2",
    "/conversations",
    "/conversations/c_1",
    "/bookings",
    "/bookings/b_1",
    "/bookings?show=callbacks",
    "/bookings?show=opt-outs",
    "/billing",
    "/settings",
    "/settings/notifications",
    "/settings/retention",
    "/settings/keys",
    "/settings/webhooks",
    "/security",
    "/audit",
)


@pytest.fixture(scope="module")
def founder() -> Iterator[tuple[Browser, TenantId]]:
    with visited_console() as found:
        yield found


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_makes_no_more_requests_than_it_may(
    page: str, founder: tuple[Browser, TenantId]
) -> None:
    browser, tenant = founder
    with counted_requests(tenant) as made:
        browser.ask(page)
    assert made["BatchGetItem"] >= 1, "the session's own"
    total = made.total()
    assert total == MORE[page] if page in MORE else total <= MOST, made


@pytest.mark.costly(first=1)
def test_what_fails_while_it_is_counted_is_counted_no_longer(
    founder: tuple[Browser, TenantId],
) -> None:
    browser, tenant = founder
    counting = counted_requests(tenant)
    made = counting.__enter__()
    error = LookupError("what failed")
    assert not counting.__exit__(LookupError, error, None)
    browser.ask("/security")
    assert made.total() == 0
