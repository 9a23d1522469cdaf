"""Google Calendar alone: letting us in, tokens that end, Google being busy, and what is asked."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.calendars.google.account import GoogleAccount
from functions.calendars.google.api import AccessTokens
from functions.calendars.google.calendar import GoogleCalendar
from functions.calendars.google.events import event_id, own_event_name, read_events
from functions.calendars.google.sign_in import SCOPES, AccessToken, GoogleSignIn, code_challenge
from functions.calendars.guarded_http import GuardedHttp, HttpAnswer
from functions.calendars.provider import (
    Appointments,
    CalendarChanges,
    CalendarChoice,
    CalendarProblem,
    CalendarTrouble,
    CalendarWatch,
    EventWritten,
    OwnEvent,
    Removal,
    WatchHook,
)
from tests.calendars.google_server import (
    FAMILY,
    MATE,
    REDIRECT,
    USER,
    VERIFIER,
    Google,
    an_hour,
    google_time,
    running_google,
)
from tests.calendars.test_calendar_contract import BOOKING, NOW, RULES, TUESDAY, WRITTEN

REFUSED = CalendarProblem(CalendarTrouble.REFUSED)
UNREACHABLE = CalendarProblem(CalendarTrouble.UNREACHABLE)


@pytest.fixture
def google() -> Iterator[Google]:
    with running_google() as running:
        yield running


def look(calendar: GoogleCalendar, *, within_s: float = 10) -> Appointments | CalendarProblem:
    until = NOW + timedelta(days=15)
    return calendar.read(since=NOW, until=until, rules=RULES, within_s=within_s)


def test_an_events_id_is_written_in_the_letters_google_takes_and_read_back() -> None:
    made = event_id("c1-b3")
    assert set(made) <= set("0123456789abcdefghijklmnopqrstuv")
    assert (own_event_name(made), own_event_name(event_id("ė|2"))) == ("c1-b3", "ė|2")
    assert [own_event_name(one) for one in ("4d3amt5i", "meeting", "_x", "")] == ["", "", "", ""]


def test_the_challenge_is_that_of_rfc_7636() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert code_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_code_serves_once_and_only_with_its_own_verifier(google: Google) -> None:
    signed_in = google.exchanges(code := google.allows())
    assert signed_in.allows_all
    until_s = time.monotonic() + 10
    again = google.sign_in.exchange(code, verifier=VERIFIER, redirect_uri=REDIRECT, until_s=until_s)
    assert again == REFUSED
    stolen = google.sign_in.exchange(
        google.allows(), verifier="w" * 43, redirect_uri=REDIRECT, until_s=until_s
    )
    assert stolen == REFUSED


def test_a_founder_who_unticks_a_part_has_not_allowed_all(google: Google) -> None:
    partly = google.exchanges(google.allows(granted=("calendar.events", "calendar.freebusy")))
    assert partly.scopes == {SCOPES[0], SCOPES[2]}
    assert not partly.allows_all
    assert google.allows(decision="deny") == ""


def test_our_own_mistake_is_no_refusal_by_the_founder(google: Google) -> None:
    account = google.account()
    wrong = replace(google.client, secret="another")
    sign_in = GoogleSignIn(wrong, http=GuardedHttp(loopback_allowed=True))
    until_s = time.monotonic() + 10
    assert sign_in.refresh(account.refresh_token, until_s=until_s) == UNREACHABLE
    none = GoogleSignIn(replace(wrong, id=""), http=GuardedHttp(loopback_allowed=True))
    assert none.refresh(account.refresh_token, until_s=until_s) == UNREACHABLE


def test_our_right_is_given_back_and_giving_it_back_twice_is_no_problem(google: Google) -> None:
    account = google.account()
    for _ in range(2):
        given = google.sign_in.revoke(account.refresh_token, until_s=time.monotonic() + 10)
        assert given is None
    assert look(google.opened(account)) == REFUSED


def test_a_token_that_ended_is_replaced_once_within_the_same_question(google: Google) -> None:
    calendar = google.opened(google.account())
    assert look(calendar) == Appointments()
    google.does("expire", access_tokens=True)
    assert look(calendar) == Appointments()


def test_a_token_is_kept_until_shortly_before_its_end_and_asked_for_once() -> None:
    now_s = 0.0
    tokens = AccessTokens(elapsed_s=lambda: now_s)
    tokens.keep("r", AccessToken("a", 3599))
    now_s = 3538.0
    assert tokens.find("r") == "a"
    now_s = 3540.0
    assert tokens.find("r") == ""


@pytest.mark.parametrize("status", [403, 429, 500])
def test_what_is_too_much_for_google_is_asked_again_after_growing_pauses(
    google: Google, status: int
) -> None:
    pauses: list[float] = []
    calendar = google.opened(google.account(), pauses)
    google.world.faults("google", fail_next=2, status=status)
    assert look(calendar) == Appointments()
    first, second = pauses
    assert 0.4 <= first <= 0.6
    assert 0.8 <= second <= 1.2


def test_nobody_waits_longer_for_google_than_was_said(google: Google) -> None:
    pauses: list[float] = []
    calendar = google.opened(google.account(), pauses)
    google.world.faults("google", fail_next=50, status=429)
    assert look(calendar, within_s=0.3) == UNREACHABLE
    assert pauses == []
    assert look(calendar) == UNREACHABLE
    assert len(pauses) == 3


def test_a_colleague_who_shows_only_when_they_are_busy_keeps_the_founder_busy(
    google: Google,
) -> None:
    google.does("events", calendar=MATE, summary="Board", **an_hour(TUESDAY))
    busy = ((TUESDAY, TUESDAY + timedelta(hours=1)),)
    assert look(google.opened(google.account())) == Appointments(busy=busy)


def test_what_an_appointment_is_about_is_never_asked_for(google: Google) -> None:
    google.does("events", calendar=FAMILY, summary="Doctor", **an_hour(TUESDAY))
    before = len(google.requests())
    look(google.opened(google.account()))
    lists = [one for one in google.requests()[before:] if one["path"].endswith("/events")]
    assert len(lists) == 2
    wanted = {one["query"]["fields"] for one in lists}
    assert not any(word in fields for fields in wanted for word in ("summary", "desc", "email"))


def test_what_we_keep_with_an_event_is_asked_for_of_events_of_ours_alone(google: Google) -> None:
    calendar = google.opened(google.account())
    calendar.write(BOOKING, within_s=10)
    google.does("events", **an_hour(TUESDAY), extendedProperties={"private": {"about": "Doctor"}})
    before = len(google.requests())
    hour = (TUESDAY, TUESDAY + timedelta(hours=1))
    assert look(calendar) == Appointments(busy=(hour,), own=(WRITTEN,))
    lists = [one for one in google.requests()[before:] if one["path"].endswith("/events")]
    wide = [one["query"] for one in lists if "extended" in one["query"]["fields"]]
    assert [one["privateExtendedProperty"] for one in wide] == ["warmline=1"]
    assert len(lists) == 3


def test_every_page_of_a_full_calendar_is_read(google: Google) -> None:
    google.world.google(USER, calendars=[{"summary": "Ona", "page_size": 2}, {"id": FAMILY}])
    for hour in range(5):
        google.does("events", **an_hour(TUESDAY + timedelta(hours=2 * hour)))
    found = look(google.opened(replace(google.account(), times_only=())))
    assert isinstance(found, Appointments)
    assert len(found.busy) == 5


def test_the_founders_calendars_are_listed_with_what_may_be_done_in_each(google: Google) -> None:
    assert google.opened(google.account()).list_calendars(within_s=10) == (
        CalendarChoice(USER, "Ona", is_writable=True),
        CalendarChoice(FAMILY, "Family", is_writable=True),
        CalendarChoice(MATE, "Mate", is_writable=False, shows_times_only=True),
    )


class Meddling(GuardedHttp):
    """The founder changes the event just before ours arrives."""

    def __init__(self, google: Google, method: str) -> None:
        super().__init__(loopback_allowed=True)
        self.google = google
        self.method = method
        self.times = 0

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        until_s: float,
    ) -> HttpAnswer | CalendarProblem:
        if method == self.method and not self.times:
            self.times += 1
            self.google.does("events", id=event_id(BOOKING.event), colorId="7")
        return super().ask(method, url, headers=headers, body=body, until_s=until_s)


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_change_of_the_founders_in_between_is_not_undone(google: Google, method: str) -> None:
    http = Meddling(google, method)
    calendar = GoogleCalendar(
        google.account(), client=google.client, http=http, tokens=AccessTokens()
    )
    calendar.write(BOOKING, within_s=10)
    before = len(google.requests())
    if method == "DELETE":
        assert calendar.remove(BOOKING.event, within_s=10) is Removal.REMOVED
        assert google.event(BOOKING.event)["status"] == "cancelled"
    else:
        later = replace(BOOKING, start=BOOKING.start + timedelta(hours=1),
                        end=BOOKING.end + timedelta(hours=1), moves=1)  # fmt: skip
        assert calendar.write(later, within_s=10) == EventWritten(event_id(BOOKING.event))
        kept = google.event(BOOKING.event)
        assert (kept["colorId"], kept["start"]["dateTime"]) == ("7", "2026-11-24T11:00:00Z")
    assert [one["method"] for one in google.requests()[before:]].count(method) == 2


def test_a_booking_the_founder_spread_over_a_day_is_seen_and_moved_back(google: Google) -> None:
    calendar = google.opened(google.account())
    calendar.write(BOOKING, within_s=10)
    days = {"start": {"date": "2026-11-25"}, "end": {"date": "2026-11-26"}}
    google.does("events", id=event_id(BOOKING.event), **days)
    seen = calendar.find(BOOKING.event, rules=RULES, within_s=10)
    assert isinstance(seen, OwnEvent)
    assert seen.is_all_day
    calendar.write(replace(BOOKING, moves=1), within_s=10)
    back = calendar.find(BOOKING.event, rules=RULES, within_s=10)
    assert back == WRITTEN


def test_what_the_founder_deleted_is_not_brought_back_by_the_writing_that_made_it(
    google: Google,
) -> None:
    """Google keeps what was deleted, and so tells it from what never arrived."""
    calendar = google.opened(google.account())
    calendar.write(BOOKING, within_s=10)
    google.does("delete", id=event_id(BOOKING.event))
    assert calendar.write(BOOKING, within_s=10) == EventWritten(event_id(BOOKING.event))
    assert calendar.find(BOOKING.event, rules=RULES, within_s=10) is None


def test_a_booking_the_founder_declined_is_off(google: Google) -> None:
    calendar = google.opened(google.account())
    calendar.write(BOOKING, within_s=10)
    declined = [{"email": USER, "self": True, "responseStatus": "declined"}]
    google.does("events", id=event_id(BOOKING.event), attendees=declined)
    found = calendar.find(BOOKING.event, rules=RULES, within_s=10)
    assert found == replace(WRITTEN, is_off=True)


def test_a_calendar_that_may_only_be_read_takes_no_booking(google: Google) -> None:
    shared = [{"summary": "Ona"}, {"id": FAMILY, "accessRole": "reader"}]
    google.world.google(USER, calendars=shared)
    account = replace(google.account(), target=FAMILY, times_only=())
    written = google.opened(account).write(BOOKING, within_s=10)
    assert written == CalendarProblem(CalendarTrouble.READ_ONLY)


def test_a_calendar_that_is_gone_is_no_calendar(google: Google) -> None:
    account = replace(google.account(), calendars=(USER, "gone@group.calendar.google.com"))
    assert look(google.opened(account)) == CalendarProblem(CalendarTrouble.NO_CALENDAR)
    colleague = replace(account, calendars=(USER,), times_only=("gone@example.com",))
    assert look(google.opened(colleague)) == CalendarProblem(CalendarTrouble.NO_CALENDAR)


def test_one_event_that_says_no_time_hides_no_other() -> None:
    good = {"id": "x", "start": google_time(BOOKING.start), "end": google_time(BOOKING.end)}
    read = read_events([[{"id": "y", "start": {"date": "soon"}}, good]], rules=RULES)
    assert read == Appointments(busy=((BOOKING.start, BOOKING.end),), unread=1)


def changes(calendar: GoogleCalendar, mark: str) -> CalendarChanges:
    found = calendar.read_changes(mark, within_s=10)
    assert isinstance(found, CalendarChanges)
    return found


def test_what_the_founder_did_since_a_mark_is_a_change_and_nothing_is_none(google: Google) -> None:
    calendar = google.opened(replace(google.account(), times_only=()))
    calendar.write(BOOKING, within_s=10)
    first = changes(calendar, "")
    assert first.is_changed
    still = changes(calendar, first.mark)
    assert still == CalendarChanges(first.mark, is_changed=False)
    far = TUESDAY + timedelta(days=400)
    google.does("events", id=event_id(BOOKING.event), **an_hour(far))
    moved = changes(calendar, still.mark)
    assert moved.is_changed
    google.does("delete", id=event_id(BOOKING.event))
    deleted = changes(calendar, moved.mark)
    assert deleted.is_changed
    google.does("events", calendar=FAMILY, **an_hour(TUESDAY))
    assert changes(calendar, deleted.mark).is_changed


def test_a_mark_that_google_forgot_begins_afresh(google: Google) -> None:
    calendar = google.opened(replace(google.account(), times_only=()))
    mark = changes(calendar, "").mark
    google.does("expire", sync_tokens=True)
    afresh = changes(calendar, mark)
    assert afresh.is_changed
    assert changes(calendar, afresh.mark) == CalendarChanges(afresh.mark, is_changed=False)
    assert changes(calendar, "no mark of ours").is_changed


class Impatient(GuardedHttp):
    """Has time for so many lists of events and no more."""

    def __init__(self, lists: int) -> None:
        super().__init__(loopback_allowed=True)
        self.lists = lists

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        until_s: float,
    ) -> HttpAnswer | CalendarProblem:
        if "/events?" in url:
            if not self.lists:
                return UNREACHABLE
            self.lists -= 1
        return super().ask(method, url, headers=headers, body=body, until_s=until_s)


def listed(google: Google, account: GoogleAccount, mark: str, *, lists: int) -> CalendarChanges:
    """What changed, as far as there is time for so many lists."""
    http = Impatient(lists)
    tokens = AccessTokens()
    return changes(GoogleCalendar(account, client=google.client, http=http, tokens=tokens), mark)


def long_history(google: Google) -> GoogleAccount:
    """Three pages of events in the founder's main calendar."""
    google.world.google(USER, calendars=[{"summary": "Ona", "page_size": 2}, {"id": FAMILY}])
    for hour in range(5):
        google.does("events", **an_hour(TUESDAY + timedelta(hours=2 * hour)))
    return replace(google.account(), times_only=())


