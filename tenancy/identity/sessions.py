"""A founder's session: opened after the password was right, gone after 12 idle hours or 30 days.

The token lives in the founder's cookie; we keep its SHA-256 only, so a copied table opens nothing.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from pynamodb.exceptions import UpdateError

from tenancy.data.table import ControlItem
from tenancy.identity.accounts import (
    control_key,
    control_row,
    founder_of,
    founder_row,
    founder_sort_key,
    load_tenant,
)
from tenancy.tenant import Founder, FounderId, Tenant, tenant_id
from tenancy.values.lazy_dataclass import dataclass

IDLE = timedelta(hours=12)
AT_MOST = timedelta(days=30)
_EXTENDED_EVERY = timedelta(minutes=5)
"""A page view within this time of the last one does not write."""


@dataclass(frozen=True, slots=True)
class FounderSession:
    """Who is signed in."""

    tenant: Tenant
    founder: Founder
    csrf: str
    """Goes into every form; known to our pages only."""


def open_session(founder: Founder, *, token: str, csrf: str, now: datetime) -> None:
    """Open a session. `token` and `csrf` are random, at least 128 bits each, never used before."""
    document = {"csrf": csrf, "opened": now.isoformat(), "seen": now.isoformat()}
    ControlItem(
        _key(token),
        "head",
        kind="session",
        tenant=founder.tenant,
        founder=founder.id,
        document=json.dumps(document),
        expires_at=now + IDLE,
    ).save(ControlItem.pk.does_not_exist())


def session(token: str, *, now: datetime) -> FounderSession | None:
    """Return who holds this token, and keep the session open; None if it is not a live one."""
    row = control_row(_key(token), "head") if token else None
    if row is None:
        return None
    kept = json.loads(row.document or "")
    opened = datetime.fromisoformat(kept["opened"])
    seen = datetime.fromisoformat(kept["seen"])
    if now >= seen + IDLE or now >= opened + AT_MOST:
        return None
    tenant, founder = tenant_id(row.tenant or ""), FounderId(row.founder or "")
    owner = load_tenant(tenant)
    person = control_row(control_key(tenant), founder_sort_key(founder))
    if owner is None or person is None:
        return None
    if person.signed_out_at and opened <= datetime.fromisoformat(person.signed_out_at):
        return None
    if now - seen >= _EXTENDED_EVERY:
        _extend(row, kept | {"seen": now.isoformat()}, now=now)
    return FounderSession(owner, founder_of(person), kept["csrf"])


def close_session(token: str) -> None:
    """Sign out. A token that opens nothing is fine."""
    ControlItem(_key(token), "head").delete()


def close_all_sessions(founder: Founder, *, now: datetime) -> None:
    """End every session that was opened before now: after a password was reset."""
    founder_row(founder).update(actions=[ControlItem.signed_out_at.set(now.isoformat())])


def _extend(row: ControlItem, kept: dict[str, str], *, now: datetime) -> None:
    """A session that was closed meanwhile stays closed."""
    try:
        row.update(
            actions=[
                ControlItem.document.set(json.dumps(kept)),
                ControlItem.expires_at.set(now + IDLE),
            ],
            condition=ControlItem.pk.exists(),
        )
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def _key(token: str) -> str:
    return f"session#{hashlib.sha256(token.encode()).hexdigest()}"
