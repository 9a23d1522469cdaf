"""Writes down what a founder did: the one way in which an act adds to the audit.

What a program did with a key is written as its maker's act, with the key's id behind it.
"""

from __future__ import annotations

from frontend_api.http.session import Session
from frontend_api.ports import Ports
from tenancy.identity.audit import Action
from tenancy.tenant import FounderId, TenantId

CALENDAR_FEED = "calendar feed"


def record_feed_read(tenant: TenantId, founder: FounderId, ports: Ports) -> None:
    """A calendar program reads the feed many times a day: each day is one row."""
    ports.audit.record_once_a_day(
        tenant, by=founder, action=Action.DOWNLOADED, detail=CALENDAR_FEED, now=ports.clock.now()
    )


def record_act(session: Session, ports: Ports, action: Action, detail: str = "") -> None:
    """`detail` names things by their ids; it never holds a customer's words or address."""
    by_key = f"by key {session.key}" if session.key else ""
    ports.audit.record(
        session.tenant.id,
        by=session.founder.id,
        action=action,
        detail=" ".join(filter(None, (detail, by_key))),
        now=ports.clock.now(),
    )
