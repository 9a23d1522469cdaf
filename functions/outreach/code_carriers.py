"""The carriers of codes, from the environment: the wiring of `send_code` alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from functions.outreach import wiring

if TYPE_CHECKING:
    from functions.outreach.ports import Delivery


class CodeCarrier(Protocol):
    """Carries a code to an address that a founder says is theirs."""

    def send_code(self, *, to: str, code: str) -> Delivery: ...


class _MailedCodes:
    def send_code(self, *, to: str, code: str) -> Delivery:
        sender = f"hello@{wiring.environment().mail_domain}"
        return wiring.mail().send_code(from_address=sender, to=to, code=code)


def code_carrier(way: str) -> CodeCarrier | None:
    """None where the deployment has no number of its own to send codes from."""
    if way == "mail":
        return _MailedCodes()
    from functions.outreach.adapters.twilio.codes import CalledCodes, TextedCodes

    number = os.environ.get("WARMLINE_CODE_NUMBER", "")
    if not number:
        return None
    if way == "call":
        return CalledCodes(client=wiring.twilio_client(), number=number)
    return TextedCodes(client=wiring.twilio_client(), number=number)
