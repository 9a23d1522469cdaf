"""Sample customer bases for demonstrations and tests: realistic in shape, clearly nobody's data.

Everybody is called Sample, mails go to example.com, and phones come from the ranges kept free for
fiction where a country has one. The same seed and day give the same bytes.

    python -m infra.local.sample_base --rows 1000 --seed 1 out.csv
"""

from __future__ import annotations

import argparse
import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

HEADERS = (
    "customer_id",
    "name",
    "email",
    "phone",
    "country",
    "region",
    "time_zone",
    "language",
    "product",
    "plan",
    "plan_since",
    "billing_interval",
    "status",
    "paid_since",
    "trial_ends_on",
    "renews_on",
    "churned_on",
    "seats",
    "team_size",
    "mrr",
    "currency",
    "usage_30d",
    "usage_prev_30d",
    "limit_used",
    "feature: Reports",
    "feature: Automations",
    "support_asks",
    "open_escalations",
    "last_billing_issue_on",
    "cancel_at_period_end",
    "payment_count",
    "do_not_contact",
    "whatsapp",
    "consent_whatsapp",
    "consent_whatsapp_source",
    "consent_whatsapp_wording",
    "consent_sms",
    "consent_sms_source",
    "consent_sms_wording",
    "consent_voice",
    "consent_voice_source",
    "consent_voice_wording",
    "consent_voice_written",
    "consent_email",
    "consent_email_source",
    "consent_email_wording",
)

PRODUCT = "Sampleboard"
PRICES = {"Starter": 29, "Growth": 79, "Scale": 199}

# Area codes with the region and zone they lie in; 555-0100 to 555-0199 is fiction in each of them.
_US_AREAS = (
    ("212", "NY", "America/New_York"),
    ("315", "NY", "America/New_York"),
    ("617", "MA", "America/New_York"),
    ("215", "PA", "America/New_York"),
    ("412", "PA", "America/New_York"),
    ("404", "GA", "America/New_York"),
    ("704", "NC", "America/New_York"),
    ("919", "NC", "America/New_York"),
    ("614", "OH", "America/New_York"),
    ("216", "OH", "America/New_York"),
    ("703", "VA", "America/New_York"),
    ("201", "NJ", "America/New_York"),
    ("312", "IL", "America/Chicago"),
    ("217", "IL", "America/Chicago"),
    ("612", "MN", "America/Chicago"),
    ("414", "WI", "America/Chicago"),
    ("314", "MO", "America/Chicago"),
    ("303", "CO", "America/Denver"),
    ("719", "CO", "America/Denver"),
    ("801", "UT", "America/Denver"),
    ("415", "CA", "America/Los_Angeles"),
    ("213", "CA", "America/Los_Angeles"),
    ("619", "CA", "America/Los_Angeles"),
    ("916", "CA", "America/Los_Angeles"),
    ("503", "OR", "America/Los_Angeles"),
    ("702", "NV", "America/Los_Angeles"),
)
FIRST_NAMES = (
    "Alex",
    "Robin",
    "Sam",
    "Jordan",
    "Casey",
    "Morgan",
    "Jamie",
    "Taylor",
    "Riley",
    "Quinn",
    "Avery",
    "Rowan",
    "Ona",
    "Jonas",
    "Rūta",
    "Tomas",
    "Eglė",
    "Darius",
    "Anna",
    "Ivan",
    "Olga",
    "Pavel",
    "Lena",
    "Max",
    "Emil",
    "Nora",
    "Ida",
    "Hugo",
    "Lucia",
    "Marta",
)


@dataclass(frozen=True, slots=True)
class _Place:
    country: str
    languages: tuple[str, ...]
    zone: str
    phone: str
    """Digits before the running number, international."""
    digits: int
    """Length of the running number."""
    trunk: str
    code: str


_EUROPE = (
    _Place("LT", ("lt", "lt", "lt", "ru", "en"), "Europe/Vilnius", "6000", 4, "0", "370"),
    _Place("GB", ("en",), "Europe/London", "7700900", 3, "0", "44"),
    _Place("LV", ("ru", "en"), "Europe/Riga", "2000", 4, "", "371"),
    _Place("DE", ("en",), "Europe/Berlin", "17604069", 3, "0", "49"),
)

Row = dict[str, str]


