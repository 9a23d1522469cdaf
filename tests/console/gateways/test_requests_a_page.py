"""How many requests a page makes of DynamoDB on the real wiring, the session's one among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tenancy.identity.accounts import edit_tenant, load_tenant
from tenancy.identity.address_proofs import (
    CODE_LIVES,
    AddressClaim,
    issue_code,
    own_phone_name,
)
from tenancy.tenant import TenantId
from tests.console.gateways.deployed_console import Browser, counted_requests, visited_console

MOST = 3
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
    "/bandwidth/calendars",
    "/bandwidth/calendar/event-types",
    "/conversations?q=grace",
    "/customers/imports/im_map",
    "/customers/imports/im_run",
    "/customers/person",
    "/offers/new",
    "/playbooks/upsell/en/read?view=line&at=1",
    "/rehearsal?motion=upsell",
    "/rehearsal/replay/c_1",
    "/segments?q=a",
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
    assert made.total() <= MOST, made


@pytest.mark.costly(first=1)
def test_an_address_that_waits_for_its_code_is_shown_by_the_request_of_the_session(
    founder: tuple[Browser, TenantId],
) -> None:
    """What waited too long is shown no longer, though DynamoDB still has its row."""
    browser, tenant = founder
    now = browser.visit.ports.clock.now()
    kept = load_tenant(tenant)
    assert kept is not None
    (me,) = (person for person, name in kept.team if name == "Sample Founder")
    for name, number, at in (
        ("voice", "+15550100043", now - CODE_LIVES),
        ("sms", "+15550100041", now),
        (own_phone_name(me), "+15550100042", now),
    ):
        claim = AddressClaim(name, number)
        assert issue_code(tenant, claim, code="111111", key=b"k" * 32, now=at) is None
    with counted_requests(tenant) as made:
        channels, bandwidth = browser.ask("/channels"), browser.ask("/bandwidth")
    assert made.total() <= 2 * MOST
    assert "We sent a code to <strong>+15550100041</strong>" in channels
    assert "We sent a code to <strong>+15550100042</strong>" in bandwidth
    assert "+15550100043" not in channels


@pytest.mark.costly(first=1)
@pytest.mark.parametrize(("named", "requests"), [(True, 3), (False, 4)])
def test_who_approved_an_answer_is_named_by_the_tenants_record_or_looked_up(
    named: bool, requests: int, founder: tuple[Browser, TenantId]
) -> None:
    """Invitations of before there were names in it are looked up; nobody goes nameless."""
    browser, tenant = founder
    if not named:
        edit_tenant(tenant, lambda kept: replace(kept, team=()))
    with counted_requests(tenant) as made:
        shown = browser.ask("/knowledge")
    assert "Tom Teammate" in shown
    assert made.total() == requests, made


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
