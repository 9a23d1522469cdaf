"""What becomes of one event at a receiver that fails, is slow, redirects or lies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook

from functions.outreach.adapters.webhooks.post import WebhookPost
from functions.webhooks.deliveries import ReceiverAnswer
from functions.webhooks.endpoints import check_url
from tenancy.runtime.public_addresses import is_public_address
from tests.webhooks.receiver import Receiver, receiving

SECRET = "whsec_" + "c2VjcmV0" * 4
POST = WebhookPost(private_allowed=True, whole_s=0.5)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def send(receiver: Receiver, post: WebhookPost = POST) -> ReceiverAnswer:
    now = datetime.now(UTC)
    return post.send(receiver.url, id="evt_1", body='{"a":1}', secrets=(SECRET,), now=now)


def test_an_event_arrives_signed_by_the_scheme_and_any_library_verifies_it(
    receiver: Receiver,
) -> None:
    assert send(receiver) == ReceiverAnswer(204)
    headers, body = receiver.got[0]
    assert Webhook(SECRET).verify(body, headers) == {"a": 1}
    assert headers["host"] == receiver.url.split("/")[2]
    assert headers["content-type"] == "application/json"


def test_while_a_secret_is_changed_both_verify(receiver: Receiver) -> None:
    now = datetime.now(UTC)
    secrets = (SECRET, "whsec_b2xkZXJvbGRlcm9sZGVyb2xkZXI=")
    POST.send(receiver.url, id="evt_1", body="{}", secrets=secrets, now=now)
    headers, body = receiver.got[0]
    for secret in secrets:
        assert Webhook(secret).verify(body, headers) == {}


@pytest.mark.parametrize("status", [300, 304, 400, 404, 410, 500, 503])
def test_whatever_is_no_success_is_a_failure(receiver: Receiver, status: int) -> None:
    receiver.status = status
    answered = send(receiver)
    assert (answered.http_status, answered.gone) == (status, status == 410)
    assert answered.problem


@pytest.mark.parametrize("manner", ["is_slow", "never_answers", "sends_no_http", "hangs_up"])
def test_a_receiver_that_gives_no_whole_answer_is_not_waited_for(
    receiver: Receiver, manner: str
) -> None:
    receiver.manner = manner
    began = time.monotonic()
    assert send(receiver).problem
    assert time.monotonic() - began < 3


def test_an_answer_is_read_so_far_and_no_further(receiver: Receiver) -> None:
    receiver.manner = "promises_more"
    assert send(receiver).http_status == 200


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.manner = "redirects"
    assert send(receiver).http_status == 302
    assert receiver.asked_elsewhere == 0
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:0:1::1",
    ],
)
def test_a_name_that_leads_into_a_private_network_is_not_asked(
    receiver: Receiver, address: str
) -> None:
    assert not is_public_address(address)
    # One address of several is enough: the next connection might take it.
    post = WebhookPost(resolve=lambda host, port: ("203.0.114.1", address))
    hook = replace(receiver, url="https://hooks.example.com/x")
    assert send(hook, post).problem == "The name leads into a private network."


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "203.0.114.1"])
def test_a_public_address_is_public(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "problem", [OSError("no such name"), UnicodeError("label empty or too long")]
)
def test_a_name_that_leads_nowhere_is_a_failure(receiver: Receiver, problem: Exception) -> None:
    def nowhere(host: str, port: int) -> tuple[str, ...]:
        raise problem

    assert send(receiver, WebhookPost(private_allowed=True, resolve=nowhere)).problem


def test_the_address_that_was_looked_at_is_the_one_connected_to(receiver: Receiver) -> None:
    """A name that would lead elsewhere a moment later is not asked again."""
    asked: list[str] = []

    def once(host: str, port: int) -> tuple[str, ...]:
        asked.append(host)
        return ("127.0.0.1",)

    named = receiver.url.replace("127.0.0.1", "hooks.invalid")
    post = WebhookPost(private_allowed=True, resolve=once)
    assert send(replace(receiver, url=named), post).http_status == 204
    assert asked == ["hooks.invalid"]
    assert receiver.got[0][0]["host"].startswith("hooks.invalid:")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://hooks.example.com",
        "https://",
        "ftp://hooks.example.com",
        "https://user:secret@hooks.example.com/",
        "https://hooks.example.com/#part",
        "https://localhost/x",
        "https://hooks..example.com/x",
        "https://.example.com/x",
        "https://hooks.example.com../x",
        "https://" + "a" * 64 + ".example.com/x",
        "https://" + "a.b." * 70 + "example.com/x",
        "https://hooks.example.com:0/",
        "https://hooks.example.com:99999/",
        "https://hooks.example.com/ x",
        "https://hooks.example.com\\@evil.example.com/",
        "https://[::1",
        "javascript:alert(1)",
        "https://hooks.example.com/" + "x" * 500,
    ],
)
def test_an_address_that_cannot_be_asked_is_refused_in_words(url: str) -> None:
    assert check_url(url)
    assert WebhookPost().send(url, id="e", body="{}", secrets=(SECRET,), now=datetime.now(UTC)) == (
        ReceiverAnswer(problem="The address is none that may be asked.")
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://hooks.example.com/services/T0/B0/x?y=1",
        "https://hooks.example.com./x",
        "https://" + "a" * 63 + ".example.com/x",
    ],
)
def test_a_usual_address_is_fine(url: str) -> None:
    assert check_url(url) == ""
