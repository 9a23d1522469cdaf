"""The founder's bandwidth is never exceeded, by a count of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from functions.outreach.domain.calendar.founder_calendar import Bandwidth, BookingId, Slot
from functions.outreach.domain.conversation.state import Who
from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.settings import TenantSettings
from functions.product.channels import Channel
from tests.simulation.history import Entry, Stepped


def puts_through(entry: Stepped) -> bool:
    """Whether the step takes the founder's time for a caller who is put through now."""
    transfer = entry.step.conversation.transfer
    return transfer is not None and entry.before.transfer is None


@dataclass
class BandwidthHeld:
    """Conversations never overlap, stay inside the hours and under the caps; none is unreserved."""

    bandwidth: Bandwidth
    held: dict[BookingId, Slot] = field(default_factory=dict)

    @staticmethod
    def of(settings: TenantSettings) -> BandwidthHeld:
        return BandwidthHeld(settings.bandwidths[0])

    def sees(self, entry: Entry) -> Iterator[str]:
        if not isinstance(entry, Stepped):
            return
        step, after = entry.step, entry.step.conversation
        if step.release is not None:
            self.held.pop(step.release.id, None)
        if step.reserve is not None:
            yield from self._reserved(entry, step.reserve.booking, step.reserve.slot)
            self.held[step.reserve.booking] = step.reserve.slot
        if after.booking is not None and after.booking.id not in self.held:
            yield f"booking {after.booking.id} is not reserved"
        before = entry.before.booking
        # A talk that is over takes no time that could be given back.
        gone = before is not None and after.booking is None and entry.at < before.slot.end
        if before is not None and gone and before.id in self.held:
            yield f"booking {before.id} was forgotten and still takes the founder's time"

    def _reserved(self, entry: Stepped, booking: BookingId, slot: Slot) -> Iterator[str]:
        limits = self.bandwidth
        buffer = timedelta(minutes=limits.buffer_minutes)
        for other, taken in self.held.items():
            if slot.start < taken.end + buffer and taken.start < slot.end + buffer:
                yield f"{booking} overlaps {other}"
        zone = ZoneInfo(limits.time_zone)
        local = slot.start.astimezone(zone)
        days = Counter(s.start.astimezone(zone).date() for s in self.held.values())
        weeks = Counter(
            s.start.astimezone(zone).date().isocalendar()[:2] for s in self.held.values()
        )
        if days[local.date()] >= limits.per_day:
            yield f"more than {limits.per_day} on {local:%d %b}"
        if weeks[local.date().isocalendar()[:2]] >= limits.per_week:
            yield f"more than {limits.per_week} in the week of {local:%d %b}"
        notice = timedelta() if puts_through(entry) else timedelta(minutes=limits.notice_minutes)
        if slot.start < entry.at + notice:
            yield f"booked at {entry.at} for {slot.start}: too short a notice"
        end = slot.end.astimezone(zone)
        fits = any(
            hours.weekday == local.weekday()
            and hours.start <= local.time()
            and end.time() <= hours.end
            for hours in limits.hours
        )
        if not fits:
            yield f"{local:%a %H:%M} is outside the founder's hours"


@dataclass
class SpokenTimesAreReadBack:
    """What a customer's spoken words book was said back to them in the agent's last turn."""

    def sees(self, entry: Entry) -> Iterator[str]:
        if not isinstance(entry, Stepped) or entry.step.reserve is None:
            return
        if puts_through(entry):
            return
        before = entry.before
        new = entry.step.conversation.turns[len(before.turns) :]
        # A time pressed on the page meanwhile was not heard, so it needs no yes.
        spoken = any(
            turn.who is Who.CUSTOMER and turn.channel is Channel.VOICE and turn.reading is not None
            for turn in new
        )
        if not before.call or not spoken:
            return
        said = next((turn for turn in reversed(before.turns) if turn.who is Who.AGENT), None)
        parts = {piece.part for piece in said.pieces} if said else set()
        if Part.SLOT_READ_BACK not in parts or before.read_back != entry.step.reserve.slot:
            yield f"{entry.step.reserve.booking} was booked in a call and never read back"
