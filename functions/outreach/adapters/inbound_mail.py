"""A received mail as the few things that matter: who, to whom, what they newly wrote."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import getaddresses

from functions.outreach.domain.conversation import ConversationId
from functions.outreach.domain.reply_text import latest_reply_text
from tenancy.tenant import TenantId, tenant_id

TEXT_AT_MOST = 20_000
"""Characters of one mail that are looked at."""
KEPT_HEADERS = (
    "auto-submitted",
    "precedence",
    "x-autoreply",
    "x-auto-response-suppress",
    "list-id",
    "return-path",
    "content-type",
    "x-failed-recipients",
)


@dataclass(frozen=True, slots=True)
class InboundMail:
    message_id: str
    sender: str
    recipients: tuple[str, ...]
    text: str
    headers: tuple[tuple[str, str], ...]


def parse(raw: bytes) -> InboundMail | None:
    """None for a mail without a sender or an id: nobody to answer, nothing to remember it by."""
    message = email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)
    senders = getaddresses([str(message.get("From", ""))])
    message_id = str(message.get("Message-ID", "")).strip()
    if not senders or "@" not in senders[0][1] or not message_id:
        return None
    recipients = getaddresses(
        [str(value) for name in ("To", "Cc", "Delivered-To") for value in message.get_all(name, [])]
    )
    return InboundMail(
        message_id=message_id,
        sender=senders[0][1].casefold(),
        recipients=tuple(dict.fromkeys(address.casefold() for _, address in recipients if address)),
        text=latest_reply_text(_text(message))[:TEXT_AT_MOST],
        headers=tuple(
            (name, str(message[name])) for name in KEPT_HEADERS if message[name] is not None
        ),
    )


def _text(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    content = str(part.get_content())[: TEXT_AT_MOST * 4]
    if part.get_content_subtype() != "html":
        return content
    return _plain(content)


def _plain(html: str) -> str:
    """Words of an HTML mail; blocks become lines so that quoted history is still recognised."""
    from html import unescape

    without = re.sub(r"(?is)<(script|style|blockquote)\b[^>]*>.*?</\1\s*>", " ", html)
    lines = re.sub(r"(?i)<br\s*/?>|</(p|div|tr|li|h\d)\s*>", "\n", without)
    return unescape(re.sub(r"<[^>]*>", "", lines))


class ReplyAddresses:
    """Addresses of ours that name a conversation: `r-<tenant>-<conversation>@<mail domain>`.

    A conversation's id is a keyed hash, so an address cannot be guessed.
    """

    def __init__(self, *, domain: str) -> None:
        self._domain = domain
        self._pattern = re.compile(
            rf"r-(t_[a-z0-9]{{12,26}})-(c_[a-z2-7]+)@{re.escape(domain.casefold())}\Z"
        )

    def of(self, *, tenant: TenantId, conversation: ConversationId) -> str:
        return f"r-{tenant}-{conversation}@{self._domain}"

    def find(self, recipients: tuple[str, ...]) -> tuple[TenantId, ConversationId] | None:
        for recipient in recipients:
            matched = self._pattern.match(recipient)
            if matched:
                return tenant_id(matched[1]), ConversationId(matched[2])
        return None
