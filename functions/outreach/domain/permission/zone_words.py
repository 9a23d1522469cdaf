"""Time zones in words a person says: "New York time". Without a zone no time of day is stated.

English only and without locale data; lines for customers are worded by `playbooks.localised_text`.
"""

from __future__ import annotations

from datetime import datetime
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
    return f"{local:%A %d %B %Y, %H:%M} {zone_words(zone)}"
