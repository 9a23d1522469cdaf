"""Moves the local stage through time: a jump, what became due, and quiet before the next jump.

A jump larger than the wait of a schedule would let things happen out of order, so a long way is
gone in steps. It never sleeps to "be sure": quiet is queues without a message, shown or taken, and
no delivery of a provider under way.
"""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from infra.deployables import QUEUES
from infra.plain_error import PlainError
from infra.sandbox.client import SandboxClient
from infra.stacks.data import queue_name

DEFAULT_STEP = timedelta(minutes=30)
_POLL_S = 0.05
# One look can fall between a message's end and the message it causes.
_QUIET_LOOKS = 3

_COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


@dataclass(slots=True)
class Clockwork:
    """The clock of one local stage together with what has to come to rest."""

    sandbox: SandboxClient
    sqs: Any
    stage: str
    patience_s: float = 120.0

    def now(self) -> datetime:
        return self.sandbox.now()

    def advance(self, to: datetime, *, step: timedelta = DEFAULT_STEP) -> None:
        """Go to a moment, running what becomes due on the way.

        Raises `PlainError` when a scheduled function fails or the stage does not come to rest.
        """
        self.settle()
        while (now := self.sandbox.now()) < to:
            ran = self.sandbox.advance_to(min(to, now + step))
            failed = [entry for entry in ran if entry["error"]]
            if failed:
                raise PlainError(f"{failed[0]['function']} failed: {failed[0]['error']}.")
            self.settle()

    def settle(self) -> None:
        """Wait until every queue is empty and nothing is being delivered."""
        limit = time.monotonic() + self.patience_s
        quiet = 0
        while quiet < _QUIET_LOOKS:
            busy = self.busy()
            quiet = 0 if busy else quiet + 1
            if busy and time.monotonic() > limit:
                held = ", ".join(f"{count} in {name}" for name, count in busy.items())
                raise PlainError(
                    f"The local stage did not come to rest in {self.patience_s:.0f} s: {held}.",
                    fix="A message that keeps failing shows its reason in the platform's log.",
                )
            time.sleep(_POLL_S)

    def busy(self) -> dict[str, int]:
        """What is waiting or being worked on, by place; empty means rest."""
        waiting = {queue: self._waiting(queue_name(queue)) for queue in QUEUES}
        waiting["deliveries"] = self._deliveries()
        return {name: count for name, count in waiting.items() if count}

    def given_up(self) -> dict[str, int]:
        """Messages in dead-letter queues, by queue; a healthy stage has none."""
        dead = {queue: self._waiting(queue_name(queue, dead=True)) for queue in QUEUES}
        return {name: count for name, count in dead.items() if count}

    def _deliveries(self) -> int:
        with urllib.request.urlopen(f"{self.sandbox.base_url}/pending", timeout=10) as answer:
            return int(json.load(answer)["pending"])

    def _waiting(self, queue: str) -> int:
        url = self.sqs.get_queue_url(QueueName=f"warmline-{self.stage}-{queue}")["QueueUrl"]
        shown = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(_COUNTS))
        return sum(int(shown["Attributes"].get(name, 0)) for name in _COUNTS)
