"""The days on which a rule turns, from a file to a motion, on the calendar of the tenant.

The clock always stands where the tenant's date is not the date in UTC, but for the first case.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import duckdb
import pytest

from functions.customer_base.imports.records import ImportStatus, new_import, upload_key
from functions.customer_base.imports.workflow import file_arrived, parse_upload_key
from functions.customer_base.segmentation.workflow import judged_by, segment
from functions.customer_base.store.snapshot import LocalCopies
from tests.customer_base.fakes_base import TENANT, Base

pytestmark = pytest.mark.costly(first=1)

HEALTHY = {
    "product": "Sampleboard",
    "plan": "Starter",
    "status": "active",
    "billing_interval": "month",
    "payment_count": "9",
    "seats": "1",
    "team_size": "1",
    "usage_30d": "100",
    "usage_prev_30d": "100",
    "limit_used": "0.9",
}
COLUMNS = ("customer_id", "email", *HEALTHY, "plan_since", "paid_since", "renews_on", "churned_on")
LONG_AGO = 400

EXPECTED: dict[tuple[str, int], tuple[str | None, str]] = {
    ("plan_since", 89): (None, "base_plan_long_enough"),
    ("plan_since", 90): (None, "base_plan_long_enough"),
    ("plan_since", 91): ("upsell", "usage_shows_demand"),
    ("paid_since", 89): (None, "base_plan_long_enough"),
    ("paid_since", 90): (None, "base_plan_long_enough"),
    ("paid_since", 91): ("upsell", "usage_shows_demand"),
    ("renews_on", 0): ("renewal", "renewal_near"),
    ("renews_on", 59): ("renewal", "renewal_near"),
    ("renews_on", 60): ("renewal", "renewal_near"),
    ("renews_on", 61): ("upsell", "usage_shows_demand"),
    ("renews_on", -1): ("upsell", "usage_shows_demand"),
    ("churned_on", 29): (None, "left_long_enough_ago"),
    ("churned_on", 30): ("win_back", "has_left"),
    ("churned_on", 180): ("win_back", "has_left"),
    ("churned_on", 181): (None, "left_not_too_long_ago"),
}
"""(fact, days from it to today; to come for a renewal) → motion and reason."""


def moment(day: date, zone: ZoneInfo, at: time) -> str:
    """A moment of this day where the tenant is, as a program writes it: in UTC."""
    return datetime.combine(day, at, zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def row(name: str, fact: str, days: int, today: date, zone: ZoneInfo) -> str:
    ahead = fact == "renews_on"
    turning = today + timedelta(days=days if ahead else -days)
    long_ago = today - timedelta(days=LONG_AGO)
    at = {"early": time(0, 30), "late": time(23, 30)}.get(name.partition(" ")[0])
    facts = HEALTHY | {
        "customer_id": f"{name} {fact} {days}",
        "email": f"{name}-{fact}-{days}@example.com".replace(" ", "-"),
        "plan_since": long_ago.isoformat(),
        "paid_since": long_ago.isoformat(),
        fact: moment(turning, zone, at) if at else turning.isoformat(),
    }
    if ahead:
        facts["billing_interval"] = "year"
    if fact == "churned_on":
        facts["status"] = "canceled"
    return ",".join(facts.get(column, "") for column in COLUMNS)


def motions(base: Base, content: str, *, now: datetime) -> dict[str, tuple[str | None, str]]:
    """Upload, import and judge at this moment."""
    base.rows.imports[TENANT, "i_1"] = new_import(
        tenant=TENANT, import_id="i_1", file_names=("customers.csv",), created_at=now
    )
    key = upload_key(TENANT, "i_1", 1)
    base.files.put(TENANT, key, content.encode())
    uploaded = parse_upload_key(key)
    assert uploaded is not None
    file_arrived(uploaded, base.imports, now=now)
    record = base.rows.imports[TENANT, "i_1"]
    assert record.status is ImportStatus.DONE, record.problem
    message = base.queue.sent[-1]
    segment(TENANT, run=message["run"], snapshot=message["snapshot"], ports=base.segments, now=now)
    run = base.rows.load_run(TENANT, message["run"])
    assert run is not None
    with duckdb.connect() as con:
        copies = LocalCopies(base.files, base.work / "copies")
        judged = judged_by(TENANT, run, copies, con)
        rows = con.execute(judged.select("customer_id", "motion", "reason")).fetchall()
    return {customer_id: (motion, reason) for customer_id, motion, reason in rows}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "today", "at"),
    [
        pytest.param("UTC", "2026-11-23", time(12), id="an ordinary noon"),
        pytest.param("Europe/Vilnius", "2028-02-29", time(0, 30), id="a leap day in Vilnius"),
        pytest.param("Europe/Vilnius", "2026-10-25", time(23, 59), id="the day clocks go back"),
        pytest.param("Europe/Vilnius", "2027-01-01", time(0, 1), id="New Year in Vilnius"),
        pytest.param("Pacific/Kiritimati", "2028-03-15", time(9), id="over a leap day, UTC+14"),
        pytest.param("Pacific/Kiritimati", "2027-01-01", time(0, 30), id="New Year, UTC+14"),
        pytest.param("America/Los_Angeles", "2026-12-31", time(23, 30), id="New Year's Eve, UTC-8"),
        pytest.param("America/Los_Angeles", "2028-02-29", time(23, 30), id="a leap day, UTC-8"),
    ],
)
def test_rules_turn_on_their_day_of_the_tenants_calendar(
    base: Base, zone: str, today: str, at: time
) -> None:
    where, day = ZoneInfo(zone), date.fromisoformat(today)
    now = datetime.combine(day, at, where).astimezone(UTC)
    base.tenants.zone = zone
    cases = {
        f"{name} {fact} {days}": row(name, fact, days, day, where)
        for name in ("day", "early", "late")
        for fact, days in EXPECTED
    }
    content = "\n".join([",".join(COLUMNS), *cases.values()]) + "\n"
    assert motions(base, content, now=now) == {
        f"{name} {fact} {days}": expected
        for name in ("day", "early", "late")
        for (fact, days), expected in EXPECTED.items()
    }


def test_the_clock_of_these_cases_is_on_another_day_than_utc() -> None:
    """Else they would prove nothing about time zones."""
    early = datetime.combine(date(2027, 1, 1), time(0, 30), ZoneInfo("Pacific/Kiritimati"))
    late = datetime.combine(date(2026, 12, 31), time(23, 30), ZoneInfo("America/Los_Angeles"))
    assert early.astimezone(UTC).date() == date(2026, 12, 31)
    assert late.astimezone(UTC).date() == date(2027, 1, 1)
