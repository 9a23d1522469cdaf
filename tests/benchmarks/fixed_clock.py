"""A clock that stands, for processes that are measured; WARMLINE_CLOCK names it."""

from __future__ import annotations

from datetime import UTC, datetime


class FixedClock:
    """Tells the moment of the sample conversations."""

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
