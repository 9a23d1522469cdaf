"""The console's own wiring of a Stripe account: sandbox, Secrets Manager, table and queue."""

from __future__ import annotations

import json

import boto3
import pytest

from frontend_api.gateways.accounts import RandomIds
from frontend_api.gateways.connections.stripe_sync import StoredStripeSource
from frontend_api.ports.stripe_source import StripeConnection
from functions.product.consent import SoftOptInAnswers
from functions.stripe_source.account import StripeAccount
from functions.stripe_source.link import StoredLinks
from functions.stripe_source.queue import SyncQueue
from infra.sandbox.client import SandboxClient
from tenancy.runtime.tenant_secrets import StripeSecrets, TenantSecrets
from tests.console.fakes import FOUNDER, NOON, TENANT, FixedClock
from tests.infra.sandbox.conftest import Served, our_server, our_side, served, world

pytestmark = pytest.mark.costly(first=1)

__all__ = ["our_server", "our_side", "served", "world"]

KEY = "rk_test_founder_wxyz"
NEEDED = ["customers", "subscriptions"]


def wanted(key: str = KEY, *, attest: bool = False) -> StripeConnection:
    facts = SoftOptInAnswers(*[attest] * 4)
    return StripeConnection(key, "LT", facts, FOUNDER, NOON)


@pytest.fixture
def source(aws: None, served: Served) -> StoredStripeSource:
    url = boto3.client("sqs").create_queue(QueueName="imports")["QueueUrl"]
    return StoredStripeSource(
        secrets=TenantSecrets("test"),
        queue=SyncQueue(url),
        account=lambda key: StripeAccount(key=key, url=f"{served.url}/stripe"),
        ids=RandomIds(),
        clock=FixedClock(),
        hooks_url="https://hooks.example.com",
    )


def kept() -> StripeSecrets:
    return TenantSecrets("test").stripe(TENANT)


def asked() -> list[str]:
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="imports")["QueueUrl"]
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"])["kind"] for message in found]


@pytest.mark.slow
def test_a_good_key_is_kept_as_a_secret_and_the_base_is_asked(
    source: StoredStripeSource, world: SandboxClient
) -> None:
    world.founder_account("acct_1", keys={KEY: NEEDED})
    assert source.connect(TENANT, wanted(attest=True)) is None
    assert kept().read_key == KEY
    link = source.link(TENANT)
    assert link is not None
    assert (link.key_ending, link.live, link.default_country) == ("wxyz", False, "LT")
    assert link.attested is not None
    assert link.attested.attested_by == wanted().by
    assert KEY not in link.model_dump_json()
    assert asked() == ["sync"]
    assert source.hook_url(TENANT) == f"https://hooks.example.com/hooks/stripe/{TENANT}"


def test_a_key_stripe_refuses_is_not_kept(source: StoredStripeSource, world: SandboxClient) -> None:
    world.founder_account("acct_1", keys={"rk_test_half": ["customers"]})
    for key, words in ((KEY, "does not know"), ("rk_test_half", "may not read both")):
        refused = source.connect(TENANT, wanted(key))
        assert refused is not None
        assert words in refused.words
    world.faults("stripe", fail_next=9, status=429, retry_after_s=1)
    refused = source.connect(TENANT, wanted())
    assert refused is not None
    assert "did not answer" in refused.words
    assert kept() == StripeSecrets()
    assert source.link(TENANT) is None
    assert asked() == []


def test_another_key_keeps_the_webhook_and_ends_a_sync_under_way(
    source: StoredStripeSource, world: SandboxClient
) -> None:
    world.founder_account("acct_1", keys={KEY: NEEDED, "rk_test_newer": NEEDED})
    source.connect(TENANT, wanted())
    assert source.keep_hook_secret(TENANT, "whsec_sample1234") is None
    StoredLinks().edit(TENANT, lambda one: one.model_copy(update={"problem": "The key is gone."}))
    source.connect(TENANT, wanted("rk_test_newer"))
    assert kept() == StripeSecrets("rk_test_newer", "whsec_sample1234")
    link = source.link(TENANT)
    assert link is not None
    assert (link.key_ending, link.hook_ending, link.problem) == ("ewer", "1234", "")
    assert link.sync is None


def test_disconnecting_deletes_the_secret_and_everything_told(
    source: StoredStripeSource, world: SandboxClient
) -> None:
    world.founder_account("acct_1", keys={KEY: NEEDED})
    source.connect(TENANT, wanted())
    source.disconnect(TENANT)
    assert kept() == StripeSecrets()
    assert source.link(TENANT) is None
    refused = source.keep_hook_secret(TENANT, "whsec_sample1234")
    assert refused is not None
    assert refused.words == "Connect the account first."
    asked()
    source.sync_now(TENANT)
    assert asked() == []


def test_a_sync_is_asked_for_once_until_it_begins(
    source: StoredStripeSource, world: SandboxClient
) -> None:
    world.founder_account("acct_1", keys={KEY: NEEDED})
    source.connect(TENANT, wanted())
    source.sync_now(TENANT)
    assert asked() == ["sync"]
    StoredLinks().edit(TENANT, lambda one: one.model_copy(update={"asked_at": None}))
    source.sync_now(TENANT)
    assert asked() == ["sync"]
