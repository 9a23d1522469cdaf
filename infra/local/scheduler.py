"""Moves the local stage through time: a jump, what became due, and rest before the next jump.

Never skips what became due and never waits a fixed time "to be sure": rest is queues without a
message, visible or in flight, and no delivery of a provider under way.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import requests

from infra.deployables import QUEUES
from infra.local.cloud_process import QUEUES_PATH
from infra.plain_error import PlainError
from infra.sandbox.client import SandboxClient
from infra.stacks.data import queue_name

DEFAULT_STEP = timedelta(minutes=30)
"""A jump larger than the wait of a schedule would let things happen out of order."""
_WITHIN_S = 1.0
"""How long a look waits for the end of what it sees: looking again takes processor from that."""
_QUIET_POLL_S = 0.02
_QUIET_LOOKS = 2
"""A file put into the bucket is announced to its queue by a thread of the local cloud, a moment
later: one look can fall into that moment."""


@dataclass(slots=True)
class Scheduler:
    """The clock of one local stage together with what has to come to rest."""

    sandbox: SandboxClient
    cloud_url: str
    stage: str
    patience_s: float = 120.0
    _session: requests.Session = field(default_factory=requests.Session, init=False)

    def __post_init__(self) -> None:
        # The platform is on loopback; a proxy of the machine must not stand between.
        self._session.trust_env = False

    def close(self) -> None:
        self._session.close()

    def now(self) -> datetime:
        return self.sandbox.now()

    def advance(self, to: datetime, *, step: timedelta = DEFAULT_STEP) -> None:
        """Go to a moment, running what becomes due on the way.

        Raises `PlainError` when a scheduled function fails or the stage does not come to rest.
        """
        self.settle()
        while (now := self.sandbox.now()) < to:
            self.jump(min(to, now + step))

    def jump(self, to: datetime) -> None:
        """One step of a stage at rest, which comes to rest again; raises as `advance` does."""
        self.move(to)
        self.settle()

    def move(self, to: datetime) -> None:
        """The clock alone, and the schedules that are due; the caller waits for rest."""
        ran = self.sandbox.advance_to(to)
        failed = [entry for entry in ran if entry["error"]]
        if failed:
            raise PlainError(f"{failed[0]['function']} failed: {failed[0]['error']}.")

    def settle(self) -> None:
        """Wait until every queue is empty and nothing is being delivered."""
        limit = time.monotonic() + self.patience_s
        quiet = 0
        while True:
            busy = self.busy(within_s=min(_WITHIN_S, self.patience_s))
            quiet = 0 if busy else quiet + 1
            if quiet == _QUIET_LOOKS:
                return
            if busy and time.monotonic() > limit:
                held = ", ".join(f"{count} in {name}" for name, count in busy.items())
                raise PlainError(
                    f"The local stage did not come to rest in {self.patience_s:.0f} s: {held}.",
                    fix="A message that keeps failing shows its reason in the platform's log.",
                )
            time.sleep(_QUIET_POLL_S)

    def busy(self, *, within_s: float = 0) -> dict[str, int]:
        """What is waiting or being worked on, by place; empty means rest.

        With `within_s` the answer comes when nothing is left in one place, or so much later.
        A message causes deliveries and a delivery causes messages, so the queues are looked at
        between two looks at the deliveries that must agree that none began.
        """
        before = self.sandbox.deliveries(over_within_s=within_s)
        if before.pending:
            return {"deliveries": before.pending}
        found = self._waiting(within_s=within_s)
        if not any(found.values()):
            found["deliveries"] = self.sandbox.deliveries().begun - before.begun
        return {name: count for name, count in found.items() if count}

    def given_up(self) -> dict[str, int]:
        """Messages in dead-letter queues, by queue; a healthy stage has none."""
        found = self._waiting(dead=True)
        return {name: count for name, count in found.items() if count}

    def physical_queue(self, queue: str, *, dead: bool = False) -> str:
        """What the queue is called in the local cloud."""
        return f"warmline-{self.stage}-{queue_name(queue, dead=dead)}"

    def list_messages(self, name: str) -> list[dict[str, Any]]:
        """The messages of one queue, visible or in flight, as they were put there."""
        answer = self._session.get(f"{self.cloud_url}/_ministack/sqs/messages", timeout=30)
        answer.raise_for_status()
        return next(
            (
                messages
                for regions in answer.json()["messages"].values()
                for queues in regions.values()
                for url, messages in queues.items()
                if url.rsplit("/", 1)[-1] == name
            ),
            [],
        )

    def _waiting(self, *, within_s: float = 0, dead: bool = False) -> dict[str, int]:
        """Messages of every queue, visible or in flight: all of them at one moment."""
        physical = {queue: self.physical_queue(queue, dead=dead) for queue in QUEUES}
        asked: dict[str, Any] = {"name": list(physical.values()), "empty_within_s": within_s}
        url = f"{self.cloud_url}{QUEUES_PATH}"
        answer = self._session.get(url, params=asked, timeout=30)
        answer.raise_for_status()
        held: dict[str, int] = answer.json()
        return {queue: held[name] for queue, name in physical.items()}
