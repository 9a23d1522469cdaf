"""The mail queue: replies that arrived in the bucket, and what SES says of what we sent."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_plus

import boto3
import pytest

from functions.outreach import wiring
from functions.outreach.codec import event_from_plain
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import DeliveryReported, OptedOutByLink
from functions.outreach.domain.conversation.state import Conversation, EffectId
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.handlers.queues import mail
from functions.outreach.ports import InboundMessage
from functions.outreach.store import inbox
from functions.outreach.workflows.advance_conversation import Advanced, advance
from functions.product.channels import Channel
from tenancy.identity import accounts
from tenancy.identity.shared_senders import claim_sender
from tenancy.tenant import Tenant, TenantId, tenant_id
from tests.outreach.approved import TENANT, customer
from tests.outreach.handlers.deployed import Deployed

pytestmark = pytest.mark.costly(first=2)

OURS = "hello@sample.example.com"


def handled(body: dict[str, Any]) -> list[dict[str, str]]:
    record = {"messageId": "m1", "body": json.dumps(body), "attributes": {}}
    return mail.handle({"Records": [record]})["batchItemFailures"]


def arrives(key: str, *, to: str, sender: str, text: str, headers: str = "") -> None:
    raw = (
        f"From: {sender}\nTo: {to}\nMessage-ID: <{quote_plus(key)}@example.com>\n{headers}\n{text}"
    )
    boto3.client("s3").put_object(Bucket="warmline-test", Key=key, Body=raw.encode())
    told = {"Records": [{"s3": {"object": {"key": quote_plus(key, safe="/")}}}]}
    assert handled(told) == []


def received(stage: Deployed) -> list[object]:
    return [event_from_plain(message["event"]) for message in stage.queued("replies")]


def reply_address(talk: Conversation) -> str:
    wiring.addresses().hand_out(talk)
    return wiring.addresses().reply_to(talk)


def open_talk(stage: Deployed) -> Conversation:
    return stage.open(id=wiring.fill_ports().ids.conversation(campaign="k", customer="c"))


def test_the_buckets_test_event_is_no_mail(stage: Deployed) -> None:
    assert handled({"Service": "Amazon S3", "Event": "s3:TestEvent"}) == []


@pytest.mark.parametrize("key", ["mail/abc", "mail/a b+c ąč"])
@pytest.mark.parametrize("before", [False, True], ids=["short", "of before"])
def test_an_answer_finds_its_conversation_by_our_address_whoever_writes(
    stage: Deployed, key: str, before: bool
) -> None:
    talk = open_talk(stage)
    of_before = f"r-{TENANT}-{talk.id}@{wiring.environment().mail_domain}"
    arrives(
        key,
        to=of_before if before else reply_address(talk),
        sender="colleague@example.com",
        text="Yes\n> STOP",
    )
    (event,) = received(stage)
    assert isinstance(event, InboundMessage)
    assert (event.channel, event.text, event.address) == (
        Channel.EMAIL,
        "Yes",
        "colleague@example.com",
    )


def test_an_answer_to_our_sender_finds_it_by_the_customers_address(stage: Deployed) -> None:
    talk = stage.open()
    arrives("mail/1", to=OURS, sender=talk.facts.email.upper(), text="Yes")
    arrives("mail/1", to=OURS, sender=talk.facts.email, text="Yes")
    (event,) = received(stage)
    assert isinstance(event, InboundMessage)
    assert event.address == talk.facts.email


def test_a_mail_in_another_spelling_finds_it_and_an_unsubscribe_from_elsewhere_holds_for_both(
    stage: Deployed,
) -> None:
    facts = customer(1, email="anna.b@gmail.com")
    talk = stage.open(
        id=wiring.fill_ports().ids.conversation(campaign="k", customer="c"), facts=facts
    )
    arrives("mail/1", to=OURS, sender="AnnaB+work@googlemail.com", text="Yes")
    arrives("mail/2", to=reply_address(talk), sender="private@example.net", text="unsubscribe")
    first, second = received(stage)
    assert isinstance(first, InboundMessage)
    assert isinstance(second, InboundMessage)
    done = advance(wiring.advance_ports(), tenant=TENANT, conversation=talk.id, event=second)
    assert isinstance(done, Advanced)
    for gone in (
        customer(2, email="private@example.net"),
        customer(2, email="annab@gmail.com"),
        customer(1, email="new@example.com", phone=""),
    ):
        assert wiring.people().suppressed(TENANT, gone)
    assert not wiring.people().suppressed(TENANT, customer(2))


def test_what_marks_an_automatic_reply_goes_with_it(stage: Deployed) -> None:
    talk = stage.open()
    headers = "Auto-Submitted: auto-replied\n"
    arrives("mail/1", to=OURS, sender=talk.facts.email, text="I am away", headers=headers)
    (event,) = received(stage)
    assert isinstance(event, InboundMessage)
    assert event.headers == (("auto-submitted", "auto-replied"),)


def test_a_strangers_mail_waits_and_a_strangers_opt_out_holds(stage: Deployed) -> None:
    arrives("mail/1", to=OURS, sender="stranger@example.com", text="Do you ship?")
    (item,) = inbox.list_all(TENANT)
    assert (item.text, item.channel) == ("Do you ship?", "email")
    facts = customer(phone="", email="stranger@example.com")
    assert not wiring.people().suppressed(TENANT, facts)
    arrives("mail/2", to=OURS, sender="Stranger@Example.com", text="unsubscribe")
    assert wiring.people().suppressed(TENANT, facts)


def test_a_mail_of_nobody_and_a_mail_to_nobody_are_let_go(stage: Deployed) -> None:
    arrives("mail/1", to="nobody@example.com", sender="x@example.com", text="Hi")
    arrives("mail/2", to=OURS, sender="", text="Hi")
    assert inbox.list_all(TENANT) == ()


def test_a_mail_that_is_not_there_comes_back_and_another_folder_is_never_read(
    stage: Deployed,
) -> None:
    for key in ("mail/gone", "tenants/t_sample000001/x"):
        assert handled({"Records": [{"s3": {"object": {"key": key}}}]}) != []


def report(kind: str, talk: Conversation, **more: Any) -> dict[str, Any]:
    tags = {"tenant": [TENANT], "conversation": [talk.id], "effect": ["e-1"]}
    return {"eventType": kind, "mail": {"tags": tags}, **more}


@pytest.fixture
def talk(stage: Deployed) -> Conversation:
    fresh = stage.open()
    effect = Effect(
        EffectId("e-1"),
        EffectKind.CONTACT_CUSTOMER,
        channel=Channel.EMAIL,
        to=fresh.facts.email,
        purpose=Purpose.REPLY,
    )
    return stage.decided(fresh, effect)


@pytest.mark.parametrize("wrapped", ["bare", "eventbridge", "sns"])
def test_a_delivery_raises_the_rank_however_it_is_wrapped(
    stage: Deployed, talk: Conversation, wrapped: str
) -> None:
    said = report("Delivery", talk)
    body = {"bare": said, "eventbridge": {"detail": said}, "sns": {"Message": json.dumps(said)}}
    assert handled(body[wrapped]) == []
    (record,) = stage.load(talk).effects
    assert record.delivery == "delivered"


def test_a_permanent_bounce_is_a_failure_and_a_soft_one_is_not(
    stage: Deployed, talk: Conversation
) -> None:
    assert handled(report("Bounce", talk, bounce={"bounceType": "Transient"})) == []
    assert received(stage) == []
    for _ in range(2):
        handled(report("Bounce", talk, bounce={"bounceType": "Permanent"}))
    assert received(stage) == [DeliveryReported(EffectId("e-1"), status="bounced", error="bounce")]


def test_a_complaint_is_an_opt_out_told_once(stage: Deployed, talk: Conversation) -> None:
    for _ in range(2):
        handled(report("Complaint", talk, complaint={}))
    assert received(stage) == [OptedOutByLink("complaint-e-1", channel=Channel.EMAIL)]


def test_reports_about_other_mail_and_of_other_kinds_are_let_go(
    stage: Deployed, talk: Conversation
) -> None:
    assert handled({"eventType": "Bounce", "mail": {"tags": {}}, "bounce": {}}) == []
    assert handled({"eventType": "Bounce", "mail": {}, "bounce": {}}) == []
    assert handled(report("Open", talk)) == []
    assert received(stage) == []


def own_sender() -> str:
    return wiring.addresses().sender(TENANT)


def exists(tenant: TenantId) -> None:
    accounts.save_tenant(Tenant(tenant, "Sample", "Europe/Vilnius", "en", ("en",), "LT", "EUR"))


def test_an_opt_out_mailed_to_the_from_address_reaches_the_conversation(stage: Deployed) -> None:
    exists(TENANT)
    talk = stage.open()
    arrives("mail/1", to=own_sender().upper(), sender=talk.facts.email, text="unsubscribe")
    (event,) = received(stage)
    assert isinstance(event, InboundMessage)
    assert (event.text, event.address) == ("unsubscribe", talk.facts.email)


def test_an_answer_to_the_readable_sender_reaches_the_conversation(stage: Deployed) -> None:
    exists(TENANT)
    talk = stage.open()
    domain = wiring.environment().mail_domain
    sender = claim_sender(TENANT, first_name="Ada", business="Sample", domain=domain)
    arrives("mail/1", to=sender, sender=talk.facts.email, text="Yes, gladly")
    (event,) = received(stage)
    assert isinstance(event, InboundMessage)
    assert (event.text, event.address) == ("Yes, gladly", talk.facts.email)


def test_an_opt_out_of_an_unknown_sender_to_the_from_address_is_kept_and_shown(
    stage: Deployed,
) -> None:
    exists(TENANT)
    arrives("mail/1", to=own_sender(), sender="stranger@example.com", text="unsubscribe")
    (item,) = inbox.list_all(TENANT)
    assert item.text == "unsubscribe"
    assert wiring.people().suppressed(TENANT, customer(phone="", email="stranger@example.com"))


def test_the_from_address_of_a_tenant_that_does_not_exist_keeps_nothing(
    stage: Deployed, caplog: pytest.LogCaptureFixture
) -> None:
    gone = wiring.addresses().sender(tenant_id("t_zzzzzzzzzzzz"))
    arrives("mail/1", to=gone, sender="stranger@example.com", text="unsubscribe")
    assert inbox.list_all(tenant_id("t_zzzzzzzzzzzz")) == ()
    assert "mail_for_no_tenant" in caplog.messages


FORGED = (
    "Authentication-Results: amazonses.com; spf=fail (spfCheck: not allowed) client-ip=192.0.2.1;"
    " dkim=none; dmarc=fail header.from=example.com;\n"
)


def test_a_forged_sender_does_not_speak_for_the_customer(stage: Deployed) -> None:
    talk = open_talk(stage)
    for at, to in enumerate((reply_address(talk), OURS)):
        arrives(f"mail/{at}", to=to, sender=talk.facts.email, text="Yes, book it", headers=FORGED)
    assert received(stage) == []
    assert {item.text for item in inbox.list_all(TENANT)} == {"Yes, book it"}


def test_one_mail_that_cannot_be_read_costs_its_neighbour_nothing(stage: Deployed) -> None:
    talk = open_talk(stage)
    raw = f"From: a@example.com\nTo: {reply_address(talk)}\nMessage-ID: <n@example.com>\n\nYes"
    boto3.client("s3").put_object(Bucket="warmline-test", Key="mail/there", Body=raw.encode())
    keys = ("mail/gone", "mail/there")
    told = {"Records": [{"s3": {"object": {"key": key}}} for key in keys]}
    assert handled(told) != []
    (event,) = received(stage)
    assert isinstance(event, InboundMessage)
    assert event.text == "Yes"
