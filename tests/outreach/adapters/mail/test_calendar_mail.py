"""Raw mails of calendar programs: what is answered, to which booking, with which note."""

from __future__ import annotations

import email
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.outreach.adapters.mail.calendar_mail import read_calendar_mail
from functions.outreach.adapters.mail.inbound import parse
from functions.outreach.domain.conversation.events import CalendarAnswer
from tests.hypothesis_profiles import examples

CORPUS = Path(__file__).parent / "calendar_mails"
EXPECTED = tomllib.loads((CORPUS / "expected.toml").read_text(encoding="utf-8"))


def test_every_mail_says_what_is_expected_of_it() -> None:
    assert {path.stem for path in CORPUS.glob("*.eml")} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_calendar_mail_is_read_for_what_it_says(name: str) -> None:
    expected = EXPECTED[name]
    mail = parse((CORPUS / f"{name}.eml").read_bytes())
    assert mail is not None
    if not expected:
        assert mail.calendar is None
        assert mail.text
        return
    said = mail.calendar
    assert said is not None
    assert said.answer == expected["answer"]
    assert said.booking == expected.get("booking", "")
    assert said.attendee == expected.get("attendee", "")
    assert said.comment == expected.get("comment", "")
    assert said.proposed == expected.get("proposed")
    assert said.proposed_at == expected.get("proposed_at")


def test_the_subject_is_in_the_words_of_their_program() -> None:
    mail = parse((CORPUS / "outlook_declined_fr.eml").read_bytes())
    assert mail is not None
    assert mail.calendar is not None
    assert mail.calendar.subject == "Refusé : Ann, Sample Desk"


_LINES = st.sampled_from(
    [
        *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR", "METHOD:REPLY"),
        *(
            "UID:b_sample-customer@warmline",
            "DTSTART:20261201",
            "DTSTART:never",
            "DTSTART;TZID=x:y",
        ),
        *("ATTENDEE;PARTSTAT=DECLINED:mailto:a@example.com", "ATTENDEE;PARTSTAT=", "COMMENT", ":"),
        *("DTSTART:20261399T100000Z", "RRULE:FREQ=MONTHLY;BYDAY=99MO", "METHOD:COUNTER"),
        *(" folded", "RRULE:FREQ=", "BEGIN:VTIMEZONE", "END:VTIMEZONE", 'ATTENDEE;X="', "X;;=:;"),
    ]
)


@settings(max_examples=examples(200))
@given(st.lists(_LINES | st.text(max_size=8), max_size=14))
def test_no_object_is_so_broken_that_reading_it_raises(lines: list[str]) -> None:
    content = "\r\n".join(lines).encode("utf-8", "surrogatepass")
    raw = b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + content
    said = read_calendar_mail(email.message_from_bytes(raw), subject="x")
    assert said is None or said.answer in CalendarAnswer


COUNTERED = (
    "METHOD:COUNTER",
    "BEGIN:VEVENT",
    "UID:b_sample-customer@warmline",
    "ATTENDEE;PARTSTAT=TENTATIVE:mailto:ann@example.com",
)


def countered(*lines: str, start: str) -> CalendarAnswer:
    content = "\r\n".join(
        ("BEGIN:VCALENDAR", *lines, *COUNTERED, start, "END:VEVENT", "END:VCALENDAR", "")
    )
    raw = b"Content-Type: text/calendar; method=COUNTER\r\n\r\n" + content.encode()
    said = read_calendar_mail(email.message_from_bytes(raw), subject="x")
    assert said is not None
    return said.answer


def zone_that_changes(rule: str) -> tuple[str, ...]:
    return (
        *("BEGIN:VTIMEZONE", "TZID:Their Own", "BEGIN:STANDARD", "DTSTART:20000101T000000"),
        *("TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", f"RRULE:{rule}"),
        *("END:STANDARD", "BEGIN:DAYLIGHT", "DTSTART:20000101T000000", "TZOFFSETFROM:+0200"),
        *("TZOFFSETTO:+0100", f"RRULE:{rule}", "END:DAYLIGHT", "END:VTIMEZONE"),
    )


def test_another_time_that_cannot_be_read_is_still_a_calendars_mail() -> None:
    assert countered(start="DTSTART:20261201T100000Z") is CalendarAnswer.COUNTERED
    assert countered(start="DTSTART:20261399T100000Z") is CalendarAnswer.OTHER


@pytest.mark.slow
def test_a_zone_of_their_own_that_never_rests_is_not_asked_for_the_time() -> None:
    """It took minutes of processor, of a mail that anybody may send."""
    start = "DTSTART;TZID=Their Own:20261201T100000"
    yearly = zone_that_changes("FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")
    assert countered(*yearly, start=start) is CalendarAnswer.COUNTERED
    assert countered(*zone_that_changes("FREQ=MINUTELY"), start=start) is CalendarAnswer.OTHER
