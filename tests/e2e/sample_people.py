"""The files a founder of these tests uploads, and the customers in them who answer.

Most rows come from the sample base; a few people are added whose one permitted channel is known, so
that a test can say who is texted, who is rung and who gets a mail.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from infra.local.samples import sample_base
from infra.local.samples.sample_base import HEADERS, Row

TODAY = date(2026, 9, 14)

TEXTED = "+12125550171"
"""Answers texts and books."""
STOPS = "+13155550172"
"""Is texted and wants no more of it."""
ASKS_FOR_A_PERSON = "+16175550173"
"""Is texted; the founder takes the conversation over."""
CALLED = "+12155550174"
"""Is rung and books on the call."""
MAILED = "mia.mail@example.com"
"""Left, gets a mail and books on the page behind its link."""

_CONSENT = {
    "sms": "Text me about my plan. Message rates may apply. Reply STOP to end.",
    "voice": "You may call me with an automated AI voice about my plan and offers that fit it.",
}


def _customer(
    number: int, name: str, *, phone: str = "", email: str = "", consent: str = ""
) -> Row:
    """Near the limit of the Starter plan for a year, in New York: upsell."""
    row = dict.fromkeys(HEADERS, "")
    row |= {
        "customer_id": f"cus_known{number:03d}",
        "name": name,
        "email": email,
        "phone": phone,
        "country": "US",
        "region": "NY",
        "time_zone": "America/New_York",
        "language": "en",
        "product": "Sampleboard",
        "plan": "Starter",
        "plan_since": _ago(400),
        "paid_since": _ago(400),
        "billing_interval": "month",
        "status": "active",
        "renews_on": _ago(-20),
        "seats": "3",
        "team_size": "2",
        "mrr": "29.00",
        "currency": "USD",
        "usage_30d": "1500",
        "usage_prev_30d": "1400",
        "limit_used": "0.96",
        "open_escalations": "0",
        "cancel_at_period_end": "no",
        "payment_count": "13",
    }
    if consent:
        row |= {
            f"consent_{consent}": f"{_ago(100)} 10:15:00",
            f"consent_{consent}_source": "account settings page",
            f"consent_{consent}_wording": _CONSENT[consent],
        }
    if consent == "voice":
        row["consent_voice_written"] = "yes"
    return row


def _gone(row: Row) -> Row:
    """The same customer, who left three months ago: win-back."""
    return row | {
        "status": "canceled",
        "churned_on": _ago(95),
        "renews_on": "",
        "usage_30d": "0",
        "limit_used": "",
        "cancel_at_period_end": "",
    }


def _ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def write_base(target: Path, *, rows: int, seed: int) -> Path:
    """The sample base with the people above added to it; returns the file."""
    known = [
        _customer(1, "Tara Sample-Text", phone=TEXTED, consent="sms"),
        _customer(2, "Stan Sample-Stop", phone=STOPS, consent="sms"),
        _customer(3, "Toby Sample-Person", phone=ASKS_FOR_A_PERSON, consent="sms"),
        _customer(4, "Vera Sample-Voice", phone=CALLED, consent="voice"),
        _gone(_customer(5, "Mia Sample-Mail", email=MAILED)),
    ]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=HEADERS)
        writer.writeheader()
        writer.writerows(sample_base.sample_rows(rows, seed=seed, today=TODAY))
        writer.writerows(known)
    return target
