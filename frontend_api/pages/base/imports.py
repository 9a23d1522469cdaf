"""One import: live progress, the column check, and where every row went.

Nothing is dropped in silence: every row is accounted for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from frontend_api.acts import imports as acts
from frontend_api.http.forms import Form
from frontend_api.http.htmx import fragment_wanted
from frontend_api.http.session import Session
from frontend_api.pages.base.column_groups import ColumnGroup, grouped_columns
from frontend_api.pages.base.sorting import Sorting, load_sorting_of_import
from frontend_api.pages.error import not_found
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.wording.columns import (
    Unlock,
    chosen_meanings,
    column_choices,
    headers_as_read,
    mapping_values,
    meaning_of,
    unlocked_by_more,
)
from frontend_api.wording.facts import sentence
from frontend_api.wording.terms import moves_in_words
from functions.customer_base.columns.understanding.gaps import Gap, find_gaps
from functions.customer_base.imports.records import (
    SETTLED,
    ImportRecord,
    ImportStatus,
    stopped,
)
from functions.customer_base.parsing.findings import UnreadCells
from functions.customer_base.segmentation.records import RunRecord, RunStatus
from functions.product.limits import MAX_FILES
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import TenantId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ImportPage:
    template: ClassVar[str] = "base/imports.html"
    frame: Frame
    record: ImportRecord
    settled: bool
    stopped: bool
    """It goes on by itself no more, and the founder may try again."""
    form: Form
    columns: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    """Field of the column check → `confirmed`, `certain`, `suggested` or `unknown`."""
    groups: Mapping[int, tuple[ColumnGroup, ...]]
    """File → its columns, refusals first and unused ones last."""
    gaps: tuple[Gap, ...]
    """What must be known and no column says, as they are chosen now."""
    unlocks: tuple[Unlock, ...]
    labels: Mapping[str, str]
    """Canonical column → its name, for the cells that could not be read."""
    run: RunRecord | None
    """The run over this very import, if it is the newest one."""
    moves: tuple[tuple[str, int], ...] | None
    """(from which motion to which, customers); None if they were not sorted (yet)."""
    sorting: Sorting
    may_add: bool
    """It is what the base is made of, and has room for one more file."""
    add_to: str
    """Where a file is added to those the base is made of."""


@dataclass(frozen=True, slots=True)
class ImportProgress:
    template: ClassVar[str] = "base/imports_progress.html"
    frame: Frame
    record: ImportRecord
    settled: bool
    stopped: bool


def _settled(record: ImportRecord) -> bool:
    """Whether nothing more happens unless the founder does something."""
    if record.status is ImportStatus.NEEDS_MAPPING:
        return not record.confirmed
    if record.status is ImportStatus.NEEDS_APPROVAL:
        return not record.accepted_over
    return record.status in SETTLED


def import_page(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    record = ports.base.load_import(session.tenant.id, request.values["import_id"])
    if record is None:
        return not_found(request, "This import does not exist.")
    if fragment_wanted(request):
        answer = page(_progress(session, record, ports))
        refresh = {"HX-Refresh": "true"} if _settled(record) else {}
        return replace(answer, headers=refresh)
    return _import_page(request, session, ports, record, errors={})


def _progress(session: Session, record: ImportRecord, ports: Ports) -> ImportProgress:
    return ImportProgress(
        frame=frame_for(session, "Import", section="customers"),
        record=record,
        settled=_settled(record),
        stopped=stopped(record, now=ports.clock.now()),
    )


def _import_page(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    record: ImportRecord,
    *,
    errors: Mapping[str, str],
) -> HttpResponse:
    tenant = session.tenant.id
    typed = {name: request.typed(name) for name in request.form}
    values = mapping_values(record) | {"default_country": record.default_country} | typed
    settled = _settled(record)
    kept = ports.settings.load_all(tenant)
    run = kept.run if record.snapshot else None
    own = _own_run(ports, tenant, record, kept.run)
    finished = own if own is not None and own.status is RunStatus.DONE else None
    if run is None or run.snapshot != record.snapshot:
        # It may have finished since the latest was read.
        run = finished or run
    states = headers_as_read(record)
    current = kept.base
    if current is not None and current.import_id != record.id:
        current = None
    may_add = current is not None and len(record.files) < MAX_FILES
    context = ImportPage(
        # "We are reading them now" is no longer true once the import has come to rest.
        frame=frame_for(
            session, "Import", section="customers", done="" if settled else request.asked("done")
        ),
        record=record,
        settled=settled,
        stopped=stopped(record, now=ports.clock.now()),
        form=Form(values, errors),
        columns=column_choices(record),
        headers=states,
        groups={
            file.number: grouped_columns(file, values, states, errors) for file in record.files
        },
        gaps=find_gaps(chosen_meanings(values)),
        unlocks=unlocked_by_more(values),
        labels={cell.column: sentence(meaning_of(cell.column)) for cell in _unread(record)},
        run=run if run and run.snapshot == record.snapshot else None,
        moves=moves_in_words(finished.moved) if finished else None,
        may_add=may_add,
        add_to="#add-file" if may_add else "/customers",
        sorting=load_sorting_of_import(ports.base, tenant, current, run),
    )
    status = 422 if errors else 200
    return page(context, status=status, connect=ports.upload_origins)


def _own_run(
    ports: Ports, tenant: TenantId, record: ImportRecord, latest: RunRecord | None
) -> RunRecord | None:
    """The run over what this import brought, asked for where it is not the latest."""
    if not record.run or (latest is not None and latest.id == record.run):
        return latest if record.run else None
    return ports.base.load_run(tenant, record.run)


def _unread(record: ImportRecord) -> tuple[UnreadCells, ...]:
    return record.accounting.unread if record.accounting else ()


def confirm_mapping(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    tenant, import_id = session.tenant.id, request.values["import_id"]
    record = ports.base.load_import(tenant, import_id)
    if record is None:
        return not_found(request, "This import does not exist.")
    if record.status is not ImportStatus.NEEDS_MAPPING:
        # Sent twice, or from an older tab: the import goes on with what was confirmed first.
        return see_other(f"/customers/imports/{import_id}")
    errors = acts.confirm_columns(session, ports, record, request.typed)
    if errors:
        return _import_page(request, session, ports, record, errors=errors)
    return see_other(f"/customers/imports/{import_id}?done=saved")


def forget_columns(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """The next file with these headers is asked about again."""
    tenant, import_id = session.tenant.id, request.values["import_id"]
    record = ports.base.load_import(tenant, import_id)
    if record is None:
        return not_found(request, "This import does not exist.")
    acts.forget_columns(session, ports, record)
    return see_other("/customers?done=columns-forgotten")


def rejects(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    offered = acts.offer_rejects(session, ports, request.values["import_id"])
    if offered is None:
        return not_found(request, "There are no rejected rows to download for this import.")
    return see_other(offered)
