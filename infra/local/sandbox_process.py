"""The sandbox as a process of its own: the providers, the customers' phones and the clock."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from infra.deployables import ROOT
from infra.local.platform import HOST, answers, end_session, require_free_port
from infra.plain_error import PlainError

START_LIMIT_S = 30
STOP_LIMIT_S = 10


@dataclass(slots=True)
class SandboxProcess:
    """One running sandbox; without `state` it forgets everything when it ends."""

    port: int
    smtp_port: int
    hooks_url: str
    socket_url: str
    ministack_url: str
    stage: str
    bucket: str
    log: Path
    console_url: str = "http://127.0.0.1:8400"
    """Where Google sends founders back to."""
    state: Path | None = None
    clock_file: Path | None = None
    start_at: datetime | None = None
    running: bool = False
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _log_file: IO[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers."""
        require_free_port(self.port, purpose="sandbox")
        require_free_port(self.smtp_port, purpose="mail relay")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._log_file = self.log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "infra.sandbox", *self._arguments()],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=self._log_file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        limit = time.monotonic() + START_LIMIT_S
        while not answers(f"{self.url}/clock"):
            if self._process.poll() is not None or time.monotonic() > limit:
                self.stop()
                raise PlainError("The sandbox did not start.", fix=f"See {self.log}.")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask it to save and end."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_LIMIT_S)
            except subprocess.TimeoutExpired:
                end_session(self._process.pid)
                self._process.wait()
            self._process = None
        if self._log_file is not None:
            self._log_file.close()
            self._log_file = None

    def _arguments(self) -> list[str]:
        arguments = [
            *("--port", str(self.port), "--smtp-port", str(self.smtp_port)),
            *("--hooks-url", self.hooks_url, "--socket-url", self.socket_url),
            *("--ministack-url", self.ministack_url, "--console-url", self.console_url),
            *("--stage", self.stage, "--bucket", self.bucket),
        ]
        if self.state is not None:
            arguments += ["--state-dir", str(self.state)]
        if self.clock_file is not None:
            arguments += ["--clock-file", str(self.clock_file)]
        if self.start_at is not None:
            arguments += ["--start", self.start_at.isoformat()]
        if self.running:
            arguments.append("--running")
        return arguments
