"""Each call of AWS that a test makes inside a function is judged by that function's own policy.

The function is the one whose handler is on the stack. Calls under a tenant's credentials are not
judged here: `tests/tenancy/data` and `tests/infra/stacks` do that.
"""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from infra.deployables import ROOT
from tenancy.runtime.aws_clients import process_session

_WEB = "functions/outreach/handlers/web"
_QUEUES = "functions/outreach/handlers/queues"
_SCHEDULES = "functions/outreach/handlers/schedules.py"
_SOCKET = "functions/outreach/handlers/voice_socket.py"
_BASE = "functions/customer_base/handlers.py"
ENTRIES: dict[tuple[str, str], str] = {
    **{
        (str(file.relative_to(ROOT)), "handle"): "outreach-api_handler"
        for file in sorted((ROOT / _WEB).glob("*.py"))
        if "\ndef handle(" in file.read_text(encoding="utf-8")
    },
    **{
        (f"{_QUEUES}/{name}.py", "handle"): f"outreach-{function}"
        for name, function in (
            ("replies", "advance_replies"),
            ("wakes", "advance_wakes"),
            ("effects", "perform_effects"),
            ("mail", "receive_mail"),
        )
    },
    **{
        (_SCHEDULES, name): f"outreach-{name}"
        for name in (
            "wake_due",
            "fill_dial_pools",
            "report_usage",
            "sync_calendars",
            "reconcile_usage",
        )
    },
    **{(_SOCKET, name): f"outreach-voice_{name}" for name in ("connect", "message", "disconnect")},
    ("functions/outreach/handlers/codes.py", "send_code"): "outreach-send_code",
    **{
        (_BASE, name): f"base-{name}"
        for name in (
            "import_customers",
            "segment_customers",
            "nightly_segments",
            "query_customers",
        )
    },
    ("frontend_api/dispatch.py", "answer"): "console-api_handler",
}
"""Where a function's work begins -> its policy."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of AWS, as far as rights are about it."""

    action: str
    resource: str
    key: str = ""
    """The partition key of a row, or the address a mail is from."""


@dataclass(frozen=True, slots=True, order=True)
class Right:
    """The smallest part of a policy that could be taken away alone."""

    policy: str
    action: str
    resource: str
    key: str = ""
    """The pattern of partition keys, or of the addresses a mail is from."""

    def covers(self, call: Call) -> bool:
        return (
            call.action == self.action
            and fnmatchcase(call.resource, self.resource)
            and (not self.key or fnmatchcase(call.key, self.key))
        )


class Judge:
    """Keeps which rights of which policy a test used, and raises at what none allows."""

    def __init__(self) -> None:
        self.used: set[Right] = set()

    def judge(self, policy: str, call: Call) -> None:
        allowing = {right for right in rights(policy) if right.covers(call)}
        if not allowing:
            raise NotAllowed(f"{policy} may not {call.action} {call.resource} {call.key}")
        self.used |= allowing


class NotAllowed(BaseException):
    """Not an `Exception`: what a function does about failures must not hide it."""


JUDGE = Judge()


@functools.cache
def rights(policy: str) -> frozenset[Right]:
    """Every right that a function's policy grants on AWS."""
    text = (ROOT / "infra" / "policies" / f"{policy}.json").read_text()
    return frozenset(
        Right(policy, action, _plain(resource), key)
        for statement in json.loads(text)["Statement"]
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
        for key in _keys(statement)
    )


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _keys(statement: dict[str, Any]) -> list[str]:
    condition = statement.get("Condition", {})
    on_aws = condition["Fn::If"][2] if "Fn::If" in condition else condition
    patterns = [
        _plain(pattern)
        for operator, keys in on_aws.items()
        if operator != "Null"
        for value in keys.values()
        for pattern in listed(value)
    ]
    return patterns or [""]


def _plain(value: Any) -> str:
    """A resource or pattern of a policy with this account's names in it."""
    if isinstance(value, str):
        return value
    if "Fn::Join" in value:
        return "".join(_plain(part) for part in value["Fn::Join"][1])
    if "Fn::ImportValue" in value:
        return _plain(value["Fn::ImportValue"])
    text = str(value["Fn::Sub"])
    for begin, name in (
        ("arn:${AWS::Partition}:ses:", "identity"),
        ("arn:${AWS::Partition}:execute-api:", "connections"),
    ):
        if text.startswith(begin):
            return name
    text = text.rpartition("warmline-${Stage}-")[2]
    return text.replace("${MailDomain}", "mail.example.com").removesuffix("-??????")


