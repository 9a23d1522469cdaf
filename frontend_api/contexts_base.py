"""Contexts of the pages about the customer base: imports, segments, offers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from frontend_api.contexts import Frame
from frontend_api.forms import Form
from frontend_api.rows import Catalogue, CustomerSearch, CustomersFound, Why
from functions.customer_base.records import ImportRecord, RunRecord


@dataclass(frozen=True, slots=True)
class CustomersPage:
    template: ClassVar[str] = "customers.html"
    frame: Frame
    form: Form
    countries: tuple[tuple[str, str], ...]
    imports: tuple[ImportRecord, ...]


@dataclass(frozen=True, slots=True)
class ImportPage:
    template: ClassVar[str] = "import.html"
    frame: Frame
    record: ImportRecord
    settled: bool
    form: Form
    columns: tuple[tuple[str, str], ...]
    may_add: bool
    """It is what the base is made of, and has room for one more file."""


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
    add_to: str
    """Where a file is added to those the base is made of."""
    supports: tuple[tuple[str, int, str], ...]
    """(motion, customers in it, how they can be reached)."""
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
