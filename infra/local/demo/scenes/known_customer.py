"""Rows of customers whose one permitted channel is known, so that a scene can say what happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from infra.local.samples.sample_base import HEADERS, Row

_WORDINGS = {
    "sms": "Text me about my plan. Message rates may apply. Reply STOP to end.",
    "voice": "You may call me with an automated AI voice about my plan and offers that fit it.",
}


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """Near the limit of the Starter plan for a year: upsell, and first in the order of dialling."""

    number: int
    name: str
    phone: str
    zone: str = "America/New_York"
    country: str = "US"
    region: str = "NY"
    consents: Sequence[str] = ("sms",)

    @property
    def address(self) -> str:
        return self.phone

    def make_row(self, today: date) -> Row:
        def days_ago(days: int) -> str:
            return (today - timedelta(days=days)).isoformat()

        row = dict.fromkeys(HEADERS, "")
        row |= {
            "customer_id": f"cus_known{self.number:03d}",
            "name": self.name,
            "phone": self.phone,
            "country": self.country,
            "region": self.region,
            "time_zone": self.zone,
            "language": "en",
            "product": "Sampleboard",
            "plan": "Starter",
            "plan_since": days_ago(400),
            "paid_since": days_ago(400),
            "billing_interval": "month",
            "status": "active",
            "renews_on": days_ago(-20),
            "seats": "3",
            "team_size": "2",
            "mrr": "29.00",
            "currency": "USD",
            "usage_30d": "1500",
            "usage_prev_30d": "1400",
            "limit_used": "1.00",
            "open_escalations": "0",
            "cancel_at_period_end": "no",
            "payment_count": "13",
            "whatsapp": "no",
        }
        for channel in self.consents:
            row |= {
                f"consent_{channel}": f"{days_ago(100)} 10:15:00",
                f"consent_{channel}_source": "account settings page",
                f"consent_{channel}_wording": _WORDINGS[channel],
            }
        if "voice" in self.consents:
            row["consent_voice_written"] = "yes"
        return row
