"""What founders are sent themselves: a code by invocation, a test mail over the queues."""

from __future__ import annotations

import email
import email.policy
import json
from dataclasses import replace
from typing import Any

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from functions.outreach import wiring
from functions.outreach.handlers.codes import send_code
from functions.outreach.handlers.queues import effects, replies
from functions.outreach.store import settings as kept
from functions.product.channels import Channel
from tenancy.identity import accounts
from tenancy.tenant import Founder, FounderId
from tests.outreach.approved import FOUNDER, TENANT
from tests.outreach.handlers.deployed import Deployed


@pytest.mark.parametrize("code", ["", "12345", "1234567", "١٢٣٤٥٦", "<b>123", "123456\n"])
def test_nothing_but_six_digits_is_sent(code: str) -> None:
    with pytest.raises(ValueError, match="six digits"):
        send_code({"way": "mail", "to": "ada@acme.example.com", "code": code})


@pytest.mark.parametrize("way", ["text", "call"])
def test_without_a_number_of_our_own_no_number_is_proved(way: str, stage: Deployed) -> None:
    assert send_code({"way": way, "to": "+12025550123", "code": "246810"}) == {
        "problem": "no_number"
    }


SHARED = "ada.sample@mail.example.com"


def _delivered(handle: Any, body: dict[str, Any]) -> None:
    record = {"messageId": "m1", "body": json.dumps(body), "attributes": {}}
    assert handle({"Records": [record]}) == {"batchItemFailures": []}


def _asked() -> dict[str, Any]:
    asked = {
        "founder": FOUNDER,
        "subject": "About Sample Desk",
        "text": "Is Sample Desk still doing what you hoped for?",
        "language": "en",
        "business": "Sample Desk",
        "unsubscribe_url": "https://go.example.eu/u/a2b3c4d5e6f7g2h3",
    }
    return {"tenant": TENANT, "sender_test": asked}


@pytest.mark.slow
def test_the_founder_gets_what_a_customer_would_from_the_same_sender(stage: Deployed) -> None:
    ses = boto3.client("ses")
    ses.verify_email_identity(EmailAddress=SHARED)
    sender = wiring.settings().load(TENANT).sender(Channel.EMAIL)
    assert sender is not None
    named = replace(sender, name="Sample", shared=SHARED)
    kept.edit_sender(TENANT, named.channel, lambda _: named)
    wiring.settings.cache_clear()
    _delivered(replies.handle, _asked())
    (queued,) = stage.queued("effects")
    assert queued["sender_test"] == _asked()["sender_test"]
    _delivered(effects.handle, {"tenant": TENANT, "sender_test": queued["sender_test"]})
    (sent,) = ses_backends[DEFAULT_ACCOUNT_ID]["eu-west-1"].sent_messages
    assert set(sent.destinations) == {"founder@example.com"}
    mail = email.message_from_string(sent.raw_data, policy=email.policy.default)
    assert mail["From"] == f"Sample <{SHARED}>"
    assert mail["Reply-To"] == SHARED
    assert mail["Subject"] == "About Sample Desk"
    plain = mail.get_body(("plain",))
    assert plain is not None
    words = plain.get_content()
    assert words.startswith("Is Sample Desk still doing what you hoped for?")
    assert "You get this mail because you are a customer of Sample Desk." in words


def test_an_invitation_says_who_invites_to_what_and_where_to_begin(stage: Deployed) -> None:
    teammate = Founder(FounderId("f_teammate"), TENANT, "Mia Mate", "mia@example.com")
    accounts.founder_row(teammate).save()
    boto3.client("ses").verify_email_identity(EmailAddress="hello@mail.example.com")
    asked = {"founder": teammate.id, "by": FOUNDER}
    _delivered(replies.handle, {"tenant": TENANT, "invitation": asked})
    (queued,) = stage.queued("effects")
    _delivered(effects.handle, {"tenant": TENANT, "invitation": queued["invitation"]})
    sent = ses_backends[DEFAULT_ACCOUNT_ID]["eu-west-1"].sent_messages[-1]
    assert set(sent.destinations) == {"mia@example.com"}
    mail = email.message_from_string(sent.raw_data, policy=email.policy.default)
    business = accounts.load_tenant(TENANT)
    assert business is not None
    name = business.business_name
    assert mail["Subject"] == f"Sample Founder invites you to {name} on Warmline"
    assert mail["Reply-To"] == "founder@example.com"
    plain = mail.get_body(("plain",))
    assert plain is not None
    words = plain.get_content()
    assert words.startswith(f"Sample Founder invites you to work for {name} on Warmline.")
    assert "https://app.example.com/reset?email=mia%40example.com" in words
    assert "the same page sends you another" in words, "a code ends long before an invitation"
