"""When permission is only a matter of time: hours, holidays, caps, quiet days."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.outreach.domain.permission.contact_facts import ChannelRules, PersonHistory, Purpose
from functions.outreach.domain.permission.decide import Allowed, Refused, Rule, decide
from functions.product.channels import Channel
from functions.product.consent import Consent
from functions.product.customer_facts import CustomerFacts, CustomerId
from tests.hypothesis_profiles import examples

LOOSEST = ChannelRules(
    hours_start=0,
    hours_end=24,
    weekdays=(0, 1, 2, 3, 4, 5, 6),
    a2p_campaign="CM01",
    sms_outside_us=True,
    postal_address="1 Sample Street",
    per_day=100,
    per_week=100,
)
"""A tenant who has loosened everything, so that only the floor is left."""
DEFAULT = ChannelRules(a2p_campaign="CM01", sms_outside_us=True, postal_address="1 Sample Street")


def customer(country: str, region: str, phone: str, zone: str = "") -> CustomerFacts:
    agreed = tuple(
        Consent(
            channel=channel,
            granted_at=datetime(2025, 1, 5, tzinfo=UTC),
            source="signup_form",
            wording="Yes, the AI assistant of Sample may contact me with offers.",
            written=True,
        )
        for channel in Channel
    )
    return CustomerFacts(
        customer_id=CustomerId("c1"),
        as_of=date(2026, 9, 14),
        email="ada@example.com",
        phone=phone,
        country=country,
        region=region,
        time_zone=zone,
        paid=True,
        consents=agreed,
    )


def ask(
    facts: CustomerFacts,
    now: datetime,
    *,
    channel: Channel = Channel.SMS,
    purpose: Purpose = Purpose.FOLLOW_UP,
    rules: ChannelRules = DEFAULT,
    person: PersonHistory | None = None,
    wrote: datetime | None = None,
) -> Allowed | Refused:
    return decide(
        facts=facts,
        earned=(),
        channel=channel,
        purpose=purpose,
        now=now,
        rules=rules,
        person=person or PersonHistory(),
        customer_wrote_at=wrote,
    )


NEW_YORKER = customer("US", "NY", "+12125550123")
GERMAN = customer("DE", "", "+4915112345678")


@pytest.mark.parametrize(
    ("region", "phone", "zone", "weekday_hours", "sunday_hours"),
    [
        ("NY", "+12125550123", "America/New_York", (8, 21), (8, 21)),
        ("WA", "+12065550123", "America/Los_Angeles", (8, 20), (8, 20)),
        ("CT", "+12035550123", "America/New_York", (9, 20), (9, 20)),
        ("RI", "+14015550123", "America/New_York", (9, 18), (9, 18)),
        ("LA", "+15045550123", "America/Chicago", (8, 21), None),
        ("MS", "+16015550123", "America/Chicago", (8, 21), None),
        ("AL", "+12055550123", "America/Chicago", (8, 21), None),
    ],
)
def test_the_floor_of_a_state_with_one_zone(
    region: str,
    phone: str,
    zone: str,
    weekday_hours: tuple[int, int],
    sunday_hours: tuple[int, int] | None,
) -> None:
    facts = customer("US", region, phone)
    wednesday, sunday = date(2026, 9, 16), date(2026, 9, 20)
    for day, hours in ((wednesday, weekday_hours), (sunday, sunday_hours)):
        for hour in range(24):
            local = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone))
            allowed = isinstance(ask(facts, local, rules=LOOSEST), Allowed)
            assert allowed == (hours is not None and hours[0] <= hour < hours[1]), local


@pytest.mark.parametrize(
    ("region", "phone", "west", "east", "day", "hours"),
    [
        # The first hour is judged in the western zone, the last in the eastern one.
        ("TX", "+12145550123", "America/Denver", "America/Chicago", date(2026, 9, 16), (9, 21)),
        ("TX", "+12145550123", "America/Denver", "America/Chicago", date(2026, 9, 20), (12, 21)),
        ("FL", "+13055550123", "America/Chicago", "America/New_York", date(2026, 9, 16), (8, 20)),
        ("OK", "+14055550123", "America/Denver", "America/Chicago", date(2026, 9, 16), (8, 20)),
        ("KY", "+12705550123", "America/Chicago", "America/New_York", date(2026, 9, 16), (10, 21)),
        ("NV", "+17025550123", "America/Los_Angeles", "America/Denver", date(2026, 9, 16), (9, 20)),
    ],
)
def test_the_floor_of_a_state_with_two_zones_holds_in_both(
    region: str, phone: str, west: str, east: str, day: date, hours: tuple[int, int]
) -> None:
    facts = customer("US", region, phone)
    minute = timedelta(minutes=1)
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
    opens = (midnight + timedelta(hours=hours[0])).replace(tzinfo=ZoneInfo(west))
    closes = (midnight + timedelta(hours=hours[1])).replace(tzinfo=ZoneInfo(east))
    assert isinstance(ask(facts, opens, rules=LOOSEST), Allowed)
    assert isinstance(ask(facts, opens.astimezone(UTC) - minute, rules=LOOSEST), Refused)
    assert isinstance(ask(facts, closes.astimezone(UTC) - minute, rules=LOOSEST), Allowed)
    assert isinstance(ask(facts, closes, rules=LOOSEST), Refused)


@pytest.mark.parametrize(
    ("country", "phone", "zone"),
    [
        ("LT", "+37061234567", "Europe/Vilnius"),
        ("GB", "+442079460123", "Europe/London"),
        ("CH", "+41781234567", "Europe/Zurich"),
    ],
)
def test_outside_the_us_the_floor_is_nine_to_eight_and_no_sunday(
    country: str, phone: str, zone: str
) -> None:
    facts = customer(country, "", phone)
    for day, open_day in ((16, True), (19, True), (20, False)):
        for hour in range(24):
            local = datetime(2026, 9, day, hour, 30, tzinfo=ZoneInfo(zone))
            allowed = isinstance(ask(facts, local, rules=LOOSEST), Allowed)
            assert allowed == (open_day and 9 <= hour < 20), local


def test_the_default_of_a_tenant_is_working_hours_on_weekdays() -> None:
    zone = ZoneInfo("America/New_York")
    assert isinstance(ask(NEW_YORKER, datetime(2026, 9, 16, 10, tzinfo=zone)), Allowed)
    assert isinstance(ask(NEW_YORKER, datetime(2026, 9, 16, 17, 59, tzinfo=zone)), Allowed)
    for closed in ((16, 9, 59), (16, 18, 0), (19, 12, 0), (20, 12, 0)):
        answer = ask(NEW_YORKER, datetime(2026, 9, *closed, tzinfo=zone))
        assert isinstance(answer, Refused)
        assert answer.rule == Rule.HOURS


def test_an_area_code_binds_to_its_state_even_if_the_address_is_elsewhere() -> None:
    moved = customer("US", "NY", "+14015550123")
    evening = datetime(2026, 9, 16, 18, 30, tzinfo=ZoneInfo("America/New_York"))
    assert isinstance(ask(NEW_YORKER, evening, rules=LOOSEST), Allowed)
    assert isinstance(ask(moved, evening, rules=LOOSEST), Refused)


def test_an_unknown_state_obeys_all_states() -> None:
    somewhere = customer("US", "", "+18005550123", zone="America/New_York")
    eastern = ZoneInfo("America/New_York")
    for hour in range(24):
        allowed = isinstance(
            ask(somewhere, datetime(2026, 9, 16, hour, tzinfo=eastern), rules=LOOSEST), Allowed
        )
        assert allowed == (10 <= hour < 18)
    assert isinstance(
        ask(somewhere, datetime(2026, 9, 20, 14, tzinfo=eastern), rules=LOOSEST), Refused
    )


def test_a_territory_has_the_federal_hours() -> None:
    zone = ZoneInfo("America/Puerto_Rico")
    for facts in (customer("PR", "", "+17875550123"), customer("", "", "+17875550123")):
        assert isinstance(ask(facts, datetime(2026, 9, 20, 8, tzinfo=zone), rules=LOOSEST), Allowed)
        assert isinstance(
            ask(facts, datetime(2026, 9, 20, 21, tzinfo=zone), rules=LOOSEST), Refused
        )


@pytest.mark.parametrize(
    ("facts", "day", "zone"),
    [
        (NEW_YORKER, date(2026, 11, 26), "America/New_York"),
        (GERMAN, date(2026, 5, 14), "Europe/Berlin"),
        (customer("DE", "BY", "+4915112345678"), date(2026, 1, 6), "Europe/Berlin"),
        (customer("US", "TX", "+12145550123"), date(2026, 3, 2), "America/Chicago"),
        (customer("GB", "", "+442079460123"), date(2026, 5, 4), "Europe/London"),
    ],
)
def test_public_holidays_of_country_and_state_are_kept(
    facts: CustomerFacts, day: date, zone: str
) -> None:
    noon = datetime(day.year, day.month, day.day, 13, tzinfo=ZoneInfo(zone))
    answer = ask(facts, noon)
    assert isinstance(answer, Refused)
    assert answer.rule == Rule.HOLIDAY
    assert answer.retry_at is not None
    assert answer.retry_at.astimezone(ZoneInfo(zone)).date() > day


def test_a_holiday_of_one_state_is_a_working_day_in_another() -> None:
    epiphany = datetime(2026, 1, 6, 13, tzinfo=ZoneInfo("Europe/Berlin"))
    assert isinstance(ask(GERMAN, epiphany), Allowed)


def test_mail_has_no_legal_hours_but_keeps_the_tenants() -> None:
    night = datetime(2026, 9, 16, 23, tzinfo=ZoneInfo("Europe/Berlin"))
    assert isinstance(ask(GERMAN, night, channel=Channel.EMAIL, rules=LOOSEST), Allowed)
    assert isinstance(ask(GERMAN, night, channel=Channel.EMAIL), Refused)


def test_one_touch_a_day_and_three_a_week() -> None:
    now = datetime(2026, 9, 17, 15, tzinfo=UTC)
    day, minute = timedelta(days=1), timedelta(minutes=1)

    def rule(*touched: datetime) -> str:
        answer = ask(NEW_YORKER, now, person=PersonHistory(touched_at=touched))
        return answer.rule if isinstance(answer, Refused) else ""

    assert rule(now - day + minute) == Rule.PER_DAY
    assert rule(now - day) == ""
    three = (now - 6 * day, now - 4 * day, now - 2 * day)
    assert rule(*three) == Rule.PER_WEEK
    assert rule(now - 7 * day, *three[1:]) == ""


def test_no_tenant_can_raise_the_cap_above_three_in_a_day() -> None:
    now = datetime(2026, 9, 17, 15, tzinfo=UTC)
    touched = tuple(now - timedelta(hours=hours) for hours in (1, 2, 3))
    person = PersonHistory(touched_at=touched)
    answer = ask(NEW_YORKER, now, rules=LOOSEST, person=person)
    assert isinstance(answer, Refused)
    assert answer.rule == Rule.PER_DAY
    assert answer.retry_at == touched[-1] + timedelta(days=1)


def test_a_live_talk_may_be_followed_up_within_the_legal_cap() -> None:
    now = datetime(2026, 9, 17, 15, tzinfo=UTC)
    person = PersonHistory(touched_at=(now - timedelta(hours=5),))
    assert isinstance(ask(NEW_YORKER, now, person=person, wrote=now - timedelta(hours=4)), Allowed)
    assert isinstance(ask(NEW_YORKER, now, person=person, wrote=now - timedelta(days=2)), Refused)


def test_the_quiet_days_end_with_their_last_day_in_every_zone() -> None:
    last = PersonHistory(quiet_until=date(2026, 9, 16))
    zone = ZoneInfo("America/New_York")
    answer = ask(NEW_YORKER, datetime(2026, 9, 16, 12, tzinfo=zone), person=last)
    assert isinstance(answer, Refused)
    assert answer.rule == Rule.QUIET_DAYS
    assert answer.retry_at == datetime(2026, 9, 17, 10, tzinfo=zone)
    assert isinstance(ask(NEW_YORKER, datetime(2026, 9, 17, 12, tzinfo=zone), person=last), Allowed)


def test_a_person_who_writes_at_night_gets_an_answer_for_a_day() -> None:
    night = datetime(2026, 9, 19, 21, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    busy = PersonHistory(
        touched_at=(night - timedelta(hours=1),) * 3, quiet_until=date(2026, 12, 31)
    )
    for age, allowed in ((0, True), (23, True), (24, False)):
        wrote = night - timedelta(hours=age)
        answer = ask(GERMAN, night, purpose=Purpose.REPLY, person=busy, wrote=wrote)
        assert isinstance(answer, Allowed) == allowed
    assert isinstance(ask(GERMAN, night, person=busy, wrote=night), Refused)


def test_zones_without_a_common_hour_leave_no_next_moment() -> None:
    russian = customer("RU", "", "+79161234567")
    answer = ask(russian, datetime(2026, 9, 16, 9, tzinfo=UTC))
    assert isinstance(answer, Refused)
    assert answer.rule == Rule.HOURS
    assert answer.retry_at is None


def test_the_recorded_local_times_are_those_of_the_decision() -> None:
    now = datetime(2026, 9, 16, 16, tzinfo=UTC)
    answer = ask(customer("US", "KY", "+12705550123"), now)
    assert {zone.zone: zone.local.hour for zone in answer.zones} == {
        "America/Chicago": 11,
        "America/New_York": 12,
    }


PEOPLE = st.sampled_from(
    (
        NEW_YORKER,
        GERMAN,
        customer("US", "TX", "+12145550123"),
        customer("US", "KY", "+12705550123"),
        customer("US", "", "+12705550123"),
        customer("US", "LA", "+12125550123"),
        customer("AU", "", "+61412345678"),
        customer("ES", "", "+34612345678"),
        customer("", "", "+12505550123"),
        customer("JP", "", "+819012345678"),
        customer("GB", "", "+12125550123"),
    )
)
MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001
    max_value=datetime(2027, 12, 31),  # noqa: DTZ001
).map(lambda naive: naive.replace(second=0, microsecond=0, tzinfo=UTC))
RULES = st.builds(
    lambda start, length, days, per_day, per_week: replace(
        LOOSEST,
        hours_start=start,
        hours_end=min(24, start + length),
        weekdays=tuple(sorted(days)),
        per_day=per_day,
        per_week=per_week,
    ),
    st.integers(0, 20),
    st.integers(1, 14),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(1, 4),
    st.integers(1, 5),
)


@st.composite
def histories(draw: st.DrawFn, now: datetime) -> PersonHistory:
    ages = draw(st.lists(st.integers(0, 8 * 24 * 60), max_size=6))
    quiet = draw(st.none() | st.integers(-2, 20))
    return PersonHistory(
        touched_at=tuple(sorted(now - timedelta(minutes=age) for age in ages)),
        quiet_until=None if quiet is None else (now + timedelta(days=quiet)).date(),
    )


@settings(max_examples=examples(150))
@given(data=st.data(), facts=PEOPLE, now=MOMENTS, rules=RULES, channel=st.sampled_from(Channel))
def test_the_next_moment_is_allowed_and_none_before_it_is(
    data: st.DataObject, facts: CustomerFacts, now: datetime, rules: ChannelRules, channel: Channel
) -> None:
    person = data.draw(histories(now))
    age = data.draw(st.none() | st.integers(0, 48))
    wrote = None if age is None else now - timedelta(hours=age)

    def at(moment: datetime) -> Allowed | Refused:
        return ask(facts, moment, channel=channel, rules=rules, person=person, wrote=wrote)

    answer = at(now)
    if isinstance(answer, Allowed) or answer.retry_at is None:
        return
    assert answer.retry_at > now
    assert isinstance(at(answer.retry_at), Allowed)
    gap = answer.retry_at - now
    for share in data.draw(st.lists(st.floats(0, 0.9999), min_size=8, max_size=8)):
        assert isinstance(at(now + gap * share), Refused)
    assert isinstance(at(answer.retry_at - timedelta(microseconds=1)), Refused)


@settings(max_examples=examples(150))
@given(facts=PEOPLE, now=MOMENTS)
def test_what_is_allowed_lies_in_the_floor_of_every_candidate_zone(
    facts: CustomerFacts, now: datetime
) -> None:
    answer = ask(facts, now, channel=Channel.VOICE, rules=LOOSEST)
    if isinstance(answer, Allowed):
        assert answer.zones
        for zone in answer.zones:
            assert 8 <= zone.local.hour < 21
            assert facts.country in {"US", ""} or zone.local.weekday() != 6


@settings(max_examples=examples(100))
@given(data=st.data(), facts=PEOPLE, now=MOMENTS, rules=RULES, minutes=st.integers(0, 24 * 60 - 1))
def test_a_reply_ignores_time_and_never_suppression(
    data: st.DataObject, facts: CustomerFacts, now: datetime, rules: ChannelRules, minutes: int
) -> None:
    person = data.draw(histories(now))
    wrote = now - timedelta(minutes=minutes)
    reply = ask(facts, now, purpose=Purpose.REPLY, rules=rules, person=person, wrote=wrote)
    assert isinstance(reply, Allowed)
    suppressed = replace(person, suppressed=True)
    refused = ask(facts, now, purpose=Purpose.REPLY, rules=rules, person=suppressed, wrote=wrote)
    assert isinstance(refused, Refused)
    assert refused.rule == Rule.SUPPRESSED
