"""How many requests a page makes of DynamoDB on the real wiring, beside the three of a session."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from frontend_api import wiring
from functions.outreach.domain.campaigns.progress import Stage
from functions.outreach.store.conversations.progress import counter_key
from functions.product.channels import Channel
from functions.product.motions import Motion
from tenancy.data.credentials import acting_for
from tenancy.data.table import ControlItem, TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId
from tests.cloud_account import cloud_account
from tests.console.fakes import CODE
from tests.console.gateways.deployed_console import Browser, OpenPool, deployed_console

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
    """Signed in, with a first conversation opened, each page visited once before."""
    with cloud_account(), deployed_console():
        ports = wiring.AwsPorts(OpenPool())
        found = Browser(ports)
        me = {"email": "founder@example.com", "password": "Sample-passw0rd-1"}
        names = {"name": "Sample Founder", "business_name": "Sampleboard", "country": "US"}
        zone = {"time_zone": "America/New_York", "email": me["email"]}
        found.send("/sign-up", "/sign-up", **names, **zone)
        found.send("/confirm", "/confirm", **me, code=CODE)
        found.send("/sign-in", "/sign-in", **me)
        session = ports.accounts.session(
            found.visit.cookies["warmline_session"], now=ports.clock.now()
        )
        assert session is not None
        tenant = session.tenant.id
        key = counter_key(ports.clock.now(), Motion.UPSELL, Stage.OPENED, Channel.SMS)
        with acting_for(tenant):
            item = WorkspaceItem(TenantKeys.progress(tenant), key)
            item.update(actions=[WorkspaceItem.counter.add(1)])
        # The first look keeps the starters, once in a tenant's life, and which lines were shown.
        for first in ("/knowledge", "/playbooks/upsell/en", "/playbooks/upsell/en/read?at=0"):
            found.ask(first)
        yield found, tenant


@contextmanager
def _counted(tenant: TenantId) -> Iterator[Counter[str]]:
    """Calls to DynamoDB by operation, as they are sent."""
    made: Counter[str] = Counter()

    def count(model: object, **_: object) -> None:
        made[model.name] += 1  # type: ignore[attr-defined]

    with acting_for(tenant):
        clients = {
            id(table._get_connection().connection.client.meta.events): table
            for table in (WorkspaceItem, ControlItem)
        }
        emitters = [t._get_connection().connection.client.meta.events for t in clients.values()]
    for events in emitters:
        events.register("before-call.dynamodb", count)
    yield made
    for events in emitters:
        events.unregister("before-call.dynamodb", count)


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("page", PAGES)
def test_a_page_makes_no_more_requests_than_it_may(
    page: str, founder: tuple[Browser, TenantId]
) -> None:
    browser, tenant = founder
    with _counted(tenant) as made:
        browser.ask(page)
    assert made.total() >= SESSION
    assert made.total() - SESSION <= MORE.get(page, MOST), made
