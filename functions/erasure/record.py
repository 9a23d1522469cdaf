"""One erasure: who asked for it, which parts are done, and the numbers that prove it.

Pure. Decides who may work at a part and when it is looked at again. Must never be taken for done
before both parts are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from functions.erasure.person import PersonIdentity
from tenancy.values.lazy_dataclass import dataclass

PROMISED_WITHIN = timedelta(hours=24)
LOOKED_AT_AGAIN = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=1)
"""Between two tries at a part that keeps failing."""


class ErasurePart(StrEnum):
    """Who erases what: each deployable reaches its own stores alone."""

    OUTREACH = "outreach"
    BASE = "base"


LEASE: Mapping[ErasurePart, timedelta] = {
    ErasurePart.OUTREACH: timedelta(minutes=2),
    ErasurePart.BASE: timedelta(minutes=16),
}
"""Longer than the function may run: after that another worker may take the part up."""


class ErasurePartStatus(StrEnum):
    PENDING = "pending"
    CLAIMED = "claimed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class PartProgress:
    """How far one part is."""

    status: ErasurePartStatus = ErasurePartStatus.PENDING
    claimed_until: datetime | None = None
    tries: int = 0
    removed: tuple[tuple[str, int], ...] = ()
    """Store → rows, files or copies removed, over all tries."""


@dataclass(frozen=True, slots=True)
class FounderCopy:
    """Something about the person in a founder's own mail or calendar, where we cannot reach."""

    founder: str
    kind: str
    """`mail`, `calendar`, or the provider that keeps what it wrote for a booking: `calcom`."""
    at: datetime
    about: str = ""
    """What the mail was about, such as `booked`, or what a booking was; never a word of or about
    the person."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An event of ours in the calendar that a founder connected."""

    founder: str
    event: str
    """The id it was written with."""
    at: datetime | None = None
    """When its conversation was to begin, where that was kept."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """The record of one erasure. What names the person in the open is gone once it is done."""

    id: str
    requested_at: datetime
    requested_by: str
    names: tuple[str, ...]
    """`<kind>#<keyed hash>`: what is kept of the person."""
    person: PersonIdentity | None = None
    conversations: tuple[tuple[str, str], ...] = ()
    """(conversation, founder) of those that are the person's."""
    waiting: tuple[str, ...] = ()
    """The provider's ids of copies that it did not let us delete yet."""
    events: tuple[CalendarEntry, ...] = ()
    """Events of bookings with the person that may still stand in founders' calendars."""
    outreach: PartProgress = field(default_factory=PartProgress)
    base: PartProgress = field(default_factory=PartProgress)
    done_at: datetime | None = None
    with_founders: tuple[FounderCopy, ...] = ()
    replayed_at: datetime | None = None
    """When it was begun again because a restored backup did not know of it."""

    def part(self, part: ErasurePart) -> PartProgress:
        return self.outreach if part is ErasurePart.OUTREACH else self.base

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    def removed(self) -> dict[str, int]:
        """Store → how much of it was removed."""
        counted: Counter[str] = Counter()
        for store, number in (*self.outreach.removed, *self.base.removed):
            counted[store] += number
        return dict(sorted(counted.items()))


def claim_part(erasure: Erasure, part: ErasurePart, *, now: datetime) -> Erasure | None:
    """The erasure with the part taken by this worker; None if it is done or another has it."""
    progress = erasure.part(part)
    if progress.status is ErasurePartStatus.DONE:
        return None
    taken = progress.claimed_until is not None and now < progress.claimed_until
    if progress.status is ErasurePartStatus.CLAIMED and taken:
        return None
    claimed = replace(
        progress,
        status=ErasurePartStatus.CLAIMED,
        claimed_until=now + LEASE[part],
        tries=progress.tries + 1,
    )
    return _with_part(erasure, part, claimed)


def end_try(
    erasure: Erasure,
    part: ErasurePart,
    *,
    removed: Mapping[str, int],
    complete: bool,
    now: datetime,
) -> Erasure:
    """The erasure after one try at a part; done, and without the person, if both parts are."""
    progress = erasure.part(part)
    counted = dict(progress.removed)
    for store, number in removed.items():
        counted[store] = counted.get(store, 0) + number
    after = _with_part(
        erasure,
        part,
        replace(
            progress,
            status=ErasurePartStatus.DONE if complete else ErasurePartStatus.PENDING,
            claimed_until=None,
            removed=tuple(sorted(counted.items())),
        ),
    )
    if all(one.status is ErasurePartStatus.DONE for one in (after.outreach, after.base)):
        return replace(after, person=None, conversations=(), done_at=now)
    return after


def next_look(erasure: Erasure, *, now: datetime) -> datetime | None:
    """When the sweep brings it up again; None once it is done."""
    if erasure.is_done:
        return None
    tries = max(erasure.outreach.tries, erasure.base.tries)
    return now + min(LONGEST_PAUSE, LOOKED_AT_AGAIN * max(1, tries // 3))


def is_late(erasure: Erasure, *, now: datetime) -> bool:
    """Whether it was promised to be done by now."""
    since = erasure.replayed_at or erasure.requested_at
    return not erasure.is_done and now - since > PROMISED_WITHIN


def replay(erasure: Erasure, *, now: datetime) -> Erasure:
    """The erasure to be done again, by its keyed hashes alone."""
    return replace(
        erasure,
        person=None,
        conversations=(),
        outreach=PartProgress(),
        base=PartProgress(),
        done_at=None,
        replayed_at=now,
    )


def _with_part(erasure: Erasure, part: ErasurePart, progress: PartProgress) -> Erasure:
    if part is ErasurePart.OUTREACH:
        return replace(erasure, outreach=progress)
    return replace(erasure, base=progress)
