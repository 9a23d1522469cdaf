"""The mail addresses that customers reply to: each names one conversation.

Must never put anything of a person into an address, nor anything a stranger could guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from functions.outreach.domain.conversation.state import ConversationId
from tenancy.runtime.short_codes import is_short_code
from tenancy.tenant import TenantId, tenant_id

REPLY = "reply"
"""What the code of an address is for; a link's code serves nothing here."""


class CodeRows(Protocol):
    def find(self, code: str) -> Mapping[str, str] | None: ...


class ReplyAddresses:
    """Addresses of ours that name a conversation: `r-<code>@<mail domain>`, the code kept in a row.

    Earlier ones, `r-<tenant>-<conversation>@…`, are answered for ever: a conversation's id is a
    keyed hash, so neither can be guessed.
    """

    def __init__(self, *, domain: str, codes: CodeRows) -> None:
        self._domain = domain
        self._codes = codes
        own = re.escape(domain.casefold())
        self._short = re.compile(rf"r-([a-z2-7]+)@{own}\Z")
        self._long = re.compile(rf"r-(t_[a-z0-9]{{12,26}})-(c_[a-z2-7]+)@{own}\Z")
        self._senders = re.compile(rf"(t_[a-z0-9]{{12,26}})@{own}\Z")

    def of_code(self, code: str) -> str:
        return f"r-{code}@{self._domain}"

    def sender(self, tenant: TenantId) -> str:
        """The shared sender of a tenant without a domain of its own; people answer it too."""
        return f"{tenant}@{self._domain}"

    def tenant_of_sender(self, address: str) -> TenantId | None:
        matched = self._senders.match(address.strip().casefold())
        return tenant_id(matched[1]) if matched else None

    def find(self, recipients: tuple[str, ...]) -> tuple[TenantId, ConversationId] | None:
        """The conversation that the first of the addresses names, if any does."""
        for recipient in recipients:
            named = self._by_code(recipient) or self._by_ids(recipient)
            if named:
                return named
        return None

    def _by_code(self, recipient: str) -> tuple[TenantId, ConversationId] | None:
        matched = self._short.match(recipient)
        about = self._codes.find(matched[1]) if matched and is_short_code(matched[1]) else None
        if about is None or about.get("use") != REPLY:
            return None
        return tenant_id(about["tenant"]), ConversationId(about["conversation"])

    def _by_ids(self, recipient: str) -> tuple[TenantId, ConversationId] | None:
        matched = self._long.match(recipient)
        return (tenant_id(matched[1]), ConversationId(matched[2])) if matched else None
