"""Codes at the wire: fixed words, from our own number or address, and nothing sent twice."""

from __future__ import annotations

import boto3
import pytest
from botocore.stub import ANY, Stubber
from twilio.rest import Client

from functions.outreach.adapters.mail.ses import SesMail
from functions.outreach.adapters.twilio.codes import CalledCodes, TextedCodes
from functions.outreach.ports import NotSent, Sent
from infra.sandbox.client import SandboxClient

CODE_NUMBER = "+12025550199"


def test_a_texted_code_comes_from_our_own_number(
    twilio: Client, world: SandboxClient, customer: str
) -> None:
    codes = TextedCodes(client=twilio, number=CODE_NUMBER)
    assert isinstance(codes.send_code(to=customer, code="246810"), Sent)
    (seen,) = world.messages(customer)
    assert seen["from"] == CODE_NUMBER
    assert seen["body"].startswith("246810 is your Warmline code.")


def test_a_called_code_is_spoken_digit_by_digit(
    twilio: Client, world: SandboxClient, customer: str
) -> None:
    codes = CalledCodes(client=twilio, number=CODE_NUMBER)
    assert isinstance(codes.send_code(to=customer, code="246810"), Sent)
    world.answer_call(customer)
    heard = world.wait(lambda: world.transcript(customer) or None, "the code is spoken")
    assert "2, 4, 6, 8, 1, 0" in str(heard)


def test_a_number_the_provider_does_not_take_is_no_code_sent(
    twilio: Client, world: SandboxClient, customer: str
) -> None:
    world.set_person(customer, sms_error=21614)
    codes = TextedCodes(client=twilio, number=CODE_NUMBER)
    assert isinstance(codes.send_code(to=customer, code="246810"), NotSent)


@pytest.mark.slow
@pytest.mark.usefixtures("aws")
def test_a_mailed_code_comes_from_our_own_address_to_the_one_address() -> None:
    client = boto3.client("ses", "eu-west-1")
    with Stubber(client) as stub:
        stub.add_response(
            "send_raw_email",
            {"MessageId": "m1"},
            {
                "Source": "hello@mail.example.com",
                "Destinations": ["ada@acme.example.com"],
                "RawMessage": ANY,
            },
        )
        sent = SesMail(client=client).send_code(
            from_address="hello@mail.example.com", to="ada@acme.example.com", code="246810"
        )
    assert sent == Sent("m1")


def test_an_address_that_no_mail_reaches_gets_no_code() -> None:
    client = boto3.client("ses", "eu-west-1")
    sent = SesMail(client=client).send_code(
        from_address="hello@mail.example.com", to="žemė@acme.example.com", code="246810"
    )
    assert sent == NotSent("unmailable")
