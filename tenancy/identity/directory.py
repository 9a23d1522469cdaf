"""Whose address is this: (channel, our own address) to tenant.

An address belongs to one tenant at a time; a second one is refused without learning whose it is.
"""

from __future__ import annotations

from pynamodb.exceptions import DeleteError, PutError

from tenancy.data.table import ControlItem
from tenancy.identity.accounts import control_row
from tenancy.tenant import TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Registered:
    """The address is the tenant's; it may have been before."""


@dataclass(frozen=True, slots=True)
class TakenByAnother:
    """Another tenant has the address."""


def is_below(address: str, domain: str) -> bool:
    """Whether a mail address is of a domain or of one below it."""
    named = address.strip().casefold().rpartition("@")[2].rstrip(".")
    return named == domain.casefold() or named.endswith(f".{domain.casefold()}")


def register(tenant: TenantId, *, channel: str, address: str) -> Registered | TakenByAnother:
    """Give an address to a tenant. `address` is E.164 or a mail address.

    An address is one tenant's across all channels: a number's texts and its calls are answered by
    the same business.
    """
    owner = ControlItem(_key(address), _OWNER, kind="address", tenant=tenant_id(tenant))
    row = ControlItem(_key(address), channel, kind="address", tenant=tenant_id(tenant))
    for one in (owner, row):
        try:
            one.save(ControlItem.pk.does_not_exist() | (ControlItem.tenant == tenant))
        except PutError as error:
            if error.cause_response_code == "ConditionalCheckFailedException":
                return TakenByAnother()
            raise
    return Registered()


def tenant_at(*, channel: str, address: str) -> TenantId | None:
    """Return the tenant an address belongs to, or None."""
    row = control_row(_key(address), channel)
    return None if row is None else tenant_id(row.tenant or "")


def owner_of(address: str) -> TenantId | None:
    """Return whose an address is on any channel, or None. Only a proved address has an owner."""
    row = control_row(_key(address), _OWNER)
    return None if row is None else tenant_id(row.tenant or "")


def remove(tenant: TenantId, *, channel: str, address: str) -> bool:
    """Take an address back; False if it was not the tenant's. Off its last channel it is free."""
    if not _delete(tenant, _key(address), channel):
        return False
    rows = ControlItem.query(_key(address), consistent_read=True)
    if all(row.sk == _OWNER for row in rows):
        _delete(tenant, _key(address), _OWNER)
    return True


def _delete(tenant: TenantId, pk: str, sk: str) -> bool:
    try:
        ControlItem(pk, sk).delete(ControlItem.tenant == tenant)
    except DeleteError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


_OWNER = "owner"


def _key(address: str) -> str:
    return f"address#{address.strip().lower()}"
