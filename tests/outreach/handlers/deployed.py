"""The stage as the outreach functions see it: tables, queues, secrets and a clock that stands."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from stripe import WebhookSignature
from twilio.request_validator import RequestValidator

from functions.outreach import calendar_wiring, founder_wiring, wiring
from functions.outreach.adapters.twilio.links import hook_url
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.effects import Effect
from functions.outreach.domain.conversation.events import BecameDue
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.ports import Committed, LoadedConversation
from functions.outreach.store import settings as kept
from functions.outreach.workflows.advance_conversation import Advanced, advance
from functions.product.channels import Channel
from functions.product.offers import Catalogue
from tenancy.identity import accounts, directory
from tenancy.runtime.http import HttpRequest
from tenancy.tenant import Founder
from tests.cloud_account import ENVIRONMENT, dynamodb_client
from tests.deployment_secrets import SAMPLE, put_secrets
from tests.outreach.approved import FOUNDER, NOW, OFFER, TENANT, conversation, settings, tenant

HOOKS = "https://hooks.example.com"
SOCKET = "wss://socket.example.com/live"
OURS = "+12025550100"
AUTH_TOKEN = SAMPLE["twilio"]["auth_token"]
STRIPE_SECRET = SAMPLE["stripe"]["webhook_secret"]


class Standing:
    """A clock at one moment; WARMLINE_CLOCK names it."""

    def now(self) -> datetime:
        return NOW


@dataclass(frozen=True)
class Deployed:
    """The queues of the stage, and shortcuts into its records."""

    urls: dict[str, str]

    def queued(self, name: str) -> list[dict[str, Any]]:
        """Every message waiting, with its group and dedupe id beside the body; taken away."""
        sqs, found = boto3.client("sqs"), []
        while batch := sqs.receive_message(
            QueueUrl=self.urls[name],
            MaxNumberOfMessages=10,
            MessageSystemAttributeNames=["MessageGroupId", "MessageDeduplicationId"],
        ).get("Messages"):
            for message in batch:
                found.append({**message["Attributes"], **json.loads(message["Body"])})
                sqs.delete_message(QueueUrl=self.urls[name], ReceiptHandle=message["ReceiptHandle"])
        return found

    def open(self, number: int = 1, **changes: object) -> Conversation:
        fresh = conversation(number, **changes)
        assert wiring.conversations().create(fresh, now=NOW) == Committed()
        return fresh

    def opened(self, number: int = 1) -> Conversation:
        """A conversation after its opening was decided."""
        done = advance(
            wiring.advance_ports(),
            tenant=TENANT,
            conversation=self.open(number).id,
            event=BecameDue(),
        )
        assert isinstance(done, Advanced)
        self.queued("effects")
        return done.conversation

    def decided(self, before: Conversation, effect: Effect, **changes: object) -> Conversation:
        """The conversation after a step that caused one effect."""
        after = replace(before, version=before.version + 1, **changes)  # type: ignore[arg-type]
        committed = wiring.conversations().commit(
            before, Step(after, effects=(effect,)), event_id="", now=NOW
        )
        assert committed == Committed()
        return after

    def load(self, talk: Conversation) -> LoadedConversation:
        found = wiring.conversations().load(TENANT, talk.id)
        assert found is not None
        return found


@contextmanager
def deployed_stage(
    openai_key: str = "",
    *,
    stripe_url: str = "http://127.0.0.1:9",
    providers: Mapping[str, dict[str, str]] = MappingProxyType({}),
) -> Iterator[Deployed]:
    """Inside an empty account; the wiring starts anew and leaves nothing behind.

    `providers` are secrets other than the samples.
    """
    prefix = f"warmline-test-outreach{'-with-key' if openai_key else ''}{'-'.join(providers)}"
    sqs = boto3.client("sqs")
    urls = {
        name: sqs.create_queue(
            QueueName=name + ".fifo" * fifo, Attributes={"FifoQueue": "true"} if fifo else {}
        )["QueueUrl"]
        for name, fifo in (("replies", True), ("wakes", True), ("effects", False))
    }
    put_secrets(prefix=prefix, openai={"key": openai_key}, **providers)
    variables = {
        "WARMLINE_SECRETS_PREFIX": prefix,
        "WARMLINE_CLOCK": "tests.outreach.handlers.deployed:Standing",
        "WARMLINE_HOOKS_URL": HOOKS,
        "WARMLINE_CONSOLE_URL": "https://app.example.com",
        "WARMLINE_SOCKET_URL": SOCKET,
        "WARMLINE_MAIL_DOMAIN": "mail.example.com",
        "WARMLINE_STRIPE_URL": stripe_url,
        "WARMLINE_QUERY_FUNCTION": "warmline-test-query",
        **{f"WARMLINE_{name.upper()}_QUEUE_URL": url for name, url in urls.items()},
    }
    with pytest.MonkeyPatch.context() as environment:
        for name, value in variables.items():
            environment.setenv(name, value)
        _forget()
        _put_tenant()
        yield Deployed(urls)
        _forget()


def _forget() -> None:
    for module in (wiring, calendar_wiring, founder_wiring):
        for made in vars(module).values():
            if hasattr(made, "cache_clear"):
                made.cache_clear()


_FILLED: dict[str, list[Any]] = {}
"""Table → the rows that filling it wrote in the first stage of this process."""


def _put_tenant() -> None:
    """The sample tenant; written by our own code once, and put back as it was after that."""
    dynamodb = dynamodb_client()
    if not _FILLED:
        _fill()
        for name in ("WARMLINE_CONTROL_TABLE", "WARMLINE_WORKSPACE_TABLE"):
            table = ENVIRONMENT[name]
            _FILLED[table] = dynamodb.scan(TableName=table)["Items"]
        return
    for table, rows in _FILLED.items():
        for some in itertools.batched(rows, 25):
            puts = [{"PutRequest": {"Item": row}} for row in some]
            left = dynamodb.batch_write_item(RequestItems={table: puts})
            assert not left["UnprocessedItems"]


def _fill() -> None:
    accounts.save_tenant(tenant())
    accounts.listed_row(TENANT).save()
    accounts.founder_row(Founder(FOUNDER, TENANT, "Sample Founder", "founder@example.com")).save()
    wanted = settings()
    limits = wanted.bandwidths[0]
    kept.edit_rules(TENANT, lambda _: wanted.rules)
    kept.edit_bandwidth(TENANT, limits.founder, lambda _: limits, unset=limits)
    kept.edit_catalogue(TENANT, lambda _: Catalogue(offers=(OFFER,)))
    for answer in wanted.answers:
        kept.add_answer(TENANT, answer)
    for sender in wanted.senders:
        kept.edit_sender(TENANT, sender.channel, lambda _, sender=sender: sender)
        directory.register(TENANT, channel=sender.channel, address=sender.address)
    for book in wanted.playbooks:
        kept.edit_playbook(
            TENANT, motion=book.motion, language=book.language, change=lambda _, book=book: book
        )


def hook(
    path: str,
    form: dict[str, str],
    *,
    query: dict[str, str] | None = None,
    token: str = AUTH_TOKEN,
    signature: str | None = None,
) -> HttpRequest:
    """A request as Twilio sends it; another token makes it a forgery."""
    url = hook_url(HOOKS, path, query or {})
    signed = RequestValidator(token).compute_signature(url, form)
    return HttpRequest(
        "POST",
        path,
        query=query or {},
        headers={
            "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
            "x-twilio-signature": signed if signature is None else signature,
        },
        body=urlencode(form).encode(),
    )


def stripe_event(body: dict[str, Any], *, secret: str = STRIPE_SECRET, at: int) -> HttpRequest:
    payload = json.dumps(body)
    header = WebhookSignature.generate_signature_header(payload, secret, at)
    return HttpRequest(
        "POST", "/hooks/stripe", headers={"stripe-signature": header}, body=payload.encode()
    )


def text_from(customer: str, body: str, **more: str) -> dict[str, str]:
    return {"MessageSid": "SM1", "From": customer, "To": OURS, "Body": body, **more}


CHANNELS = tuple(Channel)
