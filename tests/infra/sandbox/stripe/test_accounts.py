"""Founders' own accounts: a restricted key opens one of them, for reading, as far as permitted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import stripe

from infra.sandbox.client import SandboxClient, SandboxRefusedError
from infra.sandbox.stripe.sample_account import CUSTOMERS, KEY
from tests.infra.sandbox.conftest import OurSide, Served, stripe_client

ACCOUNT = "acct_founder"
OWN = "rk_test_founder"
SECRET = "whsec_founder"
EVERYTHING = ["customers", "subscriptions", "products", "coupons"]
COUPON = {"id": "co_1", "percent_off": 20}


@pytest.fixture
def reader(served: Served, world: SandboxClient) -> Iterator[stripe.StripeClient]:
    world.founder_account(ACCOUNT, keys={OWN: EVERYTHING})
    discount = {"id": "di_1", "source": {"type": "coupon", "coupon": COUPON}}
    world.in_founder_account(
        ACCOUNT,
        customers=[{"id": f"cus_{n}", "email": f"{n}@example.com", "created": n} for n in (1, 2)],
        subscriptions=[
            {"id": "sub_1", "customer": "cus_1", "created": 1, "discounts": [discount]},
            {"id": "sub_2", "customer": "cus_2", "created": 2, "status": "canceled"},
        ],
    )
    client = stripe_client(served.url, OWN)
    yield client
    client._requestor._get_http_client().close()


def test_the_sample_account_is_there_from_the_start(served: Served) -> None:
    sample = stripe_client(served.url, KEY)
    found = list(sample.v1.customers.list({"limit": 100}).auto_paging_iter())
    assert len(found) == CUSTOMERS
    sample._requestor._get_http_client().close()


def test_a_key_names_its_own_account_and_never_the_one_that_bills(
    reader: stripe.StripeClient, money: stripe.StripeClient
) -> None:
    money.v1.customers.create({"email": "founder@example.com"})
    assert [one.email for one in money.v1.customers.list()] == ["founder@example.com"]
    assert [one.id for one in reader.v1.customers.list()] == ["cus_2", "cus_1"]


def test_it_reads_and_nothing_else(reader: stripe.StripeClient) -> None:
    for forbidden in (
        lambda: reader.v1.customers.create({"email": "x@example.com"}),
        lambda: reader.v1.subscriptions.cancel("sub_1"),
        reader.v1.prices.list,
    ):
        with pytest.raises(stripe.PermissionError, match="required permissions"):
            forbidden()


def test_an_unknown_key_is_no_key(served: Served, reader: stripe.StripeClient) -> None:
    wrong = stripe_client(served.url, "rk_test_nobodys")
    with pytest.raises(stripe.AuthenticationError, match="Invalid API Key"):
        wrong.v1.customers.list()
    wrong._requestor._get_http_client().close()


def test_ended_subscriptions_come_only_when_all_are_asked_for(reader: stripe.StripeClient) -> None:
    assert [one.id for one in reader.v1.subscriptions.list()] == ["sub_1"]
    assert len(list(reader.v1.subscriptions.list({"status": "all"}))) == 2


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"limit": 101}, "limit"),
        ({"limit": 0}, "limit"),
        ({"starting_after": "sub_nobody"}, "No such"),
        ({"status": "alive"}, "Invalid status"),
        ({"expand": ["data.items.data.price.product"]}, "more than 4 levels"),
        ({"expand": ["customer"]}, "cannot be expanded"),
        ({"statsu": "all"}, "unknown parameter"),
    ],
)
def test_what_stripe_would_refuse_is_refused(
    reader: stripe.StripeClient, asked: dict[str, Any], words: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError, match=words):
        reader.v1.subscriptions.list(asked)  # type: ignore[arg-type]


def test_what_was_not_asked_to_be_expanded_is_an_id(reader: stripe.StripeClient) -> None:
    (plain,) = reader.v1.subscriptions.list()
    assert (plain.customer, plain.discounts) == ("cus_1", ["di_1"])
    expand = ["data.customer", "data.discounts.source.coupon"]
    (whole,) = reader.v1.subscriptions.list({"expand": expand})
    assert whole.customer.email == "1@example.com"  # type: ignore[union-attr]
    assert whole.discounts[0].source.coupon.percent_off == 20  # type: ignore[union-attr]


def test_expanding_needs_the_permission_of_what_is_expanded(
    world: SandboxClient, reader: stripe.StripeClient
) -> None:
    world.founder_account(ACCOUNT, keys={OWN: ["subscriptions"]})
    reader.v1.subscriptions.list()
    with pytest.raises(stripe.PermissionError, match="rak_customers_read"):
        reader.v1.subscriptions.list({"expand": ["data.customer"]})
    with pytest.raises(stripe.PermissionError, match="rak_coupons_read"):
        reader.v1.subscriptions.list({"expand": ["data.discounts.source.coupon"]})


def test_a_deleted_customer_leaves_a_stub_and_an_ended_subscription(
    world: SandboxClient, reader: stripe.StripeClient
) -> None:
    world.delete_founders_customer(ACCOUNT, "cus_1")
    asked: Any = {"status": "all", "expand": ["data.customer"]}
    found = {one.id: one for one in reader.v1.subscriptions.list(asked)}
    assert found["sub_1"].status == "canceled"
    assert found["sub_1"].customer.deleted  # type: ignore[union-attr]
    assert [one.id for one in reader.v1.customers.list()] == ["cus_2"]
    with pytest.raises(SandboxRefusedError, match="no such customer"):
        world.delete_founders_customer(ACCOUNT, "cus_1")


def test_too_many_requests_say_how_long_to_wait(
    world: SandboxClient, reader: stripe.StripeClient
) -> None:
    world.faults("stripe", fail_next=1, status=429, retry_after_s=30)
    with pytest.raises(stripe.RateLimitError) as caught:
        reader.v1.customers.list()
    assert caught.value.headers is not None
    assert caught.value.headers["retry-after"] == "30"


def test_its_endpoint_is_told_with_its_own_signature(
    world: SandboxClient, our_side: OurSide, reader: stripe.StripeClient
) -> None:
    with pytest.raises(SandboxRefusedError, match="no webhook endpoint"):
        world.resend_founder_events(ACCOUNT)
    endpoint = {"url": f"{our_side.url}/hooks/stripe/t_1", "secret": SECRET}
    world.founder_account(ACCOUNT, endpoint=endpoint)
    world.in_founder_account(ACCOUNT, customers=[{"id": "cus_1", "email": "new@example.com"}])
    world.settle()
    world.in_founder_account(ACCOUNT, subscriptions=[{"id": "sub_3", "customer": "cus_1"}])
    world.settle()
    world.delete_founders_customer(ACCOUNT, "cus_1")
    world.settle()
    told = our_side.at("/hooks/stripe/t_1")
    events = [
        stripe.Webhook.construct_event(hook.body, hook.headers["stripe-signature"], SECRET)  # type: ignore[no-untyped-call]
        for hook in told
    ]
    kinds = [event.type for event in events]
    assert kinds == [
        "customer.updated",
        "customer.subscription.created",
        "customer.subscription.deleted",
        "customer.subscription.deleted",
        "customer.deleted",
    ]
    assert json.loads(told[1].body)["data"]["object"]["customer"] == "cus_1"
    assert world.resend_founder_events(ACCOUNT) == 5
    world.settle()
    again = [json.loads(hook.body)["type"] for hook in our_side.at("/hooks/stripe/t_1")[5:]]
    assert again == kinds[::-1]
    assert not our_side.at("/hooks/stripe")
