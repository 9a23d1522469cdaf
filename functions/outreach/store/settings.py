"""What a founder has set: loaded whole for conversations, saved piece by piece from the console."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING

from functions.notices.kinds import NoticeChoices
from functions.outreach.codec import from_json, to_json
from functions.outreach.domain.calendar.founder_calendar import Bandwidth
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.playbooks.playbook import Answer, Playbook
from functions.outreach.domain.settings import (
    ReadingRules,
    RecordingRules,
    Sender,
    TenantSettings,
)
from functions.outreach.domain.understanding.acts import Correction, newest_corrections
from functions.outreach.store.dynamo import row, rows_of
from functions.product.catalogue_document import decode_catalogue, encode_catalogue
from functions.product.channels import Channel
from functions.product.motions import Motion
from functions.product.offers import Catalogue
from functions.webhooks.endpoints import EndpointStatus, WebhookEndpoint
from tenancy.data.credentials import acting_for
from tenancy.data.documents import (
    DocumentKind,
    create_document,
    create_or_edit_document,
    edit_document,
    load_document,
    remove_document,
)
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import FounderId, TenantId
from tenancy.values.json_text import decode_json
from tenancy.values.lazy_dataclass import dataclass

if TYPE_CHECKING:
    from functions.product.thresholds import Thresholds

KEPT_SECONDS = 5.0
"""How old settings may be in a step. A founder's edit is in force everywhere after this."""
TENANTS_KEPT = 200
_CORRECTION = "correction"
_ANSWER = DocumentKind("knowledge", lambda text: from_json(Answer, text), to_json)
_RULES = DocumentKind("rules", lambda text: from_json(ChannelRules, text), to_json)
_CATALOGUE = DocumentKind("catalogue", decode_catalogue, encode_catalogue)
_PLAYBOOK = DocumentKind("playbook", lambda text: from_json(Playbook, text), to_json)
_READING = DocumentKind("reading", lambda text: from_json(ReadingRules, text), to_json)
_NOTICES = DocumentKind("notices", lambda text: from_json(NoticeChoices, text), to_json)
_PRODUCT = DocumentKind("product", lambda text: from_json(ProductDescription, text), to_json)
_SENDER = DocumentKind("channel", lambda text: from_json(Sender, text), to_json)


@dataclass(frozen=True, slots=True)
class Gate:
    """Why nothing may be opened; empty when it may."""

    blocked: str = ""


