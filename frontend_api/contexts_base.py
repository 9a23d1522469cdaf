"""Contexts of the pages about the customer base: imports, segments, offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from frontend_api.contexts import Frame
from frontend_api.forms import Form
from frontend_api.rows import Catalogue, CustomerSearch, CustomersFound, Why
from functions.customer_base.records import ImportRecord, RunRecord
from tenancy.stripe_link import StripeLink


@dataclass(frozen=True, slots=True)
class StripeProgress:
    template: ClassVar[str] = "stripe_progress.html"
    progress: str


@dataclass(frozen=True, slots=True)
class CustomersPage:
    template: ClassVar[str] = "customers.html"
    frame: Frame
    form: Form
    countries: tuple[tuple[str, str], ...]
    imports: tuple[ImportRecord, ...]
    stripe: StripeLink | None


@dataclass(frozen=True, slots=True)
class StripePage:
    template: ClassVar[str] = "stripe.html"
    frame: Frame
    form: Form
    countries: tuple[tuple[str, str], ...]
    link: StripeLink | None
    hook_url: str
    newest: ImportRecord | None
    """The newest import the connection made."""
    progress: str
    """Empty: nothing is under way."""


@dataclass(frozen=True, slots=True)
class ImportPage:
    template: ClassVar[str] = "import.html"
    frame: Frame
    record: ImportRecord
    settled: bool
    form: Form
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ImportProgress:
    template: ClassVar[str] = "import_progress.html"
    record: ImportRecord
    settled: bool


@dataclass(frozen=True, slots=True)
class SegmentsPage:
    template: ClassVar[str] = "segments.html"
    frame: Frame
    run: RunRecord | None
    aims: Mapping[str, str]
    reasons: tuple[tuple[str, str, int], ...]
    """(rule, what it says, customers)."""
    wanted: CustomerSearch
    found: CustomersFound
    step: int
    sorting: bool
    """A newer file was read and its customers are not all in their motions yet."""


@dataclass(frozen=True, slots=True)
class WhyPage:
    template: ClassVar[str] = "why.html"
    frame: Frame
    why: Why
    reason: str


@dataclass(frozen=True, slots=True)
class ThresholdsPage:
    template: ClassVar[str] = "thresholds.html"
    frame: Frame
    form: Form
    fields: tuple[tuple[str, str, str], ...]
    """(name, label, unit)."""
    before: RunRecord | None
    after: RunRecord | None


@dataclass(frozen=True, slots=True)
class OffersPage:
    template: ClassVar[str] = "offers.html"
    frame: Frame
    catalogue: Catalogue
    found: tuple[tuple[str, int], ...]
    """Plans of the newest import with their customers."""
    form: Form
    cannot_start: tuple[tuple[str, str], ...]
    """(motion, kinds of offer it would need)."""


@dataclass(frozen=True, slots=True)
class OfferPage:
    template: ClassVar[str] = "offer.html"
    frame: Frame
    form: Form
    offer_id: str
    """Empty for a new one."""
    kinds: tuple[tuple[str, str], ...]
    triggers: tuple[tuple[str, str], ...]
    families: tuple[str, ...]
