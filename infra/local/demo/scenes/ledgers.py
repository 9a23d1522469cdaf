"""What the providers wrote down, read as a scene judges it: texts, calls and mails by address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from infra.sandbox.client import SandboxClient
from infra.sandbox.ledger import Record

INTRODUCTION = "AI assistant"
"""Words of the disclosure, with which the agent opens a conversation or returns to one."""


@dataclass(frozen=True, slots=True)
class Ledgers:
    """Everything the providers saw, oldest first. The provider's own answers are left out."""

    messages: tuple[Record, ...] = ()
    calls: tuple[Record, ...] = ()
    mails: tuple[Record, ...] = ()

    def texts(self, phone: str) -> list[Record]:
        """Both directions."""
        return [text for text in self.messages if phone in (text["to"], text["from"])]

    def exchange(self, address: str) -> list[Record]:
        """Texts with a phone or mails with a mailbox, both directions."""
        return [each for each in (*self.messages, *self.mails) if address in parties_of(each)]

    def texts_to(self, phone: str) -> list[Record]:
        return [text for text in self.texts(phone) if not is_inbound(text)]

    def calls_to(self, phone: str) -> list[Record]:
        return [call for call in self.calls if call["to"] == phone]


def read_ledgers(sandbox: SandboxClient) -> Ledgers:
    twilio, mail = sandbox.ledger("twilio"), sandbox.ledger("mail")
    return Ledgers(
        messages=tuple(drop_automatic(twilio["messages"])),
        calls=tuple(twilio["calls"]),
        mails=tuple(mail["mails"]),
    )


def drop_automatic(messages: Iterable[Record]) -> list[Record]:
    return [message for message in messages if not message.get("automatic")]


def parties_of(record: Record) -> set[str]:
    """The addresses of a message or a mail; of an inbound mail only whose it is."""
    if "person" in record:
        return {str(record["person"])}
    to = record["to"]
    return {str(record["from"]), *(to if isinstance(to, list) else [str(to)])}


def is_inbound(message: Record) -> bool:
    return str(message["direction"]).startswith("inbound")


def read_moment(record: Record) -> datetime:
    """When a message, call or mail was made. Raises LookupError for a record without a time."""
    for name in ("date_created", "at", "start_time", "sent_at", "date"):
        if record.get(name):
            return datetime.fromisoformat(str(record[name]))
    raise LookupError(f"no time in a ledger record: {sorted(record)}")


def read_words(message: Record) -> str:
    """The words of a text or a mail on one line."""
    return " ".join(str(message["body"] if "body" in message else message["text"]).split())
