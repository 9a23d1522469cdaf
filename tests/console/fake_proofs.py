"""Proofs of addresses in memory: every address gets the same code."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.address_proofs import CodeWay
from tenancy.identity.address_proofs import AddressClaim, PendingProof
from tenancy.tenant import TenantId

ADDRESS_CODE = "246810"
OF_ANOTHER = "+15550100999"


@dataclass
class FakeProofs:
    proved: set[str] = field(default_factory=set)
    claims: dict[str, AddressClaim] = field(default_factory=dict)
    sent: list[tuple[str, CodeWay]] = field(default_factory=list)

    def is_proved(self, tenant: TenantId, address: str) -> bool:
        return address in self.proved

    def pending(self, tenant: TenantId, *, now: datetime) -> tuple[PendingProof, ...]:
        ends = now + timedelta(minutes=15)
        return tuple(PendingProof(claim, "", ends) for claim in self.claims.values())

    def send_code(
        self, tenant: TenantId, claim: AddressClaim, *, way: CodeWay, now: datetime
    ) -> FieldRefusal | None:
        if claim.address == OF_ANOTHER:
            return FieldRefusal("Another business uses this number already.", "address")
        self.claims[claim.channel] = claim
        self.sent.append((claim.address, way))
        return None

    def check_code(
        self, tenant: TenantId, channel: str, *, code: str, now: datetime
    ) -> AddressClaim | FieldRefusal:
        if code != ADDRESS_CODE:
            return FieldRefusal("That is not the code from the newest message.", "code")
        claim = self.claims.pop(channel)
        self.proved.add(claim.address)
        return claim

    def check_own_code(
        self, tenant: TenantId, name: str, *, code: str, now: datetime
    ) -> str | FieldRefusal:
        if code != ADDRESS_CODE:
            return FieldRefusal("That is not the code from the newest message.", "code")
        return self.claims.pop(name).address


@dataclass
class FakeSendCode:
    """Outreach's function; the codes it was given are what arrives at the addresses."""

    function: str = "send-code"
    answer: dict[str, object] = field(default_factory=lambda: {"sent": True})
    arrived: list[dict[str, str]] = field(default_factory=list)

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        assert FunctionName == self.function
        self.arrived.append(json.loads(Payload))
        return {"Payload": io.BytesIO(json.dumps(self.answer).encode())}
