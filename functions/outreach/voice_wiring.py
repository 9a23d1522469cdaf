"""The composition root of calls under way: environment to ports. Decides nothing.

Apart from `wiring`, since most hooks are about no call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.outreach import wiring

if TYPE_CHECKING:
    from functions.outreach.adapters.twilio.live_calls import TwilioLiveCalls
    from tenancy.tenant import Tenant, TenantId


def live_calls() -> TwilioLiveCalls:
    """Made for each call; a key of before may count."""
    from functions.outreach.adapters.twilio.live_calls import TwilioLiveCalls

    return TwilioLiveCalls(wiring.twilio_client())


def business_of(tenant: TenantId) -> Tenant | None:
    from tenancy.identity import accounts

    return accounts.load_tenant(tenant)