@dataclass(frozen=True, slots=True)
class ProductDescription:
    text: str

    @property
    def mark(self) -> str:
        """What a form remembers of the text it was opened on."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class CurrentSnapshot:
    snapshot: str


@dataclass(frozen=True, slots=True)
class LatestRun:
    run: str


@dataclass(frozen=True, slots=True)
class _UnprovedPhone:
    """Of a `Bandwidth` written before numbers were proved: where callers were put through to."""

    live_phone: str = ""


def load(tenant: TenantId) -> TenantSettings:
    """One query over the settings partition."""
    return read_settings(load_documents(tenant))


def load_documents(tenant: TenantId) -> dict[str, str]:
    """Sort key → document of the whole settings partition; one query."""
    with acting_for(tenant):
        return {item.sk: item.document or "{}" for item in rows_of(TenantKeys.settings(tenant))}


def read_settings(documents: Mapping[str, str]) -> TenantSettings:
    """What conversations go by, out of the whole settings partition."""
    settings = TenantSettings()
    for sort_key, document in documents.items():
        settings = _with(settings, sort_key, document)
    return settings


def _with(settings: TenantSettings, sort_key: str, document: str) -> TenantSettings:
    kind = sort_key.partition("#")[0]
    match kind:
        case "rules":
            return replace(settings, rules=from_json(ChannelRules, document))
        case "reading":
            return replace(settings, reading=from_json(ReadingRules, document))
        case "recording":
            return replace(settings, recording=from_json(RecordingRules, document))
        case "product":
            return replace(settings, product=from_json(ProductDescription, document).text)
        case "playbook":
            return replace(settings, playbooks=(*settings.playbooks, from_json(Playbook, document)))
        case "knowledge":
            return replace(settings, answers=(*settings.answers, from_json(Answer, document)))
        case "correction":
            correction = from_json(Correction, document)
            return replace(settings, corrections=(*settings.corrections, correction))
        case "bandwidth":
            return replace(settings, bandwidths=(*settings.bandwidths, _read_bandwidth(document)))
        case "notices":
            choices = from_json(NoticeChoices, document)
            return replace(settings, notices=(*settings.notices, choices))
        case "channel":
            return replace(settings, senders=(*settings.senders, from_json(Sender, document)))
        case "catalogue":
            catalogue = decode_catalogue(document)
            return replace(settings, offers=catalogue.offers, plans=catalogue.plans)
        case "gate":
            return replace(settings, blocked=from_json(Gate, document).blocked)
        case "snapshot":
            return replace(settings, snapshot=from_json(CurrentSnapshot, document).snapshot)
        case "webhook":
            on = decode_json(WebhookEndpoint, document).status is EndpointStatus.ON
            return replace(settings, has_webhooks=settings.has_webhooks or on)
        case "run":
            return replace(settings, latest_run=from_json(LatestRun, document).run)
        case _:
            return settings


def _read_bandwidth(document: str) -> Bandwidth:
    """The phone of one written before numbers were proved waits to be proved."""
    known = from_json(Bandwidth, document)
    if known.own_phone or '"live_phone"' not in document:
        return known
    return replace(known, phone_to_prove=from_json(_UnprovedPhone, document).live_phone)


_BANDWIDTH = DocumentKind("bandwidth", _read_bandwidth, to_json)


def _thresholds_kind() -> DocumentKind[Thresholds]:
    """A step reads no thresholds, and their validation is too much for a cold start."""
    from functions.product.thresholds import Thresholds

    return DocumentKind(
        "thresholds",
        Thresholds.model_validate_json,
        lambda thresholds: thresholds.model_dump_json(by_alias=True),
    )


class CachedSettings:
    """A `SettingsStore` port that keeps what it read for a few real seconds.

    Real seconds, not the clock port's: a simulated clock that stands still would keep a founder's
    edit from ever being seen.
    """

    def __init__(self, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._kept: OrderedDict[TenantId, tuple[float, TenantSettings]] = OrderedDict()
        self._lock = Lock()

    def load(self, tenant: TenantId) -> TenantSettings:
        with self._lock:
            kept = self._kept.get(tenant)
            if kept is not None and self._monotonic() - kept[0] < KEPT_SECONDS:
                return kept[1]
        fresh = load(tenant)
        with self._lock:
            self._kept[tenant] = (self._monotonic(), fresh)
            self._kept.move_to_end(tenant)
            if len(self._kept) > TENANTS_KEPT:
                self._kept.popitem(last=False)
        return fresh


def _save(tenant: TenantId, sort_key: str, value: object) -> None:
    with acting_for(tenant):
        WorkspaceItem(
            pk=TenantKeys.settings(tenant),
            sk=sort_key,
            kind=sort_key.partition("#")[0],
            document=to_json(value),
        ).save()


def edit_rules(tenant: TenantId, change: Callable[[ChannelRules], ChannelRules]) -> ChannelRules:
    """Change them from their latest version; `change` may be called several times.

    As each edit here: raises EditConflictError when others keep saving the same part.
    """
    with acting_for(tenant):
        return create_or_edit_document(
            TenantKeys.settings(tenant),
            _RULES.name,
            _RULES,
            lambda found: change(found or ChannelRules()),
        )


def edit_reading_rules(
    tenant: TenantId, change: Callable[[ReadingRules], ReadingRules]
) -> ReadingRules:
    """Change them from their latest version; `change` may be called several times."""
    with acting_for(tenant):
        return create_or_edit_document(
            TenantKeys.settings(tenant),
            _READING.name,
            _READING,
            lambda found: change(found or ReadingRules()),
        )


def save_recording_rules(tenant: TenantId, rules: RecordingRules) -> None:
    _save(tenant, "recording", rules)


def keep_product(tenant: TenantId, description: ProductDescription, *, seen: str) -> bool:
    """Keep it in the place of the one that was seen, by its `mark`; False, and nothing is changed,
    where another stands there."""
    meant = False

    def changed(before: ProductDescription | None) -> ProductDescription:
        nonlocal meant
        now = before or ProductDescription("")
        meant = now.mark in {seen, description.mark}
        return description if meant else now

    with acting_for(tenant):
        create_or_edit_document(TenantKeys.settings(tenant), _PRODUCT.name, _PRODUCT, changed)
    return meant


def list_bandwidths(tenant: TenantId) -> tuple[Bandwidth, ...]:
    """Every founder's, as stored now; nothing else of the settings is read."""
    with acting_for(tenant):
        rows = rows_of(TenantKeys.settings(tenant), prefix="bandwidth#")
        return tuple(_read_bandwidth(row.document or "") for row in rows)


