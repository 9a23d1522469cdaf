"""A received mail as the few things that matter: who, to whom, what they newly wrote, by what.

Headers are taken as they are written, since Python's structured reading of them raises on some of
what strangers send. Nothing is decided here, and no header that tells a machine is ever dropped.
"""

from __future__ import annotations

import email
import logging
import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from functions.outreach.adapters.mail.authentication import AUTHENTICATION, is_forged
from functions.outreach.adapters.mail.calendar_mail import read_calendar_mail
from functions.outreach.adapters.mail.delivery_reports import BouncedMail, read_bounce
from functions.outreach.adapters.mail.mail_text import MOST_NESTED, decode_text, text_of_mail
from functions.outreach.adapters.mail.part_count import is_taken_apart
from functions.outreach.domain.conversation.events import CalendarMail
from functions.outreach.domain.understanding.languages.plain_text import plain
from functions.outreach.domain.understanding.mail.automatic import tells_a_machine
from functions.outreach.domain.understanding.mail.reply_text import latest_reply_text
from functions.outreach.domain.understanding.mail.subjects import own_subject
from functions.outreach.domain.understanding.opt_out import Degree, find_opt_out
from tenancy.values.lazy_dataclass import dataclass

log = logging.getLogger(__name__)

DEEPEST_TAKEN_APART = 2 * MOST_NESTED
"""Parts inside each other; how deep it really nests is asked once it is in its parts."""
RAW_BYTES_AT_MOST = 12_000_000
"""Of one mail; SES takes up to 40 MB, and words come before what is attached."""
TEXT_BYTES_AT_MOST = 80_000
ADDRESS_CHARS_AT_MOST = 10_000
"""Of one header with addresses."""
RECIPIENTS_AT_MOST = 20
"""Addresses of one mail that are looked up."""
HEADERS_AT_MOST = 40
HEADER_CHARS_AT_MOST = 500

_RECIPIENT_HEADERS = (
    *("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "Resent-To", "X-Forwarded-To"),
)
_MACHINERY = re.compile(rb"(?m)^(?:--\S+|(?:Content|MIME)-[\w-]+:.*)\n+")
"""Lines between the parts of a mail."""
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
    forged: bool = False
    """Whether SES found that its domain did not send it."""


def parse(raw: bytes, *, fallback_id: str = "") -> InboundMail | None:
    """None for a mail without a sender or an id: nobody to answer, nothing to remember it by.

    `fallback_id` stands in for the id that some programs do not write.
    """
    message = _message(raw[:RAW_BYTES_AT_MOST])
    sender = next(iter(_addresses(message, "From")), "")
    bounce = read_bounce(message)
    message_id = str(message.get("Message-ID", "")).strip() or fallback_id
    if "@" not in sender:
        sender = ""
    if not message_id or not (sender or bounce):
        return None
    headers = _headers(message)
    subject = next((value for name, value in headers if name == "subject"), "")
    body = text_of_mail(message)
    text = latest_reply_text(body)
    if (words := own_subject(subject)) and (_opts_out(words) or _is_bare(message, text)):
        text, body = f"{words}\n\n{text}".strip(), f"{words}\n\n{body}".strip()
    return InboundMail(
        message_id=message_id,
        sender=sender,
        recipients=_recipients(message),
        text=text,
        body=body,
        headers=tuple([one for one in headers if tells_a_machine(*one)][:HEADERS_AT_MOST]),
        calendar=read_calendar_mail(message, subject=subject),
        bounce=bounce,
        forged=is_forged([str(value) for value in message.get_all(AUTHENTICATION, [])]),
    )


def _message(raw: bytes) -> Message:
    """The mail in its parts. Of one that nests deeper than is read, or of too many parts, the words
    as they stand: it is read badly, its opt-out is still heard, and no neighbour waits for it."""
    if is_taken_apart(raw, deepest=DEEPEST_TAKEN_APART):
        whole = email.message_from_bytes(raw)
        if not _nests_too_deep(whole):
            return whole
    log.warning("mail_nests_too_deep")
    message = email.message_from_bytes(raw.partition(b"\n\n")[0] + b"\n\n")
    for name in ("Content-Type", "Content-Transfer-Encoding"):
        del message[name]
    words = _MACHINERY.sub(b"", raw.replace(b"\r\n", b"\n").partition(b"\n\n")[2])
    message.set_payload(words.strip()[:TEXT_BYTES_AT_MOST])
    return message


def _nests_too_deep(message: Message) -> bool:
    level = [message]
    for _ in range(MOST_NESTED + 1):
        parts = [part for one in level if one.is_multipart() for part in one.get_payload()]
        level = [part for part in parts if isinstance(part, Message)]
    return bool(level)


def _opts_out(words: str) -> bool:
    return find_opt_out(plain(words)) is not Degree.NO


def _is_bare(message: Message, text: str) -> bool:
    """Whether the subject is all there is: people write "unsubscribe" there and nothing below."""
    attached = any(part.get_content_disposition() == "attachment" for part in message.walk())
    return not text and not attached


def _addresses(message: Message, *names: str) -> list[str]:
    values = [
        str(value)[:ADDRESS_CHARS_AT_MOST] for name in names for value in message.get_all(name, [])
    ]
    return [address.casefold() for _, address in getaddresses(values) if address]


def _recipients(message: Message) -> tuple[str, ...]:
    written = _addresses(message, *_RECIPIENT_HEADERS)
    received = [
        found[1].casefold()
        for value in message.get_all("Received", [])[:3]
        if (found := _RECEIVED_FOR.search(str(value)))
    ]
    # What the server took the mail for comes first: it is ours, whatever else stands in the header.
    return tuple(dict.fromkeys([*received, *written]))[:RECIPIENTS_AT_MOST]


def _headers(message: Message) -> list[tuple[str, str]]:
    """Names in lower case and values as words, also where a program wrote them without encoding."""
    return [
        (name.lower(), _decoded(_unescaped(str(value)))[:HEADER_CHARS_AT_MOST])
        for name, value in message.raw_items()
    ]


def _unescaped(value: str) -> str:
    return decode_text(value.encode("utf-8", "surrogateescape"), declared="")


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
