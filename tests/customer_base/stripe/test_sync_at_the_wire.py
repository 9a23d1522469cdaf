"""The real SDK against the sandbox: a base is pulled with a key, and webhooks keep it current."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from functions.customer_base import handlers, wiring
from functions.customer_base.imports.records import ImportRecord, ImportStatus
from functions.customer_base.wiring import WorkspaceRows
from functions.outreach.workflows.follow_stripe import FollowPorts, follow
from functions.stripe_source.account import (
    Busy,
    CursorGone,
    KeyRefused,
    ListPosition,
    NotPermitted,
    ObjectPage,
    OneObject,
    StripeAccount,
)
from functions.stripe_source.link import StoredLinks, StripeLink
from functions.stripe_source.queue import SyncQueue
from infra.sandbox.client import SandboxClient
from tenancy.billing.stripe import StripeEvent, read_event
from tenancy.data.bucket import TenantBucket, upload_file
from tenancy.data.credentials import acting_for
from tenancy.identity.accounts import save_tenant
from tenancy.runtime.tenant_secrets import TenantSecrets
from tenancy.tenant import Tenant
from tests.customer_base.fakes_base import NOW, TENANT
from tests.customer_base.stripe_world import customer, price, subscription
from tests.infra.sandbox.conftest import OurSide, Served

pytestmark = pytest.mark.costly(first=1)

ACCOUNT = "acct_founder"
KEY = "rk_test_founder_wxyz"
SECRET = "whsec_founder"
ALL = ["customers", "subscriptions", "products", "coupons"]


@pytest.fixture
def founder(world: SandboxClient, our_side: OurSide) -> SandboxClient:
    """An account with 230 customers, 120 of them subscribed."""
    world.founder_account(ACCOUNT, keys={KEY: ALL})
    world.in_founder_account(
        ACCOUNT,
        products=[{"id": "prod_starter", "name": "Starter"}],
        customers=[customer(number) for number in range(230)],
        subscriptions=[sold(number) for number in range(120)],
    )
    endpoint = {"url": f"{our_side.url}/hooks/stripe/{TENANT}", "secret": SECRET}
    world.founder_account(ACCOUNT, endpoint=endpoint)
    return world


def sold(number: int, **changes: Any) -> dict[str, Any]:
    return subscription(number, **{"customer": f"cus_{number:04d}", **changes})


@pytest.fixture
def account(served: Served, founder: SandboxClient) -> Iterator[StripeAccount]:
    reader = StripeAccount(key=KEY, url=f"{served.url}/stripe")
    yield reader
    reader.close()


def reader(served: Served, key: str) -> StripeAccount:
    return StripeAccount(key=key, url=f"{served.url}/stripe")


@pytest.mark.slow
def test_lists_are_read_to_their_end_by_cursor(account: StripeAccount) -> None:
    found, where = [], ListPosition()
    for _ in range(3):
        page = account.customers(where)
        assert isinstance(page, ObjectPage)
        found += [thing["id"] for thing in page.things]
        where = ListPosition(found[-1])
    assert not page.more
    assert found == [f"cus_{number:04d}" for number in range(229, -1, -1)]


@pytest.mark.slow
def test_a_subscription_comes_with_its_customer_and_its_coupons(
    account: StripeAccount, founder: SandboxClient
) -> None:
    half = {"id": "di_1", "source": {"type": "coupon", "coupon": {"id": "c", "percent_off": 50}}}
    founder.in_founder_account(ACCOUNT, subscriptions=[sold(7, discounts=[half])])
    page = account.subscriptions(ListPosition())
    assert isinstance(page, ObjectPage)
    found = {thing["id"]: thing for thing in page.things}
    more = account.subscriptions(ListPosition(page.things[-1]["id"]))
    assert isinstance(more, ObjectPage)
    found |= {thing["id"]: thing for thing in more.things}
    assert found["sub_0007"]["customer"]["email"] == "stripe0007@example.com"
    assert found["sub_0007"]["discounts"][0]["source"]["coupon"]["percent_off"] == 50


@pytest.mark.slow
def test_a_key_without_coupons_reads_everything_else(
    served: Served, founder: SandboxClient
) -> None:
    founder.founder_account(ACCOUNT, keys={"rk_test_less": ["customers", "subscriptions"]})
    less = reader(served, "rk_test_less")
    assert less.check() is None
    assert isinstance(less.subscriptions(ListPosition()), ObjectPage)
    assert less.products(ListPosition()) == NotPermitted()
    less.close()


@pytest.mark.parametrize(
    ("permissions", "answer"),
    [
        (["customers"], NotPermitted()),
        (["subscriptions", "coupons"], NotPermitted()),
        (None, KeyRefused()),
    ],
)
def test_a_key_that_is_not_enough_is_told_apart_from_a_wrong_one(
    served: Served, founder: SandboxClient, permissions: list[str] | None, answer: object
) -> None:
    keys = {} if permissions is None else {KEY: permissions}
    founder.founder_account(ACCOUNT, keys=keys)
    account = reader(served, KEY)
    assert account.check() == answer
    account.close()


def test_a_busy_stripe_says_how_long_to_wait(
    account: StripeAccount, founder: SandboxClient
) -> None:
    founder.faults("stripe", fail_next=1, status=429, retry_after_s=7)
    assert account.customers(ListPosition()) == Busy(7.0)
    founder.faults("stripe", fail_next=1, status=500)
    assert account.customers(ListPosition()) == Busy()
    away = StripeAccount(key=KEY, url="http://127.0.0.1:1/stripe")
    assert away.customers(ListPosition()) == Busy()
    away.close()


def test_a_cursor_that_was_deleted_is_gone_and_a_time_goes_on(
    account: StripeAccount, founder: SandboxClient
) -> None:
    founder.delete_founders_customer(ACCOUNT, "cus_0130")
    assert account.customers(ListPosition("cus_0130")) == CursorGone()
    page = account.customers(ListPosition(created_until=customer(130)["created"]))
    assert isinstance(page, ObjectPage)
    assert page.things[0]["id"] == "cus_0129"


def test_one_object_is_read_as_it_is_now(account: StripeAccount, founder: SandboxClient) -> None:
    half = {"id": "di_1", "source": {"type": "coupon", "coupon": {"id": "c", "percent_off": 50}}}
    founder.in_founder_account(ACCOUNT, subscriptions=[sold(7, discounts=[half])])
    founder.delete_founders_customer(ACCOUNT, "cus_0130")
    found = account.subscription("sub_0007")
    assert isinstance(found, OneObject)
    assert found.thing is not None
    assert found.thing["discounts"][0]["source"]["coupon"]["percent_off"] == 50
    person = account.customer("cus_0007")
    assert isinstance(person, OneObject)
    assert person.thing is not None
    assert person.thing["email"] == "stripe0007@example.com"
    assert account.customer("cus_0130") == OneObject(None), "deleted"
    assert account.subscription("sub_9999") == OneObject(None), "never was"


def test_one_object_is_refused_as_a_list_is(served: Served, founder: SandboxClient) -> None:
    founder.founder_account(ACCOUNT, keys={"rk_test_less": ["subscriptions"]})
    less = reader(served, "rk_test_less")
    assert isinstance(less.subscription("sub_0007"), OneObject), "without its coupons"
    assert less.customer("cus_0007") == NotPermitted()
    founder.faults("stripe", fail_next=1, status=429, retry_after_s=7)
    assert less.subscription("sub_0007") == Busy(7.0)
    less.close()
    stranger = reader(served, "rk_test_stranger")
    assert stranger.subscription("sub_0007") == KeyRefused()
    stranger.close()


@dataclass
class Stage:
    """The base's functions on an AWS account, and the queue between them."""

    imports: str

    def run(self) -> list[str]:
        """Every message that waits, delayed or not, one after another."""
        kinds = []
        for body in self._waiting():
            record = {"messageId": "m", "body": json.dumps(body), "attributes": {}}
            assert handlers.import_customers({"Records": [record]}) == {"batchItemFailures": []}
            kinds.append(body["kind"])
        return kinds

    def _waiting(self) -> list[dict[str, Any]]:
        sqs = boto3.client("sqs")
        return [
            json.loads(message["Body"])
            for message in sqs.receive_message(
                QueueUrl=self.imports, MaxNumberOfMessages=10, WaitTimeSeconds=0
            ).get("Messages", [])
        ]

    def arrive(self) -> ImportRecord:
        link = StoredLinks().load(TENANT)
        assert link is not None
        for number in (1, 2):
            key = upload_file(TENANT, link.import_id, number)
            told = {"Records": [{"s3": {"object": {"key": key}}}]}
            record = {"messageId": "m", "body": json.dumps(told), "attributes": {}}
            handlers.import_customers({"Records": [record]})
        found = WorkspaceRows().load_import(TENANT, link.import_id)
        assert found is not None
        assert found.status is ImportStatus.DONE, found.problem
        return found


