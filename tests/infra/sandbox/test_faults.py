"""A provider that is slow, fails, repeats itself, reorders, or never answers."""

from __future__ import annotations

import pytest
import requests
import stripe
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from infra.sandbox.client import SandboxClient, SandboxRefusedError
from infra.sandbox.settings import ACCOUNT_SID, AUTH_TOKEN, STRIPE_KEY
from tests.infra.sandbox.conftest import ANN, OURS, OurSide, Rerouted, Served, until


def test_the_next_requests_fail_and_do_nothing(twilio: Client, world: SandboxClient) -> None:
    world.faults("twilio", fail_next=1, status=429)
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages.create(to=ANN, from_=OURS, body="Hello")
    assert (caught.value.status, caught.value.code) == (429, 20429)
    assert world.ledger("twilio")["messages"] == []
    assert twilio.messages.create(to=ANN, from_=OURS, body="Hello").status == "queued"


def test_stripe_can_be_too_busy(money: stripe.StripeClient, world: SandboxClient) -> None:
    world.faults("stripe", fail_next=1, status=429)
    with pytest.raises(stripe.RateLimitError):
        money.v1.customers.create({"email": "a@example.com"})
    world.faults("stripe", fail_next=1, status=500)
    with pytest.raises(stripe.APIError):
        money.v1.customers.create({"email": "a@example.com"})


def test_an_accepted_message_may_never_be_answered(served: Served, world: SandboxClient) -> None:
    world.faults("twilio", timeout_after_accept=1)
    http = Rerouted(f"{served.url}/twilio")
    http.timeout = 0.5
    impatient = Client(ACCOUNT_SID, AUTH_TOKEN, http_client=http)
    with pytest.raises(requests.exceptions.ReadTimeout):
        impatient.messages.create(to=ANN, from_=OURS, body="Hello")
    assert [message.body for message in impatient.messages.list(to=ANN)] == ["Hello"]
    http.session.close()


def test_usage_whose_answer_was_lost_is_counted_once(
    served: Served, money: stripe.StripeClient, world: SandboxClient
) -> None:
    money.v1.billing.meters.create(
        {"display_name": "m", "event_name": "m", "default_aggregation": {"formula": "sum"}}
    )
    customer = money.v1.customers.create({"email": "a@example.com"}).id
    world.faults("stripe", timeout_after_accept=1)
    impatient = stripe.StripeClient(
        STRIPE_KEY,
        base_addresses={"api": f"{served.url}/stripe"},
        http_client=stripe.RequestsClient(timeout=0.5),
        max_network_retries=0,
    )
    payload = {"stripe_customer_id": customer, "value": "3"}
    event = {"event_name": "m", "payload": payload, "identifier": "u1"}
    with pytest.raises(stripe.APIConnectionError):
        impatient.v1.billing.meter_events.create(event)  # type: ignore[arg-type]
    with pytest.raises(stripe.InvalidRequestError, match="already exists with identifier u1"):
        impatient.v1.billing.meter_events.create(event)  # type: ignore[arg-type]
    assert world.meter_totals() == {"m": {customer: 3.0}}
    impatient._requestor._get_http_client().close()


def test_call_statuses_can_come_backwards(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    world.faults("twilio", reorder_status_callbacks=True)
    world.set_person(ANN, answers_as="human")
    twilio.calls.create(
        to=ANN,
        from_=OURS,
        twiml="<Response><Say>Hi</Say></Response>",
        status_callback=f"{our_side.url}/status",
        status_callback_event=["ringing", "answered", "completed"],
    )
    until(lambda: len(our_side.at("/status")) == 3)
    shown = [hook.params["CallStatus"] for hook in our_side.at("/status")]
    assert shown == ["ringing", "completed", "in-progress"]


def test_a_body_that_is_not_json_is_told_so(served: Served) -> None:
    answer = requests.post(f"{served.url}/clock", data="now", timeout=5)
    assert (answer.status_code, answer.json()) == (400, {"error": "The body is not JSON."})


def test_webhooks_can_come_twice_and_statuses_backwards(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    world.faults("twilio", duplicate_webhooks=True, reorder_status_callbacks=True)
    callback = f"{our_side.url}/status"
    twilio.messages.create(to=ANN, from_=OURS, body="Hello", status_callback=callback)
    world.settle()
    shown = [hook.params["MessageStatus"] for hook in our_side.at("/status")]
    assert shown == ["delivered", "delivered", "sent", "sent"]


def test_an_unknown_switch_is_refused_and_all_can_be_cleared(world: SandboxClient) -> None:
    with pytest.raises(SandboxRefusedError, match="no switch"):
        world.faults("twilio", explode=True)
    world.faults("stripe", delay_ms=5)
    assert world.faults()["stripe"]["delay_ms"] == 0


def test_a_callback_outside_this_machine_is_never_made(
    twilio: Client, world: SandboxClient
) -> None:
    callback = "https://example.com/status"
    twilio.messages.create(to=ANN, from_=OURS, body="Hello", status_callback=callback)
    world.settle()
    (first, *_) = world.ledger("twilio")["alerts"]
    assert (first["code"], first["url"]) == (11200, callback)
