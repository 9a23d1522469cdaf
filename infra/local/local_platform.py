"""A whole Warmline on this machine: the platform, the deployed stage, the sandbox, the front door.

`with LocalPlatform(first_port) as stage:` is all a demo or an end-to-end test needs. What runs
is what AWS would run: the packaged artefacts, deployed through CloudFormation. Loopback only.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import boto3.session

from infra.deploy import Cloud, deploy
from infra.deployables import DEPLOYABLES, Deployable
from infra.local.clean_stop import mark_running, mark_stopped
from infra.local.front_door import Behind, Doors
from infra.local.lambda_clock import FILE_VARIABLE
from infra.local.platform import ACCESS_KEY, ACCOUNT, HOST, REGION, Ministack, require_free_port
from infra.local.sandbox_process import SandboxProcess
from infra.local.scheduler import Scheduler
from infra.sandbox import settings as sandbox_settings
from infra.sandbox.client import SandboxClient
from infra.stacks.secret_values import parameter_of
from infra.stage import BUILD, Artifact, stage_all

STAGE = "local"
MAIL_DOMAIN = "mail.example.com"
CODE_NUMBER = "+12025550199"
"""Ours: from it founders' numbers are sent their codes."""

WORKERS_OF_A_QUEUE = 2
"""Each batch in work has a worker of its own, whose start takes longer than many batches."""

# Sample values for loopback; they open nothing real.
SECRETS = {
    "twilio": {
        "account_sid": sandbox_settings.ACCOUNT_SID,
        "auth_token": sandbox_settings.AUTH_TOKEN,
    },
    "stripe": {
        "key": sandbox_settings.STRIPE_KEY,
        "webhook_secret": sandbox_settings.STRIPE_WEBHOOK_SECRET,
    },
    # Without a key nothing is asked of the played model, which understands only its script.
    "openai": {"key": os.environ.get("WARMLINE_OPENAI_KEY", "")},
    "google": {
        "client_id": sandbox_settings.GOOGLE_CLIENT_ID,
        "client_secret": sandbox_settings.GOOGLE_CLIENT_SECRET,
    },
    "signing": {"key": "5a" * 32},
    "suppression": {"key": "a5" * 32},
}


def limit_workers(deployables: Sequence[Deployable], *, functions: Any) -> None:
    """Only what a queue feeds, which waits in it; a request beyond a limit would be refused.

    `functions` is a Lambda client.
    """
    for deployable in deployables:
        for function in deployable.functions:
            if function.queue:
                functions.put_function_concurrency(
                    FunctionName=f"warmline-{STAGE}-{deployable.name}-{function.name}",
                    ReservedConcurrentExecutions=WORKERS_OF_A_QUEUE,
                )


def _silent(_: str) -> None:
    return


