"""Time zones of objects' own say what the library's say, and cost what one year of them costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Timezone
from icalendar.timezone.provider import TZProvider
from icalendar.timezone.zoneinfo import ZONEINFO

from functions.calendars.ical_objects import limited_steps
from functions.calendars.ical_zones import QuickZones

HALF_AN_HOUR = timedelta(minutes=30)
NAIVE = datetime(2001, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def zone_text(*observances: tuple[str, ...]) -> str:
    lines = ["BEGIN:VTIMEZONE", "TZID:Their Own"]
    for kind, begins, before, after, *further in observances:
        lines += [f"BEGIN:{kind}", f"DTSTART:{begins}", f"TZOFFSETFROM:{before}",
                  f"TZOFFSETTO:{after}", f"TZNAME:{kind[:3]}", *further, f"END:{kind}"]  # fmt: skip
    return "\r\n".join([*lines, "END:VTIMEZONE", ""])


def zone_by(provider: TZProvider, text: str) -> tzinfo:
    (found,) = Timezone.from_ical(text, multiple=True)
    assert isinstance(found, Timezone)
    made: tzinfo = provider.create_timezone(found)  # type: ignore[call-arg]
    return made


def summer(begins: str, rule: str) -> tuple[str, ...]:
    return ("DAYLIGHT", begins, "+0100", "+0200", f"RRULE:{rule}")


def winter(begins: str, rule: str) -> tuple[str, ...]:
    return ("STANDARD", begins, "+0200", "+0100", f"RRULE:{rule}")


WEEKDAYS = st.builds(
    "{}{}".format, st.sampled_from(["", "1", "2", "4", "-1"]), st.sampled_from(["SU", "MO", "SA"])
)
PARTS = st.one_of(
    st.just(""),
    st.builds(";BYMONTH={};BYDAY={}".format, st.integers(1, 12), WEEKDAYS),
    st.builds(";BYDAY={1};INTERVAL=1;BYMONTH={0}".format, st.integers(1, 12), WEEKDAYS),
    st.builds(";BYMONTH={};BYMONTHDAY={}".format, st.integers(1, 12), st.sampled_from([1, 28, -1])),
    st.builds(
        ";BYMONTH={};BYDAY=SU;BYMONTHDAY=8,9,10,11,12,13,14".format, st.integers(1, 12)
    ),
    st.builds(";BYMONTH={}".format, st.integers(1, 12)),
)  # fmt: skip
UNTIL = st.sampled_from(["", ";UNTIL=20020101", ";UNTIL=20021231T235959"])
RULES = st.builds("FREQ=YEARLY{}{}".format, PARTS, UNTIL)
BEGINS = st.sampled_from(
    ["19970101T020000", "19990331T020000", "20001231T030000", "20000229T000000"]
)
RDATES = st.lists(st.sampled_from(["20010610T030000", "20030401T000000"]), max_size=2, unique=True)


@st.composite
def observances(draw: st.DrawFn) -> tuple[str, ...]:
    kind = draw(st.sampled_from(["STANDARD", "DAYLIGHT"]))
    before, after = draw(st.permutations(["+0100", "+0200", "-0330"]))[:2]
    further = [f"RRULE:{draw(RULES)}"] if draw(st.booleans()) else []
    further += [f"RDATE:{one}" for one in draw(RDATES)]
    return (kind, draw(BEGINS), before, after, *further)


MOMENTS = st.datetimes(NAIVE.replace(year=1996), NAIVE.replace(year=2005))
ROUND = st.builds(
    lambda day, half: day.replace(hour=0, minute=0, second=0, microsecond=0) + half * HALF_AN_HOUR,
    MOMENTS,
    st.integers(0, 8),
)
"""Some stand at a change, or near one."""
ASKED = st.builds(
    lambda moment, fold: moment.replace(fold=fold), st.one_of(MOMENTS, ROUND), st.integers(0, 1)
)


@given(
    st.lists(observances(), min_size=1, max_size=3),
    st.lists(ASKED, min_size=5, max_size=10),
)
def test_a_zone_says_of_any_moment_what_the_library_says(
    parts: list[tuple[str, ...]], moments: list[datetime]
) -> None:
    text = zone_text(*parts)
    ours, theirs = zone_by(QuickZones(), text), zone_by(ZONEINFO(), text)
    for moment in moments:
        at, there = moment.replace(tzinfo=ours), moment.replace(tzinfo=theirs)
        try:
            said = there.utcoffset(), there.dst(), there.tzname()
        except TypeError:
            continue  # Before its first change the library cannot say without standard time.
        assert (at.utcoffset(), at.dst(), at.tzname()) == said


BERLIN = (
    winter("{}T030000", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
    summer("{}T020000", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"),
)


def berlin(begins: str) -> str:
    return zone_text(*BERLIN).replace("{}", begins)


@pytest.mark.parametrize("fold", [0, 1])
@pytest.mark.parametrize("begins", ["19960101", "19961031", "19960229"])
def test_at_each_change_a_zone_says_what_the_library_says(begins: str, fold: int) -> None:
    text = berlin(begins)
    ours, theirs = zone_by(QuickZones(), text), zone_by(ZONEINFO(), text)
    for change in (NAIVE.replace(month=3, day=25), NAIVE.replace(month=10, day=28)):
        for half in range(10):
            moment = (change + half * HALF_AN_HOUR).replace(fold=fold)
            said = moment.replace(tzinfo=theirs).utcoffset()
            assert moment.replace(tzinfo=ours).utcoffset() == said
            assert moment.replace(tzinfo=ZoneInfo("Europe/Berlin")).utcoffset() == said or (
                # In an hour that is not there nobody meets.
                change.month == 3 and half in (4, 5)
            )


def test_when_a_zone_began_does_not_matter_to_what_it_takes() -> None:
    taken: list[int] = []
    for begins in ("16010101", "20200101"):
        zone = zone_by(QuickZones(), berlin(begins))
        with limited_steps() as limit:
            moment = datetime(2026, 12, 1, 9, tzinfo=zone)
            assert limit.run(10_000, moment.utcoffset) == timedelta(hours=1)
            taken.append(limit.taken)
    assert taken[0] == taken[1]
    assert taken[0] < 3_000


def test_a_rule_ends_with_the_change_at_its_end_in_utc() -> None:
    """Changes are in local time: at two hours the last one stands after the end's own words."""
    last = "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;UNTIL=20021027T010000Z"
    zone = zone_by(QuickZones(), zone_text(winter("20001029T030000", last), *BERLIN[1:]).replace(
        "{}", "20000326"))  # fmt: skip
    offsets = [datetime(year, 12, 1, tzinfo=zone).utcoffset() for year in (2001, 2002, 2003)]
    assert offsets == [timedelta(hours=1), timedelta(hours=1), timedelta(hours=2)]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=DAILY", "FREQ=YEARLY;INTERVAL=2", "FREQ=YEARLY;COUNT=2", "FREQ=YEARLY;BYYEARDAY=300"],
)
def test_what_no_year_tells_alone_is_left_to_the_library(rule: str) -> None:
    text = zone_text(winter("20001029T030000", rule), summer("20000326T020000", "FREQ=YEARLY"))
    assert type(zone_by(QuickZones(), text)) is type(zone_by(ZONEINFO(), text))
    plain = berlin("20000101")
    assert type(zone_by(QuickZones(), plain)) is not type(zone_by(ZONEINFO(), plain))
