"""How many requests one key may make in a minute. Counts before anything is done for a request.

A key that made too many is refused and must never be counted against another one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from tenancy.identity.attempt_limits import LIMITS, AttemptKind, count_in_window
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class RequestsCounted:
    """Where a key stands in the minute that runs."""

    limit: int
    used: int
    """With the request that was just counted."""
    seconds_left: int
    """Until the next minute, when it may ask again."""

    @property
    def allowed(self) -> bool:
        return self.used <= self.limit

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)


def count_request(key: str, *, now: datetime) -> RequestsCounted:
    limit = LIMITS[AttemptKind.API_REQUEST]
    used = count_in_window(AttemptKind.API_REQUEST, "key", key, now=now)
    window = int(limit.window.total_seconds())
    gone = int(now.astimezone(UTC).timestamp()) % window
    return RequestsCounted(limit.to_an_address, used, window - gone)
