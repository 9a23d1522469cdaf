"""What was said and agreed with one customer, gathered from the base and the conversations.

Changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pydantic import JsonValue

from frontend_api.http.session import Session
from frontend_api.ports import Ports
from frontend_api.ports.rights import PersonWanted
from frontend_api.ports.work import CustomerRecord, OptOutRow
from functions.outreach.domain.conversation.state import Conversation
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """What a customer once said about a channel."""

    channel: str
    granted: bool
    at: datetime | None
    source: str
    wording: str


@dataclass(frozen=True, slots=True)
class WholeHistory:
    conversations: tuple[Conversation, ...]
    opt_outs: tuple[OptOutRow, ...]
    statements: tuple[Statement, ...]
    """The newest first, and none twice that says the same of one day."""


def history_of(session: Session, ports: Ports, customer_id: str) -> WholeHistory | None:
    """One question to the base, two requests for the rest; None for who is not in the base."""
    tenant = session.tenant.id
    found = ports.base.person(tenant, PersonWanted(customer_id=customer_id))
    if found is None or not found.customers:
        return None
    row = found.customers[0]
    known = CustomerRecord(
        customer_id, _texts(row, "email", "other_emails"), _texts(row, "phone", "other_phones")
    )
    history = ports.conversations.of_customer(tenant, known)
    return WholeHistory(
        conversations=history.conversations,
        opt_outs=history.opt_outs,
        statements=_each_once(_statement(one) for one in found.statements),
    )


def _each_once(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """A statement that follows an address to another id is on record under both."""
    ordered = sorted(statements, key=lambda one: one.at.isoformat() if one.at else "", reverse=True)
    days = {
        (replace(one, at=None), one.at.date() if one.at else None): one for one in reversed(ordered)
    }
    return tuple(reversed(days.values()))


def _texts(row: dict[str, JsonValue], one: str, more: str) -> tuple[str, ...]:
    others = row.get(more)
    every = (row.get(one), *(others if isinstance(others, list) else ()))
    return tuple(text for text in every if isinstance(text, str) and text)


def _statement(row: dict[str, JsonValue]) -> Statement:
    granted = row.get("granted") is True
    at = row.get("granted_at" if granted else "revoked_at")
    return Statement(
        str(row.get("channel") or ""),
        granted,
        datetime.fromisoformat(at) if isinstance(at, str) and at else None,
        str(row.get("source") or ""),
        str(row.get("wording") or ""),
    )