def calls_of(service: str, operation: str, params: dict[str, Any]) -> Iterator[Call]:
    """The rights one request needs, by the names of the policies."""
    match service:
        case "dynamodb":
            yield from _rows(operation, params)
        case "sqs":
            name = params["QueueUrl"].rpartition("/")[2].removesuffix(".fifo")
            yield Call(f"sqs:{operation}", f"{name}-queue-arn")
        case "secretsmanager":
            named = params.get("SecretId") or params["Name"]
            yield Call(f"secretsmanager:{operation}", _secret(named))
        case "sts":
            yield Call("sts:AssumeRole", "tenant-role-arn")
            yield Call("sts:TagSession", "tenant-role-arn")
        case "s3":
            if params.get("Key", "").startswith("mail/"):
                version = "Version" if params.get("VersionId") else ""
                yield Call(f"s3:{operation}{version}", "bucket-arn/mail/x")
            elif params.get("Prefix", "").startswith("mail/"):
                yield Call("s3:ListBucketVersions", "bucket-arn", params["Prefix"])
        case "ses":
            yield Call(f"ses:{operation}", "identity", params["Source"])
        case "lambda":
            yield Call("lambda:InvokeFunction", _function(params["FunctionName"]))
        case "apigatewaymanagementapi":
            yield Call("execute-api:ManageConnections", "connections")
        case "cognito-idp":
            if operation.startswith("Admin"):
                yield Call(f"cognito-idp:{operation}", "user-pool-arn")


def _secret(name: str) -> str:
    if "-calendar-" in name:
        return "tenant-x-calendar-x"
    return "tenant-x" if "-tenant-" in name else f"secret-{name.rpartition('-')[2]}"


def _function(name: str) -> str:
    return "send-code-function-arn" if "send-code" in name else "query-function-arn"


def _rows(operation: str, params: dict[str, Any]) -> Iterator[Call]:
    if operation == "TransactWriteItems":
        for item in params["TransactItems"]:
            for kind, inner in item.items():
                named = "ConditionCheckItem" if kind == "ConditionCheck" else f"{kind}Item"
                yield from _rows(named, inner)
    elif operation == "BatchGetItem":
        for table, asked in params["RequestItems"].items():
            for key in asked["Keys"]:
                yield from _row(operation, table, key["pk"]["S"])
    elif operation == "BatchWriteItem":
        for table, writes in params["RequestItems"].items():
            for write in writes:
                inner = write.get("PutRequest", {}).get("Item") or write["DeleteRequest"]["Key"]
                yield from _row(operation, table, inner["pk"]["S"])
    elif operation == "Query":
        if params.get("IndexName") == "due":
            yield Call("dynamodb:Query", "workspace-table-arn/index/due")
            return
        yield from _row(operation, params["TableName"], _queried(params))
    elif operation in {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"}:
        row = params.get("Key") or params["Item"]
        yield from _row(operation, params["TableName"], row["pk"]["S"])


def _queried(params: dict[str, Any]) -> str:
    name = params["KeyConditionExpression"].replace("(", "").split()[2].rstrip(")")
    return str(params["ExpressionAttributeValues"][name]["S"])


def _row(operation: str, table: str, key: str) -> Iterator[Call]:
    if table.endswith("control"):
        yield Call(f"dynamodb:{operation}", "control-table-arn", key)


_ENTRY_OF = {(str(ROOT / file), name): policy for (file, name), policy in ENTRIES.items()}


def _function_at_work() -> str:
    frame: Any = sys._getframe(2)
    while frame is not None:
        code = frame.f_code
        found = _ENTRY_OF.get((code.co_filename, code.co_name))
        if found:
            return found
        frame = frame.f_back
    return ""


def _look(params: dict[str, Any], model: Any, **_: Any) -> None:
    policy = _function_at_work()
    if policy:
        for call in calls_of(model.service_model.service_name, model.name, params):
            JUDGE.judge(policy, call)


@functools.cache
def judge_calls() -> None:
    """From now on, in this process."""
    process_session().register("before-parameter-build", _look)
