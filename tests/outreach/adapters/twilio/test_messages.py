"""SMS and WhatsApp at the wire: what is known after each answer, and what can be found again."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from twilio.http import HttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from functions.outreach.adapters.twilio.connection import connect
from functions.outreach.adapters.twilio.links import effect_query, form_is_signed, hook_url
from functions.outreach.adapters.twilio.messages import TwilioMessages
from functions.outreach.domain.conversation.state import UtterancePiece
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.ports import InDoubt, NotSent, Outgoing, ProviderBusy, Sent
from functions.product.channels import Channel
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import ACCOUNT_SID, AUTH_TOKEN
from tests.infra.sandbox.conftest import Hook, OurSide, Served
from tests.outreach.adapters.sample_outgoing import NOW, OURS, TEMPLATE, outgoing

SMS, WHATSAPP = Channel.SMS, Channel.WHATSAPP


@pytest.fixture
def messages(twilio: Client, our_side: OurSide) -> TwilioMessages:
    return TwilioMessages(client=twilio, hooks_url=our_side.url)


def about(our_side: OurSide, customer: str) -> list[Hook]:
    """Callbacks about this customer; those of earlier tests may still be arriving."""
    return [hook for hook in our_side.hooks if hook.params["To"].endswith(customer)]


def opening(customer: str) -> Outgoing:
    """A WhatsApp opening of two approved pieces, rendered by Twilio from one template."""
    first = UtterancePiece("Hi Ann.", slots=(("customer", "Ann"),), content_sid=TEMPLATE)
    second = UtterancePiece(
        "Sample Desk has Team.", slots=(("business", "Sample Desk"), ("offer", "Team"))
    )
    made = outgoing(WHATSAPP, to=customer, purpose=Purpose.OPENING, pieces=(first, second))
    return replace(made, text="Hi Ann. Sample Desk has Team.")


def test_a_text_is_sent_from_our_number_with_its_words(
    messages: TwilioMessages, world: SandboxClient, customer: str
) -> None:
    sent = messages.send(outgoing(SMS, to=customer))
    assert isinstance(sent, Sent)
    (seen,) = world.messages(customer)
    assert (seen["sid"], seen["from"], seen["body"]) == (
        sent.provider_id,
        OURS,
        "Hello from the AI assistant of Sample Desk.",
    )


def test_the_status_of_a_text_comes_back_signed_and_names_its_effect(
    messages: TwilioMessages, world: SandboxClient, our_side: OurSide, customer: str
) -> None:
    wanted = outgoing(SMS, to=customer)
    messages.send(wanted)
    world.settle()
    hooks = about(our_side, customer)
    assert [hook.params["MessageStatus"] for hook in hooks] == ["sent", "delivered"]
    for hook in hooks:
        query = effect_query(wanted)
        assert hook.url == hook_url(our_side.url, "/hooks/twilio/status", query)
        signature = hook.headers["x-twilio-signature"]
        assert form_is_signed(
            auth_tokens=(AUTH_TOKEN,), url=hook.url, form=hook.params, signature=signature
        )
        other = hook_url(our_side.url, "/hooks/twilio/status", query | {"effect": "another"})
        for url, form, given in (
            (other, hook.params, signature),
            (hook.url, hook.params | {"MessageStatus": "read"}, signature),
            (hook.url, hook.params, ""),
        ):
            assert not form_is_signed(
                auth_tokens=(AUTH_TOKEN,), url=url, form=form, signature=given
            )


def test_our_check_agrees_with_twilios_own_validator(our_side: OurSide) -> None:
    form = {"Body": "Taip, ačiū", "From": "+37061234567", "Empty": ""}
    url = hook_url(our_side.url, "/hooks/twilio/messages", {})
    signature = RequestValidator(AUTH_TOKEN).compute_signature(url, form)
    assert form_is_signed(auth_tokens=(AUTH_TOKEN,), url=url, form=form, signature=signature)
    without_empty = {name: value for name, value in form.items() if value}
    assert not form_is_signed(
        auth_tokens=("0e" * 16,), url=url, form=without_empty, signature=signature
    )


def test_an_empty_token_verifies_nothing() -> None:
    """Anybody can sign with it: a stage whose secret is not filled in yet must not believe that."""
    form, url = (
        {"Body": "STOP"},
        hook_url("https://hooks.example.com", "/hooks/twilio/messages", {}),
    )
    forged = RequestValidator("").compute_signature(url, form)
    for tokens in ((), ("",)):
        assert not form_is_signed(auth_tokens=tokens, url=url, form=form, signature=forged)


def test_an_opening_on_whatsapp_uses_its_template_and_is_found_by_its_text(
    messages: TwilioMessages, world: SandboxClient, customer: str
) -> None:
    world.register_template(TEMPLATE, "Hi {{1}}. {{2}} has {{3}}.", "utility")
    wanted = opening(customer)
    sent = messages.send(wanted)
    assert isinstance(sent, Sent)
    (seen,) = world.messages(customer, "whatsapp")
    assert seen["content_variables"] == {"1": "Ann", "2": "Sample Desk", "3": "Team"}
    assert seen["body"] == wanted.text
    assert (seen["to"], seen["from"]) == (f"whatsapp:{customer}", f"whatsapp:{OURS}")
    assert messages.find(wanted) == sent


def test_a_reply_on_whatsapp_is_free_text_inside_the_window(
    messages: TwilioMessages, world: SandboxClient, customer: str
) -> None:
    world.text(customer, to=OURS, body="Hi", channel="whatsapp")
    sent = messages.send(replace(opening(customer), effect=reply_effect(customer)))
    assert isinstance(sent, Sent)
    seen = world.messages(customer, "whatsapp")[-1]
    assert (seen["content_sid"], seen["body"]) == (None, "Hi Ann. Sample Desk has Team.")


def reply_effect(customer: str) -> object:
    return replace(opening(customer).effect, purpose=Purpose.REPLY)


def test_free_text_outside_the_window_is_reported_as_failed_by_callback(
    messages: TwilioMessages, world: SandboxClient, our_side: OurSide, customer: str
) -> None:
    assert isinstance(messages.send(outgoing(WHATSAPP, to=customer)), Sent)
    world.settle()
    (hook,) = about(our_side, customer)
    assert (hook.params["MessageStatus"], hook.params["ErrorCode"]) == ("failed", "63016")


def stopped(world: SandboxClient, customer: str) -> None:
    world.text(customer, to=OURS, body="STOP")


def landline(world: SandboxClient, customer: str) -> None:
    world.set_person(customer, sms_error=21614)


@pytest.mark.parametrize(
    ("before", "change", "code"),
    [
        (None, {"to": "+1202"}, "21211"),
        (None, {"from_address": "nobody"}, "21212"),
        (None, {"text": ""}, "21602"),
        (None, {"text": "x" * 1601}, "21617"),
        (None, {"to": OURS}, "21266"),
        (stopped, {}, "21610"),
        (landline, {}, "21614"),
    ],
)
def test_what_twilio_will_never_take_is_not_sent_with_its_code(
    messages: TwilioMessages,
    world: SandboxClient,
    customer: str,
    before: object,
    change: dict[str, str],
    code: str,
) -> None:
    if callable(before):
        before(world, customer)
    wanted = outgoing(SMS, **{"to": customer, **change})  # type: ignore[arg-type]
    refused = messages.send(wanted)
    assert isinstance(refused, NotSent)
    assert refused.error == code


def test_a_wrong_token_is_a_refusal_not_a_crash(served: Served, customer: str) -> None:
    client = connect(
        account_sid=ACCOUNT_SID, auth_token="0e" * 16, base_url=f"{served.url}/twilio/"
    )
    refused = TwilioMessages(client=client, hooks_url="").send(outgoing(SMS, to=customer))
    client.http_client.session.close()
    assert isinstance(refused, NotSent)
    assert refused.error == "20003"


def test_a_busy_twilio_took_nothing_and_is_asked_later(
    messages: TwilioMessages, world: SandboxClient, customer: str
) -> None:
    world.faults("twilio", fail_next=1, status=429)
    assert messages.send(outgoing(SMS, to=customer)) == ProviderBusy("20429")
    assert world.messages(customer) == []


def test_a_broken_twilio_leaves_it_in_doubt_and_is_asked_once_only(
    messages: TwilioMessages, world: SandboxClient, customer: str
) -> None:
    world.faults("twilio", fail_next=1, status=503)
    assert messages.send(outgoing(SMS, to=customer)) == InDoubt("503")
    assert world.messages(customer) == []


def test_an_answer_that_never_came_is_in_doubt_and_found_exactly_once(
    messages: TwilioMessages, world: SandboxClient, customer: str
) -> None:
    wanted = outgoing(SMS, to=customer)
    assert messages.find(wanted) is None
    world.faults("twilio", timeout_after_accept=1)
    assert isinstance(messages.send(wanted), InDoubt)
    world.faults()
    (seen,) = world.messages(customer)
    assert messages.find(wanted) == Sent(seen["sid"])
    assert len(world.messages(customer)) == 1


class ListOfOne(HttpClient):
    """Twilio's list with one message in it, which a filter by its time of sending leaves out."""

    def __init__(self, **message: object) -> None:
        self.message = {"sid": "SM1", "date_sent": None, **message}

    def request(  # type: ignore[override]
        self, method: str, url: str, params: dict[str, object] | None = None, **_: object
    ) -> TwilioResponse:
        sought = params or {}
        filtered = any(name.startswith("DateSent") for name in sought)
        kept = [] if filtered and self.message["date_sent"] is None else [self.message]
        return TwilioResponse(200, json.dumps({"messages": kept, "next_page_uri": None}))


