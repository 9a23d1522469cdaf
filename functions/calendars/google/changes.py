"""What changed in a founder's calendars at Google since a mark of ours, by their sync tokens.

(Guide "Synchronize resources efficiently".) The tokens are of whole calendars: one of a part might
not say what left that part. Must never ask what an appointment is about.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from functions.calendars.google.api import EVENTS_A_PAGE, PAGES_AT_MOST, GoogleApi, not_read
from functions.calendars.provider import (
    LASTING,
    CalendarChanges,
    CalendarProblem,
    CalendarTrouble,
)
from tenancy.values.lazy_dataclass import dataclass

_STALE_TOKEN = frozenset({410})


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a calendar's changes are listed: from a sync token on, or from its beginning."""

    token: str = ""
    page: str = ""
    """The next one where a look ended in between."""

    @property
    def query(self) -> dict[str, str]:
        named = {"syncToken": self.token, "pageToken": self.page}
        return {name: value for name, value in named.items() if value}


def read_changes(
    api: GoogleApi, counted: Sequence[str], former: Sequence[str], mark: str, *, until_s: float
) -> CalendarChanges | CalendarProblem:
    """What changed in calendars since a mark; one of the `former` may be there no more."""
    before, after = _places(mark), dict[str, _Place]()
    is_changed = False
    for calendar in (*counted, *former):
        place = before.get(calendar, _Place())
        found = _changes(api, calendar, place, until_s=until_s)
        if isinstance(found, CalendarProblem):
            if calendar in former and found.trouble is CalendarTrouble.NO_CALENDAR:
                continue
            if found.trouble in LASTING:
                return found
            # Not this time: what is known of the others is kept. A page may be known no more.
            found = _Place(place.token), True
        after[calendar], differs = found
        is_changed = is_changed or differs
    return CalendarChanges(_mark(after), is_changed)


def _changes(
    api: GoogleApi, calendar: str, place: _Place, *, until_s: float
) -> tuple[_Place, bool] | CalendarProblem:
    """How far one calendar is listed from a place on, and whether anything may have changed.

    A history too long for one look is listed on by the next ones.
    """
    is_changed = not place.token or bool(place.page)
    asked = {"maxResults": EVENTS_A_PAGE, "fields": "items(id),nextPageToken,nextSyncToken"}
    reached = place
    for number in range(PAGES_AT_MOST):
        answer = api.ask(
            "GET",
            ("calendars", calendar, "events"),
            query={**asked, **reached.query},
            understood=_STALE_TOKEN,
            until_s=until_s,
        )
        if isinstance(answer, CalendarProblem):
            is_stopped = number > 0 and answer.trouble is CalendarTrouble.UNREACHABLE
            return (reached, True) if is_stopped else not_read(answer)
        if answer.status in _STALE_TOKEN:
            if place == _Place():
                return CalendarProblem(CalendarTrouble.UNREADABLE)
            # Google forgot it: from the beginning.
            return _changes(api, calendar, _Place(), until_s=until_s)
        is_changed = is_changed or bool(answer.body.get("items"))
        following = answer.body.get("nextPageToken")
        if not isinstance(following, str) or not following:
            return _Place(str(answer.body.get("nextSyncToken", ""))), is_changed
        reached = _Place(place.token, following)
    return reached, True


def _places(mark: str) -> dict[str, _Place]:
    """What a mark of ours says of each calendar; any other text says nothing."""
    try:
        found = json.loads(mark) if mark else {}
    except ValueError:
        return {}
    listed = found.items() if isinstance(found, dict) else ()
    return {name: _Place(*place) for name, place in listed if isinstance(place, list)}


def _mark(places: Mapping[str, _Place]) -> str:
    listed = {name: [one.token, one.page] for name, one in places.items() if one != _Place()}
    return json.dumps(listed) if listed else ""
