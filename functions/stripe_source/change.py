"""What webhooks reported of one object: which of two reports stands, and when neither is enough.

Pure. Must never let a late or repeated report undo an ending.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pydantic import BaseModel, ConfigDict, Field

from functions.stripe_source.rows import Row

CLOCKS_APART = timedelta(minutes=1)
"""Stripe's clock and ours."""
LATE = timedelta(minutes=2)
"""Stripe delivers within seconds; what comes later was retried, and may be out of date."""
_ENDED = frozenset({"canceled", "incomplete_expired"})


class Change(BaseModel):
    """The newest report of one object: its row, that it is gone, or only that it changed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    event: str
    kind: str
    """`customer` or `subscription`."""
    object_id: str
    created: int
    """Unix seconds of the event at Stripe."""
    received_at: datetime
    row: Row | None = Field(default=None, repr=False)
    """None: deleted, or not reported where `touched`."""
    touched: bool = False
    """Something happened to the object, and the event does not say what it is now."""
    doubted: bool = False
    """Reports contradict each other, or this one does not say everything."""
    read_at: datetime | None = None
    """When the object itself was read; None while the row is a report's."""

    @property
    def final(self) -> bool:
        """Whether nothing can follow it: the object is gone, or the subscription has ended."""
        return not self.touched and (self.row is None or has_ended(self.kind, self.row))

    @property
    def happened_at(self) -> datetime:
        return datetime.fromtimestamp(self.created, UTC)


def has_ended(kind: str, row: Row) -> bool:
    """A subscription that Stripe has ended is never active again."""
    return kind == "subscription" and row.get("Status", "") in _ENDED


def newest(known: Change | None, reported: Change) -> Change | None:
    """What is known after one more report; None where it says nothing new.

    Events have whole seconds and no order within one, so two in the same second are in doubt, and
    so is a report from about the time the object was read. An ending stands whatever else is
    reported, and replaces what is not one even where it seems older.
    """
    if known is None:
        return reported
    if reported.event == known.event or (known.final and not reported.final):
        return None
    if known.read_at is not None and reported.happened_at <= known.read_at + CLOCKS_APART:
        if reported.happened_at < known.read_at - CLOCKS_APART:
            return None
        return _doubted(reported if reported.final else _reported_of(known, reported))
    if reported.final and not known.final:
        return _doubted(reported) if reported.created <= known.created else reported
    if reported.created < known.created:
        return None
    if reported.touched:
        return _doubted(_reported_of(known, reported))
    return _doubted(reported) if reported.created == known.created else reported


def in_doubt(change: Change, *, read_until: datetime | None) -> bool:
    """Whether the object is to be read again.

    Until `read_until` the lists were read: which of reading and event is newer is not known.
    """
    if change.doubted or change.touched:
        return True
    if change.read_at is not None:
        return False
    overlapping = read_until is not None and change.happened_at <= read_until + CLOCKS_APART
    return overlapping or change.received_at - change.happened_at > LATE


def as_read(change: Change, row: Row | None, *, at: datetime) -> Change:
    """The change with the object as it was read; None where Stripe does not have it any more."""
    known = {"row": row, "touched": False, "doubted": False, "read_at": at}
    return change.model_copy(update=known)


def _reported_of(known: Change, reported: Change) -> Change:
    """The row known so far under the newer event."""
    update = {"event": reported.event, "received_at": reported.received_at}
    return known.model_copy(
        update={**update, "created": max(known.created, reported.created), "read_at": None}
    )


def _doubted(change: Change) -> Change:
    return change.model_copy(update={"doubted": True})
