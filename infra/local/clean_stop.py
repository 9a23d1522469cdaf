"""Tells whether the last run of a local stage ended without saving, and since when all is lost.

The local platform saves when it is stopped and at no other time, so a run that is killed loses
what it did; nothing is repaired here.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

_MARK = "not-stopped"


def mark_running(folder: Path, *, now: datetime) -> str:
    """Mark a run as under way. The words to show if the one before was never stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / _MARK
    since = mark.read_text().strip() if mark.exists() else ""
    mark.write_text(f"{now:%Y-%m-%d %H:%M} UTC\n")
    if not since:
        return ""
    return (
        f"The last run, started {since}, was ended without a stop (killed, or the machine went"
        " down): what it did is lost. This is the state of the last Ctrl-C."
    )


def mark_stopped(folder: Path) -> None:
    """The state was saved."""
    (folder / _MARK).unlink(missing_ok=True)
