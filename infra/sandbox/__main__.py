"""Starts the sandbox on loopback: `python -m infra.sandbox --port 8402 …`."""

from __future__ import annotations

import argparse
import socket
import sys
from pathlib import Path

import uvicorn

from infra.sandbox import settings as defaults
from infra.sandbox.app import create_app
from infra.sandbox.clock import parse_instant
from infra.sandbox.settings import Settings

HOST = "127.0.0.1"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.sandbox", description=__doc__)
    add = parser.add_argument
    add("--port", type=int, default=8402)
    add("--smtp-port", type=int, help="mail relay of the local cloud; default: --port + 2")
    add("--hooks-url", default="http://127.0.0.1:8401")
    add("--socket-url", default="ws://127.0.0.1:8401/voice")
    add("--console-url", default="http://127.0.0.1:8400")
    add("--ministack-url", default="")
    add("--state-dir", type=Path)
    add("--clock-file", type=Path, help="where the time is written whenever it is moved")
    add("--stage", default="local")
    add("--bucket", default="", help="default: the bucket whose name begins warmline-<stage>")
    add("--start", default="", help="ISO time the clock starts at; default: now")
    add("--running", action="store_true", help="the clock flows; otherwise it stands until moved")
    add("--twilio-account-sid", default=defaults.ACCOUNT_SID)
    add("--twilio-auth-token", default=defaults.AUTH_TOKEN)
    add("--stripe-key", default=defaults.STRIPE_KEY)
    add("--stripe-webhook-secret", default=defaults.STRIPE_WEBHOOK_SECRET)
    return parser.parse_args()


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def main() -> int:
    given = _arguments()
    start = parse_instant(given.start) if given.start else None
    if given.start and start is None:
        print(f"--start {given.start} is not an ISO time such as 2027-03-01T09:00:00Z.")
        return 2
    smtp_port = given.smtp_port if given.smtp_port is not None else given.port + 2
    for port, name in ((given.port, "--port"), (smtp_port, "--smtp-port")):
        if not _free(port):
            print(f"Port {port} is in use; stop what uses it or pass another {name}.")
            return 1
    app = create_app(
        Settings(
            hooks_url=given.hooks_url.rstrip("/"),
            socket_url=given.socket_url.rstrip("/"),
            ministack_url=given.ministack_url.rstrip("/"),
            stage=given.stage,
            bucket=given.bucket,
            state_dir=given.state_dir,
            clock_file=given.clock_file,
            start=start,
            running=given.running,
            smtp_port=smtp_port,
            account_sid=given.twilio_account_sid,
            auth_token=given.twilio_auth_token,
            stripe_key=given.stripe_key,
            stripe_webhook_secret=given.stripe_webhook_secret,
            google_redirect_uri=given.console_url.rstrip("/") + defaults.GOOGLE_CALLBACK,
        )
    )
    print(f"Sandbox: http://{HOST}:{given.port}/phone", flush=True)
    uvicorn.run(app, host=HOST, port=given.port, log_level="warning", timeout_graceful_shutdown=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