@pytest.fixture
def stage(aws: None, served: Served) -> Iterator[Stage]:
    sqs = boto3.client("sqs")
    imports = sqs.create_queue(QueueName="imports")["QueueUrl"]
    variables = {
        "WARMLINE_IMPORTS_QUEUE_URL": imports,
        "WARMLINE_SEGMENTS_QUEUE_URL": sqs.create_queue(QueueName="segments")["QueueUrl"],
        "WARMLINE_STAGE": "test",
        "WARMLINE_STRIPE_URL": f"{served.url}/stripe",
    }
    save_tenant(Tenant(TENANT, "Sample Ltd", "Europe/Vilnius", "en", ("en",), "US", "EUR"))
    with pytest.MonkeyPatch.context() as environment:
        for name, value in variables.items():
            environment.setenv(name, value)
        wiring.import_ports.cache_clear()
        TenantSecrets("test").keep_read_key(TENANT, KEY)
        link = StripeLink(
            connected_at=NOW,
            connected_by="f_1",
            key_ending="wxyz",
            live=False,
            default_country="US",
            hook_ending="nder",
        )
        StoredLinks().connect(TENANT, lambda _: link)
        yield Stage(imports)
        wiring.import_ports.cache_clear()


def received(our_side: OurSide) -> list[StripeEvent]:
    """What the sandbox told our side, as our side verifies and reads it."""
    found = []
    for hook in our_side.at(f"/hooks/stripe/{TENANT}"):
        event = read_event(hook.body.encode(), hook.headers["stripe-signature"], secrets=(SECRET,))
        assert isinstance(event, StripeEvent)
        found.append(event)
    return found


