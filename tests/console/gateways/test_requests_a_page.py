"""How many requests a page makes of DynamoDB on the real wiring, beside the three of a session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tenancy.tenant import TenantId
from tests.console.gateways.deployed_console import Browser, counted_requests, visited_console

SESSION = 3
"""The session, its founder and its tenant."""
MOST = 3
MORE = {
    "/?show=steps": 10,
    "/audit": 7,
}
"""Pages that gather from more places; a number here may only fall."""
PAGES = (
    "/",
    "/today/needs-you",
    "/today/funnel",
    "/today/credit",
    "/customers",
    "/customers/stripe",
    "/segments/contact",
    "/segments/contact/week",
    "/segments/runs",
    "/offers",
    "/playbooks",
    "/playbooks/upsell/en",
    "/playbooks/upsell/en/read?at=0",
    "/knowledge",
    "/rehearsal",
    "/bandwidth",
    "/channels",
    "/campaigns",
    "/campaigns/new",
    "/conversations",
    "/bookings",
    "/bookings?show=callbacks",
    "/billing",
    "/settings",
    "/security",
    *MORE,
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
    assert made.total() >= SESSION
    assert made.total() - SESSION <= MORE.get(page, MOST), made
