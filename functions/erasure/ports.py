"""What an erasure needs of the outside, as Protocols, and the values that cross them.

Must never offer to erase more than one person at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Protocol

from functions.erasure.person import PersonIdentity
from functions.erasure.record import CalendarEntry, Erasure, FounderCopy
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass


class ErasureLog(Protocol):
    """The tenant's record of erasures."""

    def load(self, tenant: TenantId, erasure: str) -> Erasure | None: ...

    def edit(
        self,
        tenant: TenantId,
        erasure: str,
        change: Callable[[Erasure], Erasure | None],
        *,
        now: datetime,
    ) -> Erasure | None:
        """Change one from its latest version, and file it for the sweep; None if declined."""
        ...

    def save_copy(self, tenant: TenantId, erasure: Erasure) -> None:
        """Beside the tenant's files, without a name in the open."""
        ...


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """The person as the workspace knows them now."""

    identity: PersonIdentity
    conversations: tuple[tuple[str, str], ...]
    """(conversation, founder)."""


@dataclass(frozen=True, slots=True)
class PersonCopies:
    """What the rows say is held outside the tables."""

    provider_ids: tuple[str, ...]
    mails: tuple[str, ...]
    with_founders: tuple[FounderCopy, ...]
    events: tuple[CalendarEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class RemovedRows:
    counts: Mapping[str, int]
    complete: bool


class PersonRecords(Protocol):
    """Everything outreach keeps about one person."""

    def find(self, tenant: TenantId, erasure: Erasure) -> FoundPerson:
        """By the names in the open, or by the keyed ones where nothing else is left."""
        ...

    def copies(self, tenant: TenantId, person: FoundPerson) -> PersonCopies: ...

    def remove(self, tenant: TenantId, person: FoundPerson) -> RemovedRows:
        """A bounded number of rows."""
        ...


@dataclass(frozen=True, slots=True)
class DeletedCopies:
    deleted: int
    waiting: tuple[str, ...]
    """Ids of copies that are still there."""


class ProviderCopies(Protocol):
    """Messages and calls as the provider keeps them."""

    def delete(
        self, tenant: TenantId, *, ids: Iterable[str], numbers: Iterable[str]
    ) -> DeletedCopies:
        """Delete a bounded number: those named, and those between a number and this tenant."""
        ...


@dataclass(frozen=True, slots=True)
class RemovedEvents:
    removed: int
    silent: tuple[CalendarEntry, ...] = ()
    """Those whose calendar gave no answer; what it refuses for good is with the founder."""
    unasked: tuple[CalendarEntry, ...] = ()
    """Those there was no room for."""
    kept: tuple[tuple[CalendarEntry, str], ...] = ()
    """Those that stand no more and whose provider, by its name, keeps their text."""


class CalendarCopies(Protocol):
    """Events of ours in the calendars that founders connected."""

    def remove(self, tenant: TenantId, events: Iterable[CalendarEntry]) -> RemovedEvents:
        """Take away a bounded number of events."""
        ...


class ReceivedMails(Protocol):
    def delete(self, key: str) -> None: ...


class BaseErasure(Protocol):
    def ask(self, tenant: TenantId, erasure: str) -> None:
        """Ask the customer base for its part."""
        ...