def load_bandwidth(tenant: TenantId, founder: FounderId) -> Bandwidth | None:
    """What is stored now, by one request."""
    with acting_for(tenant):
        item = row(TenantKeys.settings(tenant), f"bandwidth#{founder}")
    return _read_bandwidth(item.document or "") if item else None


def edit_bandwidth(
    tenant: TenantId,
    founder: FounderId,
    change: Callable[[Bandwidth], Bandwidth],
    *,
    unset: Bandwidth | None = None,
) -> Bandwidth | None:
    """Change a founder's from its latest version; `change` may be called several times.

    `unset` is what is changed where nothing is stored; without it nothing is kept then: None.
    """
    key, sort_key = TenantKeys.settings(tenant), f"{_BANDWIDTH.name}#{founder}"
    with acting_for(tenant):
        if unset is None:
            return edit_document(key, sort_key, _BANDWIDTH, change)
        return create_or_edit_document(
            key, sort_key, _BANDWIDTH, lambda found: change(found or unset)
        )


def load_notice_choices(tenant: TenantId, founder: FounderId) -> NoticeChoices | None:
    """What is stored now, by one request."""
    with acting_for(tenant):
        item = row(TenantKeys.settings(tenant), f"notices#{founder}")
    return from_json(NoticeChoices, item.document or "") if item else None


def edit_notice_choices(
    tenant: TenantId, founder: FounderId, change: Callable[[NoticeChoices], NoticeChoices]
) -> NoticeChoices:
    """Change a founder's from their latest version; `change` may be called several times."""
    with acting_for(tenant):
        return create_or_edit_document(
            TenantKeys.settings(tenant),
            f"{_NOTICES.name}#{founder}",
            _NOTICES,
            lambda found: change(found or NoticeChoices(founder)),
        )


def edit_sender(
    tenant: TenantId, channel: Channel, change: Callable[[Sender | None], Sender]
) -> Sender:
    """Change the sender of a channel from its latest version; `change` may be called several times.

    It is given None where the channel has none yet.
    """
    with acting_for(tenant):
        return create_or_edit_document(
            TenantKeys.settings(tenant), f"{_SENDER.name}#{channel}", _SENDER, change
        )


def name_mail_sender(tenant: TenantId, claim: Callable[[], str]) -> bool:
    """Give mail that was connected before there were readable senders the one that is claimed.

    False where there is none to name, or where the founder saved it meanwhile: that named it.
    """
    key, sort_key = TenantKeys.settings(tenant), f"{_SENDER.name}#{Channel.EMAIL}"
    with acting_for(tenant):
        before = load_document(key, sort_key, _SENDER)
    if before is None or before.shared:
        return False
    shared = claim()
    if not shared:
        return False

    def with_shared(found: Sender) -> Sender | None:
        return replace(found, shared=shared) if found == before else None

    with acting_for(tenant):
        return edit_document(key, sort_key, _SENDER, with_shared) is not None


