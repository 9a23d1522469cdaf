"""A person's rights in memory: what was asked, and one erasure to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from frontend_api.ports.rights import PersonBusy, PersonExport, PersonWanted
from functions.erasure.record import Erasure
from functions.erasure.retention import Retention
from tenancy.tenant import FounderId, TenantId


@dataclass
class FakeRights:
    held: dict[str, dict[str, object]] = field(default_factory=dict)
    """Customer id or address → everything about them."""
    asked: list[Erasure] = field(default_factory=list)
    busy: bool = False
    kept: Retention = field(default_factory=Retention)

    def retention(self, tenant: TenantId) -> Retention:
        del tenant
        return self.kept

    def edit_retention(
        self, tenant: TenantId, change: Callable[[Retention], Retention]
    ) -> Retention:
        del tenant
        self.kept = change(self.kept)
        return self.kept

    def export_person(
        self, tenant: TenantId, wanted: PersonWanted, *, now: datetime
    ) -> PersonExport | None:
        del tenant, now
        found = self.held.get(wanted.customer_id or wanted.address)
        return None if found is None else PersonExport(found, "email#0123456789abcdef0123")

    def erase_person(
        self, tenant: TenantId, wanted: PersonWanted, *, by: FounderId, now: datetime
    ) -> Erasure | PersonBusy:
        del tenant
        if self.busy:
            return PersonBusy()
        name = wanted.customer_id or wanted.address
        erasure = Erasure(f"er_{len(self.asked)}", now, by, (f"customer#{hash(name):x}",))
        self.asked.append(erasure)
        self.held.pop(name, None)
        return erasure

    def erasures(self, tenant: TenantId) -> tuple[Erasure, ...]:
        del tenant
        return tuple(self.asked)
