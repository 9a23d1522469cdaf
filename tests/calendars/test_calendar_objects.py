"""Objects of a founder's calendar program: whose word counts, and what would take for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.calendars.ical_objects import (
    LOOK,
    LookSteps,
    has_arrived,
    read_calendars,
    read_own,
    rewrite_object,
)
from functions.calendars.provider import UID_ENDING, Appointments, EventText
from tests.calendars.radicale_server import USER
from tests.calendars.test_calendar_contract import NOW, RULES, TUESDAY, at

UNTIL = NOW + timedelta(days=60)
WEEKDAYS = sum((NOW + timedelta(days=day)).weekday() < 5 for day in range(60))
EACH_SECOND = ",".join(map(str, range(60)))
PLACES = ",".join(map(str, range(60, 200)))
HOUR = (f"DTSTART:{at(TUESDAY)}", "DURATION:PT1H")


def object_of(*lines: str) -> bytes:
    event = ["BEGIN:VEVENT", "UID:theirs", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR", ""]).encode()


QUICK = LookSteps(an_object=400_000, in_all=1_000_000)
"""What is to be left out takes more than any limit; these are reached soon."""


def read(
    *lines: str, tentative: bool = True, all_day: bool = True, allowed: LookSteps = LOOK
) -> Appointments:
    rules = replace(RULES, tentative_busy=tentative, all_day_busy=all_day)
    found = [[object_of(*lines)]]
    return read_calendars(found, since=NOW, until=UNTIL, rules=rules, user=USER, allowed=allowed)


def test_who_icloud_names_by_a_path_is_known_by_the_address_beside_it() -> None:
    declined = f'ATTENDEE;PARTSTAT=DECLINED;EMAIL="{USER.upper()}":/aMTIzNDU/principal/'
    other = 'ATTENDEE;PARTSTAT=DECLINED;EMAIL="x@example.com":/aMTIzNDU/principal/'
    assert read(*HOUR, declined).busy == ()
    assert len(read(*HOUR, other).busy) == 1


@pytest.mark.parametrize(
    ("says", "tentative", "busy"),
    [("FREE", True, 0), ("TENTATIVE", True, 1), ("TENTATIVE", False, 0), ("BUSY", False, 1),
     ("OOF", False, 1)],
)  # fmt: skip
def test_what_outlook_says_in_words_of_its_own_counts(
    says: str, tentative: bool, busy: int
) -> None:
    found = read(*HOUR, f"X-MICROSOFT-CDO-BUSYSTATUS:{says}", tentative=tentative)
    assert len(found.busy) == busy


@pytest.mark.parametrize(("all_day", "busy"), [(True, 1), (False, 0)])
def test_a_whole_day_from_midnight_to_midnight_is_one_where_outlook_says_so(
    all_day: bool, busy: int
) -> None:
    day = ("DTSTART:20261124T000000", "DTEND:20261125T000000")
    found = read(*day, "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE", all_day=all_day)
    assert len(found.busy) == busy
    assert len(read(*day, all_day=all_day).busy) == 1, "elsewhere it stands at a time"


@pytest.mark.costly(first=2)
@pytest.mark.parametrize(
    ("begins", "rule"),
    [
        ("20261005T100000Z", "FREQ=DAILY;INTERVAL=0"),
        ("20261005T100000Z", "FREQ=MINUTELY"),
        ("20261005T100000Z", f"FREQ=HOURLY;BYMINUTE=0,1,2,3,4;BYSECOND={EACH_SECOND}"),
        ("20261005T100000Z", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
        ("20261005T100000Z", "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"),
        ("20261005T100000Z", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=7"),
        ("20261005T100000Z", "FREQ=DAILY;INTERVAL=7;BYDAY=TU"),
        ("20261005T100000Z", "FREQ=HOURLY;INTERVAL=168;BYDAY=TU"),
        ("20261005T100000Z", "FREQ=DAILY;BYMONTHDAY=32"),
        ("20260101T100000Z", "FREQ=HOURLY;BYMINUTE=0,1,2,3,4,5,6,7,8,9"),
        ("20261005T100000Z", f"FREQ=YEARLY;BYDAY=MO;BYSETPOS={PLACES}"),
        ("19700105T100000Z", "FREQ=HOURLY"),
        ("00020105T100000Z", "FREQ=DAILY"),
    ],
)  # fmt: skip
def test_a_rule_that_would_be_expanded_without_end_is_left_out(begins: str, rule: str) -> None:
    """A stranger's invitation may carry it, and every look would wait for it."""
    rules = (f"DTSTART:{begins}", "DURATION:PT1H", f"RRULE:{rule}")
    found = read(*rules, allowed=QUICK)
    assert (found.busy, found.unread) == ((), 1)
    assert found.left == 0, "no other look reads it either"