def pages_of(google: Google, before: int) -> list[str]:
    return [one["query"].get("pageToken", "") for one in google.requests()[before:]
            if one["path"].endswith("/events")]  # fmt: skip


def test_a_history_too_long_for_one_look_is_listed_on_by_the_next_ones(google: Google) -> None:
    account = long_history(google)
    before = len(google.requests())
    mark = ""
    for lists in (0, 2, 1):
        found = listed(google, account, mark, lists=lists)
        assert found.is_changed
        mark = found.mark
    assert pages_of(google, before) == ["", "p2", "p4"]
    whole = listed(google, account, mark, lists=2)
    assert whole.is_changed
    assert listed(google, account, whole.mark, lists=2) == CalendarChanges(
        whole.mark, is_changed=False
    )


def test_the_calendar_there_is_no_time_for_is_listed_from_the_mark_it_has(google: Google) -> None:
    account = replace(google.account(), times_only=())
    known = listed(google, account, "", lists=2)
    google.does("events", calendar=FAMILY, **an_hour(TUESDAY))
    late = listed(google, account, known.mark, lists=1)
    assert late == CalendarChanges(known.mark)
    assert listed(google, account, late.mark, lists=2).is_changed


def test_a_page_that_google_knows_no_more_is_listed_from_the_beginning(google: Google) -> None:
    account = long_history(google)
    half = listed(google, account, "", lists=2).mark
    assert "p4" in half
    unknown = listed(google, account, half.replace("p4", "gone"), lists=2)
    assert unknown.is_changed
    before = len(google.requests())
    whole = listed(google, account, unknown.mark, lists=4)
    assert pages_of(google, before)[0] == ""
    assert not listed(google, account, whole.mark, lists=2).is_changed


