"""All scenes together: who plays in them, when the clock stops for them, and what came of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from infra.local.demo.scenes.ledgers import Ledgers, drop_automatic, parties_of
from infra.local.demo.scenes.scene import Heard, Scene
from infra.local.samples.sample_base import HEADERS
from infra.sandbox.client import SandboxClient
from infra.sandbox.ledger import Record


@dataclass
class Scenes:
    """What reached the customers of the scenes is read once and shown to each of them."""

    sandbox: SandboxClient
    scenes: Sequence[Scene]
    _messages_read: int = 0
    _mails_read: int = 0
    _heard: dict[str, list[Record]] = field(default_factory=dict)

    @property
    def reached(self) -> int:
        return sum(scene.reached for scene in self.scenes)

    def add_rows(self, file: Path, *, today: date) -> None:
        """Append every customer of the scenes to the founder's file."""
        with file.open("a", encoding="utf-8", newline="") as opened:
            writer = csv.DictWriter(opened, fieldnames=HEADERS)
            for scene in self.scenes:
                writer.writerows(scene.list_rows(today))

    def prepare(self) -> None:
        for scene in self.scenes:
            self._heard |= {address: [] for address in scene.addresses}
            scene.prepare()

    def act(self) -> int:
        """Let every scene go on; returns how many reactions there were."""
        news = self.sandbox.news(messages=self._messages_read, mails=self._mails_read)
        self._messages_read += len(news.messages)
        self._mails_read += len(news.mails)
        for each in (*drop_automatic(news.messages), *news.mails):
            for address in parties_of(each) & self._heard.keys():
                self._heard[address].append(each)
        heard = Heard(self.sandbox.now(), self._heard)
        return sum(scene.act(heard) for scene in self.scenes)

    def next_moment(self, now: datetime) -> datetime | None:
        """The next moment (UTC) at which the clock has to stop; None if no scene waits for one."""
        moments = (moment for scene in self.scenes for moment in scene.list_moments())
        due = min((moment for moment in moments if moment > now), default=None)
        return due.astimezone(UTC) if due else None

    def find_problems(self, ledgers: Ledgers) -> dict[str, list[str]]:
        """What each scene promises → what is not so."""
        return {scene.promise: scene.find_problems(ledgers) for scene in self.scenes}
