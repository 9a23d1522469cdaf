"""Our own addresses and links. Those a customer gets are short, and each serves one purpose.

Must never put anything of a person into one: a code stands for a row with ids and a purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from functions.outreach.adapters.mail.addresses import REPLY, ReplyAddresses
from functions.outreach.domain.conversation.state import Conversation
from tenancy.runtime.short_codes import short_code
from tenancy.tenant import TenantId

PAGE, UNSUBSCRIBE = "page", "unsubscribe"
"""What a link of a customer is for; it serves nothing else."""


class LinkRows(Protocol):
    def save(self, code: str, about: Mapping[str, str]) -> None: ...


class ConversationAddresses:
    """Links and addresses of a conversation. It always has the same ones."""

    def __init__(
        self,
        *,
        hooks_url: str,
        console_url: str,
        mail_domain: str,
        token_key: bytes,
        replies: ReplyAddresses,
        links: LinkRows,
    ) -> None:
        self._hooks_url = hooks_url
        self._console_url = console_url
        self._mail_domain = mail_domain
        self._token_key = token_key
        self._replies = replies
        self._links = links

    def page(self, conversation: Conversation) -> str:
        return f"{self._hooks_url}/c/{self._code(conversation, PAGE)}"

    def unsubscribe(self, conversation: Conversation) -> str:
        return f"{self._hooks_url}/u/{self._code(conversation, UNSUBSCRIBE)}"

    def hand_out(self, conversation: Conversation) -> None:
        """Keep what the links and the reply address stand for, before they go out. They never end:
        a way out must work for ever, and the page as long as the conversation, which a promised
        return may keep open for years. Closed, it shows nothing more."""
        for use in (PAGE, UNSUBSCRIBE, REPLY):
            self._links.save(self._code(conversation, use), _about(conversation, use))

    def reply_to(self, conversation: Conversation) -> str:
        return self._replies.of_code(self._code(conversation, REPLY))

    def console(self, conversation: Conversation) -> str:
        return f"{self._console_url}/conversations/{conversation.id}"

    def sender(self, tenant: TenantId) -> str:
        return self._replies.sender(tenant)

    def system_sender(self) -> str:
        return f"hello@{self._mail_domain}"

    def _code(self, conversation: Conversation, use: str) -> str:
        return short_code(self._token_key, _about(conversation, use))


def _about(conversation: Conversation, use: str) -> dict[str, str]:
    return {"tenant": conversation.tenant, "conversation": conversation.id, "use": use}