def edit_catalogue(tenant: TenantId, change: Callable[[Catalogue], Catalogue]) -> Catalogue:
    """Change it from its latest version; `change` may be called several times."""
    with acting_for(tenant):
        return create_or_edit_document(
            TenantKeys.settings(tenant),
            _CATALOGUE.name,
            _CATALOGUE,
            lambda found: change(found or Catalogue()),
        )


def edit_thresholds(tenant: TenantId, change: Callable[[Thresholds], Thresholds]) -> Thresholds:
    """Change them from their latest version; `change` may be called several times."""
    from functions.product.thresholds import Thresholds

    with acting_for(tenant):
        return create_or_edit_document(
            TenantKeys.settings(tenant),
            "thresholds",
            _thresholds_kind(),
            lambda found: change(found or Thresholds()),
        )


def save_gate(tenant: TenantId, gate: Gate) -> None:
    """Its `status` is what the claim of an opening checks in its own transaction."""
    with acting_for(tenant):
        WorkspaceItem(
            pk=TenantKeys.settings(tenant),
            sk="gate",
            kind="gate",
            status="blocked" if gate.blocked else "open",
            document=to_json(gate),
        ).save()


def keep_answer(tenant: TenantId, answer: Answer, *, over: Answer) -> bool:
    """Keep it in the place of `over`; False, and nothing is changed, where another stands there."""
    with acting_for(tenant):
        kept = edit_document(
            TenantKeys.settings(tenant),
            f"{_ANSWER.name}#{answer.id}",
            _ANSWER,
            lambda found: answer if found == over else None,
        )
    return kept is not None


def add_answer(tenant: TenantId, answer: Answer) -> bool:
    """Keep it unless there is one of its id; whether it is kept."""
    with acting_for(tenant):
        key = TenantKeys.settings(tenant)
        return create_document(key, f"{_ANSWER.name}#{answer.id}", _ANSWER, answer)


def remove_answer(tenant: TenantId, answer: Answer) -> bool:
    """False, and nothing is changed, where another stands in its place or none does."""
    with acting_for(tenant):
        return remove_document(
            TenantKeys.settings(tenant),
            f"{_ANSWER.name}#{answer.id}",
            _ANSWER,
            is_meant=lambda found: found == answer,
        )


def save_correction(tenant: TenantId, correction: Correction) -> None:
    """The newest `CORRECTIONS_AT_MOST` stay; one that is corrected again replaces itself."""
    _save(tenant, _correction_key(correction), correction)
    found = load_corrections(tenant)
    with acting_for(tenant):
        for old in set(found) - set(newest_corrections(found)):
            WorkspaceItem(TenantKeys.settings(tenant), _correction_key(old)).delete()


def load_corrections(tenant: TenantId, conversation: str = "") -> tuple[Correction, ...]:
    """All of them or one conversation's, by one query that reads nothing else."""
    prefix = f"{_CORRECTION}#{conversation}#" if conversation else f"{_CORRECTION}#"
    with acting_for(tenant):
        return tuple(
            from_json(Correction, item.document or "{}")
            for item in rows_of(TenantKeys.settings(tenant), prefix=prefix)
        )


def _correction_key(correction: Correction) -> str:
    return f"{_CORRECTION}#{correction.conversation}#{correction.turn}"


def edit_playbook(
    tenant: TenantId,
    *,
    motion: Motion,
    language: str,
    change: Callable[[Playbook], Playbook],
) -> Playbook:
    """Change a playbook from its latest version, so that two founders never undo each other.

    Raises EditConflictError when others keep saving it.
    """
    with acting_for(tenant):
        return create_or_edit_document(
            TenantKeys.settings(tenant),
            f"playbook#{motion}#{language}",
            _PLAYBOOK,
            lambda found: change(found or Playbook(motion, language, ())),
        )
