"""The packaged stage on the local platform: deployed through CloudFormation, it answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from infra.local.local_platform import LocalPlatform
from tests.machine.own_ports import own_ports

pytestmark = pytest.mark.platform


@dataclass
class Started:
    """A platform whose folder and ports outlive it, so that it can be started again in them."""

    port: int
    folder: Path
    platform: LocalPlatform

    def again(self, report: Callable[[str], None]) -> LocalPlatform:
        """Stops it; answers with one that finds what it left."""
        self.platform.stop()
        self.platform = LocalPlatform(self.port, self.folder, report=report)
        self.platform.start()
        return self.platform


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Started]:
    folder = tmp_path_factory.mktemp("stage")
    with own_ports() as port:
        started = Started(port, folder, LocalPlatform(port, folder))
        started.platform.start()
        yield started
        started.platform.stop()


@pytest.fixture
def stage(started: Started) -> LocalPlatform:
    return started.platform


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


def test_a_stage_started_again_keeps_its_files_and_its_addresses(started: Started) -> None:
    first = started.platform
    bucket = first.outputs["data"]["Bucket"]
    s3 = first.cloud.client("s3")
    s3.put_object(Bucket=bucket, Key="tenants/acme/note", Body=b"kept")
    apis = {name: outputs.get("RestApiId") for name, outputs in first.outputs.items()}
    told: list[str] = []
    second = started.again(told.append)
    assert not [words for words in told if "is lost" in words]
    kept = second.cloud.client("s3").get_object(Bucket=bucket, Key="tenants/acme/note")
    assert kept["Body"].read() == b"kept"
    assert {n: o.get("RestApiId") for n, o in second.outputs.items()} == apis
    answer = httpx.get(f"{second.hooks_url}/c/unknown", trust_env=False, timeout=30)
    assert answer.status_code == 404
