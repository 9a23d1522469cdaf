"""What a function costs before and at its first event, beside importing chalice and boto3.

CPU of fresh processes, user and system, the best of five: a quiet or a busy machine tells the same.
Each process is started once unmeasured and finds its bytecode, as in the artefacts, which ship it.
It takes turns with the baseline, so that a busy moment falls on both.
A first event is measured whole, from the start of Python to the end of its process and so past the
commit it leads to, on an account of this process behind plain HTTP. What the account does is not
counted, nor what TLS and chalice's own dispatch would take in a Lambda.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from functions.outreach.codec import event_to_plain
from functions.outreach.ports import InboundMessage
from functions.product.channels import Channel
from tenancy.runtime.signed_links import sign_token
from tests.aws_over_http import aws_over_http
from tests.benchmarks.measured import ROOT, Row
from tests.cloud_account import cloud_account
from tests.deployment_secrets import KEY
from tests.outreach.approved import NOW, TENANT, conversation
from tests.outreach.handlers.deployed import Deployed, deployed_stage, hook, text_from

BEST_OF = 5
NUMBERS = range(1, BEST_OF + 2)
"""Of the conversations a first event is tried on: one more than is measured."""
BASELINE = "import chalice, boto3"
FUNCTION_GOAL = 1.5
"""Of the baseline: a customer waits for a hook, for a reply and above all on the phone."""
CONSOLE_GOAL = 2.0
EVENT_GOAL = 2.0

IMPORTS = {
    "inbound hooks": ("import functions.outreach.handlers.web.twilio", FUNCTION_GOAL),
    "replies": ("import functions.outreach.handlers.queues.replies", FUNCTION_GOAL),
    "voice": ("import functions.outreach.handlers.voice_socket", FUNCTION_GOAL),
    "console": ("import frontend_api.app", CONSOLE_GOAL),
}

HOOK = """
import json, sys
from tenancy.runtime.http import request_from_event
from functions.outreach.handlers.web.twilio import handle
assert handle(request_from_event(json.load(sys.stdin))).status == 200
"""
REPLY = """
import json, sys
from functions.outreach.handlers.queues.replies import handle
assert handle(json.load(sys.stdin)) == {"batchItemFailures": []}
"""
FRAME = """
import json, sys
from functions.outreach.handlers.voice_socket import message
assert message(json.load(sys.stdin)) == {"statusCode": 200}
"""


def rows() -> list[Row]:
    """One row for each import and each first event; values in seconds of CPU."""
    with tempfile.TemporaryDirectory(prefix="warmline-bench-") as folder:
        fresh = partial(cpu_s, bytecode=Path(folder))
        baseline = partial(fresh, BASELINE)
        measured = [
            row(f"cold start: {name} imported", *best(partial(fresh, statement), baseline), goal)
            for name, (statement, goal) in IMPORTS.items()
        ]
        for first in FIRST_EVENTS:
            with cloud_account(), deployed_stage() as stage, aws_over_http() as url:
                events = iter([first.event(stage, number) for number in NUMBERS])
                statement = partial(fresh, first.statement, environment=child(url))
                once = partial(_first_event, statement, events)
                measured.append(row(f"cold start: {first.name}", *best(once, baseline), EVENT_GOAL))
                if first.commits(stage) != len(NUMBERS):
                    raise RuntimeError(f"{first.name}: not every event led to its commit")
    return measured


def _first_event(statement: Callable[..., float], events: Iterator[dict[str, Any]]) -> float:
    return statement(stdin=json.dumps(next(events)))


def child(url: str) -> dict[str, str]:
    """The environment of a process that finds this one's account at `url`."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI": url,
        "WARMLINE_CLOCK": "tests.benchmarks.fixed_clock:FixedClock",
    }


def best(once: Callable[[], float], baseline: Callable[[], float]) -> tuple[float, float]:
    """The least of BEST_OF of each, after one more that compiles what the others load."""
    turns = [(once(), baseline()) for _ in range(1 + BEST_OF)][1:]
    return min(value for value, _ in turns), min(beside for _, beside in turns)


def cpu_s(
    statement: str, *, bytecode: Path, stdin: str = "", environment: dict[str, str] | None = None
) -> float:
    """User and system seconds of one fresh process. Raises CalledProcessError if it fails."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", statement],
        cwd=ROOT,
        env={
            **inherited,
            "AWS_DEFAULT_REGION": "eu-west-1",
            "PYTHONPYCACHEPREFIX": str(bytecode),
            **(environment or {}),
        },
        input=stdin,
        text=True,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def row(name: str, value: float, baseline: float, goal: float) -> Row:
    ratio = value / baseline
    return {
        "name": name,
        "value": round(value, 3),
        "unit": "s CPU",
        "baseline": round(baseline, 3),
        "ratio": round(ratio, 2),
        "goal": goal,
        "holds": ratio <= goal,
    }


def _hook_event(stage: Deployed, number: int) -> dict[str, Any]:
    """A customer's SMS as API Gateway hands it on."""
    talk = stage.opened(number)
    request = hook(
        "/hooks/twilio/messages",
        text_from(talk.facts.phone, "How does it work?", MessageSid=f"SM{number}"),
    )
    return {
        "httpMethod": request.method,
        "path": request.path,
        "queryStringParameters": None,
        "headers": dict(request.headers),
        "pathParameters": None,
        "body": request.body.decode(),
        "isBase64Encoded": False,
    }


def _reply_event(stage: Deployed, number: int) -> dict[str, Any]:
    """The same message as the queue of replies carries it."""
    talk = stage.opened(number)
    message = InboundMessage(
        f"SM{number}", channel=Channel.SMS, text="How does it work?", address=talk.facts.phone
    )
    body = {"tenant": TENANT, "conversation": talk.id, "event": event_to_plain(message)}
    return {
        "Records": [
            {
                "messageId": f"m{number}",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:replies.fifo",
                "attributes": {"MessageGroupId": talk.id},
                "body": json.dumps(body),
            }
        ]
    }


def _setup_frame(stage: Deployed, number: int) -> dict[str, Any]:
    """The relay's first frame of a call with a customer."""
    talk = stage.opened(number)
    token = sign_token(
        KEY,
        {"tenant": TENANT, "conversation": talk.id, "use": "voice"},
        expires_at=NOW + timedelta(minutes=1),
    )
    frame = {"type": "setup", "callSid": f"CA{number}", "customParameters": {"token": token}}
    return {
        "requestContext": {"connectionId": f"c{number}=", "messageId": "m1"},
        "body": json.dumps(frame),
    }


def _queued(stage: Deployed) -> int:
    return len(stage.queued("replies"))


def _steps_committed(stage: Deployed) -> int:
    """Conversations that took a step after their opening."""
    return sum(stage.load(conversation(number)).conversation.version > 1 for number in NUMBERS)


@dataclass(frozen=True)
class FirstEvent:
    """One event a fresh process is started for, and how many of them were committed."""

    name: str
    statement: str
    event: Callable[[Deployed, int], dict[str, Any]]
    commits: Callable[[Deployed], int]


FIRST_EVENTS = (
    FirstEvent("inbound hook to its queue", HOOK, _hook_event, _queued),
    FirstEvent("reply to its commit", REPLY, _reply_event, _steps_committed),
    FirstEvent("call to its commit", FRAME, _setup_frame, _steps_committed),
)
