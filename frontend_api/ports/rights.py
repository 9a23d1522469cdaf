"""What a founder may do for a person who asks about their data.

Must never answer with more than one person's data.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from functions.erasure.record import Erasure
    from functions.erasure.retention import Retention
    from tenancy.tenant import FounderId, TenantId


@dataclass(frozen=True, slots=True)
class PersonWanted:
    """By what a founder names a person; one of them is enough."""

    customer_id: str = ""
    address: str = ""
    """A mail address, or a phone with its country code."""


@dataclass(frozen=True, slots=True)
class PersonExport:
    """Everything held about one person."""

    content: dict[str, Any]
    """JSON values by store."""
    reference: str
    """A keyed hash that names the person in the audit."""


@dataclass(frozen=True, slots=True)
class PersonBusy:
    """Their conversations kept moving; asking again will do."""


class PersonRights(Protocol):
    def export_person(
        self, tenant: TenantId, wanted: PersonWanted, *, now: datetime
    ) -> PersonExport | None:
        """None when nothing is held about such a person."""
        ...

    def erase_person(
        self, tenant: TenantId, wanted: PersonWanted, *, by: FounderId, now: datetime
    ) -> Erasure | PersonBusy:
        """Nothing is sent or said to them from now on; their data is gone within a day."""
        ...

    def retention(self, tenant: TenantId) -> Retention: ...
    def edit_retention(
        self, tenant: TenantId, change: Callable[[Retention], Retention]
    ) -> Retention: ...
    def erasures(self, tenant: TenantId) -> tuple[Erasure, ...]:
        """The newest first."""
        ...