@pytest.mark.parametrize(
    ("begins", "rule", "times"),
    [
        ("19700105T100000Z", "FREQ=DAILY", 60),
        ("19700105T100000Z", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", WEEKDAYS),
        ("16040105T100000Z", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", 1),
        ("20100101T100000Z", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", 0),
        ("20200101T100000Z", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", 2),
        ("20261123T000000Z", "FREQ=DAILY;BYHOUR=9,13;COUNT=4", 4),
        ("20261124T100000Z", "FREQ=DAILY;INTERVAL=2;BYDAY=TU,TH;COUNT=2", 2),
        ("20251124T100000Z", "FREQ=HOURLY;BYHOUR=9,13", 120),
        ("20160331T100000Z", "FREQ=MONTHLY;BYMONTHDAY=-1", 2),
        ("20160229T100000Z", "FREQ=YEARLY;BYMONTH=12;BYDAY=1MO", 1),
    ],
)
def test_what_people_have_in_their_calendars_is_expanded(
    begins: str, rule: str, times: int
) -> None:
    found = read(f"DTSTART:{begins}", "DURATION:PT1H", f"RRULE:{rule}")
    assert (len(found.busy), found.unread) == (times, 0)


LISTED_OFTEN = ("RRULE:FREQ=HOURLY", "RRULE:FREQ=HOURLY;BYMINUTE=1", "RRULE:FREQ=HOURLY;BYMINUTE=2")


def zone_of(rule: str, begins: str = "20000101T030000", other: str = "FREQ=YEARLY") -> list[str]:
    """A time zone of an object's own, with two hours in summer."""
    return [
        "BEGIN:VTIMEZONE", "TZID:Their Own",
        "BEGIN:STANDARD", f"DTSTART:{begins}", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
        f"RRULE:{rule}", "END:STANDARD",
        "BEGIN:DAYLIGHT", f"DTSTART:{begins}", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
        f"RRULE:{other}", "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]  # fmt: skip


def calendar_of(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""]).encode()


def event_of(*lines: str) -> list[str]:
    return ["BEGIN:VEVENT", "UID:theirs", *lines, "END:VEVENT"]


def read_beside_a_good_one(found: bytes) -> Appointments:
    """What is read of an object, which stands between two good ones, beyond the good ones."""
    good = [object_of(f"DTSTART:{day}T100000Z", "DURATION:PT1H") for day in (20261124, 20261125)]
    objects = [[good[0], found, good[1]]]
    read = read_calendars(objects, since=NOW, until=UNTIL, rules=RULES, user=USER, allowed=QUICK)
    begin = [start for start, _ in read.busy]
    for day in (24, 25):
        assert datetime(2026, 11, day, 10, tzinfo=UTC) in begin, "a neighbour is lost"
    return replace(read, busy=tuple(one for one in read.busy if one[0].day not in (24, 25)))


THEIR_HOUR = ("DTSTART;TZID=Their Own:20261201T100000", "DURATION:PT1H")
SINCE_2016 = ("DTSTART:20160105T100000Z", "DURATION:PT1H")


@pytest.mark.costly(first=2)
@pytest.mark.parametrize(
    "found",
    [
        calendar_of(*zone_of("FREQ=HOURLY"), *event_of(*THEIR_HOUR)),
        calendar_of(*zone_of("FREQ=MINUTELY"), *event_of(*THEIR_HOUR)),
        calendar_of(*zone_of("FREQ=DAILY;BYMONTHDAY=32"), *event_of(*THEIR_HOUR)),
        calendar_of(*zone_of("FREQ=DAILY"), *event_of(*THEIR_HOUR, "RRULE:FREQ=HOURLY")),
        calendar_of(
            *zone_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "00020101T030000"),
            *event_of(*THEIR_HOUR),
        ),
        calendar_of(
            *["BEGIN:VTIMEZONE", "TZID:Their Own", *(zone_of("FREQ=YEARLY")[2:8] * 800)],
            "END:VTIMEZONE",
            *event_of(*THEIR_HOUR),
        ),
        calendar_of(*event_of(*SINCE_2016, *LISTED_OFTEN)),
        calendar_of(*event_of(*HOUR, *["RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30"] * 2)),
        calendar_of(*event_of(*HOUR, *["RRULE:FREQ=DAILY;INTERVAL=9999999"] * 9)),
        calendar_of(*event_of(*SINCE_2016, LISTED_OFTEN[0]) * 3),
        calendar_of(
            *event_of(*SINCE_2016, "RRULE:FREQ=DAILY"),
            *event_of(*HOUR, "RECURRENCE-ID;RANGE=THISANDFUTURE:99990101T100000Z"),
        ),
        calendar_of(
            *event_of(*SINCE_2016, "RRULE:FREQ=DAILY", "SEQUENCE:2"),
            *event_of(*HOUR, f"RECURRENCE-ID:{at(TUESDAY)}", "RRULE:FREQ=DAILY") * 400,
        ),
        calendar_of(*event_of(
            "DTSTART:20250105T100000Z", "DTEND:20360105T100000Z", "RRULE:FREQ=HOURLY"
        )),
    ],
    ids=["zone each hour", "zone each minute", "zone never", "zone of each", "zone of no year",
         "zone of many", "rules", "rules never",
         "rules far apart", "events", "moved far", "changes", "long"],
)  # fmt: skip
def test_what_an_object_takes_is_summed_over_all_its_rules(found: bytes) -> None:
    read = read_beside_a_good_one(found)
    assert (read.busy, read.unread) == ((), 1)


AS_PROGRAMS_WRITE_IT = ("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3")


@pytest.mark.parametrize("begins", ["16010101T030000", "19700101T030000"])
def test_a_daily_series_of_three_years_is_read_whenever_its_zone_begins(begins: str) -> None:
    zone = zone_of(AS_PROGRAMS_WRITE_IT[0], begins, AS_PROGRAMS_WRITE_IT[1])
    daily = event_of("DTSTART;TZID=Their Own:20231201T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    found = [[calendar_of(*zone, *daily)]]
    read = read_calendars(found, since=NOW, until=UNTIL, rules=RULES, user=USER, allowed=QUICK)
    assert read.unread == 0
    assert {start.hour for start, _ in read.busy} == {9}
    assert len(read.busy) == 60


def test_invitations_as_outlook_writes_them_are_all_read_while_a_customer_waits() -> None:
    """Each defines its zone anew, under a name of Microsoft's, from 1601 on."""
    zone = zone_of(AS_PROGRAMS_WRITE_IT[0], "16010101T030000", AS_PROGRAMS_WRITE_IT[1])
    named = ("\n".join(zone)).replace("Their Own", "W. Europe Standard Time").split("\n")
    begins = [TUESDAY + timedelta(hours=2 * one) for one in range(60)]
    invited = [
        calendar_of(
            *named,
            *event_of(f"DTSTART;TZID=W. Europe Standard Time:{at(one)[:-1]}", "DURATION:PT30M"),
        )
        for one in begins
    ]
    read = read_calendars([invited], since=NOW, until=UNTIL, rules=RULES, user=USER, allowed=QUICK)
    assert read.unread == 0
    assert [start for start, _ in read.busy] == [one - timedelta(hours=1) for one in begins]


def test_a_zone_of_one_object_is_not_taken_for_that_of_another() -> None:
    """Many programs call theirs alike, and a stranger's must not move the others' hours."""
    theirs = calendar_of(*zone_of("FREQ=YEARLY"), *event_of(*THEIR_HOUR))
    own = calendar_of(
        *"\n".join(zone_of("FREQ=YEARLY")).replace("+01", "+06").replace("+02", "+07").split("\n"),
        *event_of(*THEIR_HOUR),
    )
    alone = read_calendars([[own]], since=NOW, until=UNTIL, rules=RULES, user=USER)
    both = read_calendars([[theirs, own]], since=NOW, until=UNTIL, rules=RULES, user=USER)
    assert len(both.busy) == 2
    assert both.busy[0] == alone.busy[0]


@pytest.mark.parametrize(
    "lines",
    [
        (*HOUR, "RRULE:FREQ=DAILY;UNTIL=20261299"),
        (*HOUR, "RRULE:FREQ=MONTHLY;BYDAY=99MO;COUNT=3"),
        (*HOUR, "RRULE:FREQ=YEARLY;BYEASTER=300"),
        (*HOUR, "RRULE:FREQ=DAILY;BYEASTER=300"),
        ("DTSTART:20261399T100000Z", "DURATION:PT1H"),
        ("DTSTART:20261399T100000Z", "RRULE:FREQ=DAILY"),
        (*HOUR, "RECURRENCE-ID:20261399T100000Z"),
        (*HOUR, "EXDATE:20261399T100000Z", "RRULE:FREQ=DAILY"),
        (f"DTSTART:{at(TUESDAY)}", "DURATION:P9999999999D"),
    ],
)
def test_an_object_that_breaks_the_libraries_is_counted_and_hides_no_other(
    lines: tuple[str, ...],
) -> None:
    read = read_beside_a_good_one(object_of(*lines))
    assert (read.busy, read.unread) == ((), 1)


VALUES = st.one_of(
    st.sampled_from([
        "20261399T100000Z", "20261201", "99991231T235959Z", "00010101T000000", "P9999999999D",
        "-PT1H", "FREQ=DAILY;UNTIL=20261299", "FREQ=MONTHLY;BYDAY=99MO", "FREQ=HOURLY;BYHOUR=25",
        "FREQ=DAILY;BYEASTER=300", "FREQ=WEEKLY;WKST=XX", "FREQ=DAILY;COUNT=-1", "+9999", "-2400",
        "FREQ=YEARLY;INTERVAL=0", "FREQ=DAILY;INTERVAL=9999999999", "FREQ=DAILY;UNTIL=20261201",
    ]),
    st.text("0123456789TZPDHM=;,:-+ÄX", max_size=20),
)  # fmt: skip
CHANGED = ["DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
           "SEQUENCE", "STATUS", "ATTENDEE", "UID", "TZID", "TZOFFSETTO", "TZOFFSETFROM",
           "BEGIN", "END", "CALSCALE"]  # fmt: skip


@given(
    st.lists(st.tuples(st.sampled_from(CHANGED), VALUES), min_size=1, max_size=3),
    st.integers(min_value=0, max_value=19),
)
def test_whatever_stands_in_an_object_its_neighbours_are_read(
    changed: list[tuple[str, str]], place: int
) -> None:
    lines = calendar_of(
        *zone_of("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"), *event_of(*THEIR_HOUR, "RRULE:FREQ=DAILY")
    ).splitlines()
    values = [f"{name}:{value}".encode() for name, value in changed]
    found = b"\r\n".join([*lines[: place + 1], *values, *lines[place + 1 :], b""])
    read = read_beside_a_good_one(found)
    assert read.unread in (0, 1)
    assert not (read.unread and read.busy), "an unread object is not busy in part"


OURS = ("UID:1" + UID_ENDING, f"DTSTART:{at(TUESDAY)}", "DURATION:PT1H")


@pytest.mark.parametrize("broken", ["DTEND:20261399T100000Z", "DTSTART:20261399T100000Z"])
def test_an_event_of_ours_that_was_broken_is_not_found(broken: str) -> None:
    lines = [broken, *(one for one in OURS if not one.startswith(broken[:7]))]
    found = calendar_of("BEGIN:VEVENT", *lines, "END:VEVENT")
    assert read_own(found, rules=RULES, user=USER) is None
    whole = calendar_of("BEGIN:VEVENT", *OURS, "END:VEVENT")
    own = read_own(whole, rules=RULES, user=USER)
    assert own is not None
    assert own.event == "1"


@pytest.mark.parametrize(
    ("kept", "moves"),
    [((), 0), (("",), 0), (("0.0",), 0), (("2", "2"), 0), (("-3",), 0), (("2",), 2)],
    ids=["none", "empty", "broken", "twice", "below", "whole"],
)
def test_a_number_that_cannot_be_read_is_none(kept: tuple[str, ...], moves: int) -> None:
    """The first writing brings nothing back, whatever a program made of the number."""
    lines = [f"X-WARMLINE-MOVES:{one}" for one in kept]
    found = calendar_of("BEGIN:VEVENT", *OURS, *lines, "END:VEVENT")
    event = EventText("1", TUESDAY, TUESDAY + timedelta(hours=1), "A call", "")
    arrived = [has_arrived(found, replace(event, moves=one)) for one in range(4)]
    assert arrived == [one <= moves for one in range(4)]


def test_an_event_whose_sequence_is_broken_is_not_written_over() -> None:
    found = calendar_of("BEGIN:VEVENT", *OURS, "SEQUENCE:many", "END:VEVENT")
    event = EventText("1", TUESDAY, TUESDAY + timedelta(hours=1), "A call", "")
    assert rewrite_object(found, event, now=NOW) is None


def test_a_rule_of_too_many_values_is_left_out_before_it_is_tried() -> None:
    """They are gone through in one step of ours, again for each day."""
    for count, unread in ((100, 0), (101, 1)):
        values = ",".join(["330"] * count)
        found = read(*HOUR, f"RRULE:FREQ=YEARLY;BYYEARDAY={values};COUNT=1", allowed=QUICK)
        assert found.unread == unread


def test_many_invitations_together_take_no_longer_than_one_look_may() -> None:
    """What takes little is read whatever stands before it, and the rest is counted."""
    begins = TUESDAY - timedelta(days=4_000)
    daily = object_of(f"DTSTART:{at(begins)}", "DURATION:PT15M", "RRULE:FREQ=DAILY")
    dentist = datetime(2026, 11, 26, 15, tzinfo=UTC)
    late = object_of(f"DTSTART:{at(dentist)}", "DURATION:PT1H")
    numbers = (1, 40)
    found = [
        read_calendars(
            [[daily] * number + [late]],
            since=NOW,
            until=UNTIL,
            rules=RULES,
            user=USER,
            allowed=LookSteps(an_object=400_000, in_all=600_000),
        )
        for number in numbers
    ]
    assert [one.unread == 0 for one in found] == [True, False]
    assert [one.left for one in found] == [one.unread for one in found]
    assert 30 < found[1].unread < 40
    for one in found:
        assert (dentist, dentist + timedelta(hours=1)) in one.busy
