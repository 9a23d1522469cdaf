"""The words of a received mail, whatever its parts, encodings and character sets.

It never raises on what strangers send, and never reads an attachment or a mail inside the mail.
"""

from __future__ import annotations

import re
from email.message import Message

from functions.outreach.adapters.mail.html_text import plain_text
from tenancy.values.foreign_json import read_foreign_json

TEXT_AT_MOST = 20_000
"""Characters of one mail that are looked at."""
PART_BYTES_AT_MOST = 16 * TEXT_AT_MOST
"""Of a part before markup is taken away."""

_ASKS_FOR_HTML = re.compile(
    r"(?:does(?:n['’]t| not)|can(?:not|['’]t)|not|nicht|ne|no|nie|не)\b.{0,60}\bhtml\b"
    r"|\bhtml\b.{0,60}(?:viewer|not|nicht|required|compatible|anzeig|support)",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST_STAND_IN = 300
REACTION = "text/vnd.google.email-reaction+json"
LONGEST_REACTION = 20
MOST_NESTED = 20
_SAY_NOTHING = frozenset({"", "us-ascii", "ascii", "utf-8", "utf8", "unknown-8bit", "8bit"})
"""Character sets that cannot be true of bytes which are no UTF-8."""
_WRITTEN_IN_ASCII = ("utf-7", "utf-16", "utf-32", "iso-2022", "hz")
"""Character sets whose bytes are valid UTF-8 and mean something else."""


def text_of_mail(message: Message) -> str:
    """What a person reads when they open the mail, quoted history included."""
    return _text(message, depth=0)[:TEXT_AT_MOST]


def _text(part: Message, *, depth: int) -> str:
    """Alternatives say the same, so one counts; every other container is read part by part."""
    if part.get_content_maintype() == "message" or depth > MOST_NESTED or _is_attachment(part):
        return ""
    payload = part.get_payload() if part.is_multipart() else None
    if not isinstance(payload, list):
        return _leaf_text(part)
    children = [child for child in payload if isinstance(child, Message)]
    if part.get_content_subtype() == "alternative":
        return _best_alternative(children, depth=depth)
    texts = [_text(child, depth=depth + 1) for child in children]
    return "\n".join(text for text in texts if text.strip())


def _best_alternative(children: list[Message], *, depth: int) -> str:
    """The plain words, or those of the HTML where the plain part only stands in for them."""
    texts = [(child.get_content_type(), _text(child, depth=depth + 1)) for child in children]
    if reaction := dict(texts).get(REACTION):
        return reaction
    written = [(kind, text) for kind, text in texts if text.strip()]
    real = [
        (kind, text)
        for kind, text in written
        if not (kind == "text/plain" and _stands_in(text) and len(written) > 1)
    ]
    plain = next((text for kind, text in real if kind == "text/plain"), "")
    return plain or next((text for _, text in real), "")


def _stands_in(text: str) -> bool:
    return len(text) <= _LONGEST_STAND_IN and _ASKS_FOR_HTML.search(text) is not None


def _reaction(part: Message) -> str:
    """Gmail's reactions are a sign of their own beside words that Gmail wrote about it."""
    try:
        content = read_foreign_json(_content(part))
    except ValueError:
        return ""
    emoji = content.get("emoji", "") if isinstance(content, dict) else ""
    return emoji[:LONGEST_REACTION] if isinstance(emoji, str) else ""


def _is_attachment(part: Message) -> bool:
    disposition = part.get_content_disposition()
    named = disposition is not None and part.get_filename() is not None
    return disposition == "attachment" or named


def _leaf_text(part: Message) -> str:
    match part.get_content_type():
        case "text/plain":
            return _content(part)
        case "text/html":
            return plain_text(_content(part))
        case kind if kind == REACTION:
            return _reaction(part)
        case _:
            return ""


def _content(part: Message) -> str:
    """The words of a part, readable also where its character set is missing or untrue."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    raw = raw[:PART_BYTES_AT_MOST]
    return decode_text(raw, declared=part.get_content_charset() or "")


def decode_text(raw: bytes, *, declared: str) -> str:
    """Bytes as text. Never raises; what cannot be read becomes replacement signs.

    Text in an older character set is valid UTF-8 only by the rarest accident, so valid UTF-8 is
    believed before the declaration.
    """
    declared = declared.casefold()
    try:
        if not declared.startswith(_WRITTEN_IN_ASCII):
            return raw.decode("utf-8")
    except UnicodeDecodeError as unread:
        # A part that was cut may end inside a letter.
        if unread.reason == "unexpected end of data" and len(raw) == PART_BYTES_AT_MOST:
            return raw[: unread.start].decode("utf-8")
    for charset in (declared, _likely_charset(raw)):
        if charset in _SAY_NOTHING:
            continue
        try:
            return raw.decode(charset, "replace")
        except (LookupError, ValueError):
            continue
    return raw.decode("utf-8", "replace")


def _likely_charset(raw: bytes) -> str:
    """Of undeclared 8-bit text: one of the older sets of Russian and Lithuanian mail programs."""
    high = [byte for byte in raw if byte >= 0xC0]
    letters = sum(65 <= (byte & 0xDF) <= 90 for byte in raw if byte < 0x80)
    if not high:
        return ""
    if len(high) <= letters:
        return "windows-1257"
    # Most letters are small ones: they lie low in KOI8-R and high in Windows-1251.
    small_in_koi = sum(byte < 0xE0 for byte in high)
    return "koi8-r" if 2 * small_in_koi > len(high) else "windows-1251"
