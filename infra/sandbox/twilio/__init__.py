"""Twilio at the wire: messages, calls and ConversationRelay.

May import the sandbox's ledger, clock and people; must never accept what Twilio would refuse.
"""
