"""A segment run as it is stored: what it judged by, its counts, and which run is the latest.

The console reads these records as they are; `stored_runs` alone writes them. Must never open
DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from functions.product.offers import Catalogue
from functions.product.thresholds import Thresholds


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RunStatus(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class MissingFacts(_Record):
    """What one more file would change."""

    source: str
    label: str
    more: int
    """Customers for whom nothing but these facts stands between them and `motion`."""
    motion: str


class RunRecord(_Record):
    """One segment run over one snapshot."""

    id: str
    snapshot: str
    status: RunStatus
    started_at: datetime
    today: date | None = None
    thresholds: Thresholds = Thresholds()
    catalogue: Catalogue = Catalogue()
    """What it judged by, with `today`: verdicts are read back with the same."""
    finished_at: datetime | None = None
    customers: int = 0
    counts: dict[str, int] = Field(default_factory=dict)
    """Motion (or `none`) → customers."""
    reasons: dict[str, int] = Field(default_factory=dict)
    """Name of the first rule that did not pass → customers without a motion."""
    pages: dict[str, int] = Field(default_factory=dict)
    """Motion → number of dial-pool pages."""
    listed: dict[str, int] = Field(default_factory=dict)
    """Motion → customers on those pages."""
    reach: dict[str, dict[str, int]] = Field(default_factory=dict)
    """Motion → contact point or consent → customers who have it."""
    missing: tuple[MissingFacts, ...] = ()
    motions_without_offer: tuple[str, ...] = ()
    moved: dict[str, int] = Field(default_factory=dict)
    """`upsell>retention` → customers that moved since the previous run."""
    problem: str = ""

    def judged_by(self, thresholds: Thresholds, catalogue: Catalogue) -> bool:
        """Whether these are the thresholds, plans and offers it judged by."""
        return (self.thresholds, self.catalogue) == (thresholds, catalogue)


class LatestRunPointer(_Record):
    """`settings` / `run`: the last finished segment run."""

    run: str
    record: RunRecord | None = None
    """As it finished, so that who reads the settings need not ask for it; a finished run stays as
    it is. None in a pointer written before it was kept here."""
