"""Delivery reports that come back as mail (RFC 3464): which addresses a mail can never reach.

A delay is no failure, and a report about nobody we know of says nothing.
"""

from __future__ import annotations

from email.message import Message
from email.utils import getaddresses
from itertools import islice

from tenancy.values.lazy_dataclass import dataclass

FAILED_AT_MOST = 20
"""Addresses of one report that are looked up; each mail of ours has one recipient."""
HEADER_CHARS_AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class BouncedMail:
    """A mail of ours that was given back for good."""

    addresses: tuple[str, ...]
    returned_id: str
    """Message-ID of the mail as it was sent; empty where the report does not repeat it."""


def read_bounce(message: Message) -> BouncedMail | None:
    """None for whatever is no report of a permanent failure."""
    addresses = dict.fromkeys([*_failed_by_report(message), *_failed_by_header(message)])
    if not addresses:
        return None
    return BouncedMail(tuple(islice(addresses, FAILED_AT_MOST)), _returned_id(message))


def _failed_by_report(message: Message) -> list[str]:
    """RFC 3464, 2.3: one group of fields for every recipient."""
    groups = [
        group
        for part in message.walk()
        if part.get_content_type() == "message/delivery-status"
        for group in _groups(part)
    ]
    return [
        address
        for group in groups
        if str(group.get("Action", "")).strip().lower() == "failed"
        and not str(group.get("Status", "")).strip().startswith("4")
        for name in ("Original-Recipient", "Final-Recipient")
        if (address := _typed_address(str(group.get(name, ""))))
    ]


def _groups(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _typed_address(value: str) -> str:
    """ "rfc822; ann@example.com" without the type of the address."""
    return value.rpartition(";")[2].strip(" <>").casefold()


def _failed_by_header(message: Message) -> list[str]:
    """Exim reports without RFC 3464 and names whom it gave up in a header."""
    values = [
        str(value)[:HEADER_CHARS_AT_MOST]
        for value in message.get_all("X-Failed-Recipients", [])[:FAILED_AT_MOST]
    ]
    return [address.casefold() for _, address in getaddresses(values) if "@" in address]


def _returned_id(message: Message) -> str:
    for part in message.walk():
        if part is message:
            continue
        if part.get_content_type() == "text/rfc822-headers":
            raw = part.get_payload(decode=True)
            text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
            for line in text.splitlines():
                if line.lower().startswith("message-id:"):
                    return line.partition(":")[2].strip()
        elif part.get("Message-ID"):
            return str(part["Message-ID"]).strip()
    return ""
