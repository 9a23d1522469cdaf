"""Codes to numbers, by text or by call, from the deployment's own number. Words are fixed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.outreach.adapters.twilio.connection import deliver
from functions.outreach.ports import Delivery

if TYPE_CHECKING:
    from twilio.rest import Client

RING_SECONDS = 25
SPOKEN_TIMES = 3


class TextedCodes:
    """A `CodeCarrier` of texts."""

    def __init__(self, *, client: Client, number: str) -> None:
        self._client = client
        self._number = number

    def send_code(self, *, to: str, code: str) -> Delivery:
        body = (
            f"{code} is your Warmline code. It connects this number to a business there. "
            "Not you? Then do nothing."
        )
        return deliver(lambda: self._client.messages.create(to=to, from_=self._number, body=body))


class CalledCodes:
    """A `CodeCarrier` of calls: the digits one by one, several times."""

    def __init__(self, *, client: Client, number: str) -> None:
        self._client = client
        self._number = number

    def send_code(self, *, to: str, code: str) -> Delivery:
        from twilio.twiml.voice_response import VoiceResponse

        answer = VoiceResponse()
        for _ in range(SPOKEN_TIMES):
            answer.say(f"Your Warmline code is: {', '.join(code)}.")
            answer.pause(length=1)
        answer.say("Not you? Then do nothing.")
        return deliver(
            lambda: self._client.calls.create(
                to=to, from_=self._number, twiml=str(answer), timeout=RING_SECONDS
            )
        )
