"""The import workflow: files arrive, are inspected, and become a snapshot once all is certain.

Every failure ends in the import's record as a sentence for the founder; a file that cannot be read
never stops another import. Must never start on columns the founder has not confirmed or that we
did not recognise.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from functions.customer_base.columns.canonical import IDENTIFIERS
from functions.customer_base.columns.column import plain
from functions.customer_base.columns.header_matching import header_hash
from functions.customer_base.columns.presets.catalogue import PRESET_BY_NAME
from functions.customer_base.columns.refusing.refusals import MEANINGS as REFUSALS
from functions.customer_base.columns.remembered_mapping import RememberedMapping
from functions.customer_base.columns.row_kind import ROWS
from functions.customer_base.columns.understanding.gaps import all_meanings, find_gaps
from functions.customer_base.consents.number_lists import ALONE
from functions.customer_base.files.dialect import Refusal
from functions.customer_base.files.workplace import workplace
from functions.customer_base.imports.attempt import (
    REJECTS,
    Attempt,
    attempt_import,
    pointer_of,
    snapshot_of,
)
from functions.customer_base.imports.pipeline import AnswersNeeded, Imported, inspect
from functions.customer_base.imports.ports import ImportRows
from functions.customer_base.imports.reading.settings import ImportSettings, SourceFile
from functions.customer_base.imports.records import (
    IMPORT_LEASE,
    SETTLED,
    FileRecord,
    ImportRecord,
    ImportStatus,
    run_of,
)
from functions.customer_base.imports.row_kinds import (
    answers_of_export,
    has_only_number_lists,
    left_out_of,
)
from functions.customer_base.imports.staying.answer import AnswerHolds
from functions.customer_base.imports.staying.snapshot import ApprovalNeeded, publish_staying
from functions.customer_base.parsing.findings import ColumnQuestion
from functions.customer_base.parsing.refusing.questions import preview_questions
from functions.customer_base.ports import Files, SegmentQueue, Tenants
from functions.customer_base.sql.connection import PERMANENT_FAILURES
from functions.customer_base.store.snapshot import snapshot_key
from functions.product.limits import (
    MAX_BYTES,
    MAX_BYTES_TOGETHER,
    MAX_FILES,
    TOO_MANY_FILES,
    file_too_large,
    files_too_large,
)
from functions.product.plan_suggestions import PlanFound
from tenancy.tenant import TenantId, tenant_id
from tenancy.values.lazy_dataclass import dataclass

log = logging.getLogger(__name__)

_KEY = re.compile(r"uploads/(?P<tenant>[^/]+)/(?P<import_id>[^/]+)/(?P<number>\d{1,2})\.csv\Z")
_OUR_FAULT = (
    "Something went wrong on our side while reading this import. Nothing was changed. "
    "Please try again; if it happens twice, write to us."
)
"""All files of an import lie on the function's disk of 4 GB at once, with a copy of one of them and
what DuckDB has no memory for."""


@dataclass(frozen=True, slots=True)
class ImportPorts:
    """What the workflow works with."""

    rows: ImportRows
    files: Files
    segments: SegmentQueue
    tenants: Tenants
    work: Path
    """A folder on local disk for everything temporary."""


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """What an object key of an upload says."""

    tenant: TenantId
    import_id: str
    number: int


def parse_upload_key(key: str) -> UploadedFile | None:
    """`uploads/<tenant>/<import>/<n>.csv`, or None for any other key."""
    found = _KEY.match(key)
    if found is None:
        return None
    try:
        tenant = tenant_id(found["tenant"])
    except ValueError:
        return None
    return UploadedFile(tenant, found["import_id"], int(found["number"]))


def file_arrived(
    uploaded: UploadedFile, ports: ImportPorts, *, now: datetime, last_try: bool = False
) -> None:
    """One file of an import is in the bucket: inspect it, and start if it was the last."""
    record = ports.rows.load_import(uploaded.tenant, uploaded.import_id)
    if record is None or record.status in SETTLED:
        return
    # The key names the tenant whose record this is; a number nobody asked for is not a file of it.
    wanted = next((file for file in record.files if file.number == uploaded.number), None)
    if wanted is None:
        return
    _inspect(uploaded.tenant, record.id, wanted, ports, now=now)
    start(uploaded.tenant, record.id, ports, now=now, last_try=last_try)


def start(
    tenant: TenantId, import_id: str, ports: ImportPorts, *, now: datetime, last_try: bool = False
) -> None:
    """Run the import if every file is here and every column is certain or confirmed."""
    record = ports.rows.load_import(tenant, import_id)
    if record is None or record.status in SETTLED:
        return
    for file in record.files:
        if not file.inspected and ports.files.size(tenant, file.key) is not None:
            _inspect(tenant, import_id, file, ports, now=now)
    based = ports.rows.snapshot(tenant) is not None
    claimed = ports.rows.edit_import(
        tenant, import_id, lambda found: _next(found, now, based=based)
    )
    if claimed is not None and claimed.status is ImportStatus.RUNNING:
        _run(tenant, claimed, ports, now=now, last_try=last_try)


def _next(record: ImportRecord, now: datetime, *, based: bool) -> ImportRecord | None:
    """The state after looking at all files; None when nothing is to be done by this worker."""
    if record.status in SETTLED or not all(file.inspected for file in record.files):
        return None
    if record.status is ImportStatus.NEEDS_APPROVAL and not record.accepted_over:
        return None
    taken = record.running_until is not None and now < record.running_until
    if record.status is ImportStatus.RUNNING and taken:
        return None
    problems = [f"{file.name}: {file.problem}" for file in record.files if file.problem]
    if len(record.files) > MAX_FILES:
        problems.append(f"{TOO_MANY_FILES} Send the others later.")
    if not problems and not based and has_only_number_lists(record.files):
        problems.append(ALONE)
    together = sum(file.size_bytes for file in record.files)
    if together > MAX_BYTES_TOGETHER and not problems:
        problems.append(files_too_large(together))
    if problems:
        return record.model_copy(
            update={
                "status": ImportStatus.FAILED,
                "problem": " ".join(problems),
                "updated_at": now,
            }
        )
    asked = any(file.questions for file in record.files)
    ready = record.confirmed or _is_understood(record)
    if not ready or asked:
        return record.model_copy(
            update={
                "status": ImportStatus.NEEDS_MAPPING,
                "stage": "Waiting for you to confirm what the columns mean",
                "updated_at": now,
            }
        )
    return record.model_copy(
        update={
            "status": ImportStatus.RUNNING,
            "stage": "Starting",
            "percent": 1,
            "running_until": now + IMPORT_LEASE,
            "updated_at": now,
        }
    )


def _is_understood(record: ImportRecord) -> bool:
    """Whether the files say by themselves who paid, who has left and who refused.

    What was confirmed before, or read from Stripe by ourselves, was looked at already.
    """
    if not all(file.certain for file in record.files):
        return False
    known = record.synced or any(file.remembered_at for file in record.files)
    # Numbers alone are put over the base there is, of which nothing else changes.
    known = known or has_only_number_lists(record.files)
    return known or not find_gaps(all_meanings(file.mapping.values() for file in record.files))


def _inspect(
    tenant: TenantId, import_id: str, file: FileRecord, ports: ImportPorts, *, now: datetime
) -> None:
    """Look at one file and note in the record what was found."""
    ports.rows.edit_import(tenant, import_id, lambda record: _arriving(record, file, now))
    size = ports.files.size(tenant, file.key) or 0
    if size > MAX_BYTES:
        found = _noted(file, size, Refusal(f"it has {file_too_large(size)}"))
    else:
        with workplace(ports.work) as work:
            local = work / "file.csv"
            ports.files.download(tenant, file.key, local)
            found = _looked_at(tenant, file, size, local, ports.rows)

    def note(record: ImportRecord) -> ImportRecord:
        files = tuple(found if one.number == found.number else one for one in record.files)
        return record.model_copy(update={"files": files, "updated_at": now})

    ports.rows.edit_import(tenant, import_id, note)


def _arriving(record: ImportRecord, file: FileRecord, now: datetime) -> ImportRecord:
    if record.status in SETTLED:
        return record
    status = record.status
    if status is ImportStatus.WAITING_FOR_FILES:
        status = ImportStatus.INSPECTING
    return record.model_copy(
        update={"status": status, "stage": f"Looking at {file.name}", "updated_at": now}
    )


def _noted(file: FileRecord, size: int, refusal: Refusal) -> FileRecord:
    seen = {"arrived": True, "inspected": True, "size_bytes": size, "problem": refusal.problem}
    return file.model_copy(update=seen)


def _looked_at(
    tenant: TenantId, file: FileRecord, size: int, local: Path, rows: ImportRows
) -> FileRecord:
    found = inspect(local, name=file.name)
    if isinstance(found, Refusal):
        return _noted(file, size, found)
    headers = list(found.dialect.headers)
    mapping, certain, questions = found.mapping, found.certain, found.questions
    answers = dict(found.answers)
    remembered_as = header_hash(headers)
    known = rows.remembered(tenant, remembered_as)
    if known is not None:
        mapping = {h: known.mapping[plain(h)] for h in headers if plain(h) in known.mapping}
        answers |= {h: known.answers[plain(h)] for h in headers if plain(h) in known.answers}
        if known.rows:
            answers[ROWS] = known.rows
        questions = tuple(one for one in questions if one.header not in answers)
        certain = bool(set(IDENTIFIERS) & set(mapping.values()))
        # What was confirmed before a refusal was understood must not leave it out now.
        mapping |= {
            header: meaning
            for header, meaning in found.mapping.items()
            if meaning in REFUSALS and header not in mapping and header not in answers
        }
    preset = PRESET_BY_NAME.get(found.preset)
    known_answers = answers_of_export(left_out_of(preset, headers), mapping)
    return file.model_copy(
        update={
            "arrived": True,
            "inspected": True,
            "size_bytes": size,
            "encoding": found.dialect.encoding,
            "delimiter": found.dialect.delimiter,
            "headers": tuple(headers),
            "preset": found.preset,
            "preset_label": preset.label if preset else "",
            "mapping": mapping,
            "suggestions": found.suggestions,
            "samples": found.samples,
            "answers": answers,
            "questions": (
                *questions,
                *preview_questions(headers, mapping, known_answers | answers, found.seen),
            ),
            "row_kind": answers.get(ROWS, "" if questions else found.row_kind),
            "certain": certain,
            "doubts": found.doubts,
            "remembered_as": remembered_as,
            "remembered_at": known.confirmed_at if known else None,
            "problem": "",
        }
    )


def _run(
    tenant: TenantId, record: ImportRecord, ports: ImportPorts, *, now: datetime, last_try: bool
) -> None:
    """Import, and leave the record settled or free for the next try, whatever happens."""
    try:
        with workplace(ports.work) as work:
            _import(tenant, record, ports, work, now=now)
    except PERMANENT_FAILURES as error:
        # Trying again would fail again. The kind only is logged: a message may quote a cell.
        log.error("import_failed", extra={"import_id": record.id, "error": type(error).__name__})
        _settle(tenant, record.id, ports.rows, now, {"problem": _OUR_FAULT})
    except Exception as error:
        log.warning(
            "import_broke_off", extra={"import_id": record.id, "error": type(error).__name__}
        )
        if last_try:
            _settle(tenant, record.id, ports.rows, now, {"problem": _OUR_FAULT})
        else:
            ports.rows.edit_import(tenant, record.id, _freed)
        raise


def _freed(record: ImportRecord) -> ImportRecord:
    return record.model_copy(update={"running_until": None})


def _import(
    tenant: TenantId, record: ImportRecord, ports: ImportPorts, work: Path, *, now: datetime
) -> None:
    report = _reporter(tenant, record.id, ports.rows, now)
    report("Fetching the files", 3)
    sources = tuple(_fetched(tenant, file, ports.files, work) for file in record.files)
    zone = ports.tenants.time_zone(tenant)
    settings = ImportSettings(
        today=now.astimezone(ZoneInfo(zone)).date(),
        now=now,
        time_zone=zone,
        default_country=record.default_country,
        default_language=record.default_language,
        default_currency=ports.tenants.currency(tenant),
    )
    attempt = Attempt(tenant, record, sources, settings, work)
    outcome = attempt_import(attempt, ports.rows, ports.files, progress=report)
    match outcome:
        case Refusal(problem=problem):
            _settle(tenant, record.id, ports.rows, now, {"problem": problem})
        case AnswersNeeded(questions=questions):
            ports.rows.edit_import(tenant, record.id, lambda found: _asking(found, questions, now))
        case ApprovalNeeded():
            day = settings.today
            needed = publish_staying(tenant, record, outcome, ports=ports, today=day, now=now)
            ports.rows.edit_import(tenant, record.id, lambda found: _waiting(found, needed, now))
        case AnswerHolds(asked=asked):
            status = ImportStatus.DECLINED
            _settle(tenant, record.id, ports.rows, now, {"status": status, "replacement": asked})
        case Imported():
            _finish(tenant, record, outcome, ports, now=now, today=settings)


def _fetched(tenant: TenantId, file: FileRecord, files: Files, work: Path) -> SourceFile:
    local = work / f"{file.number}.csv"
    files.download(tenant, file.key, local)
    return SourceFile(file.number, file.name, local, dict(file.mapping), dict(file.answers))


def _reporter(
    tenant: TenantId, import_id: str, rows: ImportRows, now: datetime
) -> Callable[[str, int], None]:
    def report(stage: str, percent: int) -> None:
        rows.edit_import(
            tenant,
            import_id,
            lambda found: found.model_copy(
                update={"stage": stage, "percent": percent, "updated_at": now}
            ),
        )

    return report


def _asking(
    record: ImportRecord, questions: dict[int, tuple[ColumnQuestion, ...]], now: datetime
) -> ImportRecord:
    files = tuple(
        file.model_copy(update={"questions": questions.get(file.number, ())})
        for file in record.files
    )
    return record.model_copy(
        update={
            "status": ImportStatus.NEEDS_MAPPING,
            "files": files,
            # The columns may be confirmed already; the questions are not answered yet.
            "confirmed": False,
            "stage": "Waiting for your answer",
            "running_until": None,
            "updated_at": now,
        }
    )


def _waiting(record: ImportRecord, needed: ApprovalNeeded, now: datetime) -> ImportRecord:
    """Nothing is kept of it but what the founder is asked, and what a sync says of who stays."""
    return record.model_copy(
        update={
            "status": ImportStatus.NEEDS_APPROVAL,
            "replacement": needed.asked,
            "accepted_over": "",
            "accounting": needed.found.accounting,
            "stage": "Waiting for your answer",
            "running_until": None,
            "updated_at": now,
        }
    )


def _finish(
    tenant: TenantId,
    record: ImportRecord,
    imported: Imported,
    ports: ImportPorts,
    *,
    now: datetime,
    today: ImportSettings,
) -> None:
    """Publish what is stored: the pointer, then the run. Repeating it changes nothing."""
    snapshot, run = snapshot_of(record), run_of(record.id)
    before = ports.rows.snapshot(tenant)
    ports.rows.save_snapshot(tenant, pointer_of(record, imported, before, today=today.today))
    if record.confirmed:
        for file in record.files:
            _remember(tenant, file, ports.rows, now=now)
    ports.rows.start_run(tenant, run=run, snapshot=snapshot, now=now)
    ports.segments.send(tenant, run=run, snapshot=snapshot)
    rows_by_file = {one.file: one.rows_in for one in imported.accounting.files}
    kinds = imported.row_kinds
    files = tuple(
        file.model_copy(update={"rows": rows_by_file[file.number], "row_kind": kinds[file.number]})
        for file in record.files
    )
    _settle(
        tenant,
        record.id,
        ports.rows,
        now,
        {
            "status": ImportStatus.DONE,
            "stage": "Done",
            "percent": 100,
            "problem": "",
            "files": files,
            "accounting": imported.accounting,
            "listed": imported.listed,
            "kept_by_answer": imported.kept_by_answer,
            "comparison": imported.comparison,
            "plans": _plan_counts(imported.plans),
            "snapshot": snapshot,
            "run": run,
            "rejects_key": snapshot_key(tenant, snapshot, REJECTS),
        },
    )


def _plan_counts(plans: tuple[PlanFound, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((plan.plan, plan.customers) for plan in plans)


def _remember(tenant: TenantId, file: FileRecord, rows: ImportRows, *, now: datetime) -> None:
    """What the founder confirmed, also of a recognised export: the founder may know better."""
    rows.remember(
        tenant,
        header_hash(list(file.headers)),
        RememberedMapping(
            mapping={plain(header): meaning for header, meaning in file.mapping.items()},
            answers={
                plain(header): answer for header, answer in file.answers.items() if header != ROWS
            },
            rows=file.answers.get(ROWS, ""),
            confirmed_at=now,
        ),
    )


def _settle(
    tenant: TenantId, import_id: str, rows: ImportRows, now: datetime, update: dict[str, object]
) -> None:
    settled = {"status": ImportStatus.FAILED, "running_until": None, "updated_at": now, **update}
    rows.edit_import(tenant, import_id, lambda found: found.model_copy(update=settled))
