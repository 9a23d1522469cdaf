"""What a founder edits, in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.settings import KeptSettings, LinesShown, SavedFilter
from functions.notices.kinds import NoticeChoices
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.playbooks.playbook import Answer, Playbook
from functions.outreach.domain.settings import RecordingRules, Sender, TenantSettings
from functions.outreach.domain.understanding.acts import Correction
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.store.settings import ProductDescription
from functions.product.motions import Motion
from functions.product.offers import Catalogue
from functions.product.thresholds import Thresholds
from tenancy.tenant import FounderId, TenantId
from tests.console.fake_base import FakeBase


@dataclass
class FakeSettings:
    """`save_` of what the port only edits is for laying out a test."""

    settings: TenantSettings = field(default_factory=TenantSettings)
    numbers: Thresholds = field(default_factory=Thresholds)
    stored: dict[str, str] = field(default_factory=dict)
    shown: dict[tuple[Motion, str, FounderId], LinesShown] = field(default_factory=dict)
    filters: dict[str, SavedFilter] = field(default_factory=dict)
    base: FakeBase = field(default_factory=FakeBase)
    """Whose newest run and snapshot stand among the settings."""
    meanwhile: Callable[[], None] | None = None
    """What somebody else does once, right after the next read."""

    def load(self, tenant: TenantId) -> TenantSettings:
        found = self.settings
        self._overtake()
        return found

    def load_all(self, tenant: TenantId) -> KeptSettings:
        return KeptSettings(
            settings=self.load(tenant),
            run=self.base.latest_run(tenant),
            base=self.base.current_base(tenant),
            thresholds=self.numbers,
            rehearsals=dict(self.stored),
            shown=dict(self.shown),
        )

    def _overtake(self) -> None:
        other, self.meanwhile = self.meanwhile, None
        if other is not None:
            other()

    def edit_catalogue(
        self, tenant: TenantId, change: Callable[[Catalogue], Catalogue]
    ) -> Catalogue:
        after = change(Catalogue(self.settings.plans, self.settings.offers))
        self.save_catalogue(tenant, after)
        return after

    def edit_thresholds(
        self, tenant: TenantId, change: Callable[[Thresholds], Thresholds]
    ) -> Thresholds:
        self.numbers = change(self.numbers)
        return self.numbers

    def edit_rules(
        self, tenant: TenantId, change: Callable[[ChannelRules], ChannelRules]
    ) -> ChannelRules:
        self.save_rules(tenant, change(self.settings.rules))
        return self.settings.rules

    def edit_bandwidth(
        self,
        tenant: TenantId,
        founder: FounderId,
        change: Callable[[Bandwidth], Bandwidth],
        *,
        unset: Bandwidth | None = None,
    ) -> Bandwidth | None:
        before = self.settings.bandwidth(founder) or unset
        if before is None:
            return None
        after = change(before)
        self.save_bandwidth(tenant, after)
        return after

    def saved_filters(self, tenant: TenantId, list_name: str) -> tuple[SavedFilter, ...]:
        return tuple(one for one in self.filters.values() if one.list == list_name)

    def save_filter(self, tenant: TenantId, kept: SavedFilter) -> None:
        self.filters[kept.id] = kept

    def remove_filter(self, tenant: TenantId, list_name: str, filter_id: str) -> None:
        self.filters.pop(filter_id, None)

    def save_lines_shown(
        self,
        tenant: TenantId,
        shown: LinesShown,
        *,
        motion: Motion,
        language: str,
        founder: FounderId,
    ) -> None:
        self.shown[motion, language, founder] = shown

    def notice_choices(self, tenant: TenantId, founder: FounderId) -> NoticeChoices | None:
        return self.settings.notice_choices(founder)

    def edit_notice_choices(
        self,
        tenant: TenantId,
        founder: FounderId,
        change: Callable[[NoticeChoices], NoticeChoices],
    ) -> NoticeChoices:
        after = change(self.settings.notice_choices(founder) or NoticeChoices(founder))
        others = (one for one in self.settings.notices if one.founder != founder)
        self.settings = replace(self.settings, notices=(*others, after))
        return after

    def save_catalogue(self, tenant: TenantId, catalogue: Catalogue) -> None:
        self.settings = replace(self.settings, plans=catalogue.plans, offers=catalogue.offers)

    def thresholds(self, tenant: TenantId) -> Thresholds:
        found = self.numbers
        self._overtake()
        return found

    def save_rules(self, tenant: TenantId, rules: ChannelRules) -> None:
        self.settings = replace(self.settings, rules=rules)

    def save_recording_rules(self, tenant: TenantId, rules: RecordingRules) -> None:
        self.settings = replace(self.settings, recording=rules)

    def keep_product(self, tenant: TenantId, text: str, *, seen: str) -> bool:
        if ProductDescription(self.settings.product).mark not in {
            seen,
            ProductDescription(text).mark,
        }:
            return False
        self.settings = replace(self.settings, product=text)
        return True

    def bandwidth(self, tenant: TenantId, founder: FounderId) -> Bandwidth | None:
        return self.load(tenant).bandwidth(founder)

    def save_bandwidth(self, tenant: TenantId, bandwidth: Bandwidth) -> None:
        others = tuple(b for b in self.settings.bandwidths if b.founder != bandwidth.founder)
        self.settings = replace(self.settings, bandwidths=(*others, bandwidth))

    def edit_playbook(
        self,
        tenant: TenantId,
        *,
        motion: Motion,
        language: str,
        change: Callable[[Playbook], Playbook],
    ) -> Playbook:
        before = self.settings.playbook(motion, language) or Playbook(motion, language, ())
        after = change(before)
        others = tuple(
            p for p in self.settings.playbooks if (p.motion, p.language) != (motion, language)
        )
        self.settings = replace(self.settings, playbooks=(*others, after))
        return after

    def save_answer(self, tenant: TenantId, answer: Answer) -> None:
        others = tuple(a for a in self.settings.answers if a.id != answer.id)
        self.settings = replace(self.settings, answers=(*others, answer))

    def keep_answer(self, tenant: TenantId, answer: Answer, *, over: Answer) -> bool:
        if over not in self.settings.answers:
            return False
        self.save_answer(tenant, answer)
        return True

    def add_answer(self, tenant: TenantId, answer: Answer) -> bool:
        if answer.id in {known.id for known in self.settings.answers}:
            return False
        self.save_answer(tenant, answer)
        return True

    def remove_answer(self, tenant: TenantId, answer: Answer) -> bool:
        if answer not in self.settings.answers:
            return False
        self.forget_answer(tenant, answer.id)
        return True

    def corrections(self, tenant: TenantId, conversation: str = "") -> tuple[Correction, ...]:
        known = self.settings.corrections
        return tuple(each for each in known if conversation in ("", each.conversation))

    def save_correction(self, tenant: TenantId, correction: Correction) -> None:
        others = (
            each
            for each in self.settings.corrections
            if (each.conversation, each.turn) != (correction.conversation, correction.turn)
        )
        self.settings = replace(self.settings, corrections=(*others, correction))

    def forget_answer(self, tenant: TenantId, answer: AnswerId) -> None:
        kept = tuple(a for a in self.settings.answers if a.id != answer)
        self.settings = replace(self.settings, answers=kept)

    def save_sender(
        self,
        tenant: TenantId,
        sender: Sender,
        *,
        check: Callable[[Sender | None], None] | None = None,
    ) -> FieldRefusal | None:
        if check is not None:
            check(self.settings.sender(sender.channel))
        others = tuple(s for s in self.settings.senders if s.channel is not sender.channel)
        self.settings = replace(self.settings, senders=(*others, sender))
        return None

    def rehearsals(self, tenant: TenantId) -> Mapping[str, str]:
        return self.stored

    def edit_rehearsal(self, tenant: TenantId, rehearsal: str, change: Callable[[str], str]) -> str:
        self.stored[rehearsal] = change(self.stored.get(rehearsal, ""))
        return self.stored[rehearsal]
