"""Which heavy packages a function may have loaded: a cold start pays for every one of them.

Each row is one process of its own. What a row does not name must not be loaded there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.aws_over_http import aws_over_http
from tests.benchmarks.bench_cold_start import FIRST_EVENTS, FirstEvent, child
from tests.outreach.handlers.deployed import Deployed

ROOT = Path(__file__).parents[3]
HEAVY = (
    *("aiohttp", "asyncio", "babel", "boto3", "botocore", "chalice", "dateutil", "duckdb"),
    *("holidays", "icalendar", "itsdangerous", "jinja2", "jwt", "openai", "phonenumbers"),
    *("pydantic", "pynamodb", "requests", "s3transfer", "stripe", "twilio.rest", "twilio.twiml"),
    # Asked at a promised callback only.
    "functions.outreach.adapters.base",
    # What finds quotations, which a message of one line has none of.
    "functions.outreach.domain.understanding.mail.reply_text",
    # What formats and finds numbers, which no function does.
    "phonenumbers.asyoutypeformatter",
    "phonenumbers.phonenumbermatcher",
    # What a step writes, and a hook does not.
    "functions.outreach.store.conversations.step_writes",
)
PRINT = f"\nimport sys; print(*[name for name in {HEAVY!r} if name in sys.modules])\n"

HANDLERS = "functions.outreach.handlers"
DYNAMO = {"botocore", "dateutil", "pynamodb"}
IMPORTED = {
    "functions.outreach.app": {"chalice"},
    f"{HANDLERS}.web.twilio": set(),
    f"{HANDLERS}.web.customer_page": {"babel", "itsdangerous"},
    f"{HANDLERS}.web.stripe": DYNAMO,
    f"{HANDLERS}.web.founder_stripe": DYNAMO | {"pydantic"},
    f"{HANDLERS}.voice_socket": {"babel", "itsdangerous"},
    f"{HANDLERS}.queues.replies": {"babel"},
    f"{HANDLERS}.queues.wakes": {"babel"},
    f"{HANDLERS}.queues.effects": {"babel"},
    f"{HANDLERS}.queues.mail": {"functions.outreach.domain.understanding.mail.reply_text"},
    f"{HANDLERS}.schedules": {"babel"},
    "functions.customer_base.app": {"chalice"},
    "frontend_api.app": {"chalice", "jinja2"},
}
"""What importing a function's own module may load."""

AFTER_FIRST_EVENT = {
    "inbound hook to its queue": DYNAMO | {"requests"},
    "reply to its commit": DYNAMO
    | {"babel", "itsdangerous", "phonenumbers"}
    | {"functions.outreach.store.conversations.step_writes"},
    "call to its commit": DYNAMO
    | {"babel", "itsdangerous", "phonenumbers"}
    | {"functions.outreach.store.conversations.step_writes"},
}
"""What may be loaded once the first event is committed: never another function's vendor."""


def loaded(statement: str, *, stdin: str = "", environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [sys.executable, "-c", statement + PRINT],
        cwd=ROOT,
        env=os.environ | (environment or {}),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("module", IMPORTED)
def test_importing_a_function_loads_no_package_of_another(module: str) -> None:
    assert set(loaded(f"import {module}").split()) - IMPORTED[module] == set()


@pytest.mark.slow
def test_a_text_message_of_one_line_loads_nothing_that_reads_mail() -> None:
    statement = f"""
import sys
from {HANDLERS}.web import twilio
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss
assert find_must_not_miss("Please stop")
print(*[name for name in sys.modules if ".understanding.mail." in name])
"""
    assert loaded(statement).splitlines()[0] == ""


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("first", FIRST_EVENTS, ids=lambda first: first.name)
def test_a_first_event_loads_no_package_of_another_function(
    stage: Deployed, first: FirstEvent
) -> None:
    event = json.dumps(first.event(stage, 1))
    with aws_over_http() as url:
        lines = loaded(first.statement, stdin=event, environment=child(url)).splitlines()
    assert set(lines[-1].split()) - AFTER_FIRST_EVENT[first.name] == set()


FIRST_BATCH = """
import gc
usual = gc.get_threshold()
from functions.outreach.handlers.queues.batch import each
waits = gc.get_threshold()[0] > usual[0]
handled = each({"Records": [{"messageId": "m1", "body": "{}"}]}, lambda body: None)
assert handled == {"batchItemFailures": []}
print(waits, gc.isenabled(), gc.get_threshold() == usual, gc.get_freeze_count() > 1000)
"""
"""The collector of garbage waits for the end of the first event, and no longer."""


def test_the_first_batch_is_handled_before_the_collector_looks() -> None:
    assert loaded(FIRST_BATCH).splitlines()[0].split() == ["True", "True", "True", "True"]
