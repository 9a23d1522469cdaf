"""A campaign: a motion, its offer and its pace, worked from one segment run's dial pool."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from functions.outreach.domain.conversation.state import CampaignId
from functions.product.motions import Motion
from functions.product.offers import OfferId
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass

DEFERRED_AT_MOST = 200
"""Customers remembered for another try because their address was in an open conversation."""


class CampaignStatus(StrEnum):
    DRAFT = "draft"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    EXHAUSTED = "exhausted"
    """Everybody in the pool was opened or skipped."""


@dataclass(frozen=True, slots=True, order=True)
class PoolPosition:
    """Where in the dial pool: page number and index inside the page."""

    page: int = 0
    index: int = 0


@dataclass(frozen=True, slots=True)
class Campaign:
    id: CampaignId
    name: str
    motion: Motion
    founder: FounderId
    run: str
    """The segment run whose pool is worked."""
    offer: OfferId | None = None
    weight: float = 1.0
    """Share of the founder's bandwidth against the founder's other campaigns."""
    status: CampaignStatus = CampaignStatus.DRAFT
    meeting_place: str = ""
    created_at: datetime | None = None
    launched_at: datetime | None = None
    next_place: PoolPosition = PoolPosition()
    deferred: tuple[PoolPosition, ...] = ()
    skipped: int = 0
    """Customers of this run's pool who were passed over; a newer run looks at everybody again."""
    version: int = 0
    pause_reason: str = ""
    resumed_at: datetime | None = None
    """When the founder last went on: what failed before does not pause it again."""

    def on_newest(self, run: str) -> Campaign:
        """The campaign on the newest segment run: its pool from the front, on today's facts.

        A customer it worked before keeps that one conversation, so nobody is opened twice.
        """
        if not run or run == self.run:
            return self
        return replace(
            self,
            run=run,
            next_place=PoolPosition(),
            deferred=(),
            skipped=0,
            status=CampaignStatus.RUNNING,
        )

    def advanced(
        self, to: PoolPosition, *, defer: tuple[PoolPosition, ...], skipped: int = 0
    ) -> Campaign:
        """The campaign after its cursor moved, and some customers were put off or passed over."""
        return replace(
            self,
            next_place=to,
            deferred=defer[:DEFERRED_AT_MOST],
            skipped=self.skipped + skipped,
        )


@dataclass(frozen=True, slots=True)
class CampaignCounts:
    """What became of a campaign's conversations so far."""

    created: int = 0
    open: int = 0
    reached: int = 0
    booked: int = 0
    finished: int = 0
    skipped: int = 0
    won: int = 0
    """Bookings that their founder marks as won; `lost` alike."""
    won_cents: int = 0
    """What these brought together."""
    lost: int = 0
    outcomes: tuple[tuple[str, int], ...] = ()
