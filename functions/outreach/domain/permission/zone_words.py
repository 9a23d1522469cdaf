"""Time zones in words a person says: "New York time". Without a zone no time of day is stated.

English only and without locale data; lines for customers are worded by `playbooks.localised_text`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def zone_words(zone: str) -> str:
    """`America/New_York` → `New York time`; `UTC` stays `UTC`."""
    area, slash, city = zone.rpartition("/")
    if not slash or area.startswith("Etc"):
        return "UTC" if zone.endswith(("UTC", "GMT")) else f"{zone} time"
    return f"{city.replace('_', ' ')} time"


def moment_words(moment: datetime, *, zone: str) -> str:
    """An aware instant as a founder reads it: day, date, time and whose time."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%A %d %B %Y, %H:%M}{repeated_hour(local)} {zone_words(zone)}"


def repeated_hour(local: datetime) -> str:
    """Which of the two it is, where the clock shows a time twice: ` (UTC+3)`; else empty."""
    offset, other = local.utcoffset(), local.replace(fold=1 - local.fold).utcoffset()
    if offset is None or other is None or offset == other or not _exists(local):
        return ""
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "-"
    return f" (UTC{sign}{hours}:{rest:02})" if rest else f" (UTC{sign}{hours})"


def _exists(local: datetime) -> bool:
    """Whether the clock shows this time at all: one it skips has two offsets as well."""
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(tzinfo=None) == local.replace(
        tzinfo=None
    )
