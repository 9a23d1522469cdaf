"""A session is read whole or not at all: what DynamoDB held back is asked for again, and what it
refused is an error, never a sign-out.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from botocore.awsrequest import AWSResponse
from pynamodb.exceptions import GetError

from tenancy.data.table import ControlItem
from tenancy.identity.accounts import founder_row, save_tenant
from tenancy.identity.address_proofs import AddressClaim, issue_code, own_phone_name
from tenancy.identity.sessions import FounderSession, open_session, session
from tenancy.tenant import Founder, FounderId, Tenant, tenant_id

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
TENANT = Tenant(tenant_id("t_aaaaaaaaaaaa"), "Acme", "Europe/Vilnius", "en", ("en",), "LT", "EUR")
FOUNDER = Founder(FounderId("f_aaaaaaaaaaaa"), TENANT.id, "Ada", "ada@example.com")


def signed_in() -> str:
    save_tenant(TENANT)
    founder_row(FOUNDER).save()
    return open_session(FOUNDER, secret="secret", csrf="c", now=NOW)


@contextmanager
def at_the_wire(**handlers: Callable[..., Any]) -> Iterator[None]:
    """Handlers of botocore's events `before_call` and `after_call` of a batch that is read."""
    events = ControlItem._get_connection().connection.client.meta.events
    named = {
        f"{when.replace('_', '-')}.dynamodb.BatchGetItem": handler
        for when, handler in handlers.items()
    }
    for event, handler in named.items():
        events.register(event, handler)
    try:
        yield
    finally:
        for event, handler in named.items():
            events.unregister(event, handler)


def test_rows_that_were_held_back_are_asked_for_again(aws: None) -> None:
    token = signed_in()
    asked: list[int] = []
    held_back: dict[str, Any] = {}

    def one_row_only(params: dict[str, Any], **_: object) -> None:
        body = json.loads(params["body"])
        ((table, wanted),) = body["RequestItems"].items()
        asked.append(len(wanted["Keys"]))
        held_back.clear()
        if wanted["Keys"][1:]:
            held_back[table] = {"Keys": wanted["Keys"][1:]}
        wanted["Keys"] = wanted["Keys"][:1]
        params["body"] = json.dumps(body).encode()

    def said_so(parsed: dict[str, Any], **_: object) -> None:
        parsed["UnprocessedKeys"] = dict(held_back)

    with at_the_wire(before_call=one_row_only, after_call=said_so):
        held = session(token, now=NOW)
    assert held == FounderSession(TENANT, FOUNDER, "c")
    assert asked == [3, 2, 1]


def test_a_read_that_was_throttled_signs_nobody_out(aws: None) -> None:
    token = signed_in()
    code = "ProvisionedThroughputExceededException"
    refused = AWSResponse("https://dynamodb.invalid", 400, {}, cast("Any", None))

    def throttled(**_: object) -> tuple[AWSResponse, dict[str, Any]]:
        return refused, {"Error": {"Code": code, "Message": "Slow down"}, "ResponseMetadata": {}}

    with at_the_wire(before_call=throttled), pytest.raises(GetError) as caught:
        session(token, now=NOW)
    assert caught.value.cause_response_code == code
    assert session(token, now=NOW) == FounderSession(TENANT, FOUNDER, "c")


def test_addresses_that_wait_for_a_code_come_with_the_session_in_its_one_request(
    aws: None,
) -> None:
    token = signed_in()
    phones = (own_phone_name(FOUNDER.id), own_phone_name(FounderId("f_bbbbbbbbbbbb")))
    waiting = itertools.product((TENANT.id, tenant_id("t_bbbbbbbbbbbb")), ("sms", "voice", *phones))
    for number, (tenant, name) in enumerate(waiting):
        claim = AddressClaim(name, f"+1555010{number:04}", tenant)
        assert issue_code(tenant, claim, code="1", key=b"k" * 32, now=NOW) is None
    asked: list[str] = []
    with at_the_wire(before_call=lambda model, **_: asked.append(model.name)):
        held = session(token, now=NOW, channels=("email", "sms"))
    assert held is not None
    assert asked == ["BatchGetItem"]
    claims = [(proof.claim.channel, proof.claim.name) for proof in held.proofs]
    assert claims == [("sms", TENANT.id), (own_phone_name(FOUNDER.id), TENANT.id)]
