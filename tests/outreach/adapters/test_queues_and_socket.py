"""What leaves by queues and by the voice socket, in the shape the other end reads."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from functions.outreach.adapters.sqs_postbox import SqsPostbox
from functions.outreach.adapters.twilio.relay_socket import RelaySocket
from functions.outreach.codec import event_from_plain
from functions.outreach.domain.conversation.events import DeliveryReported
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import InboundMessage
from functions.product.channels import Channel
from tests.outreach.approved import TENANT

TALK, OTHER = ConversationId("c_one"), ConversationId("c_two")
HEARD = InboundMessage(
    "SM1", Channel.SMS, "Taip", "+37061234567", headers=(("precedence", "bulk"),)
)


@dataclass
class Queues:
    client: Any
    urls: dict[str, str]
    postbox: SqsPostbox

    def messages(self, name: str) -> list[dict[str, Any]]:
        answer = self.client.receive_message(
            QueueUrl=self.urls[name],
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["MessageGroupId", "MessageDeduplicationId"],
        )
        return [
            {**message["Attributes"], "body": json.loads(message["Body"])}
            for message in answer.get("Messages", [])
        ]


@pytest.fixture
def queues(aws: None) -> Queues:
    client = boto3.client("sqs")
    fifo = {"FifoQueue": "true"}
    urls = {
        "replies": client.create_queue(QueueName="r.fifo", Attributes=fifo)["QueueUrl"],
        "wakes": client.create_queue(QueueName="w.fifo", Attributes=fifo)["QueueUrl"],
        "effects": client.create_queue(QueueName="e")["QueueUrl"],
    }
    postbox = SqsPostbox(
        client=lambda: client,
        replies_url=urls["replies"],
        wakes_url=urls["wakes"],
        effects_url=urls["effects"],
    )
    return Queues(client, urls, postbox)


def test_a_reply_is_ordered_in_its_conversation_and_read_back_as_it_was(queues: Queues) -> None:
    queues.postbox.reply(tenant=TENANT, conversation=TALK, event=HEARD, dedupe="SM1")
    report = DeliveryReported(EffectId("e-1"), status="failed", error="30003")
    queues.postbox.reply(tenant=TENANT, conversation=OTHER, event=report, dedupe="e-1|failed")
    first, second = queues.messages("replies")
    assert (first["MessageGroupId"], second["MessageGroupId"]) == (TALK, OTHER)
    assert (first["body"]["tenant"], first["body"]["conversation"]) == (TENANT, TALK)
    assert event_from_plain(first["body"]["event"]) == HEARD
    assert event_from_plain(second["body"]["event"]) == report


def test_the_same_event_is_queued_once_in_one_conversation(queues: Queues) -> None:
    for conversation in (TALK, TALK, OTHER):
        queues.postbox.reply(tenant=TENANT, conversation=conversation, event=HEARD, dedupe="SM1")
    assert [m["MessageGroupId"] for m in queues.messages("replies")] == [TALK, OTHER]
    for due_at in ("2027-03-01T10:00:00+00:00", "2027-03-01T10:00:00+00:00", "later"):
        queues.postbox.wake(tenant=TENANT, conversation=TALK, due_at=due_at)
    wakes = queues.messages("wakes")
    assert [m["body"]["due_at"] for m in wakes] == ["2027-03-01T10:00:00+00:00", "later"]
    assert {m["MessageGroupId"] for m in wakes} == {TALK}


def test_any_provider_id_fits_a_dedupe_id(queues: Queues) -> None:
    for mail_id in ("<" + "x" * 500 + "@example.com>", "<ačiū 1@example.com>"):
        queues.postbox.reply(tenant=TENANT, conversation=TALK, event=HEARD, dedupe=mail_id)
    ids = [m["MessageDeduplicationId"] for m in queues.messages("replies")]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{64}", dedupe) for dedupe in ids)


def test_effects_are_shared_fairly_between_tenants(queues: Queues) -> None:
    queues.postbox.perform(tenant=TENANT, conversation=TALK, effect=EffectId("e-1"))
    (message,) = queues.messages("effects")
    assert message["MessageGroupId"] == TENANT
    assert message["body"] == {"tenant": TENANT, "conversation": TALK, "effect": "e-1"}


@pytest.fixture
def gateway() -> Any:
    return boto3.client(
        "apigatewaymanagementapi",
        region_name="eu-west-1",
        endpoint_url="https://socket.example.com",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def sent(gateway: Any, act: Any) -> dict[str, Any]:
    """The frame as it goes out."""
    frames: list[dict[str, Any]] = []

    def keep(params: dict[str, Any], **_: object) -> None:
        frames.append({"to": params["ConnectionId"], **json.loads(params["Data"])})

    gateway.meta.events.register(
        "provide-client-params.apigatewaymanagementapi.PostToConnection", keep
    )
    with Stubber(gateway) as stub:
        stub.add_response("post_to_connection", {})
        assert act(RelaySocket(gateway)) is True
    (frame,) = frames
    return frame


@pytest.mark.slow
def test_an_utterance_is_one_whole_token_in_its_language(gateway: Any) -> None:
    frame = sent(
        gateway,
        lambda socket: socket.speak(
            connection="abc=", text="Laba diena", language="lt", interruptible=False
        ),
    )
    assert frame == {
        "to": "abc=",
        "type": "text",
        "token": "Laba diena",
        "last": True,
        "lang": "lt",
        "interruptible": False,
        "preemptible": False,
    }


def test_hanging_up_says_why_in_the_handoff_data(gateway: Any) -> None:
    frame = sent(gateway, lambda socket: socket.end(connection="abc=", reason="booked"))
    assert (frame["type"], json.loads(frame["handoffData"])) == ("end", {"reason": "booked"})


@pytest.mark.parametrize("code", ["GoneException", "410"])
def test_a_caller_who_is_gone_is_told_and_not_raised(gateway: Any, code: str) -> None:
    with Stubber(gateway) as stub:
        stub.add_client_error("post_to_connection", code, http_status_code=410)
        stub.add_client_error("post_to_connection", code, http_status_code=410)
        socket = RelaySocket(gateway)
        assert not socket.speak(connection="x", text="Hi", language="en", interruptible=True)
        assert not socket.end(connection="x", reason="closed")


def test_any_other_trouble_of_the_socket_is_raised(gateway: Any) -> None:
    with Stubber(gateway) as stub:
        stub.add_client_error("post_to_connection", "ForbiddenException", http_status_code=403)
        with pytest.raises(ClientError):
            RelaySocket(gateway).end(connection="x", reason="closed")


def test_a_postbox_that_sends_nothing_makes_no_client() -> None:
    def refused() -> Any:
        raise AssertionError("nothing is sent")

    SqsPostbox(client=refused, replies_url="r", wakes_url="w", effects_url="e")
