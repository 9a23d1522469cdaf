"""Twilio at the wire: messages, calls, ConversationRelay, as strict as the real API."""
