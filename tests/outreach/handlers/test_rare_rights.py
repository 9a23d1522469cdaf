"""What a function needs rarely, at its own door: money, codes, forgotten effects, callbacks."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse

from functions.erasure.person import PersonIdentity
from functions.outreach import wiring
from functions.outreach.codec import event_from_plain, to_json
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import CallEnd, CallEnded
from functions.outreach.domain.conversation.state import EffectId, State, UtterancePiece
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.handlers import schedules
from functions.outreach.handlers.codes import send_code
from functions.outreach.handlers.queues import effects, replies, wakes
from functions.outreach.handlers.web import stripe
from functions.outreach.ports import EffectRecord, EffectStatus
from functions.outreach.store.dynamo import time_text
from functions.outreach.store.erasure.tombstone import request_erasure
from functions.outreach.workflows.calls.find_call_end import LOOK_AFTER
from functions.product.channels import Channel
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import (
    ACCOUNT_SID,
    AUTH_TOKEN,
    STRIPE_KEY,
    STRIPE_WEBHOOK_SECRET,
)
from tenancy.billing import payment_state
from tenancy.billing.spending import SpendingRule
from tenancy.billing.usage import UsageKind, UsageRow
from tenancy.data.credentials import acting_for
from tenancy.data.due_index import due_time
from tenancy.data.table import TenantKeys, WorkspaceItem
from tests.cloud_account import ENVIRONMENT, dynamodb_client
from tests.infra.sandbox.conftest import START, Served, our_server, our_side, served, until, world
from tests.outreach.approved import FOUNDER, NOW, TENANT, conversation
from tests.outreach.handlers.deployed import OURS, Deployed, deployed_stage, stripe_event
from tests.outreach.handlers.mail.test_mail_handler import OURS as OURS_MAIL
from tests.outreach.handlers.mail.test_mail_handler import arrives
from tests.rights_in_use import forget_what_is_kept

pytestmark = pytest.mark.costly(first=1)

__all__ = ["our_server", "our_side", "served", "world"]

CUSTOMER = "cus_sample"
PROVIDERS = {
    "twilio": {"account_sid": ACCOUNT_SID, "auth_token": AUTH_TOKEN},
    "stripe": {"key": STRIPE_KEY, "webhook_secret": STRIPE_WEBHOOK_SECRET},
}


@pytest.fixture
def connected(aws: None, served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployed]:
    """The stage with the providers of a sandbox."""
    monkeypatch.setenv("WARMLINE_TWILIO_URL", f"{served.url}/twilio")
    monkeypatch.setenv("WARMLINE_CODE_NUMBER", "+12025550111")
    with deployed_stage(stripe_url=f"{served.url}/stripe", providers=PROVIDERS) as stage:
        yield stage


def queued(**body: object) -> dict[str, Any]:
    return {"Records": [{"messageId": "m1", "body": json.dumps(body), "attributes": {}}]}


def use(count: int) -> None:
    for number in range(count):
        # Stripe takes what its own clock finds neither old nor in the future.
        row = UsageRow(f"u-{number}", UsageKind.REACHED, 1, START)
        with acting_for(TENANT):
            key = f"{time_text(START)}#{row.id}"
            WorkspaceItem(TenantKeys.usage(TENANT), key, kind="usage", document=to_json(row)).save()


@pytest.mark.slow
def test_usage_beyond_the_trial_is_reported_and_closes_the_gate(connected: Deployed) -> None:
    use(2)
    payment_state.change_billing(TENANT, lambda before: replace(before, trial_credit_cents=1))
    forget_what_is_kept()
    assert schedules.report_usage({}) == {"done": 2, "failed": 0}
    billing = payment_state.load_billing(TENANT)
    assert billing.stripe_customer
    assert billing.paused_reason == SpendingRule.TRIAL_USED_UP
    assert schedules.reconcile_usage({})["failed"] == 0
    assert the_owner_is_mailed(connected) == "Nothing new is started: the trial credit is used up"


def the_owner_is_mailed(connected: Deployed) -> str:
    """The subject of the one notice that waits, and nothing waits after it."""
    connected.queued("effects")
    assert schedules.wake_due({})["notices"] == 1
    (asked,) = connected.queued("effects")
    ses = boto3.client("ses")
    ses.verify_email_identity(EmailAddress="hello@mail.example.com")
    sent: list[str] = []

    def note(params: dict[str, Any], **_: object) -> None:
        sent.append(str(message_from_bytes(params["RawMessage"]["Data"])["Subject"]))

    client = wiring._client("ses")
    client.meta.events.register("provide-client-params.ses.SendRawEmail", note)
    event = queued(tenant=TENANT, notice=asked["notice"])
    assert effects.handle(event) == {"batchItemFailures": []}
    client.meta.events.unregister("provide-client-params.ses.SendRawEmail", note)
    assert schedules.wake_due({})["notices"] == 0
    (subject,) = sent
    return subject


@pytest.mark.slow
def test_an_event_of_a_subscription_settles_what_was_paused(
    connected: Deployed, world: SandboxClient
) -> None:
    use(1)
    payment_state.change_billing(TENANT, lambda before: replace(before, trial_credit_cents=1))
    schedules.report_usage({})
    payment_state.change_billing(TENANT, lambda before: replace(before, trial_credit_cents=10_000))
    customer = payment_state.load_billing(TENANT).stripe_customer
    thing = {"object": {"customer": customer}}
    told = {"id": "evt_1", "type": "customer.subscription.updated", "data": thing}
    now = int(time.time())
    event = stripe_event({**told, "created": now}, secret=STRIPE_WEBHOOK_SECRET, at=now)
    assert stripe.handle(event).status == 200
    assert payment_state.load_billing(TENANT).paused_reason == ""


def test_usage_stripe_could_not_count_is_kept_for_the_operator(connected: Deployed) -> None:
    now = int(time.time())
    told = {"id": "evt_2", "type": "v1.billing.meter.error_report_triggered", "data": {}}
    event = stripe_event({**told, "created": now}, secret=STRIPE_WEBHOOK_SECRET, at=now)
    assert stripe.handle(event).status == 200
    assert len(payment_state.problems()) == 1


@pytest.mark.parametrize("way", ["text", "call"])
def test_a_code_goes_to_a_number_from_our_own(
    way: str, connected: Deployed, world: SandboxClient
) -> None:
    sent = send_code({"way": way, "to": "+12025550123", "code": "246810"})
    assert sent == {"sent": True}


def test_a_code_is_mailed_from_our_own_address(stage: Deployed) -> None:
    boto3.client("ses").verify_email_identity(EmailAddress="hello@mail.example.com")
    assert send_code({"way": "mail", "to": "ada@example.com", "code": "246810"}) == {"sent": True}


def opening_to(to: str, channel: Channel = Channel.SMS) -> Effect:
    return Effect(
        EffectId("e-1"),
        EffectKind.CONTACT_CUSTOMER,
        channel=channel,
        to=to,
        pieces=(UtterancePiece("Sample words."),),
        purpose=Purpose.OPENING,
    )


def test_the_sweep_queues_an_effect_nobody_performed(stage: Deployed) -> None:
    talk = stage.open(due_at=None)
    stage.decided(talk, opening_to(talk.facts.phone), state=State.OPENED)
    with acting_for(TENANT):
        row = WorkspaceItem.get(TenantKeys.conversation(TENANT, talk.id), "effect#e-1")
        row.update(actions=[WorkspaceItem.due_at.set(due_time(NOW))])
    assert schedules.wake_due({})["effects"] == 1
    assert len(stage.queued("effects")) == 1


def test_a_due_callback_asks_the_base_what_the_customer_is_today(stage: Deployed) -> None:
    talk = stage.open(state=State.CALLBACK, due_at=NOW - timedelta(minutes=1))
    asked: list[str] = []

    def answer(params: dict[str, Any], **_: object) -> tuple[AWSResponse, dict[str, Any]]:
        asked.append(json.loads(params["body"])["customer_id"])
        found = io.BytesIO(json.dumps({"customer": None}).encode())
        return AWSResponse("", 200, {}, None), {"Payload": found}

    client = wiring._client("lambda")
    client.meta.events.register_first("before-call.lambda.Invoke", answer)
    event = queued(tenant=TENANT, conversation=talk.id, due_at=NOW.isoformat())
    forget_what_is_kept()
    assert wakes.handle(event) == {"batchItemFailures": []}
    assert asked == [talk.facts.customer_id]
    client.meta.events.unregister("before-call.lambda.Invoke", answer)


def test_an_effect_that_is_refused_is_told_the_conversation(connected: Deployed) -> None:
    """Its words do not say who speaks."""
    talk = connected.open()
    connected.decided(talk, opening_to(talk.facts.phone), state=State.OPENED)
    event = queued(tenant=TENANT, conversation=talk.id, effect="e-1")
    assert effects.handle(event) == {"batchItemFailures": []}
    assert [message["conversation"] for message in connected.queued("replies")] == [talk.id]


def test_the_end_of_a_call_nobody_reported_is_asked_of_twilio(
    connected: Deployed, world: SandboxClient
) -> None:
    talk = connected.open()
    called = opening_to(talk.facts.phone, Channel.VOICE)
    connected.decided(talk, called, state=State.OPENED)
    world.set_person(talk.facts.phone, answers_as="busy")
    placed = wiring.twilio_client().calls.create(
        to=talk.facts.phone, from_=OURS, twiml="<Response><Hangup/></Response>"
    )
    until(lambda: (world.last_call(talk.facts.phone) or {}).get("end_time"), "the call is over")
    claimed = EffectRecord(
        called, EffectStatus.DONE, claimed_at=NOW - LOOK_AFTER, provider_id=str(placed.sid)
    )
    with acting_for(TENANT):
        row = WorkspaceItem.get(TenantKeys.conversation(TENANT, talk.id), "effect#e-1")
        row.update(
            actions=[
                WorkspaceItem.document.set(to_json(claimed)),
                WorkspaceItem.status.set(EffectStatus.DONE),
                WorkspaceItem.due_at.set(due_time(NOW)),
            ]
        )
    assert schedules.wake_due({})["effects"] == 1
    (asked,) = connected.queued("effects")
    event = queued(tenant=TENANT, conversation=talk.id, effect=asked["effect"])
    assert effects.handle(event) == {"batchItemFailures": []}
    (reply,) = connected.queued("replies")
    assert event_from_plain(reply["event"]) == CallEnded(
        str(placed.sid), end=CallEnd.BUSY, effect=called.id
    )
    assert schedules.wake_due({})["effects"] == 0


def test_the_links_of_a_mail_are_kept_before_it_goes(stage: Deployed) -> None:
    by_mail = replace(conversation().terms, channels=(Channel.EMAIL,))
    talk = stage.open(terms=by_mail)
    wakes.handle(queued(tenant=TENANT, conversation=talk.id, due_at=NOW.isoformat()))
    (asked,) = stage.queued("effects")
    effects.handle(queued(tenant=TENANT, conversation=talk.id, effect=asked["effect"]))
    rows = dynamodb_client().scan(TableName=ENVIRONMENT["WARMLINE_CONTROL_TABLE"])["Items"]
    links = [row for row in rows if row["pk"]["S"].startswith("link#")]
    assert {row["tenant"]["S"] for row in links} == {TENANT}
    uses = {json.loads(row["document"]["S"])["use"] for row in links}
    assert uses == {"page", "unsubscribe", "reply"}
    assert not any("expires_at_s" in row for row in links), "a way out works for ever"


def test_a_reply_is_read_and_decided(stage: Deployed) -> None:
    talk = stage.opened()
    heard = {"type": "InboundMessage", "id": "SM1", "channel": "sms", "text": "Who is this?"}
    event = {**heard, "address": talk.facts.phone, "headers": []}
    forget_what_is_kept()
    record = queued(tenant=TENANT, conversation=talk.id, event=event)
    assert replies.handle(record) == {"batchItemFailures": []}
    assert len(stage.queued("effects")) == 1


def test_an_erasure_reaches_mails_and_the_base(
    connected: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = boto3.client("sqs").create_queue(QueueName="imports")["QueueUrl"]
    monkeypatch.setenv("WARMLINE_IMPORTS_QUEUE_URL", queue)
    talk = connected.opened()
    arrives("mail/from-them", to=OURS_MAIL, sender=talk.facts.email, text="Hello there")
    request_erasure(
        TENANT,
        PersonIdentity(customer_ids=(talk.facts.customer_id,)),
        erasure_id="er_1",
        by=FOUNDER,
        keys=wiring.secrets().suppression,
        now=NOW,
    )
    event = queued(tenant=TENANT, erasure="er_1")
    assert effects.handle(event) == {"batchItemFailures": []}
    files = boto3.client("s3").list_objects_v2(Bucket="warmline-test", Prefix="mail/")
    assert "Contents" not in files
    (asked,) = boto3.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    assert json.loads(asked["Body"]) == {"kind": "erase", "tenant": TENANT, "erasure": "er_1"}
