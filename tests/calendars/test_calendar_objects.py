"""Objects of a founder's calendar program: whose word counts, and what would take for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from functions.calendars.ical_objects import read_calendars
from functions.calendars.provider import Appointments
from functions.calendars.recurrence_cost import STEPS_AT_MOST, expands_quickly
from tests.calendars.radicale_server import USER
from tests.calendars.test_calendar_contract import NOW, RULES, TUESDAY, at

UNTIL = NOW + timedelta(days=60)
WEEKDAYS = sum((NOW + timedelta(days=day)).weekday() < 5 for day in range(60))
EACH_SECOND = ",".join(map(str, range(60)))
HOUR = (f"DTSTART:{at(TUESDAY)}", "DURATION:PT1H")


def object_of(*lines: str) -> bytes:
    event = ["BEGIN:VEVENT", "UID:theirs", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR", ""]).encode()


def read(*lines: str, tentative: bool = True, all_day: bool = True) -> Appointments:
    rules = replace(RULES, tentative_busy=tentative, all_day_busy=all_day)
    found = object_of(*lines)
    return read_calendars([[found]], since=NOW, until=UNTIL, rules=rules, user=USER)


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


@pytest.mark.parametrize(
    ("begins", "rule"),
    [
        ("20261005T100000Z", "FREQ=DAILY;INTERVAL=0"),
        ("20261005T100000Z", "FREQ=MINUTELY"),
        ("20261005T100000Z", f"FREQ=HOURLY;BYMINUTE=0,1,2,3,4;BYSECOND={EACH_SECOND}"),
        ("20261005T100000Z", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
        ("20261005T100000Z", "FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"),
        ("20261005T100000Z", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=7"),
        ("19700105T100000Z", "FREQ=HOURLY"),
        ("00020105T100000Z", "FREQ=DAILY"),
    ],
)  # fmt: skip
def test_a_rule_that_would_be_expanded_without_end_is_left_out(begins: str, rule: str) -> None:
    """A stranger's invitation may carry it, and every look would wait for it."""
    found = read(f"DTSTART:{begins}", "DURATION:PT1H", f"RRULE:{rule}")
    assert (found.busy, found.unread) == ((), 1)


@pytest.mark.parametrize(
    ("begins", "rule", "times"),
    [
        ("19700105T100000Z", "FREQ=DAILY", 60),
        ("19700105T100000Z", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", WEEKDAYS),
        ("16040105T100000Z", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", 1),
        ("20100101T100000Z", "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", 0),
        ("20200101T100000Z", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", 2),
        ("20261123T000000Z", "FREQ=DAILY;BYHOUR=9,13;COUNT=4", 4),
    ],
)
def test_what_people_have_in_their_calendars_is_expanded(
    begins: str, rule: str, times: int
) -> None:
    found = read(f"DTSTART:{begins}", "DURATION:PT1H", f"RRULE:{rule}")
    assert (len(found.busy), found.unread) == (times, 0)


def test_how_many_steps_a_rule_takes_is_told_without_taking_them() -> None:
    def quick(days: int) -> bool:
        text = object_of("DTSTART:20000101T000000Z", "RRULE:FREQ=DAILY")
        (event,) = Calendar.from_ical(text).walk("VEVENT")
        begins = datetime(2000, 1, 1, tzinfo=UTC)
        return expands_quickly(event, until=begins + timedelta(days=days))

    assert quick(STEPS_AT_MOST - 1)
    assert not quick(STEPS_AT_MOST)
