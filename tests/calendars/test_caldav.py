"""CalDAV alone: finding a founder's calendars, and what a hostile or broken server can do."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from functions.calendars.caldav import CalDav, CalDavAccount
from functions.calendars.caldav_xml import calendars_of, objects_of, removed_in
from functions.calendars.guarded_http import GuardedHttp, HttpAnswer, same_provider
from functions.calendars.ical_objects import read_calendars, read_own, rewrite_object
from functions.calendars.provider import (
    Appointments,
    CalendarChoice,
    CalendarProblem,
    CalendarTrouble,
    EventWritten,
    OwnEvent,
    Span,
)
from tenancy.runtime.public_addresses import is_public_address
from tests.calendars.radicale_server import PASSWORD, USER, Radicale, running_radicale
from tests.calendars.test_calendar_contract import (
    BOOKING,
    NOW,
    RULES,
    TUESDAY,
    Standing,
    at,
    written_at,
)


@pytest.fixture
def server() -> Iterator[Radicale]:
    with running_radicale() as running:
        yield running


def client(address: str, *, password: str = PASSWORD, loopback: bool = True) -> CalDav:
    account = CalDavAccount(address, USER, password, (address,), address)
    return CalDav(account, http=GuardedHttp(loopback_allowed=loopback), clock=Standing())


def trouble(found: object) -> CalendarTrouble:
    assert isinstance(found, CalendarProblem)
    return found.trouble


def test_calendars_are_found_from_the_servers_address_alone(server: Radicale) -> None:
    found = client(server.url).discover(within_s=10)
    assert isinstance(found, tuple)
    assert {one.address for one in found} == {server.diary, server.home}
    assert all(one.is_writable for one in found)


def test_the_address_of_one_calendar_is_that_calendar(server: Radicale) -> None:
    found = client(server.diary).discover(within_s=10)
    assert isinstance(found, tuple)
    assert [one.address for one in found] == [server.diary]


def test_a_wrong_password_is_told_from_a_wrong_address(server: Radicale) -> None:
    wrong = client(server.url, password="guess").discover(within_s=10)
    assert trouble(wrong) is CalendarTrouble.REFUSED
    nowhere = client("http://127.0.0.1:9/").discover(within_s=10)
    assert trouble(nowhere) is CalendarTrouble.UNREACHABLE


def test_what_the_founder_added_to_an_event_stays_when_it_is_moved(server: Radicale) -> None:
    calendar = client(server.diary)
    calendar.write(BOOKING, within_s=10)
    path = f"/{USER}/diary/{BOOKING.event}.ics"
    _, text = server.asks("GET", path)
    noted = text.replace(b"CLASS:PRIVATE", b"CLASS:PRIVATE\r\nCOMMENT:bring the contract")
    server.asks("PUT", path, noted)
    calendar.write(replace(BOOKING, moves=1), within_s=10)
    _, now = server.asks("GET", path)
    assert b"bring the contract" in now
    assert b"SEQUENCE:1" in now


@pytest.mark.parametrize(
    "address",
    ["http://dav.example.com/", "https://user:pass@dav.example.com/", "https://127.0.0.1:9/",
     "https://169.254.169.254/latest/", "ftp://dav.example.com/", "https:///x",
     "http://127.0.0.1:9/", "https://dav.example.com/a b"],
)  # fmt: skip
def test_no_address_leads_out_of_https_or_into_a_private_network(address: str) -> None:
    found = client(address, loopback=False).discover(within_s=1)
    allowed = {CalendarTrouble.FORBIDDEN_ADDRESS}
    # Where nothing listens there is nobody to be looked at: nothing was sent either way.
    nobody = {CalendarTrouble.UNREACHABLE} if address.startswith("https://1") else set()
    assert trouble(found) in allowed | nobody


def test_a_private_server_that_listens_is_not_sent_a_byte() -> None:
    with listening(b"") as (port, heard):
        found = client(f"https://127.0.0.1:{port}/", loopback=False).discover(within_s=5)
        assert trouble(found) is CalendarTrouble.FORBIDDEN_ADDRESS
    assert heard == []


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.216.34", True), ("10.0.0.1", False), ("::ffff:127.0.0.1", False), ("::1", False),
     ("fe80::1%eth0", False), ("fd00::1", False), ("2606:4700::1", True), ("100.64.0.1", False),
     ("2002:7f00:1::", False), ("64:ff9b::a00:1", False), ("224.0.0.1", False), ("0.0.0.0", False)],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public_address(address) is public


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("https://caldav.icloud.com/", "https://p12-caldav.icloud.com/1/", True),
     ("https://dav.example.com/", "https://example.com.evil.test/", False),
     ("https://dav.example.com/", "http://dav.example.com/", False),
     ("https://dav.example.com/", "https://dav.example.com:8443/", False),
     ("https://example.com/", "https://evil.com/", False),
     ("https://dav.co.uk/", "https://evil.co.uk/", False),
     ("https://dav.mine.co.uk/", "https://p2.mine.co.uk/", True),
     ("https://192.0.2.1/", "https://198.0.2.1/", False)],
)  # fmt: skip
def test_a_password_is_shown_to_its_own_provider_alone(one: str, other: str, same: bool) -> None:
    assert same_provider(one, other) is same


def test_a_body_without_end_is_given_up() -> None:
    with listening(b"x" * 100_000, times=200) as (port, _):
        found = client(f"http://127.0.0.1:{port}/").discover(within_s=10)
    assert trouble(found) is CalendarTrouble.UNREADABLE


def test_an_answer_that_drips_is_waited_for_no_longer_than_said() -> None:
    began = time.monotonic()
    with listening(b"x", times=1_000, pause_s=0.05) as (port, _):
        found = client(f"http://127.0.0.1:{port}/").discover(within_s=0.3)
    assert trouble(found) is CalendarTrouble.UNREACHABLE
    assert time.monotonic() - began < 3


def test_a_document_with_entities_is_not_read() -> None:
    body = b'<!DOCTYPE x [<!ENTITY a "b">]><D:multistatus xmlns:D="DAV:">&a;</D:multistatus>'
    assert objects_of(body) is None
    assert calendars_of(body, base="https://dav.example.com/") == ()


def test_a_calendar_that_may_only_be_read_says_so() -> None:
    body = (
        b'<D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:response>'
        b"<D:href>/a/</D:href><D:propstat><D:prop><D:resourcetype><D:collection/><C:calendar/>"
        b"</D:resourcetype><D:displayname>Team</D:displayname><D:current-user-privilege-set>"
        b"<D:privilege><D:read/></D:privilege></D:current-user-privilege-set></D:prop>"
        b"</D:propstat></D:response></D:multistatus>"
    )
    found = calendars_of(body, base="https://dav.example.com/")
    assert found == (CalendarChoice("https://dav.example.com/a/", "Team", is_writable=False),)


class Slow(GuardedHttp):
    """Takes all the time there is to answer."""

    def ask(self, method: str, url: str, *, until_s: float, **asked: Any) -> Any:
        answer = super().ask(method, url, until_s=until_s + 10, **asked)
        while time.monotonic() < until_s:
            continue
        return answer


def test_what_a_slow_server_leaves_no_time_to_read_is_left(server: Radicale) -> None:
    client(server.diary).write(BOOKING, within_s=10)
    account = CalDavAccount(server.diary, USER, PASSWORD, (server.diary,), server.diary)
    slow = CalDav(account, http=Slow(loopback_allowed=True), clock=Standing())
    found = slow.read(since=NOW, until=NOW + timedelta(days=9), rules=RULES, within_s=0.2)
    assert found == Appointments(unread=1, left=1)


@pytest.mark.slow
def test_one_broken_object_hides_no_other() -> None:
    event = (
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:{at(TUESDAY)}\r\n"
        f"DURATION:PT1H\r\n{{}}END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    endless = event.format("RRULE:FREQ=SECONDLY\r\n").encode()
    read = read_calendars(
        [[b"BEGIN:VCALENDAR\r\nBEGIN:VEV", endless, event.format("").encode()]],
        since=NOW,
        until=BOOKING.end.replace(day=30),
        rules=RULES,
        user=USER,
    )
    assert read.busy == ((TUESDAY, TUESDAY.replace(hour=11)),)
    assert read.unread == 2


def test_an_invitation_the_founder_declined_is_not_busy() -> None:
    event = (
        f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:{at(TUESDAY)}\r\nDURATION:PT1H\r\n"
        f"ATTENDEE;PARTSTAT=DECLINED:mailto:{USER.upper()}\r\n"
        "ATTENDEE;PARTSTAT=ACCEPTED:mailto:x@example.com\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()
    until = BOOKING.end.replace(day=30)
    assert read_calendars([[event]], since=NOW, until=until, rules=RULES, user=USER).busy == ()


def ours(*lines: str) -> bytes:
    """The booking's event as the founder's program left it."""
    event = ["BEGIN:VEVENT", f"UID:{BOOKING.event}@warmline", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR", ""]).encode()


def test_an_event_of_ours_that_was_made_to_recur_stands_at_its_earliest_time() -> None:
    weekly = ours(f"DTSTART:{at(TUESDAY)}", "DURATION:PT15M", "RRULE:FREQ=WEEKLY;COUNT=4")
    until = TUESDAY + timedelta(days=40)
    read = read_calendars([[weekly]], since=NOW, until=until, rules=RULES, user=USER)
    assert read.own == (OwnEvent(BOOKING.event, BOOKING.start, BOOKING.end),)
    later = TUESDAY + timedelta(days=7, hours=1)
    changed = (
        f"RECURRENCE-ID:{at(TUESDAY + timedelta(days=7))}",
        f"DTSTART:{at(later)}",
        "DURATION:PT15M",
        "END:VEVENT",
        "BEGIN:VEVENT",
        f"UID:{BOOKING.event}@warmline",
    )
    both = ours(*changed, f"DTSTART:{at(TUESDAY)}", "DURATION:PT15M", "RRULE:FREQ=WEEKLY")
    assert read_own(both, rules=RULES, user=USER) == read.own[0]


def appointment(start: datetime, end: datetime) -> bytes:
    event = ["BEGIN:VEVENT", "UID:copy", f"DTSTART:{at(start)}", f"DTEND:{at(end)}", "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR", ""]).encode()


def busy_of(*calendars: list[bytes]) -> tuple[Span, ...]:
    until = TUESDAY + timedelta(days=40)
    return read_calendars(calendars, since=NOW, until=until, rules=RULES, user=USER).busy


def test_a_copy_of_a_booking_in_another_calendar_is_not_busy() -> None:
    booked = ours(f"DTSTART:{at(BOOKING.start)}", f"DTEND:{at(BOOKING.end)}")
    copy = appointment(BOOKING.start, BOOKING.end)
    after = (BOOKING.end, BOOKING.end + timedelta(hours=1))
    assert busy_of([booked], [copy]) == ()
    assert busy_of([booked], [copy, appointment(*after)]) == (after,)


def test_an_appointment_at_a_bookings_time_is_busy_where_it_is_no_copy() -> None:
    booked = ours(f"DTSTART:{at(BOOKING.start)}", f"DTEND:{at(BOOKING.end)}")
    same = (BOOKING.start, BOOKING.end)
    longer = (BOOKING.start, BOOKING.end + timedelta(hours=1))
    assert busy_of([booked, appointment(*same)]) == (same,)
    assert busy_of([booked], [appointment(*longer)]) == (longer,)
    declined = ours(f"DTSTART:{at(same[0])}", f"DTEND:{at(same[1])}", "STATUS:CANCELLED")
    assert busy_of([declined], [appointment(*same)]) == (same,)


def test_an_event_of_ours_found_twice_counts_where_bookings_are_written() -> None:
    booked = ours(f"DTSTART:{at(BOOKING.start)}", f"DTEND:{at(BOOKING.end)}")
    old = ours(f"DTSTART:{at(NOW + timedelta(hours=1))}", "DURATION:PT15M")
    read = read_calendars(
        [[booked], [old]], since=NOW, until=BOOKING.end.replace(day=30), rules=RULES, user=USER
    )
    assert read.own == (OwnEvent(BOOKING.event, BOOKING.start, BOOKING.end),)


def test_an_event_of_ours_without_a_time_says_that_it_lasts_all_day() -> None:
    own = read_own(ours("DTSTART;VALUE=DATE:20261124"), rules=RULES, user=USER)
    assert own is not None
    assert own.is_all_day


def test_another_event_under_our_address_is_not_rewritten() -> None:
    other = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:theirs\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    assert rewrite_object(other, BOOKING, now=NOW) is None


class Answering(GuardedHttp):
    """A server that answers everything alike."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__()
        self._answer = HttpAnswer(status, {}, body, "https://dav.example.com/")

    def ask(self, *_: object, **__: object) -> HttpAnswer:
        return self._answer


