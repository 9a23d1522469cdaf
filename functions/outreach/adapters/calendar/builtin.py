"""The built-in calendar: an event is the booking's own row, read by the `.ics` feed."""

from __future__ import annotations

from collections.abc import Callable

from functions.outreach.ports import Delivery, NotSent, Outgoing, Sent


class BuiltInCalendar:
    """A `ChannelSender` for CREATE_EVENT. Marking the row again changes nothing."""

    def __init__(self, *, mark: Callable[[Outgoing, str], bool]) -> None:
        self._mark = mark

    def send(self, outgoing: Outgoing) -> Delivery:
        event_id = f"{outgoing.effect.booking}@warmline"
        return Sent(event_id) if self._mark(outgoing, event_id) else NotSent("no_booking")

    def find(self, outgoing: Outgoing) -> Sent | None:
        """Writing it again is harmless, so there is nothing to look for."""
        del outgoing
        return None