def test_a_calendar_without_events_may_always_have_changed(google: Google) -> None:
    calendar = google.opened(google.account())
    assert changes(calendar, "") == CalendarChanges()


def test_to_be_told_of_no_change_takes_no_event_over_the_wire(google: Google) -> None:
    calendar = google.opened(replace(google.account(), times_only=()))
    mark = changes(calendar, "").mark
    before = len(google.requests())
    changes(calendar, mark)
    asked = [one["query"] for one in google.requests()[before:]]
    assert {one["fields"] for one in asked} == {"items(id),nextPageToken,nextSyncToken"}
    assert all("timeMin" not in one and one["syncToken"] for one in asked)


def test_a_revoked_right_is_refused_here_too(google: Google) -> None:
    calendar = google.opened(replace(google.account(), times_only=()))
    google.does("revoke")
    assert calendar.read_changes("", within_s=10) == REFUSED


HOOK = WatchHook("https://hooks.example.com/hooks", "token-1")


def watched(
    calendar: GoogleCalendar, known: tuple[CalendarWatch, ...], now: datetime
) -> tuple[CalendarWatch, ...]:
    return calendar.keep_watches(known, HOOK, connection="calendar_x", now=now, within_s=10)


def test_each_calendar_is_watched_for_a_week_and_followed_by_a_new_channel_in_time(
    google: Google,
) -> None:
    calendar = google.opened(google.account())
    first = watched(calendar, (), NOW)
    week = NOW + timedelta(days=7)
    assert [(one.calendar, one.ends) for one in first] == [(USER, week), (FAMILY, week)]
    kept = google.world.ledger("google")["channels"]
    assert [(one["address"], one["token"]) for one in kept] == [
        (f"{HOOK.below}/google-calendar", HOOK.token)
    ] * 2
    before = len(google.requests())
    assert watched(calendar, first, week - timedelta(days=1, seconds=1)) == first
    assert len(google.requests()) == before
    later = watched(calendar, first, week - timedelta(days=1))
    assert {one.calendar for one in later} == {USER, FAMILY}
    standing = google.world.ledger("google")["channels"]
    assert {one["id"] for one in standing} == {one.channel for one in later}
    assert {one.channel for one in first}.isdisjoint(one.channel for one in later)


