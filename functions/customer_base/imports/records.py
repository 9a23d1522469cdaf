"""An import as it is stored: its files, how far it came, and where every row went.

The console reads these records as they are; `stored_imports` alone writes them. Must never open
DuckDB, so that the console can ship it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from functions.customer_base.parsing.findings import ColumnQuestion, RefusedCells, UnreadCells
from functions.product.consent import SoftOptIn


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ImportStatus(StrEnum):
    WAITING_FOR_FILES = "waiting_for_files"
    INSPECTING = "inspecting"
    NEEDS_MAPPING = "needs_mapping"
    NEEDS_APPROVAL = "needs_approval"
    """It would take away much of the base, or put sample data over it: the founder is asked."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    DECLINED = "base_kept"
    """The founder kept the base there was."""


class FileRecord(_Record):
    """One uploaded file of an import."""

    number: int
    name: str
    key: str
    arrived: bool = False
    inspected: bool = False
    size_bytes: int = 0
    rows: int | None = None
    encoding: str = ""
    delimiter: str = ""
    preset: str = ""
    preset_label: str = ""
    row_kind: str = ""
    """What one row is (`row_kind.RowKind`); empty while that is asked, and in older records."""
    headers: tuple[str, ...] = ()
    mapping: dict[str, str] = Field(default_factory=dict)
    """Header → canonical column."""
    suggestions: dict[str, str] = Field(default_factory=dict)
    samples: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    questions: tuple[ColumnQuestion, ...] = ()
    answers: dict[str, str] = Field(default_factory=dict)
    """Header → the founder's answer to its question."""
    certain: bool = False
    doubts: tuple[str, ...] = ()
    """What its first rows hold that is not understood, in the founder's words."""
    remembered_as: str = ""
    """Under which name the meaning of these headers is kept (`header_matching.header_hash`)."""
    remembered_at: datetime | None = None
    """When the founder last stated what these very headers mean; None if never."""
    problem: str = ""
    pulled: bool = False
    """Read from the founder's Stripe account rather than uploaded."""


class KeptFile(_Record):
    """An earlier upload whose facts were filled in where a sync has none."""

    name: str
    as_of: date
    customers: int


class FileAccounting(_Record):
    file: int
    name: str
    rows_in: int
    accepted: int
    merged: int
    rejected: int


class Accounting(_Record):
    """Where every row went: `rows_in == accepted + merged + rejected`, for each file and in all."""

    rows_in: int
    accepted: int
    merged: int
    rejected: int
    files: tuple[FileAccounting, ...] = ()
    reasons: dict[str, int] = Field(default_factory=dict)
    """Reason of rejection → rows."""
    unread: tuple[UnreadCells, ...] = ()
    refused: tuple[RefusedCells, ...] = ()
    """How many refusals were read from each column that may hold one."""
    kept: tuple[KeptFile, ...] = ()
    """Earlier uploads with facts of these customers that no file of this import has."""


class SnapshotComparison(_Record):
    """The difference to the previous snapshot."""

    new: int
    gone: int
    changed_plan: int


class Replacement(_Record):
    """What the founder is asked before an import takes the place of the base."""

    over: str
    """The snapshot it would replace; the answer holds for no other."""
    customers: int
    """How many the base has."""
    leaving: int
    joining: int
    leaving_in_conversation: int
    """Of those who leave, how many a conversation is open with."""
    at_work: bool = False
    """Campaigns or open conversations work with the base."""


class ImportRecord(_Record):
    """One upload of one or several files, from the presigned form to the snapshot."""

    id: str
    status: ImportStatus
    created_at: datetime
    files: tuple[FileRecord, ...]
    """All files the founder chose; each is marked as it arrives."""
    confirmed: bool = False
    """The founder stated what the columns mean."""
    default_country: str = ""
    default_language: str = ""
    stage: str = ""
    """What is happening now, in the founder's words."""
    percent: int = 0
    problem: str = ""
    attestation: SoftOptIn | None = None
    synced: bool = False
    """Pulled from the founder's Stripe account and kept current, rather than uploaded."""
    pressed: bool = False
    """Of a sync: somebody asked for it, so that an earlier "keep" is asked about once more."""
    sample: bool = False
    """Made of the sample data that every deployment carries."""
    replacement: Replacement | None = None
    accepted_over: str = ""
    """The snapshot the founder agreed to replace by this import."""
    listed: int | None = None
    """Of a list of refused numbers alone: how many customers of the base have one of them."""
    kept_by_answer: int = 0
    """Customers the account does not list, who stay because the founder kept them before."""
    accounting: Accounting | None = None
    comparison: SnapshotComparison | None = None
    plans: tuple[tuple[str, int], ...] = ()
    """Plans found, with their customers, most first."""
    snapshot: str = ""
    run: str = ""
    rejects_key: str = ""
    imported_by: str = ""
    """The founder who started it; empty in records from before this was kept."""
    running_until: datetime | None = None
    """Until then one worker has this import; afterwards another may take it up."""
    updated_at: datetime | None = None


