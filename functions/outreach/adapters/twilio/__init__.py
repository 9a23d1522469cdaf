"""Twilio's REST API and ConversationRelay.

May import the Twilio SDK, lazily; must never send a second time what may have been sent.
"""
