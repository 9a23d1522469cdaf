"""API keys: made by an owner, shown once, kept as a keyed hash, good until somebody revokes them.

A key does what its scope allows and never more than its maker may today. Must never be logged.
"""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from pynamodb.exceptions import UpdateError

from tenancy.api_access.scopes import Scope
from tenancy.data.patience import SYSTEM_PATIENCE
from tenancy.data.table import ControlItem
from tenancy.data.transaction import Transaction
from tenancy.identity.accounts import control_key, control_row, load_founder, load_tenant
from tenancy.identity.audit import Action, AuditRow, audit_row
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import Founder, FounderId, Tenant, TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass

PREFIX = "wlk"
"""Begins every key, so that people and secret scanners recognise one."""
MOST_KEYS = 20
_ROWS = "api_key#"
_PURPOSE = b"warmline api key v1\0"
_USE_NOTED_EVERY = timedelta(minutes=5)
_TEXT = re.compile(rf"{PREFIX}_([a-z0-9]{{12,26}})_([a-z0-9]{{8,26}})_([a-z0-9]{{32,64}})")


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as its owner sees it: everything but the key."""

    id: str
    tenant: TenantId
    founder: FounderId
    """Who made it; it ends with them."""
    name: str
    scope: Scope
    made_at: datetime
    last_used_at: datetime | None = None

    @property
    def shown(self) -> str:
        """How it begins, for people to tell keys apart."""
        return key_text(self.tenant, self.id, "")


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Whose key it is, and the person it acts for, with no more than the key's role."""

    key: ApiKey
    tenant: Tenant
    founder: Founder


class KeyRule(StrEnum):
    """Why no key was made or revoked."""

    TOO_MANY = "too_many"
    NOT_THERE = "not_there"


def key_text(tenant: TenantId, id: str, secret: str) -> str:
    return f"{PREFIX}_{tenant.removeprefix('t_')}_{id}_{secret}"


def make_key(key: ApiKey, text: str, *, hash_keys: KeyRing, audit_id: str) -> KeyRule | None:
    """Keep a new key's hash. `text` is what `key_text` makes with 32 random characters or more."""
    if _TEXT.fullmatch(text) is None:
        raise ValueError("not a key")
    if len(list_keys(key.tenant)) >= MOST_KEYS:
        return KeyRule.TOO_MANY
    transaction = Transaction(ControlItem, token=f"key-{audit_id}"[:36])
    transaction.save(
        ControlItem(
            control_key(key.tenant),
            f"{_ROWS}{key.id}",
            kind="api_key",
            founder=key.founder,
            document=_document(key, _hash(hash_keys.current, text)),
        ),
        condition=ControlItem.pk.does_not_exist(),
    )
    row = AuditRow(key.made_at, key.founder, Action.MADE_KEY, f"{key.id} {key.scope}")
    transaction.save(audit_row(key.tenant, row, id=audit_id))
    transaction.commit(SYSTEM_PATIENCE)
    return None


def list_keys(tenant: TenantId) -> tuple[ApiKey, ...]:
    """A tenant's keys, the newest first."""
    rows = ControlItem.query(
        control_key(tenant), ControlItem.sk.startswith(_ROWS), consistent_read=True
    )
    found = [_key(tenant, row) for row in rows]
    return tuple(sorted(found, key=lambda key: (key.made_at, key.id), reverse=True))


def revoke_key(
    tenant: TenantId, id: str, *, by: FounderId, audit_id: str, now: datetime
) -> KeyRule | None:
    """From the next request on it opens nothing."""
    found = control_row(control_key(tenant), f"{_ROWS}{id}")
    if found is None:
        return KeyRule.NOT_THERE
    transaction = Transaction(ControlItem, token=f"revoke-{audit_id}"[:36])
    transaction.delete(ControlItem(found.pk, found.sk))
    row = AuditRow(now, by, Action.REVOKED_KEY, id)
    transaction.save(audit_row(tenant, row, id=audit_id))
    transaction.commit(SYSTEM_PATIENCE)
    return None


def find_holder(text: str, *, hash_keys: KeyRing, now: datetime) -> KeyHolder | None:
    """Whose key this is, and note that it is used; None if it opens nothing."""
    parts = _TEXT.fullmatch(text)
    if parts is None:
        return None
    tenant = tenant_id(f"t_{parts[1]}")
    row = control_row(control_key(tenant), f"{_ROWS}{parts[2]}")
    if row is None:
        return None
    kept = json.loads(row.document or "")["hash"]
    if not any(hmac.compare_digest(kept, _hash(key, text)) for key in hash_keys.valid):
        return None
    key = _key(tenant, row)
    owner, maker = load_tenant(tenant), load_founder(tenant, key.founder)
    if owner is None or maker is None:
        return None
    role = key.scope.role if maker.role.covers(key.scope.role) else maker.role
    if key.last_used_at is None or now - key.last_used_at >= _USE_NOTED_EVERY:
        _note_use(row, key, kept, now=now)
    return KeyHolder(key, owner, replace(maker, role=role))


def _note_use(row: ControlItem, key: ApiKey, kept: str, *, now: datetime) -> None:
    """A key that was revoked meanwhile stays revoked."""
    used = _document(key, kept, used=now)
    try:
        row.update(actions=[ControlItem.document.set(used)], condition=ControlItem.pk.exists())
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def _hash(key: bytes, text: str) -> str:
    return hmac.digest(key, _PURPOSE + text.encode(), "sha256").hex()


def _document(key: ApiKey, hashed: str, *, used: datetime | None = None) -> str:
    return json.dumps(
        {
            "name": key.name,
            "scope": key.scope,
            "made_at": key.made_at.astimezone(UTC).isoformat(),
            "last_used_at": used.astimezone(UTC).isoformat() if used else "",
            "hash": hashed,
        },
        ensure_ascii=False,
    )


def _key(tenant: TenantId, row: ControlItem) -> ApiKey:
    fields: dict[str, str] = json.loads(row.document or "")
    used = fields["last_used_at"]
    return ApiKey(
        id=row.sk.removeprefix(_ROWS),
        tenant=tenant,
        founder=FounderId(row.founder or ""),
        name=fields["name"],
        scope=Scope(fields["scope"]),
        made_at=datetime.fromisoformat(fields["made_at"]),
        last_used_at=datetime.fromisoformat(used) if used else None,
    )
