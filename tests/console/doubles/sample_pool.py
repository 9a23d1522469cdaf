"""Customers of a dial pool, and how far conversations with such customers came."""

from __future__ import annotations

from datetime import timedelta

from pydantic import JsonValue

from functions.customer_base.console_queries.answers import PersonInBase
from functions.outreach.domain.campaigns.progress import Progress, Stage, WeekCount, week_of
from functions.product.channels import Channel
from functions.product.consent import Consent
from functions.product.customer_facts import CustomerFacts, CustomerId
from functions.product.motions import Motion
from tests.console.fakes import NOON


def pool_customer(number: int) -> CustomerFacts:
    """A paying customer in New York; every second one agreed to mail, every fifth to texts."""
    agreed = [Channel.EMAIL] * (number % 2 == 0) + [Channel.SMS] * (number % 5 == 0)
    return CustomerFacts(
        CustomerId(f"cus_{number}"),
        NOON.date(),
        name=f"Customer {number}",
        email=f"customer{number}@example.com",
        phone="" if number % 7 == 0 else f"+12125550{100 + number}",
        country="US",
        region="NY",
        time_zone="America/New_York",
        language=("en", "lt", "de")[number % 3],
        plan="Starter",
        paid=True,
        motion=Motion.UPSELL,
        consents=tuple(
            Consent(channel, NOON - timedelta(days=90), "sign-up form", "Yes, write to me.")
            for channel in agreed
        ),
    )


def sample_person() -> PersonInBase:
    """Agreed to mail, and said no to calls later."""
    yes: dict[str, JsonValue] = {
        "channel": "email",
        "granted": True,
        "granted_at": "2026-05-03T12:00:00+00:00",
        "source": "sign-up form",
        "wording": "Yes, write to me.",
    }
    no: dict[str, JsonValue] = {
        "channel": "voice",
        "granted": False,
        "revoked_at": "2026-06-01T12:00:00+00:00",
        "source": "crm_export",
    }
    row: dict[str, JsonValue] = {"customer_id": "cus_1", "email": "grace@example.com"}
    return PersonInBase(snapshot="snap_1", customers=(row,), statements=(yes, no))


def sample_progress() -> Progress:
    """Six weeks of upsell by text, mail and WhatsApp, growing."""
    passed = {
        Stage.OPENED: 12,
        Stage.REACHED: 6,
        Stage.INTERESTED: 3,
        Stage.BOOKED: 1,
    }
    weeks = [week_of(NOON) - timedelta(days=7 * back) for back in range(6)]
    return Progress(
        counts=tuple(
            WeekCount(week, Motion.UPSELL, channel, stage, count * (6 - back) // (1 + place))
            for back, week in enumerate(weeks)
            for place, channel in enumerate((Channel.SMS, Channel.EMAIL, Channel.WHATSAPP))
            for stage, count in passed.items()
        )
        + tuple(WeekCount(week, Motion.UPSELL, None, Stage.PERMITTED, 90) for week in weeks),
        spent_cents=tuple((week, Motion.UPSELL, 900 - 100 * n) for n, week in enumerate(weeks)),
        spent_ever_cents=3900,
    )
