"""A received mail as the few things that matter: who, to whom, what they newly wrote."""

from __future__ import annotations

import email
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import getaddresses

from functions.outreach.adapters.mail.html_text import plain_text
from functions.outreach.domain.understanding.reply_text import latest_reply_text

TEXT_AT_MOST = 20_000
"""Characters of one mail that are looked at."""
PART_BYTES_AT_MOST = 16 * TEXT_AT_MOST
"""Of a part before markup is taken away."""
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
    """None for a mail without a sender or an id: nobody to answer, nothing to remember it by.

    Headers are taken as they are written: Python's structured reading of them raises on some of
    what strangers send, and only addresses and plain marks are wanted.
    """
    message = email.message_from_bytes(raw)
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


def _text(message: Message) -> str:
    """The plain words, or those of the HTML where there are none."""
    parts = [part for part in _leaves(message) if part.get_content_disposition() != "attachment"]
    plain = next((p for p in parts if p.get_content_type() == "text/plain"), None)
    words = _content(plain) if plain is not None else ""
    if words.strip():
        return words
    html = next((p for p in parts if p.get_content_type() == "text/html"), None)
    return plain_text(_content(html)) if html is not None else ""


def _leaves(message: Message) -> Iterator[Message]:
    """Every part that is no container; a mail inside the mail is somebody else's words."""
    if message.get_content_maintype() == "message":
        return
    children = message.get_payload() if message.is_multipart() else None
    if not isinstance(children, list):
        yield message
        return
    for child in children:
        if isinstance(child, Message):
            yield from _leaves(child)


def _content(part: Message) -> str:
    """The words of a part, readable also where its character set is unknown or untrue."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    raw = raw[:PART_BYTES_AT_MOST]
    try:
        return raw.decode(part.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return raw.decode("utf-8", "replace")
