"""The mail addresses that customers reply to: each names one conversation.

Must never put anything but keyed ids into an address.
"""

from __future__ import annotations

import re

from functions.outreach.domain.conversation.state import ConversationId
from tenancy.tenant import TenantId, tenant_id


class ReplyAddresses:
    """Addresses of ours that name a conversation: `r-<tenant>-<conversation>@<mail domain>`.

    A conversation's id is a keyed hash, so an address cannot be guessed.
    """

    def __init__(self, *, domain: str) -> None:
        self._domain = domain
        self._pattern = re.compile(
            rf"r-(t_[a-z0-9]{{12,26}})-(c_[a-z2-7]+)@{re.escape(domain.casefold())}\Z"
        )
        self._senders = re.compile(rf"(t_[a-z0-9]{{12,26}})@{re.escape(domain.casefold())}\Z")

    def make(self, *, tenant: TenantId, conversation: ConversationId) -> str:
        return f"r-{tenant}-{conversation}@{self._domain}"

    def sender(self, tenant: TenantId) -> str:
        """The shared sender of a tenant without a domain of its own; people answer it too."""
        return f"{tenant}@{self._domain}"

    def tenant_of_sender(self, address: str) -> TenantId | None:
        matched = self._senders.match(address.strip().casefold())
        return tenant_id(matched[1]) if matched else None

    def find(self, recipients: tuple[str, ...]) -> tuple[TenantId, ConversationId] | None:
        for recipient in recipients:
            matched = self._pattern.match(recipient)
            if matched:
                return tenant_id(matched[1]), ConversationId(matched[2])
        return None
