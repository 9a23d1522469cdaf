"""What the console needs rarely, page by page on an account with Cognito, Lambda and a sandbox."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from frontend_api import wiring
from functions.customer_base.store.snapshot_pointer import SnapshotPointer, StoredSnapshots
from functions.outreach.ports import ModelHealth, ModelProblem
from functions.outreach.store.model_health import save_model_health
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import OPENAI_KEY, STRIPE_KEY, STRIPE_WEBHOOK_SECRET
from tenancy.billing.payment_state import load_billing
from tenancy.identity import accounts, directory
from tenancy.tenant import TenantId
from tests.console.gateways.cognito_at_the_wire import CognitoAtTheWire
from tests.console.gateways.deployed_console import Browser, deployed_console
from tests.console.pages.base.test_thresholds import NUMBERS
from tests.console.visits import location, text
from tests.infra.sandbox.conftest import Served, our_server, our_side, served, world

pytestmark = pytest.mark.costly(first=1)

__all__ = ["our_server", "our_side", "served", "world"]

ME = {"email": "founder@example.com", "password": "Sample-passw0rd-1"}
SECRETS = {
    "stripe": {"key": STRIPE_KEY, "webhook_secret": STRIPE_WEBHOOK_SECRET},
    "openai": {"key": OPENAI_KEY},
}


class MovedClock:
    """A clock at one moment, moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 15, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


class Invoked:
    """Functions that the console invokes: answered just before the wire."""

    def __init__(self) -> None:
        self.codes: list[str] = []

    def answer(self, params: dict[str, Any], **_: object) -> tuple[AWSResponse, dict[str, Any]]:
        asked = json.loads(params["body"])
        self.codes += [asked["code"]] if "code" in asked else []
        found = {"sent": True} if "code" in asked else {"problem": "There are no customers yet."}
        return AWSResponse("", 200, {}, None), {"Payload": io.BytesIO(json.dumps(found).encode())}


@pytest.fixture
def cognito() -> CognitoAtTheWire:
    return CognitoAtTheWire()


@pytest.fixture
def account(
    aws: None, served: Served, cognito: CognitoAtTheWire, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[wiring.AwsPorts, Invoked]]:
    monkeypatch.setenv("WARMLINE_USER_POOL_ID", "eu-west-1_Sample")
    monkeypatch.setenv("WARMLINE_USER_POOL_CLIENT_ID", "sample-client")
    with deployed_console(
        prefix="warmline-test-rare", stripe_url=f"{served.url}/stripe", secrets=SECRETS
    ):
        ports, invoked = wiring.AwsPorts(), Invoked()
        ports.clock = MovedClock()
        events = wiring._client("lambda").meta.events
        events.register_first("before-call.lambda.Invoke", invoked.answer)
        cognito.attach(wiring._client("cognito-idp"))
        yield ports, invoked


@pytest.fixture
def founder(account: tuple[wiring.AwsPorts, Invoked], cognito: CognitoAtTheWire) -> Browser:
    """Signed up, confirmed and signed in through Cognito."""
    person = Browser(account[0])
    person.send(
        "/sign-up",
        "/sign-up",
        name="Sample Founder",
        business_name="Sampleboard",
        country="US",
        time_zone="America/New_York",
        email=ME["email"],
    )
    person.send("/confirm", "/confirm", **ME, code=cognito.mailed[ME["email"]])
    assert person.send("/sign-in", "/sign-in", **ME) == "→/"
    return person


def messages(queue: str) -> list[Any]:
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    return sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])


def only_tenant() -> TenantId:
    (tenant,) = accounts.tenants()
    return tenant


@pytest.mark.slow
def test_a_teammate_is_invited_and_outreach_is_asked_to_write_them(founder: Browser) -> None:
    form = {"name": "Mia Mate", "email": "mia@example.com", "role": "member"}
    assert founder.send("/settings", "/settings/invite", **form) == "→/settings?done=invited"
    assert len(accounts.founders(only_tenant())) == 2
    assert len(messages("replies.fifo")) == 1


@pytest.mark.slow
def test_the_settings_page_names_a_model_that_is_gone(founder: Browser) -> None:
    save_model_health(ModelHealth("gpt-6-luna", ModelProblem.UNKNOWN))
    assert "gpt-6-luna" in founder.ask("/settings")


@pytest.mark.slow
def test_a_card_makes_a_customer_at_stripe_and_a_limit_is_kept(founder: Browser) -> None:
    founder.send("/billing", "/billing/limit", limit="50")
    assert founder.send("/billing", "/billing/checkout").startswith("→http")
    billing = load_billing(only_tenant())
    assert billing.spending_limit_cents == 5000
    assert billing.stripe_customer


@pytest.mark.slow
def test_thresholds_are_previewed_by_the_base_and_ask_for_a_run(founder: Browser) -> None:
    pointer = SnapshotPointer(
        snapshot="s_1", import_id="i_1", as_of=date(2026, 11, 24), rows=3, columns=()
    )
    StoredSnapshots().save_snapshot(only_tenant(), pointer)
    page = "/segments/thresholds"
    founder.send(page, page, do="preview", **NUMBERS)
    changed = NUMBERS | {"renewal_days": "55"}
    assert founder.send(page, page, do="save", **changed) == "→/segments?done=again"
    assert len(messages("segments")) == 1


def test_a_stripe_account_is_connected_and_forgotten(
    founder: Browser, world: SandboxClient
) -> None:
    key = "rk_test_founder_wxyz"
    world.founder_account("acct_1", keys={key: ["customers", "subscriptions"]})
    form = {"read_key": key, "default_country": "US"}
    facts = dict.fromkeys(("own", "similar", "told", "each"), "on")
    connected = founder.send("/customers/stripe", "/customers/stripe", **form, **facts)
    assert connected.startswith("→/customers/stripe")
    founder.send("/customers/stripe", "/customers/stripe/webhook", hook_secret="whsec_" + "a" * 32)
    founder.send("/customers/stripe", "/customers/stripe/disconnect")
    assert "Begins with rk_live_" in founder.ask("/customers/stripe")


def test_a_number_that_is_given_up_is_free_again(
    founder: Browser, account: tuple[wiring.AwsPorts, Invoked]
) -> None:
    _, invoked = account
    numbers = ("+12025550123", "+12025550124")
    for number in numbers:
        founder.send("/channels", "/channels/sms", address=number, a2p_campaign="CM1")
        founder.send("/channels", "/channels/sms/code", code=invoked.codes[-1])
    assert [directory.owner_of(number) for number in numbers] == [None, only_tenant()]


def test_a_session_in_use_is_extended_and_a_reset_ends_it(
    founder: Browser, account: tuple[wiring.AwsPorts, Invoked], cognito: CognitoAtTheWire
) -> None:
    clock = account[0].clock
    assert isinstance(clock, MovedClock)
    clock.at += timedelta(minutes=6)
    assert "Getting to launch" in founder.ask("/")
    other = Browser(account[0])
    other.send("/forgot", "/forgot", email=ME["email"])
    form = {"email": ME["email"], "code": cognito.mailed[ME["email"]], "password": "Another-2-x"}
    assert other.send("/reset", "/reset", **form).startswith("→/sign-in")
    answered = founder.visit.get("/")
    assert location(answered).startswith("/sign-in"), text(answered)
