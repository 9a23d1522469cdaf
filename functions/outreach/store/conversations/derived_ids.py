"""Ids derived from what they name, so that doing something twice never makes two of it."""

from __future__ import annotations

import base64
import hashlib
import hmac

from functions.outreach.domain.conversation.state import ConversationId


class DerivedIds:
    """Conversation ids: keyed, because they stand in reply addresses and must not be guessed."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def conversation(self, *, campaign: str, customer: str) -> ConversationId:
        digest = hmac.new(
            self._key, f"conversation\0{campaign}\0{customer}".encode(), hashlib.sha256
        ).digest()
        return ConversationId("c_" + base64.b32encode(digest[:15]).decode().lower())