def found_of(status: int, body: bytes = b"") -> object:
    account = CalDavAccount("https://dav.example.com/", USER, PASSWORD)
    calendar = CalDav(account, http=Answering(status, body), clock=Standing())
    return calendar.find(BOOKING.event, rules=RULES, within_s=1)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><body>We will be back soon.</body></html>", b"BEGIN:VCALENDAR\r\nBEGIN:VEV",
     b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
     b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:theirs\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
     f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:{BOOKING.event}@warmline\r\nEND:VEVENT\r\n"
     "END:VCALENDAR\r\n".encode()],
)  # fmt: skip
def test_an_event_that_cannot_be_read_is_not_taken_for_gone(body: bytes) -> None:
    assert trouble(found_of(200, body)) is CalendarTrouble.UNREADABLE


@pytest.mark.parametrize("status", [404, 410])
def test_an_event_is_gone_where_the_server_says_so(status: int) -> None:
    assert found_of(status) is None


@contextmanager
def listening(
    body: bytes, *, times: int = 1, pause_s: float = 0
) -> Iterator[tuple[int, list[str]]]:
    """A server that answers a multistatus to everything, with `body` again and again."""
    heard: list[str] = []
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            line = self.rfile.readline(65_537)
            if not line:
                self.close_connection = True
                return
            heard.append(line.decode("latin-1"))
            while self.rfile.readline(65_537) not in (b"\r\n", b"\n", b""):
                pass
            self.wfile.write(b"HTTP/1.1 207 Multi-Status\r\nConnection: close\r\n\r\n")
            try:
                for _ in range(times):
                    self.wfile.write(body)
                    if ended.wait(pause_s) and pause_s:
                        break
            except OSError:
                heard.append("gone")
            self.close_connection = True

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_port, heard
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def test_an_event_says_where_it_was_put_also_after_the_founder_moved_it(server: Radicale) -> None:
    calendar = client(server.diary)
    calendar.write(BOOKING, within_s=10)
    path, later = f"/{USER}/diary/{BOOKING.event}.ics", TUESDAY + timedelta(hours=2)
    _, text = server.asks("GET", path)
    moved = text.replace(f"DTSTART:{at(BOOKING.start)}".encode(), f"DTSTART:{at(later)}".encode())
    server.asks("PUT", path, moved)
    own = calendar.find(BOOKING.event, rules=RULES, within_s=10)
    assert isinstance(own, OwnEvent)
    assert (own.start, own.written_start) == (later, BOOKING.start)
    calendar.write(written_at(later, moves=2), within_s=10)
    own = calendar.find(BOOKING.event, rules=RULES, within_s=10)
    assert isinstance(own, OwnEvent)
    assert (own.start, own.written_start) == (later, later)


