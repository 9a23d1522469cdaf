"""Reading by a model elsewhere, as a founder may see and limit it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from functions.outreach.domain.settings import ReadingRules
    from functions.outreach.ports import ModelHealth
    from tenancy.tenant import TenantId


@dataclass(frozen=True, slots=True)
class RemoteReadingState:
    """Whether a model may be asked at all, what it cost, and what is wrong with it."""

    has_key: bool = False
    model: str = ""
    spent_cents: float = 0.0
    """US cents this calendar month in UTC."""
    health: ModelHealth | None = None


class RemoteReading(Protocol):
    def state(self, tenant: TenantId, *, now: datetime) -> RemoteReadingState: ...
    def edit_rules(
        self, tenant: TenantId, change: Callable[[ReadingRules], ReadingRules]
    ) -> ReadingRules:
        """Change them from their latest version; `change` may be called several times."""
        ...
