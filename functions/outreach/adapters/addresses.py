"""Our own addresses and links, signed where they must prove something."""

from __future__ import annotations

from functions.outreach.adapters.mail.addresses import ReplyAddresses
from functions.outreach.domain.conversation.state import Conversation
from tenancy.runtime.signed_links import sign_token
from tenancy.tenant import TenantId


class ConversationAddresses:
    """Links of a conversation. The same conversation always has the same ones."""

    def __init__(
        self,
        *,
        hooks_url: str,
        console_url: str,
        mail_domain: str,
        token_key: bytes,
        replies: ReplyAddresses,
    ) -> None:
        self._hooks_url = hooks_url
        self._console_url = console_url
        self._mail_domain = mail_domain
        self._token_key = token_key
        self._replies = replies

    def page(self, conversation: Conversation) -> str:
        return f"{self._hooks_url}/c/{self._token(conversation)}"

    def unsubscribe(self, conversation: Conversation) -> str:
        return f"{self._hooks_url}/u/{self._token(conversation)}"

    def reply_to(self, conversation: Conversation) -> str:
        return self._replies.make(tenant=conversation.tenant, conversation=conversation.id)

    def console(self, conversation: Conversation) -> str:
        return f"{self._console_url}/conversations/{conversation.id}"

    def sender(self, tenant: TenantId) -> str:
        return self._replies.sender(tenant)

    def system_sender(self) -> str:
        return f"hello@{self._mail_domain}"

    def _token(self, conversation: Conversation) -> str:
        """Without an end: a way out must work for ever, and the page as long as the conversation,
        which a promised return may keep open for years. Closed, it shows nothing more."""
        return sign_token(
            self._token_key,
            {"tenant": conversation.tenant, "conversation": conversation.id, "use": "page"},
            expires_at=None,
        )
