"""What one sandbox is started with: where our side listens and which credentials it knows.

The default credentials are sample values for a loopback sandbox; they open nothing real.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ACCOUNT_SID = "AC" + "5a" * 16
AUTH_TOKEN = "0f" * 16
STRIPE_KEY = "sk_test_sandbox"
STRIPE_WEBHOOK_SECRET = "whsec_sandbox"
OPENAI_KEY = "sk-sandbox"
GOOGLE_CLIENT_ID = "sandbox.apps.googleusercontent.com"
GOOGLE_CLIENT_SECRET = "GOCSPX-sandbox"
GOOGLE_CALLBACK = "/bandwidth/calendar/google"
"""The path of the console that Google sends founders back to."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One sandbox. URLs carry no trailing slash."""

    hooks_url: str
    """Our public hooks URL; signatures are computed over exactly this."""
    socket_url: str = ""
    """Our public voice socket; a relay to another address fails. Empty allows any on loopback."""
    ministack_url: str = ""
    """Empty: no mail, no schedules."""
    stage: str = "local"
    bucket: str = ""
    """Bucket inbound mail is put into; empty: found by its name `warmline-<stage>…`."""
    state_dir: Path | None = None
    """None keeps everything in memory."""
    clock_file: Path | None = None
    """Where the time is written for the functions of the local cloud."""
    start: datetime | None = None
    running: bool = False
    smtp_port: int | None = None
    """Where the mail provider's relay delivers; 0 picks a free port, None opens none."""
    account_sid: str = ACCOUNT_SID
    auth_token: str = AUTH_TOKEN
    stripe_key: str = STRIPE_KEY
    stripe_webhook_secret: str = STRIPE_WEBHOOK_SECRET
    openai_key: str = OPENAI_KEY
    google_client_id: str = GOOGLE_CLIENT_ID
    google_client_secret: str = GOOGLE_CLIENT_SECRET
    google_redirect_uri: str = f"http://127.0.0.1:8400{GOOGLE_CALLBACK}"
    """The only address of ours that is registered with Google."""
    call_timeout_s: int = 60
    """Twilio's own default for `Timeout` in Calls.create."""
