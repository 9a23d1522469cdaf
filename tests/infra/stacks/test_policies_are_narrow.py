"""Each function's policy names what it needs: rows by their leading keys, secrets one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from infra.deployables import DEPLOYABLES

POLICIES = {
    f"{deployable.name}-{function.name}": json.loads(deployable.policy(function).read_text())
    for deployable in DEPLOYABLES
    for function in deployable.functions
}
READING = {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}
WEBHOOKS = "outreach-api_handler"


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def on_rows(policy: str) -> Iterator[tuple[set[str], list[str]]]:
    """Actions on the control table, with the leading keys they may name."""
    for statement in POLICIES[policy]["Statement"]:
        if "control-table-arn" in json.dumps(statement["Resource"]):
            named = statement["Condition"]["Fn::If"][2]
            assert named["Null"] == {"dynamodb:LeadingKeys": "false"}
            keys = named["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
            yield set(listed(statement["Action"])), keys


def writable(policy: str) -> set[str]:
    return {key for actions, keys in on_rows(policy) if actions - READING for key in keys}


def readable(policy: str) -> set[str]:
    return {key for actions, keys in on_rows(policy) if actions & READING for key in keys}


@pytest.mark.parametrize("policy", POLICIES)
def test_no_right_is_on_everything(policy: str) -> None:
    for statement in POLICIES[policy]["Statement"]:
        # The local platform judges a mail without an identity; its sender is what is confined.
        if statement["Action"] != "ses:SendRawEmail":
            assert "*" not in listed(statement["Resource"])
        assert not [action for action in listed(statement["Action"]) if "*" in action]


@pytest.mark.parametrize("policy", POLICIES)
def test_rows_of_the_control_table_are_named_by_their_leading_keys(policy: str) -> None:
    for _, keys in on_rows(policy):
        assert keys
        assert "*" not in keys


def test_sessions_are_read_and_written_by_the_console_alone() -> None:
    for policy in set(POLICIES) - {"console-api_handler"}:
        assert "session#*" not in readable(policy) | writable(policy)


def test_the_public_webhook_function_writes_payments_and_nothing_else() -> None:
    assert writable(WEBHOOKS) == {"billing#*", "stripe_problems"}


def test_the_audit_is_only_added_to() -> None:
    for policy in POLICIES:
        for actions, keys in on_rows(policy):
            if "audit#*" in keys:
                assert policy == "console-api_handler"
                assert actions <= READING | {"dynamodb:PutItem"}


def test_a_function_reads_the_secrets_it_needs_and_no_other() -> None:
    read = {
        policy: {
            resource["Fn::Sub"].rpartition("-secret-")[2].removesuffix("-??????")
            for statement in document["Statement"]
            if statement["Sid"] == "ReadSecrets"
            for resource in listed(statement["Resource"])
        }
        for policy, document in POLICIES.items()
    }
    outreach = {name.removeprefix("outreach-"): found for name, found in read.items() if found}
    assert outreach == {
        "base-import_customers": {"suppression"},
        "base-query_customers": {"suppression"},
        "base-segment_customers": {"suppression"},
        "console-api_handler": {"google", "openai", "signing", "stripe", "suppression"},
        "api_handler": {"google", "openai", "signing", "stripe", "suppression", "twilio"},
        "voice_connect": {"twilio"},
        "voice_message": {"google", "openai", "signing", "suppression"},
        "advance_replies": {"google", "openai", "signing", "suppression"},
        "advance_wakes": {"google", "openai", "signing", "suppression"},
        "sync_calendars": {"google", "signing"},
        "perform_effects": {"google", "signing", "suppression", "twilio"},
        "receive_mail": {"suppression"},
        "fill_dial_pools": {"suppression"},
        "report_usage": {"stripe"},
        "reconcile_usage": {"openai", "stripe"},
        "send_code": {"twilio"},
    }


def test_mail_goes_out_from_our_own_domain_alone() -> None:
    sending = {
        policy: statement["Condition"]
        for policy, document in POLICIES.items()
        for statement in document["Statement"]
        if any(action.startswith("ses:") for action in listed(statement["Action"]))
    }
    assert sending == {
        "outreach-perform_effects": {
            "StringLikeIfExists": {"ses:FromAddress": {"Fn::Sub": "*@${MailDomain}"}}
        },
        "outreach-send_code": {
            "StringEqualsIfExists": {"ses:FromAddress": {"Fn::Sub": "hello@${MailDomain}"}}
        },
    }
