"""Contexts of the pages about the customer base: imports, segments, offers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import ClassVar

from frontend_api.contexts.shared import Frame
from frontend_api.contexts.view_models import (
    Catalogue,
    CustomerSearch,
    CustomersFound,
    MovesWanted,
    PlanGuess,
    RunsCompared,
    Why,
)
from frontend_api.http.forms import Form
from frontend_api.wording.columns import Unlock
from frontend_api.wording.health_conditions import ConditionRow, HealthColumn
from frontend_api.wording.threshold_numbers import NumberField
from functions.customer_base.imports.records import ImportRecord
from functions.customer_base.segmentation.records import RunRecord
from functions.stripe_source.link import StripeLink


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
    stopped: bool
    """It goes on by itself no more, and the founder may try again."""
    form: Form
    columns: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    """Field of the column check → `confirmed`, `certain`, `suggested` or `unknown`."""
    unlocks: tuple[Unlock, ...]
    labels: Mapping[str, str]
    """Canonical column → its name, for the cells that could not be read."""
    run: RunRecord | None
    """The run over this very import, if it is the newest one."""
    moves: tuple[tuple[str, int], ...] | None
    """(from which motion to which, customers); None if they were not sorted (yet)."""
    sorting: bool
    """They are being sorted right now."""
    may_add: bool
    """It is what the base is made of, and has room for one more file."""
    add_to: str
    """Where a file is added to those the base is made of."""


@dataclass(frozen=True, slots=True)
class ImportProgress:
    template: ClassVar[str] = "import_progress.html"
    frame: Frame
    record: ImportRecord
    settled: bool
    stopped: bool


@dataclass(frozen=True, slots=True)
class SegmentsPage:
    template: ClassVar[str] = "segments.html"
    frame: Frame
    run: RunRecord | None
    aims: Mapping[str, str]
    reasons: tuple[tuple[str, str, int], ...]
    """(rule, what it says, customers)."""
    reason_choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Where customers are, and (rule, what it says) for each reason they can be there."""
    wanted: CustomerSearch
    found: CustomersFound
    step: int
    moves: tuple[tuple[str, int], ...]
    """(from which motion to which, customers) since the sorting before."""
    add_to: str
    """Where a file is added to those the base is made of."""
    supports: tuple[tuple[str, int, str], ...]
    """(motion, customers in it, how they can be reached)."""
    sorting: bool
    """A newer file was read and its customers are not all in their motions yet."""


@dataclass(frozen=True, slots=True)
class CompareRunsPage:
    template: ClassVar[str] = "compare_runs.html"
    frame: Frame
    runs: tuple[RunRecord, ...]
    files: Mapping[str, str]
    """Snapshot → the files it was made of."""
    was: RunRecord | None
    now: RunRecord | None
    wanted: MovesWanted
    compared: RunsCompared
    step: int
    query: str
    """The two runs as part of an address."""


@dataclass(frozen=True, slots=True)
class WhyPage:
    template: ClassVar[str] = "why.html"
    frame: Frame
    why: Why
    groups: tuple[tuple[str, str], ...]
    """(group of rules, its heading)."""


@dataclass(frozen=True, slots=True)
class ThresholdsPage:
    template: ClassVar[str] = "thresholds.html"
    frame: Frame
    form: Form
    fields: tuple[NumberField, ...]
    score: NumberField
    rows: tuple[ConditionRow, ...]
    columns: tuple[HealthColumn, ...]
    comparisons: tuple[tuple[str, str], ...]
    rows_at_most: int
    new_row: int | None
    """The row that was just added, to type into."""
    before: RunRecord | None
    after: RunRecord | None
    problems: tuple[tuple[str, str, str], ...]
    nothing: bool


@dataclass(frozen=True, slots=True)
class ThresholdsPreview:
    """What other numbers would change: a part of the thresholds page, and by itself."""

    template: ClassVar[str] = "thresholds_preview.html"
    before: RunRecord | None
    after: RunRecord | None = None
    problems: tuple[tuple[str, str, str], ...] = ()
    """(field, what it is called, what is wrong)."""
    nothing: bool = False
    """There are no customers to count."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan to decide about."""

    guess: PlanGuess
    decided: bool

    @property
    def plan(self) -> str:
        return self.guess.plan


@dataclass(frozen=True, slots=True)
class OffersPage:
    template: ClassVar[str] = "offers.html"
    frame: Frame
    catalogue: Catalogue
    rows: tuple[PlanRow, ...]
    form: Form
    roles: Mapping[str, str]
    triggers: Mapping[str, str]
    cannot_start: tuple[tuple[str, str], ...]
    """(motion, kinds of offer it would need)."""
    nothing_saved: bool
    """The founder has not said yet what any plan is: the form holds our guesses."""
    offerable: Collection[str]
    """Plans that no offer is named after yet."""
    shown_at_most: int


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
