"""Proof that a tenant holds an address of a channel, by a code that goes there and comes back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from frontend_api.http.forms import FieldRefusal
    from tenancy.identity.address_proofs import AddressClaim, PendingProof
    from tenancy.tenant import TenantId


class CodeWay(StrEnum):
    """How a code reaches an address."""

    MAIL = "mail"
    TEXT = "text"
    CALL = "call"


class AddressProofs(Protocol):
    """What is proved, what waits for its code, and the codes themselves."""

    def is_proved(self, tenant: TenantId, address: str) -> bool: ...

    def pending(self, tenant: TenantId, *, now: datetime) -> tuple[PendingProof, ...]: ...

    def send_code(
        self, tenant: TenantId, claim: AddressClaim, *, way: CodeWay, now: datetime
    ) -> FieldRefusal | None:
        """Send a code to an address that nobody else holds, within the limits."""
        ...

    def check_code(
        self, tenant: TenantId, channel: str, *, code: str, now: datetime
    ) -> AddressClaim | FieldRefusal:
        """The claim is proved and its address the tenant's, or why not."""
        ...

    def check_own_code(
        self, tenant: TenantId, name: str, *, code: str, now: datetime
    ) -> str | FieldRefusal:
        """The number claimed under `name` answers to a person of the tenant: nothing is registered,
        and nobody else is kept from it."""
        ...
