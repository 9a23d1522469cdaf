"""What the founder edits, and what the built-in calendar holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from functions.outreach.domain.playbooks.playbook import LineId
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from frontend_api.http.forms import FieldRefusal
    from functions.customer_base.segmentation.records import RunRecord
    from functions.customer_base.store.snapshot_pointer import SnapshotPointer
    from functions.notices.kinds import NoticeChoices
    from functions.outreach.domain.calendar.founder_calendar import Bandwidth, CalendarState
    from functions.outreach.domain.permission.contact_facts import ChannelRules
    from functions.outreach.domain.playbooks.playbook import Answer, Playbook
    from functions.outreach.domain.settings import RecordingRules, Sender, TenantSettings
    from functions.outreach.domain.understanding.acts import Correction
    from functions.product.motions import Motion
    from functions.product.offers import Catalogue
    from functions.product.thresholds import Thresholds
    from tenancy.tenant import TenantId


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A draft that stood on a page we answered with."""

    line: LineId
    sha256: str
    """Of the text that was shown."""
    at: datetime


@dataclass(frozen=True, slots=True)
class LinesShown:
    """Drafts of one playbook that one founder was shown."""

    lines: tuple[ShownLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter of one list under a name; everybody of the tenant sees it."""

    id: str
    list: str
    name: str
    query: str
    """As it stands in an address, without a place in the list."""
    by: FounderId
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptSettings:
    """All that the settings hold, as one request found it: for pages that need more of it."""

    settings: TenantSettings
    run: RunRecord | None
    """The latest finished segment run."""
    base: SnapshotPointer | None
    """Which snapshot is the customer base."""
    thresholds: Thresholds | None
    """None where nobody has changed them."""
    rehearsals: Mapping[str, str]
    """Stored rehearsals by id, each as `rehearsal/record.py` writes it."""
    shown: Mapping[tuple[Motion, str, FounderId], LinesShown]
    """(motion, language, founder) → drafts of that playbook that they were shown."""

    @property
    def sorting_due(self) -> bool:
        """Whether the customers, or what they are judged by, are newer than the latest run.

        What a page says of the run is from before then, and a run was asked for by that change.
        """
        base, run = self.base, self.run
        if base is None:
            return False
        return run is None or run.snapshot != base.snapshot or not self.judges_by_what_holds(run)

    def judges_by_what_holds(self, run: RunRecord) -> bool:
        """Whether a run has the thresholds, plans and offers of now."""
        thresholds = self.thresholds or type(run.thresholds)()
        sold = type(run.catalogue)(self.settings.plans, self.settings.offers)
        return run.judged_by(thresholds, sold)


class FounderSettings(Protocol):
    """What the founder edits.

    Each `edit` changes one part from its latest version, so that two who change it at the same
    time never undo each other; `change` may be called several times. The value kept is returned.
    """

    def load(self, tenant: TenantId) -> TenantSettings: ...
    def load_all(self, tenant: TenantId) -> KeptSettings:
        """By one request, as `load` does."""
        ...

    def edit_catalogue(
        self, tenant: TenantId, change: Callable[[Catalogue], Catalogue]
    ) -> Catalogue: ...
    def thresholds(self, tenant: TenantId) -> Thresholds: ...
    def edit_thresholds(
        self, tenant: TenantId, change: Callable[[Thresholds], Thresholds]
    ) -> Thresholds: ...
    def edit_rules(
        self, tenant: TenantId, change: Callable[[ChannelRules], ChannelRules]
    ) -> ChannelRules: ...
    def save_recording_rules(self, tenant: TenantId, rules: RecordingRules) -> None: ...
    def keep_product(self, tenant: TenantId, text: str, *, seen: str) -> bool:
        """`seen` is the mark of the text that was looked at; False where another stands by now."""
        ...

    def bandwidth(self, tenant: TenantId, founder: FounderId) -> Bandwidth | None:
        """One founder's alone, by one request."""
        ...

    def notice_choices(self, tenant: TenantId, founder: FounderId) -> NoticeChoices | None:
        """What one founder chose to be mailed, by one request; None before the first choice."""
        ...

    def edit_notice_choices(
        self,
        tenant: TenantId,
        founder: FounderId,
        change: Callable[[NoticeChoices], NoticeChoices],
    ) -> NoticeChoices: ...
    def edit_bandwidth(
        self,
        tenant: TenantId,
        founder: FounderId,
        change: Callable[[Bandwidth], Bandwidth],
        *,
        unset: Bandwidth | None = None,
    ) -> Bandwidth | None:
        """`unset` is what is changed where nothing is stored; without it nothing is kept then."""
        ...

    def edit_playbook(
        self,
        tenant: TenantId,
        *,
        motion: Motion,
        language: str,
        change: Callable[[Playbook], Playbook],
    ) -> Playbook:
        """Change a playbook from its latest version, so that two founders never undo each other."""
        ...

    def save_lines_shown(
        self,
        tenant: TenantId,
        shown: LinesShown,
        *,
        motion: Motion,
        language: str,
        founder: FounderId,
    ) -> None: ...
    def saved_filters(self, tenant: TenantId, list_name: str) -> tuple[SavedFilter, ...]:
        """Of one list, by one request."""
        ...

    def save_filter(self, tenant: TenantId, kept: SavedFilter) -> None: ...
    def remove_filter(self, tenant: TenantId, list_name: str, filter_id: str) -> None: ...
    def keep_answer(self, tenant: TenantId, answer: Answer, *, over: Answer) -> bool:
        """Keep it in the place of `over`; False where another stands there by now."""
        ...

    def add_answer(self, tenant: TenantId, answer: Answer) -> bool:
        """Keep it unless there is one of its id; whether it is kept."""
        ...

    def remove_answer(self, tenant: TenantId, answer: Answer) -> bool:
        """False where another stands in its place by now, or none does."""
        ...

    def corrections(self, tenant: TenantId, conversation: str = "") -> tuple[Correction, ...]:
        """All of them, or one conversation's."""
        ...

    def save_correction(self, tenant: TenantId, correction: Correction) -> None:
        """The newest stay; one that is corrected again replaces itself."""
        ...

    def save_sender(
        self,
        tenant: TenantId,
        sender: Sender,
        *,
        check: Callable[[Sender | None], None] | None = None,
    ) -> FieldRefusal | None:
        """Keep our proved address on a channel, and register it so that replies find the tenant.

        `check` is shown what is replaced, and raises EditConflictError where that may not be.
        """
        ...

    def rehearsals(self, tenant: TenantId) -> Mapping[str, str]:
        """Stored rehearsals by id, each as `rehearsal/record.py` writes it."""
        ...

    def edit_rehearsal(self, tenant: TenantId, rehearsal: str, change: Callable[[str], str]) -> str:
        """Keep what `change`, which may be called several times, makes of the stored text; empty
        where nothing is stored."""
        ...


class Calendars(Protocol):
    def state(self, tenant: TenantId, bandwidth: Bandwidth, *, now: datetime) -> CalendarState: ...
