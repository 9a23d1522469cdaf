"""Webhooks of founders' own Stripe accounts: whose they are, in what order, and one message."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from stripe import WebhookSignature

from functions.outreach import wiring
from functions.outreach.handlers.web import founder_stripe
from functions.stripe_source.link import CHANGES_AT_MOST, StoredLinks, StripeLink
from tenancy.runtime.http import HttpRequest
from tenancy.runtime.tenant_secrets import TenantSecrets
from tenancy.tenant import tenant_id
from tests.outreach.approved import NOW, TENANT
from tests.outreach.handlers.deployed import STRIPE_SECRET, Deployed

pytestmark = pytest.mark.costly(first=2)

SECRET = "whsec_of_the_founder"
STRANGER = tenant_id("t_stranger000000")
LINK = StripeLink(
    connected_at=NOW, connected_by="f_1", key_ending="wxyz", live=False, hook_ending="nder"
)
CREATED = 1_790_000_000


@pytest.fixture
def hooks(stage: Deployed) -> Iterator[str]:
    """A connected tenant; yields the imports queue's URL."""
    url = boto3.client("sqs").create_queue(QueueName="imports")["QueueUrl"]
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WARMLINE_IMPORTS_QUEUE_URL", url)
        environment.setenv("WARMLINE_STAGE", "test")
        TenantSecrets("test").keep_hook_secret(TENANT, SECRET)
        StoredLinks().connect(TENANT, lambda _: LINK)
        yield url


def event(kind: str = "customer.updated", **changes: Any) -> dict[str, Any]:
    thing = changes.pop("thing", {"id": "cus_1", "object": "customer", "email": "a@example.com"})
    return {
        "id": "evt_1",
        "object": "event",
        "type": kind,
        "created": CREATED,
        "livemode": False,
        "data": {"object": thing},
        **changes,
    }


def send(
    body: dict[str, Any] | bytes, *, secret: str = SECRET, tenant: str = TENANT, signed: bool = True
) -> int:
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    header = WebhookSignature.generate_signature_header(payload.decode(), secret, int(time.time()))
    answer = founder_stripe.handle(
        HttpRequest(
            "POST",
            f"/hooks/stripe/{tenant}",
            headers={"stripe-signature": header} if signed else {},
            body=payload,
            values={"tenant": tenant},
        )
    )
    return answer.status


def changes() -> dict[str, str | None]:
    """Object → the mail address or status that is kept, None for deleted."""
    return {
        one.object_id: (one.row.get("Email") or one.row.get("Status")) if one.row else None
        for one in StoredLinks().changes(TENANT)
    }


def waiting(url: str) -> int:
    found = boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    return int(found["Attributes"]["ApproximateNumberOfMessagesDelayed"])


@pytest.mark.slow
def test_many_events_become_changes_and_one_delayed_message(hooks: str) -> None:
    assert send(event()) == 200
    assert send(event("customer.deleted", id="evt_2", thing={"id": "cus_2"})) == 200
    ended = {"id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "canceled"}
    assert send(event("customer.subscription.deleted", id="evt_3", thing=ended)) == 200
    assert changes() == {"cus_1": "a@example.com", "cus_2": None, "sub_1": "canceled"}
    assert waiting(hooks) == 1
    link = StoredLinks().load(TENANT)
    assert link is not None
    assert link.changes_due_at is not None
    assert link.changes_due_at > link.connected_at


@pytest.mark.slow
@pytest.mark.usefixtures("hooks")
def test_events_twice_and_in_any_order_leave_the_newest_word() -> None:
    told = [
        event(
            id=f"evt_{number}",
            created=CREATED + number,
            thing={"id": "cus_1", "email": f"{number}@example.com"},
        )
        for number in range(3)
    ]
    for order in itertools.islice(itertools.permutations(told * 2), 0, 720, 119):
        for one in order:
            assert send(one) == 200
        assert changes() == {"cus_1": "2@example.com"}


def test_a_repeated_event_asks_for_nothing(hooks: str) -> None:
    send(event())
    StoredLinks().edit(TENANT, lambda link: link.model_copy(update={"changes_due_at": None}))
    assert send(event()) == 200
    assert waiting(hooks) == 1
    link = StoredLinks().load(TENANT)
    assert link is not None
    assert link.changes_due_at is None


def test_nothing_is_read_of_what_another_secret_signed(hooks: str) -> None:
    for secret in ("whsec_other", STRIPE_SECRET, ""):
        assert send(event(), secret=secret) == 403
    assert send(event(), signed=False) == 403
    assert send(b"not json at all", secret="whsec_other") == 403
    assert changes() == {}
    assert waiting(hooks) == 0


def test_without_a_secret_even_an_empty_ones_signature_is_refused(hooks: str) -> None:
    TenantSecrets("test").keep_hook_secret(TENANT, "")
    assert send(event(), secret="") == 403


def test_a_tenant_that_is_not_connected_is_not_there(hooks: str) -> None:
    for tenant in (STRANGER, "t_x", "*", ""):
        assert send(event(), tenant=tenant) == 404
    StoredLinks().remove(TENANT)
    assert send(event()) == 404
    assert changes() == {}
    assert waiting(hooks) == 0


@pytest.mark.parametrize(
    "told",
    [
        event("invoice.paid"),
        event("customer.source.created"),
        event(livemode=True),
        event(account="acct_of_a_seller"),
        event(thing={"object": "customer"}),
        event(thing={}),
    ],
)
def test_what_says_nothing_about_this_accounts_customers_is_passed_over(
    hooks: str, told: dict[str, Any]
) -> None:
    assert send(told) == 200
    assert changes() == {}
    assert waiting(hooks) == 0


def test_an_account_where_everything_changes_is_not_kept_but_read_anew(hooks: str) -> None:
    links = StoredLinks()
    links.count_change(TENANT)
    from tenancy.data.credentials import acting_for
    from tenancy.data.table import TenantKeys, WorkspaceItem

    with acting_for(TENANT):
        item = WorkspaceItem(TenantKeys.stripe(TENANT), "count")
        item.update(actions=[WorkspaceItem.counter.set(CHANGES_AT_MOST)])
    assert send(event()) == 200
    assert changes() == {}
    assert waiting(hooks) == 1
    assert links.count_changes(TENANT) == CHANGES_AT_MOST + 1


def test_a_message_that_got_lost_is_sent_again(hooks: str) -> None:
    send(event())
    StoredLinks().edit(
        TENANT, lambda link: link.model_copy(update={"changes_due_at": NOW.replace(year=2020)})
    )
    send(event(id="evt_2", created=CREATED + 1))
    assert waiting(hooks) == 2


def test_the_route_is_the_tenants(hooks: str) -> None:
    from functions.outreach.app import app

    assert "/hooks/stripe/{tenant}" in app.routes
    assert wiring.is_tenant(TENANT)
