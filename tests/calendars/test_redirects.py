"""A redirect never takes what opens an account to a host that it was not given for."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from functions.calendars.guarded_http import GuardedHttp, HttpAnswer
from functions.calendars.provider import CalendarProblem, CalendarTrouble

ASKED = "https://cal.example.com/v2/bookings"
BASIC, BEARER = {"Authorization": "Basic eDp5"}, {"Authorization": "Bearer cal_live_x"}
FAILED = CalendarProblem(CalendarTrouble.NO_CALENDAR)


class Redirecting(GuardedHttp):
    """Servers of which the first sends everybody on; remembers who was asked with what."""

    def __init__(self, target: str) -> None:
        super().__init__()
        self._target = target
        self.asked: list[tuple[str, str]] = []

    def _ask_once(
        self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, until_s: float
    ) -> HttpAnswer | CalendarProblem:
        del method, body, until_s
        self.asked.append((url, headers["Authorization"]))
        if len(self.asked) == 1:
            return HttpAnswer(302, {"location": self._target}, b"", url)
        return HttpAnswer(200, {}, b"{}", url)


@pytest.mark.parametrize(
    ("target", "headers", "followed"),
    [
        ("https://cal.example.com/elsewhere", BEARER, True),
        ("/elsewhere", BEARER, True),
        ("https://another.example.com/v2", BEARER, False),
        ("https://cal.example.com:8443/v2", BEARER, False),
        ("http://cal.example.com/v2", BEARER, False),
        ("https://p42-cal.example.com/dav", BASIC, True),
        ("https://cal.example.org/dav", BASIC, False),
    ],
)
def test_who_is_asked_next(target: str, headers: dict[str, str], followed: bool) -> None:
    http = Redirecting(target)
    answer = http.ask("GET", ASKED, headers=headers, until_s=0.0)
    if followed:
        assert isinstance(answer, HttpAnswer)
        assert answer.status == 200
        assert [sent for _, sent in http.asked] == [headers["Authorization"]] * 2
    else:
        assert answer == FAILED
        assert [url for url, _ in http.asked] == [ASKED]
