"""The customer base, as the pages ask it: imports, runs, and questions about customers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from frontend_api.ports.rights import PersonWanted
    from functions.customer_base.console_queries.answers import (
        CustomersFound,
        CustomerWhy,
        NoAnswer,
        PersonInBase,
        PlanGuess,
        RunsCompared,
    )
    from functions.customer_base.imports.records import FileRecord, ImportRecord
    from functions.customer_base.segmentation.records import RunRecord
    from functions.customer_base.store.snapshot_pointer import SnapshotPointer
    from functions.product.consent import SoftOptInAnswers
    from functions.product.customer_facts import CustomerFacts, CustomerId
    from functions.product.motions import Motion
    from functions.product.thresholds import Thresholds
    from tenancy.data.bucket import UploadForm
    from tenancy.tenant import FounderId, TenantId


@dataclass(frozen=True, slots=True)
class NewImport:
    """What the founder enters about an import before sending its files."""

    file_names: tuple[str, ...]
    default_country: str
    attestation: SoftOptInAnswers
    by: FounderId
    at: datetime
    earlier: tuple[FileRecord, ...] = ()
    """Files of an earlier import that these are added to."""


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """Where the browser posts each file of an import, with the fields of the form first."""

    import_id: str
    forms: tuple[UploadForm, ...]


@dataclass(frozen=True, slots=True)
class CustomerSearch:
    text: str = ""
    motion: str = ""
    reason: str = ""
    offset: int = 0
    limit: int = 25


@dataclass(frozen=True, slots=True)
class MovesWanted:
    """Two finished runs, the earlier one first, and which moves between them are listed."""

    was: str
    now: str
    moved_from: str = ""
    moved_to: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class PoolPage:
    """Up to 200 customers in dial order, and the ids of those who opted out."""

    customers: tuple[CustomerFacts, ...] = ()
    opted_out: frozenset[CustomerId] = frozenset()


class PoolRecords(Protocol):
    def page(self, tenant: TenantId, *, run: str, motion: Motion, page: int) -> PoolPage:
        """Empty behind the end, and without a run; one request beside the bucket's."""
        ...

    def first_customers(
        self, tenant: TenantId, *, run: str, motion: Motion
    ) -> tuple[CustomerFacts, ...]:
        """The first of the dial order, with who opted out since; by the bucket's request alone."""
        ...


class CustomerBase(Protocol):
    """Imports, the latest segment run, and questions about single customers."""

    def begin_import(self, tenant: TenantId, new: NewImport) -> UploadTicket: ...
    def current_base(self, tenant: TenantId) -> SnapshotPointer | None:
        """The snapshot the customer base is now, and the import it came from."""
        ...

    def still_kept(self, tenant: TenantId, record: ImportRecord) -> bool:
        """Whether every file of an import still lies where it was uploaded."""
        ...

    def start_import(self, tenant: TenantId, import_id: str) -> None: ...
    def imports(self, tenant: TenantId) -> tuple[ImportRecord, ...]: ...
    def load_import(self, tenant: TenantId, import_id: str) -> ImportRecord | None: ...
    def confirm_mapping(
        self,
        tenant: TenantId,
        import_id: str,
        *,
        mapping: Mapping[int, Mapping[str, str]],
        answers: Mapping[int, Mapping[str, str]],
    ) -> None:
        """File number → header → canonical column, and the answers to the files' questions."""
        ...

    def accept_replacement(self, tenant: TenantId, import_id: str) -> bool:
        """Let an import that waits for it take the base's place; False when it may not."""
        ...

    def decline_replacement(self, tenant: TenantId, import_id: str, *, now: datetime) -> None: ...
    def restore_previous(self, tenant: TenantId, *, over: str) -> None:
        """Ask for the base before; `over` is the snapshot the founder looked at."""
        ...

    def forget_columns(self, tenant: TenantId, import_id: str) -> None:
        """Ask again what the headers of this import's files mean when they next come."""
        ...

    def rejects_url(self, tenant: TenantId, import_id: str) -> str: ...
    def sample_import(self, tenant: TenantId, new: NewImport) -> str | None:
        """Make an import of sample data; None where this deployment carries no sample."""
        ...

    def latest_run(self, tenant: TenantId) -> RunRecord | None: ...
    def load_run(self, tenant: TenantId, run: str) -> RunRecord | None:
        """One segment run, finished or not."""
        ...

    def preview(self, tenant: TenantId, thresholds: Thresholds) -> RunRecord | None: ...
    def segment_again(self, tenant: TenantId) -> None: ...
    def last_begun_run(self, tenant: TenantId) -> RunRecord | None:
        """The run that began last, whatever became of it."""
        ...

    def newest_run(self, tenant: TenantId) -> RunRecord | None:
        """The newest finished one, by one request."""
        ...

    def finished_runs(self, tenant: TenantId) -> tuple[RunRecord, ...]:
        """The newest ones first, and no more of them than a page can list."""
        ...

    def compare_runs(self, tenant: TenantId, wanted: MovesWanted) -> RunsCompared | NoAnswer: ...
    def plans(self, tenant: TenantId) -> tuple[PlanGuess, ...]:
        """Plans of the current customer base, most customers first; none before the first file."""
        ...

    def search(self, tenant: TenantId, wanted: CustomerSearch) -> CustomersFound: ...
    def person(self, tenant: TenantId, wanted: PersonWanted) -> PersonInBase | None:
        """All that the base holds of one person; None without a base."""
        ...

    def why(self, tenant: TenantId, customer_id: str) -> CustomerWhy | None: ...
