"""Whose address is this: (channel, our own address) to tenant.

An address belongs to one tenant at a time; a second one is refused without learning whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from pynamodb.exceptions import DeleteError, PutError

from tenancy.data.table import ControlItem
from tenancy.identity.accounts import control_row
from tenancy.tenant import TenantId, tenant_id


@dataclass(frozen=True, slots=True)
class Registered:
    """The address is the tenant's; it may have been before."""


@dataclass(frozen=True, slots=True)
class TakenByAnother:
    """Another tenant has the address."""


def register(tenant: TenantId, *, channel: str, address: str) -> Registered | TakenByAnother:
    """Give an address to a tenant. `address` is E.164 or a mail address."""
    row = ControlItem(_key(channel, address), "head", kind="address", tenant=tenant_id(tenant))
    try:
        row.save(ControlItem.pk.does_not_exist() | (ControlItem.tenant == tenant))
    except PutError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return TakenByAnother()
        raise
    return Registered()


def tenant_at(*, channel: str, address: str) -> TenantId | None:
    """Return the tenant an address belongs to, or None."""
    row = control_row(_key(channel, address), "head")
    return None if row is None else tenant_id(row.tenant or "")


def remove(tenant: TenantId, *, channel: str, address: str) -> bool:
    """Take an address back; False if it was not the tenant's."""
    try:
        ControlItem(_key(channel, address), "head").delete(ControlItem.tenant == tenant)
    except DeleteError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def _key(channel: str, address: str) -> str:
    return f"address#{channel}#{address.strip().lower()}"
