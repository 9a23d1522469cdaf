"""An erasure asks founders' calendars a few at a time, and none keeps another from its turn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from functions.calendars.provider import CalendarProblem, CalendarTrouble, Removal
from functions.erasure.ports import RemovedEvents
from functions.erasure.record import CalendarEntry
from functions.outreach.adapters.calendar.person_events import (
    EVENTS_AT_MOST,
    ConnectedCalendarCopies,
)
from functions.outreach.domain.calendar.founder_calendar import CALDAV, Bandwidth
from tenancy.tenant import FounderId, TenantId
from tests.outreach.adapters.calendar.test_second_calendar import PaperCalendar
from tests.outreach.approved import TENANT, bandwidth


@dataclass
class Answers(PaperCalendar):
    """One answer for each founder, and whom it was asked of."""

    by_founder: dict[str, Removal | CalendarProblem] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def erase_event(  # type: ignore[override]
        self, tenant: TenantId, founder: FounderId, event: str
    ) -> Removal | CalendarProblem:
        self.asked.append(event)
        return self.by_founder[founder]


def removed(answers: Answers, events: list[CalendarEntry]) -> RemovedEvents:
    def limits(tenant: TenantId, founder: FounderId) -> Bandwidth:
        return replace(bandwidth(), founder=founder, calendar=CALDAV)

    copies = ConnectedCalendarCopies({CALDAV: answers}, limits)  # type: ignore[dict-item]
    return copies.remove(TENANT, events)


def test_who_was_not_asked_is_told_from_who_was_silent() -> None:
    silent = [CalendarEntry("f_silent", f"s{number}") for number in range(EVENTS_AT_MOST)]
    alive = CalendarEntry("f_alive", "a1")
    answers = Answers(
        by_founder={
            "f_silent": CalendarProblem(CalendarTrouble.UNREACHABLE),
            "f_alive": Removal.REMOVED,
        }
    )
    first = removed(answers, [*silent, alive])
    assert (first.silent, first.unasked) == (tuple(silent), (alive,))
    second = removed(answers, [*first.unasked, *first.silent])
    assert answers.asked[EVENTS_AT_MOST] == "a1"
    assert second.removed == 1


def test_only_what_was_taken_away_is_counted() -> None:
    answers = Answers(
        by_founder={
            "f_gone": Removal.ABSENT,
            "f_kept": Removal.KEPT,
            "f_refuses": CalendarProblem(CalendarTrouble.REFUSED),
            "f_alive": Removal.REMOVED,
        }
    )
    kept = CalendarEntry("f_kept", "k1")
    events = [CalendarEntry(one, "e1") for one in ("f_gone", "f_refuses", "f_alive")]
    assert removed(answers, [*events, kept]) == RemovedEvents(1, kept=((kept, str(CALDAV)),))
