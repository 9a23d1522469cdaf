"""The real Twilio SDK against the sandbox: messages, refusals, callbacks and inbound texts."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from infra.sandbox.client import SandboxClient, SandboxRefusedError
from infra.sandbox.settings import AUTH_TOKEN
from tests.infra.sandbox.conftest import ANN, IRENA, OURS, START, OurSide, Rerouted, Served

pytestmark = pytest.mark.costly(first=10)

TEMPLATE = "HX" + "a1" * 16
WA_OURS, WA_ANN, WA_IRENA = (f"whatsapp:{number}" for number in (OURS, ANN, IRENA))


def statuses(our_side: OurSide, sid: str) -> list[str]:
    calls = [hook.params for hook in our_side.at("/status")]
    return [call["MessageStatus"] for call in calls if call["MessageSid"] == sid]


def refused(twilio: Client, **message: object) -> int:
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages.create(**message)
    assert caught.value.status in {400, 401, 404, 429}
    return int(caught.value.code or 0)


def test_a_text_is_queued_then_sent_then_delivered_with_signed_callbacks(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    callback = f"{our_side.url}/status?touch=t1"
    sent = twilio.messages.create(to=ANN, from_=OURS, body="Hello", status_callback=callback)
    assert (sent.status, sent.num_segments, sent.date_created) == ("queued", "1", START)
    world.settle()
    assert statuses(our_side, sent.sid) == ["sent", "delivered"]
    assert twilio.messages(sent.sid).fetch().status == "delivered"
    for hook in our_side.at("/status"):
        signature = hook.headers["x-twilio-signature"]
        assert RequestValidator(AUTH_TOKEN).validate(callback, hook.params, signature)


def test_a_message_is_found_again_by_recipient_and_time(
    twilio: Client, world: SandboxClient
) -> None:
    twilio.messages.create(to=ANN, from_=OURS, body="before")
    world.settle()
    world.advance(3600)
    later = twilio.messages.create(to=ANN, from_=OURS, body="after")
    twilio.messages.create(to=IRENA, from_=OURS, body="to another")
    world.settle()
    found = twilio.messages.list(to=ANN, from_=OURS, date_sent_after=START + timedelta(minutes=30))
    assert [message.sid for message in found] == [later.sid]


def test_a_long_list_is_read_page_by_page(twilio: Client, world: SandboxClient) -> None:
    for number in range(7):
        twilio.messages.create(to=ANN, from_=OURS, body=str(number))
    found = twilio.messages.list(to=ANN, page_size=3)
    assert [message.body for message in found] == list("6543210")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "+1202"}, 21211),
        ({"to": "hello"}, 21211),
        ({"from_": "Nobody"}, 21212),
        ({"body": "x" * 1601}, 21617),
        ({"body": ""}, 21602),
        ({"to": WA_ANN}, 21910),
        ({"to": OURS}, 21266),
        ({"content_sid": "HX12"}, 21655),
        ({"content_variables": "{}"}, 21654),
        ({"content_sid": TEMPLATE, "content_variables": "not json"}, 21656),
        ({"content_sid": TEMPLATE, "content_variables": '{"1": ""}'}, 21656),
        ({"content_sid": TEMPLATE, "content_variables": '{"1": "a\\nb"}'}, 21656),
    ],
)
def test_what_twilio_refuses_is_refused_with_its_code(
    twilio: Client, change: dict[str, str], code: int
) -> None:
    assert refused(twilio, **{"to": ANN, "from_": OURS, "body": "Hello", **change}) == code


def test_a_messaging_service_without_a_number_sends_nothing(twilio: Client, served: Served) -> None:
    service = "MG" + "0" * 32
    assert refused(twilio, to=ANN, messaging_service_sid=service, body="Hello") == 21703
    requests.post(f"{served.url}/twilio/services", json={"sid": service, "number": OURS}, timeout=5)
    sent = twilio.messages.create(to=ANN, messaging_service_sid=service, body="Hello")
    assert (sent.status, sent.from_) == ("accepted", OURS)


def test_a_landline_is_refused_at_once_and_other_errors_come_later(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    world.set_person(ANN, sms_error=21614)
    assert refused(twilio, to=ANN, from_=OURS, body="Hello") == 21614
    world.set_person(IRENA, sms_error=30003)
    callback = f"{our_side.url}/status"
    sent = twilio.messages.create(to=IRENA, from_=OURS, body="Hello", status_callback=callback)
    world.settle()
    assert our_side.at("/status")[-1].params["ErrorCode"] == "30003"
    assert twilio.messages(sent.sid).fetch().status == "undelivered"


def test_a_carrier_reports_of_a_text_once_more_in_any_order(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    callback = f"{our_side.url}/status"
    with pytest.raises(SandboxRefusedError, match="was sent no text"):
        world.report_text(ANN, "undelivered")
    sent = twilio.messages.create(to=ANN, from_=OURS, body="Hello", status_callback=callback)
    world.settle()
    world.report_text(ANN, "undelivered")
    world.settle()
    world.report_text(ANN, "delivered")
    world.settle()
    reports = [
        (h.params["MessageStatus"], h.params.get("ErrorCode")) for h in our_side.at("/status")
    ]
    assert reports == [
        ("sent", None),
        ("delivered", None),
        ("undelivered", "30005"),
        ("delivered", None),
    ]
    assert {hook.params["MessageSid"] for hook in our_side.at("/status")} == {sent.sid}
    (message,) = world.messages(ANN)
    assert message["history"] == ["queued", "sent", "delivered", "undelivered", "delivered"]


def test_a_wrong_token_or_another_account_reads_nothing(served: Served, twilio: Client) -> None:
    http = Rerouted(f"{served.url}/twilio")
    wrong = Client("AC" + "5a" * 16, "nope", http_client=http)
    assert refused(wrong, to=ANN, from_=OURS, body="Hello") == 20003
    other = "AC" + "00" * 16
    with pytest.raises(TwilioRestException) as caught:
        twilio.api.v2010.accounts(other).messages.create(to=ANN, from_=OURS, body="Hello")
    assert (caught.value.status, caught.value.code) == (404, 20404)
    http.session.close()


def test_a_person_who_wrote_stop_can_not_be_texted_until_start(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    world.text(ANN, to=OURS, body=" stop ")
    world.settle()
    (hook,) = our_side.at("/hooks/twilio/messages")
    assert (hook.params["OptOutType"], hook.params["Body"]) == ("STOP", " stop ")
    assert refused(twilio, to=ANN, from_=OURS, body="Hello") == 21610
    automatic = [m for m in world.messages(ANN) if m.get("automatic")]
    assert len(automatic) == 1
    world.text(ANN, to=OURS, body="START")
    assert twilio.messages.create(to=ANN, from_=OURS, body="Hello").status == "queued"


def test_stop_inside_a_sentence_is_not_twilios_business(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    world.text(ANN, to=OURS, body="please stop writing")
    world.settle()
    assert "OptOutType" not in our_side.at("/hooks/twilio/messages")[0].params
    assert twilio.messages.create(to=ANN, from_=OURS, body="Hello").status == "queued"


def test_an_inbound_text_is_signed_and_retried_at_most_twice_under_one_token(
    world: SandboxClient, our_side: OurSide
) -> None:
    our_side.answers["/hooks/twilio/messages"] = [(500, ""), (502, ""), (503, ""), (200, "")]
    world.text(ANN, to=OURS, body="Yes, tell me more")
    world.settle()
    hooks = our_side.at("/hooks/twilio/messages")
    assert len(hooks) == 3
    assert len({hook.headers["i-twilio-idempotency-token"] for hook in hooks}) == 1
    assert hooks[0].params["From"] == ANN
    signature = hooks[0].headers["x-twilio-signature"]
    url = f"{our_side.url}/hooks/twilio/messages"
    assert RequestValidator(AUTH_TOKEN).validate(url, hooks[0].params, signature)
    assert world.ledger("twilio")["alerts"][0]["code"] == 11200


def test_a_freeform_whatsapp_message_needs_an_open_window(
    twilio: Client, world: SandboxClient
) -> None:
    def send() -> object:
        sent = twilio.messages.create(to=WA_IRENA, from_=WA_OURS, body="Hello")
        assert sent.status == "queued"
        world.settle()
        again = twilio.messages(sent.sid).fetch()
        return again.status, again.error_code

    assert send() == ("failed", 63016)
    world.text(IRENA, to=OURS, body="Labas", channel="whatsapp")
    assert send() == ("read", None)
    world.advance(24 * 3600 - 1)
    assert send() == ("read", None)
    world.advance(1)
    assert send() == ("failed", 63016)


def test_a_template_opens_and_is_rendered_with_its_variables(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    world.register_template(TEMPLATE, "Hi {{1}}, from {{2}}")
    sent = twilio.messages.create(
        to=WA_IRENA,
        from_=WA_OURS,
        content_sid=TEMPLATE,
        content_variables=json.dumps({"1": "Irena", "2": "Example"}),
        status_callback=f"{our_side.url}/status",
    )
    world.settle()
    assert statuses(our_side, sent.sid) == ["sent", "delivered", "read"]
    (message,) = world.messages(IRENA, "whatsapp")
    assert message["body"] == "Hi Irena, from Example"
    assert message["content_variables"] == {"1": "Irena", "2": "Example"}


def test_a_marketing_template_never_reaches_an_american_number(
    twilio: Client, world: SandboxClient
) -> None:
    def fate(category: str) -> int | None:
        world.register_template(TEMPLATE, "Hello", category)  # type: ignore[arg-type]
        sent = twilio.messages.create(to=WA_ANN, from_=WA_OURS, content_sid=TEMPLATE)
        world.settle()
        error: int | None = twilio.messages(sent.sid).fetch().error_code
        return error

    assert fate("marketing") == 63049
    assert fate("utility") is None
    world.text(ANN, to=OURS, body="Hi", channel="whatsapp")
    assert fate("marketing") is None


def test_a_person_without_whatsapp_fails_by_callback(
    twilio: Client, world: SandboxClient, our_side: OurSide
) -> None:
    world.set_person(IRENA, whatsapp=False)
    sent = twilio.messages.create(
        to=WA_IRENA,
        from_=WA_OURS,
        content_sid=TEMPLATE,
        status_callback=f"{our_side.url}/status",
    )
    world.settle()
    assert statuses(our_side, sent.sid) == ["failed"]
    assert our_side.at("/status")[0].params["ErrorCode"] == "63024"


def test_a_whatsapp_message_names_its_writer(world: SandboxClient, our_side: OurSide) -> None:
    world.set_person(IRENA, name="Irena")
    world.text(IRENA, to=OURS, body="Labas", channel="whatsapp")
    world.settle()
    params = our_side.at("/hooks/twilio/messages")[0].params
    assert (params["From"], params["ProfileName"]) == (WA_IRENA, "Irena")


def test_a_body_can_be_redacted_and_a_message_deleted(twilio: Client, world: SandboxClient) -> None:
    sent = twilio.messages.create(to=ANN, from_=OURS, body="Hello")
    world.settle()
    assert twilio.messages(sent.sid).update(body="").body == ""
    assert twilio.messages(sent.sid).delete()
    with pytest.raises(TwilioRestException) as caught:
        twilio.messages(sent.sid).fetch()
    assert caught.value.code == 20404


@pytest.mark.parametrize("shown", ["+370612345670", "LT.1349120865"])
def test_whatsapp_may_show_another_form_of_the_number_or_an_id_alone(
    twilio: Client, world: SandboxClient, our_side: OurSide, shown: str
) -> None:
    world.set_person(IRENA, whatsapp_as=shown, whatsapp_id="LT.1349120865", name="Irena")
    world.text(IRENA, to=OURS, body="Hi", channel="whatsapp")
    world.settle()
    (hook,) = our_side.at("/hooks/twilio/messages")
    assert hook.params["From"] == f"whatsapp:{shown}"
    assert hook.params["ExternalUserIdentifier"] == "LT.1349120865"
    assert hook.params.get("WaId") == (shown.removeprefix("+") if "+" in shown else None)
    assert {IRENA, shown} <= set(world.person(IRENA)["addresses"])
    # It is the same person, so what they wrote opens the window to their number.
    sent = twilio.messages.create(
        to=WA_IRENA, from_=WA_OURS, body="Hello", status_callback=f"{our_side.url}/status"
    )
    world.settle()
    assert statuses(our_side, sent.sid) == ["sent", "delivered", "read"]
    ids = [hook.params.get("ExternalUserIdentifier") for hook in our_side.at("/status")]
    assert ids == [None, "LT.1349120865", "LT.1349120865"]