@dataclass(slots=True)
class _Maker:
    today: date
    chance: random.Random
    phones: int = 0
    made: list[Row] = field(default_factory=list)

    def ago(self, low: int, high: int) -> str:
        """A day between `low` and `high` days ago."""
        return (self.today - timedelta(days=self.chance.randint(low, high))).isoformat()

    def ahead(self, low: int, high: int) -> str:
        return (self.today + timedelta(days=self.chance.randint(low, high))).isoformat()

    def moment_ago(self, low: int, high: int) -> str:
        return f"{self.ago(low, high)} {self.chance.randint(9, 17):02d}:15:00"


def _person(make: _Maker, number: int) -> Row:
    """A customer with a name, an address and consents, but no subscription yet."""
    chance = make.chance
    row = dict.fromkeys(HEADERS, "")
    first = chance.choice(FIRST_NAMES)
    row["customer_id"] = f"cus_sample{number:06d}"
    row["name"] = f"{first} Sample-{number:04d}"
    row["email"] = f"sample{number:06d}@example.com"
    make.phones += 1
    if chance.random() < 0.5:
        area, region, zone = _US_AREAS[make.phones % len(_US_AREAS)]
        row |= {"country": "US", "region": region, "time_zone": zone, "language": "en"}
        line = (make.phones // len(_US_AREAS)) % 100
        row["phone"] = _us_phone(chance, area, f"01{line:02d}")
    else:
        place = chance.choices(_EUROPE, weights=(6, 2, 1, 1))[0]
        row |= {"country": place.country, "time_zone": place.zone}
        row["language"] = chance.choice(place.languages)
        row["phone"] = _european_phone(chance, place, make.phones)
        row["whatsapp"] = chance.choices(("yes", "no", ""), weights=(5, 2, 3))[0]
    if row["country"] != "US" and chance.random() < 0.2:
        row["time_zone"] = ""
    _consents(make, row)
    return row


def _us_phone(chance: random.Random, area: str, line: str) -> str:
    shapes = (
        f"+1{area}555{line}",
        f"({area}) 555-{line}",
        f"{area}-555-{line}",
        f"1.{area}.555.{line}",
        f"+1 {area} 555 {line}",
        f"{area}555{line}",
    )
    return chance.choice(shapes)


def _european_phone(chance: random.Random, place: _Place, number: int) -> str:
    national = f"{place.phone}{number % 10**place.digits:0{place.digits}d}"
    shapes = (
        f"+{place.code}{national}",
        f"+{place.code} {national[:3]} {national[3:]}",
        f"00{place.code}{national}",
        f"{place.trunk}{national}",
        f"+{place.code}-{national[:3]}-{national[3:]}",
    )
    return chance.choice(shapes)


_WORDINGS = {
    "whatsapp": "Message me on WhatsApp about my plan and what fits it.",
    "sms": "Text me about my plan. Message rates may apply. Reply STOP to end.",
    "voice": "You may call me with an automated AI voice about my plan and offers that fit it.",
    "email": "Write to me about my plan and what fits it.",
}


def _consents(make: _Maker, row: Row) -> None:
    us = row["country"] == "US"
    likely = {
        "whatsapp": 0.0 if us else 0.55,
        "sms": 0.6 if us else 0.25,
        "voice": 0.45,
        "email": 0.7,
    }
    for channel, share in likely.items():
        if make.chance.random() < share:
            row[f"consent_{channel}"] = make.moment_ago(20, 400)
            row[f"consent_{channel}_source"] = "account settings page"
            row[f"consent_{channel}_wording"] = _WORDINGS[channel]
    if row["consent_voice"]:
        row["consent_voice_written"] = "yes"


def _subscribed(make: _Maker, row: Row, *, plan: str, since: tuple[int, int]) -> None:
    """A running monthly subscription in good health."""
    chance = make.chance
    days = chance.randint(*since)
    begun = (make.today - timedelta(days=days)).isoformat()
    usage = chance.randint(200, 2000)
    row |= {
        "product": PRODUCT,
        "plan": plan,
        "plan_since": begun,
        "paid_since": begun,
        "billing_interval": "month",
        "status": "active",
        "renews_on": make.ahead(1, 29),
        "seats": str(chance.randint(2, 4)),
        "team_size": str(chance.randint(1, 2)),
        "mrr": f"{PRICES[plan]}.00",
        "currency": "USD" if row["country"] == "US" else "EUR",
        "usage_30d": str(usage),
        "usage_prev_30d": str(int(usage * chance.uniform(0.8, 1.15))),
        "limit_used": f"{chance.uniform(0.1, 0.6):.2f}",
        "feature: Automations": str(chance.randint(0, 3)),
        "open_escalations": "0",
        "cancel_at_period_end": "no",
        "payment_count": str(max(1, days // 30)),
    }


def _upsell(make: _Maker, row: Row) -> None:
    _subscribed(make, row, plan="Starter", since=(100, 900))
    match make.chance.randrange(4):
        case 0 | 1:
            row["limit_used"] = f"{make.chance.uniform(0.81, 1.0):.2f}"
        case 2:
            row["feature: Reports"] = str(make.chance.randint(5, 80))
        case _:
            row["support_asks"] = "Reports"


def _win_back(make: _Maker, row: Row) -> None:
    _subscribed(make, row, plan=make.chance.choice(("Starter", "Growth")), since=(200, 800))
    _left(row, make.ago(32, 178))


def _left(row: Row, day: str) -> None:
    row |= {"status": "canceled", "churned_on": day, "renews_on": "", "usage_30d": "0"}
    row |= {"limit_used": "", "cancel_at_period_end": ""}


def _gone(make: _Maker, row: Row) -> None:
    _subscribed(make, row, plan="Starter", since=(500, 900))
    _left(row, make.ago(1, 28) if make.chance.random() < 0.4 else make.ago(183, 400))


def _renewal(make: _Maker, row: Row) -> None:
    _subscribed(make, row, plan="Growth", since=(310, 364))
    row |= {"billing_interval": "year", "renews_on": make.ahead(1, 59)}


def _retention(make: _Maker, row: Row) -> None:
    _subscribed(make, row, plan=make.chance.choice(("Starter", "Growth")), since=(120, 700))
    match make.chance.randrange(4):
        case 0:
            row["usage_30d"] = str(int(row["usage_prev_30d"]) // 4)
        case 1:
            row["open_escalations"] = "1"
        case 2:
            row |= {"status": "past_due", "last_billing_issue_on": make.ago(1, 20)}
        case _:
            row["cancel_at_period_end"] = "yes"


def _cross_sell(make: _Maker, row: Row) -> None:
    _subscribed(make, row, plan="Starter", since=(120, 700))
    row |= {"seats": "1", "team_size": str(make.chance.randint(3, 14))}


def _trial(make: _Maker, row: Row) -> None:
    _subscribed(make, row, plan="Starter", since=(1, 12))
    row |= {"status": "trialing", "trial_ends_on": make.ahead(1, 13), "payment_count": "0"}
    row |= {"paid_since": ""}


def _quiet(make: _Maker, row: Row) -> None:
    _subscribed(make, row, plan=make.chance.choice(("Starter", "Scale")), since=(100, 900))


def _new(make: _Maker, row: Row) -> None:
    _subscribed(make, row, plan="Starter", since=(5, 88))
    row["limit_used"] = "0.90"


_KINDS = (
    (_upsell, 30),
    (_win_back, 20),
    (_gone, 5),
    (_renewal, 8),
    (_retention, 10),
    (_cross_sell, 8),
    (_trial, 7),
    (_quiet, 8),
    (_new, 4),
)


def sample_rows(rows: int, *, seed: int, today: date) -> Iterator[Row]:
    """Yield `rows` rows; about three in a hundred are duplicates, unusable or share a phone."""
    make = _Maker(today, random.Random(seed))
    kinds = [kind for kind, _ in _KINDS]
    weights = [weight for _, weight in _KINDS]
    recent: list[Row] = []
    for number in range(1, rows + 1):
        special = make.chance.random()
        if recent and special < 0.015:
            yield _again(make, make.chance.choice(recent))
            continue
        row = _person(make, number)
        make.chance.choices(kinds, weights=weights)[0](make, row)
        if recent and 0.015 <= special < 0.025:
            other = make.chance.choice(recent)
            row |= {"phone": other["phone"], "country": other["country"]}
        elif special > 0.995:
            row |= {"customer_id": "", "email": "not an address"}
        elif special > 0.99:
            row["phone"] = "call the office"
        elif special > 0.98:
            row["do_not_contact"] = "yes"
        recent = [*recent[-49:], row]
        yield row


def _again(make: _Maker, row: Row) -> Row:
    """The same customer once more, as exports do: another spelling, fewer facts."""
    copy = dict(row)
    copy["email"] = copy["email"].upper()
    copy["name"] = f" {copy['name']} "
    if make.chance.random() < 0.5:
        copy["phone"] = ""
    return copy


def write_sample(target: Path, *, rows: int, seed: int, today: date) -> None:
    """Write the sample base as CSV."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=HEADERS)
        writer.writeheader()
        writer.writerows(sample_rows(rows, seed=seed, today=today))


def main() -> None:
    """Write files as asked on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date())
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    write_sample(given.out, rows=given.rows, seed=given.seed, today=given.today)


if __name__ == "__main__":
    main()
