"""What the providers were asked to do and what happened, in order, kept across restarts.

The ledger is the providers' own memory: tests and the demo judge our side by it, so nothing in
here is ever derived from our tables.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

Record = dict[str, Any]


def iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


class Ledger:
    """Named tables of JSON records by id, in the order they were written."""

    def __init__(self, *, now: Callable[[], datetime], kept_in: Path | None) -> None:
        self.now = now
        self._kept_in = kept_in
        self._tables: dict[str, dict[str, Record]] = {}
        self._dirty = False
        self._waiting: set[asyncio.Event] = set()
        self.version = 0
        if kept_in is not None and kept_in.exists():
            self._tables = json.loads(kept_in.read_text())

    def table(self, name: str) -> dict[str, Record]:
        return self._tables.setdefault(name, {})

    def save_record(self, table: str, key: str, record: Record) -> Record:
        self.table(table)[key] = record
        self.touch()
        return record

    def alert(self, code: int, message: str, **about: str) -> None:
        """What Twilio's debugger would show: something our side did wrong."""
        key = f"NO{secrets.token_hex(16)}"
        self.save_record(
            "alerts", key, {"code": code, "message": message, "at": self.stamp(), **about}
        )

    def stamp(self) -> str:
        return iso(self.now())

    def touch(self) -> None:
        """Something changed: it will be saved, and every watcher looks again."""
        self._dirty = True
        self.version += 1
        for event in self._waiting:
            event.set()

    async def changed_since(self, version: int, *, timeout_s: float) -> int:
        """Wait until something is newer than `version`, or the time is over."""
        if self.version == version:
            event = asyncio.Event()
            self._waiting.add(event)
            try:
                await asyncio.wait_for(event.wait(), timeout_s)
            except TimeoutError:
                return self.version
            finally:
                self._waiting.discard(event)
        return self.version

    def save(self) -> None:
        if self._kept_in is None or not self._dirty:
            return
        self._dirty = False
        self._kept_in.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._kept_in.with_suffix(".new")
        fresh.write_text(json.dumps(self._tables))
        fresh.replace(self._kept_in)


def new_sid(prefix: str) -> str:
    """A Twilio SID: two letters and 32 hex digits."""
    return prefix + secrets.token_hex(16)


def new_stripe_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(9)}"
