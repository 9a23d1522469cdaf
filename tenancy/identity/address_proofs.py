"""Proof that a tenant holds an address: a code goes to it and comes back through the console.

Decides how often a code may be sent and how often it may be tried. Must never keep a code itself,
nor compare one before the attempt is counted.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from tenancy.data.table import ControlItem, saved_if
from tenancy.identity.accounts import Place, control_key, control_row
from tenancy.runtime.privacy import check_key
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import FounderId, TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass

CODE_LIVES = timedelta(minutes=15)
TRIES_A_CODE = 5
BETWEEN_CODES = timedelta(minutes=1)
COUNTED_FOR = timedelta(days=1)
MOST_TO_AN_ADDRESS = 5
"""Codes to one address a day, from all tenants: it may be a stranger's, who is not flooded."""
MOST_BY_A_TENANT = 20
"""Codes a day, to whatever addresses: each may cost money."""
_PURPOSE = b"warmline address proof v1\0"
_PREFIX = "proof#"


class ProofRule(StrEnum):
    """Why a code was not sent, or proved nothing."""

    TOO_SOON = "too_soon"
    TOO_MANY_CODES = "too_many_codes"
    NO_CODE = "no_code"
    EXPIRED = "expired"
    TOO_MANY_TRIES = "too_many_tries"
    WRONG_CODE = "wrong_code"
    AT_ONCE = "at_once"
    """Another attempt was counted at the same moment; this one was not compared."""


@dataclass(frozen=True, slots=True)
class AddressClaim:
    """An address a tenant says is its own; nothing goes out from it until that is proved."""

    channel: str
    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class PendingProof:
    """A claim whose code is on its way or waits to be typed."""

    claim: AddressClaim
    code_hash: str
    expires_at: datetime
    tries_left: int = TRIES_A_CODE


@dataclass(frozen=True, slots=True)
class Proved:
    """The code came back."""

    claim: AddressClaim


def own_phone_name(founder: FounderId) -> str:
    """Under which a founder's own number waits for its code, beside those of the channels."""
    return f"phone-{founder}"


def proof_place(tenant: TenantId, name: str) -> Place:
    """Where the claim of a channel, or of a founder's own phone, waits."""
    return control_key(tenant), f"{_PREFIX}{name}"


def issue_code(
    tenant: TenantId, claim: AddressClaim, *, code: str, key: bytes, now: datetime
) -> ProofRule | None:
    """Count one code and keep its hash; a newer code replaces the older. None if it may be sent."""
    for subject, most in (
        (f"address#{_spelling(claim.address)}", MOST_TO_AN_ADDRESS),
        (f"tenant#{tenant_id(tenant)}", MOST_BY_A_TENANT),
    ):
        pause = BETWEEN_CODES if subject.startswith("address#") else timedelta(0)
        refused = _count_code(subject, most=most, pause=pause, now=now)
        if refused is not None:
            return refused
    hashed = _code_hash(key, tenant, claim, code)
    pending = PendingProof(claim, hashed, now + CODE_LIVES)
    _row(tenant, pending).save()
    return None


def check_code(
    tenant: TenantId, channel: str, *, code: str, keys: KeyRing, now: datetime
) -> Proved | ProofRule:
    """Count the attempt, then compare. What is proved or used up is no longer pending."""
    row = control_row(control_key(tenant), f"{_PREFIX}{channel}")
    if row is None:
        return ProofRule.NO_CODE
    pending = proof_of_row(row)
    if now >= pending.expires_at:
        return ProofRule.EXPIRED
    if pending.tries_left < 1:
        return ProofRule.TOO_MANY_TRIES
    counted = replace(pending, tries_left=pending.tries_left - 1)
    if not saved_if(_row(tenant, counted), ControlItem.document == row.document):
        return ProofRule.AT_ONCE
    typed = "".join(code.split())
    hashes = [_code_hash(key, tenant, pending.claim, typed) for key in keys.valid]
    if not any(hmac.compare_digest(one, pending.code_hash) for one in hashes):
        return ProofRule.WRONG_CODE if counted.tries_left else ProofRule.TOO_MANY_TRIES
    ControlItem(row.pk, row.sk).delete()
    return Proved(pending.claim)


def pending_proofs(tenant: TenantId, *, now: datetime) -> tuple[PendingProof, ...]:
    """Claims that still wait for their code, by channel."""
    rows = ControlItem.query(
        control_key(tenant), ControlItem.sk.startswith(_PREFIX), consistent_read=True
    )
    return tuple(found for row in rows if (found := proof_of_row(row)).expires_at > now)


def _count_code(subject: str, *, most: int, pause: timedelta, now: datetime) -> ProofRule | None:
    key = f"proof_limit#{subject}"
    row = control_row(key, "head")
    sent = [datetime.fromisoformat(at) for at in json.loads(row.document or "[]")] if row else []
    recent = [at for at in sent if now - at < COUNTED_FOR]
    if recent and now - recent[-1] < pause:
        return ProofRule.TOO_SOON
    if len(recent) >= most:
        return ProofRule.TOO_MANY_CODES
    text = json.dumps([at.isoformat() for at in (*recent, now)])
    counted = ControlItem(
        key, "head", kind="proof_limit", document=text, expires_at=now + COUNTED_FOR
    )
    unchanged = ControlItem.document == row.document if row else ControlItem.pk.does_not_exist()
    return None if saved_if(counted, unchanged) else ProofRule.TOO_SOON


def _row(tenant: TenantId, pending: PendingProof) -> ControlItem:
    text = json.dumps(
        {
            "address": pending.claim.address,
            "name": pending.claim.name,
            "code_hash": pending.code_hash,
            "tries_left": pending.tries_left,
            "expires_at": pending.expires_at.isoformat(),
        }
    )
    return ControlItem(
        control_key(tenant),
        f"{_PREFIX}{pending.claim.channel}",
        kind="proof",
        document=text,
        expires_at=pending.expires_at,
    )


def proof_of_row(row: ControlItem) -> PendingProof:
    """Read the claim out of its row; it may have waited too long already."""
    kept = json.loads(row.document or "")
    return PendingProof(
        AddressClaim(row.sk.removeprefix(_PREFIX), kept["address"], kept["name"]),
        kept["code_hash"],
        datetime.fromisoformat(kept["expires_at"]),
        kept["tries_left"],
    )


def _code_hash(key: bytes, tenant: TenantId, claim: AddressClaim, code: str) -> str:
    check_key(key)
    named = "\0".join((tenant_id(tenant), claim.channel, _spelling(claim.address), code))
    return hmac.digest(key, _PURPOSE + named.encode(), "sha256").hex()


def _spelling(address: str) -> str:
    return address.strip().lower()
