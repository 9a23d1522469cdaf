"""Codes for addresses: counted and kept by the control table, sent by outreach's own function.

The console decides that a code is sent; it must never send one, nor show it to anybody.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.address_proofs import CodeWay
from tenancy.identity import address_proofs, directory
from tenancy.identity.address_proofs import AddressClaim, PendingProof, ProofRule
from tenancy.runtime.secrets import KeyRing
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass

_WORDS = {
    ProofRule.TOO_SOON: "A code went there a moment ago. Wait a minute before the next try.",
    ProofRule.TOO_MANY_CODES: "Too many codes were asked for today. Try again tomorrow.",
    ProofRule.NO_CODE: "No code is open for this channel. Ask for a new one.",
    ProofRule.EXPIRED: "This code is too old. Ask for a new one.",
    ProofRule.TOO_MANY_TRIES: "That was wrong too often. Ask for a new code.",
    ProofRule.AT_ONCE: "Two tries came at once. Type the code again.",
    ProofRule.WRONG_CODE: "That is not the code from the newest message.",
}
_OURS = FieldRefusal("Use an address of your own domain; this one is ours.", "address")
_TAKEN = FieldRefusal("Another business uses this address already.", "address")
_NOT_SENT = FieldRefusal("No code could be sent there. Is the address right?", "address")
_NO_NUMBER = FieldRefusal("Numbers cannot be proved here yet: tell the operator.", "address")


@dataclass(frozen=True, slots=True)
class LambdaCodes:
    """Sends a code by invoking `send_code` of outreach, and waits for the provider's answer."""

    client: Any
    function: str

    def send(self, *, way: CodeWay, to: str, code: str) -> FieldRefusal | None:
        payload = json.dumps({"way": way, "to": to, "code": code}).encode()
        invoked = self.client.invoke(FunctionName=self.function, Payload=payload)
        answer = json.loads(invoked["Payload"].read())
        if not invoked.get("FunctionError") and answer.get("sent") is True:
            return None
        return _NO_NUMBER if answer.get("problem") == "no_number" else _NOT_SENT


class StoredAddressProofs:
    """The `AddressProofs` port."""

    def __init__(
        self,
        *,
        mail_domain: str,
        keys: Callable[[], KeyRing],
        codes: LambdaCodes,
        new_code: Callable[[], str],
    ) -> None:
        self._mail_domain = mail_domain
        self._keys = keys
        self._codes = codes
        self._new_code = new_code

    def is_proved(self, tenant: TenantId, address: str) -> bool:
        return directory.owner_of(address) == tenant

    def pending(self, tenant: TenantId, *, now: datetime) -> tuple[PendingProof, ...]:
        return address_proofs.pending_proofs(tenant, now=now)

    def send_code(
        self, tenant: TenantId, claim: AddressClaim, *, way: CodeWay, now: datetime
    ) -> FieldRefusal | None:
        if directory.is_below(claim.address, self._mail_domain):
            # Every address there is a tenant's shared sender, a conversation's, or our own.
            return _OURS
        owner = directory.owner_of(claim.address)
        if owner is not None and owner != tenant:
            return _TAKEN
        code = self._new_code()
        refused = address_proofs.issue_code(
            tenant, claim, code=code, key=self._keys().current, now=now
        )
        if refused is not None:
            return FieldRefusal(_WORDS[refused], "address")
        return self._codes.send(way=way, to=claim.address, code=code)

    def check_code(
        self, tenant: TenantId, channel: str, *, code: str, now: datetime
    ) -> AddressClaim | FieldRefusal:
        claim = self._checked(tenant, channel, code=code, now=now)
        if isinstance(claim, FieldRefusal):
            return claim
        taken = directory.register(tenant, channel=claim.channel, address=claim.address)
        return _TAKEN if isinstance(taken, directory.TakenByAnother) else claim

    def check_own_code(
        self, tenant: TenantId, name: str, *, code: str, now: datetime
    ) -> str | FieldRefusal:
        claim = self._checked(tenant, name, code=code, now=now)
        return claim if isinstance(claim, FieldRefusal) else claim.address

    def _checked(
        self, tenant: TenantId, channel: str, *, code: str, now: datetime
    ) -> AddressClaim | FieldRefusal:
        checked = address_proofs.check_code(tenant, channel, code=code, keys=self._keys(), now=now)
        return (
            FieldRefusal(_WORDS[checked], "code")
            if isinstance(checked, ProofRule)
            else checked.claim
        )
