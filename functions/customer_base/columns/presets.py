"""The exports we recognise, each with the headers that prove it and what its headers mean.

A new preset is one row of this table. Data only.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preset:
    """An export we recognise: the headers that prove it, and what each header means.

    Every export here writes decimal amounts; times that are UTC say so in their header.
    """

    name: str
    label: str
    proof: tuple[str, ...]
    """Normalised headers that must all be present."""
    meaning: tuple[tuple[str, str], ...]
    """Normalised header → canonical column. The first header present wins a column."""


PRESETS: tuple[Preset, ...] = (
    Preset(
        "stripe_subscriptions",
        "Stripe subscriptions export",
        ("customer id", "status", "plan", "interval"),
        (
            ("customer id", "customer_id"),
            ("customer name", "name"),
            ("customer description", "name"),
            ("customer email", "email"),
            ("product", "product"),
            ("plan", "plan"),
            ("quantity", "seats"),
            ("status", "status"),
            ("currency", "currency"),
            ("amount", "amount"),
            ("interval", "billing_interval"),
            # Stripe's start moves when the plan changes, its creation does not.
            ("created utc", "subscribed_on"),
            ("start utc", "plan_since"),
            ("start date utc", "plan_since"),
            ("current period end utc", "renews_on"),
            ("trial end utc", "trial_ends_on"),
            ("ended at utc", "churned_on"),
            ("canceled at utc", "canceled_at"),
            ("cancel at period end", "cancel_at_period_end"),
        ),
    ),
    Preset(
        "stripe_customers",
        "Stripe customers export",
        ("id", "email", "created utc"),
        (
            ("id", "customer_id"),
            ("name", "name"),
            ("description", "name"),
            ("email", "email"),
            ("phone", "phone"),
            ("card issue country", "country"),
            ("card address country", "country"),
            ("card address state", "region"),
            ("delinquent", "delinquent"),
            ("plan", "plan"),
            ("status", "status"),
            ("total spend", "paid_total"),
            ("payment count", "payment_count"),
            ("currency", "currency"),
            ("preferred locales", "language"),
        ),
    ),
    Preset(
        "chargebee",
        "Chargebee export",
        ("customer id", "subscription status"),
        (
            ("customer id", "customer_id"),
            ("customer first name", "first_name"),
            ("first name", "first_name"),
            ("customer last name", "last_name"),
            ("last name", "last_name"),
            ("customer email", "email"),
            ("email", "email"),
            ("customer phone", "phone"),
            ("phone", "phone"),
            ("billing country", "country"),
            ("billing state", "region"),
            ("locale", "language"),
            ("subscription status", "status"),
            ("plan", "plan"),
            ("plan id", "plan"),
            ("plan name", "plan"),
            ("plan quantity", "seats"),
            ("plan amount", "amount"),
            ("billing period unit", "billing_interval"),
            ("currency", "currency"),
            ("currency code", "currency"),
            ("mrr", "mrr"),
            ("activated at", "paid_since"),
            ("activated", "paid_since"),
            ("trial end", "trial_ends_on"),
            ("next billing at", "renews_on"),
            ("current term end", "renews_on"),
            ("cancelled at", "churned_on"),
            ("cancelled", "churned_on"),
        ),
    ),
    Preset(
        "hubspot",
        "HubSpot contacts export",
        ("record id", "email", "lifecycle stage"),
        (
            ("record id", "customer_id"),
            ("first name", "first_name"),
            ("last name", "last_name"),
            ("email", "email"),
            ("phone number", "phone"),
            ("mobile phone number", "phone"),
            ("country region", "country"),
            ("country", "country"),
            ("state region", "region"),
            ("time zone", "time_zone"),
            ("preferred language", "language"),
        ),
    ),
    Preset(
        "paddle",
        "Paddle export",
        ("id", "email", "status", "locale"),
        (
            ("id", "customer_id"),
            ("name", "name"),
            ("email", "email"),
            ("locale", "language"),
            # Paddle's customer status says whether the record is archived, not whether it pays.
        ),
    ),
)

PRESET_BY_NAME = {preset.name: preset for preset in PRESETS}
