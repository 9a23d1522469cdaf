"""Reading by a model elsewhere: the deployment's key and model, a tenant's cost and rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from frontend_api.ports.reading import RemoteReadingState
from functions.outreach.domain.settings import ReadingRules
from functions.outreach.store.model_health import load_model_health
from functions.outreach.store.reading_allowance import load_spent_cents
from functions.outreach.store.settings import edit_reading_rules
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class StoredRemoteReading:
    """The `RemoteReading` port."""

    has_key: Callable[[], bool]
    model: str

    def state(self, tenant: TenantId, *, now: datetime) -> RemoteReadingState:
        if not self.has_key():
            return RemoteReadingState()
        return RemoteReadingState(
            has_key=True,
            model=self.model,
            spent_cents=load_spent_cents(tenant, now=now),
            health=load_model_health(),
        )

    def edit_rules(
        self, tenant: TenantId, change: Callable[[ReadingRules], ReadingRules]
    ) -> ReadingRules:
        return edit_reading_rules(tenant, change)