class LocalPlatform:
    """One local stage on `port_base` and the four ports after it.

    Without `state_dir` it keeps nothing. With `running` the clock flows and schedules fire by
    themselves; otherwise time stands until `scheduler.advance`.
    """

    def __init__(
        self,
        port_base: int,
        state_dir: Path | None = None,
        *,
        running: bool = False,
        start_at: datetime | None = None,
        report: Callable[[str], None] = _silent,
        deployables: Sequence[Deployable] = DEPLOYABLES,
    ) -> None:
        self.console_url = f"http://{HOST}:{port_base}"
        self.hooks_url = f"http://{HOST}:{port_base + 1}"
        self.socket_url = f"ws://{HOST}:{port_base + 1}/voice"
        self.sandbox_url = f"http://{HOST}:{port_base + 2}"
        self.outputs: dict[str, dict[str, str]] = {}
        self.artifacts: tuple[Artifact, ...] = ()
        self._port_base = port_base
        self._running = running
        self._start_at = start_at
        self._report = report
        self._deployables = tuple(deployables)
        self._throwaway = state_dir is None
        self.folder = state_dir or Path(tempfile.mkdtemp(prefix="warmline-state-"))
        self._clock_file = (self.folder / "clock.json").resolve()
        self._ministack = Ministack(
            port=port_base + 3,
            state=self.folder / "platform",
            smtp_port=port_base + 4,
            log=self.folder / "platform.log",
            keep_state=not self._throwaway,
            variables={FILE_VARIABLE: str(self._clock_file)},
        )
        self.cloud = Cloud(
            session=boto3.session.Session(
                aws_access_key_id=ACCESS_KEY,
                aws_secret_access_key=ACCESS_KEY,
                region_name=REGION,
            ),
            endpoint=self._ministack.url,
            poll_s=0.2,
        )
        self._open = contextlib.ExitStack()
        self.sandbox = SandboxClient(self.sandbox_url)
        self.scheduler = Scheduler(self.sandbox, self._ministack.url, STAGE)

    def __enter__(self) -> LocalPlatform:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything; raises `PlainError`, leaving nothing running, if a part cannot."""
        for offset, purpose in enumerate(("console", "hooks and socket", "sandbox")):
            require_free_port(self._port_base + offset, purpose=purpose)
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def deploy(self, report: Callable[[str], None]) -> None:
        """Bring the stage to its artefacts; what has not changed is left alone."""
        self.outputs = deploy(
            self.artifacts, parameters=self._parameters(), cloud=self.cloud, report=report
        )
        limit_workers(self._deployables, functions=self.cloud.client("lambda"))

    def stop(self) -> None:
        """Stop everything in the reverse order, saving state."""
        self._open.close()
        if self._throwaway:
            shutil.rmtree(self.folder, ignore_errors=True)
        elif self._ministack.saved:
            mark_stopped(self.folder)

    def _start(self) -> None:
        if not self._throwaway:
            lost = mark_running(self.folder, now=datetime.now(UTC))
            if lost:
                self._report(lost)
        self._open.callback(self.sandbox.close)
        self._open.callback(self.scheduler.close)
        # First to start and last to end: whatever is in a queue asks for the time at once.
        self._start_sandbox()
        self._open.callback(self._ministack.stop)
        with ThreadPoolExecutor(max_workers=1) as pool:
            self._report("Packaging the deployables and starting the local platform")
            packaging = pool.submit(
                stage_all,
                local=True,
                # A folder of its own: two stages may be packaged at once.
                build=self.folder / "build"
                if self._throwaway
                else BUILD / f"port-{self._port_base}",
                deployables=self._deployables,
            )
            self._ministack.start()
            self.artifacts = packaging.result()
        for artifact in self.artifacts:
            self._report(artifact.weight())
        self.deploy(self._report)
        self._open_front_door()

    def _start_sandbox(self) -> None:
        sandbox = SandboxProcess(
            port=self._port_base + 2,
            smtp_port=self._port_base + 4,
            console_url=self.console_url,
            hooks_url=self.hooks_url,
            socket_url=self.socket_url,
            ministack_url=self._ministack.url,
            stage=STAGE,
            bucket=f"warmline-{STAGE}-{ACCOUNT}-{REGION}",
            log=self.folder / "sandbox.log",
            state=None if self._throwaway else self.folder / "sandbox",
            clock_file=self._clock_file,
            start_at=self._start_at,
            running=self._running,
        )
        self._open.callback(sandbox.stop)
        sandbox.start()

    def _open_front_door(self) -> None:
        def rest(name: str) -> str:
            api = self.outputs.get(name, {}).get("RestApiId", "")
            return f"{self._ministack.url}/_aws/execute-api/{api}/api"

        socket_api = self.outputs.get("outreach", {}).get("SocketApiId", "")
        socket = f"ws://{HOST}:{self._ministack.port}/_aws/execute-api/{socket_api}/api"
        doors = Doors(
            {
                self._port_base: Behind(rest=rest("console")),
                self._port_base + 1: Behind(rest=rest("outreach"), socket=socket),
            }
        )
        self._open.callback(doors.close)
        doors.open()

    def _parameters(self) -> dict[str, str]:
        return {
            "Stage": STAGE,
            "Local": "yes",
            "ConsoleUrl": self.console_url,
            "HooksUrl": self.hooks_url,
            "SocketUrl": self.socket_url,
            "MailDomain": MAIL_DOMAIN,
            **{parameter_of(name): json.dumps(value) for name, value in SECRETS.items()},
            "Clock": "local_clock:factory",
            "SandboxUrl": self.sandbox_url,
            "TwilioUrl": f"{self.sandbox_url}/twilio",
            "StripeUrl": f"{self.sandbox_url}/stripe",
            "CodeNumber": CODE_NUMBER,
            "OpenAiUrl": f"{self.sandbox_url}/openai/v1",
            "AwsEndpoint": self._ministack.url,
            "ScheduleState": "ENABLED" if self._running else "DISABLED",
            "CertificateArn": "",
        }
