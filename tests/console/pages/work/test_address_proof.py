"""An address is a sender only after a code that went to it came back."""

from __future__ import annotations

import pytest

from frontend_api.ports.address_proofs import CodeWay
from functions.product.channels import Channel
from tests.console.fake_proofs import ADDRESS_CODE
from tests.console.fakes import TENANT, World
from tests.console.visits import location, signed_in, text

NUMBER = "+12025550123"
FORMS = {
    Channel.SMS: {"address": "+1 (202) 555-0123", "a2p_campaign": "CM1"},
    Channel.WHATSAPP: {"address": NUMBER},
    Channel.VOICE: {"address": NUMBER},
    Channel.EMAIL: {"address": "hello@acme.example.com", "postal_address": "1 Sample Street"},
}
WAYS = {
    Channel.SMS: CodeWay.TEXT,
    Channel.WHATSAPP: CodeWay.TEXT,
    Channel.VOICE: CodeWay.CALL,
    Channel.EMAIL: CodeWay.MAIL,
}


@pytest.mark.parametrize("channel", FORMS)
def test_nothing_goes_out_from_an_address_before_its_code_came_back(channel: Channel) -> None:
    world = World()
    visit = signed_in(world)
    answer = visit.send("/channels", f"/channels/{channel}", **FORMS[channel])
    assert location(answer) == f"/channels?done=code#{channel}"
    address = world.proofs.claims[channel].address
    assert world.proofs.sent == [(address, WAYS[channel])]
    assert world.settings.load(TENANT).sender(channel) is None
    page = text(visit.get("/channels"))
    assert "Waiting for its code" in page
    assert f"We sent a code to <strong>{address}</strong>. Nothing goes out from it" in page
    assert f'value="{address}"' in page, "what was typed stays in the form"
    wrong = visit.send("/channels", f"/channels/{channel}/code", code="000000")
    assert wrong.status == 422
    assert "not the code" in text(wrong)
    assert world.settings.load(TENANT).sender(channel) is None
    visit.send("/channels", f"/channels/{channel}/code", code=ADDRESS_CODE)
    sender = world.settings.load(TENANT).sender(channel)
    assert sender is not None
    assert sender.address == address
    assert "Nothing goes out from it" not in text(visit.get("/channels"))


def test_connecting_a_number_registers_it_in_international_form() -> None:
    world = World()
    visit = signed_in(world)
    visit.send("/channels", "/channels/sms", **FORMS[Channel.SMS])
    visit.send("/channels", "/channels/sms/code", code=ADDRESS_CODE)
    sender = world.settings.load(TENANT).sender(Channel.SMS)
    assert sender
    assert sender.address == NUMBER
    assert world.settings.load(TENANT).rules.a2p_campaign == "CM1"


def test_a_number_that_was_proved_serves_another_channel_without_a_second_code() -> None:
    world = World()
    visit = signed_in(world)
    visit.send("/channels", "/channels/sms", **FORMS[Channel.SMS])
    visit.send("/channels", "/channels/sms/code", code=ADDRESS_CODE)
    visit.send("/channels", "/channels/voice", address=NUMBER)
    sender = world.settings.load(TENANT).sender(Channel.VOICE)
    assert sender is not None
    assert sender.address == NUMBER
    assert len(world.proofs.sent) == 1


def test_the_proved_address_stays_in_use_while_another_waits_for_its_code() -> None:
    world = World()
    visit = signed_in(world)
    visit.send("/channels", "/channels/sms", **FORMS[Channel.SMS])
    visit.send("/channels", "/channels/sms/code", code=ADDRESS_CODE)
    visit.send("/channels", "/channels/sms", address="+1 202 555 0177", a2p_campaign="CM1")
    sender = world.settings.load(TENANT).sender(Channel.SMS)
    assert sender is not None
    assert sender.address == NUMBER
    assert "We sent a code to <strong>+12025550177</strong>" in text(visit.get("/channels"))


def test_a_code_that_did_not_come_is_sent_again_or_spoken() -> None:
    world = World()
    visit = signed_in(world)
    nothing = visit.send("/channels", "/channels/sms/code/again", way="")
    assert nothing.status == 404
    visit.send("/channels", "/channels/sms", **FORMS[Channel.SMS])
    visit.send("/channels", "/channels/sms/code/again", way="")
    visit.send("/channels", "/channels/sms/code/again", way="call")
    assert [way for _, way in world.proofs.sent] == [CodeWay.TEXT, CodeWay.TEXT, CodeWay.CALL]


def test_a_number_of_another_business_is_refused() -> None:
    world = World()
    page = signed_in(world).send("/channels", "/channels/voice", address="+1 555 010 0999")
    assert "Another business uses this number" in text(page)
    assert not world.settings.load(TENANT).senders