def test_a_program_that_keeps_nothing_of_ours_lets_a_first_writing_change_nothing(
    server: Radicale,
) -> None:
    """And what a customer moved is moved, perhaps twice."""
    calendar = client(server.diary)
    calendar.write(BOOKING, within_s=10)
    path, later = f"/{USER}/diary/{BOOKING.event}.ics", TUESDAY + timedelta(hours=2)
    _, text = server.asks("GET", path)
    kept = [line for line in text.split(b"\r\n") if not line.startswith(b"X-WARMLINE")]
    moved = b"\r\n".join(kept).replace(at(BOOKING.start).encode(), at(later).encode())
    server.asks("PUT", path, moved)
    starts = []
    for writing in (BOOKING, written_at(TUESDAY + timedelta(hours=4), moves=1)):
        assert isinstance(calendar.write(writing, within_s=10), EventWritten)
        own = calendar.find(BOOKING.event, rules=RULES, within_s=10)
        assert isinstance(own, OwnEvent)
        starts.append(own.start)
    assert starts == [later, TUESDAY + timedelta(hours=4)]


def test_a_mark_that_the_server_does_not_know_keeps_no_event_from_being_written(
    server: Radicale,
) -> None:
    calendar = client(server.diary)
    for mark in ("urn:somebody:else", "http://radicale.org/ns/sync/" + "0" * 64, "<&>"):
        event = replace(BOOKING, event=f"c-{len(mark)}", began=mark)
        assert isinstance(calendar.write(event, within_s=10), EventWritten)
        found = calendar.find(event.event, rules=RULES, within_s=10)
        assert isinstance(found, OwnEvent)
        assert found.start == BOOKING.start