SETTLED = frozenset({ImportStatus.DONE, ImportStatus.FAILED, ImportStatus.DECLINED})
"""Nothing happens with such an import any more."""
IMPORT_LEASE = timedelta(minutes=15)
"""As long as the function may run: after that another worker may take the import up."""
UPLOADING = timedelta(hours=1)
"""As long as the forms for an import's files are good for."""


def stopped(record: ImportRecord, *, now: datetime) -> bool:
    """Whether an unfinished import goes on by itself no more.

    Its worker was killed without a word, or a file of it never arrived.
    """
    if record.status is ImportStatus.RUNNING:
        return record.running_until is not None and now >= record.running_until
    waiting = {ImportStatus.WAITING_FOR_FILES, ImportStatus.INSPECTING}
    return record.status in waiting and now >= record.created_at + UPLOADING + IMPORT_LEASE


def upload_key(tenant: str, import_id: str, number: int) -> str:
    """Where the browser puts file `number` of an import."""
    return f"uploads/{tenant}/{import_id}/{number}.csv"


def run_of(import_id: str) -> str:
    """The segment run an import asks for."""
    return f"r_{import_id}"


def staying_of(import_id: str) -> str:
    """Under which name an import stores what it says of those who stay, while it waits."""
    return f"{import_id}{_STAYING}"


def import_of(snapshot: str) -> str:
    """The import that made a snapshot."""
    return snapshot.removeprefix("s_").removesuffix(_STAYING)


_STAYING = "_staying"


def new_import(
    *,
    tenant: str,
    import_id: str,
    file_names: tuple[str, ...],
    created_at: datetime,
    default_country: str = "",
    default_language: str = "",
    attestation: SoftOptIn | None = None,
    imported_by: str = "",
    earlier: tuple[FileRecord, ...] = (),
    synced: bool = False,
    pulled: bool = False,
    pressed: bool = False,
    sample: bool = False,
) -> ImportRecord:
    """The record to store before the upload forms are handed out. Files are numbered from 1.

    `earlier` files lie in the bucket already, where they were uploaded; they come first and are
    inspected again. The others are `pulled` where they were read from Stripe.
    """
    kept = tuple(
        FileRecord(number=number, name=file.name, key=file.key, pulled=file.pulled)
        for number, file in enumerate(earlier, start=1)
    )
    return ImportRecord(
        id=import_id,
        status=ImportStatus.WAITING_FOR_FILES,
        created_at=created_at,
        files=(
            *kept,
            *(
                FileRecord(
                    number=number,
                    name=name,
                    key=upload_key(tenant, import_id, number),
                    pulled=pulled,
                )
                for number, name in enumerate(file_names, start=len(kept) + 1)
            ),
        ),
        default_country=default_country,
        default_language=default_language,
        attestation=attestation,
        imported_by=imported_by,
        synced=synced,
        pressed=pressed,
        sample=sample,
        stage="Waiting for the files to arrive",
    )


def with_mapping(
    record: ImportRecord,
    *,
    mapping: Mapping[int, Mapping[str, str]],
    answers: Mapping[int, Mapping[str, str]],
) -> ImportRecord:
    """The record after the founder confirmed the columns; store it, then send `start`."""
    files = tuple(
        file.model_copy(
            update={
                "mapping": dict(mapping.get(file.number, file.mapping)),
                "answers": {**file.answers, **answers.get(file.number, {})},
                "questions": (),
                # What the founder left out is not suggested again when a question follows.
                "suggestions": {} if file.number in mapping else file.suggestions,
            }
        )
        for file in record.files
    )
    return record.model_copy(update={"files": files, "confirmed": True})


def accepted(record: ImportRecord) -> ImportRecord | None:
    """The record after the founder agreed to the replacement; store it, then send `start`.

    None when nothing is asked, or sample data would take the place of a base at work.
    """
    asked = record.replacement
    if record.status is not ImportStatus.NEEDS_APPROVAL or asked is None:
        return None
    if record.sample and asked.at_work:
        return None
    return record.model_copy(
        update={"accepted_over": asked.over, "stage": "Starting", "percent": 1}
    )


def declined(record: ImportRecord, *, now: datetime) -> ImportRecord | None:
    """The record after the founder kept the base there is; None when nothing is asked."""
    if record.status is not ImportStatus.NEEDS_APPROVAL:
        return None
    return record.model_copy(update={"status": ImportStatus.DECLINED, "updated_at": now})
