"""How long a call of the customer's own may last, by what the conversation says now.

A limit is set by more than one function, so each looks again after it set one.
"""

from __future__ import annotations

from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.domain.steps.calls.call_limits import (
    LONGEST_CALL_SECONDS,
    LONGEST_PUT_THROUGH_SECONDS,
)
from functions.outreach.ports import ConversationStore, Outgoing


def seconds_allowed(conversation: Conversation, call: str) -> int:
    """From the call's answer on; 0 for one that is over or not this conversation's."""
    if conversation.call != call:
        return 0
    return LONGEST_CALL_SECONDS if conversation.transfer is None else LONGEST_PUT_THROUGH_SECONDS


def look_up_seconds(conversations: ConversationStore, outgoing: Outgoing) -> int:
    """What the call that is watched is allowed by now."""
    loaded = conversations.load(outgoing.tenant, outgoing.conversation)
    return seconds_allowed(loaded.conversation, outgoing.effect.notice) if loaded else 0
