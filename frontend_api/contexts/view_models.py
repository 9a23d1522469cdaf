"""What the pages read that is not already a word of the domain: rows of lists and small summaries.

Plain frozen values; nothing here decides or formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from functions.customer_base.imports.records import FileRecord
from functions.outreach.domain.playbooks.playbook import Offer
from functions.outreach.domain.settings import PlanRole
from functions.product.motions import Motion
from tenancy.tenant import FounderId


@dataclass(frozen=True, slots=True)
class Refused:
    """An expected refusal, in the founder's words, beside the field it belongs to."""

    words: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session was opened; `token` goes into the cookie and nowhere else."""

    token: str


@dataclass(frozen=True, slots=True)
class Attestation:
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
    attestation: Attestation
    by: FounderId
    at: datetime
    earlier: tuple[FileRecord, ...] = ()
    """Files of an earlier import that these are added to."""


@dataclass(frozen=True, slots=True)
class StripeConnection:
    """What the founder said when connecting their Stripe account."""

    key: str = field(repr=False)
    default_country: str
    attestation: Attestation
    by: FounderId
    at: datetime


@dataclass(frozen=True, slots=True)
class UploadForm:
    """One presigned form: the browser posts the file itself to `url` with `fields` first."""

    url: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UploadTicket:
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


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is sold: the plans found in the base with their role, and the offers."""

    plans: tuple[PlanRole, ...] = ()
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class OptOutRow:
    """A suppressed person. Only the keyed hash is kept, so the customer is named if known."""

    at: datetime
    kind: str
    customer: str
    evidence: str


@dataclass(frozen=True, slots=True)
class UsageTotal:
    kind: str
    quantity: int
    cents: int


@dataclass(frozen=True, slots=True)
class BillingState:
    """What is owed and allowed. Amounts in minor units of `currency`."""

    currency: str
    price_version: str
    prices: tuple[tuple[str, str], ...] = ()
    """(what is counted, its price in words)."""
    totals: tuple[UsageTotal, ...] = ()
    trial_credit_cents: int = 0
    trial_left_cents: int = 0
    spending_limit_cents: int = 0
    active: bool = False
    failed_payment: bool = False

    @property
    def may_spend(self) -> bool:
        return (self.active and not self.failed_payment) or self.trial_left_cents > 0
