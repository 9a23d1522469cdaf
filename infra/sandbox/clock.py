"""The sandbox's time: one moment everybody on the local platform shares.

It only ever moves forward, so nothing that was due can become not due again. Standing still it
moves on command; running, it flows with the wall clock from its offset.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ClockRefused:
    """Why the clock did not move."""

    reason: str


def wall_now() -> datetime:
    return datetime.now(UTC)


def parse_instant(text: str) -> datetime | None:
    """An ISO 8601 instant; without an offset it is UTC. None if it is not one."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Clock:
    """The moment, kept in `kept_in` so a restart does not turn time back.

    The functions of the local cloud read it in `shown_in`: `now`, and `since` when it flows on.
    """

    def __init__(
        self,
        *,
        start: datetime | None,
        running: bool,
        kept_in: Path | None,
        shown_in: Path | None = None,
        wall: Callable[[], datetime] = wall_now,
    ) -> None:
        self._wall = wall
        self._running = running
        self._kept_in = kept_in
        self._shown_in = shown_in
        begun = wall()
        kept = self._kept()
        moment = max(filter(None, (start or begun, kept))) if kept else (start or begun)
        self._base = moment
        self._base_wall = begun
        self._show()

    def now(self) -> datetime:
        if not self._running:
            return self._base
        return self._base + (self._wall() - self._base_wall)

    @property
    def running(self) -> bool:
        return self._running

    def move_to(self, moment: datetime) -> ClockRefused | None:
        if moment < self.now():
            return ClockRefused("The clock only moves forward.")
        self._base = moment
        self._base_wall = self._wall()
        self._show()
        self.save()
        return None

    def advance(self, seconds: float) -> ClockRefused | None:
        if seconds < 0:
            return ClockRefused("The clock only moves forward.")
        return self.move_to(self.now() + timedelta(seconds=seconds))

    def save(self) -> None:
        if self._kept_in is not None:
            _write(self._kept_in, {"now": self.now().isoformat()})

    def _show(self) -> None:
        if self._shown_in is not None:
            since = self._base_wall.isoformat() if self._running else ""
            _write(self._shown_in, {"now": self._base.isoformat(), "since": since})

    def _kept(self) -> datetime | None:
        if self._kept_in is None or not self._kept_in.exists():
            return None
        return parse_instant(json.loads(self._kept_in.read_text())["now"])


def _write(file: Path, values: dict[str, str]) -> None:
    """Whole or not at all: it is read while it is written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(values))
    fresh.replace(file)