def test_a_base_is_pulled_and_kept_current_over_the_wire(
    stage: Stage, founder: SandboxClient, our_side: OurSide
) -> None:
    SyncQueue(stage.imports).pull(TENANT, sync="s1")
    assert stage.run() == ["sync"]
    record = stage.arrive()
    assert record.synced
    assert record.accounting is not None
    assert (record.accounting.accepted, record.accounting.rejected) == (230, 0)
    assert dict(record.plans)["Starter"] == 120

    founder.in_founder_account(
        ACCOUNT,
        customers=[customer(500)],
        subscriptions=[sold(500, price=price("starter")), sold(3, status="canceled")],
    )
    founder.delete_founders_customer(ACCOUNT, "cus_0200")
    founder.settle()
    founder.resend_founder_events(ACCOUNT)
    founder.settle()
    ports = FollowPorts(StoredLinks(), SyncQueue(stage.imports))
    link = StoredLinks().load(TENANT)
    assert link is not None
    kept = [follow(ports, TENANT, link, event, now=handlers._now()) for event in received(our_side)]
    assert sum(kept) == 4
    assert len(kept) == 8
    StoredLinks().edit(TENANT, lambda one: one.model_copy(update={"applied_at": None}))
    # The message is delayed; what it asks for is done now.
    body = json.dumps({"kind": "sync_changes", "tenant": TENANT})
    handlers.import_customers({"Records": [{"messageId": "m", "body": body, "attributes": {}}]})
    record = stage.arrive()
    assert record.comparison is not None
    assert (record.comparison.new, record.comparison.gone) == (1, 1)


@pytest.mark.slow
def test_a_failed_payment_and_a_cancellation_reach_the_base_by_events_newest_first(
    stage: Stage, founder: SandboxClient, our_side: OurSide
) -> None:
    SyncQueue(stage.imports).pull(TENANT, sync="s1")
    assert stage.run() == ["sync"]
    stage.arrive()
    founder.in_founder_account(ACCOUNT, subscriptions=[sold(4, cancel_at_period_end=True)])
    founder.fail_founders_payment(ACCOUNT, "sub_0003")
    founder.in_founder_account(ACCOUNT, subscriptions=[sold(5, status="canceled")])
    founder.settle()
    ports = FollowPorts(StoredLinks(), SyncQueue(stage.imports))
    link = StoredLinks().load(TENANT)
    assert link is not None
    events = received(our_side)
    for event in (*reversed(events), *events):
        follow(ports, TENANT, link, event, now=handlers._now())
    StoredLinks().edit(TENANT, lambda one: one.model_copy(update={"applied_at": None}))
    body = json.dumps({"kind": "sync_changes", "tenant": TENANT})
    record = {"messageId": "m", "body": body, "attributes": {}}
    assert handlers.import_customers({"Records": [record]}) == {"batchItemFailures": []}
    stage.arrive()
    link = StoredLinks().load(TENANT)
    assert link is not None
    with acting_for(TENANT):
        stored = TenantBucket().get(upload_file(TENANT, link.import_id, 2))
    assert stored is not None
    found = {row["id"]: row for row in csv.DictReader(stored.decode().splitlines())}
    assert found["sub_0003"]["Status"] == "past_due"
    assert found["sub_0004"]["Cancel At Period End"] == "true"
    assert found["sub_0005"]["Status"] == "canceled"
    assert not [one for one in StoredLinks().changes(TENANT) if one.doubted or one.touched]


def test_nothing_of_the_key_or_of_customers_is_written_where_it_should_not_be(
    stage: Stage, founder: SandboxClient, caplog: pytest.LogCaptureFixture
) -> None:
    founder.founder_account(ACCOUNT, keys={})
    SyncQueue(stage.imports).pull(TENANT, sync="s1")
    stage.run()
    link = StoredLinks().load(TENANT)
    assert link is not None
    assert "no longer accepts the key" in link.problem
    assert KEY not in link.model_dump_json()
    assert KEY not in caplog.text
    with acting_for(TENANT):
        assert TenantBucket().get(upload_file(TENANT, "im_s1", 1)) is None
