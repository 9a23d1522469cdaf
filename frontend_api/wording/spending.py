"""Why nothing more may be spent, and what the founder does about it."""

from __future__ import annotations

SPENDING_STOPPED = {
    "payment_failed": "Your last payment failed. Update your card to go on.",
    "spending_limit": "Your spending limit is reached for this month. Raise it to go on.",
    "trial_used_up": "Your trial credit is used up. Add a card to go on.",
    "subscription_ended": "Your subscription ended. Subscribe again to go on.",
}
"""By the rule that stopped it."""
_NO_RULE_YET = "Nothing more can be spent just now. Billing says what it is."


def spending_stopped(rule: str) -> str:
    """Words for a rule; empty where what is spent ran out a moment ago and no rule is noted yet."""
    return SPENDING_STOPPED.get(rule, _NO_RULE_YET)
