"""Twilio's `<Gather>`: what is spoken to a caller, and the words or keys that come back.

Silence is not waited for: a person who says nothing hangs up.
"""

from __future__ import annotations

import asyncio

from infra.sandbox.ledger import Ledger, Record
from infra.sandbox.twilio.twiml import Gather


class Gathering:
    """One prompt of one call. Its person is steered as in a conversation."""

    def __init__(self, verb: Gather, *, call: Record, ledger: Ledger) -> None:
        self._verb = verb
        self._call = call
        self._ledger = ledger
        self._answer: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()
        self.ready = asyncio.Event()
        self.ready.set()

    async def run(self) -> dict[str, str] | None:
        """What is posted to the action; None if the caller hung up first."""
        return await self._answer or None

    async def say(self, text: str) -> str | None:
        self._write(text)
        if "speech" not in self._verb.inputs:
            return "Nobody listens to words here; a key is waited for."
        self._settle({"SpeechResult": text, "Confidence": "0.9"})
        return None

    async def press(self, digit: str) -> str | None:
        if digit not in set("0123456789*#") or len(digit) != 1:
            return "A key is one of 0-9, * and #."
        self._write("", keys=digit)
        if "dtmf" in self._verb.inputs:
            self._settle({"Digits": digit})
        return None

    async def interrupt(self, heard: str, words: str = "") -> str | None:
        del heard, words
        return "The agent cannot be interrupted now."

    async def hang_up(self) -> None:
        self._settle({})

    def _settle(self, answer: dict[str, str]) -> None:
        if not self._answer.done():
            self._answer.set_result(answer)

    def _write(self, text: str, **more: str) -> None:
        entry = {"who": "customer", "text": text, "at": self._ledger.stamp(), **more}
        self._call["transcript"].append(entry)
        self._ledger.touch()
