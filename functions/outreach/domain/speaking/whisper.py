"""What the founder hears before a customer is put through: who it is, and why, in their words."""

from __future__ import annotations

from functions.outreach.domain.conversation.state import Conversation

LONGEST_WORDS = 160


def whisper_of(conversation: Conversation) -> str:
    """For the founder alone; the customer hears none of it."""
    facts, offer = conversation.facts, conversation.terms.offer
    plan = f", on {facts.plan}" if facts.plan else ""
    about = f", about {offer.name}" if offer else ""
    words = conversation.customer_words[:LONGEST_WORDS]
    quote = f" They said: {words}" if words else ""
    who = facts.name or "A customer"
    return f"{who}{plan}{about}, asks for you now.{quote} Press 1 to talk."
