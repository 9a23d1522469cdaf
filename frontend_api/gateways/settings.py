"""What the founder edits, in the tenant's settings partition and the address directory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from frontend_api.http.forms import FieldRefusal
from frontend_api.ports.settings import KeptSettings, LinesShown, SavedFilter
from functions.customer_base.segmentation.stored_runs import StoredRuns
from functions.customer_base.store.snapshot_pointer import read_pointer
from functions.notices.kinds import NoticeChoices
from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.calendar.founder_calendar import Bandwidth, CalendarState
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.playbooks.playbook import Answer, Playbook
from functions.outreach.domain.settings import RecordingRules, Sender, TenantSettings
from functions.outreach.domain.understanding.acts import Correction
from functions.outreach.store import settings as store
from functions.outreach.store.calendar import StoredCalendar
from functions.outreach.store.dynamo import row, rows_of
from functions.product.channels import Channel
from functions.product.motions import MOTIONS, Motion
from functions.product.offers import Catalogue
from functions.product.thresholds import Thresholds
from tenancy.data.credentials import acting_for
from tenancy.data.documents import DocumentKind, create_or_edit_document
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.identity import directory
from tenancy.identity.shared_senders import claim_own_sender
from tenancy.tenant import FounderId, TenantId

_REHEARSAL = "rehearsal#"
_REHEARSED = DocumentKind[str]("rehearsal", str, str)
"""The console's own text (`rehearsal/record.py`)."""
_SHOWN = "shown#"


