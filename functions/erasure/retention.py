"""How long a tenant's data is kept before it goes by itself: defaults, and the floors below them.

Pure. Must never let something go that a running campaign or the current base still needs: who
removes it asks for that besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Retention:
    """Days each kind of data is kept."""

    conversations: int = 730
    """After the last step of a closed conversation, with its booking."""
    snapshots: int = 365
    """After the import, but never the current base or the one before it."""
    runs: int = 60
    """After the run began, but never the newest."""
    recordings: int = 90
    """After the call, and never longer than its conversation."""


FLOORS: Mapping[str, int] = MappingProxyType(
    {"conversations": 90, "recordings": 7, "snapshots": 30, "runs": 14}
)
"""Below these, touches of a week, comparisons of runs and a step back to the base before would
miss what they are made of, and a recording would be gone before the founder is back."""
LONGEST = 3650
FIXED: Mapping[str, str] = MappingProxyType(
    {
        "Uploaded files and received mail": "7 days",
        "Deleted or overwritten files": "a day or two",
        "Messages that failed": "7 days",
        "Logs, which hold ids alone": "30 days",
        "Backups of the tables": "35 days",
    }
)
"""What the deployment keeps by itself, for everybody alike."""


def kept_since(days: int, *, now: datetime) -> datetime:
    """What is older than this goes."""
    return now - timedelta(days=days)