def test_a_calendar_that_counts_no_more_is_watched_no_more(google: Google) -> None:
    account = google.account()
    first = watched(google.opened(account), (), NOW)
    alone = google.opened(replace(account, calendars=(USER,)))
    assert watched(alone, first, NOW) == first[:1]
    standing = google.world.ledger("google")["channels"]
    assert [one["calendar"] for one in standing] == [USER]


def test_a_calendar_that_cannot_be_watched_keeps_no_other_from_it(google: Google) -> None:
    gone = replace(google.account(), calendars=("gone@group.calendar.google.com", USER))
    first = watched(google.opened(gone), (), NOW)
    assert [one.calendar for one in first if not one.is_refused] == [USER]


def test_a_calendar_that_cannot_be_watched_is_asked_again_after_a_day(google: Google) -> None:
    name = "gone@group.calendar.google.com"
    gone = google.opened(replace(google.account(), calendars=(name, USER)))
    first = watched(gone, (), NOW)
    assert CalendarWatch(name, "", "", NOW + timedelta(days=1)) in first
    before = len(google.requests())
    assert watched(gone, first, NOW + timedelta(hours=23, minutes=59)) == first
    assert len(google.requests()) == before
    day = NOW + timedelta(days=1)
    assert CalendarWatch(name, "", "", day + timedelta(days=1)) in watched(gone, first, day)
    asked = [one["path"].rsplit("/", 3)[1:] for one in google.requests()[before:]]
    assert asked == [[name, "events", "watch"]]
    before = len(google.requests())
    watched(google.opened(replace(google.account(), calendars=(USER,))), first, NOW)
    assert "stop" not in [one["path"].rsplit("/", 1)[1] for one in google.requests()[before:]]


def test_a_channel_google_is_too_busy_for_is_asked_for_with_the_next_look(google: Google) -> None:
    calendar = google.opened(google.account())
    assert look(calendar) == Appointments()
    google.world.faults("google", fail_next=8, status=500)
    assert watched(calendar, (), NOW) == ()
