"""A received mail as the few things that matter: who, to whom, what they newly wrote, by what.

Headers are taken as they are written, since Python's structured reading of them raises on some of
what strangers send. Nothing is decided here, and no header that tells a machine is ever dropped.
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from functions.outreach.adapters.mail.calendar_mail import read_calendar_mail
from functions.outreach.adapters.mail.delivery_reports import BouncedMail, read_bounce
from functions.outreach.adapters.mail.mail_text import decode_text, text_of_mail
from functions.outreach.domain.conversation.events import CalendarMail
from functions.outreach.domain.understanding.mail.automatic import tells_a_machine
from functions.outreach.domain.understanding.mail.reply_text import latest_reply_text

HEADERS_AT_MOST = 40
HEADER_CHARS_AT_MOST = 500

_RECIPIENT_HEADERS = (
    *("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Resent-To", "X-Forwarded-To"),
)
_RECEIVED_FOR = re.compile(r"\sfor\s+<?([^\s<>;]+@[^\s<>;]+)>?\s*;")
"""RFC 5321, 4.4: whom the server took the mail for, also where no other header says so."""


@dataclass(frozen=True, slots=True)
class InboundMail:
    message_id: str
    sender: str
    """Empty where a mail server reports a failure in no name."""
    recipients: tuple[str, ...]
    text: str
    """The sender's own new words, as far as marks tell them from what is quoted."""
    body: str
    """The whole text with what it quotes."""
    headers: tuple[tuple[str, str], ...]
    """Those that tell a machine, names in lower case."""
    calendar: CalendarMail | None = None
    bounce: BouncedMail | None = None


def parse(raw: bytes, *, fallback_id: str = "") -> InboundMail | None:
    """None for a mail without a sender or an id: nobody to answer, nothing to remember it by.

    `fallback_id` stands in for the id that some programs do not write.
    """
    message = email.message_from_bytes(raw)
    sender = next(iter(_addresses(message, "From")), "")
    bounce = read_bounce(message)
    message_id = str(message.get("Message-ID", "")).strip() or fallback_id
    if "@" not in sender:
        sender = ""
    if not message_id or not (sender or bounce):
        return None
    body = text_of_mail(message)
    return InboundMail(
        message_id=message_id,
        sender=sender,
        recipients=_recipients(message),
        text=latest_reply_text(body),
        body=body,
        headers=_telling_headers(message),
        calendar=read_calendar_mail(message, subject=_decoded(str(message.get("Subject", "")))),
        bounce=bounce,
    )


def _addresses(message: Message, *names: str) -> list[str]:
    values = [str(value) for name in names for value in message.get_all(name, [])]
    return [address.casefold() for _, address in getaddresses(values) if address]


def _recipients(message: Message) -> tuple[str, ...]:
    written = _addresses(message, *_RECIPIENT_HEADERS)
    received = [
        found[1].casefold()
        for value in message.get_all("Received", [])[:3]
        if (found := _RECEIVED_FOR.search(str(value)))
    ]
    return tuple(dict.fromkeys([*written, *received]))


def _telling_headers(message: Message) -> tuple[tuple[str, str], ...]:
    decoded = (
        (name.lower(), _decoded(str(value))[:HEADER_CHARS_AT_MOST])
        for name, value in message.items()
    )
    telling = [header for header in decoded if tells_a_machine(*header)]
    return tuple(telling[:HEADERS_AT_MOST])


def _decoded(value: str) -> str:
    """A header's words; left as they are written where the encoding is broken (RFC 2047)."""
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value
    words = "".join(
        piece if isinstance(piece, str) else decode_text(piece, declared=charset or "")
        for piece, charset in pieces
    )
    return " ".join(words.split())
