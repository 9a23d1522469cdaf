"""A founder's session: opened after the password was right, gone after 12 idle hours or 30 days.

The token lives in the founder's cookie; we keep its SHA-256 only, so a copied table opens nothing.
It begins with whose it is, so that a request asks once for the session, its founder and its tenant.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from datetime import datetime, timedelta

from pynamodb.exceptions import UpdateError

from tenancy.data.table import ControlItem
from tenancy.identity.accounts import (
    founder_of,
    founder_place,
    founder_row,
    rows_at,
    tenant_of_row,
    tenant_place,
)
from tenancy.identity.address_proofs import PendingProof, own_phone_name, proof_of_row, proof_place
from tenancy.tenant import Founder, FounderId, Tenant, TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass

IDLE = timedelta(hours=12)
AT_MOST = timedelta(days=30)
_EXTENDED_EVERY = timedelta(minutes=5)
"""A page view within this time of the last one does not write."""
_TOKEN = re.compile(r"(?P<tenant>t_[a-z0-9]+)\.(?P<founder>f_[a-z0-9]+)\.[\w-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class FounderSession:
    """Who is signed in."""

    tenant: Tenant
    founder: Founder
    csrf: str
    """Goes into every form; known to our pages only."""
    proofs: tuple[PendingProof, ...] = ()
    """Claims that were asked for with it; some may have waited too long."""


def token_of(founder: Founder, secret: str) -> str:
    """The token of a founder's session; `secret` is what nobody can guess of it."""
    return f"{founder.tenant}.{founder.id}.{secret}"


def open_session(founder: Founder, *, secret: str, csrf: str, now: datetime) -> str:
    """Open a session and return its token.

    `secret` and `csrf` are random, at least 128 bits each, of A-Z, a-z, 0-9, `-` and `_`, and never
    used before.
    """
    token = token_of(founder, secret)
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
    return token


def session(token: str, *, now: datetime, channels: Collection[str] = ()) -> FounderSession | None:
    """Return who holds this token, and keep the session open; None if it is not a live one.

    One request. What the token says of its holder only names the rows to read: the session's own
    row says whose it is, and without the founder's row nobody is signed in. Where `channels` are
    named, the addresses of these that wait for a code come with it, and the founder's own phone.
    """
    named = _named(token)
    if named is None:
        return None
    places = ((_key(token), "head"), tenant_place(named[0]), founder_place(*named))
    waiting = (*channels, own_phone_name(named[1])) if channels else ()
    claims = tuple(proof_place(named[0], name) for name in waiting)
    found = rows_at((*places, *claims))
    row, owner, person = map(found.get, places)
    if row is None or owner is None or person is None:
        return None
    if (row.tenant, row.founder) != named:
        return None
    kept = json.loads(row.document or "")
    opened = datetime.fromisoformat(kept["opened"])
    seen = datetime.fromisoformat(kept["seen"])
    if now >= seen + IDLE or now >= opened + AT_MOST:
        return None
    if person.signed_out_at and opened <= datetime.fromisoformat(person.signed_out_at):
        return None
    if now - seen >= _EXTENDED_EVERY:
        _extend(row, kept | {"seen": now.isoformat()}, now=now)
    proofs = tuple(proof_of_row(found[place]) for place in claims if place in found)
    return FounderSession(tenant_of_row(owner), founder_of(person), kept["csrf"], proofs)


def _named(token: str) -> tuple[TenantId, FounderId] | None:
    """Whose session it says it opens."""
    read = _TOKEN.fullmatch(token)
    if read is None:
        return None
    try:
        return tenant_id(read["tenant"]), FounderId(read["founder"])
    except ValueError:
        return None


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
