"""A second founder, whose customers come from Stripe and want to be asked later, by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from infra.local.demo.scripted_founder import FounderDetails, ScriptedFounder
from infra.sandbox.client import SandboxClient
from infra.sandbox.ledger import Record

ACCOUNT, KEY = "acct_synced", "rk_test_synced0000"
DETAILS = FounderDetails("Sol Sample", "Solstice", "sol@example.com")
MAIL = "hello@solstice.example.com"
CENTS = 2900
LEFT = timedelta(days=33)
"""Long enough ago for win-back, and still so after ninety days more."""
PAID = timedelta(days=500)


@dataclass(frozen=True, slots=True)
class SyncedCustomer:
    """Left a month ago; only a mailbox is known."""

    number: int
    name: str
    zone: str
    state: str

    @property
    def address(self) -> str:
        return f"synced{self.number:04d}@example.com"


FROM_STRIPE = {
    30: SyncedCustomer(1, "Sia Sample-Thirty", "America/New_York", "NY"),
    60: SyncedCustomer(2, "Sven Sample-Sixty", "America/Chicago", "IL"),
    90: SyncedCustomer(3, "Suri Sample-Ninety", "America/Los_Angeles", "CA"),
}


def launch_on_stripe(founder: ScriptedFounder, sandbox: SandboxClient) -> None:
    """From the sign-up to a running win-back campaign, by mail alone."""
    _fill_account(sandbox)
    founder.sign_up()
    founder.connect_mail(MAIL)
    founder.connect_stripe(KEY)
    founder.add_offer(
        name="Welcome back",
        kind="return_offer",
        family="Solstice",
        yearly_value="348",
        currency="USD",
        trigger="return",
    )
    founder.approve_needed_answers("en")
    founder.set_bandwidth(meeting_link="https://meet.example.com/synced")
    founder.approve_playbook("win_back", "en")
    founder.rehearse("win_back", "en")
    founder.subscribe()
    founder.launch(founder.create_campaign(motion="win_back", name="Synced win-back"))


def _fill_account(sandbox: SandboxClient) -> None:
    now = sandbox.now()
    sandbox.founder_account(ACCOUNT, keys={KEY: ["customers", "subscriptions", "products"]})
    sandbox.in_founder_account(
        ACCOUNT,
        products=[{"id": "prod_synced", "name": "Starter"}],
        customers=[_customer(each, now) for each in FROM_STRIPE.values()],
        subscriptions=[_subscription(each, now) for each in FROM_STRIPE.values()],
    )


def _customer(customer: SyncedCustomer, now: datetime) -> Record:
    return {
        "id": f"cus_synced{customer.number}",
        "created": int((now - PAID).timestamp()),
        "email": customer.address,
        "name": customer.name,
        "address": {"country": "US", "state": customer.state},
        "preferred_locales": ["en"],
    }


def _subscription(customer: SyncedCustomer, now: datetime) -> Record:
    begun, left = int((now - PAID).timestamp()), int((now - LEFT).timestamp())
    price = {
        "id": "price_synced",
        "object": "price",
        "created": begun,
        "currency": "usd",
        "nickname": None,
        "lookup_key": None,
        "product": "prod_synced",
        "unit_amount": CENTS,
        "unit_amount_decimal": str(CENTS),
        "recurring": {"interval": "month", "interval_count": 1, "usage_type": "licensed"},
    }
    item = {
        "id": f"si_synced{customer.number}",
        "object": "subscription_item",
        "created": begun,
        "quantity": 1,
        "current_period_end": left,
        "price": price,
    }
    return {
        "id": f"sub_synced{customer.number}",
        "customer": f"cus_synced{customer.number}",
        "created": begun,
        "start_date": begun,
        "currency": "usd",
        "status": "canceled",
        "trial_end": None,
        "canceled_at": left,
        "ended_at": left,
        "items": {"object": "list", "data": [item], "has_more": False},
    }