class StoredSettings:
    """The `Settings` port. Reads what is stored now: a founder sees the edit just made."""

    def __init__(self, *, mail_domain: str) -> None:
        self._mail_domain = mail_domain

    def load(self, tenant: TenantId) -> TenantSettings:
        return store.load(tenant)

    def load_all(self, tenant: TenantId) -> KeptSettings:
        documents = store.load_documents(tenant)
        run, base = documents.get("run"), documents.get("snapshot")
        thresholds = documents.get("thresholds")
        return KeptSettings(
            settings=store.read_settings(documents),
            run=StoredRuns().latest_record(tenant, run) if run else None,
            base=read_pointer(base) if base else None,
            thresholds=Thresholds.model_validate_json(thresholds) if thresholds else None,
            rehearsals={
                key.removeprefix(_REHEARSAL): document
                for key, document in documents.items()
                if key.startswith(_REHEARSAL)
            },
            shown={
                by: from_json(LinesShown, document)
                for key, document in documents.items()
                if (by := _shown_by(key)) is not None
            },
        )

    def edit_catalogue(
        self, tenant: TenantId, change: Callable[[Catalogue], Catalogue]
    ) -> Catalogue:
        return store.edit_catalogue(tenant, change)

    def thresholds(self, tenant: TenantId) -> Thresholds:
        with acting_for(tenant):
            item = row(TenantKeys.settings(tenant), "thresholds")
        return Thresholds.model_validate_json(item.document or "") if item else Thresholds()

    def edit_thresholds(
        self, tenant: TenantId, change: Callable[[Thresholds], Thresholds]
    ) -> Thresholds:
        return store.edit_thresholds(tenant, change)

    def edit_rules(
        self, tenant: TenantId, change: Callable[[ChannelRules], ChannelRules]
    ) -> ChannelRules:
        return store.edit_rules(tenant, change)

    def save_recording_rules(self, tenant: TenantId, rules: RecordingRules) -> None:
        store.save_recording_rules(tenant, rules)

    def keep_product(self, tenant: TenantId, text: str, *, seen: str) -> bool:
        return store.keep_product(tenant, store.ProductDescription(text), seen=seen)

    def bandwidth(self, tenant: TenantId, founder: FounderId) -> Bandwidth | None:
        return store.load_bandwidth(tenant, founder)

    def notice_choices(self, tenant: TenantId, founder: FounderId) -> NoticeChoices | None:
        return store.load_notice_choices(tenant, founder)

    def edit_notice_choices(
        self,
        tenant: TenantId,
        founder: FounderId,
        change: Callable[[NoticeChoices], NoticeChoices],
    ) -> NoticeChoices:
        return store.edit_notice_choices(tenant, founder, change)

    def edit_bandwidth(
        self,
        tenant: TenantId,
        founder: FounderId,
        change: Callable[[Bandwidth], Bandwidth],
        *,
        unset: Bandwidth | None = None,
    ) -> Bandwidth | None:
        return store.edit_bandwidth(tenant, founder, change, unset=unset)

    def edit_playbook(
        self,
        tenant: TenantId,
        *,
        motion: Motion,
        language: str,
        change: Callable[[Playbook], Playbook],
    ) -> Playbook:
        return store.edit_playbook(tenant, motion=motion, language=language, change=change)

    def save_lines_shown(
        self,
        tenant: TenantId,
        shown: LinesShown,
        *,
        motion: Motion,
        language: str,
        founder: FounderId,
    ) -> None:
        key = _shown_key(motion, language, founder)
        _save(tenant, key, kind="shown", text=to_json(shown))

    def saved_filters(self, tenant: TenantId, list_name: str) -> tuple[SavedFilter, ...]:
        with acting_for(tenant):
            return tuple(
                from_json(SavedFilter, item.document or "")
                for item in rows_of(TenantKeys.saved_filters(tenant), prefix=f"{list_name}#")
            )

    def save_filter(self, tenant: TenantId, kept: SavedFilter) -> None:
        with acting_for(tenant):
            WorkspaceItem(
                pk=TenantKeys.saved_filters(tenant),
                sk=f"{kept.list}#{kept.id}",
                kind="filter",
                document=to_json(kept),
            ).save()

    def remove_filter(self, tenant: TenantId, list_name: str, filter_id: str) -> None:
        with acting_for(tenant):
            WorkspaceItem(TenantKeys.saved_filters(tenant), f"{list_name}#{filter_id}").delete()

    def keep_answer(self, tenant: TenantId, answer: Answer, *, over: Answer) -> bool:
        return store.keep_answer(tenant, answer, over=over)

    def add_answer(self, tenant: TenantId, answer: Answer) -> bool:
        return store.add_answer(tenant, answer)

    def remove_answer(self, tenant: TenantId, answer: Answer) -> bool:
        return store.remove_answer(tenant, answer)

    def corrections(self, tenant: TenantId, conversation: str = "") -> tuple[Correction, ...]:
        return store.load_corrections(tenant, conversation)

    def save_correction(self, tenant: TenantId, correction: Correction) -> None:
        store.save_correction(tenant, correction)

    def save_sender(
        self,
        tenant: TenantId,
        sender: Sender,
        *,
        check: Callable[[Sender | None], None] | None = None,
    ) -> FieldRefusal | None:
        """Register the new address before it is used, and give the old one back after."""
        if sender.ready and directory.owner_of(sender.address) != tenant:
            return FieldRefusal("Prove first that this address is yours.", "address")
        taken = directory.register(tenant, channel=sender.channel, address=sender.address)
        if isinstance(taken, directory.TakenByAnother):
            return FieldRefusal("Another business uses this address already.", "address")
        old = ""

        def changed(before: Sender | None) -> Sender:
            """Mail goes on under the readable address that customers know, or gets its first."""
            nonlocal old
            if check is not None:
                check(before)
            old = before.address if before else ""
            if sender.channel is not Channel.EMAIL:
                return sender
            known = before.shared if before else ""
            own = known or claim_own_sender(tenant, domain=self._mail_domain)
            return replace(sender, shared=own)

        store.edit_sender(tenant, sender.channel, changed)
        if old and old != sender.address:
            directory.remove(tenant, channel=sender.channel, address=old)
        return None

    def rehearsals(self, tenant: TenantId) -> Mapping[str, str]:
        with acting_for(tenant):
            return {
                item.sk.removeprefix(_REHEARSAL): item.document or ""
                for item in rows_of(TenantKeys.settings(tenant), prefix=_REHEARSAL)
            }

    def edit_rehearsal(self, tenant: TenantId, rehearsal: str, change: Callable[[str], str]) -> str:
        key, sort_key = TenantKeys.settings(tenant), f"{_REHEARSAL}{rehearsal}"
        with acting_for(tenant):
            return create_or_edit_document(
                key, sort_key, _REHEARSED, lambda text: change(text or "")
            )


def _shown_key(motion: Motion, language: str, founder: FounderId) -> str:
    return f"{_SHOWN}{motion}#{language}#{founder}"


def _shown_by(key: str) -> tuple[Motion, str, FounderId] | None:
    """Which lines were shown, and to whom; None for every other row.

    A row of a motion that is no longer offered, or under a key of an older form, is passed over:
    every page loads all rows, and none shows those lines; at worst they are shown once more.
    """
    match key.split("#"):
        case ["shown", motion, language, founder] if motion in MOTIONS:
            return Motion(motion), language, FounderId(founder)
    return None


def _save(tenant: TenantId, sort_key: str, *, kind: str, text: str) -> None:
    with acting_for(tenant):
        WorkspaceItem(pk=TenantKeys.settings(tenant), sk=sort_key, kind=kind, document=text).save()


class StoredCalendars:
    """The `Calendars` port: a founder's own bandwidth names whose calendar it is."""

    def state(self, tenant: TenantId, bandwidth: Bandwidth, *, now: datetime) -> CalendarState:
        return StoredCalendar().state(tenant, bandwidth.founder, bandwidth=bandwidth, now=now)
