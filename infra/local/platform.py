"""The embedded platform: ministack on loopback, in its own virtual environment.

Starts it, waits until it answers, and stops it so that its state is kept. Whatever stands in the
way (a busy port, a missing virtual environment) is one clear sentence. It binds loopback only.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from infra.deployables import ROOT
from infra.plain_error import PlainError

HOST = "127.0.0.1"
REGION = "us-east-1"
ACCESS_KEY = "test"
ACCOUNT = "000000000000"
CLOUD_PROCESS = ROOT / "infra" / "local" / "cloud_process.py"
START_LIMIT_S = 60
STOP_LIMIT_S = 30

# Every Lambda unpacks its zips into the temporary folder; memory is several times faster than disk.
_MEMORY_FOLDER = Path("/dev/shm")
_MEMORY_WANTED_BYTES = 6_000_000_000


def require_free_port(port: int, *, purpose: str) -> None:
    """Raises `PlainError` if something already listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise PlainError(
                f"Port {port} ({purpose}) is in use by another program.",
                fix="Stop that program, or choose other ports: WARMLINE_PORT=9400 make run.",
            ) from None


def ministack_python() -> Path:
    """The interpreter of ministack's own virtual environment."""
    python = ROOT / ".venv-ministack" / "bin" / "python"
    if not python.exists():
        raise PlainError(
            "The local platform is not installed: .venv-ministack is missing.",
            fix="Run make setup.",
        )
    return python


_ENDED_BY_ITSELF = (0, -signal.SIGTERM)
"""Exit codes after a stop in good order."""


@dataclass(slots=True)
class Ministack:
    """One running ministack; `state` is where it keeps tables, queues and files between runs."""

    port: int
    state: Path
    smtp_port: int
    log: Path
    keep_state: bool = True
    variables: Mapping[str, str] = field(default_factory=dict)
    """What its functions find in their environment beside their own."""
    saved: bool = field(default=False, init=False)
    """Whether it saved its state when it was stopped last."""
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _scratch: Path | None = field(default=None, init=False)
    _log_file: IO[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        """Start and wait until it answers."""
        python = ministack_python()
        require_free_port(self.port, purpose="local platform")
        self.state.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._scratch = Path(tempfile.mkdtemp(prefix="warmline-", dir=_scratch_parent()))
        self._log_file = self.log.open("wb")
        self._process = subprocess.Popen(
            # Without the folder of the script on its path, where a `platform.py` stands.
            [str(python), "-P", str(CLOUD_PROCESS)],
            env=os.environ | dict(self.variables) | self._environment(self._scratch),
            stdin=subprocess.DEVNULL,
            stdout=self._log_file,
            stderr=subprocess.STDOUT,
            # Ctrl-C goes to this process alone, which then stops ministack in good order.
            start_new_session=True,
        )
        self._wait_until_ready()

    def stop(self) -> None:
        """Ask it to save and end; past the limit it is killed, and that run's state is lost."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self.saved = self._process.wait(STOP_LIMIT_S) in _ENDED_BY_ITSELF
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            # Its Lambdas share its session, so none outlives it.
            end_session(self._process.pid)
            self._process = None
        if self._log_file is not None:
            self._log_file.close()
            self._log_file = None
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
            self._scratch = None

    def _environment(self, scratch: Path) -> dict[str, str]:
        return {
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": HOST,
            "MINISTACK_HOST": HOST,
            "MINISTACK_REGION": REGION,
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AUTH": "true",
            "SFTP_ENABLED": "0",
            "IOT_MTLS_ENABLED": "0",
            "PERSIST_STATE": "1" if self.keep_state else "0",
            "STATE_DIR": str(self.state / "services"),
            "S3_PERSIST": "1" if self.keep_state else "0",
            "S3_DATA_DIR": str(self.state / "files"),
            "SMTP_HOST": f"{HOST}:{self.smtp_port}",
            "TMPDIR": str(scratch),
            "LOG_LEVEL": "INFO",
            # The platform is on loopback; a proxy of the machine must not stand between.
            "NO_PROXY": f"{HOST},localhost",
            "no_proxy": f"{HOST},localhost",
        }

    def _wait_until_ready(self) -> None:
        process = self._process
        limit = time.monotonic() + START_LIMIT_S
        while process is not None and time.monotonic() < limit:
            if process.poll() is not None:
                self.stop()
                raise PlainError(
                    f"The local platform ended while starting: {_last_line(self.log)}.",
                    fix=f"See {self.log}.",
                )
            if answers(f"{self.url}/_ministack/ready"):
                return
            time.sleep(0.05)
        self.stop()
        raise PlainError(
            f"The local platform did not answer within {START_LIMIT_S} seconds.",
            fix=f"See {self.log}.",
        )


def answers(url: str) -> bool:
    """Whether a loopback address answers with success."""
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status < 300)
    except OSError:
        return False


def end_session(leader: int) -> None:
    """End what is left of a process group that was started here."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def _scratch_parent() -> Path | None:
    if not _MEMORY_FOLDER.is_dir() or not os.access(_MEMORY_FOLDER, os.W_OK):
        return None
    free = shutil.disk_usage(_MEMORY_FOLDER).free
    return _MEMORY_FOLDER if free > _MEMORY_WANTED_BYTES else None


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it printed nothing"
