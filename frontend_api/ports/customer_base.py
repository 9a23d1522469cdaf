"""The customer base, as the pages ask it: imports, runs, and questions about customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from functions.product.motions import Motion

if TYPE_CHECKING:
    from functions.customer_base.imports.records import FileRecord, ImportRecord
    from functions.customer_base.segmentation.records import RunRecord
    from functions.product.thresholds import Thresholds
    from tenancy.data.bucket import UploadForm
    from tenancy.tenant import FounderId, TenantId


@dataclass(frozen=True, slots=True)
class SoftOptInAnswers:
    """The four facts of the email soft opt-in (ePrivacy Art. 13(2)); all four or none counts."""

    obtained_in_sale: bool = False
    similar_products: bool = False
    opt_out_at_collection: bool = False
    opt_out_in_each: bool = False

    @property
    def complete(self) -> bool:
        return (
            self.obtained_in_sale
            and self.similar_products
            and self.opt_out_at_collection
            and self.opt_out_in_each
        )


@dataclass(frozen=True, slots=True)
class NewImport:
    """What the founder said about an import before sending its files."""

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
class CustomerRow:
    """A customer in a list."""

    id: str
    name: str
    email: str
    plan: str
    motion: Motion | None
    reason: str
    value_cents: int = 0
    currency: str = ""
    """Of the value; as it comes from the base, of what the customer pays."""
    offer_id: str = ""


@dataclass(frozen=True, slots=True)
class CustomerSearch:
    text: str = ""
    motion: str = ""
    reason: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class CustomersFound:
    rows: tuple[CustomerRow, ...]
    total: int


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 - a rule's verdict
    FAIL = "fail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    rule: str
    verdict: Verdict
    fact: str = ""
    """The fact of this customer that decided, as text."""
    group: str = ""
    """`perimeter`, or the motion the rule is for."""
    remedy: str = ""
    """What would answer an unknown one."""


@dataclass(frozen=True, slots=True)
class Why:
    """One customer with the row of rule verdicts."""

    customer: CustomerRow
    rules: tuple[RuleVerdict, ...]
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MovesWanted:
    """Two finished runs, the earlier one first, and which moves between them are listed."""

    was: str
    now: str
    moved_from: str = ""
    moved_to: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """So many customers went from one motion to another; also from `new`, to `gone`."""

    moved_from: str
    moved_to: str
    customers: int


@dataclass(frozen=True, slots=True)
class MovedCustomer:
    id: str
    name: str
    email: str
    moved_from: str
    moved_to: str
    before: str
    """Why it was where it was, in words."""
    now: str


@dataclass(frozen=True, slots=True)
class RunsCompared:
    """`problem` says in words why customers cannot be named; then there are none."""

    moves: tuple[Move, ...] = ()
    rows: tuple[MovedCustomer, ...] = ()
    total: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PlanGuess:
    """A plan found in the base, and what it probably is; the founder decides."""

    plan: str
    product: str
    customers: int
    monthly_cents: int | None
    role: str
    """`base` or `tier`."""
    family: str


class CustomerBase(Protocol):
    """Imports, the latest segment run, and questions about single customers."""

    def begin_import(self, tenant: TenantId, new: NewImport) -> UploadTicket: ...
    def current_import(self, tenant: TenantId) -> str:
        """The import the customer base is made of now; empty if there is none."""
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
    def finished_runs(self, tenant: TenantId) -> tuple[RunRecord, ...]:
        """The newest ones first, and no more of them than a page can list."""
        ...

    def compare_runs(self, tenant: TenantId, wanted: MovesWanted) -> RunsCompared: ...
    def plans(self, tenant: TenantId) -> tuple[PlanGuess, ...]:
        """Plans of the current customer base, most customers first; none before the first file."""
        ...

    def search(self, tenant: TenantId, wanted: CustomerSearch) -> CustomersFound: ...
    def why(self, tenant: TenantId, customer_id: str) -> Why | None: ...
