"""What the outreach deployable reads from its environment, as one value. Decides nothing."""

from __future__ import annotations

import os

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class OutreachEnvironment:
    """What this deployable reads from its environment, checked once."""

    hooks_url: str
    console_url: str
    socket_url: str
    twilio_url: str
    mail_domain: str
    bucket: str
    replies_url: str
    wakes_url: str
    effects_url: str
    query_function: str


def read_environment() -> OutreachEnvironment:
    """Raises KeyError naming the variable that is missing."""
    env = os.environ
    socket_url = env["WARMLINE_SOCKET_URL"]
    return OutreachEnvironment(
        hooks_url=env["WARMLINE_HOOKS_URL"],
        console_url=env["WARMLINE_CONSOLE_URL"],
        socket_url=socket_url,
        twilio_url=env.get("WARMLINE_TWILIO_URL", ""),
        mail_domain=env["WARMLINE_MAIL_DOMAIN"],
        bucket=env["WARMLINE_BUCKET"],
        replies_url=env["WARMLINE_REPLIES_QUEUE_URL"],
        wakes_url=env["WARMLINE_WAKES_QUEUE_URL"],
        effects_url=env["WARMLINE_EFFECTS_QUEUE_URL"],
        query_function=env["WARMLINE_QUERY_FUNCTION"],
    )
