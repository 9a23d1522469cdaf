"""One founder's Stripe account to try a sync with on the local platform. None of its people exist.

key rk_test_sample0000
"""

from __future__ import annotations

import random
from datetime import datetime

from infra.local.samples.sample_base import FIRST_NAMES
from infra.sandbox.ledger import Record
from infra.sandbox.stripe.accounts import FounderAccounts

ACCOUNT = "acct_sample"
KEY = "rk_test_sample0000"
PERMISSIONS = ["customers", "subscriptions", "products", "coupons"]
CUSTOMERS = 120
DAY_S = 24 * 3600
_PLANS = {"starter": ("Starter", 2900), "growth": ("Growth", 9900)}
_KINDS = ("active", "annual", "canceled", "trialing", "lead")
_WEIGHTS = (40, 20, 22, 8, 10)


def fill(accounts: FounderAccounts, *, now: datetime) -> None:
    """Make the account as if its business had gone on until now."""
    chance, today_s = random.Random(7), int(now.timestamp())
    accounts.set_up(ACCOUNT, keys={KEY: PERMISSIONS})
    for plan, (name, _) in _PLANS.items():
        accounts.save_object(ACCOUNT, "products", {"id": f"prod_{plan}", "name": name})
    for number in range(1, CUSTOMERS + 1):
        begun = today_s - chance.randint(220, 700) * DAY_S
        customer = {
            "id": f"cus_sample{number:04d}",
            "created": begun,
            "email": f"stripe{number:04d}@example.com",
            "name": f"{chance.choice(FIRST_NAMES)} Sample-{number:04d}",
            "address": {"country": chance.choice(("US", "LT", "DE")), "state": None},
            "preferred_locales": ["en"],
        }
        accounts.save_object(ACCOUNT, "customers", customer)
        kind = chance.choices(_KINDS, weights=_WEIGHTS)[0]
        if kind != "lead":
            sold = _subscription(number, kind, begun, today_s, chance)
            accounts.save_object(ACCOUNT, "subscriptions", sold)


def _subscription(
    number: int, kind: str, begun: int, today_s: int, chance: random.Random
) -> Record:
    plan = chance.choice(tuple(_PLANS))
    cents = _PLANS[plan][1]
    yearly = kind == "annual"
    left = today_s - chance.randint(5, 215) * DAY_S
    ends = (
        left if kind == "canceled" else today_s + chance.randint(1, 200 if yearly else 29) * DAY_S
    )
    started = today_s - 4 * DAY_S if kind == "trialing" else begun
    item = {
        "id": f"si_sample{number:04d}",
        "object": "subscription_item",
        "created": started,
        "quantity": 1,
        "current_period_end": ends,
        "price": {
            "id": f"price_{plan}_{'year' if yearly else 'month'}",
            "object": "price",
            "created": today_s - 900 * DAY_S,
            "currency": "usd",
            "nickname": None,
            "lookup_key": None,
            "product": f"prod_{plan}",
            "unit_amount": cents * (10 if yearly else 1),
            "unit_amount_decimal": str(cents * (10 if yearly else 1)),
            "recurring": {
                "interval": "year" if yearly else "month",
                "interval_count": 1,
                "usage_type": "licensed",
            },
        },
    }
    return {
        "id": f"sub_sample{number:04d}",
        "customer": f"cus_sample{number:04d}",
        "created": started,
        "start_date": started,
        "currency": "usd",
        "status": {"annual": "active"}.get(kind, kind),
        "trial_end": today_s + 10 * DAY_S if kind == "trialing" else None,
        "canceled_at": left if kind == "canceled" else None,
        "ended_at": left if kind == "canceled" else None,
        "items": {"object": "list", "data": [item], "has_more": False},
    }
