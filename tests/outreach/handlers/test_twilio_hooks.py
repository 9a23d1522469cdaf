"""What Twilio tells us: nothing unsigned is read, and everything signed finds its conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach import wiring
from functions.outreach.codec import event_from_plain
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.events import (
    DeliveryReported,
    OptedOutByLink,
    OptOutUnattributed,
)
from functions.outreach.domain.conversation.state import (
    Conversation,
    EffectId,
    Touch,
)
from functions.outreach.domain.permission.contact_facts import Purpose
from functions.outreach.handlers.web import twilio
from functions.outreach.ports import InboundMessage
from functions.outreach.store import inbox
from functions.outreach.store.inbox import InboxKind
from functions.product.channels import Channel
from tests.outreach.approved import NOW, TENANT, customer
from tests.outreach.handlers.deployed import OURS, Deployed, hook, text_from

pytestmark = pytest.mark.costly(first=2)

MESSAGES, STATUS = "/hooks/twilio/messages", "/hooks/twilio/status"
VOICE, CALL_STATUS = "/hooks/twilio/voice", "/hooks/twilio/call-status"
MACHINE = "/hooks/twilio/machine"
STRANGER = "+12125559876"
PLACED = EffectId("e-1")


def received(stage: Deployed) -> list[object]:
    return [event_from_plain(message["event"]) for message in stage.queued("replies")]


def about(talk: Conversation, effect: str = "e-1") -> dict[str, str]:
    return {"tenant": TENANT, "conversation": talk.id, "effect": effect}


@pytest.mark.parametrize("path", sorted(twilio.ROUTES))
def test_nothing_unsigned_is_read_or_queued(stage: Deployed, path: str) -> None:
    talk = stage.open()
    form = text_from(talk.facts.phone, "STOP", CallSid="CA1", CallStatus="busy")
    genuine = hook(path, form, query=about(talk))
    forged = (
        hook(path, form, query=about(talk), token="0e" * 16),
        hook(path, form, query=about(talk), signature=""),
        replace(genuine, query=about(talk, "another")),
        replace(genuine, body=genuine.body + b"&More=1"),
        replace(genuine, headers={}),
    )
    for request in forged:
        answer = twilio.handle(request)
        assert (answer.status, answer.text) == (403, "signature does not match")
    assert stage.queued("replies") == []
    assert inbox.list_all(TENANT) == ()


def test_a_message_is_queued_in_order_within_its_conversation_once(stage: Deployed) -> None:
    talk = stage.open()
    request = hook(MESSAGES, text_from(talk.facts.phone, "Taip, ačiū"))
    for _ in range(2):  # Twilio tries again under the same MessageSid.
        assert twilio.handle(request).status == 200
    (message,) = stage.queued("replies")
    assert message["MessageGroupId"] == message["conversation"] == talk.id
    assert event_from_plain(message["event"]) == InboundMessage(
        "SM1", Channel.SMS, "Taip, ačiū", talk.facts.phone
    )


def test_whatsapp_is_the_same_person_on_another_channel(stage: Deployed) -> None:
    talk = stage.open()
    form = text_from(f"whatsapp:{talk.facts.phone}", "Hi", To=f"whatsapp:{OURS}")
    twilio.handle(hook(MESSAGES, form))
    assert received(stage) == [InboundMessage("SM1", Channel.WHATSAPP, "Hi", talk.facts.phone)]


@pytest.mark.parametrize(("body", "kind"), [("STOP", InboundMessage), ("Stabdyk", OptedOutByLink)])
def test_twilios_own_opt_out_counts_whatever_the_words(
    stage: Deployed, body: str, kind: type
) -> None:
    """Where the words say it too they go to the reader, as evidence."""
    talk = stage.open()
    form = text_from(talk.facts.phone, body, OptOutType="STOP")
    twilio.handle(hook(MESSAGES, form))
    (event,) = received(stage)
    assert isinstance(event, kind)


def test_twilios_help_and_start_are_no_opt_out(stage: Deployed) -> None:
    talk = stage.open()
    for keyword in ("HELP", "START"):
        form = text_from(talk.facts.phone, keyword, OptOutType=keyword, MessageSid=keyword)
        twilio.handle(hook(MESSAGES, form))
    assert all(isinstance(event, InboundMessage) for event in received(stage))


def test_a_strangers_message_waits_for_the_founder(stage: Deployed) -> None:
    for _ in range(2):
        twilio.handle(hook(MESSAGES, text_from(STRANGER, "Do you ship?")))
    (item,) = inbox.list_all(TENANT)
    assert (item.text, item.address, item.channel) == ("Do you ship?", STRANGER, "sms")
    assert stage.queued("replies") == []
    facts = customer(phone=STRANGER, email="")
    assert not wiring.people().suppressed(TENANT, facts)


@pytest.mark.parametrize(
    "form", [text_from(STRANGER, "unsubscribe"), text_from(STRANGER, "x", OptOutType="STOP")]
)
def test_a_strangers_opt_out_holds_for_good(stage: Deployed, form: dict[str, str]) -> None:
    twilio.handle(hook(MESSAGES, form))
    assert wiring.people().suppressed(TENANT, customer(phone=STRANGER, email=""))


def test_a_message_to_a_number_that_is_not_ours_is_kept_nowhere(stage: Deployed) -> None:
    form = text_from(STRANGER, "Hello", To="+12025550177")
    assert twilio.handle(hook(MESSAGES, form)).status == 200
    assert inbox.list_all(TENANT) == ()


USER = "US.13491208655302741918"


def whatsapp_from(sender: str, body: str, **form: str) -> dict[str, str]:
    return text_from(f"whatsapp:{sender}", body, To=f"whatsapp:{OURS}", **form)


def on_whatsapp(stage: Deployed, number: int = 1) -> Conversation:
    touch = Touch(Channel.WHATSAPP, Purpose.OPENING, NOW, EffectId("e-1"))
    talk = stage.open(number)
    return stage.decided(talk, text_effect(talk), touches=(touch,))


def test_a_whatsapp_user_is_found_by_the_id_seen_with_the_number(stage: Deployed) -> None:
    talk = stage.open()
    seen = whatsapp_from(talk.facts.phone, "Hi", ExternalUserIdentifier=USER)
    alone = whatsapp_from(USER, "STOP", ExternalUserIdentifier=USER, MessageSid="SM2")
    for form in (seen, alone):
        assert twilio.handle(hook(MESSAGES, form)).status == 200
    assert received(stage) == [
        InboundMessage("SM1", Channel.WHATSAPP, "Hi", talk.facts.phone, user_id=USER),
        InboundMessage("SM2", Channel.WHATSAPP, "STOP", USER, user_id=USER),
    ]


def test_a_delivery_report_tells_whose_id_it_is(stage: Deployed) -> None:
    talk = stage.open()
    form = {
        "MessageSid": "SM0",
        "MessageStatus": "delivered",
        "To": f"whatsapp:{talk.facts.phone}",
        "ExternalUserIdentifier": USER,
    }
    twilio.handle(hook(STATUS, form, query=about(talk)))
    twilio.handle(hook(MESSAGES, whatsapp_from(USER, "STOP")))
    assert received(stage) == [InboundMessage("SM1", Channel.WHATSAPP, "STOP", USER, user_id=USER)]


@pytest.mark.parametrize("body", ["STOP", "all these messages, please stop"])
def test_an_opt_out_of_an_unknown_user_ends_whatsapp_for_all_it_may_be(
    stage: Deployed, body: str
) -> None:
    talk, other = on_whatsapp(stage, 1), stage.open(2)
    twilio.handle(hook(MESSAGES, whatsapp_from(USER, body, ProfileName="Ana Sample")))
    (message,) = stage.queued("replies")
    assert message["conversation"] == talk.id != other.id
    assert event_from_plain(message["event"]) == OptOutUnattributed("SM1", channel=Channel.WHATSAPP)
    (item,) = inbox.list_all(TENANT)
    assert (item.kind, item.text, item.address, item.sender_name, item.perhaps) == (
        InboxKind.OPT_OUT,
        body,
        USER,
        "Ana Sample",
        (talk.id,),
    )
    assert not wiring.people().suppressed(TENANT, talk.facts)


def test_an_unknown_users_opt_out_holds_as_soon_as_it_is_known_who_it_was(stage: Deployed) -> None:
    talk = on_whatsapp(stage)
    twilio.handle(hook(MESSAGES, whatsapp_from(USER, "STOP")))
    stage.queued("replies")
    form = {
        "MessageSid": "SM0",
        "MessageStatus": "read",
        "To": f"whatsapp:{talk.facts.phone}",
        "ExternalUserIdentifier": USER,
    }
    for _ in range(2):  # Only the first report says something new.
        twilio.handle(hook(STATUS, form, query=about(talk)))
    (event,) = received(stage)
    assert event == OptedOutByLink(f"opted-out-as-{USER}", channel=Channel.WHATSAPP, address=USER)


def test_an_unknown_user_who_asks_something_is_a_stranger(stage: Deployed) -> None:
    on_whatsapp(stage)
    twilio.handle(hook(MESSAGES, whatsapp_from(USER, "Do you ship?")))
    assert stage.queued("replies") == []
    (item,) = inbox.list_all(TENANT)
    assert item.kind is InboxKind.STRANGER


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("+5531988888888", "+553188888888"),
        ("+525512345678", "+5215512345678"),
        ("+5491123456789", "+541123456789"),
    ],
)
def test_stop_from_another_form_of_the_number_reaches_the_conversation(
    stage: Deployed, written: str, shown: str
) -> None:
    talk = stage.open(1, facts=customer(1, phone=written))
    twilio.handle(hook(MESSAGES, whatsapp_from(shown, "STOP")))
    (message,) = stage.queued("replies")
    assert message["conversation"] == talk.id
    assert inbox.list_all(TENANT) == ()


def text_effect(talk: Conversation) -> Effect:
    return Effect(
        EffectId("e-1"),
        EffectKind.CONTACT_CUSTOMER,
        channel=Channel.SMS,
        to=talk.facts.phone,
        purpose=Purpose.REPLY,
    )


def test_statuses_in_any_order_leave_the_highest(stage: Deployed) -> None:
    talk = stage.open()
    talk = stage.decided(talk, text_effect(talk))
    for status in ("queued", "delivered", "sent", "accepted"):
        form = {"MessageSid": "SM1", "MessageStatus": status}
        assert twilio.handle(hook(STATUS, form, query=about(talk))).status == 200
    (record,) = stage.load(talk).effects
    assert record.delivery == "delivered"
    assert stage.queued("replies") == []


@pytest.mark.parametrize("status", ["failed", "undelivered"])
def test_a_failure_is_an_event_of_the_conversation_once(stage: Deployed, status: str) -> None:
    talk = stage.open()
    talk = stage.decided(talk, text_effect(talk))
    form = {"MessageSid": "SM1", "MessageStatus": status, "ErrorCode": "30003"}
    for _ in range(2):
        twilio.handle(hook(STATUS, form, query=about(talk)))
    assert received(stage) == [DeliveryReported(EffectId("e-1"), status=status, error="30003")]


@pytest.mark.parametrize(
    ("statuses", "events"),
    [
        (("undelivered", "delivered"), ["undelivered", "delivered"]),
        (("delivered", "undelivered"), []),
        (("sent", "read", "failed"), []),
        (("sent", "delivered", "read"), []),
    ],
)
def test_final_states_have_a_rank_whatever_their_order(
    stage: Deployed, statuses: tuple[str, ...], events: list[str]
) -> None:
    talk = stage.open()
    talk = stage.decided(talk, text_effect(talk))
    for status in statuses:
        form = {"MessageSid": "SM1", "MessageStatus": status}
        twilio.handle(hook(STATUS, form, query=about(talk)))
    reported = [each for each in received(stage) if isinstance(each, DeliveryReported)]
    assert [each.status for each in reported] == events


def test_a_status_nobody_knows_is_answered_and_changes_nothing(stage: Deployed) -> None:
    talk = stage.open()
    form = {"MessageSid": "SM1", "MessageStatus": "scheduled"}
    assert twilio.handle(hook(STATUS, form, query=about(talk))).status == 200
    assert stage.queued("replies") == []
