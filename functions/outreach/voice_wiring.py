"""The composition root of calls under way: environment to ports. Decides nothing.

Apart from `wiring`, since most hooks are about no call.
"""

from __future__ import annotations

from functions.outreach import wiring
from functions.outreach.adapters.twilio.live_calls import TwilioLiveCalls


def live_calls() -> TwilioLiveCalls:
    """Made for each call; a key of before may count."""
    return TwilioLiveCalls(wiring.twilio_client())