@pytest.mark.parametrize(
    ("status", "made", "found"),
    [
        ("queued", "Mon, 23 Nov 2026 10:00:00 +0000", True),
        ("accepted", "Mon, 23 Nov 2026 10:00:00 +0000", True),
        ("sent", "Mon, 23 Nov 2026 10:00:00 +0000", True),
        ("failed", "Mon, 23 Nov 2026 10:00:00 +0000", True),
        ("canceled", "Mon, 23 Nov 2026 10:00:00 +0000", False),
        ("queued", "Mon, 23 Nov 2026 09:59:30 +0000", True),
        ("queued", "Mon, 23 Nov 2026 09:58:00 +0000", False),
    ],
)
def test_a_message_that_still_waits_is_found_though_it_has_no_time_of_sending(
    status: str, made: str, found: bool
) -> None:
    at = datetime(2026, 11, 23, 10, 0, 0, 500_000, tzinfo=UTC)
    wanted = replace(outgoing(SMS, to="+12125550199"), claimed_at=at)
    wire = ListOfOne(body=wanted.text, status=status, date_created=made)
    client = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=wire)
    known = TwilioMessages(client=client, hooks_url="").find(wanted)
    assert known == (Sent("SM1") if found else None)


def test_nobody_listening_is_in_doubt_not_a_crash(customer: str) -> None:
    client = connect(
        account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN, base_url="http://127.0.0.1:9/twilio"
    )
    answer = TwilioMessages(client=client, hooks_url="").send(outgoing(SMS, to=customer))
    client.http_client.session.close()
    assert isinstance(answer, InDoubt | ProviderBusy)


def test_only_this_very_message_is_found(messages: TwilioMessages, customer: str) -> None:
    """Not an earlier one with the same words, not other words, not another person's."""
    wanted = outgoing(SMS, to=customer)
    assert isinstance(messages.send(wanted), Sent)
    assert messages.find(replace(wanted, claimed_at=NOW + timedelta(seconds=90))) is None
    assert messages.find(replace(wanted, text="Other words")) is None
    assert messages.find(outgoing(SMS, to="+12125559999")) is None
    assert messages.find(replace(wanted, effect=reply_effect_on_whatsapp(customer))) is None
    half_a_second_in = replace(wanted, claimed_at=NOW + timedelta(microseconds=999_999))
    assert isinstance(messages.find(half_a_second_in), Sent)


def reply_effect_on_whatsapp(customer: str) -> object:
    return outgoing(WHATSAPP, to=customer).effect