def marked(status: int, body: bytes = b"") -> object:
    account = CalDavAccount("https://dav.example.com/", USER, PASSWORD)
    calendar = CalDav(account, http=Answering(status, body), clock=Standing())
    return calendar.mark_beginning(within_s=1)


@pytest.mark.parametrize("status", [207, 403, 405])
def test_a_server_that_gives_no_mark_has_none(status: int) -> None:
    body = (
        b'<multistatus xmlns="DAV:"><response><href>/</href><propstat><prop><sync-token/></prop>'
        b"<status>HTTP/1.1 404 Not Found</status></propstat></response></multistatus>"
    )
    assert marked(status, body) == ""


def test_before_a_mark_is_known_nothing_is_begun_while_the_server_is_away() -> None:
    assert trouble(marked(503)) is CalendarTrouble.UNREACHABLE


def test_only_what_a_report_names_as_gone_was_removed() -> None:
    """RFC 6578 3.5.2: the status of what changed stands inside its properties."""
    report = (
        b'<multistatus xmlns="DAV:"><sync-token>t2</sync-token>'
        b"<response><href>/a/gone.ics</href><status>HTTP/1.1 404 Not Found</status></response>"
        b"<response><href>/a/changed.ics</href><propstat><prop/>"
        b"<status>HTTP/1.1 404 Not Found</status></propstat></response>"
        b"<response><href>/a/more.ics</href><status>HTTP/1.1 507 Insufficient Storage</status>"
        b"</response></multistatus>"
    )
    assert removed_in(report, base="https://dav.example.com/") == (
        "https://dav.example.com/a/gone.ics",
    )
