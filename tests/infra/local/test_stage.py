"""The packaged stage on the local platform: deployed through CloudFormation, it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from infra.local.local_platform import LocalPlatform
from tests.own_ports import own_ports

pytestmark = pytest.mark.platform


@pytest.fixture(scope="module")
def stage() -> Iterator[LocalPlatform]:
    with own_ports() as first, LocalPlatform(first) as platform:
        yield platform


def test_the_console_answers_with_a_page(stage: LocalPlatform) -> None:
    answer = httpx.get(stage.console_url, trust_env=False, timeout=30, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("hook", ["twilio/messages", "twilio/status", "twilio/voice", "stripe"])
def test_an_unsigned_hook_is_refused(stage: LocalPlatform, hook: str) -> None:
    answer = httpx.post(
        f"{stage.hooks_url}/hooks/{hook}",
        data={"Body": "STOP", "From": "+15550100"},
        trust_env=False,
        timeout=30,
    )
    assert answer.status_code == 403


def test_an_unsigned_socket_is_refused(stage: LocalPlatform) -> None:
    async def knock() -> int:
        try:
            async with connect(stage.socket_url, proxy=None, open_timeout=30):
                return 101
        except InvalidStatus as refused:
            return refused.response.status_code

    assert asyncio.run(knock()) == 403


def test_a_jump_of_the_clock_runs_the_schedules_and_comes_to_rest(stage: LocalPlatform) -> None:
    before = stage.scheduler.now()
    stage.scheduler.advance(before + timedelta(minutes=31))
    assert stage.scheduler.now() >= before + timedelta(minutes=31)
    assert stage.scheduler.busy() == {}
    assert stage.scheduler.given_up() == {}


def test_what_has_not_changed_is_not_deployed_again(stage: LocalPlatform) -> None:
    said: list[str] = []
    stage.deploy(said.append)
    assert said == [
        f"warmline-local-{name}: unchanged" for name in ("data", "base", "outreach", "console")
    ]


def test_a_stage_started_again_keeps_its_files_and_its_addresses(tmp_path: Path) -> None:
    told: list[str] = []
    with own_ports() as port:
        with LocalPlatform(port, tmp_path) as first:
            bucket = first.outputs["data"]["Bucket"]
            s3 = first.cloud.client("s3")
            s3.put_object(Bucket=bucket, Key="tenants/acme/note", Body=b"kept")
            apis = {name: outputs.get("RestApiId") for name, outputs in first.outputs.items()}
        with LocalPlatform(port, tmp_path, report=told.append) as second:
            assert not [words for words in told if "is lost" in words]
            kept = second.cloud.client("s3").get_object(Bucket=bucket, Key="tenants/acme/note")
            assert kept["Body"].read() == b"kept"
            assert {n: o.get("RestApiId") for n, o in second.outputs.items()} == apis
            answer = httpx.get(f"{second.hooks_url}/c/unknown", trust_env=False, timeout=30)
            assert answer.status_code == 404
