"""Which calendars a founder had chosen before they disconnected, for when they connect again.

Of the account and its calendars only hashes are kept, for a month: they are recognised once the
same account shows them again, and name nobody until then. Must never hold a credential.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from functions.calendars.account import CalendarAccount
from functions.calendars.provider import CalendarChoice
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import FounderId, TenantId
from tenancy.values.json_text import decode_json, encode_json
from tenancy.values.lazy_dataclass import dataclass

REMEMBERED = timedelta(days=30)
_KEY = "was_chosen"
"""Sorts behind every day and `synced`, so no query for free times finds it."""


@dataclass(frozen=True, slots=True)
class FormerChoices:
    """Hashes, each of an account's or a calendar's own name and of whose it was."""

    user: str
    calendars: tuple[str, ...]
    target: str
    former: tuple[str, ...]


def keep_choices(
    tenant: TenantId, founder: FounderId, account: CalendarAccount, *, now: datetime
) -> None:
    """Remember what was chosen; nothing, for an account that has no calendars to choose from."""
    chosen = account.google or account.caldav
    if chosen is None:
        return
    counted = (*chosen.calendars, *(account.google.times_only if account.google else ()))
    kept = FormerChoices(
        _hashed(tenant, founder, chosen.user.casefold()),
        tuple(_hashed(tenant, founder, one) for one in counted),
        _hashed(tenant, founder, chosen.target),
        tuple(_hashed(tenant, founder, one) for one in chosen.former),
    )
    with acting_for(tenant):
        WorkspaceItem(
            pk=TenantKeys.calendar(tenant, founder),
            sk=_KEY,
            kind=_KEY,
            document=encode_json(kept),
            expires_at=now + REMEMBERED,
        ).save()


def recall_choices(
    tenant: TenantId,
    founder: FounderId,
    *,
    user: str,
    found: Sequence[CalendarChoice],
    now: datetime,
) -> FormerChoices | None:
    """What this account had chosen, of the calendars that are there; None if nothing is known."""
    with acting_for(tenant):
        try:
            row = WorkspaceItem.get(TenantKeys.calendar(tenant, founder), _KEY)
        except WorkspaceItem.DoesNotExist:
            return None
    kept = decode_json(FormerChoices, row.document or "{}")
    # A row may outlive its time for a while.
    is_over = row.expires_at is not None and row.expires_at <= now
    if is_over or kept.user != _hashed(tenant, founder, user.casefold()):
        return None
    there = {_hashed(tenant, founder, one.address): one.address for one in found}
    return replace(
        kept,
        user=user,
        calendars=tuple(there[one] for one in kept.calendars if one in there),
        target=there.get(kept.target, ""),
        former=tuple(there[one] for one in kept.former if one in there),
    )


def _hashed(tenant: TenantId, founder: FounderId, name: str) -> str:
    return hashlib.sha256(f"{tenant}|{founder}|{name}".encode()).hexdigest()
